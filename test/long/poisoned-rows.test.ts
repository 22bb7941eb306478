import t from 'tap'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { createCaseMonitor } from '../../src/service.js'
import { startTestApp } from '../helpers/app.js'
import { acceptedCopies, poison } from '../helpers/due-copies.js'

const CASES = process.env.CI ? 1000 : 5000
t.setTimeout(0)

t.test(
  `poisoned rows beside ${2 * CASES} good ones: all others fire once and get their places`,
  async (t) => {
    const app = await startTestApp(t)
    await acceptedCopies(app, CASES)
    await poison(app)
    const count = async (text: string): Promise<number | undefined> =>
      (await app.deps.pool.query<{ n: number }>(`select count(*)::int as n ${text}`)).rows[0]?.n
    await app.setNow('2026-04-10T01:00:00.000000Z')
    const monitor = createCaseMonitor(app.deps)
    await Promise.all([monitor.tick(), createCaseMonitor(app.deps).tick()])
    await monitor.tick()
    t.equal(await count(`from alerts where case_no like 'COPY%' and level = 'RED'`), 2 * CASES - 3)
    t.equal(await count(`from case_clocks where next_look_at <= app_now()`), 0, 'nobody waits')
    t.equal(await count(`from set_aside where what = 'clock' and about in ('COPY7', 'COPY9')`), 3)

    // An outbox row without its event stands in the middle of them.
    await app.database.asSuperuser(
      `update outbox set event_id = gen_random_uuid() where event_no = (select event_no from outbox order by event_no offset 500 limit 1)`,
    )
    const waiting = (await count('from outbox')) ?? 0
    for (let moved = -1; moved !== 0; ) moved = await sequenceBatch(app.deps.pool)
    t.equal(await count('from feed'), waiting - 1)
    t.equal(await count('from outbox'), 1)
    t.equal(await count(`from set_aside where what = 'outbox'`), 1)
  },
)
