import { randomBytes } from 'node:crypto'
import t from 'tap'
import type { ChannelSettings } from '../../src/channel-settings.js'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { createMessageSweep } from '../../src/features/notifications/message-sweep.js'
import { routeMessages, sendDue } from '../../src/features/notifications/send-messages.js'
import { TELL_PEOPLE } from '../../src/features/notifications/tell-people.js'
import { COUNTY_MARKET, OTHER_COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { raiseAlert } from '../helpers/alert-event.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'
import { startGateway, startMailbox } from '../helpers/gateways.js'
import { bringToOrgan, COLLECTING_WINDOW, handOver, prepareHall } from '../helpers/hall.js'
import { foodBusinessLicence } from '../helpers/sample.js'

/** Everything that happened is told. */
async function tellAll({ deps }: TestApp): Promise<void> {
  await deps.sequencer.beat()
  while ((await moveConsumer(deps, TELL_PEOPLE)) > 0);
}

const kindsOf = ({ body }: Answer): string[] => body.data.map(({ kind }: { kind: string }) => kind)

t.test('people are told what they should know of, once, and everybody sees what was told', async (t) => {
  const app = await startTestApp(t)
  const market = (role: 'clerk' | 'reviewer' | 'approver' | 'lead', organisation = COUNTY_MARKET) =>
    app.token(role, { organisation, subject: `${role}-of-${organisation}` })
  const told = async (caseNo: string, token: string) =>
    app.request('GET', `/v1/messages?caseNo=${caseNo}`, { token })

  const body = foodCase()
  const [applicant] = body.parties
  const created = await createCase(app, {
    ...body,
    parties: [{ ...applicant, mobile: '13800138000' }],
  })
  const { caseNo } = created.body
  const accepted = await transition(app, 'clerk', created, { action: 'accept' })
  const started = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  await tellAll(app)
  const seen = await told(caseNo, await market('clerk'))
  t.same(kindsOf(seen), ['newTask', 'accepted', 'received'], 'the newest first')
  const [task, acceptance] = seen.body.data
  t.match(task, { class: 'duty', to: { kind: 'organ', organisation: COUNTY_MARKET, role: 'reviewer' } })
  t.match(acceptance, {
    class: 'legal',
    caseNo,
    to: { kind: 'party', partyNo: 1 },
    title: '受理通知',
    template: { key: 'all.accepted', version: 0 },
    deliveries: [],
  })
  t.match(acceptance.body, new RegExp(`食品经营许可.*${caseNo}.*于2026-03-02受理`))
  t.notMatch(seen.text, /13800138000/, 'no telephone')

  // The log is read anew: what was told is not told again.
  await app.database.asOwner(`update consumers set position = 0 where name = 'tellPeople'`)
  await tellAll(app)
  t.equal((await told(caseNo, await market('clerk'))).body.data.length, 3, 'once')

  t.equal((await told(caseNo, await market('clerk', OTHER_COUNTY_MARKET))).status, 404, 'out of sight')
  const inbox = await app.request('GET', '/v1/messages', { token: await market('reviewer') })
  t.match(inbox.body.data, [{ messageId: task.messageId, kind: 'newTask' }], 'the work list of the organ')
  t.same(kindsOf(await app.request('GET', '/v1/messages', { token: await market('clerk') })), [])
  const other = await market('reviewer', OTHER_COUNTY_MARKET)
  t.equal((await app.request('GET', `/v1/messages/${task.messageId}`, { token: other })).status, 404)
  const read = await app.request('GET', `/v1/messages/${task.messageId}`, { token: await market('reviewer') })
  t.ok(read.body.readAt, 'the addressee has read it')

  // On the spot: one act, one message to the applicant.
  const quick = await createCase(app, leshanCase())
  await transition(app, 'clerk', quick, { action: 'handleOnTheSpot' })
  await tellAll(app)
  const ofQuick = kindsOf(await told(quick.body.caseNo, await app.token('clerk')))
  t.same(
    ofQuick.filter((kind) => kind !== 'newTask'),
    ['readyToCollect', 'received'],
  )

  await t.test('an act of which the applicant was told is not taken back', async (t) => {
    const reviewed = await transition(app, 'reviewer', started, { action: 'completeStep', opinion: '符合' })
    const approved = await transition(app, 'approver', reviewed, { action: 'approve' })
    const closed = await transition(app, 'approver', approved, { action: 'close' })
    const undo = async (last: Answer) =>
      app.request('POST', `/v1/cases/${caseNo}/undo`, {
        token: await app.token('approver'),
        headers: { 'if-match': last.headers.etag ?? '' },
      })
    const back = await undo(closed)
    t.equal(back.status, 200, back.text)
    const again = await transition(app, 'approver', back, { action: 'close' })
    await tellAll(app)
    const ready = (await told(caseNo, await market('clerk'))).body.data.filter(
      ({ kind }: { kind: string }) => kind === 'readyToCollect',
    )
    t.equal(ready.length, 2)
    t.notOk(ready[0].withdrawnAt)
    t.ok(ready[1].withdrawnAt, 'what was to be told of the act that was taken back')
    await app.database.asOwner(
      `insert into message_deliveries (message_id, channel, round, status, next_at, attempts)
       values ($1, 'sms', 1, 'SENT', now(), 1)`,
      [ready[0].messageId],
    )
    t.match(await undo(again), { status: 409, body: { detail: /已经通知申请人/ } })
  })
})

t.test('who reads English is told the item’s English name, where its version has one', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('citizen', { subject: 'reads-english' })
  const body = { reminders: 'wanted', digest: 'none', language: 'en' }
  const headers = { 'if-match': '*' }
  t.equal((await app.request('PUT', '/v1/message-preferences', { token, body, headers })).status, 200)
  const { windowId: _at, ...web } = foodCase()
  const { body: taken } = await createCase(
    app,
    { ...web, channel: 'WEB' },
    { role: 'citizen', subject: 'reads-english' },
  )
  await tellAll(app)
  const told = await app.request('GET', `/v1/messages?caseNo=${taken.caseNo}`, { token })
  const { nameEn = 'none' } = foodBusinessLicence
  t.match(told.body.data, [
    {
      kind: 'received',
      body: new RegExp(`^Your application for ${nameEn.replace(/[()]/g, '.')} .${taken.caseNo}`),
    },
  ])
  t.notMatch(told.body.data[0].body, /食品/)
})

t.test('who hands in at a collecting window is told when the organ really has it', async (t) => {
  const app = await startTestApp(t)
  await prepareHall(app)
  const taken = await createCase(app, { ...foodCase(), windowId: COLLECTING_WINDOW })
  const { caseNo } = taken.body
  const told = async () => {
    await tellAll(app)
    const { body } = await app.request('GET', `/v1/messages?caseNo=${caseNo}`, {
      token: await app.token('clerk'),
    })
    return body.data.map(({ kind, body: said }: { kind: string; body: string }) => [kind, said]).toReversed()
  }
  const collected = ['collected', /已由窗口代收，将移交.*市场监督管理局.*受理期限自.*收到材料之日起算/]
  t.match(await told(), [collected])
  t.equal((await told()).length, 1, 'the organ has received nothing')
  const list = await handOver(app, caseNo, { from: COLLECTING_WINDOW, to: COUNTY_MARKET })
  const answer = async (id: string, what: string, body: object) =>
    app.request('POST', `/v1/handovers/${id}/${what}`, { token: await app.token('clerk'), body })
  t.equal((await answer(list.handoverId, 'reject', { reason: '清单不符' })).status, 200)
  t.equal((await told()).length, 1, 'nor what it refused')
  await bringToOrgan(app, caseNo)
  t.match(await told(), [collected, ['received', /已由.*市场监督管理局.*收件/]])
  const more = await handOver(app, caseNo, {
    ...{ from: COLLECTING_WINDOW, to: COUNTY_MARKET, materialCode: 'safety-rules' },
  })
  t.equal((await answer(more.handoverId, 'receive', {})).status, 200)
  t.equal((await told()).length, 2, 'a paper that follows is not told')
})

t.test('what messages say is data of the organ, and asks for no more than it needs', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer', { organisation: COUNTY_MARKET })
  const publish = async (body: object, as = token) =>
    app.request('POST', '/v1/message-templates', { token: as, body })
  const say = (zh: string, more: object = {}) => ({
    organisation: COUNTY_MARKET,
    kind: 'accepted',
    content: { title: { zh: '受理', en: 'Accepted' }, body: { zh, en: 'Accepted: {caseNo}.' }, ...more },
  })
  const codesOf = ({ body }: Answer) => body.errors.map(({ code }: { code: string }) => code)
  t.same(codesOf(await publish(say('{amount}元'))), ['PLACEHOLDER_UNKNOWN'], 'of another kind')
  t.same(codesOf(await publish(say('{applicantName}：已受理。'))), ['PERSONAL_UNDECLARED'])
  t.same(codesOf(await publish(say('已受理。', { personal: ['applicantName'] }))), ['PERSONAL_UNUSED'])
  const inTitle = say('已受理', { title: { zh: '{applicantName}', en: 'x' }, personal: ['applicantName'] })
  t.same(codesOf(await publish(inTitle)), ['PERSONAL_IN_TITLE'])
  const toStaff = { ...say('{applicantName}', { personal: ['applicantName'] }), kind: 'newTask' }
  t.ok(codesOf(await publish(toStaff)).includes('PERSONAL_TO_STAFF'))
  t.same(codesOf(await publish(say('张三（110105194912310021）已受理。'))), ['NUMBER_PERSONAL'])
  t.same(codesOf(await publish(say('{caseNo 已受理。'))), ['PLACEHOLDER_OPEN'])
  t.equal((await publish(say('\u200b\u200b'))).status, 400, 'nothing that can be seen')
  t.equal(
    (
      await app.request('POST', '/v1/message-templates/preview', {
        token,
        body: say('咨询电话 0833-2123456'),
      })
    ).status,
    200,
  )
  const beyond = { ...say('已受理。'), organisation: OTHER_COUNTY_MARKET }
  t.equal((await publish(beyond)).status, 403, 'another organ’s')

  const said = say('{applicantName}，“{itemName}”已受理。办结期限{due}。', {
    personal: ['applicantName'],
  })
  const preview = await app.request('POST', '/v1/message-templates/preview', { token, body: said })
  t.match(preview.body, {
    zh: { title: '受理', body: '张*，“食品经营许可”已受理。办结期限2026-03-12。' },
    en: {},
  })
  t.match(await publish(said), { status: 201, body: { key: `${COUNTY_MARKET}.accepted`, version: 1 } })
  t.match(await publish(said), { status: 201, body: { version: 2 } }, 'the next version')
  const listed = await app.request('GET', `/v1/message-templates?organisation=${COUNTY_MARKET}`)
  t.match(listed.body.data, [{ version: 2, kind: 'accepted' }])
  const all = await app.request('GET', '/v1/message-templates')
  t.ok(all.body.data.length > 25, 'and what the service itself says')

  const created = await createCase(app, foodCase())
  await transition(app, 'clerk', created, { action: 'accept' })
  await tellAll(app)
  const { body } = await app.request('GET', `/v1/messages?caseNo=${created.body.caseNo}`, {
    token: await app.token('clerk'),
  })
  const [acceptance] = body.data
  t.match(acceptance, { template: { key: `${COUNTY_MARKET}.accepted`, version: 2 } })
  t.match(acceptance.body, /“.*食品.*”已受理。办结期限2026-/)
  const version = await app.request('GET', `/v1/message-templates/${COUNTY_MARKET}.accepted/versions/1`)
  t.match(version, { status: 200, body: { version: 1 } }, 'what was published stays')

  const citizen = await app.token('citizen')
  const preferences = async (method: string, headers: Record<string, string> = {}, wanted?: object) =>
    app.request(method, '/v1/message-preferences', {
      token: citizen,
      headers,
      ...(wanted === undefined ? {} : { body: wanted }),
    })
  const before = await preferences('GET')
  t.match(before.body, { reminders: 'wanted', digest: 'none', language: 'zh' })
  const wanted = { reminders: 'stopped', digest: 'daily', language: 'en' }
  t.equal((await preferences('PUT', {}, wanted)).status, 428)
  const kept = await preferences('PUT', { 'if-match': before.headers.etag ?? '' }, wanted)
  t.match(kept, { status: 200, body: wanted })
  t.equal((await preferences('PUT', { 'if-match': before.headers.etag ?? '' }, wanted)).status, 412)
  t.match((await preferences('GET')).body, wanted)
})

t.test('messages leave by the ways that are configured, each with its proof', async (t) => {
  const secret = randomBytes(32)
  const gateway = await startGateway(t, secret)
  const mailbox = await startMailbox(t)
  const app = await startTestApp(t, {
    env: {
      SMS_URL: gateway.url,
      SMS_SECRET: secret.toString('base64'),
      SMTP_URL: mailbox.url,
      MAIL_FROM: '一窗 <noreply@example.gov.cn>',
    },
  })
  const clerk = await app.token('clerk')
  const later = async (seconds: number) => {
    await app.database.asOwner(`update app_time_shift set shift = shift + make_interval(secs => $1)`, [
      seconds,
    ])
  }
  const sendAll = async () => {
    await tellAll(app)
    while ((await routeMessages(app.deps)) > 0);
    await later(6)
    while ((await sendDue(app.deps)) > 0);
  }
  const told = async (caseNo: string): Promise<Answer['body'][]> =>
    (await app.request('GET', `/v1/messages?caseNo=${caseNo}`, { token: clerk })).body.data

  const body = foodCase()
  const [applicant] = body.parties
  const reachable = { ...body, parties: [{ ...applicant, mobile: '13800138000' }] }
  const created = await createCase(app, reachable)
  const { caseNo } = created.body
  gateway.status = () => 503
  await sendAll()
  t.match((await told(caseNo))[0], {
    kind: 'received',
    deliveries: [
      { channel: 'sms', status: 'WAITING', address: '138****8000', tries: [{ result: 'http 503' }] },
    ],
  })
  gateway.status = () => 200
  await later(31)
  await sendAll()
  const [received] = await told(caseNo)
  t.match(received.deliveries, [
    { status: 'SENT', attempts: 2, receipt: 'R-2', tries: [{}, { result: 'http 200' }] },
  ])
  t.ok(
    gateway.posted.every(({ genuine }) => genuine),
    'signed',
  )
  t.equal(new Set(gateway.posted.map(({ id }) => id)).size, 1, 'under one id')
  t.match(gateway.posted[1]?.body, {
    to: '13800138000',
    text: /^【市中区市场监督管理局.*】收件通知：您申请的/,
  })
  await sendAll()
  t.equal(gateway.posted.length, 2, 'once')

  const soon = await app.request('POST', `/v1/messages/${received.messageId}/resend`, { token: clerk })
  t.match(soon, { status: 409, body: { code: 'ASKED_TOO_SOON', again: /^2026-/ } })
  await later(600)
  const tries = await Promise.all(
    [1, 2, 3].map(() => app.request('POST', `/v1/messages/${received.messageId}/resend`, { token: clerk })),
  )
  const [again, ...others] = tries.toSorted((one, other) => one.status - other.status)
  for (const other of others)
    t.match(other, { status: 409, body: { code: 'CONFLICT' } }, 'a finger that taps thrice is one letter')
  t.match(again?.body.deliveries, [{ round: 1 }, { round: 2, status: 'WAITING' }])
  await sendAll()
  t.equal(gateway.posted.length, 3, 'sent again, under another id')
  t.equal(new Set(gateway.posted.map(({ id }) => id)).size, 2)

  gateway.status = () => 400
  const refused = await transition(app, 'clerk', created, { action: 'accept' })
  await sendAll()
  const [notice, acceptance] = await told(caseNo)
  t.match(acceptance, { kind: 'accepted', deliveries: [{ status: 'FAILED', attempts: 1 }] }, 'for good')
  t.match(notice, {
    kind: 'undelivered',
    to: { kind: 'organ', organisation: COUNTY_MARKET, role: 'clerk' },
    body: /“受理通知”未能发送/,
  })

  const stopped = await app.request('POST', `/v1/messages/${received.messageId}/stop`, { token: clerk })
  t.equal(stopped.status, 200, stopped.text)
  await raiseAlert(app, caseNo, 'NOTICE', '2026-03-12', 'CORRECTION')
  await sendAll()
  const due = (await told(caseNo)).find(({ kind }) => kind === 'correctionDue')
  t.match(
    due,
    { class: 'reminder', insideOnly: 'stopped', deliveries: [] },
    'at the word of who has no token',
  )

  const silent = await createCase(app, foodCase())
  await sendAll()
  t.match((await told(silent.body.caseNo))[0], { kind: 'received', insideOnly: 'noAddress', deliveries: [] })

  await t.test('officers get mails, whoever stands in too, and nobody what he does not want', async (t) => {
    gateway.status = () => 200
    const security = await app.token('security')
    for (const staffNo of ['market-reviewer', 'market-clerk'])
      await app.database.asOwner(
        `update staff set issuer = 'urn:yichuang:dev', subject = $1 where staff_no = $1`,
        [staffNo],
      )
    for (const staffNo of ['market-reviewer', 'market-clerk']) {
      const entry = await app.request('GET', `/v1/staff/${staffNo}`, { token: security })
      const changed = await app.request('PATCH', `/v1/staff/${staffNo}`, {
        token: security,
        headers: { 'if-match': entry.headers.etag ?? '' },
        body: { email: `${staffNo}@example.gov.cn` },
      })
      t.equal(changed.status, 200, changed.text)
    }
    const started = await transition(app, 'reviewer', refused, { action: 'startReview' })
    await tellAll(app)
    await app.database.asOwner(
      `insert into staff_absences (staff_no, absence_id, from_on, until_on, deputy_no, created_by, created_at)
       values ('market-reviewer', gen_random_uuid(), '2026-01-01', '2026-12-31', 'market-clerk', 'test', now())`,
    )
    await app.database.asOwner(
      `update case_tasks set assignee = 'urn:yichuang:dev|market-reviewer' where closed_at is null`,
    )
    const alert = async (level: string) => raiseAlert(app, started.body.caseNo, level)
    await alert('NOTICE')
    mailbox.manner = () => 'refuses'
    await sendAll()
    t.same(mailbox.mails, [])
    mailbox.manner = () => 'takes'
    await later(31)
    await sendAll()
    t.same(mailbox.mails.map(({ to }) => to).toSorted(), [
      'market-clerk@example.gov.cn',
      'market-reviewer@example.gov.cn',
    ])
    t.match(
      (await told(caseNo)).find(({ to }) => to.deputyFor === 'market-reviewer'),
      {
        kind: 'reminder',
        body: /：请关注承诺时限。将于2026-03-12到期。/,
        to: { kind: 'staff', staffNo: 'market-clerk' },
        deliveries: [{ channel: 'email', status: 'SENT', address: 'm***********@example.gov.cn' }],
      },
    )

    const reviewer = await app.token('reviewer', { subject: 'market-reviewer', organisation: COUNTY_MARKET })
    const deputy = await app.token('clerk', { subject: 'market-clerk', organisation: COUNTY_MARKET })
    const prefer = async (token: string, body: object) =>
      app.request('PUT', '/v1/message-preferences', { token, body, headers: { 'if-match': '*' } })
    t.equal((await prefer(reviewer, { reminders: 'stopped', digest: 'none', language: 'zh' })).status, 200)
    t.equal((await prefer(deputy, { reminders: 'wanted', digest: 'daily', language: 'en' })).status, 200)
    mailbox.mails.length = 0
    await alert('NOTICE')
    await alert('NOTICE')
    await sendAll()
    t.same(mailbox.mails, [], 'one has stopped them, the other wants them once a day')
    await alert('YELLOW')
    await sendAll()
    t.equal(mailbox.mails.length, 2, 'a card reaches both')
    await later(24 * 3600)
    await sendAll()
    t.match(
      mailbox.mails[2],
      { to: 'market-clerk@example.gov.cn', text: /Due soon[\s\S]*Due soon/ },
      'both in one',
    )
    t.equal(mailbox.mails.length, 3)
  })

  await t.test('a platform hears at once, and nobody is woken at night', async (t) => {
    const platform = await startGateway(t, secret)
    const settings = app.deps.config.messages as ChannelSettings
    settings.webhook = { url: platform.url, secret }
    settings.quiet = { from: 21 * 60, to: 8 * 60 }
    // Half past ten at night.
    const now = await app.database.asOwner<{ at: string }>(
      `select to_char(app_now() at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as at`,
    )
    await app.setNow(`${now[0]?.at}T14:30:00.000000Z`)
    gateway.posted.length = 0
    const late = await createCase(app, reachable)
    await sendAll()
    t.equal(gateway.posted.length, 0, 'no text message')
    t.match(platform.posted, [{ genuine: true, body: { type: 'message.received' } }])
    t.notMatch(JSON.stringify(platform.posted), '13800138000', 'nothing personal')
    await later(10 * 3600)
    await sendAll()
    t.equal(gateway.posted.filter(({ body }) => body.to === '13800138000').length, 1, 'in the morning')

    // What was said goes after its days; that it was told, and with what result, stays.
    const sweep = createMessageSweep(app.deps.pool, 30)
    const { signal } = new AbortController()
    t.equal(await sweep(signal), 0)
    await later(31 * 24 * 3600)
    const wiped = await sweep(signal)
    t.ok(wiped > 5, `${wiped}`)
    t.equal(await sweep(signal), 0, 'once')
    t.match((await told(late.body.caseNo)).at(-1), { kind: 'received', title: '', body: '' })
    const [old] = await told(caseNo)
    t.match(await app.request('POST', `/v1/messages/${old.messageId}/resend`, { token: clerk }), {
      status: 409,
    })
  })

  await t.test('of one alert nobody is told twice', async (t) => {
    const cards = async () =>
      (await told(caseNo)).filter(({ kind }) => kind === 'red').map(({ to }) => to.role)
    t.same(await cards(), [])
    // The lead is named by itself and as one of the organ's.
    await raiseAlert(app, caseNo, 'RED', '2026-03-12', 'PROMISE', ['lead', 'organ'])
    await tellAll(app)
    t.same((await cards()).toSorted(), ['approver', 'lead'])
    const card = (await told(caseNo)).find(({ kind }) => kind === 'red')
    t.match(card, { body: /”的承诺时限亮红牌/ }, 'a limit by its name')
  })
})
