import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { TELL_PEOPLE } from '../../src/features/notifications/tell-people.js'
import { createCaseMonitor } from '../../src/service.js'
import { packageRoot } from '../../src/shared/package-root.js'
import type { Role } from '../../src/shared/roles.js'
import { FOOD_LICENCE_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { foodCase, nextLeshanCase } from '../helpers/cases.js'
import { type Day, type Expected, judgeYear, nextDay, type Plan } from '../helpers/plain-year.js'

const CASES = Number(process.env.YEAR_CASES ?? (process.env.CI ? 300 : 10_000))
const SEED = Number(process.env.YEAR_SEED ?? 20_260_101)
const FIRST = '2026-01-04'
/** The last day on which something comes in: all limits end in the year, whose days off are known. */
const LAST_IN = '2026-09-10'
const LAST = '2026-12-31'
t.setTimeout(0)

/** Days of work by the notices, read without the engine. */
function workingDays(): (day: Day) => boolean {
  const [national = ''] = readFileSync(join(packageRoot, 'reference/calendars.ndjson'), 'utf8').split('\n')
  const { years } = JSON.parse(national) as { years: { days: { date: Day; kind: string }[] }[] }
  const said = new Map(years.flatMap(({ days }) => days.map(({ date, kind }) => [date, kind === 'WORKDAY'])))
  return (day) => said.get(day) ?? ![0, 6].includes(new Date(day).getUTCDay())
}

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What somebody means to do: most in time, some late, some never; each way through the licence. */
function planOf(random: () => number, days: readonly Day[], isWorking: (day: Day) => boolean): Plan {
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  const oneIn = (n: number) => random() < 1 / n
  const slow = () => (oneIn(4) ? upTo(20) : upTo(3))
  const receivedOn = days[upTo(days.length - 1)] ?? FIRST
  const missing = oneIn(2)
  let due = receivedOn
  for (let left = 3 + upTo(4); left > 0; due = nextDay(due)) if (isWorking(nextDay(due))) left -= 1
  const defers = missing && oneIn(2)
  const intake: Plan['acts'] = defers
    ? [{ action: 'acceptWithDeferral', after: upTo(2), dueOn: due }]
    : missing
      ? [
          { action: 'requestCorrection', after: slow() },
          ...(oneIn(5) ? [] : [{ action: 'submit', after: upTo(13) }]),
          { action: 'accept', after: slow() },
        ]
      : [{ action: 'accept', after: oneIn(5) ? 30 : slow() }]
  const comes = { action: 'supplyMaterials', after: slow() }
  const acts = [
    ...intake,
    ...(oneIn(20) ? [{ action: 'withdraw', after: slow() }] : []),
    { action: 'startReview', after: slow() },
    ...(defers && oneIn(2) ? [comes] : []),
    ...(oneIn(4)
      ? [
          { action: 'startSpecial', after: upTo(2) },
          { action: 'endSpecial', after: 5 + upTo(25) },
        ]
      : []),
    ...(oneIn(4) ? [{ action: 'extend', after: upTo(3) }] : []),
    { action: 'completeStep', after: slow() },
    ...(oneIn(8) ? [{ action: 'extend', after: 0 }] : []),
    { action: oneIn(5) ? 'deny' : 'approve', after: slow() },
    ...(oneIn(2) ? [comes] : []),
    { action: 'close', after: slow() },
    { action: 'deliver', after: slow() },
  ]
  return { receivedOn, missing, acts: oneIn(15) ? acts.slice(0, upTo(acts.length - 1)) : acts }
}

const ROLES: Record<string, Role> = {
  startReview: 'reviewer',
  completeStep: 'reviewer',
  startSpecial: 'reviewer',
  endSpecial: 'reviewer',
  extend: 'approver',
  approve: 'approver',
  deny: 'approver',
  close: 'approver',
  deliver: 'issuer',
}
const PAPER = [{ materialCode: 'safety-rules', source: 'paper' }]
const commandOf = (action: string, dueOn?: Day): object => ({
  action,
  ...({
    requestCorrection: { items: [{ materialCode: 'safety-rules', reason: '未提交' }] },
    submit: { materials: PAPER },
    supplyMaterials: { materials: PAPER },
    acceptWithDeferral: { deferred: [{ materialCode: 'safety-rules', dueOn }], promise: '承诺按期补交' },
    completeStep: { opinion: '符合条件' },
    startSpecial: { kind: 'inspection', estimatedDays: 10, basis: '《中华人民共和国行政许可法》第四十五条' },
    endSpecial: { result: '检验合格' },
    extend: { days: 5, reason: '情况复杂，需要进一步核实' },
    deny: { reason: '经营场所不符合食品安全标准的要求' },
    withdraw: { reason: '申请人不再经营', proof: '申请人签字的撤回申请书' },
    deliver: { method: 'pickup' },
  }[action] ?? {}),
})

interface Made {
  plan: Plan
  expected: Expected
  caseNo: string
}

async function take(app: TestApp, made: Made): Promise<void> {
  const body = foodCase({ without: made.plan.missing ? ['safety-rules'] : [] })
  const [parties] = [nextLeshanCase().parties]
  const answer = await app.request('POST', '/v1/cases', {
    token: await app.token('clerk'),
    body: { ...body, parties },
    headers: { 'idempotency-key': crypto.randomUUID() },
  })
  if (answer.status !== 201) throw new Error(answer.text)
  made.caseNo = answer.body.caseNo
}

async function act(app: TestApp, { caseNo, plan, expected }: Made, { action, dueOn }: Expected['acts'][0]) {
  const answer = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token: await app.token(ROLES[action] ?? 'clerk'),
    body: commandOf(action, dueOn),
    headers: { 'if-match': '*' },
  })
  if (answer.status === 200) return
  throw new Error(`${action}: ${answer.text}\n${JSON.stringify({ plan, acts: expected.acts })}`)
}

/** So many at once; a machine has few processors. */
async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = [...all]
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let one = rest.pop(); one !== undefined; one = rest.pop()) await work(one)
    }),
  )
}

t.test(`${CASES} cases over a year, seed ${SEED}`, async (t) => {
  const app = await startTestApp(t)
  await app.database.asSuperuser(
    `set session_replication_role = replica;
     update item_versions set document = jsonb_set(document, '{correctionDays}', '10') where item_code = '${FOOD_LICENCE_ITEM_CODE}'`,
  )
  const monitor = createCaseMonitor(app.deps)
  const isWorking = workingDays()
  const random = chance(SEED)
  const opening: Day[] = []
  for (let day = FIRST; day <= LAST_IN; day = nextDay(day)) opening.push(day)
  const all = Array.from({ length: CASES }, (): Made => {
    const plan = planOf(random, opening, isWorking)
    return { plan, expected: judgeYear(plan, LAST, isWorking), caseNo: '' }
  })

  for (let day = FIRST; day <= LAST; day = nextDay(day)) {
    // Midnight in Shanghai, the middle of the day, and its end.
    await app.setNow(`${before(day)}T16:00:01.000000Z`)
    await monitor.tick()
    await app.setNow(`${day}T02:00:00.000000Z`)
    const [come, busy] = [
      all.filter(({ plan }) => plan.receivedOn === day),
      all.filter(({ expected }) => expected.acts.some(({ on }) => on === day)),
    ]
    await eachOf(come, (made) => take(app, made))
    await eachOf(busy, async (made) => {
      for (const one of made.expected.acts.filter(({ on }) => on === day)) await act(app, made, one)
    })
    await app.setNow(`${day}T15:30:00.000000Z`)
    await monitor.tick()
    await app.deps.sequencer.beat()
    while ((await moveConsumer(app.deps, TELL_PEOPLE)) > 0);
  }

  const { pool } = app.deps
  const gathered = async (text: string): Promise<Map<string, string[]>> => {
    const { rows } = await pool.query<{ case_no: string; said: string[] }>(text)
    return new Map(rows.map(({ case_no, said }) => [case_no, said]))
  }
  const day = (column: string) => `(${column} at time zone 'Asia/Shanghai')::date::text`
  const alerts = await gathered(
    `select case_no, array_agg(${day('raised_at')} || ' ' || rule || ' ' || level order by 1) as said from alerts group by 1`,
  )
  const open = await gathered(
    `select case_no, array_agg(rule || ' ' || level) as said from alerts where status = 'OPEN' group by 1`,
  )
  const consequences = await gathered(
    `select c.case_no, array_agg(${day('e.occurred_at')} || ' ' || e.type) as said from case_events e join cases c on c.id = e.case_id
     where e.type in ('deemAccept', 'expireCorrection') group by 1`,
  )
  const told = await gathered(
    `select case_no, array_agg((facts->>'on') || ' ' || kind) as said from messages where audience = 'party' group by 1`,
  )
  let wrong = 0
  const same = (made: Made, what: string, found: string[] | undefined, expected: readonly string[]) => {
    const [is, should] = [(found ?? []).toSorted(), expected.toSorted()]
    if (is.join() === should.join()) return
    wrong += 1
    if (wrong <= 5)
      t.same(is, should, `${what} of ${JSON.stringify({ plan: made.plan, acts: made.expected.acts })}`)
  }
  for (const made of all) {
    const { caseNo, expected } = made
    same(made, 'alerts', alerts.get(caseNo), expected.alerts)
    same(made, 'open alerts', open.get(caseNo), expected.open)
    same(made, 'consequences', consequences.get(caseNo), expected.consequences)
    same(made, 'what the applicant was told', told.get(caseNo), expected.told)
  }
  const sum = (of: keyof Expected) => all.reduce((so, { expected }) => so + expected[of].length, 0)
  t.equal(
    wrong,
    0,
    `${sum('acts')} acts, ${sum('alerts')} alerts, ${sum('consequences')} consequences, ${sum('told')} messages`,
  )
  for (const kind of ['deemAccept', 'expireCorrection'])
    t.ok(
      all.some(({ expected }) => expected.consequences.some((each) => each.endsWith(kind))),
      kind,
    )
})

const before = (day: Day): Day => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
