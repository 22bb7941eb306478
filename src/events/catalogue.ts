import { type Static, type TSchema, Type } from 'typebox'
import { Instant, part, Strict, strEnum, Uuid } from '../shared/schema.js'
import { CASE_EVENTS } from './case-events.js'
import { code, EventActor, EventClock, type EventKind, optional } from './event-parts.js'
import { OTHER_EVENTS } from './other-events.js'

/**
 * Every type of event that the service writes (事件目录): `<subject>.<what>`. A published payload changes only by
 * adding (docs/adr/018-events.md); anything else is a new `v`.
 */
export const EVENTS = { ...CASE_EVENTS, ...OTHER_EVENTS } as const satisfies Record<string, EventKind>

export type EventType = keyof typeof EVENTS
export const EVENT_TYPES = Object.keys(EVENTS) as EventType[]
export type CaseEventType = keyof typeof CASE_EVENTS

/** The payload of a type, without the hashes, which are added when the event is made. */
export type PayloadOf<T extends EventType> = Omit<
  Static<(typeof EVENTS)[T]['payload']>,
  'besideHash' | 'wordsHash'
>

/** The kind of thing that an event speaks of: what stands before the point. */
export const subjectKindOf = (type: EventType): string => type.slice(0, type.indexOf('.'))

const subjectSchema = (kind: string) =>
  Strict({ kind: Type.Literal(kind), no: code('Its number or code (主体编号)', '5111002603021000013') })
const CaseSubject = part('CaseSubject', subjectSchema('case'))

/** An event as the feed tells it: closed, so that a consumer can be sure of what comes. */
export function eventSchema(type: EventType) {
  const { v, title, payload } = EVENTS[type]
  const ofCase = Object.hasOwn(CASE_EVENTS, type)
  const caseNo = code('Number of the case (办件编号)', '5111002603021000013')
  return Strict(
    {
      position: Type.Integer({
        minimum: 1,
        description: 'Gapless before filtering (序号)',
        examples: [1042],
      }),
      id: Uuid,
      subject: ofCase ? CaseSubject : subjectSchema(subjectKindOf(type)),
      caseNo: ofCase ? caseNo : optional(caseNo),
      type: Type.Literal(type),
      v: Type.Literal(v),
      occurredAt: Instant,
      version: Type.Integer({ minimum: 1, description: 'Of the subject; in this order', examples: [3] }),
      actor: EventActor,
      ...(ofCase || type.endsWith('.clockMoved')
        ? { clocks: optional(Type.Array(EventClock, { description: 'Only those that this event changed' })) }
        : {}),
      payload: payload as TSchema,
    },
    { title: title.zh, description: `${title.zh}: ${title.en}` },
  )
}

/** What happens to cases only since. */
const SINCE = new Set([
  'case.clockMoved',
  'case.inspectMaterial',
  'case.handOver',
  'case.receiveHandover',
  'case.returnHandover',
  'case.requestSupplement',
  'case.addReviewer',
  'case.removeReviewer',
  'case.informOfHearing',
  'case.requestHearing',
  'case.returnMaterial',
  'case.deliverPaper',
  'case.revokeLicence',
  'case.withdrawLicence',
  'case.cancelLicence',
  'case.shelveResult',
  'case.giveBackResult',
  'case.proveDelivery',
  'case.suspendLicence',
  'case.resumeLicence',
  'case.reprintLicence',
  'case.bill',
  'case.cancelBill',
  'case.pay',
  'case.requestRefund',
  'case.refund',
  'case.imported',
  'case.claimTask',
  'case.releaseTask',
  'case.assignTask',
  'case.remindTask',
  'case.copyCase',
  'case.acknowledgeCopy',
  'case.urgeCase',
  'case.answerUrge',
  'case.adoptVersion',
  'case.waiveHearing',
  'case.deemAgreement',
  'case.deemRenewal',
  'case.publishDecision',
  'case.proveWithdrawal',
  'case.moveCase',
  'case.withdrawCopy',
  'case.returnForwarded',
  'case.barPromises',
  'case.repairPromise',
])

/** Acts as they were named before there was a catalogue. */
export const LEGACY_TYPES: string[] = Object.keys(CASE_EVENTS)
  .filter((type) => !SINCE.has(type))
  .map((type) => type.slice('case.'.length))

/** What was written before events had a version: bare acts of cases, shown as they were written. */
export const LegacyEvent = Strict(
  {
    position: Type.Integer({ minimum: 1 }),
    caseNo: code('Number of the case (办件编号)', '5111002603021000013'),
    type: strEnum(LEGACY_TYPES),
    occurredAt: Instant,
    version: Type.Integer({ minimum: 1 }),
    payload: Type.Object({}, { additionalProperties: true }),
  },
  { title: '旧事件', description: 'An event from before this catalogue: no v, no actor (旧事件)' },
)
