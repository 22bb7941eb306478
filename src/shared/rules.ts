import { LogicEngine } from 'json-logic-engine'
import { canonicalJson } from './canonical-json.js'
import type { Text } from './text.js'

/** Operators that conditions written by cataloguers may use; nothing that throws, loops over code or reaches prototypes. */
const OPERATORS = new Set([
  'var',
  'missing',
  'missing_some',
  'if',
  '?:',
  '==',
  '===',
  '!=',
  '!==',
  '!',
  '!!',
  'and',
  'or',
  '>',
  '>=',
  '<',
  '<=',
  '+',
  '-',
  '*',
  '/',
  '%',
  'min',
  'max',
  'in',
  'cat',
  'substr',
  'length',
  'all',
  'some',
  'none',
  'map',
  'filter',
  'reduce',
  'merge',
])
const MAX_DEPTH = 20
const MAX_NODES = 500
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

export interface RuleFinding {
  /** JSON pointer within the condition. */
  pointer: string
  code: 'UNKNOWN_OPERATOR' | 'UNKNOWN_FIELD' | 'TOO_LARGE' | 'MALFORMED'
  message: Text
}

/**
 * Looks through a condition without running it: operators, size, and (when `fields` is given) the paths of its
 * variables. A path is known when it, or one above it, is in `fields`.
 */
export function checkRule(logic: unknown, fields?: ReadonlySet<string>): RuleFinding[] {
  const findings: RuleFinding[] = []
  let nodes = 0
  const visit = (node: unknown, pointer: string, depth: number, inside: boolean): void => {
    nodes += 1
    if (depth > MAX_DEPTH || nodes > MAX_NODES) {
      if (findings.at(-1)?.code !== 'TOO_LARGE') {
        findings.push({
          pointer,
          code: 'TOO_LARGE',
          message: { en: 'The condition is too large', zh: '条件过于复杂' },
        })
      }
      return
    }
    if (Array.isArray(node)) {
      node.forEach((member, index) => {
        visit(member, `${pointer}/${index}`, depth + 1, inside)
      })
      return
    }
    if (typeof node !== 'object' || node === null) return
    const entries = Object.entries(node)
    const [entry] = entries
    if (entry === undefined || entries.length !== 1) {
      findings.push({
        pointer,
        code: 'MALFORMED',
        message: { en: 'An operation has exactly one operator', zh: '每个条件只能有一个运算符' },
      })
      return
    }
    const [operator, operand] = entry
    if (!OPERATORS.has(operator)) {
      findings.push({
        pointer,
        code: 'UNKNOWN_OPERATOR',
        message: { en: `Unknown operator ${operator}`, zh: `未知运算符 ${operator}` },
      })
      return
    }
    if (operator === 'var') {
      findings.push(...checkVariable(operand, pointer, inside ? undefined : fields))
      return
    }
    const iterates = ['all', 'some', 'none', 'map', 'filter', 'reduce'].includes(operator)
    visit(operand, `${pointer}/${operator}`, depth + 1, inside || iterates)
  }
  visit(logic, '', 0, false)
  return findings
}

function checkVariable(
  operand: unknown,
  pointer: string,
  fields: ReadonlySet<string> | undefined,
): RuleFinding[] {
  const path = Array.isArray(operand) ? operand[0] : operand
  const parts = String(path).split('.')
  const forbidden = parts.some(
    (part) => part === '__proto__' || part === 'constructor' || part === 'prototype',
  )
  const unknown =
    fields !== undefined && !parts.some((_, index) => fields.has(parts.slice(0, index + 1).join('.')))
  if (typeof path === 'string' && !forbidden && !unknown) return []
  return [
    {
      pointer: `${pointer}/var`,
      code: 'UNKNOWN_FIELD',
      message: {
        en: `Unknown field ${parts.join('.').slice(0, 100)}`,
        zh: `未知字段 ${parts.join('.').slice(0, 100)}`,
      },
    },
  ]
}
