import type { Finding } from './finding.js'
import type { Text } from './text.js'

/**
 * Operators that conditions (JSON Logic) may use: nothing that throws, loops over code or reaches prototypes, and nothing
 * that makes a list longer than one that is there (`map`, `merge`): a few of those in each other fill any memory.
 */
export const OPERATORS = [
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
  'filter',
  'reduce',
] as const
const KNOWN: ReadonlySet<string> = new Set(OPERATORS)
/** These go through a list: [list, what is said of each]. */
const ITERATIONS: ReadonlySet<string> = new Set(['all', 'some', 'none', 'filter', 'reduce'])
/** What `reduce` carries from entry to entry must not grow: it adds numbers up and compares, no more. */
const NOT_IN_REDUCE: ReadonlySet<string> = new Set(['cat', 'substr', 'missing', 'missing_some'])
const MAX_DEPTH = 20
const MAX_NODES = 500

type ConditionRule = 'UNKNOWN_OPERATOR' | 'UNKNOWN_FIELD' | 'TOO_LARGE' | 'MALFORMED'

/** Where in a condition something stands: variables of an iteration are members of the entry. */
interface Place {
  pointer: string
  depth: number
  iteration?: string | undefined
  /** A list right under an operator is its operands; any other is a value. */
  operands?: boolean | undefined
}

/**
 * Looks through a condition without running it: operators, size, and (when `fields` is given) the paths of its
 * variables. A path is known when it, or one above it, is in `fields`. Pointers of findings lie within the condition.
 */
export function checkRule(logic: unknown, fields?: ReadonlySet<string>): Finding<ConditionRule>[] {
  const findings: Finding<ConditionRule>[] = []
  let nodes = 0
  const tell = (pointer: string, rule: ConditionRule, message: Text): void => {
    findings.push({ rule, severity: 'error', pointer, message })
  }

  const visit = (node: unknown, place: Place): void => {
    const { pointer, depth, iteration } = place
    nodes += 1
    if (depth > MAX_DEPTH || nodes > MAX_NODES) {
      if (findings.at(-1)?.rule !== 'TOO_LARGE') tell(pointer, 'TOO_LARGE', TOO_LARGE)
    } else if (Array.isArray(node)) {
      if (iteration === 'reduce' && place.operands !== true) tell(pointer, 'MALFORMED', GROWS)
      else
        node.forEach((member, index) => {
          visit(member, { pointer: `${pointer}/${index}`, depth: depth + 1, iteration })
        })
    } else if (typeof node === 'object' && node !== null) visitOperation(node, place)
  }

  const visitOperation = (node: object, { pointer, depth, iteration }: Place): void => {
    const refused = refusalOf(node, iteration)
    if (refused !== undefined) {
      tell(pointer, refused.rule, refused.message)
      return
    }
    const [[operator, operand] = ['', undefined]] = Object.entries(node)
    const below: Place = { pointer: `${pointer}/${operator}`, depth: depth + 1, iteration, operands: true }
    if (operator === 'var') visitVariable(operand, below)
    else if (ITERATIONS.has(operator)) visitIteration(operator, operand, below)
    else {
      if (operator === 'missing' || operator === 'missing_some') checkNamed(operand, below)
      // The list in which something is looked for is thrown away with the answer.
      visit(operand, operator === 'in' ? { ...below, iteration: iteration && 'some' } : below)
    }
  }

  const visitVariable = (operand: unknown, place: Place): void => {
    const [path, ...rest] = Array.isArray(operand) ? operand : [operand]
    if (!isKnown(path, place, fields)) tell(place.pointer, 'UNKNOWN_FIELD', unknownField(path))
    rest.forEach((value, index) => {
      visit(value, { ...place, pointer: `${place.pointer}/${index + 1}`, operands: false })
    })
  }

  const visitIteration = (operator: string, operand: unknown, place: Place): void => {
    const { pointer, iteration } = place
    if (iteration !== undefined) tell(pointer, 'TOO_LARGE', NESTED)
    else if (!Array.isArray(operand) || operand.length < 2) tell(pointer, 'MALFORMED', TWO_OPERANDS)
    else
      operand.forEach((member, index) => {
        const inside = index === 1 ? operator : undefined
        visit(member, { ...place, pointer: `${pointer}/${index}`, iteration: inside, operands: false })
      })
  }

  /** `missing` names fields without `var`. */
  const checkNamed = (operand: unknown, place: Place): void => {
    for (const path of [operand].flat(2))
      if (typeof path === 'string' && !isKnown(path, place, fields))
        tell(place.pointer, 'UNKNOWN_FIELD', unknownField(path))
  }

  visit(logic, { pointer: '', depth: 0 })
  return findings
}

function refusalOf(
  node: object,
  iteration: string | undefined,
): Pick<Finding<ConditionRule>, 'rule' | 'message'> | undefined {
  const [operator, ...more] = Object.keys(node)
  if (operator === undefined || more.length > 0) return { rule: 'MALFORMED', message: ONE_OPERATOR }
  if (!KNOWN.has(operator)) return { rule: 'UNKNOWN_OPERATOR', message: unknownOperator(operator) }
  if (iteration === 'reduce' && NOT_IN_REDUCE.has(operator)) return { rule: 'MALFORMED', message: GROWS }
  return undefined
}

function isKnown(path: unknown, { iteration }: Place, fields: ReadonlySet<string> | undefined): boolean {
  if (typeof path !== 'string') return false
  const inner = path.replace(/^(?:\.\.\/)+/, '')
  const parts = inner.split('.')
  if (parts.some((part) => ['__proto__', 'constructor', 'prototype'].includes(part))) return false
  // Of an entry of a list only its own members can be meant, unless the path leaves the list.
  if (fields === undefined || (iteration !== undefined && inner === path)) return true
  return parts.some((_, index) => fields.has(parts.slice(0, index + 1).join('.')))
}

const TOO_LARGE = { en: 'The condition is too large', zh: '条件过于复杂' }
const NESTED = {
  en: 'One list must not be gone through inside another',
  zh: '遍历列表的运算符中不能再遍历另一个列表',
}
const ONE_OPERATOR = { en: 'An operation has exactly one operator', zh: '每个条件只能有一个运算符' }
const TWO_OPERANDS = {
  en: 'It takes a list and a condition for each of its entries',
  zh: '须依次给出列表和对每一项的条件',
}
const GROWS = {
  en: 'reduce adds numbers up: neither texts nor lists are put together in it',
  zh: 'reduce 只用于数值累计，不能拼接文本或者列表',
}
const unknownOperator = (operator: string): Text => ({
  en: `Unknown operator ${operator.slice(0, 100)}`,
  zh: `未知运算符 ${operator.slice(0, 100)}`,
})
const unknownField = (path: unknown): Text => {
  const told = typeof path === 'string' ? path.slice(0, 100) : JSON.stringify(path)?.slice(0, 100)
  return { en: `Unknown field ${told}`, zh: `未知字段 ${told}` }
}
