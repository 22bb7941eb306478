import type { Instant, LegalDate } from '../../shared/time.js'
import type { PlainEvent } from '../workflow/decision.js'
import type { Action, Status } from '../workflow/statuses.js'
import type { WorkingCalendar } from './calendar.js'
import {
  type ClockState,
  extendClock,
  isPaused,
  isRunning,
  isStopped,
  openPause,
  pauseClock,
  resumeClock,
  startClock,
  stopClock,
  withHoursEnd,
} from './clock.js'
import { CASE_CLOCK_KINDS, type CaseClockKind, isCaseClock, type OwedKind } from './clock-kinds.js'
import { dayNumberOf } from './day-number.js'
import { lampOn, type MonitorRule } from './lamps.js'
import { type Limit, sameUnitClass } from './limit.js'
import { hoursLimit, judgedOn, laterDay } from './moments.js'

/** What happens to a case that a clock can hang on. */
type Trigger =
  | { on: 'entering' | 'leaving'; status: Status }
  | { on: 'actions'; actions: readonly Action[] }
  | { on: 'task' }
  /** Something is owed; or owed no more. */
  | { on: 'owed' }

interface ClockRule {
  starts: Trigger
  /** The day after which it counts: receipt, acceptance or the act itself. */
  startsAt: 'receivedOn' | 'acceptedOn' | 'on'
  /** It counts by the days of the window at which the case came in. */
  atWindow?: boolean
  pausedIn?: Status
  stops: Trigger
  /**
   * What ends the one that runs, if one does, and begins another by the days of the organ: its papers have come (材料移交),
   * or the result of another case for which it waited (前置结果).
   */
  anewBy?: readonly (PlainEvent | Action)[]
}

/** With these the waiting for another case's result may end; no clock of the intake runs before. */
const AFTER_WAITING: readonly (PlainEvent | Action)[] = ['receiveResult', 'loseResult', 'correctOnTheSpot']

const TO_DECISION: ClockRule = {
  // handleOnTheSpot is acceptance, review, decision and closing in one act.
  starts: { on: 'actions', actions: ['accept', 'acceptWithDeferral', 'deemAccept', 'handleOnTheSpot'] },
  startsAt: 'acceptedOn',
  pausedIn: 'SPECIAL_PROCEDURE',
  stops: { on: 'actions', actions: ['approve', 'deny', 'handleOnTheSpot', 'withdraw', 'terminate', 'void'] },
}

/** THE table of contract.md: what starts, pauses and stops which clock of a case. A new kind does not compile without its row. */
export const CLOCK_RULES: { readonly [K in CaseClockKind]: ClockRule } = {
  INTAKE_5D: {
    starts: { on: 'entering', status: 'SUBMITTED' },
    startsAt: 'receivedOn',
    atWindow: true,
    stops: { on: 'leaving', status: 'SUBMITTED' },
    anewBy: ['receiveHandover', ...AFTER_WAITING],
  },
  // Where the law attaches nothing to the silence of the office: its own word, and supervision sees that it was broken.
  INTAKE_PROMISE: {
    starts: { on: 'entering', status: 'SUBMITTED' },
    startsAt: 'receivedOn',
    atWindow: true,
    stops: { on: 'leaving', status: 'SUBMITTED' },
    anewBy: AFTER_WAITING,
  },
  CORRECTION: {
    starts: { on: 'entering', status: 'AWAITING_CORRECTION' },
    startsAt: 'on',
    atWindow: true,
    stops: { on: 'leaving', status: 'AWAITING_CORRECTION' },
  },
  // Where the item sets no days to correct: somebody asks after the applicant, and nothing ends by itself.
  CORRECTION_REMINDER: {
    starts: { on: 'entering', status: 'AWAITING_CORRECTION' },
    startsAt: 'on',
    atWindow: true,
    stops: { on: 'leaving', status: 'AWAITING_CORRECTION' },
  },
  PROMISE: TO_DECISION,
  LEGAL: TO_DECISION,
  STEP: { starts: { on: 'task' }, startsAt: 'on', pausedIn: 'SPECIAL_PROCEDURE', stops: { on: 'task' } },
  DELIVERY_10D: {
    // What came back by post was not delivered.
    starts: { on: 'actions', actions: ['approve', 'handleOnTheSpot', 'returnMail'] },
    startsAt: 'on',
    stops: { on: 'actions', actions: ['deliver', 'void'] },
  },
  SPECIAL: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  OPINION: { starts: { on: 'task' }, startsAt: 'on', pausedIn: 'SPECIAL_PROCEDURE', stops: { on: 'task' } },
  DEFERRED: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  COMMITMENT_CHECK: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  HEARING_REQUEST: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  HEARING_HELD: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  PICKUP: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  RENEWAL: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  PAYMENT: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  PUBLICATION: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
}

/** A limit of the item version, with the article that sets it. */
export interface ClockLimit extends Limit {
  basis?: string
}

/** The limits that apply to the case; an absent one means that its clock is off (e.g. intake for types other than 01). */
export interface ClockLimits {
  intake?: ClockLimit
  /** Instead of `intake`, where the five days of the licence law do not bind. */
  intakePromise?: ClockLimit
  /** Only where the item gives days to correct. */
  correction?: ClockLimit
  /** Only where it gives none. */
  correctionReminder?: ClockLimit
  promise?: ClockLimit
  legal?: ClockLimit
  /** Left out when nothing is granted, e.g. handled on the spot with the result `returned`. */
  delivery?: ClockLimit
}

/** One act on a case, as far as its clocks are concerned. */
export interface ClockChange {
  action: Action | PlainEvent
  /** Absent for a case that is created by this act. */
  statusBefore?: Status
  statusAfter: Status
  /** The legal date of the act. */
  on: LegalDate
  /** The moment of it: limits in hours begin and end by that. */
  now?: Instant
  acceptedOn?: LegalDate
  receivedOn?: LegalDate
  /** Code of the calendar of clocks that start now. */
  calendar: string
  /** Of those that run at the window (收件、补正), where its days differ. */
  windowCalendar?: string
  limits: ClockLimits
  tasksOpened?: readonly OpenedTask[]
  tasksClosed?: readonly string[]
  /** What is owed after the act: of these kinds a clock runs about each, and about nothing else. */
  owed?: { readonly [K in OwedKind]?: readonly { about: string; from?: LegalDate; limit: ClockLimit }[] }
  /** What was granted has been revoked, withdrawn or cancelled: nothing is to be delivered any more. */
  grantEnded?: true
  /** With this act the papers that a window collected have come to its organ, or the result that was waited for. */
  anew?: boolean
  /** Moves LEGAL and, unless left out of `kinds`, PROMISE; see refuseExtension. */
  extension?: Limit & { kinds?: readonly ('PROMISE' | 'LEGAL')[] }
  /** Days of a special procedure that differ from `on`, and how long it should take (working days). */
  special?: { opened?: { from?: LegalDate; estimatedDays?: number }; closed?: { to?: LegalDate } }
}

/** A task that opens, with its days or hours. */
export interface OpenedTask extends Pick<ClockState, 'reminders'> {
  taskId: string
  kind?: 'STEP' | 'OPINION'
  limit?: ClockLimit
  /** Instead of `limit`. */
  hours?: number
}

export interface ClockSurroundings {
  /** The calendar of a code; throws when there is none. */
  calendarOf: (code: string) => WorkingCalendar
  rules: readonly MonitorRule[]
  /** Ids of new clocks. */
  newClockId: () => string
}

/** The clocks of a case after an act: all of them, in their order, new ones at the end. */
export function applyClockEffects(
  clocks: readonly ClockState[],
  change: ClockChange,
  surroundings: ClockSurroundings,
): ClockState[] {
  const started = CASE_CLOCK_KINDS.flatMap((kind) => startsOf(kind, clocks, change, surroundings))
  return [...clocks, ...started].map((before) => {
    if (isStopped(before)) return before
    const clock = extended(before, change)
    const givesWay = beginsAnew(clock.kind, change) && !started.includes(before)
    if (!givesWay && !stops(clock, change)) return pausedOrResumed(clock, change, surroundings)
    const calendar = surroundings.calendarOf(clock.calendar)
    const judged =
      change.now === undefined ? change.on : laterDay(judgedOn(clock, change.now, calendar), change.on)
    return stopClock(clock, change.on, lampOn(clock, judged, calendar, surroundings.rules), calendar)
  })
}

function startsOf(
  kind: CaseClockKind,
  clocks: readonly ClockState[],
  change: ClockChange,
  { newClockId, calendarOf }: ClockSurroundings,
): ClockState[] {
  const { starts, startsAt, atWindow } = CLOCK_RULES[kind]
  const { calendar } = change
  if (starts.on === 'task') {
    return (change.tasksOpened ?? []).flatMap(({ taskId, kind: of = 'STEP', reminders, ...task }) => {
      const days = daysOf(task, change, calendarOf(calendar))
      if (days === undefined || of !== kind) return []
      const reminded = reminders === undefined ? {} : { reminders }
      return [
        startClock({
          clockId: newClockId(),
          kind,
          calendar,
          startedOn: change.on,
          taskId,
          ...days,
          ...reminded,
        }),
      ]
    })
  }
  if (starts.on === 'owed') {
    const owed = change.owed?.[kind as OwedKind] ?? []
    return owed
      .filter(({ about }) => !clocks.some((clock) => isAbout(clock, kind, about)))
      .map(({ about, from, limit }) =>
        startClock({
          clockId: newClockId(),
          kind,
          calendar,
          startedOn: from ?? change.on,
          about,
          ...limitOf(limit),
        }),
      )
  }
  const limit = limitFor(kind, change.limits)
  const running = clocks.some((clock) => clock.kind === kind && !isStopped(clock))
  const anew = beginsAnew(kind, change)
  if (limit === undefined || !(anew || (!running && fires(starts, change)))) return []
  const startedOn = change[startsAt]
  if (startedOn === undefined) throw new Error(`${change.action} starts ${kind} but has no ${startsAt}`)
  const own = atWindow === true && !anew ? (change.windowCalendar ?? calendar) : calendar
  return [startClock({ clockId: newClockId(), kind, calendar: own, startedOn, ...limitOf(limit) })]
}

/** Whether the act begins a clock of the kind anew: only the first receipt of what a window collected, and the end of waiting. */
const beginsAnew = (kind: ClockState['kind'], { action, anew }: ClockChange): boolean =>
  anew === true && isCaseClock(kind) && CLOCK_RULES[kind].anewBy?.includes(action) === true

function limitFor(kind: CaseClockKind, limits: ClockLimits): ClockLimit | undefined {
  switch (kind) {
    case 'INTAKE_5D':
      return limits.intake
    case 'INTAKE_PROMISE':
      return limits.intakePromise
    case 'CORRECTION':
      return limits.correction
    case 'CORRECTION_REMINDER':
      return limits.correctionReminder
    case 'PROMISE':
      return limits.promise
    case 'LEGAL':
      return limits.legal
    case 'DELIVERY_10D':
      return limits.delivery
    case 'STEP':
    case 'SPECIAL':
    case 'OPINION':
    case 'DEFERRED':
    case 'COMMITMENT_CHECK':
    case 'HEARING_REQUEST':
    case 'HEARING_HELD':
    case 'PICKUP':
    case 'RENEWAL':
    case 'PAYMENT':
    case 'PUBLICATION':
      return undefined
  }
}

const limitOf = ({ amount, unit, basis }: ClockLimit): { limit: Limit; basis?: string } => ({
  limit: { amount, unit },
  ...(basis !== undefined && { basis }),
})

/** The days of a task, or what its hours come to; undefined: it has none. */
function daysOf(
  { limit, hours }: Pick<OpenedTask, 'limit' | 'hours'>,
  { now }: Pick<ClockChange, 'now'>,
  calendar: WorkingCalendar,
): Pick<ClockState, 'limit' | 'hours' | 'basis'> | undefined {
  if (hours !== undefined && now !== undefined) return hoursLimit(now, hours, calendar)
  return limit && limitOf(limit)
}

const isAbout = (clock: ClockState, kind: CaseClockKind, about: string | undefined): boolean =>
  clock.kind === kind && clock.about === about && !isStopped(clock)

function fires(trigger: Exclude<Trigger, { on: 'task' | 'owed' }>, change: ClockChange): boolean {
  const { action, statusBefore, statusAfter } = change
  switch (trigger.on) {
    case 'entering':
      return statusAfter === trigger.status && statusBefore !== trigger.status
    case 'leaving':
      return statusBefore === trigger.status && statusAfter !== trigger.status
    case 'actions':
      return (trigger.actions as readonly string[]).includes(action)
  }
}

function stops(clock: ClockState, change: ClockChange): boolean {
  if (!isCaseClock(clock.kind)) return false
  if (clock.kind === 'DELIVERY_10D' && change.grantEnded === true) return true
  const trigger = CLOCK_RULES[clock.kind].stops
  if (trigger.on === 'owed')
    return (change.owed?.[clock.kind as OwedKind] ?? []).every(({ about }) => about !== clock.about)
  if (trigger.on !== 'task') return fires(trigger, change)
  return clock.taskId !== undefined && (change.tasksClosed ?? []).includes(clock.taskId)
}

/** Follows the status, so that overlapping special procedures are one pause (domain.md §1.2, rule 9). */
function pausedOrResumed(
  clock: ClockState,
  change: ClockChange,
  { calendarOf }: ClockSurroundings,
): ClockState {
  if (!isCaseClock(clock.kind)) return clock
  const { pausedIn } = CLOCK_RULES[clock.kind]
  if (pausedIn === undefined) return clock
  const { opened, closed } = change.special ?? {}
  if (change.statusAfter !== pausedIn)
    return withHoursEnd(resumeClock(clock, closed?.to ?? change.on), calendarOf(clock.calendar))
  if (isRunning(clock)) return pauseClock(clock, opened?.from ?? change.on, opened?.estimatedDays)
  return opened === undefined ? clock : estimateLonger(clock, opened, change.on, calendarOf(clock.calendar))
}

/** Another special procedure began inside the pause: the pause lasts until the later of the two should end. */
function estimateLonger(
  clock: ClockState,
  opened: { from?: LegalDate; estimatedDays?: number },
  on: LegalDate,
  calendar: WorkingCalendar,
): ClockState {
  const pause = openPause(clock)
  if (!isPaused(clock) || pause === undefined || opened.estimatedDays === undefined) return clock
  const already = calendar.countWorkingDays(dayNumberOf(pause.from) - 1, dayNumberOf(opened.from ?? on) - 1)
  const estimatedDays = Math.max(pause.estimatedDays ?? 0, already + opened.estimatedDays)
  return {
    ...clock,
    pauses: clock.pauses.map((each) => (each === pause ? { ...pause, estimatedDays } : each)),
  }
}

function extended(clock: ClockState, { action, extension, on }: ClockChange): ClockState {
  if (action !== 'extend' || extension === undefined) return clock
  const { amount, unit, kinds = ['PROMISE', 'LEGAL'] } = extension
  const moves = kinds.some((kind) => kind === clock.kind) && sameUnitClass(clock.limit.unit, unit)
  return moves && isRunning(clock) ? extendClock(clock, { amount, unit, on }) : clock
}
