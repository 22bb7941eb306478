import { compileRule } from '../../shared/rules.js'
import { withinWork } from '../../shared/work-budget.js'

/** What an expression gives for a case; undefined where the engine gives up: an answer, never an exception. */
export function reckon(logic: unknown, data: unknown): { value: unknown } | undefined {
  try {
    return { value: withinWork(() => compileRule(logic)(data)) }
  } catch {
    return undefined
  }
}
