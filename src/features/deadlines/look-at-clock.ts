import { describeFailure } from '../../jobs/failure.js'
import { newId } from '../../shared/ids.js'
import { type Instant, type LegalDate, legalDateOf, startOfLegalDate } from '../../shared/time.js'
import type { WorkingCalendar } from './calendar.js'
import type { CalendarBook } from './calendar-book.js'
import {
  dueOn,
  isKnownClock,
  isOverdue,
  isRunning,
  isStopped,
  type Lamp,
  overBy,
  remainingDays,
} from './clock.js'
import { ownerOfKind } from './clock-kinds.js'
import { type ClockOwners, type Consequence, clockOwnerOf, type Subject } from './clock-owners.js'
import type { StrangeClock } from './clocks-aside.js'
import { shiftDate } from './day-number.js'
import { gravity, lampOn, type MonitorRule, nextLook } from './lamps.js'
import { measuresToday } from './measures.js'
import { earliest, judgedOn, momentAfter, reminderOf } from './moments.js'
import type { ClaimedClock, LookWrite } from './monitor-store.js'

/** A consequence that could not be drawn is tried again after this, so that nothing is lost and nothing runs hot. */
const RETRY_MS = 60_000

/** A claimed clock with what it belongs to; undefined when that is not there any more, or of a newer release. */
export interface OwnedClock extends ClaimedClock {
  subject: Subject | undefined
}

/** What is to be written of a clock, or why it is put aside: whatever is wrong with one must not keep others waiting. */
export function reckonClock(
  clock: OwnedClock,
  book: CalendarBook,
  owners: ClockOwners,
): { clock: OwnedClock; write: LookWrite } | StrangeClock {
  const { state, subject } = clock
  try {
    if (subject === undefined) return { clock, error: `${state.kind}: what it belongs to is not there` }
    if (isKnownClock(state, book)) return { clock, write: look({ ...clock, subject }, book, owners) }
    const { kind, calendar } = state
    const why = book.has(calendar) ? 'a unit of its limit is unknown here' : `no calendar ${calendar} here`
    return { clock, error: `${kind}: ${why}` }
  } catch (failure) {
    return { clock, error: describeFailure(failure) }
  }
}

/** What is to be done by itself now: the limit is over, and its subject stands where the clock began. */
export function expiredOf(
  clock: OwnedClock,
  book: CalendarBook,
  owners: ClockOwners,
): Consequence | undefined {
  const attached = attachedTo(clock, book, owners)
  return attached !== undefined && isWithheld(clock, book) ? undefined : attached
}

/** A day that a notice may still move (预估日期), or a procedure that forbids it: nothing happens by itself. */
const isWithheld = ({ state, subject }: OwnedClock, book: CalendarBook): boolean =>
  subject?.automatic !== true || dueOn(state, book.calendarOf(state.calendar)).provisional

/** What would follow by itself now, were the day certain and the procedure willing. */
function attachedTo(clock: OwnedClock, book: CalendarBook, owners: ClockOwners): Consequence | undefined {
  const { state, subject, now } = clock
  const consequence = clockOwnerOf(owners, ownerOfKind(state.kind))?.consequences[state.kind]
  if (consequence === undefined || consequence === 'lamps') return undefined
  if (subject === undefined || subject.rests === true || !consequence.statuses.includes(subject.status))
    return undefined
  if (consequence.applies?.(subject, state) === false) return undefined
  if (state.startedOn < (subject.claimedBefore ?? '')) return undefined
  const isOver = isOverdue(state, legalDateOf(now), book.calendarOf(state.calendar))
  return isOver ? consequence : undefined
}

/** What a clock shows today, the alert of it, and when to look again. */
function look(clock: OwnedClock & { subject: Subject }, book: CalendarBook, owners: ClockOwners): LookWrite {
  const { state, now, subject } = clock
  const rests = subject.rests === true && !isStopped(state)
  const isOver = attachedTo(clock, book, owners) !== undefined
  const isExpired = isOver && !isWithheld(clock, book)
  const calendar = book.calendarOf(state.calendar)
  const today = legalDateOf(now)
  const judged = judgedOn(state, now, calendar)
  const rules = book.rulesFor(subject.organ?.code)
  const lamp = rests ? 'NONE' : lampOn(state, judged, calendar, rules)
  const reminder = reminderOf(clock.next_look_why)
  const next = isExpired
    ? { at: later(now, RETRY_MS), why: 'EXPIRED' }
    : isOver || rests
      ? // A notice may make the day certain, a later version of the procedure may allow it: asked again every day, since
        // neither touches the clock. What rests is looked at as often, so that no way in which it comes back is missed.
        { at: startOfLegalDate(shiftDate(today, 1)), why: rests ? 'MOVED' : 'EXPIRED' }
      : reminder !== undefined && lamp !== 'NONE'
        ? // What its day has lit at the same moment is told by a look of its own.
          { at: now, why: lamp }
        : upcoming(clock, judged, lamp, calendar, rules, reminder)
  const due = dueOn(state, calendar)
  const rule = rules.find((each) => each.kind === state.kind && each.level === lamp)
  // What stands still, or has got more days, is about to fall due no more: its notice is closed, and none is raised. A card
  // stays to be answered.
  const stands = isStopped(state)
    ? 'stopped'
    : !isRunning(state)
      ? 'paused'
      : rests
        ? 'moved'
        : lamp === 'NONE'
          ? 'eased'
          : null
  // Who is late already needs no reminding.
  const reminds = reminder !== undefined && !rests && isRunning(state) && gravity(lamp) <= gravity('NOTICE')
  // The time to correct is the applicant's own: where it ended the case (补正不来, 容缺逾期), no officer is late.
  const isTheirs =
    stands === 'stopped' &&
    (state.kind === 'CORRECTION' || (state.kind === 'DEFERRED' && subject.status === 'TERMINATED'))
  const shows = lamp !== 'NONE' && !isTheirs && !(stands !== null && lamp === 'NOTICE')
  const raise = (shows || reminds) && !isExpired
  const measures = raise ? measuresToday(reminds ? null : rule?.measures, today, calendar) : undefined
  const further = measures?.escalate?.[0]?.on
  return {
    case_id: clock.case_id,
    clock_id: clock.clock_id,
    owner_kind: clock.owner_kind,
    lamp,
    level: reminds ? 'NOTICE' : lamp,
    next_look_at: next?.at ?? null,
    next_look_why: next?.why ?? null,
    alert_id: raise ? newId() : null,
    settles: raise ? null : stands,
    measures: measures ?? null,
    escalate_at: further === undefined ? null : startOfLegalDate(further),
    case_no: clock.owner_kind === 'case' ? subject.no : null,
    owner_no: clock.owner_kind === 'case' ? null : subject.no,
    divisions: subject.divisions,
    organisation_code: subject.organ?.code ?? null,
    item_code: subject.about?.itemCode ?? null,
    window_id: subject.about?.windowId ?? null,
    person: subject.about?.person ?? null,
    rule: reminds ? reminderRule(reminder) : state.kind,
    rule_version: rule?.version ?? 1,
    facts: {
      due: due.dueOn,
      ...(state.taskId === undefined ? {} : { taskId: state.taskId }),
      today,
      overBy: overBy(state, judged, calendar),
      remaining: remainingDays(state, today, calendar),
    },
  }
}

/** A rule of its own for each: an alert is raised once by each rule. */
const reminderRule = (number: number): string =>
  number === 0 ? 'STEP_REMINDER' : `STEP_REMINDER_${number + 1}`

function upcoming(
  { state, now }: Pick<OwnedClock, 'state' | 'now'>,
  today: LegalDate,
  lamp: Lamp,
  calendar: WorkingCalendar,
  rules: readonly MonitorRule[],
  reminder: number | undefined,
): { at: Instant; why: string } | undefined {
  return earliest(nextLook(state, today, calendar, rules, lamp), momentAfter(state, now, calendar, reminder))
}

const later = (now: Instant, ms: number): Instant => new Date(Date.parse(now) + ms).toISOString()
