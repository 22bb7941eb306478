import type { LegalDate } from '../../shared/time.js'
import type { CalendarBook } from './calendar-book.js'
import { type ClockState, dueOn, isStopped, type Lamp } from './clock.js'
import type { ClockChange } from './clock-change.js'
import { applyClockEffects } from './clock-rules.js'
import { shiftDate } from './day-number.js'
import { gravity, type LookReason, lampOn, type MonitorRule, nextLook } from './lamps.js'
import { measuresToday, type Told } from './measures.js'

// What would come when (时限模拟), if nothing else happened than what is said. Pure: nothing is read, nothing is written.

/** One thing that would happen on a day. */
export interface Foreseen {
  on: LegalDate
  what: 'act' | 'lamp' | 'consequence' | 'withheld' | 'escalate'
  clock?: ClockState
  level?: Exclude<Lamp, 'NONE'>
  action?: string
  /** Why the law's consequence stays out: the day may still move, or the procedure leaves it to people. */
  why?: 'provisional' | 'forbidden'
  /** Whom the rule of a lamp names, when it rises and when nobody has explained it (告知对象); absent: the usual ones. */
  tell?: readonly Told[]
}

/** Where a case stands in the simulation. */
export interface Standing {
  status: string
  clocks: readonly ClockState[]
}

/** An act that is to be done on a day; undefined where it is not possible then. */
export interface PlannedAct {
  on: LegalDate
  action: string
}

export interface Simulation {
  start: Standing
  /** The first day that is looked at. */
  from: LegalDate
  until: LegalDate
  acts: readonly PlannedAct[]
  book: CalendarBook
  rules: readonly MonitorRule[]
  /** The change of clocks that an act makes where the case stands so; undefined: it cannot be done there. */
  changeOf(standing: Standing, act: PlannedAct): ClockChange | undefined
  /** What the law attaches to the end of a clock, while the case stands there. */
  consequenceOf(clock: ClockState): { statuses: readonly string[]; action: string } | undefined
  automatic: boolean
  newClockId: () => string
}

/** Days that the applicant has. */
const OF_APPLICANT: ReadonlySet<string> = new Set(['CORRECTION', 'DEFERRED'])

/** Enough for every clock of a case; a simulation that has more to tell is cut there. */
const MOST = 500

/**
 * Goes from day to day on which something happens. Gives what happens in order, how it ends, and the acts that were not
 * possible when their day came.
 */
export function simulate(simulation: Simulation): {
  happened: Foreseen[]
  end: Standing
  impossible: PlannedAct[]
} {
  const { until, book, rules } = simulation
  const happened: Foreseen[] = []
  const impossible: PlannedAct[] = []
  const seen = new Map<string, { on: LegalDate; lamp: Lamp }>()
  const acts = simulation.acts.toSorted((a, b) => a.on.localeCompare(b.on))
  let standing = simulation.start
  const act = (planned: PlannedAct): boolean => {
    const change = simulation.changeOf(standing, planned)
    if (change === undefined) return false
    const { newClockId } = simulation
    const clocks = applyClockEffects(standing.clocks, change, {
      calendarOf: book.calendarOf,
      rules,
      newClockId,
    })
    standing = { status: change.statusAfter, clocks }
    return true
  }
  while (happened.length < MOST) {
    const look = earliestLook(standing, seen, simulation)
    const planned = acts[0]
    if (planned !== undefined && planned.on <= until && (look === undefined || planned.on < look.on)) {
      acts.shift()
      if (act(planned)) happened.push({ on: planned.on, what: 'act', action: planned.action })
      else impossible.push(planned)
      continue
    }
    if (look === undefined || look.on > until) break
    const { clock, on, why } = look
    const calendar = book.calendarOf(clock.calendar)
    const lamp = lampOn(clock, on, calendar, rules)
    const before = seen.get(clock.clockId)?.lamp ?? 'NONE'
    seen.set(clock.clockId, { on, lamp })
    const consequence = why === 'EXPIRED' ? simulation.consequenceOf(clock) : undefined
    let isDrawn = false
    if (consequence?.statuses.includes(standing.status)) {
      const { action } = consequence
      const held = withheld(clock, simulation)
      isDrawn = held === undefined && act({ on, action })
      happened.push(
        isDrawn
          ? { on, what: 'consequence', clock, action }
          : { on, what: 'withheld', clock, action, why: held ?? 'forbidden' },
      )
    }
    const level = why === 'EXPIRED' ? lamp : why
    // What the law did by itself an officer has left undone: a card, though the clock has stopped. The time to correct, or
    // to bring what was deferred, is the applicant's own.
    const isLit = isDrawn
      ? gravity(level) > gravity('NOTICE') && !OF_APPLICANT.has(clock.kind)
      : level !== 'NONE'
    if (isLit && level !== 'NONE' && gravity(level) > gravity(why === 'EXPIRED' ? before : 'NONE'))
      happened.push({ on, what: 'lamp', clock, level })
  }
  const told = happened.map((each) => withMeasures(each, simulation))
  const further = told.flatMap((each) => furtherUp(each, told, standing, simulation))
  return {
    // Where two things happen on one day, what burns is there before somebody is told that it does.
    happened: [...told, ...further].toSorted((a, b) => a.on.localeCompare(b.on)),
    end: standing,
    impossible: [...impossible, ...acts],
  }
}

const ruleOf = ({ clock, level }: Foreseen, rules: readonly MonitorRule[]): MonitorRule | undefined =>
  rules.find((rule) => rule.kind === clock?.kind && rule.level === level)

/** A lamp with whom its rule names. */
function withMeasures(lamp: Foreseen, { rules }: Simulation): Foreseen {
  const tell = lamp.what === 'lamp' ? ruleOf(lamp, rules)?.measures?.tell : undefined
  return tell === undefined ? lamp : { ...lamp, tell }
}

/**
 * When an alert that nobody explains goes further up (升级提醒): a card until a graver one takes its place, a notice until
 * then or until its clock stops or stands still.
 */
function furtherUp(
  lamp: Foreseen,
  happened: readonly Foreseen[],
  { clocks }: Standing,
  { rules, book, until }: Simulation,
): Foreseen[] {
  const { clock, level, on: raised } = lamp
  if (lamp.what !== 'lamp' || clock === undefined || level === undefined) return []
  const measures = measuresToday(ruleOf(lamp, rules)?.measures, raised, book.calendarOf(clock.calendar))
  const last = clocks.find(({ clockId }) => clockId === clock.clockId)
  const stood = [last?.stoppedOn, ...(last?.pauses ?? []).map(({ from }) => from)]
  const graver = happened.flatMap((each) =>
    each.what === 'lamp' &&
    each.clock?.clockId === clock.clockId &&
    gravity(each.level ?? 'NONE') > gravity(level)
      ? [each.on]
      : [],
  )
  return (measures.escalate ?? []).flatMap(({ on, to }): Foreseen[] => {
    const isSettled =
      graver.some((day) => day <= on) ||
      (level === 'NOTICE' && stood.some((day) => day !== undefined && day >= raised && day < on))
    return isSettled || on > until ? [] : [{ on, what: 'escalate', clock, level, tell: to }]
  })
}

function withheld(clock: ClockState, { automatic, book }: Simulation): Foreseen['why'] {
  if (!automatic) return 'forbidden'
  return dueOn(clock, book.calendarOf(clock.calendar)).provisional ? 'provisional' : undefined
}

/** The next day on which any running clock has something to show. */
function earliestLook(
  { clocks }: Standing,
  seen: ReadonlyMap<string, { on: LegalDate; lamp: Lamp }>,
  { from, book, rules }: Simulation,
): { clock: ClockState; on: LegalDate; why: LookReason } | undefined {
  let earliest: { clock: ClockState; on: LegalDate; why: LookReason } | undefined
  for (const clock of clocks) {
    if (isStopped(clock)) continue
    const calendar = book.calendarOf(clock.calendar)
    const last = seen.get(clock.clockId)
    const after = last?.on ?? shiftDate(from, -1)
    const next = nextLook(clock, after, calendar, rules, last?.lamp ?? lampOn(clock, after, calendar, rules))
    if (next !== undefined && (earliest === undefined || next.at < earliest.on))
      earliest = { clock, on: next.at, why: next.why }
  }
  return earliest
}
