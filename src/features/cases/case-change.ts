import type { Organ } from '../../shared/caller.js'
import { makeDocumentNo } from '../../shared/ids.js'
import { type Instant, type LegalDate, startOfLegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { limitsIn } from '../catalogue/questions/variants.js'
import { type ClockPlace, placeOfOrgan } from '../deadlines/calendar-book.js'
import type { Calendars } from '../deadlines/calendar-cache.js'
import { type ClockState, dueOn, isKnownClock, isStopped } from '../deadlines/clock.js'
import { applyClockEffects, type ClockChange, type ClockLimits } from '../deadlines/clock-rules.js'
import { clockFacts, gravity } from '../deadlines/lamps.js'
import type { CaseState } from '../workflow/case-state.js'
import type { Actor, Decision, EventDraft } from '../workflow/decision.js'
import { stepOf, type WorkflowDefinition } from '../workflow/definition.js'
import { ACTIONS, isStatus, type LegalAct } from '../workflow/statuses.js'
import type { CaseFacts, CaseRecord } from './case.js'
import { caseEventRow, issuedWith } from './case-event.js'
import { type CaseWrite, caseRow } from './case-rows.js'
import { watchedActs } from './intake/behaviours.js'
import { defectiveAmong } from './intake/inspection.js'
import { offeredCommitments } from './intake.js'
import { paperFacts } from './paper-facts.js'

/** What a decision is turned into rows with: all of it was read before, nothing is asked any more. */
export interface Surroundings {
  document: ItemDocument
  definition: WorkflowDefinition
  calendars: Awaited<ReturnType<Calendars['at']>>
  actor: Actor
  /** Organs that the command asks for an opinion, of those that exist and go on. */
  organs: readonly Organ[]
  now: Instant
  today: LegalDate
  newId: () => string
}

/** The workflow's view of a case. */
export function stateOf(
  record: CaseRecord,
  { document, calendars }: Pick<Surroundings, 'document' | 'calendars'>,
): CaseState {
  const { status, version, itemType, tasks, facts } = record
  const optional = {
    ...(record.windowId === undefined ? {} : { windowAuthority: record.windowAuthority ?? 'none' }),
    ...(record.receivedOn === undefined ? {} : { receivedOn: record.receivedOn }),
    ...(record.acceptedOn === undefined ? {} : { acceptedOn: record.acceptedOn }),
    ...(record.decidedOn === undefined ? {} : { decidedOn: record.decidedOn }),
    ...(record.resultType === undefined ? {} : { resultType: record.resultType }),
    ...(document.correctionDays === undefined ? {} : { correctionDays: document.correctionDays }),
  }
  const fields = document.form.schema.properties as Record<string, { examples?: unknown[] }> | undefined
  const unknown = unknownIn(record, calendars)
  const { missing, deferred, correctionsGiven, specials, acts } = facts
  return {
    status,
    version,
    itemType,
    organisation: record.organ.successor ?? record.organ.code,
    handling: document.handling,
    materialCodes: document.materials.map((material) => material.materialCode),
    deferrable: document.materials
      .filter((material) => material.necessity === 'deferrable')
      .map((material) => material.materialCode),
    commitments: offeredCommitments(document),
    defective: defectiveAmong(record.materials, document),
    missing,
    deferred,
    correctionsGiven,
    specials,
    acts,
    tasks,
    clocks: record.clocks.map((clock) => {
      const due = isKnownClock(clock, calendars)
        ? dueOn(clock, calendars.calendarOf(clock.calendar)).dueOn
        : undefined
      return {
        kind: clock.kind,
        stopped: isStopped(clock),
        extended: (clock.extensions ?? []).length > 0,
        ...(due === undefined ? {} : { due }),
      }
    }),
    ...(unknown === undefined ? {} : { unknown }),
    ...optionalFacts(facts),
    ...(fields === undefined ? {} : { formFields: exampleFields(fields) }),
    ...optional,
  }
}

/** The first thing in a case that this build does not know, by its code. */
function unknownIn(
  { status, clocks, tasks }: CaseRecord,
  calendars: Surroundings['calendars'],
): string | undefined {
  if (!isStatus(status)) return status
  const clock = clocks.find((each) => !isKnownClock(each, calendars))
  if (clock !== undefined) return `${clock.kind} (${clock.calendar})`
  const task = tasks.find((each) => !TASK_KINDS.has(`${each.kind} ${each.phase}`))
  return task === undefined ? undefined : `${task.kind} (${task.phase})`
}

const TASK_KINDS = new Set(['step review', 'step decide', 'opinion review'])

const exampleFields = (fields: Record<string, { examples?: unknown[] }>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, schema.examples?.[0]]))

const ART = (article: string) => `《中华人民共和国行政许可法》第${article}条`

/**
 * The limits of the item version in a situation: its variant (业务办理项) may have its own. The rules of the licence law
 * bind type 01; others only where a basis is cited.
 */
function limitsOf(document: ItemDocument, situation: string | undefined): ClockLimits {
  const isLicence = document.type === '01'
  const intake = isLicence ? ART('三十二') : document.citedClocks?.intake
  const delivery = isLicence ? ART('四十四') : document.citedClocks?.delivery
  const { statutory, promised } = limitsIn(document, situation)
  const { correctionDays } = document
  return {
    ...(intake === undefined ? {} : { intake: { amount: 5, unit: 'workingDay', basis: intake } }),
    ...(correctionDays === undefined ? {} : { correction: { amount: correctionDays, unit: 'day' } }),
    promise: { amount: promised.amount, unit: promised.unit },
    legal: { amount: statutory.amount, unit: statutory.unit, basis: statutory.basis },
    ...(delivery === undefined ? {} : { delivery: { amount: 10, unit: 'workingDay', basis: delivery } }),
  }
}

export interface Change {
  record: CaseRecord
  write: CaseWrite
}

/** The case after a decision, and the rows that say so: pure. */
export function applyDecision(before: CaseRecord, decision: Decision, around: Surroundings): Change {
  const { state } = decision
  let clocks = before.clocks
  const clocksByEvent = decision.events.map((event) => {
    if (!isAction(event.type)) return []
    const old = clocks
    clocks = applyClockEffects(old, clockChange({ ...event, type: event.type }, state, before, around), {
      calendarOf: around.calendars.calendarOf,
      rules: around.calendars.rulesFor(before.organ.code),
      newClockId: around.newId,
    })
    return changed(old, clocks)
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
  return { record, write: writeOf(before, record, decision, clocksByEvent, around) }
}

/** Organs that were asked stay known to the case: they see it, and their opinions stay theirs. */
function askedAfter(before: CaseRecord, state: CaseState, { organs }: Surroundings): Organ[] {
  const asked = new Set(state.tasks.flatMap(({ organisation }) => organisation ?? []))
  const there = new Set(before.askedOrgans.map(({ code }) => code))
  const added = organs.filter(({ code }) => asked.has(code) && !there.has(code))
  return added.length === 0 ? before.askedOrgans : [...before.askedOrgans, ...added]
}

/** What a case need not have: left out where it has not. */
function optionalFacts({
  statusLeft,
  acceptMode,
  correction,
  corrected,
  related,
}: Pick<CaseFacts, 'statusLeft' | 'acceptMode' | 'correction' | 'corrected' | 'related'>) {
  return {
    ...(statusLeft === undefined ? {} : { statusLeft }),
    ...(acceptMode === undefined ? {} : { acceptMode }),
    ...(correction === undefined ? {} : { correction }),
    ...(corrected === undefined ? {} : { corrected }),
    ...(related === undefined ? {} : { related }),
  }
}

function factsAfter(facts: CaseFacts, state: CaseState, decision: Decision): CaseFacts {
  const {
    statusLeft: _left,
    correction: _correction,
    corrected: _corrected,
    acceptMode: _mode,
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

const isAction = (type: EventDraft['type']): type is LegalAct => Object.hasOwn(ACTIONS, type)

function clockChange(
  event: EventDraft & { type: LegalAct },
  state: CaseState,
  record: CaseRecord,
  around: Surroundings,
): ClockChange {
  const { situation } = record
  const organ = placeOfOrgan(record.organ)
  const opened =
    event.type === 'startSpecial' ? { estimatedDays: Number(event.facts.estimatedDays) } : undefined
  return {
    action: event.type,
    statusBefore: event.statusBefore,
    statusAfter: event.statusAfter,
    on: event.on,
    ...(state.acceptedOn === undefined ? {} : { acceptedOn: state.acceptedOn }),
    ...(state.receivedOn === undefined ? {} : { receivedOn: state.receivedOn }),
    calendar: around.calendars.calendarFor(organ),
    windowCalendar: around.calendars.calendarFor(windowOf(record), organ),
    limits: limitsOf(around.document, situation),
    tasksOpened: event.tasksOpened.map((task) => {
      const limit = task.kind === 'step' ? stepOf(around.definition, task.step).limit : undefined
      return { taskId: task.taskId, ...(limit === undefined ? {} : { limit }) }
    }),
    tasksClosed: event.tasksClosed.map((task) => task.taskId),
    ...(event.extension === undefined ? {} : { extension: event.extension }),
    ...(opened === undefined ? {} : { special: { opened } }),
  }
}

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
    content: { ...document.facts, ...paperFacts(document.kind, record, around) },
    created_at: around.now,
    sealed: true,
  }))
  const issued = issuedWith(decision.events, documents)
  const watched = watchedActs(decision.events, record, around)
  return {
    case: caseRow(record, summaryOf(record, around)),
    parties: [],
    materials: [],
    clocks: changed(before.clocks, record.clocks).map((clock) => clockRow(record, clock, around)),
    tasks: changed(before.tasks, record.tasks).map((task) => ({
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
            clocks: clocksByEvent[index] ?? [],
            documents: issued[index] ?? [],
          },
          record,
          around,
        ),
      ),
      ...watched.map(({ event }) => event),
    ],
  }
}

/** Members that are new or were replaced; the pure functions never change one in place. */
function changed<T>(before: readonly T[], after: readonly T[]): T[] {
  const old = new Set(before)
  return after.filter((each) => !old.has(each))
}

function clockRow(
  { id: caseId, organ }: CaseRecord,
  clock: ClockState,
  { calendars, today }: Surroundings,
): CaseWrite['clocks'][number] {
  const calendar = calendars.calendarOf(clock.calendar)
  const facts = clockFacts(clock, today, calendar, calendars.rulesFor(organ.code))
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
    next_look_at: facts.nextLook && startOfLegalDate(facts.nextLook.at),
    next_look_why: facts.nextLook?.why,
  }
}

/** For lists: the earliest due day of what still runs, and the gravest lamp (of what is finished when all is). */
export function summaryOf(
  { clocks, organ }: Pick<CaseRecord, 'clocks' | 'organ'>,
  { calendars, today }: Pick<Surroundings, 'calendars' | 'today'>,
): { dueOn: LegalDate | undefined; lamp: string } {
  const known = clocks.filter((clock) => isKnownClock(clock, calendars))
  const running = known.filter((clock) => !isStopped(clock))
  const factsOf = (clock: ClockState) =>
    clockFacts(clock, today, calendars.calendarOf(clock.calendar), calendars.rulesFor(organ.code))
  const dues = running.flatMap((clock) => factsOf(clock).dueOn ?? []).sort()
  const lamps = (running.length > 0 ? running : known).map((clock) => factsOf(clock).lamp)
  const gravest = lamps.sort((a, b) => gravity(b) - gravity(a))[0]
  return { dueOn: dues[0], lamp: gravest ?? 'NONE' }
}
