import { LogicEngine } from 'json-logic-engine'
import { canonicalJson } from './canonical-json.js'
import { checkRule } from './rule-check.js'
import { spend, stepsOf } from './work-budget.js'

const MAX_CACHED = 5000

const engine = new LogicEngine()
// As JSON Logic has it. The library's own take an answer that is not there for equal to `false` and 0, and throw NaN for
// a word beside `true`.
const equality = { deterministic: true, sync: true } as const
// biome-ignore lint/suspicious/noDoubleEquals: the operator's meaning
engine.addMethod('==', ([a, b]: unknown[]) => a == b, equality)
// biome-ignore lint/suspicious/noDoubleEquals: the operator's meaning
engine.addMethod('!=', ([a, b]: unknown[]) => a != b, equality)
const ITERATIONS: ReadonlySet<string> = new Set(['all', 'some', 'none', 'filter', 'reduce'])
/** [list, weight]: what each of the list's entries is held against. */
engine.addMethod(
  '#each',
  ([list, weight]: unknown[]) => {
    spend((Array.isArray(list) ? list.length : 1) * Number(weight))
    return list
  },
  equality,
)
/** What an operator is about to go through: a list that is searched or becomes a text costs what there is of it. */
engine.addMethod(
  '#whole',
  ([value]: unknown[]) => {
    spend(stepsOf(value))
    return value
  },
  equality,
)

/** The same condition, with its work told before it is done. */
function metered(logic: unknown): unknown {
  if (Array.isArray(logic)) return logic.map(metered)
  if (typeof logic !== 'object' || logic === null) return logic
  const [[operator = '', operand] = []] = Object.entries(logic)
  if (operator === 'var') return logic
  if (!ITERATIONS.has(operator) || !Array.isArray(operand))
    return { [operator]: Array.isArray(operand) ? operand.map(whole) : whole(operand) }
  const [list, inner, ...more] = operand
  return {
    [operator]: [{ '#each': [metered(list), stepsOf(inner)] }, metered(inner), ...more.map(metered)],
  }
}

/** What is written there is bounded with the condition; what comes from the data is not. */
const whole = (operand: unknown): unknown =>
  typeof operand === 'object' && operand !== null && !Array.isArray(operand)
    ? { '#whole': [metered(operand)] }
    : metered(operand)

const compiled = new Map<string, (data: unknown) => unknown>()

/**
 * A condition (JSON Logic) as a function of its data; compiled once per text. Check it first with `checkRule`. Throws
 * TOO_MUCH_WORK when it goes through more than the budget of work allows.
 */
export function compileRule(logic: unknown): (data: unknown) => unknown {
  const text = canonicalJson(logic)
  const known = compiled.get(text)
  if (known !== undefined) return known
  const [problem] = checkRule(logic)
  if (problem !== undefined) throw new Error(`not a lawful condition: ${problem.message.en}`)
  const rule = engine.build(metered(logic)) as (data: unknown) => unknown
  if (compiled.size >= MAX_CACHED) compiled.clear()
  compiled.set(text, rule)
  return rule
}
