import { randomUUID } from 'node:crypto'
import t from 'tap'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'
import { holdMemory } from '../helpers/memory.js'
import { foodBusinessLicence, TWO_STEP } from '../helpers/sample.js'
import { until } from '../helpers/service.js'

t.test(
  '32 clients × 100 keys make 100 cases, and every answer of a key is the same, byte for byte',
  async (t) => {
    const app = await startTestApp(t)
    const url = await app.listen()
    const token = await app.token('clerk')
    const keys = Array.from({ length: 100 }, () => randomUUID())
    const answers = new Map<string, Set<string>>(keys.map((key) => [key, new Set()]))
    let first = 0
    const client = async (shift: number) => {
      for (let index = 0; index < keys.length; index += 1) {
        const key = keys[(index + shift * 3) % keys.length] ?? ''
        const response = await fetch(`${url}/v1/cases`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'idempotency-key': key,
          },
          body: JSON.stringify(leshanCase()),
        })
        const text = await response.text()
        if (response.status !== 201) throw new Error(`${response.status} ${text}`)
        answers.get(key)?.add(text)
        if (response.headers.get('idempotency-replayed') === null) first += 1
      }
    }
    await Promise.all(Array.from({ length: 32 }, (_, shift) => client(shift)))
    t.ok([...answers.values()].every((texts) => texts.size === 1))
    t.equal(first, 100, 'each key was answered once; the rest were replays')
    const { rows } = await app.deps.pool.query(
      'select count(*)::int as cases, count(distinct case_no)::int as numbers, (select count(*)::int from case_events) as events, (select count(*)::int from outbox) + (select count(*)::int from feed) as told from cases',
    )
    t.same(rows[0], { cases: 100, numbers: 100, events: 100, told: 100 })
    const other = await app.request('POST', '/v1/cases', {
      token,
      body: foodCase(),
      headers: { 'idempotency-key': keys[0] ?? '' },
    })
    t.match(other, { status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
  },
)

t.test('16 clients of one division on two instances: no number comes twice', async (t) => {
  const app = await startTestApp(t)
  const other = await startTestApp(t, { database: app.database, encryption: app.deps.encryption })
  const client = async (index: number) => {
    const numbers: string[] = []
    for (let turn = 0; turn < 10; turn += 1) {
      const created = await createCase(index % 2 === 0 ? app : other, foodCase())
      numbers.push(created.body.caseNo)
    }
    return numbers
  }
  const numbers = (await Promise.all(Array.from({ length: 16 }, (_, index) => client(index)))).flat()
  t.equal(new Set(numbers).size, 160)
  t.equal(new Set(numbers.map((no) => no.slice(0, 13))).size, 1, 'one division, one day, one channel')
})

t.test('64 clients on one transition: one wins', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase())
  const token = await app.token('clerk')
  const send = (etag: string, key?: string) =>
    app.request('POST', `/v1/cases/${created.body.caseNo}/transitions`, {
      token,
      body: { action: 'accept' },
      headers: { 'if-match': etag, ...(key === undefined ? {} : { 'idempotency-key': key }) },
    })
  const statuses = (
    await Promise.all(Array.from({ length: 64 }, () => send(created.headers.etag ?? '')))
  ).map((answer) => answer.status)
  t.equal(statuses.filter((status) => status === 200).length, 1)
  t.equal(statuses.filter((status) => status === 412).length, 63)
  const { rows } = await app.deps.pool.query(
    "select count(*)::int as accepted from case_events where type = 'accept'",
  )
  t.same(rows[0], { accepted: 1 })
})

t.test('64 repetitions of one transition with one key: one act, 64 equal answers', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, leshanCase())
  const token = await app.token('clerk')
  const key = randomUUID()
  const answers = await Promise.all(
    Array.from({ length: 64 }, () =>
      app.request('POST', `/v1/cases/${created.body.caseNo}/transitions`, {
        token,
        body: { action: 'handleOnTheSpot' },
        headers: { 'if-match': created.headers.etag ?? '', 'idempotency-key': key },
      }),
    ),
  )
  t.same([...new Set(answers.map((answer) => answer.status))], [200])
  t.equal(new Set(answers.map((answer) => answer.text)).size, 1)
  t.equal(answers.filter((answer) => answer.headers['idempotency-replayed'] === undefined).length, 1)
  const { rows } = await app.deps.pool.query(
    "select count(*)::int as closed from case_events where type = 'close'",
  )
  t.same(rows[0], { closed: 1 })
})

t.test('a transition is one read and one write; a list is one query', async (t) => {
  holdMemory(t)
  const queries: string[] = []
  const app = await startTestApp(t, { onQuery: (text) => queries.push(text) })
  const counted = async (work: () => Promise<{ status: number }>, status: number): Promise<number> => {
    queries.length = 0
    t.equal((await work()).status, status)
    return queries.length
  }
  for (let number = 0; number < 3; number += 1) await createCase(app, foodCase())
  const created = await createCase(app, foodCase())
  const token = await app.token('clerk')
  const path = `/v1/cases/${created.body.caseNo}`
  await app.request('GET', path, { token })
  t.equal(await counted(() => app.request('GET', path, { token }), 200), 1, 'read')
  const headers = () => ({ 'if-match': '*', 'idempotency-key': randomUUID() })
  for (const [role, body] of [
    ['clerk', { action: 'accept' }],
    ['reviewer', { action: 'startReview' }],
    ['reviewer', { action: 'completeStep', opinion: '符合条件' }],
    ['approver', { action: 'approve' }],
    ['approver', { action: 'close' }],
    ['issuer', { action: 'deliver', method: 'pickup' }],
  ] as const) {
    const token = await app.token(role)
    // Rights, held in memory from the first request on, are no part of the act.
    await app.request('GET', path, { token })
    const act = () => app.request('POST', `${path}/transitions`, { token, body, headers: headers() })
    t.equal(await counted(act, 200), 2, `${body.action}: ${queries.map((text) => text.trim().slice(0, 60))}`)
    t.match(queries[0], /^\s*select/, 'one read')
    t.match(queries[1], /^\s*with/, 'one write')
  }
  t.equal(await counted(() => app.request('GET', '/v1/cases?limit=3', { token }), 200), 1, 'list')
  t.equal(await counted(() => app.request('GET', `${path}/actions`, { token }), 200), 1, 'actions')
  t.ok(
    (await counted(async () => createCase(app, foodCase()), 201)) <= 5,
    'creation: number and clock, item, window, (procedure), write',
  )
  const list = () => app.request('GET', '/v1/items?limit=10')
  // The code lists are kept from the moment on in which changes of them are heard of.
  await until('the code lists come from memory', async () => (await counted(list, 200)) === 1)
  t.equal(await counted(list, 200), 1, 'items without words')
  const search = `/v1/items?limit=3&q=${encodeURIComponent('登记')}`
  const find = () => app.request('GET', search)
  await until('so do the synonyms', async () => (await counted(find, 200)) === 1)
  t.equal(await counted(find, 200), 1, 'search, its synonyms known')
  const thin = `/v1/items?q=${encodeURIComponent('公积金')}`
  t.equal(await counted(() => app.request('GET', thin), 200), 1, 'a page that is not full')
  const near = () => app.request('GET', `${thin}&near=511102`)
  await near()
  t.equal(await counted(near, 200), 1, 'near a place: all stages in one')
})

t.test('a batch of acts: each is answered by itself, and a call sent again goes on', async (t) => {
  const app = await startTestApp(t)
  const clerk = await app.token('clerk')
  const cases = [
    await createCase(app, foodCase()),
    await createCase(app, foodCase({ without: ['layout-plan'] })),
  ]
  const [first, second] = cases.map(({ body }) => body.caseNo)
  const batch = (acts: object[], headers: Record<string, string> = {}) =>
    app.request('POST', '/v1/cases/transitions', { token: clerk, body: { acts }, headers })
  const acts = [
    { caseNo: ` ${first.toLowerCase()}`, ifMatch: cases[0]?.headers.etag, action: 'accept' },
    { caseNo: second, ifMatch: '*', action: 'accept' },
    { caseNo: second, action: 'preReview' },
    { caseNo: second, ifMatch: '1', action: 'preReview' },
    { caseNo: second, ifMatch: '"9-x"', action: 'preReview' },
    { caseNo: 'NOBODY', ifMatch: '*', action: 'accept' },
    { caseNo: second, ifMatch: '*', action: 'Accept' },
    { caseNo: second, ifMatch: '*', action: 'requestCorrection', items: [] },
    { caseNo: first, ifMatch: '*', action: 'approve' },
    { caseNo: second, ifMatch: '*', action: 'withdraw', reason: '不办了', proof: undefined },
  ]
  const key = randomUUID()
  const told = await batch(acts, { 'idempotency-key': key })
  t.equal(told.status, 200)
  t.match(told.body.data, [
    { status: 200, action: 'accept', etag: /^"/, case: { status: 'ACCEPTED', caseNo: first } },
    { status: 422, problem: { errors: [{ code: 'MATERIAL_MISSING' }] } },
    { status: 428, problem: { code: 'PRECONDITION_REQUIRED' } },
    { status: 400, problem: { errors: [{ pointer: '/ifMatch', code: 'ETAG' }] } },
    { status: 412, problem: { code: 'PRECONDITION_FAILED' } },
    { status: 404, problem: { code: 'NOT_FOUND' } },
    { status: 400, problem: { errors: [{ pointer: '/action', code: 'ENUM' }] } },
    { status: 400, problem: { errors: [{ pointer: '/items' }] } },
    { status: 403, problem: { code: 'FORBIDDEN' } },
    {},
  ])
  const again = await batch(acts, { 'idempotency-key': key })
  t.match(again.body.data[0], { status: 200, replayed: true, case: { status: 'ACCEPTED' } })
  t.same(again.body.data[0].case, told.body.data[0].case, 'the stored answer')
  const events = await app.request('GET', `/v1/cases/${first}/events`, { token: clerk })
  t.equal(events.body.data.filter(({ type }: { type: string }) => type === 'accept').length, 1, 'done once')
  t.equal((await batch([])).status, 400)
  t.equal((await batch(Array.from({ length: 101 }, () => acts[0] ?? {}))).status, 400)
  t.equal((await app.request('POST', '/v1/cases/transitions', { body: { acts } })).status, 401)
  const issuer = await app.request('POST', '/v1/cases/transitions', {
    token: await app.token('operator'),
    body: { acts },
  })
  t.equal(issuer.status, 403)
})

t.test('two officers finish parallel branches at the same instant: the join fires once', async (t) => {
  const app = await startTestApp(t)
  const { version: _version, ...rest } = TWO_STEP
  const step = { phase: 'review', limit: { amount: 3, unit: 'workingDay' } }
  const title = (zh: string) => ({ title: { zh, en: zh } })
  const published = await app.request('POST', '/v1/workflows', {
    token: await app.token('cataloguer'),
    body: {
      ...rest,
      key: foodBusinessLicence.workflow,
      start: 'first',
      steps: [
        { key: 'first', ...step, ...title('分办'), next: [{ to: 'fire' }, { to: 'plan' }], parallel: true },
        { key: 'fire', ...step, ...title('消防'), next: [{ to: 'sum' }] },
        { key: 'plan', ...step, ...title('规划'), next: [{ to: 'sum' }] },
        { key: 'sum', ...step, ...title('汇总'), next: [{ to: 'decision' }], join: ['fire', 'plan'] },
        ...rest.steps.filter(({ key }) => key === 'decision'),
      ],
    },
  })
  t.equal(published.status, 201, published.text)
  for (const match of ['*', 'seen', '*', 'seen']) {
    let last = await createCase(app, foodCase())
    last = await transition(app, 'clerk', last, { action: 'accept' })
    last = await transition(app, 'reviewer', last, { action: 'startReview' })
    last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '分办' })
    const { caseNo } = last.body
    const finish = async (name: string, subject: string, etag: string) =>
      app.request('POST', `/v1/cases/${caseNo}/transitions`, {
        token: await app.token('reviewer', { subject }),
        body: { action: 'completeStep', step: name, opinion: '同意' },
        headers: { 'if-match': etag },
      })
    const etag = match === '*' ? '*' : (last.headers.etag ?? '')
    const [fire, plan] = await Promise.all([finish('fire', 'anna', etag), finish('plan', 'bo', etag)])
    const statuses = [fire.status, plan.status].sort()
    if (match === '*') t.ok(statuses[0] === 200 && [200, 409].includes(statuses[1] ?? 0), statuses.join())
    else t.same(statuses, [200, 412], 'who is slower sees it')
    // Who lost looks again, and finishes.
    if (fire.status !== 200) t.equal((await finish('fire', 'anna', '*')).status, 200)
    if (plan.status !== 200) t.equal((await finish('plan', 'bo', '*')).status, 200)
    const { rows } = await app.deps.pool.query(
      `select t.step, count(*)::int as times from case_tasks t join cases c on c.id = t.case_id
        where c.case_no = $1 group by 1 order by 1`,
      [caseNo],
    )
    t.same(
      rows,
      ['fire', 'first', 'plan', 'sum'].map((name) => ({ step: name, times: 1 })),
      'the join is open once',
    )
    t.equal((await finish('sum', 'chen', '*')).body.status, 'DECIDING')
  }
})
