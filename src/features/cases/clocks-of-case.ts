import type { Instant, LegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { limitsIn, statutoryOf } from '../catalogue/questions/variants.js'
import { type ClockPlace, placeOfOrgan } from '../deadlines/calendar-book.js'
import { type ClockState, isKnownClock, isStopped, type Lamp } from '../deadlines/clock.js'
import type { ClockChange, ClockLimits, OpenedTask } from '../deadlines/clock-change.js'
import { type ClockFacts, clockFacts, gravity, lampLeft, shownClock } from '../deadlines/lamps.js'
import { isWaiting } from '../workflow/awaiting.js'
import type { CaseState } from '../workflow/case-state.js'
import { awaitsReceipt } from '../workflow/collecting.js'
import type { EventDraft } from '../workflow/decision.js'
import { stepOf, type WorkflowStep } from '../workflow/definition.js'
import type { CaseRecord } from './case.js'
import type { Surroundings } from './case-change.js'
import type { CaseWrite } from './case-writes.js'
import { owedAfter } from './intake/owed-clocks.js'
import { runsElsewhere } from './moved.js'

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

/** What one event of a case means for its clocks: pure. */
export function clockChange(
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

/** A clock of a case as its row, with when the monitor looks at it next. */
export function clockRow(
  { id: caseId, organ, ...record }: Pick<CaseRecord, 'id' | 'organ' | 'goesOnAs' | 'endedAs'>,
  clock: ClockState,
  { calendars, today, now }: Pick<Surroundings, 'calendars' | 'today' | 'now'>,
): CaseWrite['clocks'][number] {
  const calendar = calendars.calendarOf(clock.calendar)
  const facts = clockFacts(clock, today, calendar, calendars.rulesFor(organ.code), now)
  const rests = runsElsewhere(record) && !isStopped(clock)
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
    lamp: rests ? 'NONE' : facts.lamp,
    calendar_code: clock.calendar,
    // What rests is looked at once more, so that what burns is put out; then once a day.
    ...(rests
      ? { next_look_at: now, next_look_why: 'MOVED' }
      : nextLookOf(facts, lampLeft(clock, calendar, calendars.rulesFor(organ.code)), now)),
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
  record: Pick<CaseRecord, 'clocks' | 'organ' | 'goesOnAs' | 'endedAs'>,
  { calendars, today }: Pick<Surroundings, 'calendars' | 'today'>,
): { dueOn: LegalDate | undefined; lamp: string } {
  const { clocks, organ } = record
  const known = clocks.filter((clock) => isKnownClock(clock, calendars))
  const running = known.filter((clock) => !isStopped(clock))
  const shown = (running.length > 0 ? running : known).map((clock) =>
    shownClock(clock, today, calendars.calendarOf(clock.calendar), calendars.rulesFor(organ.code)),
  )
  const dues = running.length > 0 ? shown.flatMap(({ dueOn }) => dueOn ?? []).sort() : []
  const lamps = running.length > 0 && runsElsewhere(record) ? [] : shown.map(({ lamp }) => lamp)
  const gravest = lamps.sort((a, b) => gravity(b) - gravity(a))[0]
  return { dueOn: dues[0], lamp: gravest ?? 'NONE' }
}
