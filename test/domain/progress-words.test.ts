import t from 'tap'
import type { CaseRecord } from '../../src/features/cases/case.js'
import { isDenied, stationsOf } from '../../src/features/cases/progress-stations.js'
import { hasDue, statusWords, tellingAct } from '../../src/features/cases/progress-words.js'
import { wantedFrom } from '../../src/features/cases/wanted.js'
import { fieldTitle } from '../../src/features/catalogue/questions/field-titles.js'
import { type Action, STATUS_NAMES, type Status } from '../../src/features/workflow/statuses.js'
import { typedCaseNo } from '../../src/shared/case-number.js'
import { isCaseNo } from '../../src/shared/ids.js'

type Told = Parameters<typeof stationsOf>[0]

interface Way {
  acts?: Action[]
  resultType?: string
  facts?: Partial<CaseRecord['facts']>
}

/** A case that came to a status by its acts; the dates follow from them. */
function cameTo(status: Status, { acts = [], resultType, facts }: Way = {}): Told {
  const did = (action: Action) => acts.includes(action)
  return {
    status,
    ...(did('submit') ? { receivedOn: '2026-03-02' } : {}),
    ...(did('accept') || did('handleOnTheSpot') ? { acceptedOn: '2026-03-03' } : {}),
    ...(did('approve') || did('deny') ? { decidedOn: '2026-03-10' } : {}),
    ...(resultType === undefined ? {} : { resultType }),
    facts: {
      applicantName: '李小敏',
      applicantType: 'natural',
      answers: {},
      form: {},
      externalNos: [],
      warnings: [],
      documents: 0,
      missing: ['plan'],
      correctionsGiven: 0,
      deferred: [],
      specials: [],
      acts: acts.map((action) => ({ action, subject: 'a|b' })),
      ...facts,
    },
  }
}

const TAKEN: Action[] = ['submit', 'accept', 'startReview']
const shown = (told: Told) => stationsOf(told).map(({ key, state }) => `${key}:${state}`)

/** Every end of a case: what was done, what is said, whether there is somewhere to go against it. */
const ENDS: [string, Told, string[], RegExp, boolean?][] = [
  ['a draft withdrawn', cameTo('WITHDRAWN'), ['ended'], /撤回/, false],
  ['withdrawn at once', cameTo('WITHDRAWN', { acts: ['submit'] }), ['received', 'ended'], /撤回/, false],
  [
    'withdrawn in review',
    cameTo('WITHDRAWN', { acts: TAKEN }),
    ['received', 'accepted', 'review', 'ended'],
    /撤回/,
    false,
  ],
  ['not accepted', cameTo('NOT_ACCEPTED', { acts: ['submit'] }), ['received', 'ended'], /不予受理/, true],
  ['not required', cameTo('NOT_REQUIRED', { acts: ['submit'] }), ['received', 'ended'], /不需要/, true],
  ['ended', cameTo('TERMINATED', { acts: TAKEN }), ['received', 'accepted', 'review', 'ended'], /终止/, true],
  [
    'never corrected',
    cameTo('TERMINATED', { acts: ['submit'], resultType: 'correctionNotSupplied' }),
    ['received', 'ended'],
    /逾期未补正/,
    true,
  ],
  ['void', cameTo('VOIDED', { acts: TAKEN }), ['received', 'accepted', 'review', 'ended'], /作废/, false],
]

t.test('after every end nothing is to come, no day is due, and what was done is done', async (t) => {
  for (const [what, told, keys, words, against] of ENDS) {
    t.same(
      shown(told),
      keys.map((key) => `${key}:done`),
      what,
    )
    t.match(statusWords(told).zh, words, what)
    t.notMatch(statusWords(told).zh, '领取', what)
    t.equal(hasDue(told), false, what)
    t.same(wantedFrom(told, { materials: [], form: { schema: {} } }), [], what)
    t.equal(tellingAct(told)?.against, against, what)
  }
})

t.test('nothing is to come in what was moved, nor in what ended where it was moved', (t) => {
  for (const [where, title] of [
    [{ goesOnAs: '2' }, '已改办'],
    [{ endedAs: '2' }, '改办后已终结'],
  ] as const)
    for (const status of ['SUBMITTED', 'AWAITING_CORRECTION'] as const) {
      const left = { ...cameTo(status, { acts: ['submit'] }), ...where }
      t.same(shown(left), ['received:done', 'ended:done'])
      t.equal(stationsOf(left).at(-1)?.zh, title)
      t.match(statusWords(left).zh, /该件另有查询密码，请凭有效身份证件到受理窗口索取/)
      t.match(statusWords(left).en, /a query code of its own: ask at the window/)
    }
  const back = { ...cameTo('WITHDRAWN', { acts: ['submit'] }), goesOnAs: '2' }
  t.match(statusWords(back).zh, /2 继续办理.*另有查询密码/)
  t.end()
})

t.test('who was refused is never asked to fetch a result', async (t) => {
  for (const status of ['DENIED', 'CLOSED', 'DELIVERED'] as const) {
    const told = cameTo(status, { acts: [...TAKEN, 'deny'], resultType: 'returned' })
    t.equal(isDenied(told), true)
    t.match(statusWords(told).zh, '不予批准', status)
    t.match(statusWords(told).en, /refus/i, status)
    t.notMatch(statusWords(told).zh, '请领取结果', status)
    t.same(tellingAct(told), { action: 'deny', against: true })
    t.equal(hasDue(told), false)
    t.same(shown(told).slice(0, 4), ['received:done', 'accepted:done', 'review:done', 'decision:done'])
    t.notMatch(
      shown(told)
        .slice(status === 'DENIED' ? 6 : 0)
        .join(),
      'toCome',
    )
  }
  const granted = cameTo('CLOSED', { acts: [...TAKEN, 'approve'] })
  t.match(statusWords(granted).zh, '请领取结果')
  t.equal(tellingAct(granted), undefined)
  const heldBack: [object, RegExp][] = [
    [{ grantEnded: true }, /撤销、撤回或者注销/],
    [{ grantSuspended: {} }, /恢复后方可领取/],
    [{ grantSuspended: { until: '2026-06-30' } }, /暂停至2026-06-30/],
  ]
  for (const [more, words] of heldBack) {
    const said = statusWords({ ...granted, facts: { ...granted.facts, ...more } }).zh
    t.match(said, words)
    t.notMatch(said, '请领取结果', 'nobody is called in for what is not handed out')
    t.equal(tellingAct({ ...granted, facts: { ...granted.facts, ...more } })?.against, true)
  }
  const taken = { ...granted, facts: { ...granted.facts, grantEnded: true as const } }
  t.same(shown(taken).slice(-2), ['closed:done', 'ended:done'], 'nothing is on its way to anybody any more')
  const revoked = cameTo('CLOSED', { acts: [...TAKEN, 'approve'], resultType: 'returned' })
  t.match(statusWords(revoked).zh, '已被撤销')
  t.same(tellingAct(revoked), { action: 'close', against: true })
  const fetched = { ...cameTo('DELIVERED', { acts: [...TAKEN, 'approve'] }) }
  t.match(statusWords({ ...fetched, facts: { ...fetched.facts, grantEnded: true } }).zh, /此后已被撤销/)
  t.match(statusWords(cameTo('CLOSED', { acts: TAKEN, resultType: 'forwarded' })).zh, '转报')
})

t.test('what lies at a desk, or was only collected, is told as it is', (t) => {
  const shelf = {
    exitId: 'x',
    windowId: 'w',
    windowName: '综合窗口',
    pickUpNo: '0302-001',
    since: '2026-03-02',
    days: 30,
  }
  const there = cameTo('CLOSED', { acts: [...TAKEN, 'approve'], facts: { shelf } })
  t.match(statusWords(there).zh, /领取地点：综合窗口，取件号0302-001；请携带本人有效身份证件/)
  t.match(statusWords(there).en, /pick-up number 0302-001/)
  const partly = { ...there.facts, grant: { partial: { granted: '甲', refused: '乙', reason: '丙' } } }
  t.match(statusWords({ ...there, facts: partly }).zh, /部分准予.*取件号/)
  t.notMatch(statusWords({ ...there, facts: { ...there.facts, grantEnded: true } }).zh, /取件号/)
  const collected = (more: object) =>
    statusWords(
      cameTo('SUBMITTED', { acts: ['submit'], facts: { collected: { on: '2026-03-02', ...more } } }),
    ).zh
  t.match(collected({}), /将移交受理机关/)
  t.match(collected({ handoverId: 'h' }), /移交受理机关途中/)
  t.match(collected({ returned: {} }), /退回了窗口移交的材料.*重新移交/)
  t.match(collected({ returned: { lost: true } }), /途中遗失/)
  t.match(collected({ handoverId: 'h', receivedOn: '2026-03-04' }), /正在审核材料/)
  t.end()
})

t.test('what was posted or announced is not called delivered before anybody knows', async (t) => {
  const out = (acts: Action[], delivery: object) => {
    const told = cameTo('DELIVERED', { acts: [...TAKEN, ...acts] })
    const record = {
      ...told,
      facts: { ...told.facts, delivery: { on: '2026-03-02', ...delivery } },
    } as typeof told
    return [statusWords(record).zh, stationsOf(record).at(-1)?.zh, shown(record).at(-1)]
  }
  const posted = out(['approve'], { method: 'post' })
  t.match(posted[0], /^结果已于2026-03-02交邮寄出.*以回执上注明的收件日期为准$/)
  t.same(posted.slice(1), ['寄出', 'delivered:done'])
  const arrived = out(['approve'], { method: 'post', provenOn: '2026-03-05' })
  t.same(arrived, ['结果已送达', '送达', 'delivered:done'])
  t.match(out(['deny'], { method: 'post' })[0], /^不予批准的决定书已于2026-03-02交邮寄出/)
  t.match(out(['deny'], { method: 'announcement' })[0], /公告，自公告之日起经过三十日视为送达$/)
  t.same(out(['approve'], { method: 'pickup' }), ['结果已送达', '送达', 'delivered:done'])
})

t.test('every status has words of its own in both languages', async (t) => {
  const said = STATUS_NAMES.map((status) => statusWords(cameTo(status)))
  t.equal(new Set(said.map(({ zh }) => zh)).size, STATUS_NAMES.length)
  t.equal(new Set(said.map(({ en }) => en)).size, STATUS_NAMES.length)
  for (const { zh, en } of said) {
    t.match(zh, /[一-龥]/)
    t.notMatch(en, /[一-龥]/)
  }
  for (const status of ['SUBMITTED', 'ACCEPTED', 'REVIEWING', 'SPECIAL_PROCEDURE', 'DECIDING'] as const) {
    t.equal(hasDue(cameTo(status)), true)
    t.equal(stationsOf(cameTo(status)).filter(({ state }) => state === 'current').length, 1)
  }
})

t.test('what to bring names materials and fields, each with why and until when', async (t) => {
  const document = {
    materials: [{ materialCode: 'plan', name: '平面图', nameEn: 'Layout plan' }],
    form: { schema: { properties: { name: { title: '名称' } } } },
  } as unknown as Parameters<typeof wantedFrom>[1]
  const notice = {
    requestedOn: '2026-03-03',
    items: [
      { materialCode: 'plan', reason: '不清晰' },
      { field: 'name', reason: '不一致' },
    ],
    openMaterials: ['plan'],
    openFields: ['name'],
    expiresOn: '2026-03-20',
  }
  const told = cameTo('AWAITING_CORRECTION', { facts: { correction: notice } })
  t.same(wantedFrom(told, document), [
    { materialCode: 'plan', name: '平面图', nameEn: 'Layout plan', reason: '不清晰', by: '2026-03-20' },
    { field: 'name', name: '名称', reason: '不一致', by: '2026-03-20' },
  ])
  const owed = cameTo('REVIEWING', { facts: { deferred: [{ materialCode: 'plan', dueOn: '2026-03-25' }] } })
  t.match(wantedFrom(owed, document), [{ materialCode: 'plan', by: '2026-03-25' }])
})

t.test('a number is the same however it is typed', async (t) => {
  const no = '511100260302200001F'
  for (const typed of [
    no.toLowerCase(),
    '５１１１００２６０３０２２００００１Ｆ',
    ' 511100 260302 200001f ',
    '511100-260302\u200b-200001F',
  ])
    t.equal(typedCaseNo(typed), no)
  t.equal(isCaseNo(typedCaseNo('不是编号')), false)
})

t.test('a field is called as the form calls it, or what it is a part of', async (t) => {
  const schema = {
    properties: { sum: { title: '金额', properties: { amount: {} } }, list: { items: { title: '人员' } } },
  }
  t.equal(fieldTitle(schema, ['sum', 'amount']), '金额')
  t.equal(fieldTitle(schema, ['list', '0']), '人员')
  t.equal(fieldTitle(schema, ['__proto__']), undefined)
})
