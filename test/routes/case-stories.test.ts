import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { indexParties } from '../../src/features/cases/parties/index-parties.js'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { COUNT_PERFORMANCE } from '../../src/features/statistics/performance/count-performance.js'
import { DEV_ISSUER, signStaffToken } from '../../src/http/dev-issuer.js'
import { packageRoot } from '../../src/shared/package-root.js'
import type { Role } from '../../src/shared/roles.js'
import {
  COUNTY_HEALTH,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  LESHAN_ITEM_CODE,
  OTHER_COUNTY_MARKET,
  SAMPLE_WINDOW_ID,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import {
  createCase,
  foodCase,
  leshanCase,
  MARKET_WINDOW,
  nextLeshanCase,
  transition,
} from '../helpers/cases.js'
import { png, upload } from '../helpers/files.js'

const ID_NUMBER = '11010519491231002X'

t.test('Leshan: from search to the delivered result, on the spot', async (t) => {
  const app = await startTestApp(t)
  const found = await app.request('GET', `/v1/items?q=${encodeURIComponent('公积金')}`)
  t.equal(found.body.data[0].itemCode, LESHAN_ITEM_CODE)
  const created = await createCase(app, leshanCase())
  t.match(created.body, { status: 'SUBMITTED', missing: [], situation: 'fund-loan', itemType: '20' })
  t.match(created.body.queryCode, /^\d{6}$/)
  t.match(
    created.body.clocks.map(({ kind }: { kind: string }) => kind),
    ['INTAKE_PROMISE'],
    'no five-day clock: the licence law does not bind a public service',
  )
  const { caseNo } = created.body
  const closed = await transition(app, 'clerk', created, { action: 'handleOnTheSpot' })
  t.match(closed.body, {
    status: 'CLOSED',
    resultType: 'issued',
    acceptedOn: '2026-03-02',
    decidedOn: '2026-03-02',
    version: 6,
  })
  const listed = async (open: boolean) =>
    (await app.request('GET', `/v1/cases?open=${open}`, { token: await app.token('clerk') })).body.data
  t.same(await listed(true), [], 'what is closed is in process no more, though not delivered yet')
  t.match(await listed(false), [{ caseNo, status: 'CLOSED' }])
  t.same(
    closed.body.clocks.map((clock: { kind: string; state: string; lamp: string }) => [
      clock.kind,
      clock.state,
    ]),
    [
      ['INTAKE_PROMISE', 'STOPPED'],
      ['PROMISE', 'STOPPED'],
      ['LEGAL', 'STOPPED'],
    ],
  )
  const events = await app.request('GET', `/v1/cases/${caseNo}/events`, { token: await app.token('clerk') })
  t.same(
    events.body.data.map((event: { type: string }) => event.type),
    ['submit', 'accept', 'startReview', 'completeStep', 'approve', 'close'],
  )
  t.same(
    events.body.data.map((event: { version: number }) => event.version),
    [1, 2, 3, 4, 5, 6],
  )
  const delivered = await transition(app, 'issuer', closed, { action: 'deliver', method: 'pickup' })
  t.equal(delivered.body.status, 'DELIVERED')
  const documents = await app.request('GET', `/v1/cases/${caseNo}/documents`, {
    token: await app.token('clerk'),
  })
  t.same(
    documents.body.data.map((document: { kind: string; documentNo: string }) => [
      document.kind,
      document.documentNo,
    ]),
    [
      ['receipt', `${caseNo}-01`],
      ['acceptanceNotice', `${caseNo}-02`],
      ['approval', `${caseNo}-03`],
      ['deliveryReceipt', `${caseNo}-04`],
    ],
  )
  const page = await app.request('GET', `/v1/cases/${caseNo}/documents/${caseNo}-03`, {
    token: await app.token('clerk'),
    headers: { accept: 'text/html' },
  })
  t.match(page.headers['content-type'], 'text/html')
  t.match(page.text, '李小敏')
  const progress = await app.request('POST', '/v1/progress', {
    body: { caseNo, queryCode: created.body.queryCode },
  })
  t.match(progress.body, { status: 'DELIVERED', bring: [] })
})

t.test(
  'a licence: correction, acceptance, a pause, four eyes, delivery; every clock as the law counts',
  async (t) => {
    const app = await startTestApp(t)
    const created = await createCase(app, foodCase({ without: ['application-form'] }))
    t.match(created.body, { status: 'SUBMITTED', missing: [{ materialCode: 'application-form' }] })
    t.match(created.body.clocks, [{ kind: 'INTAKE_5D', state: 'RUNNING', due: '2026-03-09' }])
    const { caseNo } = created.body
    const early = await transition(app, 'clerk', created, { action: 'accept' }, 422)
    t.match(early.body.errors, [{ code: 'MATERIAL_MISSING' }])
    const told = await transition(app, 'clerk', created, {
      action: 'requestCorrection',
      items: [{ materialCode: 'application-form', reason: '请补交申请书' }],
    })
    t.match(told.body, { status: 'AWAITING_CORRECTION', clocks: [{ kind: 'INTAKE_5D', state: 'STOPPED' }] })
    const empty = await transition(app, 'clerk', told, { action: 'submit' }, 422)
    t.match(empty.body.errors, [{ code: 'CORRECTION_INCOMPLETE', pointer: '/materials' }])
    const back = await transition(app, 'clerk', told, {
      action: 'submit',
      materials: [{ materialCode: 'application-form', source: 'paper' }],
    })
    t.match(back.body, { status: 'SUBMITTED', missing: [] })
    t.equal(
      back.body.clocks.filter((clock: { state: string }) => clock.state === 'RUNNING').length,
      1,
      'a new five-day clock',
    )
    const twice = await transition(
      app,
      'clerk',
      back,
      { action: 'requestCorrection', items: [{ materialCode: 'layout-plan', reason: '不清晰' }] },
      422,
    )
    t.match(twice.body.errors, [{ code: 'SECOND_NOTICE' }], '一次告知')
    const accepted = await transition(app, 'clerk', back, { action: 'accept' })
    const clock = (answer: Answer, kind: string) =>
      answer.body.clocks.filter((each: { kind: string }) => each.kind === kind).at(-1)
    t.match(accepted.body, {
      status: 'ACCEPTED',
      acceptedOn: '2026-03-02',
      workflow: { key: 'review-visit', version: 1 },
    })
    t.match(clock(accepted, 'LEGAL'), { due: '2026-03-16', limit: { amount: 10, unit: 'workingDay' } })
    t.match(clock(accepted, 'PROMISE'), { due: '2026-03-12' })
    const reviewing = await transition(app, 'reviewer', accepted, { action: 'startReview' })
    t.match(reviewing.body.tasks, [{ step: 'review', phase: 'review' }])
    const tasks = await app.request('GET', '/v1/tasks?phase=review', { token: await app.token('reviewer') })
    t.match(tasks.body.data, [{ caseNo, step: 'review' }])
    await app.setNow('2026-03-09T01:00:00.000000Z')
    const paused = await transition(app, 'reviewer', reviewing, {
      action: 'startSpecial',
      kind: 'inspection',
      estimatedDays: 5,
      basis: '《行政许可法》第四十五条',
    })
    t.match(clock(paused, 'LEGAL'), { state: 'PAUSED', provisional: true })
    t.match(clock(paused, 'SPECIAL'), { state: 'RUNNING', due: '2026-03-16' }, 'the announced days')
    t.match(paused.body.specials, [{ kind: 'inspection', title: '检验', estimatedDays: 5 }])
    await app.setNow('2026-03-18T01:00:00.000000Z')
    const resumed = await transition(app, 'reviewer', paused, { action: 'endSpecial', result: '合格' })
    t.match(clock(resumed, 'LEGAL'), { state: 'RUNNING', due: '2026-03-25' }, 'seven working days later')
    t.match(clock(resumed, 'SPECIAL'), { state: 'STOPPED', overBy: 2 })
    const explained = await app.request('GET', `/v1/cases/${caseNo}/clocks`, {
      token: await app.token('clerk'),
    })
    const legal = explained.body.data.find((each: { kind: string }) => each.kind === 'LEGAL')
    t.equal(legal.days.filter((day: { counted: boolean }) => day.counted).length, 10)
    t.equal(legal.days.filter((day: { reason: string }) => day.reason === 'paused').length, 9)
    t.match(legal, {
      begun: { why: '受理' },
      pauses: [{ to: '2026-03-18', estimatedDays: 5, workingDays: 7, reasons: ['检验'] }],
      extensions: [],
      lamps: [{ level: 'NOTICE', on: /2026-03-/ }],
    })
    t.ok(legal.begun.basis, 'the article that sets the limit')
    for (const { basis } of legal.lamps) t.not(basis, '', 'a rule without a basis has none, not an empty one')
    t.match(
      legal.days.find((day: { reason: string }) => day.reason === 'paused'),
      { basis: '《行政许可法》第四十五条', title: '不计入期限' },
    )
    const english = await app.request('GET', `/v1/cases/${caseNo}/clocks`, {
      token: await app.token('clerk'),
      headers: { 'accept-language': 'en' },
    })
    t.match(english.body.data.find((each: { kind: string }) => each.kind === 'LEGAL').begun, {
      why: 'acceptance',
    })
    const again = await transition(
      app,
      'reviewer',
      resumed,
      { action: 'endSpecial', result: '再次结束' },
      409,
    )
    const listed = await app.request('GET', `/v1/cases/${caseNo}/actions`, {
      token: await app.token('reviewer'),
    })
    const names = listed.body.data.map((each: { action: string }) => each.action)
    t.same(again.body.allowed, names, 'a refusal offers what the list of actions does')
    t.ok(names.includes('requestJointReview'), 'an organ that could be asked is looked up')
    const deciding = await transition(app, 'reviewer', resumed, {
      action: 'completeStep',
      opinion: '符合条件',
    })
    t.match(deciding.body, { status: 'DECIDING', tasks: [{ step: 'decision', phase: 'decide' }] })
    const same = await transition(app, 'approver', deciding, { action: 'approve' }, 409, 'dev-reviewer')
    t.match(same.body, { code: 'TRANSITION_NOT_ALLOWED' })
    t.notOk(same.body.allowed.includes('approve'))
    const approved = await transition(app, 'approver', deciding, { action: 'approve' })
    t.match(clock(approved, 'LEGAL'), { state: 'STOPPED', stoppedOn: '2026-03-18' })
    t.match(
      clock(approved, 'DELIVERY_10D'),
      { due: '2026-03-25', state: 'RUNNING' },
      'five days by its own law',
    )
    await performanceOf(t, app)
    const closed = await transition(app, 'approver', approved, { action: 'close' })
    t.equal(closed.body.resultType, 'issued')
    const delivered = await transition(app, 'issuer', closed, { action: 'deliver', method: 'electronic' })
    t.match(clock(delivered, 'DELIVERY_10D'), { state: 'STOPPED' })
    const events = await app.request('GET', `/v1/cases/${caseNo}/events`, {
      token: await app.token('reviewer'),
    })
    t.equal(events.body.data.length, delivered.body.version)
    t.match(events.body.data.find((event: { type: string }) => event.type === 'completeStep').remarks, {
      opinion: '符合条件',
    })
  },
)

t.test('where food is made two officers visit the premises, and no limit stands still', async (t) => {
  const app = await startTestApp(t)
  const body = foodCase()
  const catering = { ...body, form: { ...body.form, businessKind: 'catering' } }
  const accepted = await transition(app, 'clerk', await createCase(app, catering), { action: 'accept' })
  const started = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  const visiting = await transition(app, 'reviewer', started, { action: 'completeStep', opinion: '须核查' })
  t.match(visiting.body, { status: 'REVIEWING', tasks: [{ step: 'site-visit' }] })
  const { caseNo } = visiting.body
  const listed = await app.request('GET', `/v1/cases/${caseNo}/actions`, {
    token: await app.token('reviewer'),
  })
  const complete = listed.body.data.find(({ action }: { action: string }) => action === 'completeStep')
  const [example] = complete.input.properties.visit.examples
  t.ok(complete.input.required.includes('visit'))
  t.equal(example.officers.length, 2)
  await transition(app, 'reviewer', visiting, { action: 'completeStep', opinion: '合格' }, 422)
  const alone = { ...example, officers: [example.officers[0], 'nobody'] }
  await transition(app, 'reviewer', visiting, { action: 'completeStep', visit: alone }, 422)
  const reviewer = await app.token('reviewer')
  const picture = (await upload(app, reviewer, [{ bytes: png() }])).body.fileId
  const visit = { ...example, pictures: [picture] }
  const visited = await transition(app, 'reviewer', visiting, { action: 'completeStep', visit })
  t.match(visited.body, { status: 'DECIDING' })
  t.match(
    visited.body.clocks.find(({ kind }: { kind: string }) => kind === 'LEGAL'),
    { state: 'RUNNING' },
  )
  const kept = visited.body.materials.find(({ fileId }: { fileId?: string }) => fileId === picture)
  t.match(kept, { name: '现场核查照片', source: 'upload' })
  await transition(app, 'approver', visited, { action: 'approve' })
})

t.test('a slip is taken back by who made it, and everything is as it was', async (t) => {
  const app = await startTestApp(t)
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  const started = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  const { caseNo } = started.body
  const undo = async (role: Role, last: Answer, subject?: string) =>
    app.request('POST', `/v1/cases/${caseNo}/undo`, {
      token: await app.token(role, subject === undefined ? {} : { subject }),
      headers: { 'if-match': last.headers.etag ?? '' },
    })
  const standing = ({ body: { version: _v, updatedAt: _u, ...standing } }: Answer) => standing
  let last = started
  const acts: [Role, object][] = [
    ['reviewer', { action: 'requestJointReview', organisations: [COUNTY_HEALTH], question: '请出具意见' }],
    ['reviewer', { action: 'addReviewer', organisation: COUNTY_HEALTH, reason: '请一并审查' }],
    ['reviewer', { action: 'completeStep', opinion: '符合条件' }],
  ]
  for (const [role, act] of acts) {
    const done = await transition(app, role, last, act)
    t.not(JSON.stringify(standing(done)), JSON.stringify(standing(last)))
    t.equal((await undo('reviewer', done, 'somebody')).status, 403, 'somebody else')
    t.equal((await undo(role, last)).status, 412, 'If-Match of before')
    const back = await undo(role, done)
    t.equal(back.status, 200, back.text)
    t.equal(back.body.version, done.body.version + 1)
    t.same(standing(back), standing(last), `${JSON.stringify(act)} taken back`)
    t.equal((await undo(role, back)).status, 409, 'once')
    last = back
  }
  const token = await app.token('reviewer', { organisation: COUNTY_HEALTH })
  t.equal(
    (await app.request('GET', `/v1/cases/${caseNo}`, { token })).status,
    404,
    'who was asked sees it no more',
  )
  const deciding = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
  t.match(deciding.body, { status: 'DECIDING', tasks: [{ step: 'decision' }] }, 'and it is done again')
  await app.setNow('2026-03-02T02:30:00.000000Z')
  t.match(await undo('reviewer', deciding), { status: 409, body: { detail: /可撤销的时间/ } })
  const approved = await transition(app, 'approver', deciding, { action: 'approve' })
  t.match(await undo('approver', approved), { status: 409, body: { detail: /文书/ } }, 'a paper has left')
  const events = await app.request('GET', `/v1/cases/${caseNo}/events`, { token: await app.token('clerk') })
  t.same(
    events.body.data.map(({ type }: { type: string }) => type).slice(3),
    ['requestJointReview', 'undo', 'addReviewer', 'undo', 'completeStep', 'undo', 'completeStep', 'approve'],
    'both acts stay on record',
  )
})

t.test('deferred materials: no certificate before they are there', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase({ without: ['safety-rules'] }))
  const deferred = await transition(app, 'clerk', created, {
    action: 'acceptWithDeferral',
    deferred: [{ materialCode: 'safety-rules', dueOn: '2026-03-13' }],
    promise: '三月十三日前补交',
  })
  t.match(deferred.body, {
    status: 'ACCEPTED',
    acceptMode: 'DEFERRED',
    deferred: [{ materialCode: 'safety-rules' }],
  })
  const started = await transition(app, 'reviewer', deferred, { action: 'startReview' })
  const deciding = await transition(app, 'reviewer', started, { action: 'completeStep' })
  const approved = await transition(app, 'approver', deciding, { action: 'approve' })
  for (const resultType of ['issued', 'returned', 'forwarded', 'other'])
    await transition(app, 'approver', approved, { action: 'close', resultType }, 409)
  await app.setNow('2026-03-23T01:00:00.000000Z')
  const supplied = await transition(app, 'clerk', approved, {
    action: 'supplyMaterials',
    materials: [{ materialCode: 'safety-rules', source: 'paper' }],
  })
  t.match(supplied.body, { status: 'APPROVED', deferred: [{ suppliedOn: '2026-03-23' }], missing: [] })
  const closed = await transition(app, 'approver', supplied, { action: 'close' })
  t.equal(closed.body.status, 'CLOSED')
})

t.test('a draft is changed, handed in, and withdrawn by its applicant; others do not see it', async (t) => {
  const app = await startTestApp(t)
  const own = { role: 'citizen' as const, subject: 'citizen-1' }
  const { windowId: _window, ...body } = leshanCase()
  const draft = await createCase(
    app,
    { ...body, submit: false, channel: 'WEB', form: {}, materials: [] },
    own,
  )
  t.match(draft.body, { status: 'DRAFT', version: 1 })
  const { caseNo } = draft.body
  const token = await app.token('citizen', { subject: 'citizen-1' })
  const changed = await app.request('PATCH', `/v1/cases/${caseNo}`, {
    token,
    headers: { 'if-match': draft.headers.etag ?? '' },
    body: { form: body.form, materials: body.materials },
  })
  t.match(changed, { status: 200, body: { version: 2 } })
  const foreign = await app.request('GET', `/v1/cases/${caseNo}`, {
    token: await app.token('citizen', { subject: 'citizen-2' }),
  })
  const nothing = await app.request('GET', `/v1/cases/${caseNo}X`, {
    token: await app.token('citizen', { subject: 'citizen-2' }),
  })
  t.equal(foreign.status, 404)
  t.same({ ...foreign.body, traceId: 0, instance: 0 }, { ...nothing.body, traceId: 0, instance: 0 })
  const handed = await transition(app, 'citizen', changed, { action: 'submit' }, 200, 'citizen-1', caseNo)
  t.equal(handed.body.status, 'SUBMITTED')
  const late = await app.request('PATCH', `/v1/cases/${caseNo}`, {
    token,
    headers: { 'if-match': '*' },
    body: { form: body.form },
  })
  t.equal(late.status, 409)
  const list = await app.request('GET', '/v1/cases?count=true', { token })
  t.match(list.body, { count: 1, data: [{ caseNo }] })
  const withdrawn = await transition(
    app,
    'citizen',
    handed,
    { action: 'withdraw', reason: '不再需要' },
    200,
    'citizen-1',
  )
  t.equal(withdrawn.body.status, 'WITHDRAWN')
})

t.test('lists are filtered; pages follow each other', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('clerk')
  const made: Answer[] = []
  for (let number = 0; number < 5; number += 1)
    made.push(await createCase(app, number % 2 === 0 ? leshanCase() : foodCase()))
  // Some have no limit that runs, as those of before an item had a promise at intake.
  await app.database.asOwner(`update cases set due_on = null where item_code = '${LESHAN_ITEM_CODE}'`)
  const numbers = async (query: string) =>
    (await app.request('GET', `/v1/cases?${query}`, { token })).body.data.length
  t.equal(await numbers(`item=${FOOD_LICENCE_ITEM_CODE}`), 2)
  t.equal(await numbers('status=SUBMITTED'), 5)
  t.equal(await numbers('status=CLOSED'), 0)
  const search = (body: object) => app.request('POST', '/v1/cases/search', { token, body })
  const mine = await search({ applicantIdNumber: ID_NUMBER.toLowerCase(), limit: 2 })
  t.equal(mine.body.data.length, 2)
  const { nextCursor: cursor } = mine.body
  t.equal(mine.headers.link, undefined, 'what was asked for in a body stands in no address')
  t.equal((await search({ applicantIdNumber: ID_NUMBER.toLowerCase(), cursor })).body.data.length, 1)
  t.equal(
    (await search({ applicantIdNumber: '110101199003070038', cursor })).status,
    400,
    'bound to its query',
  )
  t.equal((await search({ applicantIdNumber: ID_NUMBER, status: 'CLOSED' })).body.data.length, 0)
  const [{ caseNo: shown }] = mine.body.data
  t.match((await search({ caseNo: ` ${shown.toLowerCase()}` })).body.data, [{ caseNo: shown }])
  t.equal((await search({ caseNo: shown, applicantIdNumber: '110101199003070038' })).body.data.length, 0)
  const inAddress = await app.request('GET', `/v1/cases?applicantIdNumber=${ID_NUMBER}`, { token })
  t.match(inAddress.body, { status: 400, detail: /POST \/v1\/cases\/search/ })
  t.notMatch(inAddress.text, ID_NUMBER)
  t.equal(await numbers('dueBefore=2026-03-10'), 2, 'the five-day clocks of the licences')
  t.equal(await numbers('lamp=NONE'), 5)
  t.equal(await numbers('createdFrom=2026-03-03'), 0)
  const first = await app.request('GET', '/v1/cases?limit=2', { token })
  t.match(first.headers.link, 'rel="next"')
  const second = await app.request('GET', `/v1/cases?limit=2&cursor=${first.body.nextCursor}`, { token })
  const third = await app.request('GET', `/v1/cases?limit=2&cursor=${second.body.nextCursor}`, { token })
  t.equal(
    new Set(
      [...first.body.data, ...second.body.data, ...third.body.data].map(
        (each: { caseNo: string }) => each.caseNo,
      ),
    ).size,
    5,
  )
  t.notOk('nextCursor' in third.body)
  t.equal(
    (await app.request('GET', `/v1/cases?limit=2&status=CLOSED&cursor=${first.body.nextCursor}`, { token }))
      .status,
    400,
  )
  const walk = async (path: string, key: string, as = token) => {
    const found: string[] = []
    for (let cursor = ''; ; ) {
      const { body } = await app.request('GET', `${path}&limit=1${cursor}`, { token: as })
      found.push(...body.data.map((each: Record<string, string>) => each[key]))
      if (!('nextCursor' in body)) return found
      cursor = `&cursor=${body.nextCursor}`
    }
  }
  t.equal(await numbers('open=true'), 5)
  t.equal(await numbers('open=false'), 0)
  for (const number of [1, 3]) {
    const accepted = await transition(app, 'clerk', made[number] as Answer, { action: 'accept' })
    await transition(app, 'reviewer', accepted, { action: 'startReview' })
  }
  const byDue = await app.request('GET', '/v1/cases?sort=due&count=true', { token })
  t.equal(byDue.body.count, 2, 'those with a limit that runs')
  const caseNos = byDue.body.data.map((each: { caseNo: string }) => each.caseNo)
  t.same(caseNos, [made[1]?.body.caseNo, made[3]?.body.caseNo])
  for (const more of ['', '&open=true', '&createdFrom=2026-03-01', '&dueBefore=2027-01-01'])
    t.same(await walk(`/v1/cases?sort=due${more}`, 'caseNo'), caseNos, `page by page${more}`)
  t.same(await walk('/v1/cases?dueBefore=2027-01-01', 'caseNo'), caseNos.toReversed(), 'the newest first')
  const lead = await app.token('lead')
  const tasks = await app.request('GET', '/v1/tasks?count=true', { token: lead })
  t.match(tasks.body, { count: 2, data: [{ caseNo: caseNos[0] }, { caseNo: caseNos[1] }] })
  const steps = tasks.body.data.map((each: { taskId: string }) => each.taskId)
  for (const more of [
    'lamp=NONE',
    'phase=review',
    'dueBefore=2027-01-01',
    'sort=due',
    'sort=due&phase=review',
  ])
    t.same(await walk(`/v1/tasks?${more}`, 'taskId', lead), steps, more)
  for (const none of ['phase=decide', 'item=NONE', 'assignee=nobody', 'lamp=RED', 'dueBefore=2026-03-01'])
    t.match((await app.request('GET', `/v1/tasks?count=true&${none}`, { token: lead })).body, { count: 0 })

  // By the window where it came in: its hall sees it, another organ does not; what others named by it is no match.
  const hall = await app.token('lead', { organisation: TOWN_GOVERNMENT, scope: 'organ' })
  const stranger = await app.token('lead', { organisation: COUNTY_HEALTH, scope: 'organ' })
  const at = `window=${foodCase().windowId}`
  for (const more of [
    `${at}&item=${FOOD_LICENCE_ITEM_CODE}`,
    `${at}&organisation=${COUNTY_MARKET}`,
    `${at}&lamp=NONE`,
    `${at.toUpperCase().replace('WINDOW', 'window')}&item=${FOOD_LICENCE_ITEM_CODE}&organisation=${COUNTY_MARKET}`,
  ])
    for (const sort of ['created', 'due']) {
      const path = `/v1/cases?sort=${sort}&${more}`
      const seen = sort === 'due' ? caseNos : caseNos.toReversed()
      for (const who of [token, hall]) t.same(await walk(path, 'caseNo', who), seen, path)
      t.same(await walk(path, 'caseNo', stranger), [], path)
      t.same(await walk(path.replace(/window=[^&]+/, `window=${SAMPLE_WINDOW_ID}`), 'caseNo'), [])
      t.same(await walk(path.replace(/window=[^&]+/, `window=${SAMPLE_WINDOW_ID}`), 'caseNo', hall), [])
    }
  t.same(await walk(`/v1/cases?${at}&lamp=YELLOW`, 'caseNo'), [])
  t.same(await walk('/v1/cases?sort=due&lamp=NONE', 'caseNo', hall), caseNos)
  t.same(await walk('/v1/cases?sort=due&lamp=RED', 'caseNo'), [])

  // An officer's cases: seen from wherever the case is seen, once each, whatever steps are his.
  const assign = (caseNo: string, who: string | null) =>
    app.database.asOwner(
      'update case_tasks set assignee = $2 where closed_at is null and case_id = (select id from cases where case_no = $1)',
      [caseNo, who],
    )
  const his = (more = '') => `/v1/cases?assignee=officer-1${more}`
  for (const caseNo of caseNos) await assign(caseNo, 'officer-1')
  await app.database.asOwner(
    `insert into case_tasks (case_id, task_id, kind, step, phase, state, divisions, assignee, opened_at)
     select case_id, gen_random_uuid(), kind, 'second', phase, state, divisions, assignee, opened_at from case_tasks where assignee = 'officer-1'`,
  )
  const ofOfficer = async (title: string) => {
    for (const who of [token, lead, hall]) {
      t.same(await walk(his(), 'caseNo', who), caseNos.toReversed(), title)
      t.same(await walk(his('&sort=due&status=REVIEWING'), 'caseNo', who), caseNos, title)
      t.equal((await app.request('GET', his('&count=true'), { token: who })).body.count, 2, title)
    }
    for (const none of [
      '&status=CLOSED',
      '&item=NONE',
      '&dueBefore=2026-03-01',
      '&lamp=RED',
      '&organisation=X',
    ])
      t.same(await walk(his(none), 'caseNo', lead), [], none)
    const unseen = await app.request('GET', his('&count=true'), { token: stranger })
    t.match(unseen.body, { data: [], count: 0 }, title)
  }
  await ofOfficer('by the triggers')
  await app.database.asOwner('delete from assigned_listings')
  await app.database.asOwner(
    readFileSync(join(packageRoot, 'migrations', '0011_open-steps-of-before.sql'), 'utf8'),
  )
  await ofOfficer('steps of before the index')
  await app.database.asOwner('update assigned_listings set places = null')
  await ofOfficer('more places than an entry holds')
  await app.database.asOwner(
    `update cases set due_on = due_on + 1, window_organisation = null, centre_organisation = null, window_id = null where case_no = '${caseNos[0]}'`,
  )
  t.same(await walk(his(), 'caseNo', hall), [caseNos[1]], 'one case is the hall’s no more')
  t.same(await walk(his('&sort=due'), 'caseNo'), [caseNos[1], caseNos[0]], 'and is due later')
  await assign(caseNos[0], 'officer-2')
  t.same(await walk(his(), 'caseNo'), [caseNos[1]])
  await assign(caseNos[0], null)
  await app.database.asOwner(`update case_tasks set closed_at = app_now() where assignee = 'officer-1'`)
  t.same(await walk(his(), 'caseNo'), [], 'no step of his is open')
  t.same(await app.database.asOwner('select from assigned_listings'), [])

  // A newer release that runs beside may have written a status that this build does not know: it is still being dealt with.
  await app.database.asOwner(`update cases set status = 'PONDERED' where case_no = '${caseNos[0]}'`)
  const open = await walk('/v1/cases?open=true', 'caseNo')
  t.equal(open.length, 5)
  t.ok(open.includes(caseNos[0]))
  t.notOk((await walk('/v1/cases?open=false', 'caseNo')).includes(caseNos[0]))
})

t.test(
  'a case is found by name, telephone and what its form says; by nobody who may not see it',
  async (t) => {
    const app = await startTestApp(t)
    const token = await app.token('clerk')
    const person = { ...leshanCase().parties[0], name: '阿依·古丽', mobile: '+86 138-0000-1234' }
    const fund = (await createCase(app, { ...nextLeshanCase(), parties: [person] })).body.caseNo
    const firm = { ...foodCase().parties[0], name: '嘉州示例（餐饮）有限公司' }
    const food = foodCase()
    const form = {
      ...food.form,
      businessName: '嘉州　茶馆',
      businessKind: 'catering',
      foodItems: ['热食类食品制售', '自制饮品'],
    }
    const licence = (await createCase(app, { ...food, parties: [firm], form })).body.caseNo
    await createCase(app, foodCase())
    const found = async (body: object, asking = token) => {
      const answer = await app.request('POST', '/v1/cases/search', { token: asking, body })
      t.equal(answer.status, 200, answer.text)
      return answer.body.data.map((each: { caseNo: string }) => each.caseNo)
    }
    t.same(await found({ name: '阿依•古丽' }), [fund], 'whatever point stands in a name')
    t.same(await found({ name: '嘉州示例(餐饮) 有限公司' }), [licence])
    t.same(await found({ mobile: '１３８００００１２３４' }), [fund])
    t.same(await found({ mobile: '13800001234', name: '阿依古丽', status: 'SUBMITTED' }), [fund])
    t.same(await found({ mobile: '13800001234', name: '别人' }), [], 'what is given must all hold')
    const item = FOOD_LICENCE_ITEM_CODE
    t.same(await found({ item, form: { businessName: '嘉州 茶馆' } }), [licence])
    t.same(await found({ item, form: { foodItems: '自制饮品', businessKind: 'catering' } }), [licence])
    t.same(await found({ item, form: { businessName: '嘉州茶馆二店' } }), [])
    t.same(await found({ item: LESHAN_ITEM_CODE, form: { loanYear: leshanCase().form.loanYear } }), [fund])
    const elsewhere = await app.token('clerk', { organisation: OTHER_COUNTY_MARKET })
    t.same(await found({ name: '阿依古丽' }, elsewhere), [])
    t.same(await found({ name: '阿依古丽' }, await app.token('citizen', { subject: 'curious' })), [])

    const refused = async (body: object, code: string) => {
      const answer = await app.request('POST', '/v1/cases/search', { token, body })
      t.match(answer, { status: 422, body: { errors: [{ code }] } }, answer.text)
    }
    await refused({ item, form: { businessAddress: '示例路' } }, 'NOT_FILTERABLE')
    await refused({ form: { businessName: '嘉州茶馆' } }, 'ITEM_REQUIRED')
    await refused({ mobile: '12' }, 'MOBILE_INVALID')
    const inAddress = await app.request('GET', `/v1/cases?name=${encodeURIComponent('阿依古丽')}`, { token })
    t.match(inAddress.body, {
      status: 400,
      errors: [{ pointer: '?name', message: /可用的有：status、open/ }],
    })
    t.notMatch(inAddress.text, '阿依')
    for (const path of ['/v1/calendars', `/v1/cases/${fund}/clocks`, '/v1/items', '/v1/alerts'])
      t.match(await app.request('GET', `${path}?nonsense=1`, { token }), {
        status: 400,
        body: { errors: [{ pointer: '?nonsense', code: 'UNKNOWN_FIELD' }] },
      })

    // A release that knew no such index wrote them: they are found once the work beside requests has come by.
    await app.database.asOwner('update case_parties set name_index = null, mobile_index = null')
    t.same(await found({ name: '阿依古丽' }), [])
    t.equal(await indexParties(app.deps), 3)
    t.same(await found({ name: '阿依古丽', mobile: '13800001234' }), [fund])
  },
)

t.test('a firm files a hundred alike from a table, each answered by itself', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('clerk')
  const { form, ...common } = foodCase()
  const send = (body: object, key = 'table-1') =>
    app.request('POST', '/v1/cases/batch', { token, body, headers: { 'idempotency-key': key } })
  const rows = Array.from({ length: 100 }, (_, index) => ({
    key: `shop-${index + 1}`,
    externalNos: [{ system: 'chain', number: `S${index + 1}` }],
    form: {
      ...form,
      businessName: `嘉州示例第${index + 1}店`,
      ...(index === 6 ? { employees: 'many' } : {}),
    },
  }))
  const taken = await send({ common, rows })
  t.equal(taken.status, 200, taken.text.slice(0, 300))
  const { data } = taken.body
  t.equal(data.length, 100)
  t.match(data[0], { row: 1, key: 'shop-1', status: 201, case: { status: 'SUBMITTED', missing: [] } })
  t.match(data[6], { row: 7, status: 422, problem: { errors: [{ pointer: '/form/employees' }] } })
  t.equal(
    new Set(data.map((each: { case?: { caseNo: string } }) => each.case?.caseNo)).size,
    100,
    '99 and none',
  )

  rows[6] = { ...rows[6], form: { ...form, businessName: '嘉州示例第7店' } } as (typeof rows)[number]
  rows[8] = { ...rows[8], form: { ...form, businessName: '另一店' } } as (typeof rows)[number]
  const again = (await send({ common, rows })).body.data
  t.match(again[0], { status: 201, replayed: true, case: data[0].case }, 'with its query code, byte for byte')
  t.match(again[6], { status: 201, replayed: false })
  t.match(again[8], { status: 422, problem: { code: 'IDEMPOTENCY_KEY_REUSED' } })
  const count = await app.request('GET', '/v1/cases?limit=1&count=true', { token })
  t.equal(count.body.count, 100)

  const csv = [
    'key,parties.0.mobile,form.businessName,form.businessAddress,form.businessKind,form.foodItems,form.employees',
    'c-1,13800001234,"嘉州,示例""甲""店",四川省乐山市示例路9号,catering,热食类食品制售;自制饮品,12',
    'c-2,,嘉州乙店,四川省乐山市示例路10号,kiosk,热食类食品制售,',
    'c-1,,嘉州丙店,四川省乐山市示例路11号,catering,热食类食品制售,',
  ].join('\r\n')
  const table = (await send({ common, csv }, 'table-2')).body.data
  t.match(table, [
    { key: 'c-1', status: 201 },
    { key: 'c-2', status: 422, problem: { errors: [{ pointer: '/form/businessKind' }] } },
    { row: 3, status: 422, problem: { errors: [{ code: 'KEY_TWICE' }] } },
  ])
  const read = await app.request('GET', `/v1/cases/${table[0].case.caseNo}`, { token })
  t.match(read.body, {
    form: { businessName: '嘉州,示例"甲"店', foodItems: ['热食类食品制售', '自制饮品'], employees: 12 },
    parties: [{ mobile: /^138/ }],
  })

  // A list of a hundred whose entries stand in the last columns, twenty lines of it: each would be searched for in all others.
  const wide = (columns: number) => {
    const entries = Array.from({ length: 99 }, (_, at) => `form.q.${at}.z`)
    const many = Array.from({ length: columns - 101 }, (_, at) => `form.q.99.a${at}`)
    const line = Array(columns).fill('x').join()
    return [
      ['key', 'form.q.99.a0.1', ...many.slice(1), 'form.r', ...entries].join(),
      ...Array(20).fill(line),
    ].join('\n')
  }
  // What has no place in the table is told by line and column, and nothing of the table is taken in.
  for (const [wrong, code, message] of [
    ['key,form.businessName\nc-1,甲店\n\nc-2,乙店,丙', 'LINE_UNREADABLE', /^第 4 行：第 3 列没有列名/],
    ['key,form.businessName,\nc-1,甲店,丙', 'LINE_UNREADABLE', /^第 2 行：第 3 列没有列名/],
    ['key,form.businessName\nc-1,"甲店\nc-2,乙店', 'LINE_UNREADABLE', /^第 2 行：引号没有成对/],
    ['key,form.employees,form.employees\nc-1,1,2', 'HEADING_TWICE', /第 2 列和第 3 列/],
    ['key,__proto__.a\nc-1,1', 'HEADINGS_UNKNOWN', /第 2 列列名不是字段路径/],
    ['key,form,form.employees\nc-1,1,2', 'HEADINGS_CLASH', /第 2 列与第 3 列/],
    ['key,parties.0.mobile,parties.x\nc-1,13800001234,2', 'HEADINGS_CLASH', /第 2 列与第 3 列/],
    ['key,form.foodItems.5\nc-1,甲', 'LIST_GAP', /^第 2 行：第 2 列.*缺少前一项 form\.foodItems\.0：/],
    ['key,parties.2.name\nc-1,甲', 'LIST_GAP', /^第 2 行：第 2 列.*缺少前一项 parties\.1：/],
    [
      'key,materials.0.copies,materials.90.copies\nc-1,1,\nc-2,1,1',
      ...(['LIST_GAP', /^第 3 行：第 3 列.*缺少前一项 materials\.\d+：/] as const),
    ],
    [wide(1000), 'LIST_GAP', /第 \d+ 列.*缺少前一项 form\.q\.99\.a0\.0：/],
    [wide(1001), 'HEADINGS_TOO_MANY', /^第 1 行：表格超过 1000 列/],
    [`key,form${'.a'.repeat(20)}\nc-1,甲`, 'HEADINGS_UNKNOWN', /第 2 列列名不是字段路径/],
    ['key,form.foodItems.99999999\nc-1,甲', 'HEADINGS_UNKNOWN', /^第 1 行：第 2 列.*序号无效/],
    ['key,form.foodItems.00\nc-1,甲', 'HEADINGS_UNKNOWN', /第 2 列.*序号无效/],
    ['key,parties.１.mobile\nc-1,13800001234', 'HEADINGS_UNKNOWN', /第 2 列.*序号无效/],
    ['key,form.foodItems.-1\nc-1,甲', 'HEADINGS_UNKNOWN', /第 2 列.*序号无效/],
    ['key,form.foodItems.first\nc-1,甲', 'HEADINGS_UNKNOWN', /第 2 列列名与表单不符/],
    ['key,form.businessName.0\nc-1,甲', 'HEADINGS_UNKNOWN', /第 2 列列名与表单不符/],
    ['key,0.mobile\nc-1,13800001234', 'HEADINGS_UNKNOWN', /第 2 列列名不是字段路径/],
    ['key,form.businessName\n', 'LINES_MISSING', /没有数据行/],
  ] as const)
    t.match(await send({ common, csv: wrong }, 'table-2'), {
      ...{ status: 422, body: { errors: [{ pointer: '/csv', code, message }] } },
    })
  t.match((await send({ common: { ...common, form }, rows: [{ key: ['a'] }] }, 'table-2')).body.data, [
    { status: 400, problem: { errors: [{ pointer: '/key' }] } },
  ])
  const pasted = `\ufeffkey\u200b,form.business\u3164Name,form.employees,\r\np-1,嘉州丁\u200b店,\u3164,\r\n`
  const [fourth] = (await send({ common: { ...common, form }, csv: pasted }, 'table-6')).body.data
  t.match(fourth, { key: 'p-1', status: 201 })
  const shown = await app.request('GET', `/v1/cases/${fourth.case.caseNo}`, { token })
  t.match(shown.body.form, { businessName: '嘉州丁店', employees: form.employees })

  // A draft keeps no entry of nothing and no words where a number is wanted; full-width digits are digits.
  const drafts = { ...common, submit: false }
  const holes = [
    { key: 'n-1', form: { ...form, foodItems: ['热食类食品制售', null] } },
    { key: 'n-2', form: { ...form, foodItems: [null] }, submit: true },
    { key: 'n-3', form: { ...form, employees: null } },
    { key: 'n-4', form: { ...form, employees: '十二' } },
  ]
  t.match((await send({ common: drafts, rows: holes }, 'table-7')).body.data, [
    { status: 422, problem: { errors: [{ pointer: '/form/foodItems/1', code: 'NOTHING_THERE' }] } },
    { status: 422, problem: { errors: [{ pointer: '/form/foodItems/0' }] } },
    { status: 422, problem: { errors: [{ pointer: '/form/employees', code: 'NOTHING_THERE' }] } },
    { status: 422, problem: { errors: [{ pointer: '/form/employees', code: 'NOT_A_NUMBER' }] } },
  ])
  const typed = ['key,form.employees', 'd-1,１２', 'd-2,十二', 'd-3,0x10', 'd-4,Infinity', 'd-5,12'].join(
    '\n',
  )
  const kept = (await send({ common: { ...drafts, form }, csv: typed }, 'table-8')).body.data
  t.same(
    kept.map(({ status, problem }: { status: number; problem?: { errors: object[] } }) =>
      [status, ...(problem?.errors ?? []).map((each) => Object.values(each).slice(0, 2))].flat(),
    ),
    [[201], ...Array(3).fill([422, '/form/employees', 'NOT_A_NUMBER']), [201]],
  )
  const wide12 = await app.request('GET', `/v1/cases/${kept[0].case.caseNo}`, { token })
  t.equal(wide12.body.form.employees, 12)
  t.match(
    (await send({ common: { ...drafts, form }, csv: 'key,form.employees\nd-6,１２' }, 'table-9')).body.data,
    [{ status: 201 }],
  )
  const single = await app.request('POST', '/v1/cases', {
    token,
    body: { ...drafts, form: { ...form, foodItems: [null] } },
    headers: { 'idempotency-key': 'draft-of-nothing' },
  })
  t.match(single, {
    status: 422,
    body: { errors: [{ pointer: '/form/foodItems/0', code: 'NOTHING_THERE' }] },
  })

  t.match((await send({ common }, 'table-3')).body.errors, [{ code: 'ROWS_OR_CSV' }])
  t.match((await send({ common: { ...common, nonsense: 1 }, rows: [{}] }, 'table-4')).body.data, [
    { row: 1, key: '1', status: 400, problem: { errors: [{ pointer: '/nonsense', code: 'UNKNOWN_FIELD' }] } },
  ])
  const elsewhere = await app.request('POST', '/v1/cases/batch', {
    token: await app.token('clerk', { organisation: OTHER_COUNTY_MARKET }),
    body: { common, rows: [{ form }] },
    headers: { 'idempotency-key': 'table-5' },
  })
  t.match(elsewhere.body.data, [{ status: 403 }])
  const unkeyed = await app.request('POST', '/v1/cases/batch', { token, body: { common, rows } })
  t.match(unkeyed.body, { status: 400, code: 'IDEMPOTENCY_KEY_REQUIRED' })
})

t.test('a table reads what its rows have in common once', async (t) => {
  let names: string[] = []
  const app = await startTestApp(t)
  const { pool } = app.deps
  const query = pool.query
  pool.query = ((config: { name?: string; text: string } | string, ...more: unknown[]) => {
    names.push(typeof config === 'string' ? config : (config.name ?? config.text))
    return Reflect.apply(query, pool, [config, ...more])
  }) as typeof query
  const token = await app.token('clerk')
  const costOf = async (count: number, key: string) => {
    const rows = Array.from({ length: count }, (_, index) => ({ key: `r-${index}` }))
    names = []
    const body = { common: foodCase(), rows }
    const answer = await app.request('POST', '/v1/cases/batch', {
      token,
      body,
      headers: { 'idempotency-key': key },
    })
    t.ok(answer.body.data.every((row: { status: number }) => row.status === 201))
    const counts = new Map<string, number>()
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
    return counts
  }
  await costOf(1, 'first')
  const few = await costOf(2, 'few')
  const many = await costOf(30, 'many')
  // The procedure is kept for some seconds, and asked for anew when they are over: how often depends on the machine.
  const kept = many.get('select-definition') ?? 0
  t.ok(kept < 30, `the procedure is not asked for with each row, but ${kept} times`)
  many.delete('select-definition')
  const grown = [...many].filter(([name, count]) => count > (few.get(name) ?? 0) + 1)
  // Each row is looked up in what its applicant has under way, which the rows before it change, and written by itself.
  t.same(grown.map(([name, count]) => `${name} ${count}`).sort(), [
    'earlier-applications 30',
    'insert-case 30',
  ])
})

t.test('personal values: masked in answers, encrypted at rest, never in the feed or the log', async (t) => {
  const lines: string[] = []
  const app = await startTestApp(t, { log: (line) => lines.push(line) })
  const created = await createCase(app, leshanCase())
  t.match(created.body.parties, [{ name: '李*敏', idNumber: '110105********002X', mobile: '138****1234' }])
  const rows = await app.database.asOwner('select * from case_parties')
  const events = await app.database.asOwner('select document from case_events')
  const stored = JSON.stringify([rows, events, await app.database.asOwner('select facts from cases')])
  for (const secret of [ID_NUMBER, '13800001234', Buffer.from(ID_NUMBER).toString('hex')]) {
    t.notMatch(stored, secret)
    t.notMatch(lines.join(), secret)
    t.notMatch(created.text, secret)
  }
  t.notMatch(JSON.stringify(events), '李小敏')
})

t.test('the progress query tells nothing to who does not know the code, and stops guessing', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, leshanCase())
  const { caseNo, queryCode } = created.body
  const ask = (body: object) => app.request('POST', '/v1/progress', { body })
  const wrong = await ask({ caseNo, queryCode: queryCode === '000000' ? '000001' : '000000' })
  const unknown = await ask({ caseNo: '511102260302100000X', queryCode })
  t.same({ ...wrong.body, traceId: 0 }, { ...unknown.body, traceId: 0 })
  t.equal(wrong.status, 404)
  t.match((await ask({ caseNo, queryCode })).body, { status: 'SUBMITTED', steps: [{ state: 'current' }] })
  for (const typed of [caseNo.toLowerCase(), caseNo.replace(/(.{6})/g, '$1 '), fullWidth(caseNo)]) {
    t.match(
      (await ask({ caseNo: typed, queryCode: fullWidth(queryCode) })).body,
      { caseNo },
      'as it is typed',
    )
    const read = await app.request('GET', `/v1/cases/${encodeURIComponent(typed)}`, {
      token: await app.token('clerk'),
    })
    t.match(read, { status: 200, body: { caseNo } })
  }
  // The minute does not end however slow the machine is.
  await app.database.asOwner(`update counted_tries set until = now() + interval '1 day'`)
  // Two wrong ones are counted; at once, over two instances, no more get through than the limit leaves.
  const other = await startTestApp(t, { database: app.database, encryption: app.deps.encryption })
  const guesses = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      (index % 2 === 0 ? app : other).request('POST', '/v1/progress', { body: { caseNo, queryCode: 'x' } }),
    ),
  )
  const limited = guesses.filter(({ status }) => status === 429)
  t.equal(limited.length, 92, 'counted before they are tried; RATE_LIMIT=off does not lift this limit')
  t.ok(limited.every(({ headers }) => Number(headers['retry-after']) >= 1))
  t.equal((await ask({ caseNo, queryCode })).status, 429, 'the right one waits as well')
})

const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0))

t.test('who was turned away is told why, by whom else, and where to go against it', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase())
  await transition(app, 'clerk', created, {
    action: 'refuseAcceptance',
    ground: 'outsideCompetence',
    competentAuthority: '乐山市市场监督管理局',
    reason: '经营场所位于市级管理的园区',
  })
  const body = { caseNo: created.body.caseNo, queryCode: created.body.queryCode }
  const told = await app.request('POST', '/v1/progress', { body })
  t.match(told.body, {
    status: 'NOT_ACCEPTED',
    steps: [
      { key: 'received', state: 'done' },
      { key: 'ended', title: '不予受理', state: 'done' },
    ],
    ground: '申请事项依法不属于本机关职权范围',
    reason: '经营场所位于市级管理的园区',
    competentAuthority: '乐山市市场监督管理局',
    remedies: {
      authority: /人民政府/,
      court: '乐山市市中区人民法院',
      days: 60,
      months: 6,
      text: /行政复议.*行政诉讼/,
    },
    bring: [],
  })
  t.equal(told.body.due, undefined)
  const english = await app.request('POST', '/v1/progress', { body, headers: { 'accept-language': 'en' } })
  t.match(english.body, { statusText: /not accepted/, ground: /outside the competence/ })
})

t.test('who is to correct is told what, by name, and why', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase({ without: ['application-form'] }))
  await transition(app, 'clerk', created, {
    action: 'requestCorrection',
    items: [
      { materialCode: 'application-form', reason: '请补交申请书' },
      { field: 'businessName', reason: '与营业执照不一致' },
    ],
  })
  const body = { caseNo: created.body.caseNo, queryCode: created.body.queryCode }
  t.match((await app.request('POST', '/v1/progress', { body })).body.bring, [
    { materialCode: 'application-form', name: /申请书/, reason: '请补交申请书' },
    { field: 'businessName', name: /[一-龥]/, reason: '与营业执照不一致' },
  ])
})

t.test('a new query code replaces the old one', async (t) => {
  const app: TestApp = await startTestApp(t)
  const created = await createCase(app, leshanCase())
  const { caseNo } = created.body
  const renewed = await app.request('POST', `/v1/cases/${caseNo}/query-code`, {
    token: await app.token('clerk'),
  })
  t.equal(renewed.status, 200)
  const old = await app.request('POST', '/v1/progress', {
    body: { caseNo, queryCode: created.body.queryCode },
  })
  const fresh = await app.request('POST', '/v1/progress', {
    body: { caseNo, queryCode: renewed.body.queryCode },
  })
  t.same([old.status === 404 || created.body.queryCode === renewed.body.queryCode, fresh.status], [true, 200])
})

t.test(
  'an applicant has a copy of what was handed in, by the names of the form; others see it masked',
  async (t) => {
    const app = await startTestApp(t)
    const body = { ...foodCase(), channel: 'WEB', windowId: undefined }
    const created = await createCase(app, body, { role: 'citizen', subject: 'owner' })
    const url = `/v1/cases/${created.body.caseNo}/submission`
    const token = await app.token('citizen', { subject: 'owner' })
    const copy = await app.request('GET', url, { token })
    t.match(copy.body, {
      caseNo: created.body.caseNo,
      channel: 'WEB',
      clear: true,
      materials: [{ sourceTitle: '纸质', copies: 1 }],
    })
    t.match(
      copy.body.form.find(({ key }: { key: string }) => key === 'businessName'),
      { title: '经营者名称' },
    )
    t.equal(copy.body.form.length, Object.keys(body.form).length)
    const clear = await app.request('GET', `${url}?clear=true&purpose=${encodeURIComponent('留存')}`, {
      token,
    })
    t.match(clear.body.parties, [{ idNumber: '91350100M000100Y43', clear: true }])
    t.equal(clear.headers['cache-control'], 'no-store')
    const page = await app.request('GET', url, { token, headers: { accept: 'text/html' } })
    t.match(page.headers['content-type'], 'text/html')
    t.match(page.text, /申请内容.*办件编号/s)
    const stranger = await app.token('citizen', { subject: 'somebody' })
    t.equal((await app.request('GET', url, { token: stranger })).status, 404)
  },
)

t.test('a platform brings a case in by exchange, and follows it until the result is delivered', async (t) => {
  const app = await startTestApp(t)
  // The account of another platform: it reads what it is granted, and files at the organ as that organ's clerk would.
  for (const role of ['exchange', 'clerk'])
    await app.database.asOwner(
      `insert into grants (issuer, subject, role, organisation_code, scope, granted_by, granted_at)
        values ($1, 'staff-platform', $2, $3, 'organ', 'test', now())`,
      [DEV_ISSUER, role, COUNTY_MARKET],
    )
  const platform = await signStaffToken(app.deps.config.dataDir, 'platform')
  const reader = await app.token('exchange')
  const { windowId: _window, ...food } = foodCase({ without: ['layout-plan'] })
  const { fileId } = (await upload(app, platform, [{ bytes: png() }])).body
  const body = {
    ...food,
    channel: 'EXCHANGE',
    externalNos: [{ system: 'province-platform', number: 'SC2026-0001' }],
    materials: [...food.materials, { materialCode: 'layout-plan', source: 'upload', fileId }],
  }
  const file = (token: string) =>
    app.request('POST', '/v1/cases', { token, body, headers: { 'idempotency-key': 'sc2026-0001' } })
  t.equal((await file(reader)).status, 403, 'who only reads files nothing')
  t.match((await file(await app.token('clerk'))).body.errors, [{ code: 'CHANNEL_NOT_YOURS' }])
  const filed = await file(platform)
  t.match(filed, {
    status: 201,
    body: {
      status: 'SUBMITTED',
      channel: 'EXCHANGE',
      missing: [],
      externalNos: [{ system: 'province-platform', number: 'SC2026-0001' }],
    },
  })
  t.equal((await file(platform)).text, filed.text, 'told twice, filed once')
  const { caseNo } = filed.body
  const follow = (more = '') => app.request('GET', `/v1/exchange/cases/${caseNo}${more}`, { token: platform })
  t.match((await follow()).body, { status: 'SUBMITTED', channel: 'EXCHANGE' })
  let last = await transition(app, 'clerk', filed, { action: 'accept' })
  last = await transition(app, 'reviewer', last, { action: 'startReview' })
  const officers = ['SC-101', 'SC-102']
  for (let step = 0; last.body.status === 'REVIEWING' && step < 5; step += 1) {
    const { data } = (
      await app.request('GET', `/v1/cases/${caseNo}/actions`, { token: await app.token('reviewer') })
    ).body
    const { input } = data.find(({ action }: { action: string }) => action === 'completeStep')
    const asked = (input.required as string[]).filter((name) => name !== 'action')
    const told = asked.map((name) => {
      const { const: only, enum: some = [], examples = [] } = input.properties[name]
      return [name, only ?? some[0] ?? examples[0]]
    })
    const sent = { action: 'completeStep', opinion: '符合条件', ...Object.fromEntries(told) }
    last = await transition(app, 'reviewer', last, asked.includes('officers') ? { ...sent, officers } : sent)
  }
  last = await transition(app, 'approver', last, { action: 'approve' })
  last = await transition(app, 'approver', last, { action: 'close' })
  last = await transition(app, 'issuer', last, { action: 'deliver', method: 'electronic' })
  t.match((await follow()).body, { status: 'DELIVERED', resultType: 'issued' })
  await sequenceBatch(app.deps.pool)
  const { data } = (await app.request('GET', '/v1/exchange/changes?limit=1000', { token: platform })).body
  const own = data.filter((event: { caseNo?: string }) => event.caseNo === caseNo)
  t.same(
    own.map(({ version }: { version: number }) => version),
    own.map((_: unknown, at: number) => at + 1),
    'every version, in order',
  )
  t.match(own[0], { type: 'case.submit', payload: { channel: 'EXCHANGE' } })
  t.match(own.at(-1), { type: 'case.deliver', payload: { status: 'DELIVERED' } })
})

/** What was decided is counted by the day on which its clock stopped, and taken away again where the act is. */
async function performanceOf(t: Test, app: TestApp) {
  const token = await app.token('supervisor')
  const see = async (query: string) => {
    while ((await sequenceBatch(app.deps.pool)) > 0);
    while ((await moveConsumer(app.deps, COUNT_PERFORMANCE)) > 0);
    return app.request('GET', `/v1/statistics/performance?${query}`, { token })
  }
  const year = await see('division=511102&groupBy=item')
  t.match(year, {
    status: 200,
    body: {
      from: '2026-01-01',
      to: '2026-03-18',
      total: {
        decided: 1,
        onTime: { numerator: 1, denominator: 1, rate: 1 },
        speedUp: { denominator: 10 },
        satisfaction: { numerator: 0, denominator: 0, rate: null },
      },
      data: [{ key: FOOD_LICENCE_ITEM_CODE, decided: 1 }],
    },
  })
  const { speedUp, daysUsed } = year.body.total
  t.equal(speedUp.numerator, 10 - daysUsed.numerator)
  for (const [by, key] of [
    ['organisation', COUNTY_MARKET],
    ['month', '2026-03'],
    ['level', '4'],
    ['window', MARKET_WINDOW],
  ])
    t.match((await see(`division=511102&groupBy=${by}`)).body.data, [{ key, decided: 1 }], String(by))
  t.match((await see('division=511102&from=2026-03-19&to=2026-03-31')).body, {
    total: { decided: 0, onTime: { denominator: 0, rate: null } },
    data: [{ decided: 0 }],
  })
  t.equal((await see('from=2025-01-01&to=2026-12-31')).status, 422)
  t.equal((await see('from=2026-02-01&to=2026-01-31')).status, 422)
  const lead = await app.token('lead', { organisation: COUNTY_MARKET })
  t.match((await app.request('GET', '/v1/statistics/performance', { token: lead })).body.total, {
    decided: 1,
  })
  const other = await app.request('GET', '/v1/statistics/performance?division=511102', { token: lead })
  t.equal(other.status, 403)
}
