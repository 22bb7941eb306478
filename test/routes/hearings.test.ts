import t from 'tap'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { verifyHistory } from '../../src/features/history/verify.js'
import { TELL_PEOPLE } from '../../src/features/notifications/tell-people.js'
import { WATER } from '../../src/sample/living-cases.js'
import { createCaseMonitor } from '../../src/service.js'
import type { Role } from '../../src/shared/roles.js'
import {
  COUNTY_FIRE,
  COUNTY_HEALTH,
  COUNTY_MARKET,
  COUNTY_WATER,
  FOOD_LICENCE_ITEM_CODE,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, MARKET_WINDOW, transition } from '../helpers/cases.js'
import { applicationFor, codesOf, openHall } from '../helpers/day.js'
import { until } from '../helpers/service.js'
import { staffToken } from '../helpers/staff.js'

/** Somebody of the water bureau does something; gives the answer, whatever it is. */
async function act(app: TestApp, role: Role, caseNo: string, command: object): Promise<Answer> {
  const token = await app.token(role, { organisation: COUNTY_WATER, subject: `staff-water-${role}` })
  return app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token,
    body: command,
    headers: { 'if-match': '*' },
  })
}

async function reviewed(app: TestApp): Promise<string> {
  const { caseNo } = (await createCase(app, WATER)).body
  await act(app, 'clerk', caseNo, { action: 'accept' })
  await act(app, 'reviewer', caseNo, { action: 'startReview' })
  await act(app, 'reviewer', caseNo, { action: 'completeStep', opinion: '拟不予许可' })
  const answer = await act(app, 'reviewer', caseNo, { action: 'completeStep', opinion: '汇总：拟不予许可' })
  if (answer.body.status !== 'DECIDING') throw new Error(answer.text)
  return caseNo
}

const DENY = { action: 'deny', reason: '取水量超过该河段可以利用的水量' }
const TELL = {
  action: 'informOfHearing',
  interest: '拟批准的取水量直接关系下游用水户的重大利益',
  thirdParties: ['示例灌区管理处'],
}
const clockIn = ({ body }: Answer, kind: string) =>
  body.clocks.find((clock: { kind: string }) => clock.kind === kind)

t.test(
  'a hearing: told of, asked for, announced seven days before, held by who did not review',
  async (t) => {
    const app = await startTestApp(t)
    const caseNo = await reviewed(app)
    t.match(await act(app, 'approver', caseNo, DENY), { status: 409 }, 'nobody was told of the right')
    t.match(await act(app, 'approver', caseNo, { action: 'approve' }), { status: 409 })
    const hearing = {
      on: '2026-03-13',
      time: '09:30',
      place: '政务服务中心听证室',
      presider: 'water-approver',
    }
    const call = {
      action: 'startSpecial',
      kind: 'hearing',
      estimatedDays: 15,
      basis: '《行政许可法》第四十五条',
      hearing,
    }
    t.equal(
      (await act(app, 'reviewer', caseNo, call)).status,
      409,
      'no time is left out before somebody asks',
    )
    const told = await act(app, 'reviewer', caseNo, TELL)
    t.match(told, { status: 200, body: { status: 'DECIDING', hearing: { toldOn: '2026-03-02' } } }, told.text)
    const reads = { token: await app.token('clerk', { organisation: COUNTY_WATER }) }
    const history = (await app.request('GET', `/v1/cases/${caseNo}/events`, reads)).body.data
    t.match(history.at(-1), { type: 'informOfHearing', facts: { others: 1 } }, 'staff see how many were told')
    t.match(clockIn(told, 'HEARING_REQUEST'), { due: '2026-03-09', basis: /第四十七条/ })
    t.match(await act(app, 'approver', caseNo, DENY), { status: 409 }, 'they have five days')

    await app.setNow('2026-03-04T01:00:00.000000Z')
    const asked = await act(app, 'clerk', caseNo, {
      action: 'requestHearing',
      by: 'thirdParty',
      reason: '影响灌溉用水',
    })
    t.match(asked.body.hearing, { requestedOn: '2026-03-04', requestedBy: 'thirdParty' }, asked.text)
    t.match(clockIn(asked, 'HEARING_REQUEST'), { state: 'STOPPED' })
    t.match(clockIn(asked, 'HEARING_HELD'), { due: '2026-04-01', state: 'RUNNING' })
    t.match(clockIn(asked, 'LEGAL'), { state: 'RUNNING' }, 'asking pauses nothing')
    t.match(await act(app, 'approver', caseNo, { action: 'approve' }), { status: 409 }, 'not held')
    const wrongly = (more: object) =>
      act(app, 'reviewer', caseNo, { ...call, hearing: { ...hearing, ...more } })
    for (const [more, pointer, code] of [
      [{ on: '2026-03-12' }, '/hearing/on', 'HEARING_TOO_SOON'],
      [{ on: '2026-04-02' }, '/hearing/on', 'HEARING_TOO_LATE'],
      [{ presider: 'water-reviewer' }, '/hearing/presider', 'PRESIDER_REVIEWED'],
      [{ presider: 'market-reviewer' }, '/hearing/presider', 'OFFICER_UNKNOWN'],
    ] as const)
      t.match(await wrongly(more), { status: 422, body: { errors: [{ pointer, code }] } })
    const offered = await app.request('GET', `/v1/cases/${caseNo}/actions`, {
      token: await app.token('reviewer', { organisation: COUNTY_WATER, subject: 'staff-water-reviewer' }),
    })
    const proposed = offered.body.data.find(({ action }: { action: string }) => action === 'startSpecial')
    t.match(proposed?.input.properties.hearing.examples, [
      { on: '2026-03-13', presider: /^water-(?!reviewer)/ },
    ])

    const called = await act(app, 'reviewer', caseNo, call)
    t.match(called.body, { status: 'SPECIAL_PROCEDURE', hearing: { on: '2026-03-13' } }, called.text)
    t.match(clockIn(called, 'LEGAL'), { state: 'PAUSED' })
    const clerk = await app.token('clerk', { organisation: COUNTY_WATER })
    const papers = await app.request('GET', `/v1/cases/${caseNo}/documents`, { token: clerk })
    const { documentNo } = papers.body.data.find(({ kind }: { kind: string }) => kind === 'specialNotice')
    const paper = await app.request('GET', `/v1/cases/${caseNo}/documents/${documentNo}`, { token: clerk })
    t.match(
      paper.body.paper.paragraphs.join(),
      /依据：《中华人民共和国行政许可法》第四十五条/,
      'no time is left out without its statute on the paper',
    )
    const notice = papers.body.data.find(({ kind }: { kind: string }) => kind === 'hearingNotice')
    const announced = await app.request('GET', `/v1/cases/${caseNo}/documents/${notice.documentNo}`, {
      token: clerk,
    })
    t.match(
      announced.body.paper.paragraphs.join(),
      /听证主持人：[^。]*决定人员（示例）（负责人）。/,
      'by name and post',
    )
    const record = {
      record: '利害关系人认为取水影响灌溉，申请人同意减少取水量',
      signedBy: ['李小敏', '王小民'],
    }
    const end = { action: 'endSpecial', result: '听证已举行', hearing: record }
    t.match(await act(app, 'reviewer', caseNo, end), { status: 422 }, 'not before its day')
    await app.setNow('2026-03-13T06:00:00.000000Z')
    const held = await act(app, 'reviewer', caseNo, end)
    t.match(held.body, { status: 'DECIDING', hearing: { heldOn: '2026-03-13' } }, held.text)
    t.match(clockIn(held, 'HEARING_HELD'), { state: 'STOPPED' })
    t.match(clockIn(held, 'LEGAL'), { state: 'RUNNING' })
    t.match(
      await act(app, 'approver', caseNo, { action: 'approve' }),
      { status: 409 },
      'who presided does not decide',
    )
    const decided = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
      token: await app.token('approver'),
      body: DENY,
      headers: { 'if-match': '*' },
    })
    t.match(decided.body, { status: 'DENIED' }, decided.text)

    const token = await app.token('reviewer')
    const { data } = (await app.request('GET', `/v1/cases/${caseNo}/documents`, { token })).body
    const paperOf = async (kind: string) => {
      const { documentNo } = data.find((document: { kind: string }) => document.kind === kind)
      return (await app.request('GET', `/v1/cases/${caseNo}/documents/${documentNo}`, { token })).body
    }
    const right = await paperOf('hearingRightNotice')
    t.match(right, { title: '听证告知书', paper: { bases: ['《中华人民共和国行政许可法》第四十七条'] } })
    t.match(right.paper.paragraphs.join(), /示例灌区管理处.*五日内（2026年3月9日前）/)
    t.match(
      (await paperOf('hearingNotice')).paper.paragraphs.join(),
      /2026年3月13日09:30在政务服务中心听证室公开举行/,
    )
    t.match((await paperOf('hearingRecord')).paper.paragraphs.join(), /同意减少取水量.*李小敏、王小民/)
    const events = await app.database.asOwner<{ document: string }>(
      `select document from case_events where case_id = (select id from cases where case_no = $1) and type in ('requestHearing', 'startSpecial', 'endSpecial', 'informOfHearing')`,
      [caseNo],
    )
    const text = events.map(({ document }) => document).join()
    t.match(text, /"by":"thirdParty"/)
    t.match(text, /"hearingOn":"2026-03-13"/)
    t.notMatch(text, /灌溉|灌区|李小敏/, 'words stand beside')
    t.same((await verifyHistory(app.deps.pool)).findings, [])

    await app.setNow('2026-03-16T01:00:00.000000Z')
    const other = await reviewed(app)
    await act(app, 'approver', other, TELL)
    await app.setNow('2026-03-24T01:00:00.000000Z')
    t.match(
      await act(app, 'clerk', other, { action: 'requestHearing' }),
      { status: 409 },
      'the days are over',
    )
    t.match((await act(app, 'approver', other, DENY)).body, { status: 'DENIED' }, 'nobody asked')

    // What is granted is made public within seven working days, by who decided, once.
    const granted = await reviewed(app)
    await act(app, 'approver', granted, TELL)
    await app.setNow('2026-04-02T01:00:00.000000Z')
    const operator = await app.token('operator')
    const publish = (of: string, organisation = COUNTY_WATER) =>
      app.request('POST', '/v1/publications', {
        token: operator,
        body: {
          ...{
            kind: '双公示',
            class: '行政许可',
            title: '取水许可（示例）',
            text: '准予取水。',
            organisation,
          },
          caseNo: of,
        },
      })
    t.equal((await publish(granted)).status, 409, 'nothing was granted yet')
    const approved = await act(app, 'approver', granted, { action: 'approve' })
    const due = { due: '2026-04-14', state: 'RUNNING', limit: { amount: 7, unit: 'workingDay' } }
    t.match(clockIn(approved, 'PUBLICATION'), due, approved.text)
    await app.setNow('2026-04-15T01:00:00.000000Z')
    await createCaseMonitor(app.deps).tick()
    const supervisor = await app.token('supervisor')
    const raised = await app.request('GET', `/v1/alerts?caseNo=${granted}&rule=PUBLICATION`, {
      token: supervisor,
    })
    t.match(raised.body.data, [{ level: 'YELLOW', status: 'OPEN', organisation: COUNTY_WATER }])
    t.match(await publish(granted, COUNTY_MARKET), {
      status: 422,
      body: { errors: [{ code: 'OTHER_ORGAN' }] },
    })
    t.equal((await publish('5111022603021999999')).status, 404)
    const published = await publish(granted)
    t.equal(published.status, 201, published.text)
    const after = await app.request('GET', `/v1/cases/${granted}`, { token })
    t.match(clockIn(after, 'PUBLICATION'), { state: 'STOPPED', lamp: 'YELLOW' })
    t.equal((await publish(granted)).status, 409, 'once')
    t.same((await verifyHistory(app.deps.pool)).findings, [])
  },
)

t.test('a hearing that was put off is announced anew, however many days were announced before', async (t) => {
  const app = await startTestApp(t)
  const caseNo = await reviewed(app)
  await act(app, 'reviewer', caseNo, TELL)
  await act(app, 'clerk', caseNo, { action: 'requestHearing' })
  const call = (on: string) =>
    act(app, 'reviewer', caseNo, {
      action: 'startSpecial',
      kind: 'hearing',
      estimatedDays: 20,
      basis: '《行政许可法》第四十五条',
      hearing: { on, place: '政务服务中心听证室', presider: 'water-approver' },
    })
  t.match(await call('2026-03-13'), { status: 200 })
  await app.setNow('2026-03-04T01:00:00.000000Z')
  const off = await act(app, 'reviewer', caseNo, { action: 'endSpecial', result: '主持人因病，延期举行' })
  t.match(off.body, { status: 'DECIDING', hearing: { on: undefined } }, off.text)
  t.match(await act(app, 'approver', caseNo, { action: 'approve' }), { status: 409 }, 'not held yet')
  const offered = await app.request('GET', `/v1/cases/${caseNo}/actions`, {
    token: await app.token('reviewer', { organisation: COUNTY_WATER, subject: 'staff-water-reviewer' }),
  })
  t.ok(
    offered.body.data.some(({ action }: { action: string }) => action === 'startSpecial'),
    'nobody is left with a case that can neither be heard nor decided',
  )
  const again = await call('2026-03-16')
  t.match(again.body, { status: 'SPECIAL_PROCEDURE', hearing: { on: '2026-03-16' } }, again.text)
})

t.test(
  'the applicant gives a hearing up: nothing waits for it, but for third parties who were told',
  async (t) => {
    const app = await startTestApp(t)
    const caseNo = await reviewed(app)
    const { thirdParties: _others, ...alone } = TELL
    const told = await act(app, 'reviewer', caseNo, alone)
    t.match(told, { status: 200 }, told.text)
    t.match(await act(app, 'approver', caseNo, DENY), { status: 409 }, 'they have five days')
    const waive = { action: 'waiveHearing', reason: '不要求听证' }
    const waived = await act(app, 'clerk', caseNo, waive)
    t.match(waived.body.hearing, { waivedOn: '2026-03-02' }, waived.text)
    t.match(clockIn(waived, 'HEARING_REQUEST'), { state: 'STOPPED' })
    t.match(await act(app, 'clerk', caseNo, waive), { status: 409 }, 'once')
    t.match(await act(app, 'clerk', caseNo, { action: 'requestHearing' }), { status: 409 }, 'it is given up')
    t.match((await act(app, 'approver', caseNo, DENY)).body, { status: 'DENIED' })

    const other = await reviewed(app)
    await act(app, 'reviewer', other, TELL)
    t.match(clockIn(await act(app, 'clerk', other, waive), 'HEARING_REQUEST'), { state: 'RUNNING' })
    t.match(
      await act(app, 'approver', other, DENY),
      { status: 409 },
      'what is not theirs they do not give up',
    )
    t.equal((await act(app, 'clerk', other, { action: 'requestHearing', by: 'thirdParty' })).status, 200)
    const call = {
      ...{ action: 'startSpecial', kind: 'hearing', estimatedDays: 15, basis: '《行政许可法》第四十五条' },
      hearing: { on: '2026-03-13', place: '政务服务中心听证室', presider: 'water-approver' },
    }
    t.equal((await act(app, 'lead', other, call)).body.status, 'SPECIAL_PROCEDURE')
    const off = await act(app, 'lead', other, { action: 'endSpecial', result: '延期举行' })
    t.equal(off.body.status, 'DECIDING', 'what a lead starts a lead ends')

    t.equal((await act(app, 'lead', other, call)).body.status, 'SPECIAL_PROCEDURE', 'and announces anew')
    const back = { ...waive, reason: '已与申请人达成用水协议' }
    t.match(await act(app, 'clerk', other, back), {
      status: 422,
      body: { errors: [{ pointer: '/by', code: 'NOT_WHO_ASKED' }] },
    })
    const taken = await act(app, 'clerk', other, { ...back, by: 'thirdParty' })
    t.match(
      taken.body,
      { status: 'DECIDING', hearing: { takenBackOn: '2026-03-02', on: undefined, requestedOn: undefined } },
      taken.text,
    )
    const running = taken.body.clocks.filter(({ state }: { state: string }) => state === 'RUNNING')
    t.match(
      running.filter(({ kind }: { kind: string }) => kind.startsWith('HEARING')),
      [{ kind: 'HEARING_REQUEST', due: '2026-03-09' }],
      'the rest of the five days, and no twenty',
    )
    t.match(clockIn(taken, 'LEGAL'), { state: 'RUNNING' }, 'nothing stands still any more')
    t.match(await act(app, 'approver', other, DENY), { status: 409 }, 'others were told and have their days')
    const clerk = await app.token('clerk', { organisation: COUNTY_WATER })
    const { data } = (await app.request('GET', `/v1/cases/${other}/documents`, { token: clerk })).body
    t.match(data.at(-1), { title: '撤回听证申请确认书' })
    await app.setNow('2026-03-10T01:00:00.000000Z')
    const late = await act(app, 'approver', other, DENY)
    t.match(late.body, { status: 'DENIED' }, late.text)
    t.same((await verifyHistory(app.deps.pool)).findings, [])
  },
)

t.test(
  'the five days run from the day on which the notice arrived, and nothing is decided before',
  async (t) => {
    const app = await startTestApp(t)
    const caseNo = await reviewed(app)
    t.equal((await act(app, 'reviewer', caseNo, TELL)).status, 200)
    const clerk = await app.token('clerk', { organisation: COUNTY_WATER, subject: 'staff-water-clerk' })
    const { data } = (await app.request('GET', `/v1/cases/${caseNo}/documents`, { token: clerk })).body
    const { documentNo } = data.find(({ kind }: { kind: string }) => kind === 'hearingRightNotice')
    const deliver = async (body: object) => {
      const path = `/v1/cases/${caseNo}/documents/${documentNo}/delivery`
      const done = await app.request('POST', path, { token: clerk, body, headers: { 'if-match': '*' } })
      t.ok(done.status < 300, done.text)
      return app.request('GET', `/v1/cases/${caseNo}`, { token: clerk })
    }
    const post = { method: 'post', address: '乐山市市中区示例路1号', trackingNumber: 'EM123456789CN' }
    const running = ({ body }: Answer) =>
      body.clocks.filter(
        ({ kind, state }: { kind: string; state: string }) =>
          kind === 'HEARING_REQUEST' && state === 'RUNNING',
      )
    const posted = await deliver(post)
    t.match(posted.body.hearing, { untold: true })
    t.same(running(posted), [], 'nobody was told yet')
    t.match(await act(app, 'approver', caseNo, DENY), { status: 409, body: { detail: /尚未送达/ } })
    await app.setNow('2026-03-10T01:00:00.000000Z')
    t.match(await act(app, 'approver', caseNo, DENY), { status: 409, body: { detail: /尚未送达/ } })
    t.same(running(await deliver({ method: 'post', returned: '收件人外出' })), [], 'nor by what came back')
    t.match(await act(app, 'approver', caseNo, DENY), { status: 409 })
    await deliver(post)
    await app.setNow('2026-03-12T01:00:00.000000Z')
    const arrived = await deliver({ method: 'post', arrivedOn: '2026-03-11' })
    t.match(arrived.body.hearing, { toldOn: '2026-03-11', untold: undefined })
    t.match(running(arrived), [{ startedOn: '2026-03-11', due: '2026-03-18' }])
    t.match(await act(app, 'approver', caseNo, DENY), { status: 409 }, 'they have five days')
    await app.setNow('2026-03-18T01:00:00.000000Z')
    const asked = await act(app, 'clerk', caseNo, { action: 'requestHearing' })
    t.match(asked.body.hearing, { requestedOn: '2026-03-18' }, asked.text)

    // Handed over on the day on which it was issued: nothing changes. Announced: as of the end of the announcement.
    const again = await deliver({ method: 'pickup', receiver: '王小民', again: '再次当面送达' })
    t.match(again.body.hearing, { toldOn: '2026-03-18', requestedOn: '2026-03-18' })
    t.same((await verifyHistory(app.deps.pool)).findings, [])
  },
)

t.test(
  'what a lower organ examined is forwarded: a case of its own above, and nothing is asked for again',
  async (t) => {
    const app = await startTestApp(t)
    let lower = await createCase(app, leshanCase())
    const onward = async (role: Role, command: object, last: Answer) => {
      lower = await transition(app, role, last, command)
      return lower
    }
    await onward('clerk', { action: 'accept' }, lower)
    const { materials: _all, ...bare } = WATER
    const parties = leshanCase().parties.slice(0, 1)
    const above = { ...bare, parties, forwardedFrom: lower.body.caseNo }
    const early = await createCase(app, above, { status: 422 })
    t.match(early.body.errors, [{ pointer: '/forwardedFrom', code: 'NOT_FORWARDED' }])
    await onward('reviewer', { action: 'startReview' }, lower)
    if (lower.body.status === 'REVIEWING')
      await onward('reviewer', { action: 'completeStep', opinion: '初审同意' }, lower)
    await onward('approver', { action: 'approve' }, lower)
    const stranger = await app.token('clerk', { organisation: COUNTY_WATER })
    const unseen = await app.request('POST', '/v1/cases', {
      ...{ token: stranger, body: above, headers: { 'idempotency-key': 'unseen' } },
    })
    t.match(unseen.body.errors, [{ pointer: '/forwardedFrom', code: 'CASE_UNKNOWN' }])
    const upper = await createCase(app, above)
    const [link] = upper.body.related
    t.match(link, { relation: 'forwardedFrom', caseNo: lower.body.caseNo })
    t.ok(link.materials.includes('identity-card'), link.materials.join())
    const missing = upper.body.missing.map(({ materialCode }: { materialCode: string }) => materialCode)
    t.notOk(missing.includes('identity-card'), 'it came along')
    t.match(clockIn(upper, 'INTAKE_5D'), { state: 'RUNNING' }, 'each level has its own clock')
    const notice = [{ materialCode: 'identity-card', reason: '请重新提交身份证复印件' }]
    const items = [
      ...notice,
      ...missing.map((materialCode: string) => ({ materialCode, reason: '缺少该材料' })),
    ]
    const again = await transition(app, 'clerk', upper, { action: 'requestCorrection', items }, 422)
    t.match(again.body.errors, [{ pointer: '/items/0/materialCode', code: 'ALREADY_FORWARDED' }])
    const closed = await onward(
      'approver',
      { action: 'close', resultType: 'forwarded', forwardedTo: upper.body.caseNo },
      lower,
    )
    t.match(closed.body, { status: 'CLOSED', resultType: 'forwarded' })
    const issued = await app.request('GET', `/v1/cases/${lower.body.caseNo}/documents`, {
      token: await app.token('clerk'),
    })
    t.match(issued.body.data.find(({ kind }: { kind: string }) => kind === 'approval').standing, {
      ...{ state: 'ended', words: /转报上级机关决定/ },
    })
    let food = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
    food = await transition(app, 'reviewer', food, { action: 'startReview' })
    food = await transition(app, 'reviewer', food, { action: 'completeStep', opinion: '初审同意' })
    food = await transition(app, 'approver', food, { action: 'approve' })
    t.match(clockIn(food, 'DELIVERY_10D'), { state: 'RUNNING' })
    const { parties: firm } = foodCase()
    const takenIn = () => createCase(app, { ...bare, parties: firm, forwardedFrom: food.body.caseNo })
    const sentTo = ({ body }: Answer) => ({
      action: 'close',
      ...{ resultType: 'forwarded', forwardedTo: body.caseNo },
    })
    const away = await transition(app, 'clerk', await takenIn(), {
      ...{ action: 'refuseAcceptance', ground: 'outsideCompetence' },
      ...{ competentAuthority: '市行政审批局', reason: '不属于本机关职权范围' },
    })
    t.same(codesOf(await transition(app, 'approver', food, sentTo(away), 422)), ['TURNED_AWAY'])
    const sentUp = sentTo(await takenIn())
    food = await transition(app, 'approver', food, sentUp)
    t.match(
      clockIn(food, 'DELIVERY_10D'),
      { state: 'STOPPED' },
      'nothing was granted that could be delivered',
    )
    const shelved = await app.request('POST', '/v1/exits', {
      ...{ token: await app.token('issuer'), headers: { 'if-match': '*' } },
      body: { caseNo: food.body.caseNo, windowId: MARKET_WINDOW, place: 'A柜3层' },
    })
    t.equal(shelved.status, 409, 'nor fetched')
    const read = await app.request('GET', `/v1/cases/${lower.body.caseNo}`, {
      token: await app.token('clerk'),
    })
    t.match(read.body.related, [
      {
        relation: 'forwardedTo',
        caseNo: upper.body.caseNo,
        standing: { status: 'SUBMITTED', organisation: COUNTY_WATER },
      },
    ])
  },
)

/** The food item is only examined by the market bureau: an organ above, or beside, decides (初审转报). */
async function examinedOnly(app: TestApp, organisations: readonly string[]): Promise<void> {
  const send = async (method: string, path: string, body?: object) => {
    const answer = await app.request(method, `/v1/items/${FOOD_LICENCE_ITEM_CODE}/draft${path}`, {
      ...{ token: await app.token('cataloguer'), headers: { 'if-match': '*' } },
      ...(body === undefined ? {} : { body }),
    })
    if (answer.status !== 200) throw new Error(answer.text)
    return answer.body
  }
  const basis = '《中华人民共和国行政许可法》第三十五条'
  const { document } = await send('GET', '')
  const forwardsTo = organisations.map((organisation) => ({ organisation, basis }))
  await send('PUT', '', { ...document, forwardsTo })
  await send('POST', '/publish', {})
}

t.test('two people of two organs forward: one sends the file up, the other takes it in', async (t) => {
  const day = await openHall(t)
  const decided = (await day.take('market-clerk', foodCase())).body.caseNo
  await examinedOnly(day.app, [COUNTY_HEALTH, COUNTY_FIRE])
  // Guides are rendered once for each version: the new one is told of a moment later.
  await until('the guide names who decides', async () => {
    const { body } = await day.app.request('GET', `/v1/items/${FOOD_LICENCE_ITEM_CODE}/guide`)
    const facts: { key: string; text: string }[] = body.blocks[0].facts
    return /卫生健康局.*，.*消防/.test(facts.find(({ key }) => key === 'deciders')?.text ?? '')
  })
  const { caseNo, queryCode } = (await day.take('market-clerk', foodCase())).body
  const onward = (staffNo: string, action: string, input = {}, status = 200) =>
    day.act(staffNo, caseNo, action, input, status)
  await day.intoReview(caseNo)
  await onward('market-reviewer', 'completeStep', { opinion: '初审同意' })
  const ofApprover = (await day.get('market-approver', `/v1/cases/${caseNo}/actions`)).body.data
  t.notOk(
    ofApprover.some(({ action }: { action: string }) => action === 'deny'),
    'who only examines refuses nothing',
  )
  t.ok(
    ofApprover.some(({ title }: { title: string }) => title === '完成初审'),
    'nor grants anything',
  )
  await onward('market-approver', 'deny', { reason: '经初审，不符合食品安全标准的要求' }, 409)
  const approving = ofApprover.find(({ action }: { action: string }) => action === 'approve').input.properties
  t.same(Object.keys(approving).sort(), ['action', 'answerToDissent', 'opinion'], 'an opinion has no terms')
  const terms = { conditions: [{ text: '每日营业时间不得超过二十二时' }], number: '2026-1' }
  const granting = await onward('market-approver', 'approve', terms, 422)
  t.match(granting.body.errors, [
    { pointer: '/conditions', code: 'DECIDED_ABOVE' },
    { pointer: '/number', code: 'DECIDED_ABOVE' },
  ])
  const examined = await onward('market-approver', 'approve')
  const listed = (await day.get('market-approver', '/v1/cases?status=APPROVED')).body.data
  t.match(
    listed.find((each: { caseNo: string }) => each.caseNo === caseNo),
    { statusTitle: '初审完成' },
    'in lists as well',
  )
  const acceptance = await day.paper('market-clerk', caseNo, 'acceptanceNotice')
  t.match(acceptance.body.paper.paragraphs.join(), /报市中区卫生健康局.*或者市中区消防.*决定/)
  t.match(acceptance.body.paper.dates, [{ label: '承诺初审期限' }, { label: '法定初审期限' }])
  t.notOk(clockIn(examined, 'DELIVERY_10D'), 'nothing was granted that could be delivered')
  const above = {
    ...(applicationFor('公共场所卫生许可', 'accepts', {}) as object),
    answers: { matter: 'new', byAgent: false },
    parties: foodCase().parties,
    materials: ['hygiene-form', 'layout', 'hygiene-test'].map((materialCode) => ({
      ...{ materialCode, source: 'paper' },
    })),
    forwardedFrom: caseNo,
  }
  const takeIn = (staffNo: string, body: object, status?: number) => day.take(staffNo, body, status)
  t.same(codesOf(await takeIn('health-clerk', above, 422)), ['CASE_UNKNOWN'], 'nothing was sent yet')
  const told = { organisations: [COUNTY_HEALTH] }
  await day.post('market-lead', `/v1/cases/${caseNo}/copies`, told, 201)
  t.same(codesOf(await takeIn('health-clerk', above, 422)), ['NOT_FORWARDED'], 'a copy is no file')
  const sent = { resultType: 'forwarded', forwardedOrganisation: COUNTY_HEALTH }
  await day.intoReview(decided)
  await day.act('market-reviewer', decided, 'completeStep', { opinion: '同意' })
  await day.act('market-approver', decided, 'approve')
  const own = await day.act('market-approver', decided, 'close', sent, 422)
  t.same(codesOf(own), ['FORWARDING_NOT_LISTED'], 'its version names nobody above: it is decided here')
  const inputOf = async (of: string) =>
    (await day.get('market-approver', `/v1/cases/${of}/actions`)).body.data.find(
      ({ action }: { action: string }) => action === 'close',
    ).input
  t.notOk((await inputOf(decided)).properties.forwardedOrganisation)
  t.match(await inputOf(caseNo), {
    required: ['action', 'forwardedOrganisation'],
    properties: {
      resultType: { enum: ['forwarded'] },
      forwardedOrganisation: { enum: [COUNTY_HEALTH, COUNTY_FIRE] },
    },
  })
  const wrong = async (input: object) => codesOf(await onward('market-approver', 'close', input, 422))
  t.same(await wrong({ resultType: 'forwarded' }), ['REQUIRED'])
  t.same(await wrong({ ...sent, forwardedOrganisation: COUNTY_MARKET }), ['OWN_ORGAN'])
  t.same(await wrong({ resultType: 'forwarded', forwardedTo: decided }), ['OWN_ORGAN'], 'nor by number')
  const forest = applicationFor('使用林地审核', 'accepts', { parties: foodCase().parties, answers: {} })
  const aside = (await day.take('top-clerk', forest)).body.caseNo
  await day.post('top-clerk', `/v1/cases/${aside}/copies`, { organisations: [COUNTY_MARKET] }, 201)
  t.same(await wrong({ resultType: 'forwarded', forwardedTo: aside }), ['ORGAN_NOT_LISTED'])
  const unlisted = await onward('market-approver', 'close', { ...sent, forwardedOrganisation: 'nobody' }, 422)
  t.match(unlisted.body.errors, [
    { code: 'ORGAN_NOT_LISTED', pointer: '/forwardedOrganisation', message: new RegExp(COUNTY_FIRE) },
  ])
  const below = { ...sent, forwardedOrganisation: TOWN_GOVERNMENT }
  t.same(await wrong(below), ['ORGAN_NOT_LISTED'], 'nothing is forwarded downward')
  t.same(await wrong({ resultType: 'issued' }), ['DECIDED_ABOVE'])
  t.same(await wrong({ ...sent, resultType: 'returned' }), ['NOT_AFTER_APPROVAL', 'NOT_FORWARDED'])
  await onward('market-approver', 'close', { ...sent, note: '请审查决定' })

  const events = (await day.get('health-clerk', `/v1/cases/${caseNo}/events`)).body.data
  t.match(events.at(-1), { facts: { forwardedOrganisation: COUNTY_HEALTH }, remarks: { note: '请审查决定' } })
  t.match(events.at(-4), { remarks: { opinion: '初审同意' } }, 'the opinion goes up with the file (Art. 35)')
  const clear = `/v1/cases/${caseNo}/parties?clear=true&purpose=${encodeURIComponent('转报收件')}`
  t.match((await day.get('health-clerk', clear)).body.data, [{ clear: true }])
  const stranger = { token: await staffToken(day.app, 'fire-clerk') }
  t.equal((await day.app.request('GET', `/v1/cases/${caseNo}`, stranger)).status, 404)
  const forReceiver = (await day.get('health-clerk', `/v1/cases/${caseNo}/actions`)).body
  t.same(forReceiver.data, [], 'it only reads')
  t.match(forReceiver.elsewhere, [
    { operationId: 'createCase', title: '转报收件', roles: ['clerk'] },
    { operationId: 'withdrawCopy', title: '退回转报', path: /\/copies\/.*\/withdraw$/ },
  ])
  t.notOk((await day.get('market-approver', `/v1/cases/${caseNo}/actions`)).body.elsewhere)
  const doorsOf = async (staffNo: string) =>
    (await day.get(staffNo, `/v1/cases/${caseNo}/actions`)).body.elsewhere?.map(
      ({ operationId }: { operationId: string }) => operationId,
    )
  t.same(await doorsOf('health-lead'), ['withdrawCopy'], 'who leads takes nothing in')
  t.equal(await doorsOf('health-reviewer'), undefined, 'and who only reads it is shown no door')
  t.same((await day.get('market-issuer', `/v1/cases/${caseNo}/actions`)).body.data, [])
  await onward('market-issuer', 'deliver', { method: 'pickup', receiver: '王小二' }, 409)
  const copies = (await day.get('market-lead', `/v1/cases/${caseNo}/copies`)).body.data
  const copy = copies.find(({ forwarded }: { forwarded?: boolean }) => forwarded)
  t.match(copy, { organisation: COUNTY_HEALTH, forwarded: true })
  await day.post('market-lead', `/v1/cases/${caseNo}/copies/${copy.copyId}/withdraw`, {}, 409)
  const asked = await day.app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })
  t.match(
    asked.body.withdrawal,
    /需要撤回申请的，请向市中区卫生健康局.*收件/,
    'nobody stands without a next act',
  )
  t.notOk(asked.body.above)
  t.match(
    asked.body.statusText,
    /^已转报市中区卫生健康局.*，由有权机关依法决定并告知您结果；.*收件后将通知您$/,
  )
  t.same(
    asked.body.steps.map(({ key, state }: { key: string; state: string }) => [key, state]),
    [
      ...['received', 'accepted', 'review', 'examined', 'forwarded'].map((key) => [key, 'done']),
      ['decidedAbove', 'current'],
    ],
    'nothing was decided or is to be fetched here',
  )
  const inEnglish = { 'accept-language': 'en' }
  const { body } = await day.app.request('POST', '/v1/progress', {
    body: { caseNo, queryCode },
    headers: inEnglish,
  })
  t.match(
    body.statusText,
    /^Forwarded to .*; the organ that decides by law tells you the outcome\. It tells you when/,
  )
  while ((await sequenceBatch(day.app.deps.pool)) > 0);
  while ((await moveConsumer(day.app.deps, TELL_PEOPLE)) > 0);
  const said = (await day.get('market-lead', `/v1/messages?caseNo=${caseNo}`)).body.data
  const toParty = said.filter(({ to }: { to: { kind: string } }) => to.kind === 'party')
  const bodyOf = (kind: string) => toParty.find((each: { kind: string }) => each.kind === kind)?.body
  const tasks = said.filter(({ kind }: { kind: string }) => kind === 'newTask')
  t.match(tasks.at(-1)?.body ?? tasks[0].body, /有新任务：/)
  t.ok(
    tasks.some(({ body }: { body: string }) => body.includes('新任务：初审')),
    tasks.map(({ body }: { body: string }) => body).join(),
  )
  t.notOk(
    tasks.some(({ body }: { body: string }) => body.includes('：决定')),
    'nothing is decided here',
  )
  t.match(bodyOf('examined'), /已由市中区市场监督管理局.*完成初审，将依法报上级机关决定。$/)
  t.match(bodyOf('accepted'), /前完成初审。初审后依法报市中区卫生健康局.*或者市中区消防.*决定/)
  t.match(
    bodyOf('forwardedUp'),
    /并转报市中区卫生健康局.*。收件、受理情况由市中区卫生健康局.*通知您，结果由依法决定的机关通知您/,
  )
  for (const { kind, title, body } of toParty)
    t.notMatch(`${kind} ${title} ${body}`, /approved|closed|准予|已办结|领取/)

  const reason = '本机关对该事项无决定权，请转报有权机关'
  const back = (staffNo: string, body: object, status: number) =>
    day.post(staffNo, `/v1/cases/${caseNo}/copies/${copy.copyId}/withdraw`, body, status)
  await back('fire-clerk', { reason }, 404)
  await back('market-approver', { reason }, 409)
  await back('health-clerk', { reason: '转错了' }, 400)
  t.same(codesOf(await back('health-clerk', {}, 422)), ['REQUIRED'])
  const unguarded = await day.app.request('POST', `/v1/cases/${caseNo}/copies/${copy.copyId}/withdraw`, {
    ...{ token: await staffToken(day.app, 'health-clerk'), body: { reason } },
  })
  t.equal(unguarded.status, 428, 'as every act that moves a case')
  await back('health-clerk', { reason }, 200)
  const again = await day.get('market-approver', `/v1/cases/${caseNo}`)
  t.match(again.body, { status: 'APPROVED', resultType: undefined, closedOn: undefined })
  t.match((await day.get('market-approver', `/v1/cases/${caseNo}/events`)).body.data.at(-1), {
    ...{ type: 'returnForwarded', facts: { by: COUNTY_HEALTH }, remarks: { reason } },
  })
  t.same(codesOf(await takeIn('health-clerk', above, 422)), ['NOT_FORWARDED'], 'it is there no more')
  while ((await sequenceBatch(day.app.deps.pool)) > 0);
  while ((await moveConsumer(day.app.deps, TELL_PEOPLE)) > 0);
  const toldOf = (await day.get('market-lead', `/v1/messages?caseNo=${caseNo}`)).body.data
  t.match(
    toldOf.find(({ kind }: { kind: string }) => kind === 'forwardedBack')?.body,
    /另行转报有权决定的机关/,
  )
  t.ok(
    toldOf.some(
      ({ kind, to }: { kind: string; to: { role?: string } }) => kind === 'sentBack' && to.role === 'lead',
    ),
  )
  await onward('market-approver', 'close', sent)

  await day.morningOf('2026-03-04')
  // As if the applicant had applied online; put back before the history is verified, which sees it.
  const bound = (subject: string) =>
    day.app.database.asOwner(
      `update case_parties set subject = ${subject}
       where case_id = (select id from cases where case_no = '${caseNo}') and role = 'applicant'`,
    )
  await bound("'urn:yichuang:dev|dev-citizen'")
  const token = await staffToken(day.app, 'health-clerk')
  const atOnce = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      day.app.request('POST', '/v1/cases', {
        ...{ token, body: above, headers: { 'idempotency-key': `forwarded-${n}` } },
      }),
    ),
  )
  t.same(atOnce.map(({ status }) => status).sort(), [201, ...Array(7).fill(422)], 'taken in once')
  const upper = atOnce.find(({ status }) => status === 201) as Answer
  t.match(upper.body, {
    ...{ status: 'SUBMITTED', receivedOn: '2026-03-02', missing: [] },
    related: [{ relation: 'forwardedFrom', caseNo, materials: ['business-licence'] }],
  })
  t.notOk(
    upper.body.warnings.some(({ code }: { code: string }) => code === 'ATTENDANT_UNNAMED'),
    'who came for the firm was asked below (Art. 35)',
  )
  const withAbove = await day.app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })
  t.match(withAbove.body, {
    above: [{ caseNo: upper.body.caseNo, organ: /卫生健康局/, status: 'SUBMITTED', statusText: /已收到/ }],
    withdrawal: new RegExp(`${upper.body.caseNo}.*撤回`),
  })
  const applicant = { token: await day.app.token('citizen') }
  const ofApplicant = await day.app.request('GET', `/v1/cases/${upper.body.caseNo}`, applicant)
  t.equal(ofApplicant.status, 200, 'the applicant sees what became of it')
  t.match(clockIn(upper, 'INTAKE_5D'), { startedOn: '2026-03-02', due: '2026-03-09' })
  t.same(codesOf(await takeIn('health-clerk', above, 422)), ['TAKEN_IN'])
  const copiesNow = (await day.get('market-lead', `/v1/cases/${caseNo}/copies`)).body.data
  const standing = copiesNow.find(
    (each: { forwarded?: boolean; endedAt?: string }) => each.forwarded && each.endedAt === undefined,
  )
  await day.post('health-clerk', `/v1/cases/${caseNo}/copies/${standing.copyId}/withdraw`, { reason }, 409)
  const lower = await day.get('market-clerk', `/v1/cases/${caseNo}`)
  t.match(lower.body.related, [
    { relation: 'forwardedTo', caseNo: upper.body.caseNo, standing: { organisation: COUNTY_HEALTH } },
  ])
  await day.act('health-clerk', upper.body.caseNo, 'refuseAcceptance', {
    ...{ ground: 'outsideCompetence', competentAuthority: '市行政审批局', reason: '不属于本机关职权范围' },
  })
  const turnedAway = await day.app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })
  t.match(turnedAway.body.statusText, /卫生健康局.*已决定不予受理.*查询密码由其告知/)
  t.match(turnedAway.body.steps.at(-1), { key: 'decidedAbove', state: 'done' })
  t.notOk(turnedAway.body.withdrawal, 'nothing is left to be withdrawn')
  const free = await takeIn('health-clerk', above)
  t.match(free.body, { status: 'SUBMITTED', receivedOn: '2026-03-04' }, 'free, and not overdue at once')
  await day.act('health-clerk', free.body.caseNo, 'withdraw', { reason: '申请人不再申请该事项' })
  const over = await day.post(
    'health-clerk',
    `/v1/cases/${caseNo}/copies/${standing.copyId}/withdraw`,
    { reason },
    409,
  )
  t.match(over.body.detail, /已在本机关撤回/, 'nobody’s file goes up without its applicant')
  t.same(
    codesOf(await takeIn('health-clerk', above, 422)),
    ['TAKEN_BACK'],
    'who took it back applies anew, below',
  )
  t.same(await doorsOf('health-clerk'), undefined, 'and no door is left open')
  await bound('null')
  t.same((await verifyHistory(day.app.deps.pool)).findings, [])
})
