import { canonicalJson } from '../../../shared/canonical-json.js'
import { compileRule } from '../../../shared/rules.js'

/**
 * A condition with what it must be: twice its number, and one more where it must not hold. Numbers, so that sets of them
 * are compared and remembered cheaply.
 */
export type Literal = number
export const holding = (condition: number): Literal => condition * 2
export const failing = (condition: number): Literal => condition * 2 + 1

/** What is known of the conditions of a procedure: which of them can hold together. */
export interface Conditions {
  /** The number of the condition at each place of the list: equal texts have one. */
  numbers: readonly number[]
  /** Some case fulfils all of these; undefined: that was not found out within bounds. */
  fit(literals: readonly Literal[]): boolean | undefined
  /** What two conditions must share for one to tell something of the other: fields, or the whole text. */
  sharedBy(condition: number): readonly string[]
}

interface Condition {
  text: string
  logic: unknown
  /** Fields of which it speaks in a manner that can be tried out; undefined: it is taken as a coin of its own. */
  fields?: readonly string[]
  /** By what it says it may hold and may not, whatever there is to compare with. */
  open: boolean
  /** Its answers so far, by combination of candidates of its fields. */
  answers: Map<number, boolean | undefined>
}

type Operation = { operator: string; operands: unknown[] }
const COMPARISONS: ReadonlySet<string> = new Set(['==', '===', '!=', '!==', '>', '>=', '<', '<='])
const LOGIC: ReadonlySet<string> = new Set(['!', '!!', 'and', 'or', 'if', '?:'])
/** What trying may cost, in conditions that are reckoned and values that are looked at; beyond it a question is left open. */
const MOST_WORK = 60_000
/** A condition is made ready once, which costs as much as reckoning it so many times. */
const COMPILING = 20

const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object'

function operationOf(logic: unknown): Operation | undefined {
  if (typeof logic !== 'object' || logic === null || Array.isArray(logic)) return undefined
  const [entry, ...more] = Object.entries(logic)
  if (entry === undefined || more.length > 0) return undefined
  return { operator: entry[0], operands: Array.isArray(entry[1]) ? entry[1] : [entry[1]] }
}

const fieldOf = (logic: unknown): string | undefined => {
  const operation = operationOf(logic)
  if (operation?.operator !== 'var' || operation.operands.length !== 1) return undefined
  const [path] = operation.operands
  return typeof path === 'string' && path !== '' ? path : undefined
}

/** Adds the fields of a condition, each with what it is compared with; false when it cannot be tried out that way. */
function collect(logic: unknown, into: Map<string, Set<unknown>>): boolean {
  if (isScalar(logic)) return true
  const field = fieldOf(logic)
  if (field !== undefined) {
    into.set(field, into.get(field) ?? new Set())
    return true
  }
  const operation = operationOf(logic)
  if (operation === undefined) return false
  const { operator, operands } = operation
  if (LOGIC.has(operator)) return operands.every((operand) => collect(operand, into))
  const compared = operator === 'in' && Array.isArray(operands[1]) ? [operands[0], ...operands[1]] : operands
  if (operator !== 'in' && !COMPARISONS.has(operator)) return false
  if (operator === 'in' && compared === operands) return false
  const fields = new Set(compared.flatMap((operand) => fieldOf(operand) ?? []))
  if (fields.size > 1 || !compared.every((operand) => isScalar(operand) || fieldOf(operand) !== undefined))
    return false
  for (const name of fields) {
    const values = into.get(name) ?? new Set()
    for (const operand of compared) if (isScalar(operand)) values.add(operand)
    into.set(name, values)
  }
  return true
}

/** Values that tell all comparisons with these constants apart: the constants, what lies between, and what is neither. */
function candidatesFor(constants: ReadonlySet<unknown>): unknown[] {
  const numbers = [...constants].filter((value) => typeof value === 'number').sort((a, b) => a - b)
  const between = numbers.flatMap((value, index) => {
    const next = numbers[index + 1]
    return next === undefined ? [value + 1] : [(value + next) / 2]
  })
  const [least] = numbers
  return [
    ...new Set([
      undefined,
      true,
      false,
      'another word',
      5,
      ...constants,
      ...between,
      ...(least === undefined ? [] : [least - 1]),
    ]),
  ]
}

/** `{ form: { a: 1 } }` of `form.a`. */
function dataOf(fields: readonly string[], values: readonly unknown[]): unknown {
  const data: Record<string, unknown> = {}
  for (const [index, field] of fields.entries()) {
    const parts = field.split('.')
    let at = data
    for (const part of parts.slice(0, -1)) {
      at[part] ??= {}
      at = at[part] as Record<string, unknown>
    }
    at[parts.at(-1) ?? ''] = values[index]
  }
  return data
}

/** A bare field, or a field beside a number: there are values for which it holds, and others. */
function isOpen(logic: unknown): boolean {
  if (fieldOf(logic) !== undefined) return true
  const { operator = '', operands = [] } = operationOf(logic) ?? {}
  const [one, other] = operands
  return (
    COMPARISONS.has(operator) &&
    operands.length === 2 &&
    (fieldOf(one) ?? fieldOf(other)) !== undefined &&
    operands.some((operand) => typeof operand === 'number')
  )
}

/** Tries conditions on the values that tell them apart, by the engine that decides in the cases themselves. */
export function conditionsOf(all: readonly unknown[]): Conditions {
  const numbers = new Map<string, number>()
  const constants = new Map<string, Set<unknown>>()
  const conditions: Condition[] = []
  const places = all.map((logic, place) => {
    const plain = canonicalJson(logic)
    // What has happened is another thing at each place.
    const text = plain.includes('"history.') ? `${plain} ${place}` : plain
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    return { logic, text, number }
  })
  for (const { logic, text, number } of places) {
    if (number < conditions.length) continue
    const own = new Map<string, Set<unknown>>()
    const plain = collect(logic, own) && !text.includes('"history.')
    const condition = { text, logic, open: isOpen(logic), answers: new Map() }
    conditions.push(plain ? { ...condition, fields: [...own.keys()] } : condition)
    if (!plain) continue
    for (const [field, values] of own) {
      const known = constants.get(field) ?? new Set()
      for (const value of values) known.add(value)
      constants.set(field, known)
    }
  }
  const candidates = new Map([...constants].map(([field, values]) => [field, candidatesFor(values)]))
  for (const condition of conditions)
    if (condition.fields?.some((field) => isNested(field, candidates)) === true) delete condition.fields
  const tried = { conditions, candidates, work: 0 }
  return {
    numbers: places.map(({ number }) => number),
    fit: remembering((literals) => tryAll(literals, tried)),
    sharedBy: (number) => conditions[number]?.fields ?? [conditions[number]?.text ?? ''],
  }
}

/** A field within another (form.a.b in form.a) has no values of its own to be tried. */
function isNested(field: string, candidates: ReadonlyMap<string, unknown>): boolean {
  const parts = field.split('.')
  return (
    parts.some((_, index) => index > 0 && candidates.has(parts.slice(0, index).join('.'))) ||
    [...candidates.keys()].some((name) => name.startsWith(`${field}.`))
  )
}

/** As `decide()` takes it: only `true` holds; where it cannot be reckoned (undefined) no case goes on at all. */
function meets(rule: (data: unknown) => unknown, data: unknown): boolean | undefined {
  try {
    return rule(data) === true
  } catch {
    return undefined
  }
}

function remembering(fit: Conditions['fit']): Conditions['fit'] {
  const known = new Map<string, boolean | undefined>()
  return (literals) => {
    if (literals.length === 0) return true
    const key = [...literals].sort((a, b) => a - b).join()
    if (!known.has(key)) known.set(key, fit(literals))
    return known.get(key)
  }
}

interface Tried {
  conditions: readonly Condition[]
  candidates: ReadonlyMap<string, unknown[]>
  work: number
}

/** Field after field, and each condition as soon as all of its fields have a value; undefined when that is too much. */
function tryAll(literals: readonly Literal[], tried: Tried): boolean | undefined {
  tried.work += literals.length
  if (tried.work > MOST_WORK) return undefined
  const wanted = new Set(literals)
  for (const literal of wanted) if (wanted.has(literal ^ 1)) return false
  const fieldsOf = (literal: Literal) => tried.conditions[literal >> 1]?.fields ?? []
  const plain = [...wanted].filter((literal) => tried.conditions[literal >> 1]?.fields !== undefined)
  const fields = [...new Set(plain.flatMap(fieldsOf))]
  // Each of another field, and each open: nothing has to be tried.
  const [sum, areOpen] = [
    plain.reduce((count, literal) => count + fieldsOf(literal).length, 0),
    plain.every((literal) => tried.conditions[literal >> 1]?.open),
  ]
  if (sum === fields.length && areOpen) return true
  const due = new Map<number, Literal[]>()
  for (const literal of plain) {
    const last = Math.max(-1, ...fieldsOf(literal).map((field) => fields.indexOf(field)))
    due.set(last, [...(due.get(last) ?? []), literal])
  }
  const chosen = new Map<string, number>()
  const areMet = (index: number): boolean =>
    (due.get(index) ?? []).every((literal) => answerOf(literal >> 1, chosen, tried) === ((literal & 1) === 0))
  const choose = (index: number): boolean | undefined => {
    const field = fields[index]
    if (field === undefined) return true
    const values = tried.candidates.get(field) ?? []
    for (const value of values.keys()) {
      tried.work += 1
      if (tried.work > MOST_WORK) return undefined
      chosen.set(field, value)
      if (!areMet(index)) continue
      const rest = choose(index + 1)
      if (rest !== false) return rest
    }
    return false
  }
  // What names no field is the same for every case.
  return areMet(-1) && choose(0)
}

function answerOf(number: number, chosen: ReadonlyMap<string, number>, tried: Tried): boolean | undefined {
  const { fields = [], logic, answers } = tried.conditions[number] as Condition
  let [combination, weight] = [0, 1]
  for (const field of fields) {
    combination += (chosen.get(field) ?? 0) * weight
    weight *= tried.candidates.get(field)?.length ?? 1
  }
  if (answers.has(combination)) return answers.get(combination)
  tried.work += answers.size === 0 ? COMPILING : 1
  const values = fields.map((field) => tried.candidates.get(field)?.[chosen.get(field) ?? 0])
  const answer = meets(compileRule(logic), dataOf(fields, values))
  answers.set(combination, answer)
  return answer
}
