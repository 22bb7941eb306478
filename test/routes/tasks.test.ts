import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import t from 'tap'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { TELL_PEOPLE } from '../../src/features/notifications/tell-people.js'
import { createCaseMonitor } from '../../src/service.js'
import type { Role } from '../../src/shared/roles.js'
import {
  COUNTY_CIVIL_AFFAIRS,
  COUNTY_FIRE,
  COUNTY_HEALTH,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, MARKET_WINDOW, transition } from '../helpers/cases.js'
import { png, upload } from '../helpers/files.js'
import { foodBusinessLicence, TWO_STEP } from '../helpers/sample.js'
import { findings, type Send, staffDesk, staffToken } from '../helpers/staff.js'

/** A licence under review, and its open step. */
async function underReview(app: TestApp) {
  const created = await createCase(app, foodCase())
  const accepted = await transition(app, 'clerk', created, { action: 'accept' })
  const last = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  return { caseNo: last.body.caseNo as string, taskId: last.body.tasks[0].taskId as string, last }
}

const complete = (desk: Send, caseNo: string) =>
  desk(
    'POST',
    `/v1/cases/${caseNo}/transitions`,
    { action: 'completeStep', opinion: '符合条件' },
    { 'if-match': '*' },
  )

t.test('who has no open steps is told where the own list is', async (t) => {
  const app = await startTestApp(t)
  const told = async (path: string, role: Role): Promise<string> => {
    const { status, body } = await app.request('GET', path, { token: await app.token(role) })
    t.equal(status, 403, `${role} ${path}`)
    const { detail } = body as { detail: string }
    t.equal(/GET \/v1\/cases\?open=true/.test(detail), role === 'clerk' || role === 'assistant', detail)
    return detail
  }
  const own = {
    citizen: /您的办件请查询 GET \/v1\/cases，/,
    assistant: /本帮办点.*GET \/v1\/cases\?open=true/,
    clerk: /窗口待办.*GET \/v1\/cases\?open=true/,
    issuer: /GET \/v1\/exits/,
    manager: /GET \/v1\/exits 和 GET \/v1\/handovers.*GET \/v1\/authority-requests/,
    leader: /GET \/v1\/supervision\/overview/,
    cataloguer: /GET \/v1\/authority-requests.*GET \/v1\/imports/,
    exchange: /GET \/v1\/exchange\/changes/,
    operator: /GET \/v1\/jobs/,
    security: /GET \/v1\/grants/,
    auditor: /GET \/v1\/audit/,
  } as const
  for (const [role, words] of Object.entries(own) as [Role, RegExp][])
    for (const path of ['/v1/tasks', '/v1/tasks/counts', '/v1/tasks/calendar'])
      t.match(await told(path, role), words)
  t.match(await told('/v1/tasks/calendar', 'supervisor'), /GET \/v1\/tasks，.*GET \/v1\/alerts/)
  // Each list that is named is one that the role may read.
  for (const [role, words] of [
    ['citizen', '/v1/cases /v1/messages'],
    ['assistant', '/v1/cases?open=true'],
    ['clerk', '/v1/cases?open=true /v1/handovers'],
    ['issuer', '/v1/cases?status=CLOSED /v1/exits'],
    ['manager', '/v1/exits /v1/handovers /v1/authority-requests'],
    ['leader', '/v1/supervision/overview'],
    ['cataloguer', '/v1/authority-requests /v1/imports'],
    ['exchange', '/v1/exchange/changes'],
    ['operator', '/v1/jobs /v1/imports'],
    ['security', '/v1/grants /v1/staff'],
    ['auditor', '/v1/audit'],
    ['supervisor', '/v1/tasks /v1/alerts /v1/supervision-orders'],
  ] as const)
    for (const path of words.split(' ')) {
      const answer = await app.request('GET', path, { token: await app.token(role) })
      t.equal(answer.status, 200, `${role} ${path}: ${answer.text.slice(0, 200)}`)
    }
})

t.test('a task is claimed, is its holder’s alone, is given back, assigned and asked after', async (t) => {
  const app = await startTestApp(t)
  const { caseNo, taskId, last } = await underReview(app)
  const task = `/v1/tasks/${taskId}`
  const [reviewer, lead, clerk] = [
    await staffDesk(app, 'market-reviewer'),
    await staffDesk(app, 'market-lead'),
    await staffDesk(app, 'market-clerk'),
  ]
  const other = await app.token('reviewer')
  const free = await reviewer('GET', task)
  t.match(free, { status: 200, body: { caseNo, taskId, mayDo: true, mustClaim: false, reminders: [] } })
  t.notOk(free.body.holder, 'nobody holds it')
  t.equal((await clerk('POST', `${task}/claim`)).status, 403, 'a clerk does no step')
  t.match(await clerk('GET', '/v1/tasks'), { status: 403, body: { detail: /GET \/v1\/cases\?open=true/ } })
  t.equal((await lead('POST', `${task}/claim`)).status, 403)
  const stale = await reviewer('POST', `${task}/claim`, undefined, {
    'if-match': '"1-0000000000000000000000"',
  })
  t.equal(stale.status, 412)

  const claimed = await reviewer('POST', `${task}/claim`, undefined, {
    'if-match': last.headers.etag,
    'idempotency-key': 'claim-1',
  })
  t.match(claimed, { status: 200, body: { holder: { by: 'market-reviewer', mine: true } } }, claimed.text)
  const again = await reviewer('POST', `${task}/claim`, undefined, {
    'if-match': last.headers.etag,
    'idempotency-key': 'claim-1',
  })
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.equal(again.text, claimed.text)
  t.equal((await reviewer('GET', task)).headers.etag, claimed.headers.etag)

  const calendar = await reviewer('GET', '/v1/tasks/calendar')
  t.match(calendar, { status: 200, headers: { 'content-type': /^text\/calendar/ } })
  t.match(calendar.text, new RegExp(`UID:${taskId}@yichuang\\r\\n`))
  t.match(calendar.text, /DTSTART;VALUE=DATE:202603\d\d\r\n/)
  t.match(calendar.text, /SUMMARY:.*审查/, 'the step by its name, not by its key')
  t.match(calendar.text.replaceAll('\r\n ', ''), /DESCRIPTION:.*\\n环节时限\r\n/, 'and which limit ends then')
  t.notMatch(calendar.text, 'CATEGORIES:NONE')
  const known = { 'if-none-match': calendar.headers.etag ?? '' }
  t.equal((await reviewer('GET', '/v1/tasks/calendar', undefined, known)).status, 304)
  t.notMatch((await lead('GET', '/v1/tasks/calendar')).text, 'VEVENT', 'that of another is another')

  const beside = await app.request('POST', `${task}/claim`, { token: other })
  t.match(beside, { status: 409, body: { code: 'TASK_HELD', heldBy: 'market-reviewer', taskId } })
  const done = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token: other,
    body: { action: 'completeStep', opinion: '符合条件' },
    headers: { 'if-match': '*' },
  })
  t.match(done, { status: 409, body: { code: 'TASK_HELD', heldBy: 'market-reviewer' } }, 'nor done by others')
  const listed = await app.request('GET', `/v1/cases/${caseNo}/actions`, { token: other })
  t.notOk(
    listed.body.data.some(({ action }: { action: string }) => action === 'completeStep'),
    'what is refused is not offered',
  )
  t.match((await reviewer('GET', '/v1/tasks?assignee=market-reviewer')).body.data, [{ taskId }])

  t.equal((await app.request('POST', `${task}/release`, { token: other })).status, 409, 'not theirs to give')
  t.equal((await reviewer('POST', `${task}/release`)).status, 200)
  t.equal((await reviewer('POST', `${task}/release`)).status, 409, 'nobody holds it any more')

  const assign = (staffNo: string) => lead('POST', `${task}/assign`, { staffNo, reason: '轮到该同志办理' })
  t.same(findings(await assign('nobody')), ['/staffNo STAFF_UNKNOWN'])
  t.same(findings(await assign('market-clerk')), ['/staffNo NOT_FOR_THIS_STEP'])
  t.same(findings(await assign('forestry-reviewer')), ['/staffNo NOT_FOR_THIS_STEP'], 'another organ’s')
  const foreign = await staffDesk(app, 'forestry-lead')
  t.equal((await foreign('POST', `${task}/assign`, { staffNo: 'market-reviewer' })).status, 404)
  const given = await assign('market-reviewer')
  t.match(given.body.holder, { by: 'market-reviewer', assignedBy: 'market-lead', mine: false }, given.text)
  t.equal((await assign('market-reviewer')).status, 409, 'it is theirs already')

  const asked = await clerk('POST', `${task}/remind`, { note: '申请人下周开业' })
  t.match(asked.body.reminders, [{ by: 'market-clerk' }], asked.text)
  const soon = await lead('POST', `${task}/remind`)
  t.match(soon, { status: 409, body: { code: 'ASKED_TOO_SOON', again: /^2026-03-03T01:/ } })
  t.match((await reviewer('GET', task)).body.reminders, [{ note: '申请人下周开业' }], 'the holder reads it')
  await app.setNow('2026-03-03T02:00:00.000000Z')
  t.equal((await lead('POST', `${task}/remind`)).status, 200, 'a day later')

  t.equal((await complete(reviewer, caseNo)).status, 200)
  for (const act of ['claim', 'release', 'remind'])
    t.equal(
      (await (act === 'remind' ? lead : reviewer)('POST', `${task}/${act}`)).status,
      409,
      `${act}: done`,
    )
  t.match((await reviewer('GET', task)).body, { outcome: 'completed', mayDo: false })

  const told = await app.database.asOwner<{ type: string; document: string }>(
    `select type, document from case_events where type like '%Task' order by version`,
  )
  t.same(
    told.map(({ type }) => type),
    ['claimTask', 'releaseTask', 'assignTask', 'remindTask', 'remindTask'],
  )
  const { actor, payload } = JSON.parse(told[2]?.document ?? '{}')
  t.match(actor, { staffNo: 'market-lead', role: 'lead' })
  t.match(payload, { taskId, step: 'review', assignee: 'market-reviewer' })
  t.notMatch(told.map(({ document }) => document).join(), '申请人下周开业', 'words stand beside the event')
})

t.test('a task of who is away goes to the deputy, who acts with both names', async (t) => {
  const app = await startTestApp(t)
  const { caseNo, taskId } = await underReview(app)
  const [lead, security] = [await staffDesk(app, 'market-lead'), await staffDesk(app, 'top-security')]
  const reviewer = await staffDesk(app, 'market-reviewer')
  t.equal((await reviewer('POST', `/v1/tasks/${taskId}/claim`)).status, 200)
  const away = { from: '2026-03-02', until: '2026-03-06', deputy: 'market-clerk' }
  t.equal((await security('POST', '/v1/staff/market-reviewer/absences', away)).status, 201)
  t.equal((await lead('POST', `/v1/tasks/${taskId}/release`)).status, 200, 'the lead takes it back')
  const absent = await lead('POST', `/v1/tasks/${taskId}/assign`, { staffNo: 'market-reviewer' })
  t.same(findings(absent), ['/staffNo STAFF_ABSENT'])
  t.match(absent.text, 'market-clerk', 'the deputy is offered')

  await app.database.asOwner(
    `update case_tasks set assignee = 'market-reviewer', state = state || '{"assignee": "market-reviewer"}' where task_id = $1`,
    [taskId],
  )
  const fresh = await startTestApp(t, { database: app.database })
  const deputy = await staffDesk(fresh, 'market-clerk')
  t.match((await deputy('GET', '/v1/tasks?scope=mine')).body.data, [
    { taskId, mine: false, deputyFor: 'market-reviewer' },
  ])
  t.match((await deputy('GET', '/v1/tasks/counts')).body, { mine: 1, unassigned: 0 })
  t.match((await deputy('GET', `/v1/tasks/${taskId}`)).body, { mayDo: true, holder: { deputyFor: true } })
  const done = await complete(deputy, caseNo)
  t.equal(done.status, 200, done.text)
  const [event] = await app.database.asOwner<{ document: string }>(
    `select document from case_events where type = 'completeStep'`,
  )
  t.match(JSON.parse(event?.document ?? '{}').actor, {
    staffNo: 'market-clerk',
    deputyFor: 'market-reviewer',
  })
})

t.test('a procedure may want its step claimed first', async (t) => {
  const app = await startTestApp(t)
  const { key, version } = (await underReview(app)).last.body.workflow
  const definition = await app.request('GET', `/v1/workflows/${key}/versions/${version}`)
  const { version: _version, ...body } = definition.body
  const steps = body.steps.map((step: { phase: string }) =>
    step.phase === 'review' ? { ...step, claim: true } : step,
  )
  const published = await app.request('POST', '/v1/workflows', {
    token: await app.token('cataloguer'),
    body: { ...body, steps, remindHours: 2 },
  })
  t.equal(published.status, 201, published.text)
  const { caseNo, taskId } = await underReview(await startTestApp(t, { database: app.database }))
  const reviewer = await staffDesk(app, 'market-reviewer')
  const early = await complete(reviewer, caseNo)
  t.match(early, { status: 409, body: { code: 'TASK_HELD', taskId } })
  t.notOk(early.body.heldBy, 'nobody holds it')
  t.equal((await reviewer('POST', `/v1/tasks/${taskId}/claim`)).status, 200)
  t.equal((await reviewer('POST', `/v1/tasks/${taskId}/remind`)).status, 200)
  t.match((await reviewer('POST', `/v1/tasks/${taskId}/remind`)).body, { again: /^2026-03-02T03:/ })
  t.equal((await complete(reviewer, caseNo)).status, 200)
})

t.test('others are told of a case: they see it masked, and do nothing in it', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = await underReview(app)
  const path = `/v1/cases/${caseNo}`
  const [reviewer, told, lead, beside] = [
    await staffDesk(app, 'market-reviewer'),
    await staffDesk(app, 'forestry-reviewer'),
    await staffDesk(app, 'civil-lead'),
    await staffDesk(app, 'forestry-clerk'),
  ]
  t.equal((await told('GET', path)).status, 404)
  const unknown = await reviewer('POST', `${path}/copies`, { organisations: ['NOBODY'], staff: ['nobody'] })
  t.same(findings(unknown), ['/organisations/0 UNKNOWN', '/staff/0 UNKNOWN'])
  const itself = await reviewer('POST', `${path}/copies`, { organisations: [COUNTY_MARKET] })
  t.same(findings(itself), ['/organisations/0 OWN_ORGAN'])
  const copied = await reviewer('POST', `${path}/copies`, {
    organisations: [COUNTY_CIVIL_AFFAIRS],
    staff: ['forestry-reviewer'],
    note: '请知悉',
  })
  t.equal(copied.status, 201, copied.text)
  t.match(copied.body.data, [
    { organisation: COUNTY_CIVIL_AFFAIRS, by: 'market-reviewer', note: '请知悉' },
    { staffNo: 'forestry-reviewer' },
  ])
  t.equal((await reviewer('POST', `${path}/copies`, { staff: ['forestry-reviewer'] })).status, 409)

  for (const desk of [told, lead]) {
    const seen = await desk('GET', path)
    t.equal(seen.status, 200, seen.text)
    t.match((await desk('GET', '/v1/cases')).body.data, [{ caseNo }], 'it stands in the list')
    t.equal(
      (await desk('GET', `${path}/parties?clear=true&purpose=${encodeURIComponent('核对申请人身份')}`))
        .status,
      403,
      'never clear',
    )
    t.same((await desk('GET', `${path}/actions`)).body.data, [], 'nothing to do')
    t.equal((await desk('POST', `${path}/copies`, { staff: ['market-lead'] })).status, 403)
  }
  t.equal((await beside('GET', path)).status, 404, 'a colleague of who was told by name sees nothing')
  t.same((await told('GET', '/v1/tasks')).body.data, [], 'no task')
  const [ofOrgan, ofPerson] = copied.body.data
  const acknowledge = (desk: Send, { copyId }: { copyId: string }) =>
    desk('POST', `${path}/copies/${copyId}/acknowledge`)
  t.equal((await acknowledge(told, ofOrgan)).status, 403, 'another’s')
  t.match((await acknowledge(told, ofPerson)).body.data[1], { seenBy: 'forestry-reviewer' })
  t.equal((await acknowledge(lead, ofOrgan)).status, 200)
  t.equal((await acknowledge(lead, ofOrgan)).status, 409, 'once')
  const listed = await told('GET', `${path}/copies`)
  t.match(listed.body.data, [{ note: '***' }, { note: '请知悉' }])
  const ofLead = await lead('GET', `${path}/copies`)
  t.match(ofLead.body.data, [{ note: '请知悉' }, { note: '***' }], 'the organ reads what it was told')

  const takeBack = (desk: Send, { copyId }: { copyId: string }) =>
    desk('POST', `${path}/copies/${copyId}/withdraw`, undefined, { 'if-match': '*' })
  t.equal((await reviewer('POST', `${path}/copies/${ofOrgan.copyId}/withdraw`)).status, 428)
  t.equal((await takeBack(lead, ofOrgan)).status, 403, 'not by who was told')
  const back = await takeBack(reviewer, ofOrgan)
  t.match(back.body.data, [{ endedBy: 'market-reviewer' }, { endedBy: undefined }], back.text)
  t.equal((await takeBack(reviewer, ofOrgan)).status, 409, 'once')
  t.equal((await lead('GET', path)).status, 404, 'it is seen no longer')
  t.same((await lead('GET', '/v1/cases')).body.data, [])
  t.equal((await told('GET', path)).status, 200, 'the other one still does')
  const again = await reviewer('POST', `${path}/copies`, { organisations: [COUNTY_CIVIL_AFFAIRS] })
  t.equal(again.status, 201, 'told anew')
})

t.test('the applicant asks how it stands, once a day, and reads the answer', async (t) => {
  const app = await startTestApp(t)
  const { caseNo, last } = await underReview(app)
  const path = `/v1/cases/${caseNo}`
  const code = await app.request('POST', `${path}/query-code`, { token: await app.token('clerk') })
  await app.database.asOwner(
    `update case_parties set subject = 'urn:yichuang:dev|owner' where case_id = (select id from cases where case_no = $1)`,
    [caseNo],
  )
  const owner = await app.token('citizen', { subject: 'owner' })
  const [reviewer, lead] = [await staffDesk(app, 'market-reviewer'), await staffDesk(app, 'market-lead')]
  const stranger = await app.token('citizen', { subject: 'stranger' })
  t.equal((await app.request('POST', `${path}/urge`, { token: stranger })).status, 404)
  t.equal((await reviewer('POST', `${path}/urge`)).status, 403)
  const urged = await app.request('POST', `${path}/urge`, { token: owner, body: { reason: '等待开业' } })
  t.match(urged, { status: 201, body: { data: [{ by: 'applicant', reason: '等待开业' }] } }, urged.text)
  const soon = await app.request('POST', `${path}/urge`, { token: owner })
  t.match(soon, { status: 409, body: { code: 'ASKED_TOO_SOON', again: /^2026-03-03/ } })
  t.equal((await lead('POST', `${path}/urge`)).status, 201, 'the lead’s is another')
  const { urgeId } = urged.body.data[0]
  const seen = await reviewer('POST', `${path}/urges/${urgeId}/answer`)
  t.match(seen, { status: 200, body: { data: [{ urgeId, seenAt: /^2026/ }, { by: 'lead' }] } }, seen.text)
  const answered = await reviewer('POST', `${path}/urges/${urgeId}/answer`, { answer: '本周内决定' })
  t.match(answered.body.data[0], { answer: '本周内决定', answeredBy: 'market-reviewer' }, answered.text)
  t.equal((await reviewer('POST', `${path}/urges/${urgeId}/answer`, { answer: '再答' })).status, 409)

  const mine = await app.request('GET', `${path}/urges`, { token: owner })
  t.equal(mine.body.data.length, 1, 'the lead’s is not the applicant’s')
  t.match(mine.body.data, [{ answer: '本周内决定' }])
  t.notOk(mine.body.data[0].answeredBy, 'nor who answered')
  const progress = await app.request('POST', '/v1/progress', {
    body: { caseNo, queryCode: code.body.queryCode },
  })
  t.match(progress.body.urges, [{ answer: '本周内决定' }], progress.text)
  const told = await app.database.asOwner<{ type: string; document: string }>(
    `select type, document from case_events where type in ('urgeCase', 'answerUrge') order by version`,
  )
  t.same(
    told.map(({ type }) => type),
    ['urgeCase', 'urgeCase', 'answerUrge', 'answerUrge'],
  )
  t.notMatch(told.map(({ document }) => document).join(), '等待开业')
  t.ok(last.status === 200)
})

t.test('the work list by holder, step, window and lamp, and its numbers', async (t) => {
  const app = await startTestApp(t)
  const [one, two] = [await underReview(app), await underReview(app)]
  const reviewer = await staffDesk(app, 'market-reviewer')
  const lead = await staffDesk(app, 'market-lead')
  await reviewer('POST', `/v1/tasks/${one.taskId}/claim`)
  await lead('POST', `/v1/tasks/${one.taskId}/remind`)
  await lead('POST', `/v1/cases/${one.caseNo}/urge`)
  const listed = async (query: string): Promise<string[]> => {
    const { status, body, text } = await reviewer('GET', `/v1/tasks?${query}`)
    t.equal(status, 200, text)
    return body.data.map(({ taskId }: { taskId: string }) => taskId)
  }
  t.same(await listed(''), [one.taskId, two.taskId])
  t.same(await listed('scope=mine'), [one.taskId])
  t.same(await listed('scope=unassigned'), [two.taskId])
  t.same(await listed('scope=unassigned&sort=due'), [two.taskId])
  t.same(await listed('step=review'), [one.taskId, two.taskId])
  t.same(await listed('step=decide&sort=due'), [])
  t.same(await listed(`window=${MARKET_WINDOW}`), [one.taskId, two.taskId])
  t.same(await listed(`window=${randomUUID()}`), [])
  t.same(await listed('scope=mine&lamp=RED'), [])
  const mine = await reviewer('GET', '/v1/tasks?scope=mine&count=true')
  t.match(mine.body, { count: 1, data: [{ mine: true, reminders: 1, urges: 1, windowId: MARKET_WINDOW }] })
  const counts = await reviewer('GET', '/v1/tasks/counts')
  t.match(counts.body, {
    open: 2,
    mine: 1,
    unassigned: 1,
    overdue: 0,
    byStep: [{ step: 'review', count: 2 }],
    byOrganisation: [{ count: 2 }],
  })
  t.match((await reviewer('GET', `/v1/cases/${one.caseNo}/actions`)).body.tasks, [
    { taskId: one.taskId, mayDo: true, holder: { mine: true } },
  ])

  await app.database.asOwner(MANY, [one.caseNo, 400])
  await app.database.asOwner('vacuum analyze')
  const token = await staffToken(app, 'market-reviewer')
  const subtree = await app.token('reviewer')
  for (const filter of [
    '',
    'phase=review',
    `item=${FOOD_LICENCE_ITEM_CODE}`,
    'lamp=NONE',
    'lamp=YELLOW',
    'dueBefore=2026-04-01',
    'step=review',
    `window=${MARKET_WINDOW}`,
    'scope=mine',
    'scope=unassigned',
    'assignee=market-reviewer',
    'scope=mine&lamp=YELLOW',
    'step=review&dueBefore=2026-04-01',
  ])
    for (const sort of ['opened', 'due'])
      for (const [name, who] of [
        ['of an organ', token],
        ['of a province', subtree],
      ] as const) {
        if (who === subtree && sort === 'due') continue
        const read = () => app.request('GET', `/v1/tasks?limit=100&sort=${sort}&${filter}`, { token: who })
        const { answer, pages } = await pagesOf(app, ' from open_tasks ', read)
        const told = `${pages} pages for ${filter} by ${sort} ${name}`
        if (who === token) t.equal(answer.body.data.length, 100, told)
        t.ok(pages > 0 && pages <= PAGES_OF_A_HUNDRED, told)
      }

  // The oldest are not due and many others are, on each day some: they come in the order of opening all the same.
  await app.database.asOwner(LATER_DUE)
  await app.database.asOwner('vacuum analyze')
  for (const phase of ['', '&phase=review']) {
    const page = (cursor = '') =>
      app.request('GET', `/v1/tasks?limit=100&count=true&dueBefore=2026-04-01${phase}${cursor}`, { token })
    const first = await page()
    const second = await page(`&cursor=${first.body.nextCursor}`)
    const rows = [...first.body.data, ...second.body.data] as { caseNo: string }[]
    const copies = rows.map(({ caseNo }) => caseNo).filter((caseNo) => caseNo.startsWith('COPY'))
    t.same(
      copies.slice(0, 190),
      Array.from({ length: 190 }, (_, n) => `COPY${151 + n}`),
    )
    t.equal(first.body.count, 252)
  }

  // What is asked for stands behind thousands of others by due day, and before thousands of the officer's own.
  await app.database.asOwner(AROUND, [one.caseNo, COUNTY_MARKET, 15_000])
  await app.database.asOwner('vacuum analyze task_listings')
  for (const filter of ['lamp=YELLOW', 'lamp=YELLOW&dueBefore=2027-01-01', 'assignee=market-reviewer']) {
    const read = () => app.request('GET', `/v1/tasks?limit=100&sort=due&${filter}`, { token })
    const { answer, pages } = await pagesOf(app, ' from open_tasks ', read)
    t.equal(answer.body.data.length, 100, filter)
    t.ok(pages > 0 && pages <= PAGES_OF_A_HUNDRED, `${pages} pages for ${filter} among many by due day`)
  }
  for (const [filter, found] of [
    ['phase=decide&step=review', 0],
    ['phase=decide&step=review&sort=due', 0],
  ] as const) {
    const read = () => app.request('GET', `/v1/tasks?limit=100&${filter}`, { token })
    const { answer, pages } = await pagesOf(app, ' from open_tasks ', read)
    t.equal(answer.body.data.length, found, filter)
    t.ok(pages > 0 && pages <= PAGES_OF_A_HUNDRED, `${pages} pages for ${filter} among many of that step`)
  }
})

const LATER_DUE = `
update cases set due_on = case when n <= 150 then '2027-01-01'::date else '2026-03-05'::date + n % 9 end
from (select id, substring(case_no, 5)::int as n from cases where case_no like 'COPY%') k where k.id = cases.id`

/** Two pages for each of 101 rows, and the indexes that are merged. */
const PAGES_OF_A_HUNDRED = 300

/** As many open steps of the same organ; every other is held, and its lamp burns. */
const MANY = `
with copies as (select gen_random_uuid() as id, n from generate_series(1, $2::int) n),
written as (
  insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', copies.id, 'case_no', 'COPY' || copies.n,
    'lamp', case when copies.n % 2 = 0 then 'YELLOW' else 'NONE' end))).*
  from cases c, copies where c.case_no = $1)
insert into case_tasks select (jsonb_populate_record(t, jsonb_build_object('case_id', copies.id, 'task_id', gen_random_uuid(),
  'assignee', case when copies.n % 2 = 0 then 'market-reviewer' end, 'opened_at', t.opened_at + copies.n * interval '1 minute'))).*
from case_tasks t join cases c on c.id = t.case_id, copies where c.case_no = $1`

/** At the organ's own place as many red steps due earlier, that nobody holds, and as many yellow ones due later that the reviewer holds. */
const AROUND = `
insert into task_listings (case_id, task_id, place, opened_at, phase, assignee, item_code, lamp, due_on, step)
select gen_random_uuid(), gen_random_uuid(), l.place, l.opened_at, l.phase, g.assignee, l.item_code, g.lamp, l.due_on + g.days, l.step
from task_listings l join cases c on c.id = l.case_id
  cross join (values ('RED', null, -30), ('YELLOW', 'market-reviewer', 30)) g(lamp, assignee, days)
  cross join generate_series(1, $3::int)
where c.case_no = $1 and l.place = hashtextextended('s:o:' || $2, 0)`

/** What a request is answered, and how many pages of the database its statement reads that asks this table. */
async function pagesOf<T>(app: TestApp, table: string, ask: () => Promise<T>) {
  const { pool } = app.deps
  const query = pool.query
  let pages = 0
  pool.query = (async (config: pg.QueryConfig) => {
    if (config.text?.includes(table)) {
      const { rows } = (await Reflect.apply(query, pool, [
        { text: `explain (analyze, buffers, format json) ${config.text}`, values: config.values },
      ])) as { rows: { 'QUERY PLAN': [{ Plan: Record<string, number> }] }[] }
      const plan = rows[0]?.['QUERY PLAN'][0].Plan
      pages += (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0)
    }
    return Reflect.apply(query, pool, [config])
  }) as unknown as typeof query
  try {
    return { answer: await ask(), pages }
  } finally {
    pool.query = query
  }
}

t.test(
  'a step has hours: who holds it is reminded before they end, and a card burns when they have',
  async (t) => {
    const app = await startTestApp(t)
    const token = await app.token('cataloguer', { organisation: COUNTY_MARKET })
    const send = async (method: string, url: string, body: object) => {
      const answer = await app.request(method, url, { token, body, headers: { 'if-match': '*' } })
      if (answer.status >= 300) throw new Error(`${url}: ${answer.text}`)
    }
    const { version: _version, steps, ...way } = TWO_STEP
    const [first, ...others] = steps
    const hours = { limit: { amount: 6, unit: 'hour' }, reminders: [{ amount: 2, unit: 'hour' }] }
    await send('POST', '/v1/workflows', {
      ...way,
      ...{ key: 'market-way', organisation: COUNTY_MARKET, steps: [{ ...first, ...hours }, ...others] },
    })
    const item = `/v1/items/${FOOD_LICENCE_ITEM_CODE}/draft`
    await send('PUT', item, { ...foodBusinessLicence, workflow: 'market-way' })
    await send('POST', `${item}/publish`, {})

    await app.setNow('2026-03-03T01:00:00Z')
    const { caseNo, taskId } = await underReview(app)
    const reviewer = await staffDesk(app, 'market-reviewer')
    t.equal((await reviewer('POST', `/v1/tasks/${taskId}/claim`, undefined, { 'if-match': '*' })).status, 200)
    const stepClock = async () => {
      const { body } = await reviewer('GET', `/v1/cases/${caseNo}/clocks`)
      return body.data.find(({ kind }: { kind: string }) => kind === 'STEP')
    }
    t.match(await stepClock(), {
      hours: 6,
      due: '2026-03-03',
      dueAt: /^2026-03-03T07:00:/,
      lamp: 'NONE',
      answerable: { organisation: COUNTY_MARKET, person: 'market-reviewer' },
    })
    const monitor = createCaseMonitor(app.deps)
    const alertsAt = async (now: string) => {
      await app.setNow(now)
      await monitor.tick()
      await monitor.tick()
      const rows = await app.database.asOwner<{ rule: string; level: string }>(
        `select rule, level from alerts where case_no = '${caseNo}' order by raised_at, rule`,
      )
      return rows.map(({ rule, level }) => `${rule} ${level}`)
    }
    t.same(await alertsAt('2026-03-03T04:59:00Z'), [])
    t.same(await alertsAt('2026-03-03T05:01:00Z'), ['STEP_REMINDER NOTICE'])
    t.equal((await stepClock()).lamp, 'NONE', 'a reminder lights no lamp')
    t.same(await alertsAt('2026-03-03T06:59:00Z'), ['STEP_REMINDER NOTICE'], 'once')
    t.same(await alertsAt('2026-03-03T07:01:00Z'), ['STEP_REMINDER NOTICE', 'STEP YELLOW'])
    while ((await sequenceBatch(app.deps.pool)) > 0);
    while ((await moveConsumer(app.deps, TELL_PEOPLE)) > 0);
    const told = await app.database.asOwner<{ kind: string; staff_no: string }>(
      `select kind, staff_no from messages where case_no = '${caseNo}' and staff_no is not null order by created_at`,
    )
    t.match(
      told.map(({ kind, staff_no: no }) => `${kind} ${no}`),
      ['newTask market-reviewer', 'reminder market-reviewer', 'yellow market-reviewer'],
    )
    t.equal((await complete(reviewer, caseNo)).status, 200)
    t.match(await stepClock(), { state: 'STOPPED', lamp: 'YELLOW' }, 'the lamp freezes as it burnt')
  },
)

t.test(
  'a step of another organ is its own people’s: its lead assigns, and the files of an opinion stay',
  async (t) => {
    const app = await startTestApp(t)
    const token = await app.token('cataloguer', { organisation: COUNTY_MARKET })
    const send = async (method: string, url: string, body: object) => {
      const answer = await app.request(method, url, { token, body, headers: { 'if-match': '*' } })
      if (answer.status >= 300) throw new Error(`${url}: ${answer.text}`)
      return answer
    }
    const { version: _version, steps, ...way } = TWO_STEP
    const [first, ...others] = steps
    await send('POST', '/v1/workflows', {
      ...way,
      ...{ key: 'market-way', organisation: COUNTY_MARKET, start: 'fire' },
      steps: [
        {
          ...first,
          key: 'fire',
          jointReview: false,
          who: { organ: COUNTY_FIRE },
          next: [{ to: first?.key }],
        },
        first,
        ...others,
      ],
    })
    const item = `/v1/items/${FOOD_LICENCE_ITEM_CODE}/draft`
    await send('PUT', item, { ...foodBusinessLicence, workflow: 'market-way' })
    await send('POST', `${item}/publish`, {})
    const { caseNo, taskId } = await underReview(app)
    const task = `/v1/tasks/${taskId}`
    const of = (staffNo: string) => staffDesk(app, staffNo)
    const any = { 'if-match': '*' }
    const give = { staffNo: 'fire-reviewer' }
    t.equal((await (await of('market-reviewer'))('POST', `${task}/claim`, undefined, any)).status, 403)
    t.equal(
      (await (await of('market-lead'))('POST', `${task}/assign`, give, any)).status,
      403,
      'not the case’s lead',
    )
    const fireLead = await of('fire-lead')
    const wrong = await fireLead('POST', `${task}/assign`, { staffNo: 'market-reviewer' }, any)
    t.match(wrong.body.errors, [{ code: 'NOT_FOR_THIS_STEP' }])
    const assigned = await fireLead('POST', `${task}/assign`, give, any)
    t.match(assigned, { status: 200, body: { holder: { by: 'fire-reviewer' } } }, assigned.text)
    t.equal((await fireLead('POST', `${task}/remind`, {}, any)).status, 200, 'its lead asks after it')
    const fire = await of('fire-reviewer')
    t.equal((await fire('POST', `${task}/release`, undefined, any)).status, 200)
    t.equal((await fire('POST', `${task}/claim`, undefined, any)).status, 200)
    t.equal((await complete(fire, caseNo)).status, 200)
    const events = await app.database.asOwner<{ document: string }>(
      `select e.document from case_events e join cases c on c.id = e.case_id
     where c.case_no = '${caseNo}' and e.type like '%Task' order by e.version`,
    )
    t.same(
      events.map(({ document }) => {
        const { type, actor } = JSON.parse(document)
        return `${type} ${actor.staffNo} ${actor.role} ${actor.organisation === COUNTY_FIRE}`
      }),
      [
        'case.assignTask fire-lead lead true',
        'case.remindTask fire-lead lead true',
        'case.releaseTask fire-reviewer reviewer true',
        'case.claimTask fire-reviewer reviewer true',
      ],
    )

    const act = async (staffNo: string, command: object) =>
      (await of(staffNo))('POST', `/v1/cases/${caseNo}/transitions`, command, any)
    const ask = { action: 'requestJointReview', organisations: [COUNTY_HEALTH], question: '有何意见' }
    t.equal((await act('market-reviewer', ask)).status, 200)
    const { body: file } = await upload(app, await staffToken(app, 'health-reviewer'), [{ bytes: png() }])
    const opinion = { action: 'giveOpinion', agrees: true, opinion: '同意' }
    const unknown = await act('health-reviewer', { ...opinion, attachments: [randomUUID()] })
    t.match(unknown, { status: 422, body: { errors: [{ pointer: '/attachments/0' }] } })
    const said = await act('health-reviewer', { ...opinion, attachments: [file.fileId] })
    t.equal(said.status, 200, said.text)
    const seen = await (await of('market-reviewer'))('GET', `/v1/cases/${caseNo}`)
    t.match(seen.body.materials.at(-1), { materialCode: 'opinion-file', name: '会审意见附件' })

    const security = await app.token('security')
    await app.request('POST', '/v1/staff/market-reviewer/absences', {
      token: security,
      body: { from: '2026-03-02', until: '2026-03-06' },
    })
    const add = { action: 'addReviewer', staffNo: 'market-reviewer', reason: '请核对' }
    const added = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
      token: await app.token('reviewer'),
      body: add,
      headers: any,
    })
    t.match(
      added,
      { status: 422, body: { errors: [{ pointer: '/staffNo', code: 'STAFF_ABSENT' }] } },
      added.text,
    )

    const { name } = (await app.request('GET', `/v1/organisations/${COUNTY_MARKET}`)).body
    const submitted = await createCase(app, foodCase())
    const away = {
      action: 'refuseAcceptance',
      ground: 'outsideCompetence',
      reason: '该事项依法不属于本机关职权范围',
    }
    const own = await transition(app, 'clerk', submitted, { ...away, competentAuthority: ` ${name} ` }, 422)
    t.match(own.body.errors, [{ pointer: '/competentAuthority', code: 'OWN_ORGAN' }])
    await transition(app, 'clerk', submitted, { ...away, competentAuthority: '乐中市卫生健康局' })
  },
)
