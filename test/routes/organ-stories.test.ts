import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { verifyHistory } from '../../src/features/history/verify.js'
import type { Role } from '../../src/shared/roles.js'
import {
  CITY_REAL_ESTATE,
  COUNTY_APPROVAL,
  COUNTY_FIRE,
  COUNTY_HEALTH,
  COUNTY_MARKET,
  OTHER_COUNTY_MARKET,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { foodCase } from '../helpers/cases.js'
import { bringToOrgan, COLLECTING_WINDOW, prepareHall } from '../helpers/hall.js'
import { caseOf } from '../helpers/item-cases.js'
import { holdMemory } from '../helpers/memory.js'
import { foodBusinessLicence, SAMPLE_ITEMS, TWO_STEP } from '../helpers/sample.js'
import { staffToken } from '../helpers/staff.js'

/** Rights are read again after five seconds. */
const RIGHTS_AGE_MS = 5000

/** A hall whose people are those of the sample's staff register. */
async function startStory(t: Test) {
  const pass = holdMemory(t)
  const app = await startTestApp(t)
  await prepareHall(app)
  const by = (staffNo: string) => staffToken(app, staffNo)
  const take = async (staffNo: string, body: object): Promise<Answer> =>
    app.request('POST', '/v1/cases', {
      token: await by(staffNo),
      body,
      headers: { 'idempotency-key': randomUUID() },
    })
  const act = async (staffNo: string, caseNo: string, command: object): Promise<Answer> =>
    app.request('POST', `/v1/cases/${caseNo}/transitions`, {
      token: await by(staffNo),
      body: command,
      headers: { 'if-match': '*' },
    })
  const read = async (staffNo: string, caseNo: string, part = ''): Promise<Answer> =>
    app.request('GET', `/v1/cases/${caseNo}${part}`, { token: await by(staffNo) })
  return { app, take, act, read, pass }
}

t.test('a licence is granted by the market bureau’s own people, and by nobody else', async (t) => {
  const { app, take, act, read } = await startStory(t)
  t.equal((await take('forestry-clerk', foodCase())).status, 403, 'another bureau takes nothing in')
  const { caseNo } = (await take('market-clerk', foodCase())).body
  const refused = async (staffNo: string, command: object, status: number) =>
    t.equal((await act(staffNo, caseNo, command)).status, status, `${staffNo}: ${JSON.stringify(command)}`)
  await refused('civil-clerk', { action: 'accept' }, 404)
  t.equal((await act('market-clerk', caseNo, { action: 'accept' })).status, 200)
  await refused('forestry-reviewer', { action: 'startReview' }, 404)
  await refused('market-clerk', { action: 'startReview' }, 403)
  t.equal((await act('market-reviewer', caseNo, { action: 'startReview' })).status, 200)
  t.equal((await act('market-reviewer', caseNo, { action: 'completeStep', opinion: '符合' })).status, 200)
  await refused('civil-approver', { action: 'approve' }, 404)
  await refused('police-approver', { action: 'close' }, 404)
  t.equal((await act('market-approver', caseNo, { action: 'approve' })).status, 200)
  t.equal((await act('market-approver', caseNo, { action: 'close' })).status, 200)
  const events = await feedOf(app, caseNo)
  t.match(
    events.map(({ type, actor }) => [type, actor.staffNo, actor.organisation, actor.role]),
    [
      ['case.submit', 'market-clerk', COUNTY_MARKET, 'clerk'],
      ['case.accept', 'market-clerk', COUNTY_MARKET, 'clerk'],
      ['case.startReview', 'market-reviewer', COUNTY_MARKET, 'reviewer'],
      ['case.completeStep', 'market-reviewer', COUNTY_MARKET, 'reviewer'],
      ['case.approve', 'market-approver', COUNTY_MARKET, 'approver'],
      ['case.close', 'market-approver', COUNTY_MARKET, 'approver'],
    ],
    'who, of which organ, in which role',
  )
  t.equal((await read('forestry-lead', caseNo)).status, 404)
})

t.test(
  'three organs are asked, each answers for itself: a county’s, another county’s, a township',
  async (t) => {
    const { app, take, act, read } = await startStory(t)
    const { caseNo } = (await take('market-clerk', foodCase())).body
    await act('market-clerk', caseNo, { action: 'accept' })
    await act('market-reviewer', caseNo, { action: 'startReview' })
    const ask = (organisations: string[]) =>
      act('market-reviewer', caseNo, { action: 'requestJointReview', organisations, question: '有何意见' })
    const told = async (organisations: string[], code: string) =>
      t.match(await ask(organisations), { status: 422, body: { errors: [{ code }] } }, code)
    await told(['11000000MB0NOBODY1'], 'ORGANISATION_UNKNOWN')
    await told([COUNTY_MARKET], 'OWN_ORGAN')
    await told([COUNTY_FIRE, COUNTY_FIRE], 'ASKED_TWICE')
    t.equal((await read('fire-reviewer', caseNo)).status, 404, 'nobody was asked yet')
    t.equal((await ask([COUNTY_FIRE, OTHER_COUNTY_MARKET, TOWN_GOVERNMENT])).status, 200)
    await told([COUNTY_FIRE], 'ASKED_TWICE')
    const opinion = { action: 'giveOpinion', agrees: true, opinion: '同意' }
    t.equal((await act('market-reviewer', caseNo, opinion)).status, 403, 'who asks does not answer')
    t.equal((await act('civil-reviewer', caseNo, opinion)).status, 404, 'nor who was not asked')
    t.equal(
      (await act('fire-reviewer', caseNo, { action: 'completeStep' })).status,
      403,
      'it has that one act',
    )
    t.match((await read('other-market-reviewer', caseNo)).body, { caseNo }, 'the asked county sees the case')
    const { data } = (await read('fire-reviewer', caseNo, '/actions')).body
    t.same(
      data.map(({ action }: { action: string }) => action),
      ['giveOpinion'],
    )
    for (const staffNo of ['fire-reviewer', 'other-market-reviewer', 'town-reviewer'])
      t.equal((await act(staffNo, caseNo, opinion)).status, 200, staffNo)
    t.equal((await act('fire-reviewer', caseNo, opinion)).status, 409, 'once')
    t.equal((await act('market-reviewer', caseNo, { action: 'completeStep', opinion: '符合' })).status, 200)
    const history = (await read('market-approver', caseNo, '/events')).body.data
    t.match(history.at(-2), {
      type: 'giveOpinion',
      agrees: true,
      askedOrganisation: TOWN_GOVERNMENT,
      by: { staffNo: 'town-reviewer', organisation: TOWN_GOVERNMENT, role: 'reviewer' },
    })
    const given = (await feedOf(app, caseNo)).filter(({ type }) => type === 'case.giveOpinion')
    t.match(
      given.map(({ actor, payload }) => [
        actor.organisation,
        payload.organisation,
        payload.askedOrganisation,
      ]),
      [COUNTY_FIRE, OTHER_COUNTY_MARKET, TOWN_GOVERNMENT].map((code) => [code, COUNTY_MARKET, code]),
      'the case’s organ stays, who answered stands beside',
    )
    const tasks = await app.request('GET', '/v1/tasks', { token: await staffToken(app, 'town-reviewer') })
    t.notOk(
      tasks.body.data.some((task: { kind: string }) => task.kind === 'opinion'),
      'nothing waits any more',
    )
  },
)

t.test('a joint review by four departments is a step; a step of another organ is that organ’s', async (t) => {
  const { app, take, act, read } = await startStory(t)
  const asked = [COUNTY_FIRE, COUNTY_HEALTH, OTHER_COUNTY_MARKET, TOWN_GOVERNMENT]
  const { version: _version, ...rest } = TWO_STEP
  const limit = { amount: 3, unit: 'workingDay' }
  const definition = {
    ...rest,
    key: foodBusinessLicence.workflow,
    steps: [
      {
        key: 'review',
        title: { zh: '联审', en: 'Joint review' },
        phase: 'review',
        limit,
        who: {
          organ: { eachOf: asked.map((organ) => ({ organ, limit: { amount: 2, unit: 'workingDay' } })) },
        },
        next: [{ to: 'fire' }],
      },
      {
        key: 'fire',
        title: { zh: '消防审核', en: 'Fire safety' },
        phase: 'review',
        limit,
        who: { organ: COUNTY_FIRE },
        input: { properties: { exits: { type: 'integer', minimum: 1 } }, required: ['exits'] },
        next: [{ to: 'decision' }],
      },
      ...rest.steps.filter(({ key }) => key === 'decision'),
    ],
  }
  const cataloguer = await app.token('cataloguer')
  const nobody = {
    ...definition,
    steps: definition.steps.map((each) => ({
      ...each,
      ...(each.key === 'fire' ? { who: { organ: '11000000MB0NOBODY1' } } : {}),
    })),
  }
  const checked = await app.request('POST', '/v1/workflows/check', { token: cataloguer, body: nobody })
  t.match(checked.body.findings, [{ rule: 'ORGAN_UNKNOWN', path: ['review', 'fire'] }])
  const refused = await app.request('POST', '/v1/workflows', { token: cataloguer, body: nobody })
  t.equal(refused.status, 422)
  const published = await app.request('POST', '/v1/workflows', { token: cataloguer, body: definition })
  t.equal(published.status, 201, published.text)
  await app.setNow('2026-03-02T01:00:10.000000Z')
  const { caseNo } = (await take('market-clerk', foodCase())).body
  await act('market-clerk', caseNo, { action: 'accept' })
  const started = await act('market-reviewer', caseNo, { action: 'startReview' })
  t.equal(started.status, 200, started.text)
  t.same(
    started.body.tasks.map(({ organisation }: { organisation?: string }) => organisation),
    [undefined, ...asked],
  )
  const clocks = started.body.clocks.filter(({ kind }: { kind: string }) => kind === 'OPINION')
  t.same(
    clocks.map(({ due }: { due: string }) => due),
    Array(4).fill('2026-03-04'),
    'each has its own days',
  )
  const opinion = { action: 'giveOpinion', agrees: true, opinion: '同意' }
  const people = ['fire-reviewer', 'health-reviewer', 'other-market-reviewer', 'town-reviewer']
  const answers = await Promise.all(people.map((staffNo) => act(staffNo, caseNo, opinion)))
  const lost = people.filter((_, index) => answers[index]?.status === 409)
  for (const staffNo of lost)
    t.equal((await act(staffNo, caseNo, opinion)).status, 200, 'at the same instant, again')
  t.equal(answers.length, 4)
  t.equal((await act('market-reviewer', caseNo, { action: 'completeStep', opinion: '同意' })).status, 200)
  const tasks = async (staffNo: string) =>
    (await app.request('GET', '/v1/tasks', { token: await staffToken(app, staffNo) })).body.data.map(
      (task: { step: string; kind: string }) => `${task.kind} ${task.step}`,
    )
  t.same(await tasks('fire-reviewer'), ['step fire'], 'it is its work now')
  t.same(await tasks('market-reviewer'), [], 'and not that of who decides')
  const offered = (await read('fire-reviewer', caseNo, '/actions')).body.data
  t.match(offered.find(({ action }: { action: string }) => action === 'completeStep').input, {
    required: ['action', 'input'],
    properties: { input: { properties: { exits: { type: 'integer' } } } },
  })
  const own = { action: 'completeStep', opinion: '符合消防要求', input: { exits: 2 } }
  t.equal((await act('market-reviewer', caseNo, { ...own, step: 'fire' })).status, 403)
  t.equal((await act('health-reviewer', caseNo, own)).status, 403)
  t.match((await act('fire-reviewer', caseNo, own)).body, { status: 'DECIDING' })
  t.equal((await act('fire-reviewer', caseNo, { action: 'approve' })).status, 403, 'the case’s organ decides')
  const feed = (await feedOf(app, caseNo)).filter(({ type }) => type === 'case.completeStep')
  t.match(feed.at(-1), {
    actor: { organisation: COUNTY_FIRE },
    payload: { organisation: COUNTY_MARKET, filledIn: [{ field: 'exits', value: 2 }] },
  })
  t.match((await act('market-approver', caseNo, { action: 'approve' })).body, { status: 'APPROVED' })
})

t.test(
  'from the lower organ to the higher one: each level examines the same file, one decides',
  async (t) => {
    const { app } = await startStory(t)
    const levels = { county: TOWN_GOVERNMENT, city: COUNTY_APPROVAL } as const
    const {
      version: _version,
      organisation: _owner,
      ...sample
    } = (await app.request('GET', '/v1/workflows/three-levels/versions/1')).body
    t.same(
      sample.steps.map(({ key, limit }: { key: string; limit: { amount: number } }) => [key, limit.amount]),
      [
        ['county', 20],
        ['city', 8],
        ['province', 8],
        ['decision', 4],
      ],
      'the first has the twenty days of Art. 43, and those above the twenty of Art. 42',
    )
    // The same procedure a level lower, for a city item: township, county, city.
    const steps = sample.steps.map((step: { key: string; who?: object }) =>
      Object.hasOwn(levels, step.key)
        ? { ...step, who: { ...step.who, organ: levels[step.key as keyof typeof levels] } }
        : step,
    )
    const item = SAMPLE_ITEMS.find(({ organisationCode }) => organisationCode === CITY_REAL_ESTATE)
    if (item === undefined) throw new Error('the city has an item')
    const published = await app.request('POST', '/v1/workflows', {
      token: await app.token('cataloguer'),
      body: { ...sample, key: item.workflow, steps },
    })
    t.equal(published.status, 201, published.text)
    await app.setNow('2026-03-02T01:00:10.000000Z')
    const body = caseOf(item, 'natural')
    const of = (role: Role, organisation: string) =>
      app.token(role, { organisation, subject: `${role}-${organisation}` })
    const taken = await app.request('POST', '/v1/cases', {
      token: await of('clerk', CITY_REAL_ESTATE),
      body: { ...body, windowId: undefined },
      headers: { 'idempotency-key': randomUUID() },
    })
    t.match(taken, { status: 201, body: { missing: [] } }, taken.text)
    const { caseNo, queryCode } = taken.body
    const act = async (role: Role, organisation: string, command: object): Promise<Answer> =>
      app.request('POST', `/v1/cases/${caseNo}/transitions`, {
        token: await of(role, organisation),
        body: command,
        headers: { 'if-match': '*' },
      })
    const progress = async () =>
      (await app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })).body
    const sees = async (organisation: string) =>
      (await app.request('GET', `/v1/cases/${caseNo}`, { token: await of('reviewer', organisation) })).status
    t.equal((await act('clerk', CITY_REAL_ESTATE, { action: 'accept' })).status, 200)
    const started = await act('reviewer', CITY_REAL_ESTATE, { action: 'startReview' })
    t.equal(started.status, 200, started.text)
    const clock = (answer: Answer) =>
      answer.body.clocks.find(
        ({ kind, state }: { kind: string; state: string }) => kind === 'STEP' && state === 'RUNNING',
      )
    t.match(clock(started), { due: '2026-03-30' }, 'twenty working days from its acceptance')
    t.match((await progress()).doing, [/初审/])
    t.equal(await sees(COUNTY_APPROVAL), 404, 'the next level has it once it is forwarded')
    const early = await act('reviewer', CITY_REAL_ESTATE, { action: 'completeStep', opinion: '同意' })
    t.equal(early.status, 422, `the upper organ does not take the lower one’s step: ${early.text}`)
    const opinion = { action: 'completeStep', opinion: '初审同意，报上级机关' }
    const forwarded = await act('reviewer', TOWN_GOVERNMENT, opinion)
    t.equal(forwarded.status, 200, forwarded.text)
    await app.setNow('2026-03-09T01:00:00.000000Z')
    t.match(clock(forwarded), { due: '2026-03-12' }, 'eight more from the day on which it is there')
    t.match((await progress()).doing, [/市级机关复审/])
    t.equal(await sees(COUNTY_APPROVAL), 200)
    const file = await app.request('GET', `/v1/cases/${caseNo}`, {
      token: await of('reviewer', COUNTY_APPROVAL),
    })
    t.equal(file.body.materials.length, body.materials.length, 'with the whole file')
    const again = {
      action: 'requestCorrection',
      items: [{ materialCode: body.materials[0]?.materialCode, reason: '请再次提交' }],
    }
    t.not(
      (await act('clerk', COUNTY_APPROVAL, again)).status,
      200,
      'nobody asks for it a second time (Art. 35)',
    )
    t.equal((await act('clerk', CITY_REAL_ESTATE, again)).status, 409)
    t.equal((await act('reviewer', COUNTY_APPROVAL, opinion)).status, 200)
    t.match((await progress()).doing, [/省级机关审查/])
    const last = await act('reviewer', CITY_REAL_ESTATE, { action: 'completeStep', opinion: '符合条件' })
    t.match(last.body, { status: 'DECIDING' }, last.text)
    t.equal(
      (await act('approver', TOWN_GOVERNMENT, { action: 'approve' })).status,
      403,
      'only the upper organ decides',
    )
    const decided = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
      token: await app.token('approver', { organisation: CITY_REAL_ESTATE, subject: 'head-of-estate' }),
      body: { action: 'approve' },
      headers: { 'if-match': '*' },
    })
    t.equal(decided.status, 200, decided.text)
    const examined = (await feedOf(app, caseNo)).filter(({ type }) => type === 'case.completeStep')
    t.same(
      examined.map(({ actor }) => actor.organisation),
      [TOWN_GOVERNMENT, COUNTY_APPROVAL, CITY_REAL_ESTATE],
      'who examined it, level by level',
    )
  },
)

t.test('the use of forest land goes from county to city to province, as the sample has it', async (t) => {
  const { take, act } = await startStory(t)
  const item = SAMPLE_ITEMS.find(({ workflow }) => workflow === 'three-levels')
  if (item === undefined) throw new Error('a sample item goes through three levels')
  const taken = await take('top-clerk', { ...caseOf(item, 'legal'), windowId: undefined })
  t.match(taken, { status: 201, body: { missing: [] } }, taken.text)
  const { caseNo } = taken.body
  t.equal((await act('top-clerk', caseNo, { action: 'accept' })).status, 200)
  t.equal((await act('top-reviewer', caseNo, { action: 'startReview' })).status, 200)
  const opinion = { action: 'completeStep', opinion: '审查同意' }
  for (const level of ['approval-reviewer', 'city-reviewer', 'top-reviewer']) {
    const done = await act(level, caseNo, opinion)
    t.equal(done.status, 200, `${level}: ${done.text}`)
  }
  t.match((await act('top-approver', caseNo, { action: 'approve' })).body, { status: 'APPROVED' })
})

t.test(
  'a broadcasting station goes up by linked cases, each of its own organ, as the sample has it',
  async (t) => {
    const { app, take, act, read } = await startStory(t)
    const chain = ['culture', 'city', 'top']
    const items = ['初审', '复审', '审批'].map((step) =>
      SAMPLE_ITEMS.find(({ name }) => name.startsWith(`设立广播电视站${step}`)),
    )
    let forwardedFrom: string | undefined
    const asked: { caseNo: string; queryCode: string }[] = []
    for (const [at, staff] of chain.entries()) {
      const item = items[at]
      if (item === undefined) throw new Error(`level ${at}`)
      const { forwardsTo: [above] = [] } = item
      const { materials, ...body } = caseOf(item, 'legal')
      const own = forwardedFrom === undefined ? { materials } : { forwardedFrom }
      const taken = await take(`${staff}-clerk`, { ...body, ...own, windowId: undefined })
      t.match(taken, { status: 201, body: { missing: [] } }, `nothing is asked for again: ${taken.text}`)
      const { caseNo, queryCode } = taken.body
      asked.push({ caseNo, queryCode })
      t.match(await act(`${staff}-clerk`, caseNo, { action: 'accept' }), { status: 200 })
      const started = await act(`${staff}-reviewer`, caseNo, { action: 'startReview' })
      t.ok(
        started.body.clocks.some(({ kind }: { kind: string }) => kind === 'LEGAL'),
        'a clock of its own',
      )
      const opinion = { action: 'completeStep', opinion: '符合条件，同意' }
      const examined = await act(`${staff}-reviewer`, caseNo, opinion)
      t.match(examined.body.tasks, [{ title: above === undefined ? '决定' : '初审' }])
      const picture = await read(`${staff}-reviewer`, caseNo, '/diagram')
      t.equal(picture.text.includes('决定'), above === undefined, 'nor does the picture decide below')
      t.match(await act(`${staff}-approver`, caseNo, { action: 'approve' }), { status: 200 })
      t.match(await act(`${staff}-approver`, caseNo, { action: 'close' }), {
        ...{ status: 200, body: { resultType: above === undefined ? 'issued' : 'forwarded' } },
      })
      if (staff === 'city') {
        const { body: told } = await app.request('POST', '/v1/progress', { body: asked[0] ?? {} })
        t.match(
          told,
          { withdrawal: /向乐山市.*报送的上级机关提出/, statusText: /向其查询，/ },
          'not of the city',
        )
      }
      forwardedFrom = caseNo
    }
    const [county, city, top] = asked
    const { body } = await app.request('POST', '/v1/progress', { body: county })
    t.match(body, {
      statusText: new RegExp(`^已转报四川省.*已作出准予决定。其办件编号${top?.caseNo}`),
      above: [
        { caseNo: city?.caseNo, organ: /^乐山市/, statusText: /已报上级机关/ },
        { caseNo: top?.caseNo, organ: /^四川省/, statusText: /已办结/ },
      ],
    })
    t.match(body.steps.at(-1), { key: 'decidedAbove', state: 'done' })
    t.notOk(body.withdrawal)
    t.match((await app.request('POST', '/v1/progress', { body: city })).body.above, [{ caseNo: top?.caseNo }])
    const guide = await app.request('GET', `/v1/items/${items[0]?.itemCode}/guide`)
    t.match(guide.text, /"撤回申请"/)
    t.match(guide.text, /乐山市政务服务管理机构/)
  },
)

t.test('a kindergarten is looked at by four departments together, as the sample has it', async (t) => {
  const { take, act } = await startStory(t)
  const item = SAMPLE_ITEMS.find(({ workflow }) => workflow === 'four-departments')
  if (item === undefined) throw new Error('a sample item is looked at by four departments')
  const taken = await take('education-clerk', { ...caseOf(item, 'natural'), windowId: undefined })
  t.match(taken, { status: 201, body: { missing: [] } }, taken.text)
  const { caseNo } = taken.body
  t.equal((await act('education-clerk', caseNo, { action: 'accept' })).status, 200)
  const started = await act('education-reviewer', caseNo, { action: 'startReview' })
  t.equal(
    started.body.clocks.filter(({ kind }: { kind: string }) => kind === 'OPINION').length,
    4,
    started.text.slice(0, 300),
  )
  const done = { action: 'completeStep', opinion: '各部门均同意' }
  for (const staffNo of ['fire-reviewer', 'health-reviewer', 'housing-reviewer', 'police-reviewer']) {
    t.equal((await act('education-reviewer', caseNo, done)).status, 409, 'not before all have spoken')
    const given = await act(staffNo, caseNo, { action: 'giveOpinion', agrees: true, opinion: '同意' })
    t.equal(given.status, 200, given.text)
  }
  t.match((await act('education-reviewer', caseNo, done)).body, { status: 'DECIDING' })
  t.match((await act('education-approver', caseNo, { action: 'approve' })).body, { status: 'APPROVED' })
})

t.test('加签、减签: who was added sees the case and answers; who is taken out sees it no more', async (t) => {
  const { app, take, act, read, pass } = await startStory(t)
  const { caseNo } = (await take('market-clerk', foodCase())).body
  await act('market-clerk', caseNo, { action: 'accept' })
  await act('market-reviewer', caseNo, { action: 'startReview' })
  const add = { action: 'addReviewer', organisation: COUNTY_FIRE, reason: '涉及消防安全' }
  const after = { ...add, position: 'after', opinion: '本局认为符合条件' }
  t.equal((await act('market-reviewer', caseNo, after)).status, 200)
  const told = (await read('fire-reviewer', caseNo, '/events')).body.data.at(-1)
  t.match(
    told.remarks,
    { reason: '涉及消防安全', opinion: '本局认为符合条件' },
    'it reads what was said before',
  )
  const { data } = (await read('market-reviewer', caseNo, '/actions')).body
  const offered = data.find(({ action }: { action: string }) => action === 'removeReviewer')
  t.same(offered.input.required, ['action', 'reason', 'taskId'])
  const remove = { action: 'removeReviewer', organisation: COUNTY_FIRE, reason: '不涉及其职责' }
  const removed = await act('market-reviewer', caseNo, remove)
  t.match(removed.body.opinions, [{ organisation: COUNTY_FIRE, after: true, removed: true }])
  t.equal((await read('fire-reviewer', caseNo)).status, 404)
  t.equal((await act('market-reviewer', caseNo, remove)).status, 409)
  const token = await staffToken(app, 'market-reviewer')
  const undo = { token, headers: { 'if-match': removed.headers.etag ?? '' } }
  t.equal((await app.request('POST', `/v1/cases/${caseNo}/undo`, undo)).status, 200)
  t.equal((await read('fire-reviewer', caseNo)).status, 200, 'a slip taken back brings it back')
  const opinion = { action: 'giveOpinion', agrees: true, opinion: '同意' }
  t.equal((await act('fire-reviewer', caseNo, opinion)).status, 200)
  const colleague = { action: 'addReviewer', staffNo: 'market-approver', reason: '请一并审查' }
  t.equal((await act('market-reviewer', caseNo, { ...colleague, staffNo: 'fire-reviewer' })).status, 422)
  t.match(
    await act('market-reviewer', caseNo, colleague),
    { status: 422, body: { errors: [{ pointer: '/staffNo', code: 'OFFICER_UNKNOWN' }] } },
    'who reviews nothing could never answer, and the step would wait',
  )
  const review = { issuer: 'urn:yichuang:dev', subject: 'staff-market-approver', role: 'reviewer' }
  const granted = await app.request('POST', '/v1/grants', {
    token: await app.token('security'),
    body: { ...review, organisation: COUNTY_MARKET },
  })
  t.equal(granted.status, 201, granted.text)
  pass(RIGHTS_AGE_MS)
  t.match((await act('market-reviewer', caseNo, colleague)).body.opinions.at(-1), {
    staffNo: 'market-approver',
  })
  t.equal((await act('market-reviewer', caseNo, { action: 'completeStep' })).status, 409)
  const feed = (await feedOf(app, caseNo)).filter(({ type }) => /Reviewer/.test(type))
  t.match(
    feed.map(({ type, payload }) => [type, payload.reviewerOrganisation, payload.reviewer]),
    [
      ['case.addReviewer', COUNTY_FIRE, undefined],
      ['case.removeReviewer', COUNTY_FIRE, undefined],
      ['case.addReviewer', COUNTY_MARKET, 'market-approver'],
    ],
  )
  t.equal((await act('market-approver', caseNo, opinion)).status, 200, 'and is heard')
  t.notMatch(JSON.stringify(feed), '消防安全', 'words stand beside')
})

t.test('a city window only collects: it gives the receipt, the bureau accepts', async (t) => {
  const { app, take, act, read } = await startStory(t)
  const taken = await take('city-clerk', { ...foodCase(), windowId: COLLECTING_WINDOW })
  t.match(taken, { status: 201, body: { status: 'SUBMITTED' } })
  const { caseNo } = taken.body
  for (const command of [
    { action: 'accept' },
    {
      action: 'refuseAcceptance',
      ground: 'outsideCompetence',
      reason: '申请事项依法不属于本机关职权范围',
    },
    { action: 'requestCorrection', items: [{ materialCode: 'layout-plan', reason: '不清晰' }] },
  ])
    t.equal((await act('city-clerk', caseNo, command)).status, 403, `${command.action} is not the window’s`)
  t.same((await read('city-clerk', caseNo, '/actions')).body.data, [], 'nothing is offered there')
  t.equal(
    (await act('market-clerk', caseNo, { action: 'accept' })).status,
    409,
    'nor the bureau’s before it has it',
  )
  await bringToOrgan(app, caseNo)
  t.equal((await act('market-clerk', caseNo, { action: 'accept' })).status, 200)
  t.match((await read('city-clerk', caseNo)).body, { status: 'ACCEPTED' }, 'the window follows its case')
})

t.test(
  'an entrusted bureau acts in the name of who entrusted it, an authorised one in its own',
  async (t) => {
    const { app, take, act, pass, read } = await startStory(t)
    const { caseNo } = (await take('approval-clerk', { ...foodCase(), windowId: undefined })).body
    t.equal((await act('approval-clerk', caseNo, { action: 'accept' })).status, 200)
    t.equal((await act('approval-reviewer', caseNo, { action: 'startReview' })).status, 200)
    const [, accept] = await feedOf(app, caseNo)
    t.match(accept, {
      actor: { organisation: COUNTY_APPROVAL, inNameOf: COUNTY_MARKET, staffNo: 'approval-clerk' },
    })
    const { data } = (await read('market-clerk', caseNo, '/documents')).body
    const { documentNo } = data.find(({ kind }: { kind: string }) => kind === 'acceptanceNotice')
    const notice = await read('market-clerk', caseNo, `/documents/${documentNo}`)
    t.match(notice.body.paper, { organ: /市场监督管理局/, actedBy: /行政审批局/ }, 'and the paper says both')
    t.equal(
      (await act('approval-approver', caseNo, { action: 'extend', reason: '情况复杂，需要延长' })).status,
      403,
    )
    await app.database.asOwner(`update delegations set valid_to = '2026-03-01'`)
    pass(RIGHTS_AGE_MS)
    t.equal(
      (await act('approval-reviewer', caseNo, { action: 'completeStep', opinion: '好' })).status,
      404,
      'it ran out',
    )
  },
)

t.test('an administration for approvals decides what it holds itself', async (t) => {
  const { take, act, read } = await startStory(t)
  const item = SAMPLE_ITEMS.find(
    ({ organisationCode, type, handling }) =>
      organisationCode === COUNTY_APPROVAL && type === '01' && handling === 'promised',
  )
  if (item === undefined) throw new Error('the sample has an item of the administration for approvals')
  const { properties = {}, required = [] } = item.form.schema as {
    properties?: Record<string, { examples?: unknown[] }>
    required?: string[]
  }
  const taken = await take('approval-clerk', {
    ...foodCase(),
    windowId: undefined,
    channel: 'WEB',
    itemCode: item.itemCode,
    form: Object.fromEntries(required.map((name) => [name, properties[name]?.examples?.[0]])),
    materials: item.materials.map(({ materialCode }) => ({ materialCode, source: 'paper' })),
    answers: Object.fromEntries(
      (item.questions ?? []).map(({ key, options }) => [key, options?.[0]?.value ?? false]),
    ),
  })
  t.equal(taken.status, 201, taken.text.slice(0, 300))
  const { caseNo } = taken.body
  t.equal((await read('market-clerk', caseNo)).status, 404, 'the bureau that had it before has no part in it')
  t.equal((await act('approval-clerk', caseNo, { action: 'accept' })).status, 200)
  t.equal((await act('approval-reviewer', caseNo, { action: 'startReview' })).status, 200)
  t.equal(
    (await act('approval-approver', caseNo, { action: 'extend', reason: '情况复杂，需要延长' })).status,
    200,
    'its head',
  )
})

t.test(
  'who did a step does not do the next one where the procedure says so, whatever posts they hold',
  async (t) => {
    const { app, take, act } = await startStory(t)
    const { version: _version, ...twoStep } = TWO_STEP
    const [review, decision] = twoStep.steps
    const step = (key: string, zh: string, to: string, who: object, more = {}) => ({
      ...review,
      key,
      title: { zh, en: key },
      next: [{ to }],
      who,
      ...more,
    })
    const steps = [
      step(
        'handle',
        '承办',
        'examine',
        { post: '承办' },
        { forApplicant: { zh: '正在核对材料', en: 'Being looked at' } },
      ),
      step(
        'examine',
        '审核',
        'legal',
        { post: '审核', notWho: ['handle'] },
        { acts: ['completeStep', 'returnStep'] },
      ),
      step('legal', '法制审核', 'decision', {
        post: '法制审核',
        notWho: ['handle', 'examine'],
        sameOrganAs: 'handle',
      }),
      { ...decision, who: { notWho: ['legal'] } },
    ]
    const published = await app.request('POST', '/v1/workflows', {
      token: await app.token('cataloguer'),
      body: { ...twoStep, key: foodBusinessLicence.workflow, start: 'handle', steps },
    })
    t.equal(published.status, 201)
    const created = (await take('market-clerk', foodCase())).body
    const { caseNo } = created
    t.equal((await act('market-clerk', caseNo, { action: 'accept' })).status, 200)
    const posts = ['承办', '审核', '法制审核']
    const by = async (subject: string, command: object, role: Role = 'reviewer'): Promise<Answer> =>
      app.request('POST', `/v1/cases/${caseNo}/transitions`, {
        token: await app.token(role, { organisation: COUNTY_MARKET, posts, subject }),
        body: command,
        headers: { 'if-match': '*' },
      })
    const complete = { action: 'completeStep', opinion: '符合' }
    t.equal((await by('one', { action: 'startReview' })).status, 200)
    const progress = await app.request('POST', '/v1/progress', {
      body: { caseNo, queryCode: created.queryCode },
    })
    t.same(progress.body.doing, ['正在核对材料'], 'the applicant is told in plain words')
    t.equal((await by('one', complete)).status, 200)
    const again = await by('one', complete)
    t.match(again, { status: 409, body: { detail: /“承办”环节由您办理/ } }, 'three posts are one person')
    const asked = { action: 'requestJointReview', organisations: [COUNTY_FIRE], question: '是否符合' }
    t.match(
      await by('two', asked),
      { status: 409, body: { detail: /当前环节不允许/ } },
      'the step leaves it out',
    )
    t.equal((await by('two', complete)).status, 200)
    t.equal((await by('one', complete)).status, 409)
    t.equal((await by('two', complete)).status, 409)
    t.equal((await by('three', complete)).status, 200)
    const draw = async (token: string | undefined, accept: string): Promise<Answer> =>
      app.request('GET', `/v1/cases/${caseNo}/diagram`, {
        ...(token === undefined ? {} : { token }),
        headers: { accept },
      })
    const lead = await app.token('lead', { organisation: COUNTY_MARKET })
    const picture = await draw(lead, 'image/svg+xml')
    t.match(picture.headers['content-type'], 'image/svg+xml')
    t.match(picture.text, /class="step done".*承办.*\d{4}-\d\d-\d\d 完成环节（/)
    t.match(picture.text, /class="step open".*起在办/)
    t.match((await draw(lead, '*/*')).text, /^flowchart LR\n/)
    t.equal((await draw(await app.token('lead', { organisation: OTHER_COUNTY_MARKET }), '*/*')).status, 404)
    t.equal((await draw(undefined, '*/*')).status, 401)
    t.equal((await by('three', { action: 'approve' }, 'approver')).status, 409)
    t.equal((await by('four', { action: 'approve' }, 'approver')).status, 200)
  },
)

t.test('only the head extends; a party never acts as staff', async (t) => {
  const { app, take, act } = await startStory(t)
  const { caseNo } = (await take('market-clerk', foodCase())).body
  await act('market-clerk', caseNo, { action: 'accept' })
  const extend = { action: 'extend', reason: '情况复杂，需要延长' }
  const plain = await app.token('approver', { organisation: COUNTY_MARKET })
  const refused = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token: plain,
    body: extend,
    headers: { 'if-match': '*' },
  })
  t.match(refused, { status: 403, body: { detail: /负责人/ } })
  t.equal((await act('market-reviewer', caseNo, extend)).status, 403)
  t.equal((await act('market-approver', caseNo, extend)).status, 200)
})

t.test('who stands in for the applicant is recused as the applicant is, known by the number', async (t) => {
  const { app, take, act } = await startStory(t)
  const number = '110101199001011237'
  const party = { role: 'applicant', type: 'natural', name: '王某', idType: '111', idNumber: number }
  const security = await staffToken(app, 'top-security')
  const entry = await app.request('PATCH', '/v1/staff/market-approver', {
    token: security,
    body: { idNumber: number },
    headers: { 'if-match': '*' },
  })
  t.equal(entry.status, 200, entry.text)
  const absence = await app.request('POST', '/v1/staff/market-approver/absences', {
    token: security,
    body: { from: '2026-03-02', until: '2026-03-06', deputy: 'market-lead' },
  })
  t.equal(absence.status, 201, absence.text)
  const taken = await take('market-clerk', { ...foodCase(), parties: [party] })
  t.equal(taken.status, 201, taken.text)
  const { caseNo } = taken.body
  await act('market-clerk', caseNo, { action: 'accept' })
  await act('market-reviewer', caseNo, { action: 'startReview' })
  await act('market-reviewer', caseNo, { action: 'completeStep', opinion: '符合' })
  for (const staffNo of ['market-approver', 'market-lead'])
    t.match(
      await act(staffNo, caseNo, { action: 'approve' }),
      { status: 403, body: { detail: /回避/ } },
      staffNo,
    )
})

t.test('a question that nobody answers falls with the step in which it was asked', async (t) => {
  const { take, act, read } = await startStory(t)
  const { caseNo } = (await take('market-clerk', foodCase())).body
  await act('market-clerk', caseNo, { action: 'accept' })
  await act('market-reviewer', caseNo, { action: 'startReview' })
  const ask = { action: 'requestJointReview', organisations: [COUNTY_FIRE], question: '有何意见' }
  t.equal((await act('market-reviewer', caseNo, ask)).status, 200)
  const complete = { action: 'completeStep', opinion: '符合' }
  t.equal((await act('market-reviewer', caseNo, complete)).status, 409)
  t.equal(
    (await act('market-reviewer', caseNo, { action: 'returnStep', reason: '被征求意见机关未答复，重新审查' }))
      .status,
    200,
  )
  t.equal(
    (await act('fire-reviewer', caseNo, { action: 'giveOpinion', agrees: true, opinion: '同意' })).status,
    409,
  )
  t.equal((await act('market-reviewer', caseNo, complete)).status, 200)
  t.match((await read('market-approver', caseNo)).body, { status: 'DECIDING' })
})

t.test('an opinion that comes when its step has gone on is kept, marked late', async (t) => {
  const { app, take, act, read } = await startStory(t)
  await app.setNow('2026-03-02T01:00:00.000000Z')
  const { caseNo } = (await take('market-clerk', foodCase())).body
  await act('market-clerk', caseNo, { action: 'accept' })
  await act('market-reviewer', caseNo, { action: 'startReview' })
  const ask = { action: 'requestJointReview', organisations: [COUNTY_FIRE], question: '有何意见', days: 1 }
  t.equal((await act('market-reviewer', caseNo, ask)).status, 200)
  await app.setNow('2026-03-05T01:00:00.000000Z')
  const goOn = { action: 'completeStep', opinion: '符合', answerToDissent: '已催办，逾期未答复' }
  t.equal((await act('market-reviewer', caseNo, goOn)).status, 200)
  const { data } = (await read('fire-reviewer', caseNo, '/actions')).body
  t.match(data, [{ action: 'giveOpinion' }], 'it is still offered')
  const word = { action: 'giveOpinion', agrees: false, opinion: '疏散通道不足' }
  t.match(await act('fire-reviewer', caseNo, word), { status: 200, body: { status: 'DECIDING' } })
  t.match((await read('market-approver', caseNo)).body.opinions, [
    { organisation: COUNTY_FIRE, silent: true, late: true, agrees: false },
  ])
  t.equal((await act('fire-reviewer', caseNo, word)).status, 409, 'once')
  const { data: events } = (await read('market-approver', caseNo, '/events')).body
  t.match(events.at(-1), {
    type: 'giveOpinion',
    facts: { agrees: false, late: true },
    remarks: { opinion: '疏散通道不足' },
  })
  const undo = await app.request('POST', `/v1/cases/${caseNo}/undo`, {
    token: await staffToken(app, 'fire-reviewer'),
    headers: { 'if-match': '*' },
  })
  t.equal(undo.status, 200)
  const [after] = (await read('market-approver', caseNo)).body.opinions
  t.match(after, { organisation: COUNTY_FIRE, silent: true })
  t.notOk('late' in after || 'agrees' in after, 'a slip is taken back')
  t.equal((await act('fire-reviewer', caseNo, word)).status, 200, 'and said again')
  t.same((await verifyHistory(app.deps.pool)).findings, [], 'the events tell it as it stands')
})

t.test('who hands the result out at the window reads whose it is, until it is delivered', async (t) => {
  const { take, act, read } = await startStory(t)
  const { caseNo } = (await take('market-clerk', foodCase())).body
  const clear = () =>
    read('town-issuer', caseNo, `/parties?clear=true&purpose=${encodeURIComponent('核对领取人')}`)
  t.equal((await clear()).status, 403, 'not while it is taken in')
  await act('market-clerk', caseNo, { action: 'accept' })
  await act('market-reviewer', caseNo, { action: 'startReview' })
  await act('market-reviewer', caseNo, { action: 'completeStep', opinion: '符合' })
  await act('market-approver', caseNo, { action: 'approve' })
  await act('market-approver', caseNo, { action: 'close' })
  t.match(await clear(), { status: 200, body: { data: [{ idNumber: '91350100M000100Y43' }] } })
  t.equal((await act('town-issuer', caseNo, { action: 'deliver', method: 'pickup' })).status, 200)
  t.equal((await clear()).status, 403, 'nor afterwards')
})

t.test('who is staff no longer is told so, wherever he knocks', async (t) => {
  const { app, read, take, pass } = await startStory(t)
  const { caseNo } = (await take('market-clerk', foodCase())).body
  await app.database.asOwner(`update staff set valid_until = '2026-03-01' where staff_no = 'market-clerk'`)
  pass(RIGHTS_AGE_MS)
  t.match(await read('market-clerk', caseNo), { status: 403, body: { detail: /名册/ } })
  t.match(await take('market-clerk', foodCase()), { status: 403, body: { detail: /名册/ } })
})

interface FeedEvent {
  caseNo?: string
  type: string
  actor: { staffNo?: string; organisation?: string; role?: string; inNameOf?: string }
  payload: Record<string, unknown>
}

/** The events of a case as the exchange reads them. */
async function feedOf(app: TestApp, caseNo: string): Promise<FeedEvent[]> {
  const { rows } = await app.deps.pool.query<{ document: string }>(
    'select e.document from case_events e join cases c on c.id = e.case_id where c.case_no = $1 order by e.version',
    [caseNo],
  )
  return rows.map(({ document }) => JSON.parse(document) as FeedEvent)
}
