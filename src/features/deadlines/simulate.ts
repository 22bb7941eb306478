import type { LegalDate } from '../../shared/time.js'
import type { CalendarBook } from './calendar-book.js'
import { type ClockState, dueOn, isStopped, type Lamp } from './clock.js'
import { applyClockEffects, type ClockChange } from './clock-rules.js'
import { shiftDate } from './day-number.js'
import { gravity, type LookReason, lampOn, type MonitorRule, nextLook } from './lamps.js'

// What would come when (时限模拟), if nothing else happened than what is said. Pure: nothing is read, nothing is written.

/** One thing that would happen on a day. */
export interface Foreseen {
  on: LegalDate
  what: 'act' | 'lamp' | 'consequence' | 'withheld'
  clock?: ClockState
  level?: Exclude<Lamp, 'NONE'>
  action?: string
  /** Why the law's consequence stays out: the day may still move, or the procedure leaves it to people. */
  why?: 'provisional' | 'forbidden'
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
  consequenceOf(clock: ClockState): { status: string; action: string } | undefined
  automatic: boolean
  newClockId: () => string
}

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
    if (consequence === undefined || consequence.status !== standing.status) {
      const level = why === 'EXPIRED' ? lamp : why
      if (level !== 'NONE' && gravity(level) > gravity(why === 'EXPIRED' ? before : 'NONE'))
        happened.push({ on, what: 'lamp', clock, level })
      continue
    }
    const held = withheld(clock, simulation)
    if (held === undefined && act({ on, action: consequence.action }))
      happened.push({ on, what: 'consequence', clock, action: consequence.action })
    else happened.push({ on, what: 'withheld', clock, action: consequence.action, why: held ?? 'forbidden' })
  }
  return { happened, end: standing, impossible: [...impossible, ...acts] }
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
