import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import { checkRule } from '../../../shared/rule-check.js'
import type { ItemDocument } from '../item-document.js'
import { schemaFault } from '../questions/form-schema.js'
import { comparisonsOf } from './condition-parts.js'
import type { Finding } from './finding.js'

/** Keys and conditions (JSON Logic). */
export const CONDITION_RULES = {
  KEY_TWICE: error(
    ['键重复', 'A key stands twice'],
    ['每一项使用不同的键', 'Give each entry a key of its own'],
  ),
  UNKNOWN_OPERATOR: error(
    ['条件使用了未知运算符', 'A condition uses an unknown operator'],
    ['只使用 docs/rules.md 列出的运算符', 'Use only the operators that docs/rules.md lists'],
  ),
  UNKNOWN_FIELD: error(
    ['条件引用了未知字段', 'A condition names an unknown field'],
    [
      '只引用本事项的问题（answers.*）、applicant.type；规则还可引用表单字段（form.*）和 applicationYear',
      'Name questions of the item (answers.*) and applicant.type; rules also fields of the form (form.*) and applicationYear',
    ],
  ),
  MALFORMED: error(
    ['条件格式错误', 'A condition is malformed'],
    [
      '每个条件只写一个运算符；遍历列表的运算符须给出列表和条件；reduce 只累计数值',
      'Write exactly one operator for each operation; one that goes through a list takes the list and a condition; reduce adds numbers up',
    ],
  ),
  TOO_LARGE: error(
    ['条件过于复杂', 'A condition is too large'],
    [
      '拆成多个问题或者情形；遍历列表时不要再遍历另一个列表',
      'Split it into several questions or situations; go through no list inside another',
    ],
  ),
  RULE_OPTIONAL: warning(
    ['规则比较的字段可以不填', 'A rule compares a field that may be left out'],
    [
      '将该字段列为必填，或者在规则的条件（when）中说明填写时才适用；不填的申请都会被拒绝',
      'Make it required, or let the rule hold only where it is filled in (when): else leaving it out breaks the rule',
    ],
  ),
  OPTION_UNKNOWN: error(
    ['条件比较了不存在的选项', 'A condition compares with a value that is no option'],
    ['改为该问题（字段）已有的选项', 'Use one of the options of the question or field'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(CONDITION_RULES)

/** Questions, situations and rules are named by their keys, options by their values: none stands twice. */
export function checkKeys({ questions, situations, rules }: ItemDocument): Finding[] {
  const lists = Object.entries({ questions, situations, rules }).flatMap(([list, entries]) =>
    twice(
      entries.map(({ key }) => key),
      (index) => `/${list}/${index}/key`,
    ),
  )
  const options = questions.flatMap((question, number) =>
    twice(
      (question.options ?? []).map(({ value }) => value),
      (index) => `/questions/${number}/options/${index}/value`,
    ),
  )
  return [...lists, ...options]
}

const twice = (keys: string[], pointerOf: (index: number) => string): Finding[] =>
  keys.flatMap((key, index) =>
    keys.indexOf(key) === index
      ? []
      : [found('KEY_TWICE', pointerOf(index), { en: `The key ${key} stands twice`, zh: `键 ${key} 重复` })],
  )

/** A condition of a document, and whether it may look at the form. */
interface Condition {
  pointer: string
  logic: unknown
  seesForm: boolean
  /** Beside the form who applies. */
  seesApplicant?: boolean
}

function conditionsOf({
  questions,
  situations,
  materials,
  parties = [],
  procedure,
  results,
  conditions,
  rules,
  fees,
}: ItemDocument): Condition[] {
  const lists = { questions, situations, materials, parties, procedure, results, conditions }
  const when = Object.entries(lists).flatMap(([list, entries]) =>
    entries.map((entry: string | { when?: unknown }, index) => ({
      pointer: `/${list}/${index}/when`,
      logic: typeof entry === 'string' ? undefined : entry.when,
      seesForm: false,
    })),
  )
  const ofRules = rules.flatMap((rule, index) => [
    { pointer: `/rules/${index}/when`, logic: rule.when, seesForm: true },
    { pointer: `/rules/${index}/must`, logic: rule.must, seesForm: true },
  ])
  const ofFees = fees.items
    .flatMap(({ when, count, reductions = [] }, index) => [
      { pointer: `/fees/items/${index}/when`, logic: when },
      { pointer: `/fees/items/${index}/count`, logic: count },
      ...reductions.map((each, number) => ({
        pointer: `/fees/items/${index}/reductions/${number}/when`,
        logic: each.when,
      })),
    ])
    .map((each) => ({ ...each, seesForm: true, seesApplicant: true }))
  return [...when, ...ofRules, ...ofFees].filter(({ logic }) => logic !== undefined)
}

/** Conditions may only name questions of the item, the applicant's type and fields of the form, and values they have. */
export function checkConditions(document: ItemDocument): Finding[] {
  const answers = document.questions.map((question) => `answers.${question.key}`)
  const fields = Object.keys(fieldsOf(document)).map((name) => `form.${name}`)
  const asked = new Set([...answers, 'applicant.type'])
  // Of a form that cannot be read nobody knows the fields: that is one fault, not one for each condition.
  const known = schemaFault(document.form.schema) === undefined ? fields : ['form']
  const all = new Set([...answers, ...known, 'applicationYear'])
  const values = valuesOf(document)
  const ofConditions = conditionsOf(document).flatMap(({ pointer, logic, seesForm, seesApplicant }) => {
    const formed = seesApplicant === true ? new Set([...all, 'applicant.type']) : all
    const breaches = checkRule(logic, seesForm ? formed : asked)
    if (breaches.length > 0)
      return breaches.map((breach) => found(breach.rule, pointer + breach.pointer, breach.message))
    return checkValues(pointer, logic, values)
  })
  return [...ofConditions, ...checkOptional(document)]
}

/** What is compared must be there: of a field, or a part of one, that was left out no comparison holds. */
function checkOptional({ rules, form }: ItemDocument): Finding[] {
  return rules.flatMap(({ when, must }, index) => {
    const guarded = pathsIn(when, /"form\.([^"]+)"/g)
    const isGuarded = (path: string) => guarded.some((each) => `${path}.`.startsWith(`${each}.`))
    // A variable with a value of its own (`["form.rooms", 0]`) is never absent.
    const compared = pathsIn(must, /"var":(?:\[)?"form\.([^"]+)"(?!,)/g)
    const open = compared.filter((path) => mayLack(form.schema, path.split('.')) && !isGuarded(path))
    // A rule that asks whether the field is there knows what to do without it.
    const asks = /"(?:!|!!|missing|missing_some|if|\?:|or)"/.test(JSON.stringify(must) ?? '')
    return open.length === 0 || asks ? [] : [found('RULE_OPTIONAL', `/rules/${index}/must`)]
  })
}

const pathsIn = (logic: unknown, pattern: RegExp): string[] =>
  [...(JSON.stringify(logic) ?? '').matchAll(pattern)].flatMap(([, path]) => path ?? [])

/** Whether a form that fits the schema may come without it; what the schema does not list is told elsewhere. */
function mayLack(schema: unknown, [name, ...rest]: string[]): boolean {
  if (name === undefined || typeof schema !== 'object' || schema === null) return false
  const { required, properties = {} } = schema as { required?: unknown; properties?: object }
  if (!Object.hasOwn(properties, name)) return false
  const isRequired = Array.isArray(required) && required.includes(name)
  return !isRequired || mayLack(Reflect.get(properties, name), rest)
}

const fieldsOf = ({ form }: ItemDocument) =>
  (form.schema.properties ?? {}) as Record<string, { enum?: unknown }>

/** What each variable can be, where that is a list. */
function valuesOf(document: ItemDocument): ReadonlyMap<string, readonly unknown[]> {
  const answers = document.questions.map((question): [string, unknown[]] => [
    `answers.${question.key}`,
    question.options?.map((option) => option.value) ?? [true, false],
  ])
  const fields = Object.entries(fieldsOf(document)).flatMap(([name, field]): [string, unknown[]][] =>
    Array.isArray(field?.enum) ? [[`form.${name}`, field.enum]] : [],
  )
  return new Map([...answers, ...fields, ['applicant.type', ['natural', 'legal']]])
}

function checkValues(
  pointer: string,
  logic: unknown,
  values: ReadonlyMap<string, readonly unknown[]>,
): Finding[] {
  return comparisonsOf(logic).flatMap(({ path, value, pointer: place }) => {
    const allowed = values.get(path)
    if (allowed === undefined || allowed.includes(value)) return []
    const told = `${path}: ${String(value).slice(0, 50)}`
    const list = allowed.map(String).join(', ').slice(0, 300)
    return [
      found('OPTION_UNKNOWN', pointer + place, {
        zh: `${told} 不是选项（${list}）`,
        en: `${told} is no option (${list})`,
      }),
    ]
  })
}
