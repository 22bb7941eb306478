import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { EVENT_TYPES } from '../../src/events/catalogue.js'
import { DEFAULT_WORDS } from '../../src/features/notifications/default-words.js'
import {
  checkMessage,
  fillMessage,
  SPECIMEN_FACTS,
  speak,
} from '../../src/features/notifications/message-template.js'
import { noticesOf, type ToldEvent } from '../../src/features/notifications/notice.js'
import { isNoticeKind, NOTICE_KINDS, NOTICE_NAMES } from '../../src/features/notifications/notice-kinds.js'
import { routeOf } from '../../src/features/notifications/routing.js'
import {
  afterQuietHours,
  MOST_ATTEMPTS,
  nextTimeOfDay,
  pauseAfter,
} from '../../src/features/notifications/sending-times.js'
import { spokenFacts } from '../../src/features/notifications/spoken-facts.js'

const event = (type: string, payload: Record<string, unknown> = {}): ToldEvent => ({
  id: 'e',
  type,
  caseNo: 'c',
  version: 2,
  occurredAt: '2026-03-02T01:00:00.000000Z',
  clocks: [{ kind: 'PROMISE', due: '2026-03-12' }],
  payload,
})

t.test('what the service says of itself passes its own checks, in both languages', async (t) => {
  for (const kind of NOTICE_NAMES) {
    const content = DEFAULT_WORDS[kind]
    t.same(checkMessage(kind, content), [], kind)
    t.equal(content.personal, undefined, `${kind} says nothing personal`)
    for (const language of ['zh', 'en'] as const) {
      const { title, body } = speak(content, language, spokenFacts(SPECIMEN_FACTS, language))
      t.notMatch(`${title} ${body}`, /[{}]/, `${kind} ${language}: every placeholder is filled`)
      t.ok(body.length > 5 && body.length < 300, `${kind} ${language}: ${body.length} characters`)
    }
  }
})

t.test('a sentence without its fact is left out, and no fact brings a line of its own', async (t) => {
  t.equal(fillMessage('已受理。预计于{due}前办结。', {}), '已受理。')
  t.equal(fillMessage('It is in. Due on {due}. Bye.', {}), 'It is in. Bye.')
  t.equal(fillMessage('{itemName}已受理。', { itemName: '甲\r\nBcc: x' }), '甲 Bcc: x已受理。')
  // A card about an act has no day, and says all the same which case and what for.
  for (const kind of ['reminder', 'yellow', 'red'] as const) {
    const body = (language: 'zh' | 'en') => {
      const facts = spokenFacts({ caseNo: '51', itemName: '甲', clock: 'CORRECT_TWICE' }, language)
      return speak(DEFAULT_WORDS[kind], language, facts).body
    }
    t.match(body('zh'), /^办件51“甲”.*二次补正告知.*。$/, kind)
    t.match(body('en'), /^Case 51, 甲: .*a second notice of correction/, kind)
  }
  // What is no case is called by its own name: an order or a complaint has no number of a case.
  for (const [kind, zh, en] of [
    ['supervisionOrder', /^督办单（51）的督办答复时限亮黄牌。$/, /^Supervision order 51: yellow card/],
    ['complaint', /^投诉（51）的督办答复时限亮黄牌。$/, /^Complaint 51: yellow card/],
    ['handover', /^物料移交清单（51）的/, /^Handover 51: /],
  ] as const) {
    const facts = { caseNo: '51', itemName: kind, clock: 'ORDER_REPLY' }
    t.match(speak(DEFAULT_WORDS.yellow, 'zh', spokenFacts(facts, 'zh')).body, zh)
    t.match(speak(DEFAULT_WORDS.yellow, 'en', spokenFacts(facts, 'en')).body, en)
  }
  const said = { clock: 'COMPLAINT_ANSWER', itemName: 'complaint', step: 'review' }
  t.same(spokenFacts(said, 'zh', { review: { zh: '初审', en: 'Examination' } }), {
    clock: '投诉答复时限',
    itemName: '投诉',
    step: '初审',
  })
  t.same(spokenFacts({ clock: 'OF_A_NEWER_RELEASE', step: 'toString' }, 'zh', {}), {
    clock: 'OF_A_NEWER_RELEASE',
    step: 'toString',
  })
})

t.test('each event has what it has to tell', async (t) => {
  const kinds = (type: string, payload?: Record<string, unknown>) =>
    noticesOf(event(type, payload)).map(({ kind, whom }) => `${kind} ${whom.to}`)
  t.same(kinds('case.submit'), ['received parties'])
  t.same(kinds('case.accept', { acceptedOn: '2026-03-02' }), ['accepted parties'])
  t.match(noticesOf(event('case.accept', { acceptedOn: '2026-03-02' })), [
    { facts: { acceptedOn: '2026-03-02', due: '2026-03-12' } },
  ])
  t.match(noticesOf(event('case.moveCase', { to: '9' })), [
    { kind: 'moved', whom: { to: 'parties' }, facts: { toCaseNo: '9' } },
  ])
  for (const [payload, said] of [
    [{ supersededBy: '9' }, /作废。该申请在办件编号9下继续办理。/],
    [{}, /已作废。如有疑问/],
  ] as const) {
    const [voided] = noticesOf(event('case.void', payload))
    const facts = { caseNo: '51', itemName: '甲', organName: '乙', ...voided?.facts }
    t.match(speak(DEFAULT_WORDS.voided, 'zh', facts).body, said)
  }
  // Of whose draft it was nothing is kept: what has no addressee is no kind of message.
  t.same(kinds('case.expireDraft'), [])
  t.notOk(isNoticeKind('draftExpired'))
  const deferring = {
    ...event('case.acceptWithDeferral', { acceptedOn: '2026-03-02' }),
    clocks: ['2026-03-20', '2026-03-16'].map((due) => ({ kind: 'DEFERRED', due })),
  }
  const [owing] = noticesOf(deferring)
  const of = { itemName: '甲', caseNo: '51' }
  for (const [language, said] of [
    ['zh', /受理。容缺的材料请于2026-03-16前补交，逾期未补交的，补齐前不予发放办理结果。/],
    ['en', /Bring what was deferred by 2026-03-16\./],
  ] as const)
    t.match(speak(DEFAULT_WORDS.accepted, language, { ...of, ...owing?.facts }).body, said)
  t.notMatch(
    speak(DEFAULT_WORDS.accepted, 'zh', { ...of, acceptedOn: '2026-03-02' }).body,
    /容缺/,
    'nothing of what nobody owes',
  )
  t.same(kinds('case.close', { resultType: 'issued' }), ['readyToCollect parties'])
  t.same(kinds('case.close', { resultType: 'returned' }), ['closed parties'])
  t.same(kinds('case.submit', { collected: true }), ['collected parties'], 'the organ has nothing yet')
  t.same(kinds('case.receiveHandover', { receivedOn: '2026-03-04' }), ['received parties'])
  t.same(kinds('case.receiveHandover', {}), [])
  t.same(kinds('case.deliver', { method: 'post' }), ['posted parties'])
  t.same(kinds('case.deliver', { method: 'announcement' }), ['announced parties'], 'not closed once more')
  t.same(
    kinds('case.deliver', { method: 'post', restored: true }),
    ['returnRighted parties'],
    'not posted twice',
  )
  t.same(kinds('case.returnMail', { method: 'post' }), ['mailReturned parties'])
  t.same(kinds('case.returnMail', { method: 'pickup' }), ['deliveryRighted parties'])
  t.same(kinds('case.approve', {}), ['approved parties'])
  t.same(kinds('case.approve', { inPart: true }), ['approvedInPart parties'])
  t.match(DEFAULT_WORDS.approvedInPart.body.zh, /另一部分不予准予，理由和救济途径见决定书/)
  t.match(DEFAULT_WORDS.approvedInPart.body.en, /the other part was refused/)
  const [renewed] = noticesOf(event('case.deemRenewal', { licenceNo: 'JY1', validTo: '2041-03-01' }))
  t.match(
    speak(DEFAULT_WORDS.renewedByLaw, 'zh', { caseNo: '51', itemName: '甲', ...renewed?.facts }).body,
    /证照JY1有效期届满前未作出决定，依照.*第五十条第二款视为准予延续。有效期延续至2041-03-01。/,
  )
  const law = '《示例条例》第二十条'
  const [cited] = noticesOf(
    event('case.deemRenewal', { licenceNo: 'JY1', validTo: '2041-03-01', basis: law }),
  )
  for (const language of ['zh', 'en'] as const) {
    const { body } = speak(DEFAULT_WORDS.renewedByLaw, language, {
      caseNo: '51',
      itemName: '甲',
      ...cited?.facts,
    })
    t.match(body, law)
    t.notMatch(body, /行政许可法|licence law/, 'which does not hold for it')
  }
  // Whoever may promise nothing any more is told, and told when it is over.
  t.same(kinds('case.barPromises', { materialCode: 'm' }), ['promiseBarred parties'])
  t.same(kinds('case.repairPromise', { materialCode: 'm' }), ['promiseRepaired parties'])
  const [red] = noticesOf(event('alert.raise', { level: 'RED', rule: 'LEGAL', explainBy: '2026-03-09' }))
  t.match(
    speak(DEFAULT_WORDS.red, 'zh', spokenFacts(red?.facts ?? {}, 'zh')).body,
    /请于2026-03-09前说明情况。$/,
  )
  t.same(kinds('case.pay', { settling: 'wrongAmount', amount: 1 }), [])
  t.match(noticesOf(event('case.bill', { amount: 8000, paymentCode: 'P' })), [{ facts: { amount: '80.00' } }])
  t.same(kinds('alert.raise', { level: 'NOTICE', rule: 'PROMISE' }), ['reminder work'])
  t.same(kinds('alert.raise', { level: 'NOTICE', rule: 'CORRECTION' }), [
    'correctionDue parties',
    'reminder work',
  ])
  t.same(kinds('alert.raise', { level: 'RED', rule: 'LEGAL' }), ['red work', 'red work'], 'and the lead')
  const tell = ['officer', 'deputy', 'superior', 'organ', 'nobody that is known here']
  t.same(kinds('alert.raise', { level: 'NOTICE', rule: 'PROMISE', tell }).length, 5, 'whom the rule names')
  t.match(
    noticesOf(event('alert.escalate', { level: 'RED', rule: 'LEGAL', tell: ['organ'] })),
    [{ whom: { role: 'approver' } }, { whom: { role: 'lead' } }],
    'the organ is who decides for it and who leads it',
  )
  t.same(kinds('alert.raise', { level: 'PURPLE' }), [], 'of a newer release')
  t.match(noticesOf(event('case.assignTask', { taskId: 't', assignee: 'A1', step: 'review' })), [
    { kind: 'assigned', whom: { person: 'A1' }, facts: { step: 'review' } },
  ])
  t.same(kinds('case.remindTask', { taskId: 't' }), ['urged work'])
  t.same(kinds('case.urgeCase', { urgedBy: 'applicant' }), ['urged work', 'urged work'], 'and the lead')
  t.same(kinds('case.urgeCase', { urgedBy: 'lead' }), ['urged work'])
  t.match(noticesOf(event('case.copyCase', { staff: ['A1'], organisations: ['O'] })), [
    { kind: 'copied', whom: { person: 'A1' } },
    { kind: 'copied', whom: { role: 'lead', organisation: 'O' } },
  ])
  t.same(kinds('case.answerUrge', { answered: false }), [], 'only seen')
  t.same(kinds('case.answerUrge', { answered: true }), ['urgeAnswered parties'])
  const order = { organisation: 'O', officialNo: '督1号', replyBy: '2026-03-09', issuedBy: 'i|sun' }
  const ordered = (what: string) =>
    noticesOf(event(`supervisionOrder.${what}`, order)).map(({ kind, whom }) => [
      kind,
      'role' in whom && whom.role,
    ])
  t.same(ordered('issue'), [
    ['orderToAnswer', 'lead'],
    ['orderToAnswer', 'approver'],
  ])
  t.same(ordered('return'), ordered('issue'))
  t.match(noticesOf(event('supervisionOrder.reply', order)), [
    { kind: 'orderAnswered', whom: { issuer: 'i|sun', above: true, organisation: 'O' } },
  ])
  t.match(noticesOf(event('supervisionOrder.withdraw', order)), [
    { kind: 'orderEnded', facts: { outcome: 'withdraw' } },
    {},
  ])
  t.same(ordered('clockMoved'), [])
  const card = { level: 'YELLOW', rule: 'PROMISE', taskId: 't', score: 1.5 }
  t.match(noticesOf(event('alert.confirm', card)), [
    { kind: 'cardConfirmed', whom: { taskId: 't' }, facts: { score: '1.5', card: 'YELLOW' } },
    { kind: 'cardConfirmed', whom: { role: 'lead' } },
  ])
  t.notOk('score' in (noticesOf(event('alert.confirm', { ...card, score: 0 }))[0]?.facts ?? {}))
  t.same(kinds('alert.revoke', card), ['cardRevoked work', 'cardRevoked work'])
  t.same(kinds('alert.explain', card), [])
  t.same(kinds('case.invented'), [])
  t.same(kinds('constructor'), [])
  const told = EVENT_TYPES.filter(
    (type) => kinds(type, { level: 'RED', done: true, settling: 'settled' }).length > 0,
  )
  t.ok(told.length >= 36, `${told.length} types of events are told`)
})

t.test('nobody is woken, and what fails is tried for hours', async (t) => {
  const quiet = { from: 21 * 60, to: 8 * 60 }
  // Asia/Shanghai is eight hours ahead.
  const at = (utc: string) => afterQuietHours(`2026-03-02T${utc}:00.000Z`, quiet)
  t.equal(at('12:59'), '2026-03-02T12:59:00.000Z', 'a minute before nine in the evening')
  t.equal(at('13:00'), '2026-03-03T00:00:00.000Z', 'at nine')
  t.equal(at('23:59'), '2026-03-03T00:00:00.000Z', 'a minute before eight')
  t.equal(at('00:00'), '2026-03-02T00:00:00.000Z', 'at eight')
  t.equal(afterQuietHours('2026-03-02T13:00:00.000Z', undefined), '2026-03-02T13:00:00.000Z')
  t.equal(nextTimeOfDay('2026-03-02T01:00:00.000Z', 8 * 60 + 30), '2026-03-03T00:30:00.000Z', 'tomorrow')
  t.equal(nextTimeOfDay('2026-03-01T20:00:00.000Z', 8 * 60 + 30), '2026-03-02T00:30:00.000Z', 'today')
  t.same([1, 2, 3, 8, 14].map(pauseAfter), [30, 60, 120, 3600, 3600])
  const hours =
    Array.from({ length: MOST_ATTEMPTS - 1 }, (_, n) => pauseAfter(n + 1)).reduce((a, b) => a + b) / 3600
  t.ok(hours > 6 && hours < 10, `${hours} hours`)
})

t.test('the law is not stopped, reminders are; what is not configured is said', async (t) => {
  const { messages } = loadConfig({
    SMS_URL: 'http://127.0.0.1:1/',
    SMS_SECRET: Buffer.alloc(32).toString('base64'),
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'noreply@example.gov.cn',
    QUIET_HOURS: 'off',
  })
  const now = '2026-03-02T01:00:00.000Z'
  const stopped = { reminders: 'stopped', digest: 'none', language: 'zh' } as const
  const party = { audience: 'party', persons: ['number:00'], mobile: '138****8000' }
  for (const kind of NOTICE_NAMES.filter((name) => NOTICE_KINDS[name].class === 'legal'))
    t.match(routeOf({ ...party, kind }, stopped, messages, now), { ways: [{ channel: 'sms' }] }, kind)
  t.same(routeOf({ ...party, kind: 'correctionDue' }, stopped, messages, now), {
    ways: [],
    insideOnly: 'stopped',
  })
  const officer = { audience: 'staff', persons: ['iss|a'], email: 'a***@b' }
  t.match(routeOf({ ...officer, kind: 'red' }, stopped, messages, now), { ways: [{ channel: 'email' }] })
  t.match(routeOf({ ...officer, kind: 'reminder' }, stopped, messages, now), { insideOnly: 'stopped' })
  const none = loadConfig({}).messages
  t.same(routeOf({ ...party, kind: 'accepted' }, undefined, none, now), { ways: [], insideOnly: 'noChannel' })
  t.throws(() => loadConfig({ SMS_URL: 'http://a/' }), /SMS_SECRET/)
  t.throws(() => loadConfig({ SMTP_URL: 'smtp://a' }), /MAIL_FROM/)
  t.throws(() => loadConfig({ SMTP_URL: 'http://a', MAIL_FROM: 'a@b' }), /SMTP_URL/)
  t.throws(() => loadConfig({ QUIET_HOURS: '25:00-08:00' }), /QUIET_HOURS/)
  t.throws(
    () => loadConfig({ MESSAGE_WEBHOOK_SECRET: Buffer.alloc(32).toString('base64') }),
    /MESSAGE_WEBHOOK_URL/,
  )
})
