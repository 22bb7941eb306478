import type { LegalDate } from '../../shared/time.js'
import { limitsOf } from '../cases/clocks-of-case.js'
import { extensionOf } from '../cases/item-rules.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { type ClockState, isOverdue, isStopped, refuseExtension } from '../deadlines/clock.js'
import type { ClockChange, ClockLimit } from '../deadlines/clock-change.js'
import type { OwedKind } from '../deadlines/clock-kinds.js'
import { dayNumberOf, shiftDate } from '../deadlines/day-number.js'
import type { Limit } from '../deadlines/limit.js'
import type { PlannedAct as Planned, Simulation, Standing } from '../deadlines/simulate.js'
import { ACTION_NAMES, ACTIONS, type Action, STATUSES, type Status } from '../workflow/statuses.js'
import { targetsOf } from '../workflow/transitions.js'

// What people would do (拟办动作), as far as the clocks of a case are concerned. Pure.

/** An act that is planned, with what of it a clock needs; absent: `DEFAULTS`. */
export interface PlannedAct extends Planned {
  /** Of startSpecial. */
  estimatedDays?: number
  /** Of requestJointReview; of extend, absent: as many as the item allows. */
  days?: number
  /** Of acceptWithDeferral: the promised day. */
  dueOn?: LegalDate
}

/** Every act of people: what the service does by itself follows from the days. */
export const PLANNABLE: readonly Action[] = ACTION_NAMES.filter((name) => ACTIONS[name].roles.length > 0)

const DEFAULTS = { estimatedDays: 10, days: 5, promisedAfter: 10 } as const
const workingDays = (amount: number, basis?: string): ClockLimit => ({
  amount,
  unit: 'workingDay',
  ...(basis === undefined ? {} : { basis }),
})
const ART_47 = '《中华人民共和国行政许可法》第四十七条'

/** Of which several run at once, each about one thing that is owed. */
const OWED: readonly OwedKind[] = [
  'SPECIAL',
  'DEFERRED',
  'COMMITMENT_CHECK',
  'HEARING_REQUEST',
  'HEARING_HELD',
  'RENEWAL',
  'PAYMENT',
  'PUBLICATION',
  'PICKUP',
]
/** The decision, and what ends a case without one, close every step. */
const CLOSES_TASKS: readonly string[] = [
  'approve',
  'deny',
  'withdraw',
  'terminate',
  'void',
  'handleOnTheSpot',
]
/** What an act brings to an end; the end of a special procedure is that of the hearing for which somebody asked. */
const SETTLES: Partial<Record<string, readonly OwedKind[]>> = {
  endSpecial: ['SPECIAL', 'HEARING_HELD'],
  supplyMaterials: ['DEFERRED'],
  requestHearing: ['HEARING_REQUEST'],
  waiveHearing: ['HEARING_REQUEST', 'HEARING_HELD'],
  approve: ['HEARING_REQUEST', 'HEARING_HELD', 'RENEWAL'],
  deny: ['HEARING_REQUEST', 'HEARING_HELD', 'RENEWAL', 'DEFERRED'],
  close: ['DEFERRED'],
}

/** Of what is planned: where it begins, and by what it is reckoned. */
export interface Plan {
  start: Standing & { acceptedOn?: LegalDate; receivedOn: LegalDate; left?: Status }
  document: ItemDocument
  situation: string | undefined
  calendar: string
  book: Simulation['book']
  /** Open questions whose silence is agreement by a statute. */
  deemedTasks?: readonly string[]
}

/** What each act does to the clocks of this case, by the table of its statuses; undefined where it is not possible. */
export function changesOf({
  start,
  document,
  situation,
  calendar,
  book,
  deemedTasks = [],
}: Plan): Simulation['changeOf'] {
  let { acceptedOn, receivedOn, left } = start
  const { delivery, ...limits } = limitsOf(document, situation)
  return (standing, planned) => {
    const act = planned as PlannedAct
    const { on, action } = act
    const status = standing.status as Status
    const targets = targetsOf(status, action as Action) ?? []
    // The last step of the review, those before it change no clock of the case; and the end of every special procedure.
    const target = targets.find((each) => each === 'DECIDING' || each === 'left') ?? targets[0]
    if (target === undefined) return undefined
    const extension = extensionOf(document, situation)
    const extended = extension && { amount: act.days ?? extension.amount, unit: extension.unit }
    if (!isTimely(standing.clocks, act, { book, extended, most: extension?.amount ?? 0 })) return undefined
    const statusAfter = target === 'same' ? status : target === 'left' ? (left ?? 'REVIEWING') : target
    if (action === 'startSpecial' && status !== 'SPECIAL_PROCEDURE') left = status
    if (action === 'submit') receivedOn = on
    if (statusAfter === 'ACCEPTED' || action === 'handleOnTheSpot')
      acceptedOn = action === 'deemAccept' ? receivedOn : on
    const open = standing.clocks.filter((clock) => !isStopped(clock))
    const { estimatedDays = DEFAULTS.estimatedDays, days = DEFAULTS.days } = act
    const isLate = (clock: ClockState) => isOverdue(clock, on, book.calendarOf(clock.calendar))
    // Ten days begin anew only for what came back by post and was granted (退件).
    const isDelivered = action !== 'returnMail' || standing.clocks.some(({ kind }) => kind === 'DELIVERY_10D')
    return {
      action: action as Action,
      statusBefore: status,
      statusAfter,
      on,
      receivedOn,
      ...(acceptedOn === undefined ? {} : { acceptedOn }),
      calendar,
      limits: isDelivered && delivery !== undefined ? { ...limits, delivery } : limits,
      tasksClosed: open.flatMap((clock) => {
        const { taskId = '' } = clock
        const isDeemed = action === 'deemAgreement' && deemedTasks.includes(taskId) && isLate(clock)
        const isAnswered = action === 'giveOpinion' && clock.kind === 'OPINION'
        return taskId !== '' && (isDeemed || isAnswered || CLOSES_TASKS.includes(action)) ? [taskId] : []
      }),
      tasksOpened:
        action === 'requestJointReview'
          ? [{ taskId: `simulated ${on}`, kind: 'OPINION' as const, limit: workingDays(days) }]
          : [],
      owed: owedAfter(open, act, statusAfter),
      ...(action === 'extend' && extended !== undefined
        ? {
            extension: {
              ...extended,
              // A promise that was broken is not made good.
              kinds: open.some((clock) => clock.kind === 'PROMISE' && isLate(clock))
                ? (['LEGAL'] as const)
                : (['LEGAL', 'PROMISE'] as const),
            },
          }
        : {}),
      ...(action === 'startSpecial' ? { special: { opened: { estimatedDays } } } : {}),
    }
  }
}

/** Whether the clocks leave room for the act (延长期限、听证), as its own checks would find. */
function isTimely(
  clocks: readonly ClockState[],
  { on, action }: PlannedAct,
  { book, extended, most }: { book: Simulation['book']; extended: Limit | undefined; most: number },
): boolean {
  const open = (kind: ClockState['kind']) => clocks.find((clock) => clock.kind === kind && !isStopped(clock))
  const hasRoom = (clock: ClockState | undefined): boolean =>
    clock !== undefined && !isOverdue(clock, on, book.calendarOf(clock.calendar))
  switch (action) {
    case 'extend': {
      const legal = open('LEGAL')
      if (legal === undefined || extended === undefined || extended.amount > most) return false
      return refuseExtension(legal, { ...extended, on }, book.calendarOf(legal.calendar)) === undefined
    }
    case 'informOfHearing':
      return clocks.every(({ kind }) => kind !== 'HEARING_REQUEST')
    case 'requestHearing':
      return hasRoom(open('HEARING_REQUEST'))
    case 'waiveHearing':
      return open('HEARING_REQUEST') !== undefined || open('HEARING_HELD') !== undefined
    // Nothing is decided while a hearing may be asked for, or was and is not held (行政许可法 Art. 47).
    case 'approve':
    case 'deny':
      return !hasRoom(open('HEARING_REQUEST')) && open('HEARING_HELD') === undefined
    default:
      return true
  }
}

type Owed = { about: string; from: LegalDate; limit: ClockLimit }

/** What is owed after an act: what was and is not settled, and what begins with it; nothing of a case that is over. */
function owedAfter(
  open: Standing['clocks'],
  act: PlannedAct,
  statusAfter: Status,
): NonNullable<ClockChange['owed']> {
  if (STATUSES[statusAfter].final) return {}
  const begun = begunBy(act)
  const still = (kind: OwedKind): Owed[] =>
    SETTLES[act.action]?.includes(kind) === true
      ? []
      : open.flatMap((clock) =>
          clock.kind === kind
            ? [{ about: clock.about ?? '', from: clock.startedOn, limit: clock.limit as ClockLimit }]
            : [],
        )
  return Object.fromEntries(
    OWED.map((kind) => [kind, [...still(kind), ...(begun?.kind === kind ? [begun.owed] : [])]]),
  )
}

/** What an act begins to owe. */
function begunBy({
  on,
  action,
  estimatedDays = DEFAULTS.estimatedDays,
  dueOn = shiftDate(on, DEFAULTS.promisedAfter),
}: PlannedAct): { kind: OwedKind; owed: Owed } | undefined {
  const owed = (about: string, limit: ClockLimit): Owed => ({ about, from: on, limit })
  switch (action) {
    case 'startSpecial':
      return { kind: 'SPECIAL', owed: owed(`simulated ${on}`, workingDays(estimatedDays)) }
    case 'acceptWithDeferral': {
      const amount = dayNumberOf(dueOn) - dayNumberOf(on)
      return { kind: 'DEFERRED', owed: owed(dueOn, { amount, unit: 'day' }) }
    }
    case 'informOfHearing':
      return { kind: 'HEARING_REQUEST', owed: owed(on, workingDays(5, ART_47)) }
    case 'requestHearing':
      return { kind: 'HEARING_HELD', owed: owed(on, workingDays(20, ART_47)) }
    default:
      return undefined
  }
}
