import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { startTestApp } from '../helpers/app.js'
import { acceptedCopies, restingCopies } from '../helpers/due-copies.js'
import { until } from '../helpers/service.js'
import { FAKETIME, killWorker, type SeenClock, startSkewedWorker } from '../helpers/workers.js'

const KILLS = process.env.CI ? 9 : 100
/** Of each licence two clocks run. */
const OPEN = process.env.CI ? 10_000 : 500_000
const DUE = process.env.CI ? 2000 : 50_000
const DAY = 86_400_000
/** Clocks of the machines on which the four run: right, a day behind, a day ahead, a day ahead. */
const SKEWS = [0, -DAY, DAY, DAY]
/** What each licence that falls due shows on these days: notice, then yellow of the promise, then red of both. */
const DAYS = [
  { day: '2026-03-11', raised: { LEGAL: 'NOTICE', PROMISE: 'NOTICE' } },
  { day: '2026-03-13', raised: { PROMISE: 'YELLOW' } },
  { day: '2026-03-17', raised: { LEGAL: 'RED', PROMISE: 'RED' } },
]
t.setTimeout(0)

t.test(`${OPEN * 2} clocks, four instances with wrong clocks, ${KILLS} kills`, async (t) => {
  t.comment(
    FAKETIME === undefined ? 'wrong clocks: another Date (no faketime here)' : `wrong clocks: ${FAKETIME}`,
  )
  const app = await startTestApp(t, { env: { PROCESS: 'all' } })
  const count = async (text: string): Promise<number> =>
    (await app.deps.pool.query<{ n: number }>(`select count(*)::int as n ${text}`)).rows[0]?.n ?? -1
  const due = () => count('from case_clocks where next_look_at <= app_now()')
  await acceptedCopies(app, DUE)
  // The others are looked at long after this story.
  await restingCopies(app, OPEN - DUE, '2026-12-01T00:00:00Z')
  await app.database.asOwner('vacuum analyze case_clocks')

  /** The most by which a worker's clock was not as wrong as it should be, in milliseconds. */
  const off: SeenClock = { date: 0, machine: 0 }
  const start = async (skew: number) => {
    const { worker, clock } = await startSkewedWorker(t, app, skew)
    const right = Date.now()
    const beneath = FAKETIME === undefined ? 0 : skew
    off.date = Math.max(off.date, Math.abs(clock.date - right - skew))
    off.machine = Math.max(off.machine, Math.abs(clock.machine - right - beneath))
    return worker
  }

  let kills = 0
  let inTheMiddle = 0
  /** One after the other on one machine, each killed soon after it began, until so many are over or all is looked at. */
  const killOn = async (skew: number, most: number) => {
    let worker = await start(skew)
    while (kills < most && (await due()) > 0) {
      await sleep(Math.random() * 300)
      inTheMiddle += (await due()) > 0 ? 1 : 0
      kills += 1
      await killWorker(worker)
      worker = await start(skew)
    }
    return worker
  }
  for (const [stage, { day }] of DAYS.entries()) {
    await app.setNow(`${day}T01:00:00.000000Z`)
    const most = Math.ceil((KILLS * (stage + 1)) / DAYS.length)
    const workers = await Promise.all(SKEWS.map((skew) => killOn(skew, most)))
    await waitFor(due)
    if (stage < DAYS.length - 1) for (const worker of workers) await killWorker(worker)
  }
  await until(
    'nothing waits for the feed',
    async () => (await count('from (select from outbox limit 1) waiting')) === 0,
    900_000,
  )
  t.ok(off.date < DAY / 24, `each saw its wrong clock (to ${off.date} ms)`)
  t.ok(off.machine < DAY / 24, `beneath Date too where faketime is (to ${off.machine} ms)`)
  t.ok(inTheMiddle > KILLS / 2, `${inTheMiddle} of ${kills} kills while clocks were due`)

  // As the owner: over the events of a million clocks these look longer than a request may.
  const rows = await app.database.asOwner(`
    select rule, level, count(*)::int as alerts, count(distinct case_no)::int as cases,
      min(raised_at at time zone 'Asia/Shanghai')::date::text as first,
      max(raised_at at time zone 'Asia/Shanghai')::date::text as last
    from alerts where case_no like 'COPY%' group by 1, 2 order by 1, 2`)
  const expected = DAYS.flatMap(({ day, raised }) =>
    Object.entries(raised).map(([rule, level]) => ({
      rule,
      level,
      alerts: DUE,
      cases: DUE,
      first: day,
      last: day,
    })),
  )
  t.same(
    rows,
    expected.sort((a, b) => `${a.rule} ${a.level}`.localeCompare(`${b.rule} ${b.level}`)),
    'none missed, none double, none a day early or late',
  )
  const told = await app.database.asOwner(`
    select count(*)::int as n, count(distinct document::jsonb->'subject'->>'no')::int as alerts from case_events
    where document::jsonb->>'type' = 'alert.raise'`)
  const alerts = await count('from alerts')
  t.same(told, [{ n: alerts, alerts }], 'each told once')
  t.equal(await count('from set_aside'), 0)
})

/** Until nothing is due; as long as there is less than before it goes on. */
async function waitFor(due: () => Promise<number>): Promise<void> {
  let left = await due()
  while (left > 0) {
    await sleep(2000)
    const now = await due()
    if (now === left) {
      await sleep(35_000)
      if ((await due()) === left) throw new Error(`${left} clocks are due, and nobody looks at them`)
    }
    left = now
  }
}
