import t from 'tap'
import { noticeNow } from '../../src/features/documents/notice-now.js'
import { sheetFor } from '../../src/features/documents/page.js'
import { composeSheet } from '../../src/features/documents/sheet.js'
import type { SheetSource } from '../../src/features/documents/sheet-parts.js'
import { standingOf } from '../../src/features/documents/standing.js'
import { reachesOut, type Template, templateFor, templateKey } from '../../src/features/documents/template.js'
import { documentTitle } from '../../src/features/documents/titles.js'
import { moneyInWords } from '../../src/features/documents/wording.js'
import { ACTION_INPUTS } from '../../src/features/workflow/action-inputs.js'
import type { DocumentKind } from '../../src/features/workflow/decision.js'
import { SPECIAL_KINDS } from '../../src/features/workflow/special-procedures.js'
import { foodBusinessLicence, leshanHousingFund, REFERENCE_TEMPLATES } from '../helpers/sample.js'

const TEMPLATES: Template[] = REFERENCE_TEMPLATES.map((each) => ({
  ...each,
  key: templateKey(each),
  version: 1,
}))

const paper = (
  kind: string,
  content: Record<string, unknown>,
  itemType = '01',
  more: Partial<SheetSource> = {},
) =>
  composeSheet({
    kind,
    issuedOn: '2026-03-02',
    content,
    template: templateFor(TEMPLATES, kind, itemType).content,
    organ: { name: '示例局', government: '示例区人民政府' },
    parties: [{ type: 'natural', name: '李小敏' }],
    case: { caseNo: '5111022603021000019', itemName: '示例事项', itemType, receivedOn: '2026-03-02' },
    item: foodBusinessLicence,
    ...more,
  })
const textOf = (sheet: ReturnType<typeof paper>): string =>
  [
    ...sheet.paragraphs.map(({ text }) => text),
    ...sheet.lists.flatMap(({ lines }) => lines.map(({ text }) => text)),
    ...sheet.remedies.map(({ text }) => text),
    ...(sheet.signatures ?? []).map(({ text }) => text),
  ].join('\n')

t.test('a decision is called after what it does: only a licence is granted', async (t) => {
  const titles = ['01', '05', '07', '20'].map((type) => [
    documentTitle('approval', type).zh,
    documentTitle('denial', type).zh,
  ])
  t.same(titles, [
    ['准予行政许可决定书', '不予行政许可决定书'],
    ['行政给付决定书', '不予行政给付决定书'],
    ['行政确认书', '不予行政确认决定书'],
    ['办理结果通知书', '不予办理通知书'],
  ])
  for (const type of ['05', '07', '08', '09', '20'])
    t.notMatch(textOf(paper('approval', { decidedOn: '2026-03-02' }, type)), '行政许可')
  t.same(documentTitle('scroll', '01'), { zh: 'scroll', en: 'scroll' })
})

const LICENCE = { licenceNo: 'JY2', licenceName: '食品经营许可证', reason: '经核查属实' }

/** What each kind is given by its act today. */
const FACTS: Record<DocumentKind, Record<string, unknown>> = {
  receipt: {
    missing: ['safety-rules'],
    received: [{ materialCode: 'application-form', copies: 1, source: 'paper' }],
  },
  acceptanceNotice: { acceptedOn: '2026-03-02', lastDays: [{ kind: 'legal', due: '2026-03-30' }] },
  correctionNotice: {
    items: [
      { materialCode: 'safety-rules', reason: '缺页' },
      { field: 'businessName', reason: '不一致' },
    ],
  },
  supplementNotice: { items: [{ materialCode: 'safety-rules', reason: '核对原件' }] },
  notAcceptedNotice: {
    ground: 'outsideCompetence',
    reason: '属于市局职权',
    competentAuthority: '市市场监督管理局',
  },
  notRequiredNotice: { reason: '依法备案即可' },
  paymentNotice: {
    paymentCode: '51110026030210000S10101',
    amount: 8000,
    fees: [{ feeCode: 'registration', full: 8000, amount: 8000 }],
  },
  paymentReceipt: {
    paymentCode: '51110026030210000S10101',
    transactionNo: 'P2026030200000001',
    amount: 8000,
    paidOn: '2026-03-02',
    fees: [{ feeCode: 'registration', full: 8000, amount: 8000 }],
  },
  refundReceipt: {
    refundNo: '51110026030210000S1R01A',
    paymentNo: 'P2026030200000001',
    transactionNo: 'R2026030300000001',
    amount: 8000,
    refundedOn: '2026-03-03',
  },
  returnList: { returned: ['application-form', 'safety-rules'], givenBy: 'A0017' },
  deferralPromise: {
    deferred: [{ materialCode: 'safety-rules', dueOn: '2026-03-11' }],
    promise: '十日内补交',
    lastDays: [{ kind: 'deferred', due: '2026-03-11' }],
  },
  commitmentLetter: { pledged: ['safety-rules'] },
  hearingRightNotice: {
    interest: '拟批准的取水量关系下游用水',
    thirdParties: '示例灌区管理处',
    lastDays: [{ kind: 'hearing', due: '2026-03-09' }],
  },
  hearingNotice: { hearingOn: '2026-03-16', hearingTime: '09:30', place: '听证室', presider: 'SC-101' },
  hearingRecord: { hearingOn: '2026-03-16', presider: 'SC-101', record: '双方陈述了意见', signed: '李小敏' },
  specialNotice: { kind: 'inspection', estimatedDays: 7, lawBasis: '《行政许可法》第四十五条' },
  extensionNotice: { days: 5, reason: '情况复杂' },
  approval: { decidedOn: '2026-03-02' },
  renewalDecision: { decidedOn: '2026-03-02' },
  hearingWithdrawal: { requestedOn: '2026-03-02', hearingBy: 'applicant' },
  changeDecision: { decidedOn: '2026-03-02' },
  denial: { decidedOn: '2026-03-02', reason: '不符合标准' },
  renewalDenial: { decidedOn: '2026-03-02', reason: '不符合标准' },
  changeDenial: { decidedOn: '2026-03-02', reason: '不符合标准' },
  deliveryReceipt: { method: 'pickup', deliveredOn: '2026-03-02' },
  withdrawalConfirmation: { reason: '不再办理' },
  voidNotice: { reason: '重复录入', supersededBy: '5111002603021000013' },
  revocationDecision: { revokedOn: '2026-03-20', reason: '承诺补交的材料逾期未补', heard: '未提出意见' },
  terminationNotice: { ground: 'applicantGone', reason: '已注销' },
  licenceRevocation: { ...LICENCE, ground: 'fraud' },
  licenceWithdrawal: { ...LICENCE, ground: 'lawChanged' },
  licenceCancellation: { ...LICENCE, ground: 'notRenewed' },
  licenceSuspension: { ...LICENCE, ground: 'rectify', statute: '《示例条例》第十条', until: '2026-03-31' },
  licenceResumption: { ...LICENCE, ground: 'rectified' },
  licenceReprint: { ...LICENCE, ground: 'lost' },
  handoverVoucher: {
    handedFrom: '综合',
    handedTo: '示例局',
    givenOn: '2026-03-02',
    givenBy: 'A0017',
    arrivedOn: '2026-03-03',
    sheets: [{ materialCode: 'safety-rules', count: 2, received: 1, refused: 1, lost: 0 }],
  },
}

t.test('no paper of any kind and type carries a code or an empty place', async (t) => {
  const codes = new RegExp(
    `${Object.keys(SPECIAL_KINDS).join('|')}|[{}]|undefined|null|[a-z]+-[a-z]+|[a-z]+[A-Z]`,
  )
  for (const [kind, facts] of Object.entries(FACTS))
    for (const type of ['01', '05', '07', '10', '20', 'X']) {
      const sheet = paper(kind, facts, type)
      t.ok(sheet.paragraphs.length > 0, `${kind} ${type} says something`)
      t.notMatch(textOf(sheet), codes, `${kind} ${type}`)
    }
  const grounds = [ACTION_INPUTS.refuseAcceptance, ACTION_INPUTS.terminate].flatMap(
    ({ properties }) => (properties.ground as unknown as { enum: string[] }).enum,
  )
  for (const ground of grounds) t.notMatch(textOf(paper('terminationNotice', { ground })), codes, ground)
  const unknown = paper('scroll', { strange: 'siteVisit', reason: '有故' })
  t.match(textOf(unknown), /示例事项.*\n理由：有故/, 'a kind without a template')
})

t.test(
  'an extension of what is handled together is the government’s word, and the paper says so',
  async (t) => {
    const said = (more: object) => textOf(paper('extensionNotice', { ...FACTS.extensionNotice, ...more }))
    t.match(said({ byGovernment: true }), /经本级人民政府负责人批准，办理期限延长5个工作日/)
    t.notMatch(said({ byGovernment: true }), '本机关负责人')
    t.match(said({}), /经本机关负责人批准，办理期限延长5个工作日/)
  },
)

t.test('remedies stand wherever one can go against it, whatever was written', async (t) => {
  for (const kind of [
    'denial',
    'renewalDenial',
    'changeDenial',
    'notAcceptedNotice',
    'notRequiredNotice',
    'terminationNotice',
    'revocationDecision',
  ]) {
    const [line] = paper(kind, { ...FACTS[kind as DocumentKind], remedy: '无' }, '20').remedies
    t.match(line?.text, /60日内向示例区人民政府申请行政复议.*6个月内依法向有管辖权的人民法院/, kind)
  }
  t.same(paper('approval', FACTS.approval).remedies, [])
})

t.test('a renewal and a change that are refused have papers of their own', async (t) => {
  for (const [kind, title, said, basis] of [
    ['renewalDenial', '不予延续决定书', /延续申请.*决定不予延续.*理由：不符合标准/s, '第五十条'],
    ['changeDenial', '不予变更决定书', /变更申请.*决定不予变更.*理由：不符合标准/s, '第四十九条'],
  ] as const) {
    const sheet = paper(kind, FACTS[kind])
    t.equal(sheet.title, title)
    t.match(textOf(sheet), said)
    t.notMatch(textOf(sheet), '不予行政许可')
    t.match(sheet.bases.join(), new RegExp(`第三十八条第二款.*${basis}`), kind)
    t.equal(sheet.remedies.length, 1)
  }
})

t.test(
  'an acceptance of what is only examined here names who decides, and not the limit of a decision',
  async (t) => {
    const sheet = paper('acceptanceNotice', FACTS.acceptanceNotice, '01', {
      deciders: ['市示例局', '省示例局'],
    })
    t.match(textOf(sheet), /由本机关初审.*报市示例局或者省示例局，由有权机关决定/)
    t.match(sheet.dates, [{ label: '法定初审期限' }])
    t.notMatch(sheet.bases.join(), '第四十二条')
    t.match(sheet.bases.join(), /第三十五条.*第四十三条/)
    const own = paper('acceptanceNotice', FACTS.acceptanceNotice)
    t.match(own.bases.join(), '第四十二条')
    t.notMatch(textOf(own), '初审')
    t.match(own.dates, [{ label: '法定办结期限' }])
  },
)

t.test('what counts as accepted since nothing was told rests on Art. 32(4), and not on (5)', async (t) => {
  const silent = paper('acceptanceNotice', { ...FACTS.acceptanceNotice, deemed: true }).bases.join()
  t.match(silent, '第三十二条第一款第（四）项')
  t.notMatch(silent, '第（五）项')
  t.match(paper('acceptanceNotice', FACTS.acceptanceNotice).bases.join(), '第三十二条第一款第（五）项')
})

t.test('no free words stand among the remedies, nor undo them beside', async (t) => {
  const denial = (remedy: string) => paper('denial', { ...FACTS.denial, remedy })
  for (const remedy of ['本决定为终局决定，不得复议或者诉讼', '如不服本决定，也无权起诉', '仅可申诉']) {
    t.equal(denial(remedy).remedies.length, 1)
    t.notMatch(textOf(denial(remedy)), remedy)
  }
  const kind = denial('可以到政务服务中心咨询')
  t.equal(kind.remedies.length, 1)
  t.match(kind.lists.at(-1), {
    title: '补充说明',
    lines: [{ text: /^可以到.*不影响下列救济途径/, masked: '***' }],
  })
})

t.test('a receipt of delivery names what went out: of a refused case the refusal alone', async (t) => {
  const receipt = (decision: 'approval' | 'denial') =>
    textOf(
      paper('deliveryReceipt', FACTS.deliveryReceipt, '01', {
        delivered: { decision, title: documentTitle(decision, '01').zh },
      }),
    )
  t.match(receipt('denial'), '送达文书、证件：《不予行政许可决定书》。')
  t.notMatch(receipt('denial'), '食品经营许可证')
  t.match(receipt('approval'), '《准予行政许可决定书》、《食品经营许可证》')
  t.notMatch(textOf(paper('deliveryReceipt', FACTS.deliveryReceipt)), '食品经营许可证', 'nothing is guessed')
  const announced = textOf(paper('deliveryReceipt', { method: 'announcement', deliveredOn: '2026-04-01' }))
  t.match(announced, /办理结果已于2026年3月\d+日公告送达；自公告之日起经过三十日，于2026年4月1日视为送达/)
  t.notMatch(announced, /已于2026年4月1日送达|签名/, 'it says nothing that has not come, and nobody signs')
  const posted = textOf(paper('deliveryReceipt', { method: 'post', postedOn: '2026-03-02' }))
  t.match(posted, '办理结果已于2026年3月2日交邮寄送，以回执上注明的收件日期为送达日期。')
  t.notMatch(posted, '日送达', 'nobody knows yet that it arrived')
})

t.test('a refusal to accept rests on the article of its ground, an end on its ground in words', async (t) => {
  const refused = (ground: string, type = '01') => paper('notAcceptedNotice', { ground }, type).bases.join()
  t.match(refused('outsideCompetence'), '第三十二条第一款第（二）项')
  t.match(refused('correctionNotSupplied'), '第三十二条第一款第（四）项')
  t.match(refused('falseStatement'), /第三十一条.*第七十八条/)
  t.notMatch(refused('falseStatement'), '第（二）项')
  t.equal(refused('falseStatement', '20'), '')
  const gone = paper('terminationNotice', { ground: 'applicantGone' }, '20')
  t.match(gone.bases, ['申请人已经死亡或者终止，申请失去主体，办理程序无法继续'])
  t.notMatch(textOf(gone), '重新提出申请', 'nobody is told to the dead')
  t.notMatch(textOf(paper('terminationNotice', { ground: 'itemAbolished' })), '重新提出申请')
  const late = paper('terminationNotice', { expiresOn: '2026-03-02' })
  t.match(late.bases[0], '补正期限')
  t.match(textOf(late), '重新提出申请')
})

t.test(
  'a notice of acceptance speaks of limits and of what they leave out where there are such',
  async (t) => {
    const listed = (kind: string) => ({
      item: { ...foodBusinessLicence, specialProcedures: [{ kind, days: 5, basis: '有关规定' }] },
    })
    const limited = FACTS.acceptanceNotice
    t.match(
      textOf(paper('acceptanceNotice', limited, '01', listed('testing'))),
      '依法需要检测的，所需时间不计算',
    )
    for (const other of [
      paper('acceptanceNotice', limited, '20', listed('testing')),
      paper('acceptanceNotice', limited, '01', listed('siteVisit')),
    ])
      t.notMatch(textOf(other), '所需时间')
    t.match(textOf(paper('acceptanceNotice', limited)), '办理期限自受理之日起计算')
    const atOnce = textOf(paper('acceptanceNotice', { acceptedOn: '2026-03-02', onTheSpot: true }, '20'))
    t.match(atOnce, '本事项为即办件，已当场办理。')
    t.notMatch(atOnce, '办理期限')
  },
)

t.test('everybody is addressed as what he is, and who must come is not told to send somebody', async (t) => {
  const natural = { type: 'natural' as const, name: '李小敏' }
  const to = (...parties: SheetSource['parties']) =>
    textOf(paper('withdrawalConfirmation', {}, '07', { parties }))
  t.match(to(natural), /^你提出的.*已依你的要求/)
  t.match(to({ type: 'legal', name: '某公司' }), /^你单位提出的/)
  t.match(to(natural, { ...natural, name: '王示例' }), /^你们提出的/)
  t.match(paper('approval', FACTS.approval).bring.join(), '委托他人领取的')
  const parties = [{ role: 'applicant' as const, min: 1, max: 1, presence: true }]
  const present = paper('approval', FACTS.approval, '07', { item: { ...foodBusinessLicence, parties } })
  t.notMatch(present.bring.join(), '委托他人')
})

t.test('what the applicant promises is said to the organ, by who promises', async (t) => {
  const legal = { parties: [{ type: 'legal' as const, name: '某公司' }] }
  const sheet = paper('deferralPromise', FACTS.deferralPromise, '01', legal)
  t.equal(sheet.addressedTo, sheet.organ)
  t.match(textOf(sheet), /^本单位申请办理.*\n承诺事项：十日内补交\n.*（2026年3月11日前补交）/s)
  t.match(sheetFor(sheet, { names: true, words: false }).paragraphs[1], '***')
  const letter = paper('commitmentLetter', FACTS.commitmentLetter)
  t.match(textOf(letter), /以书面承诺代替/)
  t.match(letter.signatures, [{ text: /^承诺人（签名/ }])
  t.equal(paper('acceptanceNotice', FACTS.acceptanceNotice).addressedTo, undefined)
})

t.test('what was promised for a day off has one last day: the next working day', async (t) => {
  const notice = paper('acceptanceNotice', {
    acceptedOn: '2026-03-02',
    deferred: [
      { materialCode: 'safety-rules', dueOn: '2026-03-07' },
      { materialCode: 'application-form', dueOn: '2026-03-11' },
    ],
    lastDays: [
      { kind: 'deferred', due: '2026-03-11' },
      { kind: 'deferred', due: '2026-03-09' },
    ],
  })
  t.match(textOf(notice), /（2026年3月9日前补交）\n.*（2026年3月11日前补交）/)
  t.notMatch(textOf(notice), '3月7日')
})

t.test('a decision says what it grants, in words of yuan and by the titles of the form', async (t) => {
  for (const [cents, words] of [
    [1200000, '人民币壹万贰仟元整（12000.00元）'],
    [100500, '人民币壹仟零伍元整（1005.00元）'],
    [10000005, '人民币壹拾万元零伍分（100000.05元）'],
    [1000100010, '人民币壹仟万零壹仟元壹角整（10001000.10元）'],
    [10000000000, '人民币壹亿元整（100000000.00元）'],
    [50, '人民币伍角整（0.50元）'],
    [0, '人民币零元整（0.00元）'],
  ] as const)
    t.equal(moneyInWords(cents), words)
  t.equal(moneyInWords(2 ** 53), undefined)
  const paid = paper('approval', FACTS.approval, '20', {
    item: leshanHousingFund,
    form: { amountRequested: { amount: 1200000, currency: 'CNY' }, loanYear: 2023 },
  })
  t.match(paid.lists[0]?.lines, [{ text: '本次提取金额：人民币壹万贰仟元整（12000.00元）' }])
  const form = {
    businessName: '示例饭店',
    businessAddress: '示例路1号',
    foodItems: ['热食', '冷食'],
    employees: 3,
    businessKind: 'catering',
  }
  const granted = paper('approval', FACTS.approval, '01', { form }).lists[0]
  t.same(
    granted?.lines.map(({ text }) => text).toSorted(),
    [
      '经营项目：热食、冷食',
      '经营场所：示例路1号',
      '经营者名称：示例饭店',
      '主体业态：餐饮服务经营者',
    ].toSorted(),
    'a choice by its title',
  )
  t.same(paper('denial', FACTS.denial, '01', { form }).lists, [])
})

t.test('who stands beside the applicant is named by role, masked as the applicant is', async (t) => {
  const persons = [
    { role: '申请人', type: 'legal' as const, name: '某公司', creditCode: '91350100M000100Y43' },
    { role: '代理人', type: 'natural' as const, name: '王小明' },
  ]
  const sheet = paper('approval', FACTS.approval, '01', { persons })
  const shown = (names: boolean) => sheetFor(sheet, { names, words: true }).lists[0]
  t.same(shown(true), {
    title: '当事人',
    lines: ['申请人：某公司（统一社会信用代码：91350100M000100Y43）', '代理人：王小明'],
  })
  t.match(shown(false)?.lines[1], '代理人：王*明')
})

t.test('the court is that of the organ where nobody named another', async (t) => {
  const organ = { name: '示例局', government: '示例区人民政府', court: '示例市示例区人民法院' }
  t.match(textOf(paper('denial', FACTS.denial, '01', { organ })), '依法向示例市示例区人民法院提起')
})

t.test('what is nearer wins, member by member', async (t) => {
  const own = { organisation: 'A', content: { seal: '甲', remedies: { court: '甲法院' } } }
  const { content, from } = templateFor(
    [...TEMPLATES, { ...own, key: templateKey(own), version: 3 }],
    'denial',
    '01',
  )
  t.match(content, { word: '许不准', seal: '甲', remedies: { days: 60, months: 6, court: '甲法院' } })
  t.same(from.at(-1), { key: 'A.all.all', version: 3 })
})

t.test('markup is from a short list', async (t) => {
  for (const good of [
    '#align(right)[#text(size: 9pt)[*市中区* 制]]',
    '#line(length: 100%)',
    '文号 #paper.no',
  ])
    t.equal(reachesOut(good), undefined, good)
  for (const bad of [
    '#import "@preview/a:1.0.0"',
    '#json("a")',
    '#paper.no.len()',
    '#text("x" * 99999)',
    '$x$',
  ])
    t.ok(reachesOut(bad), bad)
})

t.test('what became of a notice of payment', async (t) => {
  const bill = (...demands: object[]) =>
    ({ issuedOn: '2026-03-02', lines: [], refunds: [], demands }) as never
  const demand = (paymentCode: string, state: string, paidAt?: string) => ({
    paymentCode,
    amount: 5000,
    issuedOn: '2026-03-02',
    state,
    ...(paidAt === undefined ? {} : { paidAt }),
  })
  const paid = (code: string) => demand(code, 'paid', '2026-03-02T16:30:00.000000Z')
  const own = { documentNo: '1', no: '一号', kind: 'paymentNotice', content: {} }
  const later = { ...own, documentNo: '2', no: '二号' }
  const stands = (bills: never[], status = 'ACCEPTED', issued = [own], notice?: typeof later) =>
    standingOf(own, issued, status, { notice, now: noticeNow(['A', 'B'], bills) })
  t.same(stands([bill(demand('A', 'open')), bill(demand('B', 'open'))]), { state: 'valid' })
  t.match(
    stands([bill(paid('A')), bill(demand('B', 'open'), demand('C', 'open'))]),
    { state: 'valid', words: /已缴50.00元，尚应缴50.00元/ },
    'a member that was paid by itself leaves the rest',
  )
  const all = [bill(paid('A')), bill(paid('B'))] as never[]
  t.same(stands(all), { state: 'paid', words: '已缴清：本通知所列款项已于2026年3月3日缴清，无需再缴' })
  t.match(stands(all, 'ACCEPTED', [own, later]), { state: 'paid' }, 'whatever was asked for later')
  t.match(stands(all, 'TERMINATED', [own], later), { state: 'paid' })
  t.match(stands([bill(demand('A', 'replaced'))], 'ACCEPTED', [own, later]), { state: 'superseded', by: '2' })
  t.match(stands([bill(demand('A', 'replaced'))]), { state: 'ended', words: /无需按本通知缴费/ })
  t.match(stands([bill(demand('A', 'cancelled'))], 'DENIED'), { state: 'ended' })
  t.match(stands(all, 'VOIDED'), { state: 'void' })
})

t.test('what became of a paper', async (t) => {
  const issued = [
    { documentNo: '1', no: '一号', kind: 'correctionNotice', content: {} },
    { documentNo: '2', no: '二号', kind: 'correctionNotice', content: {} },
    { documentNo: '3', no: '三号', kind: 'denial', content: {} },
    { documentNo: '4', no: '四号', kind: 'deliveryReceipt', content: { deliveredOn: '2026-03-05' } },
  ]
  const stands = (at: number, status: string) => standingOf(issued[at] as never, issued, status)
  t.match(stands(0, 'CLOSED'), { state: 'superseded', by: '2', words: '本文书已由二号替代' })
  t.match(stands(1, 'WITHDRAWN'), { state: 'ended' })
  t.match(stands(2, 'DELIVERED'), { state: 'delivered', words: '已于2026年3月5日送达' })
  t.match(stands(3, 'VOIDED'), { state: 'void' })
  const told = { documentNo: '5', no: '五号', kind: 'voidNotice', content: {} }
  const proof = { documentNo: '6', no: '六号', kind: 'deliveryReceipt', content: { delivers: '5' } }
  const voided = [...issued, told, proof]
  t.match(
    standingOf(proof, voided, 'VOIDED'),
    { state: 'valid' },
    'what proves that the notice was delivered',
  )
  t.match(standingOf(voided[0] as never, voided, 'VOIDED'), { state: 'void' })
  t.match(stands(2, 'CLOSED'), { state: 'valid', words: undefined }, 'the letter came back')
  t.match(stands(3, 'CLOSED'), { state: 'ended', words: '邮件已退回，本次未送达' })
  t.same(stands(3, 'DELIVERED'), { state: 'valid' })
  const ended = [
    ...issued,
    { documentNo: '5', no: '五号', kind: 'licenceRevocation', content: {} },
    {
      documentNo: '6',
      no: '六号',
      kind: 'deliveryReceipt',
      content: { deliveredOn: '2026-03-09', delivers: '5' },
    },
  ]
  t.match(standingOf(ended[4] as never, ended, 'DELIVERED'), {
    state: 'delivered',
    by: '6',
    words: '已于2026年3月9日送达',
  })
  t.match(standingOf(ended[2] as never, ended, 'DELIVERED'), { by: '4' }, 'each by its own receipt')
  const sent = (content: object, more = {}) => {
    const receipt = {
      documentNo: '4',
      no: '四号',
      kind: 'deliveryReceipt',
      content: { method: 'post', ...content },
    }
    return standingOf(issued[2] as never, [issued[2], { ...receipt, ...more }] as never, 'DELIVERED')
  }
  const onItsWay = '已于2026年3月5日交邮寄送，送达日期以回执上注明的收件日期为准'
  t.same(sent({ postedOn: '2026-03-05' }), { state: 'valid', by: '4', words: onItsWay })
  t.same(
    sent({ deliveredOn: '2026-03-05' }),
    { state: 'valid', by: '4', words: onItsWay },
    'of an earlier release',
  )
  t.same(sent({ postedOn: '2026-03-05' }, { arrivedOn: '2026-03-09' }), {
    ...{ state: 'delivered', by: '4', words: '已于2026年3月9日送达' },
  })
  t.same(stands(1, 'CLOSED'), { state: 'valid' })
  for (const [kind, end] of [
    ['revocationDecision', '撤销'],
    ['licenceRevocation', '撤销'],
    ['licenceWithdrawal', '撤回'],
    ['licenceCancellation', '注销'],
  ] as const) {
    const granted = [
      { documentNo: '1', no: '一号', kind: 'approval', content: {} },
      { documentNo: '2', no: '二号', kind: 'deliveryReceipt', content: { deliveredOn: '2026-03-05' } },
      { documentNo: '3', no: '三号', kind, content: {} },
    ]
    const approval = standingOf(granted[0] as never, granted as never, 'DELIVERED')
    t.same(approval, { state: 'ended', by: '3', words: `本决定准予的内容已由三号${end}` }, kind)
  }
})
