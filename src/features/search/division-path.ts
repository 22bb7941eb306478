import { derivedParent, divisionLevel } from '../../shared/codes/division-code.js'

const DIGITS = [0, 0, 2, 4, 6, 9, 12]

/** The digits of a division's code that say something: 511102000000 → 511102. */
const significant = (code: string): string => code.padEnd(12, '0').slice(0, DIGITS[divisionLevel(code)])

/**
 * The place of a division in the true tree as text: what lies below begins with it, so that a subtree is a range of an
 * index. `ancestors`: its own code, then all above it. Where the code follows its parent's these are just its digits;
 * a county directly under a province (429004) stands behind a mark of its own.
 */
export function divisionPath(ancestors: readonly string[]): string {
  const [root = '', ...below] = ancestors.toReversed()
  let parent = root
  let path = significant(root)
  for (const code of below) {
    const regular = derivedParent(code) === parent && path === significant(parent)
    path = regular ? significant(code) : `${path}!${significant(code)}`
    parent = code
  }
  return path
}

/** The paths of the division itself and of all above it, nearest first. */
export const pathsUp = (ancestors: readonly string[]): string[] =>
  ancestors.map((_, index) => divisionPath(ancestors.slice(index)))

/** Comes after every path that begins with this one, and before all others that follow. */
export const endOf = (path: string): string => `${path}~`
