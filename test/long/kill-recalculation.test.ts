import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { until } from '../helpers/service.js'
import { killWorker, startWorker } from '../helpers/workers.js'

type Day = string
/** Each case has two clocks. */
const CASES = Number(process.env.OPEN_CLOCKS ?? (process.env.CI ? 10_000 : 1_000_000)) / 2
const KILLS = process.env.CI ? 3 : 20
const ACTED = 30
const TODAY = '2026-03-02'
/** A notice that comes late: two days off more, one Saturday to be worked. */
const CHANGE = [
  { date: '2026-03-04', kind: 'HOLIDAY', name: '临时放假' },
  { date: '2026-03-05', kind: 'HOLIDAY', name: '临时放假' },
  { date: '2026-03-21', kind: 'WORKDAY', name: '调休上班' },
]
t.setTimeout(0)

const nextDay = (day: Day): Day => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)

/** Days of work by the notices, read without the engine. */
function workingDays(change: readonly { date: Day; kind: string }[]): (day: Day) => boolean {
  const [national = ''] = readFileSync(join(packageRoot, 'reference/calendars.ndjson'), 'utf8').split('\n')
  const { years } = JSON.parse(national) as { years: { days: { date: Day; kind: string }[] }[] }
  const days = [...years.flatMap((year) => year.days), ...change]
  const said = new Map(days.map(({ date, kind }) => [date, kind === 'WORKDAY']))
  return (day) => said.get(day) ?? ![0, 6].includes(new Date(day).getUTCDay())
}

/** A clock as it may stand: when it began, how long, in which days, where it stood still. */
interface Standing {
  startedOn: Day
  amount: number
  unit: 'workingDay' | 'day'
  pauses: { from: Day; to?: Day }[]
  longer: number
  stoppedOn?: Day
}

/** Day after day, from the law: undefined while it stands still. */
function dueOf({ startedOn, amount, unit, pauses, longer }: Standing, works: (day: Day) => boolean) {
  if (pauses.some(({ to }) => to === undefined)) return undefined
  const stands = (day: Day) => pauses.some(({ from, to = '' }) => from <= day && day < to)
  let due = startedOn
  for (let left = amount + longer; left > 0; ) {
    due = nextDay(due)
    if (!stands(due) && (unit === 'day' || works(due))) left -= 1
  }
  while (!works(due)) due = nextDay(due)
  return due
}

/** Every way in which a clock of this story stands: before, in and after the days that change. */
function standings(): Standing[] {
  const starts = ['2026-02-14', '2026-02-24', '2026-02-28', '2026-03-01', TODAY]
  const limits = [1, 2, 3, 5, 8, 13, 14, 20, 45, 60]
  const pauses: Standing['pauses'][] = [
    [],
    [{ from: '2026-02-25', to: '2026-03-02' }],
    [
      { from: '2026-02-24', to: '2026-02-26' },
      { from: '2026-02-27', to: '2026-03-01' },
    ],
    [{ from: '2026-02-27' }],
  ]
  return starts.flatMap((startedOn) =>
    limits.flatMap((amount) => [
      ...pauses.flatMap((each) =>
        [0, 5].map((longer): Standing => ({ startedOn, amount, unit: 'workingDay', pauses: each, longer })),
      ),
      { startedOn, amount, unit: 'day', pauses: [], longer: 0 } as const,
      { startedOn, amount, unit: 'workingDay', pauses: [], longer: 0, stoppedOn: TODAY } as const,
    ]),
  )
}

/** Cases of all these standings, two clocks each, as they are before the change. */
async function writeCases(app: TestApp, all: readonly Standing[], works: (day: Day) => boolean) {
  const { body } = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  const rows = all.map((each, no) => {
    const due = dueOf(each, works) ?? null
    const { startedOn, amount, unit, pauses, longer, stoppedOn } = each
    return {
      no,
      started_on: startedOn,
      due_on: due,
      stopped_on: stoppedOn ?? null,
      state: {
        startedOn,
        limit: { amount, unit },
        pauses,
        extensions: longer === 0 ? [] : [{ amount: longer, unit, on: startedOn }],
        ...(stoppedOn === undefined
          ? {}
          : {
              stoppedOn,
              frozenLamp: 'NONE',
              frozen: { dueOn: due, provisional: false, used: 0, overBy: 0 },
            }),
      },
    }
  })
  await app.database.asOwner(
    `with copies as (select gen_random_uuid() as id, n from generate_series(1, ${CASES}) n),
      written as (
        insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', copies.id, 'case_no', 'MOVE' || copies.n))).*
        from cases c, copies where c.case_no = $1),
      standing as (select * from jsonb_to_recordset($2::jsonb) as s(no int, started_on date, due_on date, stopped_on date, state jsonb))
    insert into case_clocks select (jsonb_populate_record(k, jsonb_build_object('case_id', copies.id, 'lamp', 'NONE',
        'state', k.state || s.state, 'started_on', s.started_on, 'due_on', s.due_on, 'stopped_on', s.stopped_on,
        'next_look_at', case when s.due_on is null or s.stopped_on is not null then null else '2026-12-01T00:00:00Z' end,
        'next_look_why', case when s.due_on is null or s.stopped_on is not null then null else 'RED' end))).*
      from case_clocks k join cases c on c.id = k.case_id
        cross join copies join standing s on s.no = (copies.n * 7 + case k.kind when 'LEGAL' then 0 else 3 end) % ${all.length}
      where c.case_no = $1 and k.kind in ('LEGAL', 'PROMISE')`,
    [body.caseNo, JSON.stringify(rows)],
  )
  await app.database.asOwner('vacuum analyze case_clocks')
}

t.test(
  `a notice comes late: ${CASES * 2} open clocks, ${KILLS} kills, and the counter goes on`,
  async (t) => {
    const [before, after] = [workingDays([]), workingDays(CHANGE)]
    const app = await startTestApp(t, { env: { PROCESS: 'all' } })
    // As the owner: over a million clocks and their events these look longer than a request may.
    const rows = async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> =>
      (await app.database.asOwner(text, values)) as R[]
    const count = async (text: string, values: unknown[] = []): Promise<number> =>
      (await rows<{ n: number }>(`select count(*)::int as n ${text}`, values))[0]?.n ?? -1
    const all = standings()
    await writeCases(app, all, before)
    const acted: string[] = []
    while (acted.length < ACTED)
      acted.push(
        (await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })).body.caseNo,
      )
    const stopped = `select md5(string_agg(k::text, '' order by k.case_id, k.clock_id)) as hash from case_clocks k
    join cases c on c.id = k.case_id where k.stopped_on is not null and c.case_no like 'MOVE%'`
    const stoppedBefore = await rows(stopped)

    const operator = await app.token('operator')
    const path = '/v1/calendars/CN/years/2026'
    const year = await app.request('GET', path)
    const { workingDays: _days, calendar: _calendar, year: _year, ...rest } = year.body
    const put = (query: string) =>
      app.request('PUT', `${path}${query}`, {
        token: operator,
        body: { ...rest, days: [...rest.days, ...CHANGE] },
        headers: { 'if-match': year.headers.etag ?? '' },
      })
    // What each standing becomes, by days that are counted here.
    const expected = all.map((each, no) => ({ no, from: dueOf(each, before), to: dueOf(each, after) }))
    const moves = `standing as (select * from jsonb_to_recordset($1::jsonb) as s(no int, "from" date, "to" date)),
    judged as (select c.case_no, k.clock_id, k.kind, k.due_on, k.stopped_on, s."from", s."to",
        k.stopped_on is null and s."from" is distinct from s."to" as moves
      from case_clocks k join cases c on c.id = k.case_id
        join standing s on s.no = (substr(c.case_no, 5)::int * 7 + case k.kind when 'LEGAL' then 0 else 3 end) % ${all.length}
      where c.case_no like 'MOVE%')`
    const judge = (text: string) =>
      rows<{ n: number }>(`with ${moves} select count(*)::int as n ${text}`, [JSON.stringify(expected)]).then(
        ([row]) => row?.n ?? -1,
      )
    const moving = await judge('from judged where moves')
    t.ok(moving > CASES / 2, `${moving} clocks are to move`)
    if (CASES * 2 <= 50_000) {
      const { body } = await put('?preview=true')
      t.equal(body.movedCount, moving + 2 * ACTED + 2, 'the preview says how many')
    }

    const ordered = await put('')
    t.equal(ordered.status, 200, ordered.text)
    const job = async () =>
      (
        await app.deps.pool.query<{ state: string; done: number; attempts: number }>(
          'select state, done, attempts from jobs where id = $1',
          [ordered.body.job.id],
        )
      ).rows[0] ?? { state: '', done: -1, attempts: -1 }
    let over = false
    /** The counter goes on: cases come in, some are accepted, and some that are to be moved are ended. */
    const counter = (async () => {
      const made: string[] = []
      const ended = new Set<string>()
      while (!over) {
        const taken = await createCase(app, foodCase())
        made.push(taken.body.caseNo)
        if (made.length % 2 === 0) await transition(app, 'clerk', taken, { action: 'accept' }, 200)
        const caseNo = acted.find((each) => !ended.has(each))
        if (caseNo === undefined) continue
        const answer = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
          token: await app.token('lead'),
          body: { action: 'void', reason: '窗口误录' },
          headers: { 'if-match': '*' },
        })
        if (answer.status !== 200) throw new Error(answer.text)
        ended.add(caseNo)
      }
      return { made, ended }
    })()
    let kills = 0
    let seen = 0
    let worker = await startWorker(t, app)
    while (kills < KILLS) {
      await until(
        'it has gone further',
        async () => {
          const { state, done } = await job()
          return state === 'done' || (state === 'running' && done > seen)
        },
        300_000,
      )
      await sleep(Math.random() * 100)
      await killWorker(worker)
      const { state, done } = await job()
      t.ok(done >= seen, `killed at ${done} of its clocks: nothing begins anew`)
      if (state === 'done') break
      seen = done
      kills += 1
      worker = await startWorker(t, app)
    }
    t.equal(kills, KILLS, 'each in the middle')
    await until('it is over', async () => (await job()).state === 'done', 3_600_000)
    over = true
    const { made, ended } = await counter
    await killWorker(worker)
    t.ok(
      made.length > 10,
      `${made.length} cases came in meanwhile, none was refused, ${ended.size} were ended`,
    )

    t.equal(
      await judge('from judged where stopped_on is null and due_on is distinct from "to"'),
      0,
      'each by the oracle',
    )
    t.same(await rows(stopped), stoppedBefore, 'what had stopped is untouched')
    const told = `told as (select e.document::jsonb->'subject'->>'no' as case_no, e.document::jsonb->'payload' as payload
      from case_events e where e.document::jsonb->>'type' = 'case.clockMoved'),
    said as (select case_no, (m->>'clockId')::uuid as clock_id, (m->>'from')::date as "from", (m->>'to')::date as "to"
      from told, jsonb_array_elements(payload->'moved') m where case_no like 'MOVE%')`
    const wanted = 'select case_no, clock_id, "from", "to" from judged where moves'
    const given = 'select case_no, clock_id, "from", "to" from said'
    const differing = async (text: string) =>
      (await rows<{ n: number }>(`with ${moves}, ${told} ${text}`, [JSON.stringify(expected)]))[0]?.n
    t.equal(
      await differing(
        `select count(*)::int as n from ((${wanted} except all ${given}) union all (${given} except all ${wanted})) d`,
      ),
      0,
      'told from when to when, each once, nothing else',
    )
    t.equal(
      await differing(`select count(*)::int as n from told where case_no like 'MOVE%'
      and (payload->>'reason' <> 'calendarChanged' or payload->>'calendar' <> 'CN')`),
      0,
      'and why',
    )
    t.equal(
      await differing(
        `select count(*)::int as n from (select case_no from told where case_no like 'MOVE%' group by 1 having count(*) > 1) d`,
      ),
      0,
      'one event for each case',
    )

    // Who was at the counter meanwhile counts by the new days, whichever came first; who ended, by those that held then.
    interface Kept {
      due: Day
      started: Day
      amount: number
      stopped: boolean
    }
    const clocksOf = (caseNos: readonly string[]) =>
      rows<Kept>(
        `select k.due_on::text as due, k.started_on::text as started, (k.state->'limit'->>'amount')::int as amount,
        k.stopped_on is not null as stopped
      from case_clocks k join cases c on c.id = k.case_id where c.case_no = any($1)`,
        [caseNos],
      )
    const dueBy = ({ started, amount }: Kept, works: (day: Day) => boolean) =>
      dueOf({ startedOn: started, amount, unit: 'workingDay', pauses: [], longer: 0 }, works)
    const fresh = (await clocksOf(made)).filter(({ stopped }) => !stopped)
    t.ok(fresh.length >= made.length)
    t.same(
      fresh.filter((clock) => clock.due !== dueBy(clock, after)),
      [],
      'as those that came in meanwhile',
    )
    const gone = await clocksOf([...ended])
    t.ok(
      gone.every(({ stopped }) => stopped),
      `${gone.length} clocks of cases that ended meanwhile`,
    )
    t.same(
      gone.filter((clock) => ![dueBy(clock, before), dueBy(clock, after)].includes(clock.due)),
      [],
      'keep the days that held when they ended',
    )
    t.equal(
      await count(
        `from (select case_id, max(version) filter (where document::jsonb->>'type' = 'case.void') as ended,
          max(version) filter (where document::jsonb->>'type' = 'case.clockMoved') as moved
        from case_events where case_id in (select id from cases where case_no = any($1)) group by 1) e where moved > ended`,
        [[...ended]],
      ),
      0,
      'what ended meanwhile is not moved any more',
    )
  },
)
