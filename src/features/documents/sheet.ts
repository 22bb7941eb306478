import { MASKED } from '../../shared/masks.js'
import type { LegalDate } from '../../shared/time.js'
import { DENYING_PAPERS, GRANTING_PAPERS, isGranting } from '../workflow/grant.js'
import { isNotCounted } from '../workflow/special-procedures.js'
import { addressed } from './addressing.js'
import { feeLines } from './fee-lines.js'
import { grantedOf, partialOf } from './granted.js'
import { remediesOf, supplementOf } from './remedies.js'
import type { Line, Sheet, SheetSource } from './sheet-parts.js'
import type { Paragraph } from './template.js'
import { documentTitle } from './titles.js'
import {
  dayInWords,
  groundBasis,
  groundInWords,
  hearingPartyInWords,
  methodInWords,
  moneyInWords,
  sourceInWords,
  specialInWords,
} from './wording.js'

/** The paper of a document; pure: the same source gives the same paper. */
export function composeSheet(source: SheetSource): Sheet {
  const { kind, template, organ } = source
  const facts = factsOf(source)
  const said = addressed(template.paragraphs ?? DEFAULT_PARAGRAPHS, source.parties)
  const signatures = paragraphsOf(
    said.filter(({ below }) => below === true),
    facts,
  )
  return {
    v: 1,
    ...(source.code === undefined ? {} : { code: source.code }),
    kind,
    title: template.title ?? documentTitle(kind, source.case.itemType).zh,
    organ: organ.name,
    ...(source.actedBy === undefined ? {} : { actedBy: source.actedBy }),
    addressees: source.parties,
    ...(BY_APPLICANT.has(kind) ? { addressedTo: organ.name } : {}),
    ...(source.persons === undefined || source.persons.length === 0 ? {} : { persons: source.persons }),
    caseNo: source.case.caseNo,
    item: source.case.itemName,
    issuedOn: source.issuedOn,
    paragraphs: paragraphsOf(
      said.filter(({ below }) => below !== true),
      facts,
    ),
    ...(signatures.length === 0 ? {} : { signatures }),
    lists: [...grantedOf(source), ...listsOf(source), ...supplementOf(source)],
    ...(source.asks === undefined ? {} : { asks: source.asks }),
    dates: datesOf(source.content, source.deciders !== undefined),
    bases: [
      ...groundBasis(kind, source.case.itemType, source.content.ground),
      // For its part it is a refusal (不予).
      ...(partialOf(source) !== undefined && source.case.itemType === '01' ? [REFUSED_IN_PART] : []),
      ...basesOfTemplate(source),
      ...(RESTS_ON_ITEM.has(kind) ? basesOf(source.item) : []),
    ],
    bring: bringOf(source),
    remedies: remediesOf(source),
    contact: contactOf(source),
    seal: template.seal ?? '印章',
    ...(template.head === undefined ? {} : { head: template.head }),
    ...(template.foot === undefined ? {} : { foot: template.foot }),
  }
}

/** What is only examined here rests on Art. 35 and 43, and not on the limit of a decision. */
const OF_EXAMINATION = ['《中华人民共和国行政许可法》第三十五条', '《中华人民共和国行政许可法》第四十三条']
const OF_DECISION = '《中华人民共和国行政许可法》第四十二条'
const basesOfTemplate = ({ template: { bases = [] }, deciders }: SheetSource): string[] =>
  deciders === undefined || !bases.includes(OF_DECISION)
    ? bases
    : [...bases.filter((each) => each !== OF_DECISION), ...OF_EXAMINATION]

const REFUSED_IN_PART = '《中华人民共和国行政许可法》第三十八条第二款'

/** A kind without a template of its own still says what it is about. */
const DEFAULT_PARAGRAPHS: Paragraph[] = [
  { text: '你（单位）提出的“{item}”申请，现将有关事项告知如下。' },
  { text: '理由：{reason}' },
]

/** What the applicant says to the organ, and signs (申请人出具). */
const BY_APPLICANT = new Set(['deferralPromise', 'commitmentLetter'])

/** The paper of a decision names the law of the item beside that of the act. */
const RESTS_ON_ITEM = new Set<string>([
  'acceptanceNotice',
  ...GRANTING_PAPERS,
  ...DENYING_PAPERS,
  'notRequiredNotice',
  // No law of all licences knows the new copy: it rests on that of the item.
  'licenceReprint',
])

const basesOf = ({ legalBases }: SheetSource['item']): string[] =>
  legalBases.map(({ name, article }) => `${name.startsWith('《') ? name : `《${name}》`}${article ?? ''}`)

/** Where the parties must come themselves nobody is told how to send somebody (须本人到场). */
const bringOf = ({ template: { bring = [] }, item: { parties = [] } }: SheetSource): string[] =>
  parties.some(({ presence }) => presence === true)
    ? bring.filter((line) => !line.startsWith('委托他人'))
    : bring

const FREE = [
  'reason',
  'promise',
  'competentAuthority',
  'basis',
  'statute',
  'remedy',
  'result',
  'opinion',
  'receiver',
  'address',
  'trackingNumber',
  'interest',
  'thirdParties',
  'place',
  'record',
  'signed',
  'how',
  'heard',
  'proof',
] as const
const DUES = [
  'intake',
  'promise',
  'legal',
  'correction',
  'special',
  'delivery',
  'deferred',
  'hearing',
] as const

/** What the act knows by name: codes, dates, numbers and words, each as a paper says it. */
interface Facts {
  plain: Record<string, string>
  /** Free words: nobody knows who is named in them. */
  free: Record<string, string>
}

function factsOf(source: SheetSource): Facts {
  const { content, case: file, organ, item, issuedOn, kind, delivered } = source
  const plain: Record<string, string | undefined> = {
    item: file.itemName,
    caseNo: file.caseNo,
    organ: organ.name,
    issuedOn: dayInWords(issuedOn),
    receivedOn: dayOf(content.receivedOn ?? file.receivedOn),
    acceptedOn: dayOf(content.acceptedOn ?? file.acceptedOn),
    decidedOn: dayOf(content.decidedOn),
    deliveredOn: dayOf(content.deliveredOn),
    postedOn: dayOf(content.postedOn),
    expiresOn: dayOf(content.expiresOn),
    falseStatement: content.ground === 'falseStatement' && file.itemType === '01' ? '是' : undefined,
    days: numberIn(content.days),
    dayUnit: content.unit === 'day' ? '日' : '个工作日',
    lawBasis: textIn(content.lawBasis),
    byGovernment: content.byGovernment === true ? '是' : undefined,
    endsBy: textIn(content.endsBy),
    supersededBy: textIn(content.supersededBy),
    estimatedDays: numberIn(content.estimatedDays),
    special: specialInWords(content.kind),
    method: methodInWords(content.method),
    ground: groundInWords(content.ground ?? content.reasonCode),
    results: resultsOf(kind, item, delivered),
    // Another paper than the decision went out: nothing is said of a result, there may be none yet.
    paper:
      content.delivers === undefined
        ? undefined
        : inTitleMarks(delivered === undefined ? [] : [delivered.title]),
    specials: file.itemType === '01' ? specialsOf(item) : undefined,
    onTheSpot: content.onTheSpot === true ? '是' : undefined,
    announced: content.method === 'announcement' ? '是' : undefined,
    licenceEnded: content.licenceEnded === true ? '是' : undefined,
    inPart: partialOf(source) === undefined ? undefined : '是',
    mayReapply: ENDS_FOR_GOOD.has(String(content.ground)) ? undefined : '是',
    deemed: content.deemed === true ? '是' : undefined,
    pauses: content.pauses === false ? undefined : '是',
    deferral: Array.isArray(content.deferred) && content.deferred.length > 0 ? '是' : undefined,
    second: content.second === true ? '是' : undefined,
    collected: content.collected === true ? '是' : undefined,
    movedFrom: textIn(content.movedFrom),
    receiptKept: content.receiptKept === true ? '是' : undefined,
    handedFrom: textIn(content.handedFrom),
    handedTo: textIn(content.handedTo),
    givenOn: dayOf(content.givenOn),
    givenBy: textIn(content.givenBy),
    arrivedOn: dayOf(content.arrivedOn),
    arrivedWith: textIn(content.arrivedWith),
    toldOn: dayOf(content.toldOn),
    hearingOn: dayOf(content.hearingOn),
    requestedOn: dayOf(content.requestedOn),
    hearingBy: hearingPartyInWords(content.hearingBy),
    hearingTime: textIn(content.hearingTime),
    presider: source.presider ?? textIn(content.presider),
    deciders: source.deciders?.join('或者'),
    until: dayOf(content.until),
    licenceNo: textIn(content.licenceNo),
    licenceAct: LICENCE_ACTS[String(content.licenceAct)],
    licenceName: textIn(content.licenceName),
    paymentCode: textIn(content.paymentCode),
    parentNo: textIn(content.parentNo),
    bundle: textIn(content.bundle),
    transactionNo: textIn(content.transactionNo),
    refundNo: textIn(content.refundNo),
    paymentNo: textIn(content.paymentNo),
    paidOn: dayOf(content.paidOn),
    refundedOn: dayOf(content.refundedOn),
    amount: moneyInWords(content.amount),
  }
  for (const { kind: name, due } of lastDaysOf(content)) plain[`${name}Due`] = dayInWords(due)
  if ((plain.promiseDue ?? plain.legalDue) !== undefined) plain.limited = '是'
  const free = Object.fromEntries(
    FREE.flatMap((name) => (typeof content[name] === 'string' ? [[name, content[name] as string]] : [])),
  )
  return { plain: definedIn(plain), free }
}

/** What is asked of a licence that is there (延续、变更). */
const LICENCE_ACTS: Readonly<Record<string, string>> = { renewal: '延续', change: '变更' }

/** After these nobody is told that he may apply again: he is gone, or the item is. */
const ENDS_FOR_GOOD = new Set(['applicantGone', 'itemAbolished'])

/** What goes out: the certificate only where it was granted, and with it the paper that says so. */
function resultsOf(
  kind: string,
  { results }: SheetSource['item'],
  delivered: SheetSource['delivered'],
): string | undefined {
  const named = results.map(({ name }) => name)
  if (kind !== 'deliveryReceipt') return inTitleMarks(named)
  if (delivered === undefined) return undefined
  return inTitleMarks([delivered.title, ...(isGranting(delivered.decision) ? named : [])])
}
const inTitleMarks = (names: readonly string[]): string | undefined =>
  names.map((name) => `《${name}》`).join('、') || undefined

/** What the item lists of the procedures whose time the law leaves out (行政许可法 Art. 45). */
const specialsOf = ({ specialProcedures }: SheetSource['item']): string | undefined =>
  [...new Set(specialProcedures.filter(isNotCounted).map(({ kind }) => kind))]
    .map(specialInWords)
    .join('、') || undefined

const dayOf = (value: unknown) => (typeof value === 'string' ? dayInWords(value) : undefined)
const textIn = (value: unknown) => (typeof value === 'string' ? value : undefined)
const numberIn = (value: unknown) => (typeof value === 'number' ? String(value) : undefined)
const definedIn = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

function paragraphsOf(paragraphs: readonly Paragraph[], { plain, free }: Facts): Line[] {
  const has = (name: string) => Object.hasOwn(plain, name) || Object.hasOwn(free, name)
  return paragraphs.flatMap(({ text, when = [], unless = [] }) => {
    const named = [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    if (![...named, ...when].every(has) || unless.some(has)) return []
    const filled = (words: Record<string, string>) =>
      text.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => plain[name] ?? words[name] ?? '')
    const isFree = named.some((name) => plain[name] === undefined)
    const hidden = Object.fromEntries(Object.keys(free).map((name) => [name, MASKED]))
    return [{ text: filled(free), ...(isFree ? { masked: filled(hidden) } : {}) }]
  })
}

function listsOf({ content, item, kind, fees, reused = [] }: SheetSource): Sheet['lists'] {
  const materialName = (code: unknown) =>
    item.materials.find(({ materialCode }) => materialCode === code)?.name ?? '其他材料'
  const fields = (item.form.schema as { properties?: Record<string, { title?: string }> }).properties ?? {}
  const received = rows(content.received).map(({ materialCode, copies, source }) => {
    const from = reused.find((each) => each.materialCode === materialCode)
    const how = [
      sourceInWords(source),
      typeof copies === 'number' && copies > 0 ? `${copies}份` : undefined,
      from && `沿用办件${from.caseNo}已提交的文件`,
    ]
    return { text: `${materialName(materialCode)}（${how.filter(Boolean).join('，')}）` }
  })
  const asked = rows(content.items).map(({ materialCode, field, reason }): Line => {
    const what =
      materialCode === undefined ? (fields[String(field)]?.title ?? '申请表内容') : materialName(materialCode)
    return typeof reason === 'string'
      ? { text: `${what}：${reason}`, masked: `${what}：${MASKED}` }
      : { text: what }
  })
  const deferred = rows(content.deferred).map(({ materialCode, dueOn }) => ({
    text: `${materialName(materialCode)}${typeof dueOn === 'string' ? `（${dayInWords(rolledDay(content, dueOn))}前补交）` : ''}`,
  }))
  const named = (codes: unknown) =>
    (Array.isArray(codes) ? codes : []).map((code) => ({ text: materialName(code) }))
  // Of a closed case its result goes to the exit desk (结果移交).
  const handedName = (code: unknown) => (code === 'result' ? '办理结果（决定书、证照）' : materialName(code))
  const handed = rows(content.sheets).map((sheet) => ({
    text: `${handedName(sheet.materialCode)}（${countsInWords(sheet)}）`,
  }))
  return [
    { title: '收到的材料', lines: received },
    { title: '移交的材料', lines: handed },
    { title: kind === 'supplementNotice' ? '需要补充的材料' : '需要补正的全部内容', lines: asked },
    { title: '容缺后补的材料', lines: deferred },
    { title: '尚缺的材料', lines: named(content.missing) },
    { title: '退还的材料原件', lines: named(content.returned) },
    { title: '以书面承诺代替的材料', lines: named(content.pledged) },
    { title: '缴费明细', lines: fees ?? feeLines(rows(content.fees), item) },
  ].filter(({ lines }) => lines.length > 0)
}

/** 移交2份，接收1份，退回1份: what there was none of is not told. */
const countsInWords = (sheet: Record<string, unknown>): string =>
  [
    ['移交', sheet.count],
    ['接收', sheet.received],
    ['退回', sheet.refused],
    ['遗失', sheet.lost],
  ]
    .filter(([, count]) => typeof count === 'number' && count > 0)
    .map(([what, count]) => `${what}${count}份`)
    .join('，')

const rows = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : []

interface LastDay {
  kind: (typeof DUES)[number]
  due: LegalDate
  provisional?: boolean
}

/** Last days as the clocks stood when the act was done. */
const lastDaysOf = ({ lastDays }: Record<string, unknown>): LastDay[] =>
  rows(lastDays).flatMap((each) => {
    const { kind, due, provisional } = each as unknown as LastDay
    return DUES.includes(kind) && typeof due === 'string'
      ? [{ kind, due, provisional: provisional === true }]
      : []
  })

/** The last day of what was promised for a day: the one that its clock has, the same or the next working day. */
const rolledDay = (content: Record<string, unknown>, promised: LegalDate): LegalDate =>
  lastDaysOf(content)
    .filter(({ kind, due }) => kind === 'deferred' && due >= promised)
    .map(({ due }) => due)
    .toSorted()[0] ?? promised

const DATE_LABELS: Record<LastDay['kind'], string> = {
  intake: '受理审查截止日',
  promise: '承诺办结期限',
  legal: '法定办结期限',
  correction: '补正截止日',
  special: '特别程序预计完成日',
  delivery: '送达证件截止日',
  deferred: '补交材料截止日',
  hearing: '申请听证截止日',
}

/** 初审: by then it is examined; when it is decided the organ above says. */
const EXAMINED_LABELS: Partial<typeof DATE_LABELS> = { promise: '承诺初审期限', legal: '法定初审期限' }

const datesOf = (content: Record<string, unknown>, isExaminedOnly: boolean): Sheet['dates'] =>
  lastDaysOf(content).map(({ kind, due, provisional = false }) => ({
    label: (isExaminedOnly ? EXAMINED_LABELS[kind] : undefined) ?? DATE_LABELS[kind],
    date: due,
    provisional,
  }))

function contactOf({ template: { contact = {} }, item }: SheetSource): string[] {
  const { address, telephone, hours, complaints } = contact
  const told = (label: string, own: string | undefined, lines: readonly string[] = []) =>
    own === undefined
      ? lines.map((line) => (line.includes('：') ? line : `${label}：${line}`))
      : [`${label}：${own}`]
  return [
    ...told('联系地址', address),
    ...told('咨询电话', telephone, item.consultation),
    ...told('办公时间', hours),
    ...told('监督投诉', complaints, item.complaints),
  ]
}
