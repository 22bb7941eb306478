import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { createCaseMonitor, createJobs } from '../../src/service.js'
import type { Role } from '../../src/shared/roles.js'
import {
  CITY_ADMINISTRATION,
  CITY_HOUSING_FUND,
  COUNTY_APPROVAL,
  COUNTY_FIRE,
  COUNTY_HEALTH,
  COUNTY_MARKET,
  COUNTY_TOBACCO,
  FOOD_LICENCE_ITEM_CODE,
  OTHER_COUNTY_MARKET,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, nextLeshanCase, transition } from '../helpers/cases.js'
import { staffDesk } from '../helpers/staff.js'

const COUNTY = '511102000000'
const OTHER_COUNTY = '511112000000'
/** Stands in the new county and reaches all of it. */
const NEW_ABOVE = { organisation: OTHER_COUNTY_MARKET, scope: 'subtree' as const }
/** The same in the old one. */
const OLD_ABOVE = { organisation: COUNTY_APPROVAL, scope: 'subtree' as const }

/** What people do in this story: each of one organ and one role, never above all. */
function staffOf(app: TestApp, organisation: string, prefix: string, scope: 'organ' | 'subtree' = 'organ') {
  const tokenOf = (role: Role) => app.token(role, { organisation, scope, subject: `${prefix}-${role}` })
  const read = async (role: Role, path: string) => app.request('GET', path, { token: await tokenOf(role) })
  return {
    tokenOf,
    read,
    /** Whether the role's list of cases, or of tasks, has the case. */
    lists: async (role: Role, caseNo: string, path = '/v1/cases?limit=100'): Promise<boolean> =>
      (await read(role, path)).body.data.some((each: { caseNo: string }) => each.caseNo === caseNo),
    act: async (role: Role, caseNo: string, command: object) =>
      app.request('POST', `/v1/cases/${caseNo}/transitions`, {
        token: await tokenOf(role),
        body: command,
        headers: { 'if-match': '*' },
      }),
  }
}

/** A licence that its applicant asked for over the net: no window of any county has to do with it. */
async function fromTheNet(app: TestApp): Promise<string> {
  const { windowId: _window, ...body } = foodCase()
  const created = await app.request('POST', '/v1/cases', {
    token: await app.token('citizen', { subject: 'applicant' }),
    body: { ...body, channel: 'WEB' },
    headers: { 'idempotency-key': randomUUID() },
  })
  if (created.status !== 201) throw new Error(created.text)
  return created.body.caseNo
}

/** The case under review by its own organ. */
async function underReview(app: TestApp, staff = staffOf(app, COUNTY_MARKET, 'before')): Promise<string> {
  const caseNo = await fromTheNet(app)
  for (const [role, action] of [
    ['clerk', 'accept'],
    ['reviewer', 'startReview'],
  ] as const) {
    const answer = await staff.act(role, caseNo, { action })
    if (answer.status !== 200) throw new Error(answer.text)
  }
  return caseNo
}

async function put(app: TestApp, code: string, change: object) {
  const before = await app.request('GET', `/v1/organisations/${code}`)
  const { name, division, kind } = before.body
  return app.request('PUT', `/v1/organisations/${code}`, {
    token: await app.token('operator'),
    body: { name, division, kind, ...change },
    headers: { 'if-match': before.headers.etag ?? '' },
  })
}

const end = async (app: TestApp, kind: 'merge' | 'dissolve', code: string, body: object, token?: string) =>
  app.request('POST', `/v1/organisations/${code}/${kind}`, {
    token: token ?? (await app.token('operator')),
    body: { on: '2026-03-02', document: '示例编发〔2026〕1号', ...body },
  })

/** Does the work that waits, and gives the job of an answer as its operator sees it. */
async function finish(app: TestApp, t: Test, link: string | undefined) {
  const path = /<(\/v1\/jobs\/[^>]+)>; rel="monitor"/.exec(link ?? '')?.[1] ?? ''
  const token = await app.token('operator')
  t.match((await app.request('GET', path, { token })).body, { kind: 'placeRecords', state: 'waiting' })
  const jobs = createJobs(app.deps)
  await jobs.drain()
  await jobs.stop()
  const { body } = await app.request('GET', path, { token })
  t.equal(body.state, 'done')
  t.equal(body.progress.done, body.progress.total, 'all of it')
  return body
}

/** The acts on the case that an exchange platform of the organ reads in the feed. */
async function changes(app: TestApp, staff: ReturnType<typeof staffOf>, caseNo: string): Promise<string[]> {
  while ((await sequenceBatch(app.deps.pool, 1000)) > 0);
  const { body } = await staff.read('exchange', '/v1/exchange/changes')
  return body.data
    .filter((event: { caseNo?: string }) => event.caseNo === caseNo)
    .map((event: { type: string }) => event.type)
}

t.test('an organ is moved to another county: its running cases stay its own at once', async (t) => {
  const app = await startTestApp(t)
  const own = staffOf(app, COUNTY_MARKET, 'own')
  const old = staffOf(app, OLD_ABOVE.organisation, 'old', 'subtree')
  const next = staffOf(app, NEW_ABOVE.organisation, 'next', 'subtree')
  const caseNo = await underReview(app)
  const path = `/v1/cases/${caseNo}`
  t.equal((await own.read('approver', path)).status, 200)
  t.equal((await old.read('supervisor', path)).status, 200)
  t.equal((await next.read('supervisor', path)).status, 404)

  const moved = await put(app, COUNTY_MARKET, { division: OTHER_COUNTY })
  t.match(moved, { status: 200, body: { code: COUNTY_MARKET, division: OTHER_COUNTY } })

  // Before the job has begun: the organ has not lost sight of it, and goes on.
  t.equal((await own.read('approver', path)).status, 200)
  for (const role of ['clerk', 'reviewer', 'approver'] as const)
    t.ok(await own.lists(role, caseNo), `the ${role} still lists it`)
  t.ok(await own.lists('reviewer', caseNo, '/v1/tasks'))
  t.equal((await own.read('approver', `${path}/documents`)).status, 200)
  t.match(await own.act('reviewer', caseNo, { action: 'completeStep', opinion: '符合条件' }), {
    status: 200,
    body: { status: 'DECIDING' },
  })
  t.ok((await changes(app, own, caseNo)).includes('case.completeStep'))
  t.equal((await own.read('exchange', `/v1/exchange/cases/${caseNo}`)).status, 200)
  t.equal((await old.read('supervisor', path)).status, 404, 'no longer a case of the old county')
  t.equal((await next.read('supervisor', path)).status, 200, 'but one of the new')
  t.match(await next.act('approver', caseNo, { action: 'approve' }), { status: 200 })
  t.equal(await next.lists('supervisor', caseNo), false, 'its lists wait for the job')

  const job = await finish(app, t, moved.headers.link)
  t.ok(job.progress.done > 0)
  t.ok(await next.lists('supervisor', caseNo))
  t.equal(await old.lists('supervisor', caseNo), false)
  t.ok(await own.lists('approver', caseNo))
  t.match(await own.act('approver', caseNo, { action: 'close' }), { status: 200 })
  t.ok((await changes(app, own, caseNo)).length >= 6, 'its platform has the whole history')
  const since = ['case.completeStep', 'case.approve', 'case.close']
  t.same(await changes(app, next, caseNo), since, 'the new county’s what happens from the move on')
  t.notOk((await changes(app, old, caseNo)).includes('case.close'), 'the old one’s what happened before')
  const item = await app.request('GET', `/v1/items/${FOOD_LICENCE_ITEM_CODE}`)
  t.equal(item.body.organisation ?? item.body.organisationCode, COUNTY_MARKET)
  const found = async (division: string) =>
    (await app.request('GET', `/v1/items?q=食品经营&division=${division}`)).body.data.map(
      (each: { itemCode: string }) => each.itemCode,
    )
  t.ok((await found('511112')).includes(FOOD_LICENCE_ITEM_CODE), 'found in the new county')
  t.notOk((await found('511102')).includes(FOOD_LICENCE_ITEM_CODE), 'and not in the old')
  const later = await fromTheNet(app)
  t.equal((await next.read('supervisor', `/v1/cases/${later}`)).status, 200, 'what comes in now lies there')
  const [row] = await app.deps.pool
    .query('select divisions, deciding_divisions from cases where case_no = $1', [caseNo])
    .then(({ rows }) => rows)
  t.same(row, {
    divisions: [OTHER_COUNTY, '511100000000', '510000000000'],
    deciding_divisions: [OTHER_COUNTY, '511100000000', '510000000000'],
  })
})

t.test('an organ is renamed: nothing else changes', async (t) => {
  const app = await startTestApp(t)
  const own = staffOf(app, COUNTY_MARKET, 'own')
  const caseNo = await underReview(app)
  const renamed = await put(app, COUNTY_MARKET, { name: '市中区市场监管局（新名）' })
  t.match(renamed, { status: 200, body: { name: '市中区市场监管局（新名）', division: COUNTY } })
  t.equal(renamed.headers.link, undefined, 'nothing has to be placed anew')
  t.equal((await own.read('approver', `/v1/cases/${caseNo}`)).status, 200)
  const { rows } = await app.deps.pool.query(
    `select type, document from case_events where subject_kind = 'organisation'`,
  )
  t.equal(rows.length, 1)
  t.match(JSON.parse(rows[0].document), {
    type: 'organisation.change',
    subject: { kind: 'organisation', no: COUNTY_MARKET },
    actor: { kind: 'person', role: 'operator' },
  })
})

t.test(
  'an organ goes into another: its people go on with its cases there, and so do those of the other',
  async (t) => {
    const app = await startTestApp(t)
    const caseNo = await underReview(app)
    const path = `/v1/cases/${caseNo}`
    const asker = staffOf(app, COUNTY_MARKET, 'before')
    t.match(
      await asker.act('reviewer', caseNo, {
        action: 'requestJointReview',
        organisations: [COUNTY_FIRE],
        question: '是否符合消防要求？',
      }),
      { status: 200 },
    )
    const strangers = staffOf(app, COUNTY_HEALTH, 'early')
    t.equal((await strangers.read('approver', path)).status, 404)
    // The fire brigade was asked and goes into the health bureau; then the market bureau does so too.
    const fire = await end(app, 'merge', COUNTY_FIRE, { successor: COUNTY_HEALTH })
    t.match(fire, {
      status: 200,
      body: { code: COUNTY_FIRE, endedOn: '2026-03-02', successor: COUNTY_HEALTH },
    })
    const answering = staffOf(app, COUNTY_HEALTH, 'answering')
    t.ok(await answering.lists('reviewer', caseNo), 'who was asked is answered for by the successor')
    t.match(
      await answering.act('reviewer', caseNo, { action: 'giveOpinion', agrees: true, opinion: '符合' }),
      {
        status: 200,
      },
    )
    t.not((await answering.act('reviewer', caseNo, { action: 'completeStep', opinion: '好' })).status, 200)

    const merged = await end(app, 'merge', COUNTY_MARKET, { successor: COUNTY_HEALTH })
    t.equal(merged.status, 200, merged.text)
    // Before the job: the other's people, and the organ's own, whose rights count there now.
    const theirs = staffOf(app, COUNTY_HEALTH, 'after')
    const former = staffOf(app, COUNTY_MARKET, 'former')
    for (const staff of [theirs, former]) {
      t.equal((await staff.read('approver', path)).status, 200)
      t.ok(await staff.lists('reviewer', caseNo))
      t.ok(await staff.lists('reviewer', caseNo, '/v1/tasks'))
      t.equal((await staff.read('reviewer', `${path}/documents`)).status, 200)
      t.equal((await staff.read('reviewer', `${path}/actions`)).status, 200)
    }
    t.match(await theirs.act('reviewer', caseNo, { action: 'completeStep', opinion: '符合' }), {
      status: 200,
    })
    t.match(await former.act('approver', caseNo, { action: 'approve' }), {
      status: 200,
      body: { status: 'APPROVED' },
    })
    for (const staff of [theirs, former]) {
      const types = await changes(app, staff, caseNo)
      t.ok(types.includes('case.accept') && types.includes('case.approve'), 'the whole history in the feed')
      t.equal((await staff.read('exchange', `/v1/exchange/cases/${caseNo}`)).status, 200)
    }
    const events = (await theirs.read('reviewer', `${path}/events`)).body.data
    t.equal(events.at(-1).type.replace('case.', ''), 'approve')
    t.equal((await staffOf(app, COUNTY_TOBACCO, 'nobody').read('approver', path)).status, 404)

    // A new case is the successor's, and only that.
    const later = await fromTheNet(app)
    const [row] = (
      await app.deps.pool.query('select organisation_code from cases where case_no = $1', [later])
    ).rows
    t.equal(row.organisation_code, COUNTY_HEALTH)
    t.equal((await theirs.read('approver', `/v1/cases/${later}`)).status, 200)
    t.equal(
      (await former.read('approver', `/v1/cases/${later}`)).status,
      404,
      'the former finish what was theirs',
    )
    t.equal(await former.lists('approver', later), false)
    await finish(app, t, merged.headers.link)
    t.equal((await app.request('GET', `/v1/items/${FOOD_LICENCE_ITEM_CODE}`)).status, 200)
    const items = await app.request('GET', `/v1/items?organisation=${COUNTY_HEALTH}&q=食品经营`)
    t.ok(items.body.data.some((each: { itemCode: string }) => each.itemCode === FOOD_LICENCE_ITEM_CODE))
    t.ok(await theirs.lists('approver', caseNo))
    t.ok(await former.lists('approver', caseNo))
  },
)

t.test('who answers for a limit is the organ that goes on, before any job has run', async (t) => {
  const app = await startTestApp(t)
  const caseNo = await underReview(app)
  const asker = staffOf(app, COUNTY_MARKET, 'before')
  const question = { action: 'requestJointReview', organisations: [COUNTY_FIRE], question: '是否符合？' }
  t.match(await asker.act('reviewer', caseNo, question), { status: 200 })
  const supervisor = await app.token('supervisor')
  const order = await app.request('POST', '/v1/supervision-orders', {
    ...{ token: supervisor, body: { organisation: COUNTY_MARKET, demand: '请说明', replyBy: '2026-03-06' } },
  })
  t.equal(order.status, 201, order.text)
  const complaint = await app.request('POST', '/v1/complaints', {
    token: await app.token('citizen', { subject: 'applicant' }),
    body: { organisation: COUNTY_MARKET, channel: 'WEB', title: '排队', text: '取号后等候一小时' },
  })
  t.equal(complaint.status, 201, complaint.text)
  for (const code of [COUNTY_FIRE, COUNTY_MARKET])
    t.equal((await end(app, 'merge', code, { successor: COUNTY_HEALTH })).status, 200)
  const told = async (path: string) => (await app.request('GET', path, { token: supervisor })).body
  for (const path of [`/v1/supervision-orders/${order.body.id}`, `/v1/complaints/${complaint.body.id}`])
    t.equal((await told(path)).answerable?.organisation, COUNTY_HEALTH, path)
  const { data } = await told(`/v1/cases/${caseNo}/clocks`)
  const named = new Set(
    data.flatMap((clock: { answerable?: { organisation: string } }) => clock.answerable?.organisation ?? []),
  )
  t.same([...named], [COUNTY_HEALTH])
})

t.test('what went into an organ goes along when that ends; a successor must go on itself', async (t) => {
  const app = await startTestApp(t)
  const caseNo = await underReview(app)
  t.equal((await end(app, 'merge', COUNTY_MARKET, { successor: COUNTY_HEALTH })).status, 200)
  t.equal((await end(app, 'dissolve', COUNTY_HEALTH, { successor: COUNTY_APPROVAL })).status, 200)
  for (const organisation of [COUNTY_APPROVAL, COUNTY_MARKET]) {
    const staff = staffOf(app, organisation, 'third')
    t.equal((await staff.read('approver', `/v1/cases/${caseNo}`)).status, 200)
    t.ok(await staff.lists('approver', caseNo))
  }
  await app.setNow('2026-03-25T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  for (const organisation of [COUNTY_APPROVAL, COUNTY_MARKET]) {
    const staff = staffOf(app, organisation, 'third')
    const { data } = (await staff.read('lead', `/v1/alerts?caseNo=${caseNo}`)).body
    t.ok(data.length > 0, 'what the monitor finds is told to who goes on')
    t.equal((await staff.read('lead', `/v1/alerts/${data[0].id}`)).status, 200)
  }
  await app.setNow('2026-03-02T01:00:00.000000Z')
  const refused = async (kind: 'merge' | 'dissolve', code: string, body: object, error: string) => {
    const answer = await end(app, kind, code, body)
    t.match(answer, { status: 422, body: { errors: [{ code: error }] } }, error)
  }
  await refused('merge', COUNTY_MARKET, { successor: COUNTY_APPROVAL }, 'ORGANISATION_ENDED')
  await refused('merge', COUNTY_APPROVAL, { successor: COUNTY_MARKET }, 'SUCCESSOR_ENDED')
  await refused('merge', COUNTY_APPROVAL, { successor: COUNTY_APPROVAL }, 'OWN_SUCCESSOR')
  await refused('merge', COUNTY_APPROVAL, { successor: 'NOBODY' }, 'ORGANISATION_UNKNOWN')
  await refused('merge', COUNTY_APPROVAL, { successor: COUNTY_FIRE, on: '2026-03-03' }, 'ON_IN_FUTURE')
  await refused('dissolve', COUNTY_APPROVAL, {}, 'ITEMS_IN_USE')
  await app.database.asOwner(`update items set state = 'SUSPENDED' where state = 'IN_USE'`)
  await refused('dissolve', COUNTY_APPROVAL, {}, 'CASES_RUNNING')
  t.equal((await end(app, 'merge', 'NOBODY', { successor: COUNTY_FIRE })).status, 404)
  t.match(await put(app, COUNTY_MARKET, { name: '又改名' }), {
    status: 422,
    body: { errors: [{ code: 'ORGANISATION_ENDED' }] },
  })
  // Both must be within reach.
  const county = await app.token('operator', { ...OLD_ABOVE, subject: 'county-operator' })
  t.equal((await end(app, 'merge', COUNTY_FIRE, { successor: OTHER_COUNTY_MARKET }, county)).status, 403)
  t.equal((await end(app, 'merge', OTHER_COUNTY_MARKET, { successor: COUNTY_FIRE }, county)).status, 403)
})

t.test('what people said of an organ goes along with it to its successor in another county', async (t) => {
  const app = await startTestApp(t)
  const ended = await createCase(app, nextLeshanCase(), { subject: 'wang' })
  await transition(app, 'clerk', ended, { action: 'handleOnTheSpot' }, 200, 'wang')
  const { caseNo, queryCode } = ended.body
  const said = async (path: string, body: object, token?: string) => {
    const answer = await app.request('POST', path, { body, ...(token === undefined ? {} : { token }) })
    t.equal(answer.status, 201, answer.text)
    return answer.body
  }
  const bad = { satisfaction: '5', channel: 'QR', text: '等了一上午', queryCode }
  const rating = await said(`/v1/cases/${caseNo}/ratings`, bad)
  const complaint = await said(
    '/v1/complaints',
    { organisation: CITY_HOUSING_FUND, channel: 'WEB', title: '排队', text: '取号后等候一小时' },
    await app.token('citizen', { subject: 'applicant' }),
  )
  const ids = [rating.ratingId, rating.rectification.id, complaint.id]
  const paths = ['/v1/ratings', '/v1/rectifications', '/v1/complaints']
  const next = staffOf(app, OTHER_COUNTY_MARKET, 'next', 'subtree')
  const own = staffOf(app, OTHER_COUNTY_MARKET, 'own')
  const seen = async (staff: ReturnType<typeof staffOf>, role: Role) =>
    (await Promise.all(paths.map((path) => staff.read(role, path)))).flatMap(({ body }) =>
      body.data.map((each: { ratingId?: string; id?: string }) => each.id ?? each.ratingId),
    )
  t.same(await seen(next, 'supervisor'), [])

  const merged = await end(app, 'merge', CITY_HOUSING_FUND, { successor: OTHER_COUNTY_MARKET })
  await finish(app, t, merged.headers.link)
  t.same(await seen(own, 'lead'), ids, 'the successor has them')
  t.same(await seen(next, 'supervisor'), ids, 'and who stands above it')
  const { rows } = await app.deps.pool.query(
    `select divisions, organisation_code, organs from ratings where id = $1
     union all select divisions, organisation_code, '{}' from voices`,
    [rating.ratingId],
  )
  const there = {
    divisions: [OTHER_COUNTY, '511100000000', '510000000000'],
    organisation_code: OTHER_COUNTY_MARKET,
  }
  t.match(rows, [there, there, there])
  t.notOk(rows[0].organs.includes(CITY_HOUSING_FUND), 'nobody is shown it under the old name')
})

t.test('without a successor an organ ends only when nothing of it is left', async (t) => {
  const app = await startTestApp(t)
  t.match(await end(app, 'dissolve', COUNTY_MARKET, {}), {
    status: 422,
    body: { errors: [{ code: 'ITEMS_IN_USE' }] },
  })
  const empty = 'TEST-EMPTY'
  const made = await app.request('PUT', `/v1/organisations/${empty}`, {
    token: await app.token('operator'),
    body: { name: '示例空机构', division: '511102', kind: 'department' },
    headers: { 'if-match': '*' },
  })
  t.equal(made.status, 200)
  t.match(await end(app, 'dissolve', empty, {}), { status: 200, body: { endedOn: '2026-03-02' } })
  t.equal((await app.request('GET', `/v1/organisations/${empty}`)).body.successor, undefined)
})

t.test(
  'delegations to an organ end with it; what it delegated goes on in the name of its successor',
  async (t) => {
    const app = await startTestApp(t)
    const caseNo = await underReview(app)
    const delegate = (id: string, from: string, to: string) =>
      app.database.asOwner(
        `insert into delegations (id, from_code, to_code, items, kind, document, valid_from, valid_to, granted_by, granted_at)
       values ($1, $2, $3, $4, 'entrusted', '示例委托书', '2026-01-01', '2026-12-31', 'test', now())`,
        [id, from, to, [FOOD_LICENCE_ITEM_CODE]],
      )
    const [out, into] = [randomUUID(), randomUUID()]
    await delegate(out, COUNTY_MARKET, TOWN_GOVERNMENT)
    await delegate(into, COUNTY_APPROVAL, COUNTY_MARKET)
    t.equal((await end(app, 'merge', COUNTY_MARKET, { successor: COUNTY_HEALTH })).status, 200)
    const town = staffOf(app, TOWN_GOVERNMENT, 'town')
    t.equal((await town.read('reviewer', `/v1/cases/${caseNo}`)).status, 200)
    t.match(await town.act('reviewer', caseNo, { action: 'completeStep', opinion: '符合' }), { status: 200 })
    const { rows } = await app.deps.pool.query(
      `select document from case_events where subject_kind = 'delegation' order by event_no`,
    )
    t.same(
      rows.map(({ document }) => JSON.parse(document).payload.delegationId),
      [into],
    )
    const [last] = (
      await app.deps.pool.query(
        `select e.document from case_events e join cases c on c.id = e.case_id where c.case_no = $1 order by e.version desc limit 1`,
        [caseNo],
      )
    ).rows
    t.match(JSON.parse(last.document).actor, { organisation: TOWN_GOVERNMENT, inNameOf: COUNTY_HEALTH })
  },
)

t.test(
  'the former finish their own, the head is head no longer, and both may answer what was asked',
  async (t) => {
    const app = await startTestApp(t)
    const caseNo = await underReview(app)
    const own = staffOf(app, COUNTY_MARKET, 'before')
    const question = { action: 'requestJointReview', organisations: [COUNTY_FIRE], question: '是否符合？' }
    t.equal((await own.act('reviewer', caseNo, question)).status, 200)
    t.equal((await end(app, 'merge', COUNTY_FIRE, { successor: COUNTY_HEALTH })).status, 200)
    const fire = staffOf(app, COUNTY_FIRE, 'fire')
    t.ok(await fire.lists('reviewer', caseNo))
    const opinion = { action: 'giveOpinion', agrees: true, opinion: '符合' }
    t.equal((await fire.act('reviewer', caseNo, opinion)).status, 200, 'who was asked answers still')
    t.equal((await own.act('reviewer', caseNo, { action: 'completeStep', opinion: '符合' })).status, 200)

    const acts = async (over: TestApp) => {
      const head = await staffDesk(over, 'market-approver')
      const { body } = await head('GET', `/v1/cases/${caseNo}/actions`)
      return body.data.map(({ action }: { action: string }) => action)
    }
    t.ok((await acts(app)).includes('extend'), 'the head of the bureau extends the limit')
    t.equal((await end(app, 'merge', COUNTY_MARKET, { successor: COUNTY_HEALTH })).status, 200)
    const after = await startTestApp(t, { database: app.database, encryption: app.deps.encryption })
    const left = await acts(after)
    t.ok(left.includes('approve'), 'decides what was theirs')
    t.notOk(left.includes('extend'), 'but there is no head of it any more')
    const head = await staffDesk(after, 'health-approver')
    const extended = await head(
      'POST',
      `/v1/cases/${caseNo}/transitions`,
      { action: 'extend', days: 5, reason: '情况复杂' },
      { 'if-match': '*' },
    )
    t.equal(extended.status, 200, extended.text)
    t.match(
      (
        await app.database.asOwner<{ document: string }>(
          `select document from case_events where type = 'extend'`,
        )
      ).map(({ document }) => JSON.parse(document).actor),
      [{ organisation: COUNTY_HEALTH, staffNo: 'health-approver' }],
      'the head of the successor does, in its name',
    )
  },
)

t.test('rights over all that lies below go no further than before the merger', async (t) => {
  const app = await startTestApp(t)
  const other = await fromTheNet(app)
  t.equal((await end(app, 'merge', OTHER_COUNTY_MARKET, { successor: CITY_ADMINISTRATION })).status, 200)
  const former = staffOf(app, OTHER_COUNTY_MARKET, 'former', 'subtree')
  t.equal(
    (await former.read('supervisor', `/v1/cases/${other}`)).status,
    404,
    'the whole city is not theirs because their bureau went into one of the city',
  )
})
