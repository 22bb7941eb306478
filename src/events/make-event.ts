import { canonicalJson, sha256 } from '../shared/canonical-json.js'
import type { Role } from '../shared/roles.js'
import type { Instant } from '../shared/time.js'
import { EVENTS, type EventType, type PayloadOf, subjectKindOf } from './catalogue.js'
import type { EventActor, EventClock } from './event-parts.js'

/** Who acts, as far as it is known; `subject` is `issuer|subject` and never leaves the house. */
export interface Acting {
  kind: 'person' | 'system'
  subject: string
  staffNo?: string | undefined
  organisation?: string | undefined
  role?: Role | undefined
  windowId?: string | undefined
  inNameOf?: string | undefined
  /** Staff number of the absent person in whose stead it is done. */
  deputyFor?: string | undefined
}

/** Who may see an event: the organs that it concerns, and their divisions with all above. */
export interface Sight {
  organs: readonly string[]
  divisions: readonly string[]
}

/** Everybody who reads the feed at all: for what belongs to the whole deployment. */
export const EVERYBODY: Sight = { organs: ['*'], divisions: ['*'] }

interface Draft<T extends EventType> {
  type: T
  /** Number or code of the subject. */
  no: string
  /** Of the subject, from 1. */
  version: number
  payload: PayloadOf<T>
  actor: Acting
  sight: Sight
  /** Absent: the database's instant at which it is written. */
  occurredAt?: Instant
  caseNo?: string | undefined
  /** The case's row, for events of a case: they stand in its history. */
  caseId?: string | undefined
  clocks?: readonly EventClock[]
  /** Where hashes of the payload were made with it already. */
  salt?: string
  /** Words of people: they stand beside the event, bound to it by a hash. */
  words?: Readonly<Record<string, unknown>>
}

/** An event to be written; the type tells what its payload must hold. */
export type EventDraft<T extends EventType = EventType> = { [K in T]: Draft<K> }[T]

/** A row of the log of events; the names are those of the columns. */
export interface EventRow {
  case_id: string
  version: number
  event_id: string
  type: string
  subject_kind: string
  occurred_at: Instant | undefined
  actor: string
  divisions: string[]
  organs: string[]
  document: string
  salt: string
  remarks: string | undefined
  /** Of an act on a case: only an edge of `status_edges` is taken. */
  status_before: string | undefined
  status_after: string | undefined
}

/** Stands in the document until the statement that writes it puts the database's instant there. */
export const AT_WRITING = '@now'

/** Bound by a hash with the salt of its event, so that nobody can find short words out by trying. */
export const saltedHash = (salt: string, value: unknown): string =>
  sha256(`${salt}${canonicalJson(value)}`).toString('hex')

/** What `besideHash` binds: who signed in, and who may see the event. */
export const besideHash = (
  salt: string,
  { actor, divisions, organs }: Pick<EventRow, 'actor' | 'divisions' | 'organs'>,
): string => saltedHash(salt, { actor, divisions, organs })

/** What `wordsHash` binds: the words as they stand beside. */
export const wordsHash = (salt: string, remarks: string): string =>
  sha256(`${salt}${remarks}`).toString('hex')

/**
 * An event of the catalogue as a row: its canonical document (RFC 8785), which the chain hashes as it is, and what
 * stands beside. Pure: `newId` gives the event's id and its salt.
 */
export function makeEvent(draft: EventDraft, newId: () => string): EventRow {
  const { type, actor, sight, words = {}, clocks = [] } = draft
  const id = newId()
  const salt = draft.salt ?? newId()
  const subject_kind = subjectKindOf(type)
  const remarks = Object.keys(words).length === 0 ? undefined : JSON.stringify(words)
  const beside = { actor: actor.subject, divisions: [...sight.divisions], organs: [...sight.organs] }
  const document = canonicalJson({
    id,
    subject: { kind: subject_kind, no: draft.no },
    caseNo: draft.caseNo,
    type,
    v: EVENTS[type].v,
    occurredAt: draft.occurredAt ?? AT_WRITING,
    version: draft.version,
    actor: toldActor(actor),
    clocks: clocks.length === 0 ? undefined : clocks,
    payload: {
      ...draft.payload,
      besideHash: besideHash(salt, beside),
      wordsHash: remarks === undefined ? undefined : wordsHash(salt, remarks),
    },
  })
  return {
    // What belongs to no case stands by itself: its id takes the place of a case's.
    case_id: draft.caseId ?? id,
    version: draft.version,
    event_id: id,
    type: subject_kind === 'case' ? type.slice('case.'.length) : type,
    subject_kind,
    occurred_at: draft.occurredAt,
    ...beside,
    document,
    salt,
    remarks,
    status_before: undefined,
    status_after: undefined,
  }
}

function toldActor(acting: Acting): EventActor {
  const { kind, staffNo, organisation, role, windowId, inNameOf, deputyFor } = acting
  const all = { kind, staffNo, organisation, role, windowId, inNameOf, deputyFor }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as EventActor
}
