import type { Role } from '../../shared/roles.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import { ART_50 } from '../workflow/renewed.js'
import { known, numberOf, textOf } from './notice-facts.js'
import type { NoticeKind } from './notice-kinds.js'
import { officerNotices } from './officer-notices.js'
import { supervisionNotices } from './supervision-notices.js'

/** An event as the log tells it, as far as people are told of it. */
export interface ToldEvent {
  id: string
  type: string
  caseNo?: string
  version: number
  occurredAt: Instant
  clocks: { kind: string; due?: LegalDate }[]
  payload: Record<string, unknown>
}

/** Who is to be told: the parties of the case; whose work it is, or the organ's holders of a role. */
export type Whom =
  | { to: 'parties' }
  | {
      to: 'work'
      role?: Role
      organisation?: string
      taskId?: string
      person?: string
      /** Subject of who issued an order (督办发出人). */
      issuer?: string
      only?: 'deputy' | 'organ'
      /** Not there but above: at who stands over the organ (上级). */
      above?: true
    }

/** What one event has to tell. `facts`: what placeholders stand for; never anything personal. */
export interface Notice {
  kind: NoticeKind
  whom: Whom
  /** Tells two notices of one kind apart that one event gives. */
  part: string
  facts: Record<string, string>
}

type Made = Omit<Notice, 'part' | 'whom'>
type Maker = (event: ToldEvent) => Made | undefined

const dueOf = ({ clocks }: ToldEvent, ...kinds: string[]): LegalDate | undefined =>
  kinds.flatMap((kind) => clocks.flatMap((clock) => (clock.kind === kind ? [clock.due] : []))).find(Boolean)

/** Of several such limits the one that ends first. */
const firstOf = ({ clocks }: ToldEvent, kind: string): LegalDate | undefined =>
  clocks.flatMap((clock) => (clock.kind === kind ? (clock.due ?? []) : [])).sort()[0]

const yuan = (cents: unknown): string | undefined =>
  typeof cents === 'number' ? (cents / 100).toFixed(2) : undefined

const plain =
  (kind: NoticeKind): Maker =>
  () => ({ kind, facts: {} })

/**
 * 受理: until when it is decided; of what is only examined here (初审) until when that is done, since another organ decides;
 * and from when on what was promised is owed (容缺).
 */
const accepted: Maker = (event) => ({
  kind: 'accepted',
  facts: known({
    acceptedOn: textOf(event.payload.acceptedOn),
    [Array.isArray(event.payload.forwardsTo) ? 'examineBy' : 'due']: dueOf(event, 'PROMISE', 'LEGAL'),
    supplyBy: firstOf(event, 'DEFERRED'),
  }),
})

const licenceEnded: Maker = ({ payload }) => ({
  kind: 'licenceEnded',
  facts: known({ licenceNo: textOf(payload.licenceNo) }),
})

/** 办结: what was issued can be fetched; what was forwarded (转报) is decided elsewhere, and there is nothing to fetch. */
const CLOSED_AS: Readonly<Record<string, NoticeKind>> = { issued: 'readyToCollect', forwarded: 'forwardedUp' }

/** What is posted is on its way; what is announced (公告送达) is not delivered yet. */
const DELIVERED_AS: Readonly<Record<string, Made>> = {
  post: { kind: 'posted', facts: {} },
  announcement: { kind: 'announced', facts: {} },
}

/** What applicants are told of the acts in their case: each step that they should know of. */
const TO_PARTIES: Readonly<Record<string, Maker>> = {
  // 代收: a window has the papers, the organ has not: its receipt is told when it has received them (行政许可法 Art. 32).
  'case.submit': ({ payload }) => ({
    kind: payload.collected === true ? 'collected' : 'received',
    facts: {},
  }),
  'case.receiveHandover': ({ payload }) =>
    payload.receivedOn === undefined ? undefined : { kind: 'received', facts: {} },
  'case.requestCorrection': (event) => ({
    kind: 'correction',
    facts: known({ by: dueOf(event, 'CORRECTION') }),
  }),
  'case.accept': accepted,
  'case.acceptWithDeferral': accepted,
  'case.deemAccept': accepted,
  'case.refuseAcceptance': plain('notAccepted'),
  'case.declareNotRequired': plain('notRequired'),
  // 改办: the applicant has to know where the application goes on.
  'case.moveCase': ({ payload }) => ({ kind: 'moved', facts: known({ toCaseNo: textOf(payload.to) }) }),
  'case.answerUrge': ({ payload }) =>
    payload.answered === true ? { kind: 'urgeAnswered', facts: {} } : undefined,
  'case.informOfHearing': plain('hearingRight'),
  'case.requestSupplement': plain('supplement'),
  // Only what a law demands of running cases goes out as a notice of its own.
  'case.adoptVersion': ({ payload }) =>
    Array.isArray(payload.documents) && payload.documents.length > 0
      ? { kind: 'supplement', facts: {} }
      : undefined,
  'case.extend': (event) => ({
    kind: 'extended',
    facts: known({ days: numberOf(event.payload.days), due: dueOf(event, 'LEGAL', 'PROMISE') }),
  }),
  'case.startSpecial': ({ payload }) => ({
    kind: 'specialStarted',
    facts: known({ days: numberOf(payload.estimatedDays), hearingOn: textOf(payload.hearingOn) }),
  }),
  'case.endSpecial': (event) => ({
    kind: 'specialEnded',
    facts: known({ due: dueOf(event, 'PROMISE', 'LEGAL') }),
  }),
  'case.approve': ({ payload }) => ({
    kind:
      payload.examinedOnly === true ? 'examined' : payload.inPart === true ? 'approvedInPart' : 'approved',
    facts: {},
  }),
  // 视为准予延续: the law decided, and nobody else says so.
  'case.deemRenewal': ({ payload }) => ({
    kind: 'renewedByLaw',
    facts: known({
      licenceNo: textOf(payload.licenceNo),
      validTo: textOf(payload.validTo),
      basis: textOf(payload.basis) ?? ART_50,
    }),
  }),
  'case.deny': plain('denied'),
  'case.close': ({ payload }) => ({ kind: CLOSED_AS[String(payload.resultType)] ?? 'closed', facts: {} }),
  'case.returnForwarded': plain('forwardedBack'),
  // 更正退件登记: it was told when it was sent, and is not told twice; what was told since was wrong.
  'case.deliver': ({ payload }) =>
    payload.restored === true
      ? { kind: 'returnRighted', facts: {} }
      : (DELIVERED_AS[String(payload.method)] ?? { kind: 'delivered', facts: {} }),
  'case.shelveResult': ({ payload }) => ({
    kind: 'atDesk',
    facts: known({ desk: textOf(payload.windowName), pickUpNo: textOf(payload.pickUpNo) }),
  }),
  // 误交他人: whoever was told that it was delivered has nothing in hand.
  'case.returnMail': ({ payload }) => ({
    kind: payload.method === 'pickup' ? 'deliveryRighted' : 'mailReturned',
    facts: {},
  }),
  'case.withdraw': plain('withdrawn'),
  'case.terminate': plain('terminated'),
  'case.expireCorrection': plain('terminated'),
  'case.void': ({ payload }) => ({
    kind: 'voided',
    facts: known({ toCaseNo: textOf(payload.supersededBy) }),
  }),
  'case.bill': ({ payload }) => ({
    kind: 'feeDue',
    facts: known({ amount: yuan(payload.amount), paymentCode: textOf(payload.paymentCode) }),
  }),
  'case.cancelBill': ({ payload }) => ({
    kind: 'feeCancelled',
    facts: known({ amount: yuan(payload.amount) }),
  }),
  'case.pay': ({ payload }) =>
    payload.settling === 'settled'
      ? { kind: 'paid', facts: known({ amount: yuan(payload.amount) }) }
      : undefined,
  'case.refund': ({ payload }) =>
    payload.done === true ? { kind: 'refunded', facts: known({ amount: yuan(payload.amount) }) } : undefined,
  'case.barPromises': plain('promiseBarred'),
  'case.repairPromise': plain('promiseRepaired'),
  'case.revokeLicence': licenceEnded,
  'case.withdrawLicence': licenceEnded,
  'case.cancelLicence': licenceEnded,
  'case.suspendLicence': ({ payload }) => ({
    kind: 'licenceSuspended',
    facts: known({ licenceNo: textOf(payload.licenceNo) }),
  }),
  'licence.remind': ({ payload }) => ({
    kind: 'licenceExpiring',
    facts: known({
      licenceNo: textOf(payload.licenceNo),
      validTo: textOf(payload.validTo),
      by: textOf(payload.renewBy),
    }),
  }),
  'case.resumeLicence': ({ payload }) => ({
    kind: 'licenceResumed',
    facts: known({ licenceNo: textOf(payload.licenceNo) }),
  }),
  'licence.resume': ({ payload }) =>
    payload.ground === 'periodOver'
      ? { kind: 'licenceResumed', facts: known({ licenceNo: textOf(payload.licenceNo) }) }
      : undefined,
  'alert.raise': ({ payload }) => {
    if (payload.rule === 'CORRECTION' && payload.level === 'NOTICE')
      return { kind: 'correctionDue', facts: known({ by: textOf(payload.due) }) }
    // Each of its lamps asks once more.
    return payload.rule === 'PICKUP' ? { kind: 'notFetched', facts: {} } : undefined
  },
}

/** What an event has to tell, and to whom (通知事项). What is not known here is told to nobody. Pure. */
export function noticesOf(event: ToldEvent): Notice[] {
  const made = Object.hasOwn(TO_PARTIES, event.type) ? TO_PARTIES[event.type]?.(event) : undefined
  return [
    ...(made === undefined ? [] : [{ ...made, whom: { to: 'parties' } as const, part: 'parties' }]),
    ...officerNotices(event),
    ...supervisionNotices(event),
  ]
}

/** An event of the log as it is looked at here; undefined for what was written before events had a schema. */
export function toldEvent(document: string): ToldEvent | undefined {
  const read = JSON.parse(document) as Partial<ToldEvent> & { subject?: object }
  const { id, type, version, occurredAt, caseNo, clocks, payload } = read
  if (read.subject === undefined || id === undefined || type === undefined || version === undefined)
    return undefined
  return {
    id,
    type,
    version,
    occurredAt: occurredAt ?? '',
    clocks: clocks ?? [],
    payload: payload ?? {},
    ...(caseNo === undefined ? {} : { caseNo }),
  }
}
