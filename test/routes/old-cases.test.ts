import t from 'tap'
import { createCaseMonitor, createJobs } from '../../src/service.js'
import {
  CITY_HOUSING_FUND,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  LESHAN_ITEM_CODE,
  OTHER_COUNTY_MARKET,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, nextLeshanCase, transition } from '../helpers/cases.js'

const NDJSON = { 'content-type': 'application/x-ndjson' }
const SYSTEM = 'hall-2016'

/** A withdrawal that was granted and delivered in January, elsewhere. */
const delivered = (number: string, more: object = {}) => ({
  system: SYSTEM,
  number,
  itemCode: LESHAN_ITEM_CODE,
  itemName: '住房公积金提取（旧）',
  status: 'DELIVERED',
  decision: 'granted',
  receivedOn: '2026-01-06',
  acceptedOn: '2026-01-06',
  decidedOn: '2026-01-07',
  closedOn: '2026-01-07',
  parties: leshanCase().parties,
  form: { amountRequested: { amount: 700_000, currency: 'CNY' } },
  ...more,
})

/** A food-business licence that runs, with the papers of a whole application. */
const running = (number: string, more: object = {}) => {
  const { parties, form, materials } = foodCase()
  return {
    system: SYSTEM,
    number,
    itemCode: FOOD_LICENCE_ITEM_CODE,
    status: 'REVIEWING',
    receivedOn: '2026-02-24',
    acceptedOn: '2026-02-26',
    parties,
    form,
    materials: materials.map(({ materialCode }) => ({ materialCode })),
    ...more,
  }
}

async function bring(app: TestApp, lines: readonly object[], { mode = 'valid', token = '' } = {}) {
  const by = token === '' ? await app.token('operator', { subject: 'bringer' }) : token
  const begun = await app.request('POST', `/v1/imports?kind=oldCases&mode=${mode}`, {
    token: by,
    headers: NDJSON,
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  })
  if (begun.status !== 202) return { status: begun.status }
  await createJobs(app.deps).drain()
  const read = await app.request('GET', begun.headers.location ?? '', { token: by })
  const refused = await app.request('GET', `${begun.headers.location}/lines?outcome=refused&limit=100`, {
    token: by,
  })
  return { ...read.body, refusals: refused.body.data }
}

async function found(app: TestApp, oldNumber: string) {
  const token = await app.token('lead')
  const { body } = await app.request('POST', '/v1/cases/search', { token, body: { oldNumber } })
  const [only] = body.data
  return only && (await app.request('GET', `/v1/cases/${only.caseNo}`, { token }))
}

t.test('finished and running cases of an earlier system come in with a report, once', async (t) => {
  const app = await startTestApp(t)
  const lines = [
    delivered('沙房公〔2026〕12号'),
    running('SP-7'),
    delivered('BAD-1', { decidedOn: '2026-01-02' }),
    delivered('BAD-2', { parties: [{ ...leshanCase().parties[0], idNumber: '110105194912310021' }] }),
    running('BAD-3', { materials: [{ materialCode: 'no-such-paper' }] }),
    running('BAD-4', { status: 'SPECIAL_PROCEDURE' }),
    running('BAD-5', { itemVersion: 99 }),
    delivered('110105194912310021'),
    delivered('BAD-6', { decision: undefined }),
    running('BAD-7', { receivedOn: '1990-01-01', acceptedOn: '1990-01-02' }),
  ]
  const first = await bring(app, lines)
  t.match(first, { state: 'done', applied: 2, refused: 8 })
  t.match(first.refusals, [
    { line: 3, findings: [{ rule: 'DATES_OUT_OF_ORDER', pointer: '/decidedOn' }] },
    { line: 4, findings: [{ rule: 'ID_NUMBER_INVALID', pointer: '/parties/0/idNumber' }] },
    { line: 5, findings: [{ rule: 'MATERIAL_UNKNOWN', pointer: '/materials/0/materialCode' }] },
    { line: 6, findings: [{ rule: 'STATUS_NOT_TAKEN', pointer: '/status' }] },
    { line: 7, findings: [{ rule: 'VERSION_UNKNOWN', pointer: '/itemVersion' }] },
    { line: 8, findings: [{ rule: 'NUMBER_PERSONAL', pointer: '/number' }] },
    { line: 9, findings: [{ rule: 'DECISION_REQUIRED', pointer: '/decision' }] },
    { line: 10, findings: [{ rule: 'DATE_OUT_OF_RANGE' }, { rule: 'DATE_OUT_OF_RANGE' }] },
  ])
  const counts =
    'select (select count(*) from cases)::int as cases, (select count(*) from case_parties)::int as parties, (select count(*) from case_events)::int as events'
  const written = await app.database.asOwner(counts)
  t.match(await bring(app, lines), { state: 'done', accepted: 0, unchanged: 2, refused: 8 })
  const changed = await bring(app, [running('SP-7', { acceptedOn: '2026-02-25' })])
  t.match(changed.refusals, [{ findings: [{ rule: 'ALREADY_HERE', pointer: '/number' }] }])
  t.same(await app.database.asOwner(counts), written, 'again: nothing is written')

  t.match((await found(app, '沙房公〔2026〕12号')).body, {
    status: 'DELIVERED',
    itemName: '住房公积金提取（旧）',
    resultType: 'issued',
    decidedOn: '2026-01-07',
    externalNos: [{ system: SYSTEM, number: '沙房公〔2026〕12号' }],
    parties: [{ name: /\*/ }],
    clocks: [],
    broughtIn: { system: SYSTEM, status: 'DELIVERED', granted: true, importedOn: '2026-03-02' },
  })
  const again = await createCase(app, leshanCase(), { status: 422 })
  t.match(again.body.errors, [{ code: 'GRANTED_THIS_YEAR' }], 'what was granted there counts here')

  const licence = await found(app, 'SP-7')
  t.match(licence.body, { status: 'ACCEPTED', missing: [], acceptedOn: '2026-02-26' })
  t.match(
    licence.body.clocks.map(({ kind, startedOn }: Record<string, string>) => `${kind} ${startedOn}`).sort(),
    ['LEGAL 2026-02-26', 'PROMISE 2026-02-26'],
  )
  const second = await createCase(app, foodCase())
  t.match(second.body.warnings, [{ code: 'OPEN_APPLICATION' }], 'what runs counts as under way')
  const reviewing = await transition(app, 'reviewer', licence, { action: 'startReview' })
  t.equal(reviewing.body.status, 'REVIEWING', 'it goes on here')

  const feed = await app.database.asOwner<{ document: string }>(
    `select document from case_events where type = 'imported' order by event_no`,
  )
  t.match(
    feed.map(({ document }) => JSON.parse(document)),
    [
      { type: 'case.imported', payload: { system: SYSTEM, claimed: 'DELIVERED', granted: true } },
      { type: 'case.imported', payload: { status: 'ACCEPTED', claimed: 'REVIEWING', granted: false } },
    ],
  )
  t.notMatch(feed.map(({ document }) => document).join(), /SP-7|乐山示例/)
})

t.test('nothing follows by itself from a past that is only claimed', async (t) => {
  const app = await startTestApp(t)
  const old = running('OLD-1', { status: 'SUBMITTED', acceptedOn: undefined, receivedOn: '2026-01-05' })
  t.match(await bring(app, [old]), { state: 'done', applied: 1 })
  const monitor = createCaseMonitor(app.deps)
  await monitor.tick()
  const waiting = await found(app, 'OLD-1')
  t.match(waiting.body, { status: 'SUBMITTED', lamp: 'RED' }, 'not deemed accepted: an alert')
  const accepted = await transition(app, 'clerk', waiting, { action: 'accept' })
  t.match(accepted.body, { status: 'ACCEPTED', acceptedOn: '2026-03-02' }, 'people decide')
})

t.test(
  'old cases are brought in by who keeps the centre or the system, as far as his grant reaches',
  async (t) => {
    const app = await startTestApp(t)
    const manager = await app.token('manager', { organisation: COUNTY_MARKET })
    const both = await bring(app, [running('R-1'), delivered('R-2')], { token: manager })
    t.match(both, { applied: 1, refused: 1 })
    t.match(both.refusals, [{ line: 2, findings: [{ rule: 'OUT_OF_REACH', pointer: '' }] }])
    const stranger = await app.token('operator', { organisation: OTHER_COUNTY_MARKET, scope: 'subtree' })
    t.match((await bring(app, [running('R-1')], { token: stranger })).refusals, [
      { findings: [{ rule: 'OUT_OF_REACH' }] },
    ])
    const elsewhere = running('R-3', { organisation: CITY_HOUSING_FUND })
    t.match((await bring(app, [elsewhere])).refusals, [
      { findings: [{ rule: 'ORGAN_NOT_OF_ITEM', pointer: '/organisation' }] },
    ])
    t.equal((await bring(app, [running('R-4')], { token: await app.token('clerk') })).status, 403)
  },
)

t.test('two hundred lines cost a few statements more than twenty', async (t) => {
  let statements = 0
  const app = await startTestApp(t, { onQuery: () => statements++ })
  const people = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) =>
      delivered(`N-${from + index}`, { parties: nextLeshanCase().parties }),
    )
  const cost = async (lines: object[]): Promise<number> => {
    statements = 0
    t.match(await bring(app, lines, { mode: 'all' }), { state: 'done', applied: lines.length })
    return statements
  }
  await cost(people(0, 1))
  const few = await cost(people(100, 20))
  const many = await cost(people(1000, 200))
  t.ok(many - few <= 4, `20 lines: ${few}, 200 lines: ${many}`)
})
