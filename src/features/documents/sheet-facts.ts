import { isGranting } from '../workflow/grant.js'
import { isNotCounted } from '../workflow/special-procedures.js'
import { partialOf } from './granted.js'
import { lastDaysOf } from './sheet-dates.js'
import type { SheetSource } from './sheet-parts.js'
import {
  dayInWords,
  groundInWords,
  hearingPartyInWords,
  methodInWords,
  moneyInWords,
  specialInWords,
} from './wording.js'

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
/** What the act knows by name: codes, dates, numbers and words, each as a paper says it. */
export interface Facts {
  plain: Record<string, string>
  /** Free words: nobody knows who is named in them. */
  free: Record<string, string>
}

/** Whatever a paragraph of a template may name. */
export function factsOf(source: SheetSource): Facts {
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
    renewalBasis: textIn(content.renewalBasis),
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
    lateFor: dayOf(content.lateFor),
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
