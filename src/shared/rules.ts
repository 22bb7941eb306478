import { LogicEngine } from 'json-logic-engine'
import { canonicalJson } from './canonical-json.js'
import { checkRule } from './rule-check.js'

const MAX_CACHED = 5000

const engine = new LogicEngine()
// As JSON Logic has it. The library's own take an answer that is not there for equal to `false` and 0, and throw NaN for
// a word beside `true`.
const equality = { deterministic: true, sync: true } as const
// biome-ignore lint/suspicious/noDoubleEquals: the operator's meaning
engine.addMethod('==', ([a, b]: unknown[]) => a == b, equality)
// biome-ignore lint/suspicious/noDoubleEquals: the operator's meaning
engine.addMethod('!=', ([a, b]: unknown[]) => a != b, equality)
const compiled = new Map<string, (data: unknown) => unknown>()

/** A condition (JSON Logic) as a function of its data; compiled once per text. Check it first with `checkRule`. */
export function compileRule(logic: unknown): (data: unknown) => unknown {
  const text = canonicalJson(logic)
  const known = compiled.get(text)
  if (known !== undefined) return known
  const [problem] = checkRule(logic)
  if (problem !== undefined) throw new Error(`not a lawful condition: ${problem.message.en}`)
  const rule = engine.build(logic) as (data: unknown) => unknown
  if (compiled.size >= MAX_CACHED) compiled.clear()
  compiled.set(text, rule)
  return rule
}
