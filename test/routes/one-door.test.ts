import { randomUUID } from 'node:crypto'
import t from 'tap'
import { actOnCase, type CaseAct } from '../../src/features/cases/acts/act-on-case.js'
import { statusEdges } from '../../src/features/cases/status-edges.js'
import { type Answer, answerRow, openStored } from '../../src/http/idempotency.js'
import { createCaseMonitor } from '../../src/service.js'
import { type Caller, SYSTEM_CALLER } from '../../src/shared/caller.js'
import { FOOD_LICENCE_ITEM_CODE, TOP_ORGANISATION } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp, TOP_DIVISION } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'

const CLERK: Caller = {
  kind: 'person',
  issuer: 'urn:yichuang:dev',
  subject: 'batch-clerk',
  grants: [
    { role: 'clerk', organisation: TOP_ORGANISATION, scope: 'subtree', division: TOP_DIVISION, posts: [] },
  ],
}

t.test('a batch goes through the door as everybody: an answer for each, nothing thrown', async (t) => {
  const app = await startTestApp(t)
  const [good, incomplete, taken] = [
    await createCase(app, foodCase()),
    await createCase(app, foodCase({ without: ['layout-plan'] })),
    await createCase(app, foodCase()),
  ]
  await transition(app, 'clerk', taken, { action: 'preReview' })
  const acts: [string, number | 'any'][] = [
    [good.body.caseNo, 1],
    [incomplete.body.caseNo, 'any'],
    [taken.body.caseNo, 1],
    ['5111022603021000000', 'any'],
  ]
  const outcomes = await Promise.all(
    acts.map(([caseNo, expected]) =>
      actOnCase(app.deps, { caseNo, caller: CLERK, command: { action: 'accept' }, expected }),
    ),
  )
  t.same(
    outcomes.map(({ kind }) => kind),
    ['done', 'refusal', 'stale', 'absent'],
  )
  const [done, refusal] = outcomes
  t.match(done, {
    before: { status: 'SUBMITTED', version: 1 },
    after: { status: 'ACCEPTED', version: 2 },
    events: [{ type: 'accept', statusBefore: 'SUBMITTED', statusAfter: 'ACCEPTED' }],
  })
  t.match(refusal, { refusal: { code: 'RULE', errors: [{ code: 'MATERIAL_MISSING' }] } })
  const read = await app.request('GET', `/v1/cases/${good.body.caseNo}`, { token: await app.token('clerk') })
  t.match(read.body, { status: 'ACCEPTED', version: 2 })
})

t.test('the database takes no edge that the table of the code has not', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, foodCase())).body
  await actOnCase(app.deps, { caseNo, caller: CLERK, command: { action: 'accept' }, expected: 1 })
  const edges = await app.database.asOwner<{ before: string; type: string; after: string }>(
    'select status_before as before, type, status_after as after from status_edges',
  )
  const named = (each: { before: string; type: string; after: string }) =>
    `${each.before} ${each.type} ${each.after}`
  t.same(edges.map(named).sort(), statusEdges().map(named).sort())
  const told = await app.deps.pool.query(
    'select status_before as before, type, status_after as after from case_events order by version',
  )
  t.same(told.rows.map(named), ['DRAFT submit SUBMITTED', 'SUBMITTED accept ACCEPTED'])
  const forge = (type: string, after: string) =>
    app.deps.pool.query(
      `insert into case_events (case_id, version, event_id, type, occurred_at, actor, divisions, document, status_before, status_after)
       select case_id, 9, gen_random_uuid(), $1, occurred_at, actor, divisions, document, 'ACCEPTED', $2
       from case_events where version = 1`,
      [type, after],
    )
  for (const [type, after] of [
    ['approve', 'APPROVED'],
    ['startReview', 'DECIDING'],
    ['undo', 'DRAFT'],
  ] as const)
    await t.rejects(forge(type, after), { code: '23503', constraint: 'case_events_edge' }, type)
  await forge('startReview', 'REVIEWING')
})

t.test('of many at one case one is done, the others are told so', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, foodCase())).body
  const act: CaseAct = { caseNo, caller: CLERK, command: { action: 'accept' }, expected: 1 }
  const kinds = (await Promise.all(Array.from({ length: 16 }, () => actOnCase(app.deps, act)))).map(
    ({ kind }) => kind,
  )
  t.equal(kinds.filter((kind) => kind === 'done').length, 1)
  t.ok(kinds.every((kind) => kind === 'done' || kind === 'lost' || kind === 'stale'))
})

t.test('a new query code and its answer are one act', async (t) => {
  // A pool of two: who held one connection and waited for another would wait for ever.
  const app = await startTestApp(t, { env: { POOL_SIZE: '2' } })
  const { caseNo } = (await createCase(app, leshanCase())).body
  const token = await app.token('clerk')
  const renew = (key: string) =>
    app.request('POST', `/v1/cases/${caseNo}/query-code`, { token, headers: { 'idempotency-key': key } })
  const key = randomUUID()
  const same = await Promise.all(Array.from({ length: 10 }, () => renew(key)))
  const codes = new Set(same.filter(({ status }) => status === 200).map(({ body }) => body.queryCode))
  t.equal(codes.size, 1, 'ten times the same request: one code')
  const again = await renew(key)
  t.equal(again.headers['idempotency-replayed'], 'true')
  const [queryCode] = codes
  const progress = await app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })
  t.equal(progress.status, 200, 'the one that is shown is the one that opens')
  // However the address is typed it is the same request.
  const typed = (path: string) => app.request('POST', path, { token, headers: { 'idempotency-key': key } })
  const wide = caseNo.replace('5', encodeURIComponent('５'))
  const spellings = [
    ...[
      `/v1/cases/${wide}/query-code`,
      `/v1/cases/${caseNo}/query-code?`,
      `/v1/cas%65s/${caseNo}/query-code`,
    ],
    ...[
      `/v1/cases/%20${caseNo}/query-code`,
      `/v1/cases/${caseNo.slice(0, 6)}%E2%80%8B${caseNo.slice(6)}/query-code`,
    ],
  ]
  for (const path of spellings)
    t.match(await typed(path), { text: again.text, headers: { 'idempotency-replayed': 'true' } }, path)
  // What the release before kept under an address as it was typed is that answer still.
  const [path = ''] = spellings
  await keptAsTyped(app, key, `POST ${path}`)
  t.match(await typed(path), { text: again.text, headers: { 'idempotency-replayed': 'true' } }, 'of before')
  const { rows } = await app.deps.pool.query(
    "select count(*)::int as renewed from case_events where type like '%renewQueryCode'",
  )
  t.same(rows, [{ renewed: 1 }])
})

/** An answer as the release before kept it: under the address as it was typed, which its cipher is bound to. */
async function keptAsTyped(app: TestApp, key: string, operation: string): Promise<void> {
  const { encryption } = app.deps
  const [row] = await app.database.asOwner<Kept>('select * from idempotency_keys where key = $1', [key])
  if (row === undefined) throw new Error('the answer was kept')
  const { status, headers } = row
  const scope = { callerHash: row.caller_hash, operation: row.operation, key, requestHash: row.request_hash }
  const stored = { status, headers, requestHash: row.request_hash.toString('hex') }
  const answer = openStored(scope, { ...stored, body: row.body_encrypted.toString('base64') }, encryption)
  const typed = answerRow({ ...scope, operation }, answer, encryption, '')
  await app.database.asOwner(
    'update idempotency_keys set operation = $2, body_encrypted = $3::text::bytea where key = $1',
    [key, operation, typed.body_encrypted],
  )
}
interface Kept extends Answer {
  caller_hash: Buffer
  operation: string
  request_hash: Buffer
  body_encrypted: Buffer
}

t.test('a stored answer is for who may still see the case', async (t) => {
  const app = await startTestApp(t)
  const own = { role: 'citizen' as const, subject: 'citizen-1' }
  const { windowId: _window, ...body } = leshanCase()
  const created = await createCase(app, { ...body, channel: 'WEB' }, own)
  const token = await app.token('citizen', { subject: 'citizen-1' })
  const headers = { 'if-match': created.headers.etag ?? '', 'idempotency-key': randomUUID() }
  const path = `/v1/cases/${created.body.caseNo}/transitions`
  const withdraw = () =>
    app.request('POST', path, { token, headers, body: { action: 'withdraw', reason: '不再需要' } })
  t.equal((await withdraw()).status, 200)
  t.match(await withdraw(), { status: 200, headers: { 'idempotency-replayed': 'true' } })
  await app.database.asOwner('update case_parties set subject = null')
  t.equal((await withdraw()).status, 404, 'no longer a party: nothing is told, not even again')
})

/** An item that gives its applicants ten days to correct. */
async function withDaysToCorrect(app: TestApp): Promise<void> {
  await app.database.asSuperuser(`set session_replication_role = replica;
    update item_versions set document = jsonb_set(document, '{correctionDays}', '10') where item_code = '${FOOD_LICENCE_ITEM_CODE}';
    select pg_notify('catalogue', '${FOOD_LICENCE_ITEM_CODE}')`)
}

t.test('a correction that never comes ends the case: by the monitor, or by who comes first', async (t) => {
  const app = await startTestApp(t)
  await withDaysToCorrect(app)
  const ask = {
    action: 'requestCorrection',
    items: [{ materialCode: 'layout-plan', reason: '请补交' }],
  }
  const told = [
    await transition(app, 'clerk', await createCase(app, foodCase({ without: ['layout-plan'] })), ask),
    await transition(app, 'clerk', await createCase(app, foodCase({ without: ['layout-plan'] })), ask),
  ]
  const [byMonitor, byPerson] = told
  if (byMonitor === undefined || byPerson === undefined) throw new Error('two cases')
  t.match(
    byMonitor.body.clocks.find((clock: { kind: string }) => clock.kind === 'CORRECTION'),
    { state: 'RUNNING', due: '2026-03-12', limit: { amount: 10, unit: 'day' } },
  )
  const monitor = createCaseMonitor(app.deps)
  await app.setNow('2026-03-12T15:59:00.000000Z')
  await monitor.tick()
  const token = await app.token('clerk')
  const read = (answer: typeof byMonitor) => app.request('GET', `/v1/cases/${answer.body.caseNo}`, { token })
  t.equal((await read(byMonitor)).body.status, 'AWAITING_CORRECTION', '23:59 of the last day')
  await app.setNow('2026-03-12T16:00:00.000000Z')
  const late = await app.request('POST', `/v1/cases/${byPerson.body.caseNo}/transitions`, {
    token,
    headers: { 'if-match': byPerson.headers.etag ?? '' },
    body: { action: 'submit', materials: [{ materialCode: 'layout-plan', source: 'paper' }] },
  })
  t.match(late, { status: 412, body: { code: 'PRECONDITION_FAILED', currentStatus: 'TERMINATED' } })
  await monitor.tick()
  for (const answer of told) {
    const now = await read(answer)
    t.match(now.body, { status: 'TERMINATED', resultType: 'correctionNotSupplied' })
    t.ok(now.body.clocks.every((clock: { state: string }) => clock.state === 'STOPPED'))
  }
  const renewed = await app.request('POST', `/v1/cases/${byMonitor.body.caseNo}/query-code`, { token })
  t.equal(renewed.status, 200, 'who asks where it stands may still do so')
  const again = await actOnCase(app.deps, {
    caseNo: byMonitor.body.caseNo,
    caller: SYSTEM_CALLER,
    command: { action: 'expireCorrection' },
    expected: 'any',
  })
  t.equal(again.kind, 'refusal', 'once only')
})

t.test('a notice of the release before, which had no clock for it, ends by who comes first', async (t) => {
  const app = await startTestApp(t)
  await withDaysToCorrect(app)
  const told = await transition(app, 'clerk', await createCase(app, foodCase({ without: ['layout-plan'] })), {
    action: 'requestCorrection',
    items: [{ materialCode: 'layout-plan', reason: '请补交' }],
  })
  await app.database.asSuperuser("delete from case_clocks where kind = 'CORRECTION'")
  await app.setNow('2026-03-13T01:00:00.000000Z')
  const path = `/v1/cases/${told.body.caseNo}`
  const token = await app.token('clerk')
  t.equal((await app.request('POST', `${path}/query-code`, { token })).status, 200)
  const late = await app.request('POST', `${path}/transitions`, {
    token,
    headers: { 'if-match': '*' },
    body: { action: 'submit', materials: [{ materialCode: 'layout-plan', source: 'paper' }] },
  })
  t.match(late, { status: 412, body: { currentStatus: 'TERMINATED' } })
})

t.test('an explanation that is sent again is answered as the first time', async (t) => {
  const app = await startTestApp(t)
  await createCase(app, foodCase())
  await app.setNow('2026-03-06T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  const token = await app.token('lead')
  const list = await app.request('GET', '/v1/alerts', { token })
  const path = `/v1/alerts/${list.body.data[0].id}`
  const { headers } = await app.request('GET', path, { token })
  const explain = (text: string) =>
    app.request('POST', `${path}/explain`, {
      token,
      headers: { 'if-match': headers.etag ?? '', 'idempotency-key': 'explain-1' },
      body: { text },
    })
  const first = await explain('材料正在核对')
  t.match(first, { status: 200, body: { status: 'EXPLAINED' } })
  const second = await explain('材料正在核对')
  t.match(second, { status: 200, headers: { 'idempotency-replayed': 'true', etag: first.headers.etag } })
  t.equal(second.text, first.text)
  t.match(await explain('别的说明'), { status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
})
