import { applicationHash } from '../../events/application-hash.js'
import { partFacts } from '../../events/case-events.js'
import type { CaseEventType, PayloadOf } from '../../events/catalogue.js'
import {
  type Acting,
  type EventDraft,
  type EventRow,
  makeEvent,
  saltedHash,
} from '../../events/make-event.js'
import { concernedIn } from '../access/competence.js'
import { variantOf } from '../catalogue/questions/variants.js'
import type { ClockState } from '../deadlines/clock.js'
import { toldClock } from '../deadlines/told-clock.js'
import type { TaskState } from '../workflow/case-state.js'
import type { EventDraft as ActDraft, Actor, DocumentKind } from '../workflow/decision.js'
import type { CaseRecord } from './case.js'
import type { Surroundings } from './case-change.js'
import { organsOf } from './case-visibility.js'
import { materialRow, partyRow } from './case-writes.js'
import { onBehalfOf } from './parties/assistance.js'

/** A document as it is stored. */
interface Issued {
  document_no: string
  kind: DocumentKind
  issued_on: string
  content: Record<string, unknown>
}

/** What of a decision became one event. */
export interface Happened {
  event: ActDraft
  version: number
  /** Clocks that this event changed, as they stand after it. */
  clocks: readonly ClockState[]
  documents: readonly Issued[]
  /** Steps that are open again, and such as never were, since the act was taken back. */
  reopened: readonly TaskState[]
  undone: readonly TaskState[]
  /** The last event of its act: what is said of the whole is said there. */
  isLast: boolean
}

/** The event of one act as the feed will tell it, with what stands beside (事件); pure. */
export function caseEventRow(
  { event, version, clocks, documents, reopened, undone, isLast }: Happened,
  record: CaseRecord,
  around: Surroundings,
): EventRow & { occurred_at: string } {
  const { facts, words } = partFacts(event.type, event.facts)
  const salt = around.newId()
  const behalf = onBehalfOf(record, event.actor)
  const opened = [...event.tasksOpened, ...reopened]
  const closed = [...event.tasksClosed, ...undone]
  const payload = {
    ...caseFactsOf(record, around),
    ...(behalf === undefined ? {} : { onBehalfOf: behalf }),
    status: event.statusAfter,
    statusBefore: event.statusBefore,
    ...facts,
    ...(opened.length === 0 ? {} : { tasksOpened: opened.map(openedTask) }),
    ...(closed.length === 0 ? {} : { tasksClosed: closed.map(closedTask) }),
    ...(documents.length === 0
      ? {}
      : {
          documents: documents.map(({ document_no, kind, issued_on, content }) => ({
            documentNo: document_no,
            kind,
            issuedOn: issued_on,
            contentHash: saltedHash(salt, content),
          })),
        }),
    ...(isLast ? { applicationHash: applicationHash(salt, writtenOf(record)) } : {}),
  }
  const draft = {
    type: `case.${event.type}`,
    no: record.caseNo,
    version,
    // partFacts has left what the schema of the type names: the test of the stories validates each event.
    payload: payload as PayloadOf<CaseEventType>,
    actor: actingOf(event.actor, record),
    sight: concernedIn(organsOf(record)),
    occurredAt: around.now,
    caseNo: record.caseNo,
    caseId: record.id,
    clocks: clocks.map((clock) => toldClock(clock, around.calendars.calendarOf(clock.calendar))),
    words,
    salt,
  } as EventDraft
  return {
    ...makeEvent(draft, around.newId),
    occurred_at: around.now,
    status_before: event.statusBefore,
    status_after: event.statusAfter,
  }
}

/** The parties and materials of a case as their rows will be. */
const writtenOf = ({ id, parties, materials }: CaseRecord) => ({
  parties: parties.map((party): object => partyRow(id, party)) as Record<string, unknown>[],
  materials: materials
    .filter(({ removedAt }) => removedAt === undefined)
    .map((material): object => materialRow(id, material)) as Record<string, unknown>[],
})

/** What every event of the case says of it. `organisation` is always the case's own, whoever acts. */
function caseFactsOf(record: CaseRecord, { document }: Surroundings) {
  const { itemCode, itemVersion, itemType, channel, windowId, situation } = record
  const variant = variantOf(document, situation)?.variantCode
  return {
    itemCode,
    itemVersion,
    itemType,
    organisation: record.organisationCode,
    channel,
    ...(windowId === undefined ? {} : { windowId }),
    ...(record.parentNo === undefined ? {} : { parent: record.parentNo }),
    ...(situation === undefined ? {} : { situation }),
    ...(variant === undefined ? {} : { variant }),
  }
}

/** In which standing the act was done; where the act is none of the table, in the first that the person has. */
function actingOf(actor: Actor, record: CaseRecord): Acting {
  const as = actor.as ?? actor.standings[0]
  const atWindow = as?.role === 'clerk' || as?.role === 'issuer'
  return {
    kind: actor.kind,
    subject: actor.subject,
    // Who does something as an applicant does it as a private person.
    staffNo: as?.role === 'citizen' ? undefined : actor.staffNo,
    organisation: as?.organisation === '' ? undefined : as?.organisation,
    role: as?.role,
    windowId: atWindow ? record.windowId : undefined,
    inNameOf: as?.inNameOf,
    deputyFor: as?.deputyFor,
  }
}

const openedTask = ({ taskId, kind, step, phase, organisation, openedAt }: TaskState) => ({
  taskId,
  kind,
  step,
  phase,
  openedAt,
  ...(organisation === undefined ? {} : { organisation }),
})

const closedTask = (task: TaskState) => ({
  ...openedTask(task),
  ...(task.closedAt === undefined ? {} : { closedAt: task.closedAt }),
  ...(task.outcome === undefined ? {} : { outcome: task.outcome }),
})

/** By which act a document goes out; one that no act of the decision names goes with the last. */
const ISSUED_BY: Partial<Record<DocumentKind, readonly ActDraft['type'][]>> = {
  receipt: ['submit'],
  acceptanceNotice: ['accept', 'acceptWithDeferral', 'deemAccept'],
  approval: ['approve'],
  renewalDecision: ['approve'],
  changeDecision: ['approve'],
  denial: ['deny'],
  renewalDenial: ['deny'],
  changeDenial: ['deny'],
  deliveryReceipt: ['deliver'],
  hearingWithdrawal: ['waiveHearing'],
  paymentNotice: ['bill'],
  paymentReceipt: ['pay'],
  refundReceipt: ['refund'],
  deferralPromise: ['acceptWithDeferral'],
  commitmentLetter: ['accept', 'acceptWithDeferral', 'deemAccept'],
}

/** The documents of a decision, by the event with which each goes out. */
export function issuedWith<T extends { kind: DocumentKind }>(
  events: readonly ActDraft[],
  documents: readonly T[],
): T[][] {
  const parted = events.map((): T[] => [])
  for (const document of documents) {
    const at = events.findIndex(({ type }) => ISSUED_BY[document.kind]?.includes(type))
    parted.at(at)?.push(document)
  }
  return parted
}
