import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { beginGeneration } from '../../src/features/exchange/consumer-store.js'
import { COUNT_CASES } from '../../src/features/statistics/count-cases.js'
import { COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'
import { countedCases, recountedCases } from '../helpers/counts.js'
import { acceptedCopies } from '../helpers/due-copies.js'
import { until } from '../helpers/service.js'
import { killWorker, startWorker } from '../helpers/workers.js'

const KILLS = process.env.CI ? 12 : 100
const COPIES = process.env.CI ? 600 : 1500
const SUBMITTED = 25
const COUNTY = { code: '511102000000', name: '市中区' }
const CITIES = ['511300000000', '511100000000']
t.setTimeout(0)

/** A day off that comes and goes: each time every running clock moves by it. Gives the job. */
async function changeCalendar(app: TestApp, dayOff: boolean): Promise<string> {
  const path = '/v1/calendars/CN/years/2026'
  const { body, headers } = await app.request('GET', path)
  const { workingDays: _days, calendar: _calendar, year: _year, ...rest } = body
  const others = rest.days.filter(({ date }: { date: string }) => date !== '2026-03-04')
  const days = dayOff ? [...others, { date: '2026-03-04', kind: 'HOLIDAY', name: '停电' }] : others
  const answer = await app.request('PUT', path, {
    token: await app.token('operator'),
    body: { ...rest, days },
    headers: { 'if-match': headers.etag ?? '' },
  })
  if (answer.status !== 200) throw new Error(answer.text)
  return answer.body.job.id
}

/** The county goes to the other city. Gives the job. */
async function moveCounty(app: TestApp, parent: string): Promise<string> {
  const answer = await app.request('POST', '/v1/divisions/imports', {
    token: await app.token('operator'),
    body: { divisions: [{ ...COUNTY, parent }] },
  })
  if (answer.status !== 202) throw new Error(answer.text)
  return answer.body.id
}

t.test(`${KILLS} kills of workers in the middle of long jobs and pulses`, async (t) => {
  const app = await startTestApp(t, { env: { PROCESS: 'all' } })
  const all = async <R extends object>(text: string): Promise<R[]> =>
    (await app.deps.pool.query<R>(text)).rows
  const count = async (text: string): Promise<number> =>
    (await all<{ n: number }>(`select count(*)::int as n ${text}`))[0]?.n ?? -1
  await app.request('POST', '/v1/divisions/imports', {
    token: await app.token('operator'),
    body: { divisions: [{ code: CITIES[0], parent: '510000000000', name: '示例新市' }] },
  })
  await acceptedCopies(app, COPIES)
  const before =
    (await all<{ version: number }>(`select version from cases where case_no = 'COPY1'`))[0]?.version ?? 0
  for (let made = 0; made < SUBMITTED; made += 1) await createCase(app, foodCase())

  let kills = 0
  let inTheMiddle = 0
  let changes = 0
  let over = false
  const workers = [await startWorker(t, app), await startWorker(t, app)]
  /** Kills one after the other, each in its turn, while the story below goes on. */
  const killing = (async () => {
    while (!over && kills < KILLS) {
      await until(
        'a job is at work',
        async () => over || (await count(`from jobs where state = 'running'`)) > 0,
      )
      await sleep(Math.random() * 500)
      const oldest = workers.shift()
      if (oldest === undefined || over) break
      inTheMiddle += Math.sign(await count(`from jobs where state = 'running'`))
      await killWorker(oldest)
      kills += 1
      workers.push(await startWorker(t, app))
    }
  })()

  let day = Date.parse('2026-03-06T16:30:00Z')
  while (kills < KILLS) {
    changes += 1
    // Beside the counts that are read, others are made anew from the first event, and killed as well.
    await beginGeneration(app.deps.pool, COUNT_CASES.name, true)
    const jobs = [
      await changeCalendar(app, changes % 2 === 1),
      await moveCounty(app, CITIES[(changes - 1) % 2] ?? ''),
    ]
    day += 3 * 86_400_000
    if (day < Date.parse('2026-06-01')) await app.setNow(new Date(day).toISOString())
    const list = jobs.map((id) => `'${id}'`).join(', ')
    await until(
      'both jobs are over',
      async () => (await count(`from jobs where id in (${list}) and state in ('waiting', 'running')`)) === 0,
      300_000,
    )
  }
  await killing
  await app.setNow('2026-06-01T01:00:00.000000Z')
  await until(
    'nothing waits',
    async () =>
      (await count(`from case_clocks where next_look_at <= app_now()`)) === 0 &&
      (await count('from outbox')) === 0 &&
      (await count('from audit_waiting')) === 0 &&
      (await count(
        `from feed_head h where (select bool_and(state = 'current' and position = h.position) from consumers)`,
      )) === 1,
    300_000,
  )
  over = true
  for (const worker of workers) await killWorker(worker)
  t.ok(
    inTheMiddle > KILLS / 2,
    `${inTheMiddle} of ${kills} kills while a job was at work, ${changes} changes with two jobs each`,
  )

  t.same(
    await all(
      `select kind, state, count(*)::int as n from jobs where kind = 'recalculateClocks' group by 1, 2`,
    ),
    [{ kind: 'recalculateClocks', state: 'done', n: changes }],
  )
  t.equal(await count(`from jobs where state <> 'done'`), 0, 'every job is done')
  const told = (type: string, more = '') =>
    `from (select document::jsonb->'subject'->>'no' as no, count(*) as n from case_events
      where document::jsonb->>'type' = '${type}' group by 1) e where ${more}`
  t.equal(
    await count(told('case.clockMoved', `no like 'COPY%' and n = ${changes}`)),
    COPIES,
    'every change moved every case once: none was left out, none done twice',
  )
  t.equal(await count(`from cases where case_no like 'COPY%' and version <> ${before} + ${changes}`), 0)
  const expected = changes % 2 === 1 ? '2026-03-13' : '2026-03-12'
  t.equal(await count(`from cases where case_no like 'COPY%' and due_on <> '${expected}'`), 0, expected)
  t.equal(
    await count(`from cases c join organisations o on o.code = c.organisation_code join divisions d on d.code = o.division_code
      where c.deciding_divisions <> d.ancestors and o.code = '${COUNTY_MARKET}'`),
    0,
    'cases lie where a recount says',
  )
  t.equal(
    await count(`from case_clocks k where k.stopped_on is null and k.due_on < '2026-06-01' and k.kind in ('LEGAL', 'PROMISE')
      and not exists (select from alerts a where a.case_id = k.case_id and a.clock_id = k.clock_id and a.level = 'RED')`),
    0,
    'no overdue clock was missed',
  )
  const alerts = await count('from alerts')
  t.ok(alerts > 2 * COPIES, `${alerts} alerts`)
  t.equal(await count(told('alert.raise', 'n = 1')), alerts, 'each alert was raised once')
  t.equal(await count(told('alert.raise', 'n > 1')), 0)
  t.equal(await count(told('case.deemAccept', 'n = 1')), SUBMITTED, 'each consequence was drawn once')
  t.equal(await count(told('case.deemAccept', 'n > 1')), 0)
  const [feed] = await all(
    'select count(*)::int as n, count(distinct event_id)::int as events, max(position)::int as last from feed',
  )
  const events = await count('from case_events')
  t.same(feed, { n: events, events, last: events }, 'every event has one position, without a gap')
  const [audit] = await all(
    'select count(*)::int as n, count(distinct audit_no)::int as records, max(place)::int as last from audit_chain',
  )
  const records = await count('from audit_log')
  t.same(audit, { n: records, records, last: records }, 'every audit record has one place')
  t.equal(await count('from set_aside'), 0)
  const counts = await countedCases(app.deps.pool)
  const total = counts.reduce((sum, row) => sum + (row as { cases: number }).cases, 0)
  t.equal(total, 1 + COPIES + SUBMITTED, 'every case is counted once')
  t.same(counts, await recountedCases(app.deps.pool), 'equal to a recount')
  const generation = await count('from generate_series(1, (select max(generation) from consumers))')
  t.ok(generation > 1, `made anew ${generation - 1} times meanwhile`)
})
