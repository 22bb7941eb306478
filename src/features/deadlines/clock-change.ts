import type { Instant, LegalDate } from '../../shared/time.js'
import type { PlainEvent } from '../workflow/decision.js'
import type { Action, Status } from '../workflow/statuses.js'
import type { WorkingCalendar } from './calendar.js'
import type { ClockState } from './clock.js'
import type { OwedKind } from './clock-kinds.js'
import type { MonitorRule } from './lamps.js'
import type { Limit } from './limit.js'

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
