import { compileRule } from '../../../shared/rules.js'

const compiled = new WeakMap<object, (data: unknown) => unknown>()

/**
 * Whether a condition holds for its data. Documents do not change, so that each is looked up once by its identity. What
 * cannot be reckoned (a word where a number is wanted) does not hold.
 */
export function holds(condition: unknown, data: object): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === true
  try {
    let rule = compiled.get(condition)
    if (rule === undefined) {
      rule = compileRule(condition)
      compiled.set(condition, rule)
    }
    return rule(data) === true
  } catch (thrown) {
    // The engine throws NaN and the like; an error is a fault of ours.
    if (thrown instanceof Error) throw thrown
    return false
  }
}

const ANSWER = /^(?:\.\.\/)*answers\.([^.]+)/

/**
 * The keys of the questions whose answers a condition looks at. Every text that reads like the path of an answer counts,
 * so that none is overlooked, whatever operator takes it.
 */
export function referredAnswers(condition: unknown, found = new Set<string>()): Set<string> {
  if (typeof condition === 'string') {
    const [, key] = ANSWER.exec(condition) ?? []
    if (key !== undefined) found.add(key)
  } else if (typeof condition === 'object' && condition !== null) {
    for (const member of Object.values(condition)) referredAnswers(member, found)
  }
  return found
}

/** Whether a condition looks at who applies. */
export const refersToApplicant = (condition: unknown): boolean =>
  JSON.stringify(condition ?? null).includes('applicant.type')
