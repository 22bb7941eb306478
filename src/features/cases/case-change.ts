import type { Organ } from '../../shared/caller.js'
import { makeDocumentNo } from '../../shared/ids.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { limitsIn, statutoryOf } from '../catalogue/questions/variants.js'
import { type ClockPlace, placeOfOrgan } from '../deadlines/calendar-book.js'
import type { Calendars } from '../deadlines/calendar-cache.js'
import { type ClockState, isKnownClock, isStopped, type Lamp } from '../deadlines/clock.js'
import {
  applyClockEffects,
  type ClockChange,
  type ClockLimits,
  type OpenedTask,
} from '../deadlines/clock-rules.js'
import { type ClockFacts, clockFacts, gravity, lampLeft, shownClock } from '../deadlines/lamps.js'
import { isWaiting } from '../workflow/awaiting.js'
import type { CaseState, TaskState } from '../workflow/case-state.js'
import { awaitsReceipt } from '../workflow/collecting.js'
import type { Actor, Decision, EventDraft } from '../workflow/decision.js'
import { stepOf, type WorkflowDefinition, type WorkflowStep } from '../workflow/definition.js'
import { holderKey } from '../workflow/held-tasks.js'
import { undoableAfter } from './acts/undoable.js'
import type { CaseFacts, CaseRecord } from './case.js'
import { caseEventRow, issuedWith } from './case-event.js'
import { type CaseWrite, caseRow } from './case-rows.js'
import { placesOfCopies } from './informing/informed.js'
import { watchedActs } from './intake/behaviours.js'
import { owedAfter } from './intake/owed-clocks.js'
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

const ART = (article: string) => `《中华人民共和国行政许可法》第${article}条`

/** Where an item says nothing of its own: what a window promises on receipt, and when a notice without days is recalled. */
const INTAKE_PROMISE = { amount: 5, unit: 'workingDay' } as const
const REMIND_AFTER = 30

/**
 * The limits of the item version in a situation: its variant (业务办理项) may have its own. The rules of the licence law
 * bind type 01; others only where a basis is cited.
 */
export function limitsOf(document: ItemDocument, situation: string | undefined): ClockLimits {
  const isLicence = document.type === '01'
  const intake = isLicence ? ART('三十二') : document.citedClocks?.intake
  const delivery = isLicence ? ART('四十四') : document.citedClocks?.delivery
  const limits = limitsIn(document, situation)
  const { promised, delivery: own } = limits
  const legal = statutoryOf(limits)
  const { correctionDays, intakePromise = INTAKE_PROMISE, correctionReminder = REMIND_AFTER } = document
  return {
    ...(intake === undefined
      ? { intakePromise: { amount: intakePromise.amount, unit: intakePromise.unit } }
      : { intake: { amount: 5, unit: 'workingDay', basis: intake } }),
    ...(correctionDays === undefined
      ? { correctionReminder: { amount: correctionReminder, unit: 'day' } }
      : { correction: { amount: correctionDays, unit: 'day' } }),
    promise: { amount: promised.amount, unit: promised.unit },
    ...(legal === undefined ? {} : { legal: { amount: legal.amount, unit: legal.unit, basis: legal.basis } }),
    ...(delivery === undefined && own === undefined
      ? {}
      : { delivery: own ?? { amount: 10, unit: 'workingDay', ...(delivery && { basis: delivery }) } }),
  }
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

function clockChange(
  event: EventDraft,
  state: CaseState,
  record: CaseRecord,
  around: Surroundings,
): ClockChange {
  const limits = limitsFor(event, record, around.document, state)
  const organ = placeOfOrgan(record.organ)
  const opened =
    event.type === 'startSpecial' ? { estimatedDays: Number(event.facts.estimatedDays) } : undefined
  return {
    action: event.type,
    statusBefore: event.statusBefore,
    statusAfter: event.statusAfter,
    on: event.on,
    now: around.now,
    ...(state.acceptedOn === undefined ? {} : { acceptedOn: state.acceptedOn }),
    ...(state.receivedOn === undefined ? {} : { receivedOn: state.receivedOn }),
    calendar: around.calendars.calendarFor(organ),
    windowCalendar: around.calendars.calendarFor(windowOf(record), organ),
    limits: isWaiting(state) ? withoutIntake(limits) : limits,
    tasksOpened: event.tasksOpened.map((task) => {
      const asked = task.kind === 'opinion'
      if (asked) return { taskId: task.taskId, kind: 'OPINION', ...(task.limit && { limit: task.limit }) }
      const { limit, reminders } = stepOf(around.definition, task.step)
      return { taskId: task.taskId, kind: 'STEP', ...timeOf(limit), ...(reminders && { reminders }) }
    }),
    tasksClosed: event.tasksClosed.map((task) => task.taskId),
    owed: owedAfter(state, event.statusAfter, event.on, around.document),
    ...(event.extension === undefined ? {} : { extension: event.extension }),
    // What is forwarded (转报) was not granted here: there is no certificate to hand out within ten days.
    ...(state.grantEnded === true || state.resultType === 'forwarded' ? { grantEnded: true } : {}),
    ...(opened === undefined ? {} : { special: { opened } }),
    ...(beginsAnew(record, state) ? { anew: true } : {}),
  }
}

/** Days as they are; hours by themselves, since only a moment tells when they end. */
const timeOf = (limit: WorkflowStep['limit']): Pick<OpenedTask, 'limit' | 'hours'> => {
  if (limit === undefined) return {}
  const { amount, unit } = limit
  return unit === 'hour' ? { hours: amount } : { limit: { amount, unit } }
}

/**
 * None begin for what is only examined here (初审转报). Ten days begin anew for what came back by post only where they began
 * once, since nothing was granted otherwise, and where it is still to be handed out.
 */
function limitsFor(
  event: EventDraft,
  { situation, clocks }: CaseRecord,
  document: ItemDocument,
  { grantEnded, forwardsTo }: CaseState,
): ClockLimits {
  const { delivery, ...limits } = limitsOf(document, situation)
  const never =
    forwardsTo !== undefined ||
    (event.type === 'returnMail' &&
      (grantEnded === true || clocks.every(({ kind }) => kind !== 'DELIVERY_10D')))
  return never || delivery === undefined ? limits : { ...limits, delivery }
}

/** While a case waits for the result of another, the application is not complete, and no day of the office counts. */
const withoutIntake = ({ intake: _intake, intakePromise: _promise, ...limits }: ClockLimits): ClockLimits =>
  limits

const beginsAnew = ({ facts }: CaseRecord, state: CaseState): boolean =>
  (awaitsReceipt(facts) && !awaitsReceipt(state)) ||
  (isWaiting(facts) && !isWaiting(state) && state.status === 'SUBMITTED')

/** Where it was taken in: the organs of the window and of the hall, and where the hall stands. */
const windowOf = ({
  windowOrganisation,
  centreOrganisation,
  windowDivisions = [],
}: CaseRecord): ClockPlace => ({
  organs: [windowOrganisation, centreOrganisation].filter((code) => code !== undefined),
  divisions: windowDivisions,
})

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
  return {
    case: caseRow(record, summaryOf(record, around)),
    parties: [],
    materials: [],
    clocks: [...changed(before.clocks, record.clocks), ...undone.clocks].map((clock) =>
      clockRow(record, clock, around),
    ),
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

/** A clock of a case as its row, with when the monitor looks at it next. */
export function clockRow(
  { id: caseId, organ }: Pick<CaseRecord, 'id' | 'organ'>,
  clock: ClockState,
  { calendars, today, now }: Pick<Surroundings, 'calendars' | 'today' | 'now'>,
): CaseWrite['clocks'][number] {
  const calendar = calendars.calendarOf(clock.calendar)
  const facts = clockFacts(clock, today, calendar, calendars.rulesFor(organ.code), now)
  return {
    case_id: caseId,
    clock_id: clock.clockId,
    owner_kind: 'case',
    kind: clock.kind,
    state: clock,
    started_on: clock.startedOn,
    due_on: facts.dueOn,
    provisional: facts.provisional,
    stopped_on: clock.stoppedOn,
    lamp: facts.lamp,
    calendar_code: clock.calendar,
    ...nextLookOf(facts, lampLeft(clock, calendar, calendars.rulesFor(organ.code)), now),
  }
}

/**
 * When the monitor looks next. What comes to a stop or a pause with a lamp is looked at once more: its notice is closed, and
 * whoever came first, the monitor or a person, its card is raised (视为受理; 超期决定).
 */
function nextLookOf({ nextLook }: ClockFacts, left: Lamp, now: Instant) {
  if (left !== 'NONE') return { next_look_at: now, next_look_why: left }
  return { next_look_at: nextLook?.at, next_look_why: nextLook?.why }
}

/** For lists: the earliest due day of what still runs, and the gravest lamp (of what is finished when all is). */
export function summaryOf(
  { clocks, organ }: Pick<CaseRecord, 'clocks' | 'organ'>,
  { calendars, today }: Pick<Surroundings, 'calendars' | 'today'>,
): { dueOn: LegalDate | undefined; lamp: string } {
  const known = clocks.filter((clock) => isKnownClock(clock, calendars))
  const running = known.filter((clock) => !isStopped(clock))
  const shown = (running.length > 0 ? running : known).map((clock) =>
    shownClock(clock, today, calendars.calendarOf(clock.calendar), calendars.rulesFor(organ.code)),
  )
  const dues = running.length > 0 ? shown.flatMap(({ dueOn }) => dueOn ?? []).sort() : []
  const lamps = shown.map(({ lamp }) => lamp)
  const gravest = lamps.sort((a, b) => gravity(b) - gravity(a))[0]
  return { dueOn: dues[0], lamp: gravest ?? 'NONE' }
}
