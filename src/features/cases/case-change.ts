import type { Organ } from '../../shared/caller.js'
import { makeDocumentNo } from '../../shared/ids.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import type { Calendars } from '../deadlines/calendar-cache.js'
import { type ClockState, isStopped } from '../deadlines/clock.js'
import { applyClockEffects } from '../deadlines/clock-rules.js'
import type { CaseState, TaskState } from '../workflow/case-state.js'
import type { Actor, Decision, EventDraft } from '../workflow/decision.js'
import type { WorkflowDefinition } from '../workflow/definition.js'
import { holderKey } from '../workflow/held-tasks.js'
import { undoableAfter } from './acts/undoable.js'
import type { CaseFacts, CaseRecord } from './case.js'
import { caseEventRow, issuedWith } from './case-event.js'
import { type CaseWrite, caseRow } from './case-writes.js'
import { clockChange, clockRow, summaryOf } from './clocks-of-case.js'
import { placesOfCopies } from './informing/informed.js'
import { watchedActs } from './intake/behaviours.js'
import { runsElsewhere } from './moved.js'
import { paperFacts } from './paper-facts.js'
import { optionalFacts } from './state-of-case.js'

/** What a decision is turned into rows with: all of it was read before, nothing is asked any more. */
export interface Surroundings {
  document: ItemDocument
  definition: WorkflowDefinition
  calendars: Awaited<ReturnType<Calendars['at']>>
  actor: Actor
  /** Organs that the command asks for an opinion, of those that exist and go on. */
  organs: readonly Organ[]
  /** Who goes on for those that ended, by the code under which the procedure names them. */
  successors?: ReadonlyMap<string, string>
  /** Staff numbers of the deciding organ, of those that the command names. */
  colleagues?: readonly string[]
  /** `issuer|subject` of those who have acted, by staff number. */
  subjects?: ReadonlyMap<string, string>
  now: Instant
  today: LegalDate
  newId: () => string
  /** How many days a draft is kept (DRAFT_DAYS). */
  draftDays: number
}

export interface Change {
  record: CaseRecord
  write: CaseWrite
}

/**
 * The case after a decision, and the rows that say so: pure. `base`: as it is stored, where the decision starts from how it
 * stood before (撤销); what has begun since is kept as undone.
 */
export function applyDecision(
  before: CaseRecord,
  decision: Decision,
  around: Surroundings,
  base: CaseRecord = before,
): Change {
  const { state } = decision
  let clocks = before.clocks
  const clocksByEvent = decision.events.map((event) => {
    const old = clocks
    clocks = applyClockEffects(old, clockChange(event, state, before, around), {
      calendarOf: around.calendars.calendarOf,
      rules: around.calendars.rulesFor(before.organ.code),
      newClockId: around.newId,
    })
    return changed(base === before ? old : base.clocks, clocks)
  })
  const accepts = before.acceptedOn === undefined && state.acceptedOn !== undefined
  const record: CaseRecord = {
    ...before,
    version: state.version,
    status: state.status,
    ...(state.receivedOn === undefined ? {} : { receivedOn: state.receivedOn }),
    ...(state.acceptedOn === undefined ? {} : { acceptedOn: state.acceptedOn }),
    ...(state.decidedOn === undefined ? {} : { decidedOn: state.decidedOn }),
    ...(state.resultType === undefined ? {} : { resultType: state.resultType }),
    ...(decision.events.some((event) => event.type === 'close') ? { closedOn: around.today } : {}),
    // The procedure is pinned at acceptance: a new version of it does not touch running cases.
    ...(accepts ? { workflowKey: around.definition.key, workflowVersion: around.definition.version } : {}),
    facts: factsAfter(before.facts, state, decision),
    updatedAt: around.now,
    clocks,
    tasks: state.tasks,
    askedOrgans: askedAfter(before, state, around),
  }
  sendUp(record, decision, around)
  const undoable = base === before ? undoableAfter(before, record, decision) : undefined
  if (undoable !== undefined) record.facts = { ...record.facts, undoable }
  return { record, write: writeOf(base, record, decision, clocksByEvent, around) }
}

/** Organs that were asked stay known to the case: they see it, and their opinions stay theirs. Who was removed is not. */
function askedAfter(before: CaseRecord, state: CaseState, { organs }: Surroundings): Organ[] {
  const codesOf = (tasks: readonly TaskState[]) =>
    new Set(tasks.flatMap(({ organisation }) => organisation ?? []))
  const asked = codesOf(state.tasks.filter(({ removed }) => removed !== true))
  const left = codesOf(
    state.tasks.filter(({ removed, organisation }) => removed === true && !asked.has(organisation ?? '')),
  )
  const there = new Set(before.askedOrgans.map(({ code }) => code))
  const added = organs.filter(({ code }) => asked.has(code) && !there.has(code))
  if (added.length === 0 && left.size === 0) return before.askedOrgans
  return [...before.askedOrgans.filter(({ code }) => !left.has(code)), ...added]
}

/** 转报 (行政许可法 Art. 35): the organ to which the file goes sees the case from then on. */
function sendUp(record: CaseRecord, { events }: Decision, { organs, actor, now, newId }: Surroundings): void {
  const to = events.find(({ type }) => type === 'close')?.facts.forwardedOrganisation
  const organ = organs.find(({ code }) => code === to)
  if (organ === undefined) return
  const { copies = [] } = record.facts
  const { code: organisation, divisions } = organ
  const sent = { copyId: newId(), organisation, divisions: [...divisions], forwarded: true as const }
  const told = [...copies, { ...sent, at: now, by: holderKey(actor) }]
  record.facts = { ...record.facts, copies: told }
  record.copied = placesOfCopies(told)
}

function factsAfter(facts: CaseFacts, state: CaseState, decision: Decision): CaseFacts {
  const {
    statusLeft: _left,
    correction: _correction,
    corrected: _corrected,
    acceptMode: _mode,
    delivery: _delivery,
    cameBack: _cameBack,
    shelf: _shelf,
    proofOwed: _proofOwed,
    undoable: _undoable,
    ...kept
  } = facts
  return {
    ...kept,
    missing: state.missing,
    deferred: state.deferred,
    correctionsGiven: state.correctionsGiven,
    specials: state.specials,
    acts: state.acts,
    ...optionalFacts(state),
    documents: facts.documents + decision.documents.length,
  }
}

function writeOf(
  before: CaseRecord,
  record: CaseRecord,
  decision: Decision,
  clocksByEvent: ClockState[][],
  around: Surroundings,
): CaseWrite {
  const documents = decision.documents.map((document, index) => ({
    case_id: record.id,
    document_no: makeDocumentNo(record.caseNo, before.facts.documents + index + 1),
    kind: document.kind,
    issued_on: around.today,
    content: {
      ...document.facts,
      ...paperFacts(document.kind, record, around),
      ...inWhoseStead(decision.events),
    },
    created_at: around.now,
    sealed: true,
  }))
  const issued = issuedWith(decision.events, documents)
  const watched = watchedActs(decision.events, record, around)
  const undone = undoneIn(before, record, around)
  // What is moved burns no more (分办更正): its clocks go on as they are, and show it.
  const isLeft = runsElsewhere(record) && !runsElsewhere(before)
  const clocks = isLeft
    ? record.clocks.filter((clock) => !isStopped(clock))
    : changed(before.clocks, record.clocks)
  return {
    case: caseRow(record, summaryOf(record, around)),
    parties: [],
    materials: [],
    clocks: [...clocks, ...undone.clocks].map((clock) => clockRow(record, clock, around)),
    tasks: [...changed(before.tasks, record.tasks), ...undone.tasks].map((task) => ({
      case_id: record.id,
      task_id: task.taskId,
      kind: task.kind,
      step: task.step,
      phase: task.phase,
      state: task,
      divisions: record.decidingDivisions,
      assignee: task.assignee,
      opened_at: task.openedAt,
      closed_at: task.closedAt,
    })),
    documents,
    alerts: watched.map(({ alert }) => alert),
    events: [
      ...decision.events.map((event, index) =>
        caseEventRow(
          {
            event,
            version: before.version + index + 1,
            clocks: [...(clocksByEvent[index] ?? []), ...undone.clocks],
            documents: issued[index] ?? [],
            reopened: undone.reopened,
            undone: undone.tasks,
            isLast: index === decision.events.length - 1,
          },
          record,
          around,
        ),
      ),
      ...watched.map(({ event }) => event),
    ],
  }
}

/** What an act that is taken back (撤销) had begun, and the steps that are open again; nothing with any other act. */
function undoneIn(
  before: CaseRecord,
  record: CaseRecord,
  { today, now }: Pick<Surroundings, 'today' | 'now'>,
): { clocks: ClockState[]; tasks: TaskState[]; reopened: TaskState[] } {
  const closed = new Set(
    before.tasks.flatMap(({ taskId, closedAt }) => (closedAt === undefined ? [] : [taskId])),
  )
  return {
    clocks: gone(before.clocks, record.clocks, ({ clockId }) => clockId).map((clock) => ({
      ...clock,
      undone: true as const,
      stoppedOn: clock.stoppedOn ?? today,
      frozenLamp: 'NONE' as const,
    })),
    tasks: gone(before.tasks, record.tasks, ({ taskId }) => taskId).map((task) => ({
      ...task,
      undone: true as const,
      closedAt: task.closedAt ?? now,
    })),
    reopened: record.tasks.filter(({ taskId, closedAt }) => closedAt === undefined && closed.has(taskId)),
  }
}

/** Who acted for an absent colleague (代理): the paper of the act knows both by their numbers, as its event does. */
function inWhoseStead(events: readonly EventDraft[]) {
  const { staffNo, as } = events.at(-1)?.actor ?? {}
  return as?.deputyFor === undefined ? {} : { deputy: staffNo, deputyFor: as.deputyFor }
}

/** Members that are new or were replaced; the pure functions never change one in place. */
function changed<T>(before: readonly T[], after: readonly T[]): T[] {
  const old = new Set(before)
  return after.filter((each) => !old.has(each))
}

/** Members that are there no more: what an undone act began. */
function gone<T>(before: readonly T[], after: readonly T[], keyOf: (each: T) => string): T[] {
  const kept = new Set(after.map(keyOf))
  return before.filter((each) => !kept.has(keyOf(each)))
}
