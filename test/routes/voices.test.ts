import { randomBytes } from 'node:crypto'
import t from 'tap'
import { routeMessages, sendDue } from '../../src/features/notifications/send-messages.js'
import { createCaseMonitor } from '../../src/service.js'
import {
  CITY_HOUSING_FUND,
  COUNTY_HEALTH,
  COUNTY_MARKET,
  LESHAN_ITEM_CODE,
  OTHER_COUNTY_MARKET,
  TOP_ORGANISATION,
} from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, nextLeshanCase, transition } from '../helpers/cases.js'
import { startGateway } from '../helpers/gateways.js'

/** A case at its end, with its code; handled by a clerk of the fund's own. */
async function endedCase(app: TestApp): Promise<Answer> {
  const created = await createCase(app, nextLeshanCase(), { subject: 'wang' })
  await transition(app, 'clerk', created, { action: 'handleOnTheSpot' }, 200, 'wang')
  return created
}

t.test('a case is rated once by its party; a bad rating is mended, told of, and counted', async (t) => {
  const app = await startTestApp(t)
  const OWN = { organisation: CITY_HOUSING_FUND, scope: 'organ' } as const
  const lead = await app.token('lead', { ...OWN, subject: 'li' })
  const supervisor = await app.token('supervisor', { subject: 'sun' })
  const clerk = await app.token('clerk', { ...OWN, subject: 'wang' })
  const stranger = await app.token('lead', { organisation: OTHER_COUNTY_MARKET, scope: 'organ' })

  const running = (await createCase(app, nextLeshanCase())).body
  const { caseNo, queryCode } = (await endedCase(app)).body
  const bad = { satisfaction: '5', channel: 'PAD', text: '李小敏说等了一上午', aspects: ['efficiency'] }
  const rate = (no: string, body: object, token?: string) =>
    app.request('POST', `/v1/cases/${no}/ratings`, { ...(token === undefined ? {} : { token }), body })

  t.match(await rate(caseNo, bad), { status: 422, body: { errors: [{ code: 'QUERY_CODE_NEEDED' }] } })
  t.equal((await rate(caseNo, { ...bad, queryCode: '000' })).status, 404)
  t.equal((await rate('5111022603021000019', { ...bad, queryCode })).status, 404, 'as an unknown number')
  t.equal((await rate(running.caseNo, { ...bad, queryCode: running.queryCode })).status, 409, 'not over yet')
  t.equal((await rate(caseNo, bad, clerk)).status, 403, 'who handled it is no party')
  t.equal((await rate(caseNo, bad, stranger)).status, 404)
  t.match(await rate(caseNo, { ...bad, satisfaction: '6', queryCode }), { status: 400 })

  const given = await rate(caseNo, { ...bad, queryCode })
  t.match(given, {
    status: 201,
    body: {
      satisfaction: '5',
      stars: 1,
      bad: true,
      rectification: { status: 'ORDERED', dueOn: '2026-03-23' },
    },
  })
  t.equal((await rate(caseNo, { ...bad, queryCode })).status, 409, 'once')
  // The applicant signs in meanwhile: it is the same person.
  await app.database.asOwner(`update case_parties set subject = 'urn:yichuang:dev|zhang' where case_id =
    (select id from cases where case_no = '${caseNo}')`)
  const citizen = await app.token('citizen', { subject: 'zhang' })
  t.equal((await rate(caseNo, bad, citizen)).status, 409)

  // The organ reads it; who had a hand in the case learns its level and month, and finds it by nothing.
  const list = (token: string, query = '') => app.request('GET', `/v1/ratings${query}`, { token })
  t.match((await list(lead, `?caseNo=${caseNo}`)).body.data, [
    { caseNo, text: bad.text, ratedOn: '2026-03-02' },
  ])
  const masked = (await list(clerk)).body.data
  t.equal(masked.length, 1)
  t.match(masked[0], { satisfaction: '5', ratedIn: '2026-03', itemCode: LESHAN_ITEM_CODE })
  for (const name of ['caseNo', 'text', 'ratedOn', 'channel', 'aspects']) t.notOk(name in masked[0], name)
  for (const query of [`?caseNo=${caseNo}`, '?from=2026-03-02', '?to=2026-03-02'])
    t.same((await list(clerk, query)).body.data, [], query)
  t.same((await list(stranger)).body.data, [])
  t.equal((await app.request('GET', `/v1/ratings/${given.body.ratingId}`, { token: stranger })).status, 404)

  // Fifteen working days go by: the organ is warned.
  const { id } = given.body.rectification
  const path = `/v1/rectifications/${id}`
  const overdue = async () =>
    (await app.request('GET', '/v1/rectifications?overdue=true', { token: supervisor })).body.data.length
  t.equal(await overdue(), 0)
  await app.setNow('2026-03-24T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  t.equal(await overdue(), 1)
  t.match((await app.request('GET', '/v1/alerts?rule=RECTIFICATION', { token: supervisor })).body.data, [
    { level: 'YELLOW', owner: { kind: 'rectification', no: id }, organisation: CITY_HOUSING_FUND },
  ])

  const act = (action: string, token: string, body: object, etag = '*') =>
    app.request('POST', `${path}/${action}`, { token, body, headers: { 'if-match': etag } })
  t.equal((await act('answer', supervisor, { outcome: 'fixed', text: '代答' })).status, 403)
  t.equal((await act('answer', stranger, { outcome: 'fixed', text: '代答' })).status, 404)
  t.match(await act('confirm', supervisor, {}), { status: 409, body: { allowed: ['answer'] } })
  t.equal((await act('answer', lead, { outcome: 'fixed', text: '已增设窗口' }, '"9-x"')).status, 412)
  t.match((await act('answer', lead, { outcome: 'fixed', text: '已增设窗口' })).body, {
    status: 'ANSWERED',
    caseNo,
  })
  t.match(await act('dismiss', supervisor, { text: '不计入' }), {
    status: 422,
    body: { errors: [{ code: 'NOT_DISPUTED' }] },
  })
  t.match((await act('return', supervisor, { text: '请说明措施' })).body, {
    status: 'RETURNED',
    answerable: { organisation: CITY_HOUSING_FUND, person: /./ },
    dueOn: '2026-04-15',
  })
  // Whom it is about may answer too, without learning of which case it is.
  const own = await app.token('lead', { ...OWN, subject: 'wang' })
  const answered = await act('answer', own, { outcome: 'disputed', text: '当日系统故障，非窗口原因' })
  t.match(answered.body, { status: 'ANSWERED' })
  t.notOk('caseNo' in answered.body, 'no case')

  t.match((await app.request('GET', '/v1/messages', { token: lead })).body.data, [
    { kind: 'ratingToAnswer', to: { role: 'lead' } },
    { kind: 'ratingToAnswer', body: `有差评待整改（编号${id}），请于2026-03-23前答复。` },
  ])
  // The rater reads what came of it, and not who said so.
  const mine = await app.request('POST', `/v1/cases/${caseNo}/ratings/own`, { body: { queryCode } })
  t.match(mine.body, {
    text: bad.text,
    rectification: { history: [{ action: 'order' }, { text: '已增设窗口' }, {}, { outcome: 'disputed' }] },
  })
  t.notMatch(mine.text, /"by"/)
  const sums = async () =>
    (await app.request('GET', '/v1/ratings/summary?groupBy=window', { token: supervisor })).body
  const good = (await endedCase(app)).body
  t.match(await rate(good.caseNo, { satisfaction: '2', channel: 'QR', queryCode: good.queryCode }), {
    status: 201,
  })
  t.match(await sums(), {
    total: { rated: 2, satisfied: { numerator: 1, denominator: 2, rate: 0.5 } },
    data: [{ rated: 2 }],
  })
  const performance = async (by: string) =>
    (await app.request('GET', `/v1/statistics/performance?groupBy=${by}`, { token: supervisor })).body
  for (const by of ['organisation', 'item', 'window', 'month', 'level'])
    t.match((await performance(by)).total.satisfaction, { numerator: 1, denominator: 2, rate: 0.5 }, by)
  t.match((await act('dismiss', supervisor, { text: '与窗口无关' })).body, { status: 'DISMISSED' })
  t.match(
    (await app.request('GET', '/v1/messages', { token: citizen })).body.data,
    [{ kind: 'ratingDismissed', body: /评价不计入统计/ }],
    'who rated is told that it does not count',
  )
  t.match(await sums(), { total: { rated: 1, satisfied: { rate: 1 } } })
  // A second one is mended and confirmed: who rated is told, whoever else may read the case is not.
  const another = (await endedCase(app)).body
  const second = await rate(another.caseNo, { ...bad, queryCode: another.queryCode })
  await app.database.asOwner(`update case_parties set subject = 'urn:yichuang:dev|zhang' where case_id =
    (select id from cases where case_no = '${another.caseNo}')`)
  const mended = (action: string, token: string, body: object) =>
    app.request('POST', `/v1/rectifications/${second.body.rectification.id}/${action}`, {
      token,
      body,
      headers: { 'if-match': '*' },
    })
  t.equal((await mended('answer', lead, { outcome: 'fixed', text: '已增设窗口' })).status, 200)
  t.match((await mended('confirm', supervisor, {})).body, { status: 'CONFIRMED' })
  const told = async (token: string, query = '') =>
    (await app.request('GET', `/v1/messages${query}`, { token })).body.data.filter(
      (each: { kind: string }) => each.kind === 'ratingAnswered',
    )
  t.match(await told(citizen), [{ kind: 'ratingAnswered' }], 'once')
  for (const staff of [clerk, lead, own])
    t.same(await told(staff, `?caseNo=${another.caseNo}`), [], 'staff find it by the case least of all')

  // Nothing of who rated, and no word, stands where it could be read.
  const stored = await app.database.asOwner(
    `select v::text as row from voices v union all select r::text from ratings r union all
     select document || coalesce(remarks, '') || actor from case_events where subject_kind in ('rating', 'rectification')
     union all select a::text from audit_log a where action = 'rateCase'`,
  )
  t.ok(stored.length > 8, `${stored.length} rows`)
  for (const { row } of stored) t.notMatch(row, /李小敏|等了一上午|zhang|增设窗口/)

  // Who proves nothing is known by where he sends from and with what.
  const asked = { organisation: COUNTY_MARKET, channel: 'WEB', title: '窗口无人值守', text: '等了一小时' }
  const from = async (remoteAddress: string, agent: string) => {
    const headers = { 'idempotency-key': '1', 'user-agent': agent, 'content-type': 'application/json' }
    const url = '/v1/complaints'
    return app.app.inject({ method: 'POST', url, remoteAddress, headers, payload: JSON.stringify(asked) })
  }
  const ids = [await from('10.0.0.1', 'a'), await from('10.0.0.2', 'a'), await from('10.0.0.1', 'b')].map(
    (answer) => (answer.json() as { id: string }).id,
  )
  t.equal(new Set(ids).size, 3, 'a stranger with the same key gets no code of mine')
  const again = await from('10.0.0.1', 'a')
  t.match(again.headers, { 'idempotency-replayed': 'true' })
  t.equal(again.json().id, ids[0])
})

t.test(
  'a complaint is accepted, answered, reopened once and closed; whom it is about sees nothing of it',
  async (t) => {
    const secret = randomBytes(32)
    const gateway = await startGateway(t, secret)
    const app = await startTestApp(t, {
      env: { SMS_URL: gateway.url, SMS_SECRET: secret.toString('base64'), QUIET_HOURS: '00:00-00:01' },
    })
    const supervisor = await app.token('supervisor', { subject: 'sun' })
    const lead = await app.token('lead', { organisation: COUNTY_MARKET, scope: 'organ', subject: 'li' })
    const other = await app.token('approver', { organisation: COUNTY_MARKET, scope: 'organ', subject: 'he' })
    const elsewhere = await app.token('lead', { organisation: COUNTY_HEALTH, scope: 'organ' })
    const body = {
      organisation: COUNTY_MARKET,
      channel: 'WEB',
      title: '窗口无人值守',
      text: '孙大海在窗口等了一小时',
      name: '孙大海',
      mobile: '13987654321',
    }
    const complain = (more: object = {}, token?: string) =>
      app.request('POST', '/v1/complaints', { ...(token && { token }), body: { ...body, ...more } })
    t.match(await complain({ organisation: 'NOBODY' }), {
      status: 422,
      body: { errors: [{ pointer: '/organisation', code: 'ORGANISATION_UNKNOWN' }] },
    })
    t.match(await complain({ mobile: '12345' }), { status: 422, body: { errors: [{ pointer: '/mobile' }] } })
    t.match(await complain({ caseNo: '5111022603021000019' }), {
      status: 422,
      body: { errors: [{ pointer: '/caseNo', code: 'CASE_UNKNOWN' }] },
    })
    // Staff are told of a number that nobody has; to anybody else it looks like any other, and who deals with it knows.
    const nobodys = { staffNo: 'no-such-number', organisation: TOP_ORGANISATION }
    t.match(await complain(nobodys, lead), {
      status: 422,
      body: { errors: [{ pointer: '/staffNo', code: 'STAFF_UNKNOWN' }] },
    })
    for (const asking of [undefined, await app.token('citizen', { subject: 'zhou' })]) {
      const [unknown, known] = [
        await complain(nobodys, asking),
        await complain({ ...nobodys, staffNo: 'market-clerk' }, asking),
      ]
      t.equal(unknown.status, 201, unknown.text)
      t.same(Object.keys(unknown.body).sort(), Object.keys(known.body).sort(), 'no member tells them apart')
      const seen = async (raised: Answer) =>
        (await app.request('GET', `/v1/complaints/${raised.body.id}`, { token: supervisor })).body
      t.match(await seen(unknown), { staffNo: 'no-such-number', staffUnknown: true })
      t.match(await seen(known), { staffNo: 'market-clerk', staffUnknown: undefined })
      const own = async (raised: Answer) =>
        (
          await app.request('POST', `/v1/complaints/${raised.body.id}/progress`, {
            body: { queryCode: raised.body.queryCode },
          })
        ).text
      for (const raised of [unknown, known]) t.notMatch(await own(raised), /staffUnknown|staffNo/)
    }
    // The organ's own days go before those of the whole deployment.
    const limit = {
      clock: 'COMPLAINT_INTAKE',
      amount: 3,
      unit: 'workingDay',
      basis: '县政府规定',
      fromMemory: false,
      organisation: COUNTY_HEALTH,
    }
    const put = (token: string) => app.request('POST', '/v1/answer-limits', { token, body: limit })
    t.equal(
      (await put(await app.token('operator', { organisation: COUNTY_MARKET, scope: 'organ' }))).status,
      403,
    )
    t.match(await put(await app.token('operator')), { status: 201, body: limit })
    t.match((await app.request('GET', '/v1/answer-limits')).body.data.at(-1), limit)
    t.match((await complain({ organisation: COUNTY_HEALTH, name: undefined })).body, { dueOn: '2026-03-05' })
    const raised = await complain()
    t.match(raised, {
      status: 201,
      body: { status: 'RECEIVED', raisedOn: '2026-03-02', dueOn: '2026-03-09' },
    })
    const { id, queryCode } = raised.body
    const path = `/v1/complaints/${id}`
    const ask = (code: string) => app.request('POST', `${path}/progress`, { body: { queryCode: code } })
    t.equal((await ask('x')).status, 404)
    t.match(await ask(queryCode), { status: 200, body: { status: 'RECEIVED', text: body.text } })
    const read = (token: string) => app.request('GET', path, { token })
    t.match((await read(lead)).body, {
      ...{ name: '孙*海', mobile: '139****4321', text: body.text },
      answerable: { organisation: COUNTY_MARKET, roles: ['lead', 'approver'] },
    })
    t.notMatch((await ask(queryCode)).text, /answerable/, 'who complains learns of no officer')
    t.equal((await read(elsewhere)).status, 404)
    // However the number is typed, it is that of whom it is about.
    const typed = ' ＭARKET-Clerk\u200b'
    const about = (await complain({ staffNo: typed, name: undefined, mobile: undefined })).body
    t.match(await app.database.asOwner(`select about from voices where id = '${about.id}'`), [
      { about: ['staff:market-clerk'] },
    ])
    await app.database.asOwner(
      `update voices set about = array['urn:yichuang:dev|li'] where id = '${about.id}'`,
    )
    t.equal((await app.request('GET', `/v1/complaints/${about.id}`, { token: lead })).status, 404)
    const list = async (token: string, query = '') =>
      (await app.request('GET', `/v1/complaints${query}`, { token })).body.data.length
    t.equal(await list(lead), 1)
    t.equal(await list(other), 2)
    t.equal(await list(elsewhere), 1)

    const act = (action: string, token: string, words: object) =>
      app.request('POST', `${path}/${action}`, { token, body: words, headers: { 'if-match': '*' } })
    const reopen = () => app.request('POST', `${path}/reopen`, { body: { text: '答复不实', queryCode } })
    t.match(await reopen(), { status: 409, body: { allowed: ['accept', 'refuse', 'refer'] } })
    // Nobody looked at it: supervision is warned.
    await app.setNow('2026-03-10T01:00:00.000000Z')
    await createCaseMonitor(app.deps).tick()
    t.equal(await list(supervisor, '?overdue=true'), 7)
    t.match(
      (await app.request('GET', '/v1/alerts?rule=COMPLAINT_INTAKE', { token: supervisor })).body.data[0],
      {
        level: 'YELLOW',
        owner: { kind: 'complaint' },
      },
    )
    t.equal((await act('refer', lead, { organisation: COUNTY_MARKET, text: '转办' })).status, 422)
    t.equal((await act('refer', lead, { organisation: COUNTY_HEALTH, text: '属卫健职责' })).status, 200)
    t.equal((await read(lead)).status, 404, 'it is with the other organ now')
    t.equal((await act('refer', elsewhere, { organisation: COUNTY_MARKET, text: '属市监职责' })).status, 200)
    t.match((await act('accept', lead, {})).body, {
      ...{ status: 'ACCEPTED', dueOn: '2026-03-31' },
      answerable: { organisation: COUNTY_MARKET, person: 'li', roles: undefined },
    })
    t.match((await act('answer', lead, { text: '经查属实' })).body, { status: 'ANSWERED' })
    t.match(await reopen(), { status: 200, body: { status: 'REOPENED', dueOn: '2026-03-31' } })
    t.match((await read(lead)).body.answerable, { roles: ['lead', 'approver'], person: undefined })
    t.equal((await act('answer', lead, { text: '维持' })).status, 403, 'somebody else looks at it again')
    t.match((await act('answer', other, { text: '已致歉' })).body, {
      status: 'ANSWERED',
      answerable: undefined,
    })
    t.match(await reopen(), { status: 409, body: { allowed: ['close'] } })
    const told = await ask(queryCode)
    t.match(told.body.history.at(-1), { action: 'answer', text: '已致歉' })
    t.notMatch(told.text, /"by"/)
    t.equal((await act('close', lead, {})).status, 403)
    t.match((await act('close', supervisor, {})).body, { status: 'CLOSED' })

    // Who must answer finds it in the inbox, and whoever left a number is sent word; no word of it goes along.
    const inbox = async (token: string) => (await app.request('GET', '/v1/messages', { token })).body.data
    t.match(await inbox(lead), [
      { kind: 'complaintToAnswer', body: `有投诉待办理（编号${id}），请于2026-03-31前处理。` },
      { kind: 'complaintToAnswer', to: { role: 'lead' } },
      { kind: 'complaintToAnswer', to: { role: 'lead' } },
    ])
    t.notMatch(JSON.stringify(await inbox(lead)), about.id, 'one of a named officer goes above the organ')
    t.match(
      await app.database.asOwner(
        `select organisation_code <> $1 as above from messages where facts->>'voiceNo' = $2`,
        [COUNTY_MARKET, about.id],
      ),
      [{ above: true }],
    )
    // Above whom nobody stands, its own lead hears of it, unless that is the officer named.
    const top = TOP_ORGANISATION
    await app.database.asOwner(
      `insert into staff (staff_no, name, organisation_code, issuer, subject, valid_from, created_at)
       values ('top-1', '甲', '${top}', 'urn:t', 't1', '2020-01-01', now())`,
    )
    const inboxOf = async () => {
      const { id: voiceNo } = (await complain({ organisation: top, staffNo: 'TOP-1' })).body
      const found = await app.database.asOwner(
        `select organisation_code as organisation, role from messages where facts->>'voiceNo' = '${voiceNo}'`,
      )
      return found.map(({ organisation, role }) => `${organisation} ${role}`)
    }
    t.same(await inboxOf(), [`${top} lead`])
    await app.database.asOwner(
      `insert into grants (issuer, subject, role, organisation_code, granted_by, granted_at)
       values ('urn:t', 't1', 'lead', '${top}', 'test', now())`,
    )
    t.same(await inboxOf(), [`${top} supervisor`], 'never the officer named')

    // What nobody of the organ may read, nobody sends again either: the answer would show it.
    const [unseen] = await app.database.asOwner(
      `select id from messages where facts->>'voiceNo' = $1 and kind = 'complaintAccepted'`,
      [id],
    )
    for (const token of [lead, await app.token('clerk')])
      for (const act of ['resend', 'stop'])
        t.equal((await app.request('POST', `/v1/messages/${unseen?.id}/${act}`, { token })).status, 404, act)
    await app.setNow('2026-03-10T01:10:00.000000Z')
    while ((await routeMessages(app.deps)) > 0);
    await app.setNow('2026-03-10T01:20:00.000000Z')
    while ((await sendDue(app.deps)) > 0);
    const sent = gateway.posted.map(({ body }) => String(body.text).replace(/^【.*】(.*)：.*$/, '$1'))
    t.same(
      sent.sort(),
      ['投诉受理通知', ...Array(2).fill('投诉答复通知'), ...Array(2).fill('投诉转办通知')].sort(),
    )
    for (const { body, genuine } of gateway.posted)
      t.match({ ...body, genuine }, { to: '13987654321', genuine: true })

    // A question: answered, and made public in other words.
    const citizen = await app.token('citizen', { subject: 'zhao' })
    const question = {
      organisation: COUNTY_MARKET,
      channel: 'WEB',
      title: '有效期',
      text: '孙大海想问有效期几年',
    }
    const asked = (await app.request('POST', '/v1/consultations', { token: citizen, body: question })).body
    t.match(asked, { status: 'OPEN', dueOn: '2026-03-17' })
    const one = `/v1/consultations/${asked.id}`
    t.match(await app.request('GET', one, { token: citizen }), { status: 200, body: { text: question.text } })
    t.equal(
      (await app.request('GET', one, { token: await app.token('citizen', { subject: 'qian' }) })).status,
      404,
    )
    const clerk = await app.token('clerk', { organisation: COUNTY_MARKET, scope: 'organ' })
    t.match((await app.request('GET', one, { token: clerk })).body.answerable, {
      organisation: COUNTY_MARKET,
      roles: ['clerk', 'reviewer', 'approver', 'lead'],
    })
    t.notMatch((await app.request('GET', one, { token: citizen })).text, /answerable/)
    const on = (action: string, token: string, words: object) =>
      app.request('POST', `${one}/${action}`, { token, body: words, headers: { 'if-match': '*' } })
    t.match(await on('publish', lead, { question: '有效期？', answer: '五年' }), { status: 409 })
    t.match((await on('answer', clerk, { text: '五年' })).body, { status: 'ANSWERED' })
    t.match(await inbox(clerk), [{ kind: 'questionToAnswer', to: { role: 'clerk' } }])
    t.match(await inbox(citizen), [{ kind: 'questionAnswered', insideOnly: undefined }])
    t.equal(
      (await app.request('POST', `${one}/progress`, { body: { queryCode: asked.queryCode } })).status,
      200,
    )
    t.equal((await on('publish', clerk, { question: '有效期？', answer: '五年' })).status, 403)
    for (const [question, answer] of [
      ['我的号码１３９８７６５４３２１，有效期？', '五年'],
      ['有效期？', '五年，身份证11010519491231002X'],
    ])
      t.match(await on('publish', lead, { question, answer }), {
        status: 422,
        body: { errors: [{ code: 'NUMBER_PERSONAL' }] },
      })
    t.match((await on('publish', lead, { question: '有效期？', answer: '五年' })).body, {
      status: 'PUBLISHED',
    })
    // Who dealt with it is no more told to who asks signed in than by code.
    for (const path of [one, '/v1/consultations']) {
      const own = await app.request('GET', path, { token: citizen })
      t.match(own.text, /"action":"publish"/)
      t.notMatch(own.text, /"by"|"role"/)
    }
    const published = await app.request('GET', '/v1/consultations/published')
    t.match(published.body.data, [{ question: '有效期？', answer: '五年' }])

    const stored = await app.database.asOwner(
      `select v::text as row from voices v union all
     select m::text from messages m union all
     select document || coalesce(remarks, '') || actor from case_events where subject_kind in ('complaint', 'consultation')
     union all select a::text from audit_log a where action ~* 'compla|consult'`,
    )
    t.ok(stored.length > 15, `${stored.length} rows`)
    for (const { row } of stored) t.notMatch(row, /孙大海|13987654321|经查属实/)
  },
)
