import { Problem, problem } from './problem.js'

/**
 * What rules of a catalogue (patterns, conditions) may cost for what somebody hands in. Counted in steps, not in time, so
 * that the same input is refused on every machine; half a million of them take some thirty milliseconds.
 */
export const MOST_STEPS = 500_000

let left: number | undefined

/**
 * Runs checks that are done in one go (nothing in them waits) within one budget; 422 TOO_MUCH_WORK when it is used up.
 * Inside another budget it counts towards that one.
 */
export function withinWork<T>(work: () => T): T {
  if (left !== undefined) return work()
  left = MOST_STEPS
  try {
    return work()
  } finally {
    left = undefined
  }
}

/**
 * Tries work on a budget of its own: undefined when that is used up, and whoever tries has a cheaper way. Nothing of it
 * counts towards the budget around.
 */
export function triedWithin<T>(work: () => T): T | undefined {
  const around = left
  left = MOST_STEPS
  try {
    return work()
  } catch (error) {
    if (error instanceof Problem && error.code === 'TOO_MUCH_WORK') return undefined
    throw error
  } finally {
    left = around
  }
}

/** Tells that something takes so many steps, before it is done. Outside of a budget each stands for itself. */
export function spend(steps: number): void {
  if (left === undefined) {
    if (steps > MOST_STEPS) throw problem('TOO_MUCH_WORK')
    return
  }
  left -= steps
  if (left < 0) throw problem('TOO_MUCH_WORK')
}

/** How many steps it takes to go through a value once: its members, and its text by the line. */
export function stepsOf(value: unknown): number {
  if (typeof value === 'string') return 1 + (value.length >> 6)
  if (typeof value !== 'object' || value === null) return 1
  let steps = 1
  for (const member of Object.values(value)) steps += stepsOf(member)
  return steps
}

/**
 * Whether a value has more parts than allowed: members, with one more for every fifty characters of text. Stops counting
 * as soon as that is known.
 */
export function hasMoreParts(value: unknown, most: number): boolean {
  let parts = 0
  const count = (node: unknown): boolean => {
    parts += typeof node === 'string' ? 1 + node.length / 50 : 1
    if (parts > most) return true
    if (typeof node !== 'object' || node === null) return false
    for (const name in node) {
      parts += name.length / 50
      if (count((node as Record<string, unknown>)[name])) return true
    }
    return false
  }
  return count(value)
}
