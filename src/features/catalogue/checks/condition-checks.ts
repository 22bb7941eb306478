import { checkRule } from '../../../shared/rule-check.js'
import type { ItemDocument } from '../item-document.js'
import { comparisonsOf } from './condition-parts.js'
import { type Finding, found } from './finding.js'

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
}

function conditionsOf({ questions, situations, materials, rules }: ItemDocument): Condition[] {
  const when = Object.entries({ questions, situations, materials }).flatMap(([list, entries]) =>
    entries.map((entry: { when?: unknown }, index) => ({
      pointer: `/${list}/${index}/when`,
      logic: entry.when,
      seesForm: false,
    })),
  )
  const ofRules = rules.flatMap((rule, index) => [
    { pointer: `/rules/${index}/when`, logic: rule.when, seesForm: true },
    { pointer: `/rules/${index}/must`, logic: rule.must, seesForm: true },
  ])
  return [...when, ...ofRules].filter(({ logic }) => logic !== undefined)
}

/** Conditions may only name questions of the item, the applicant's type and fields of the form, and values they have. */
export function checkConditions(document: ItemDocument): Finding[] {
  const answers = document.questions.map((question) => `answers.${question.key}`)
  const fields = Object.keys(fieldsOf(document)).map((name) => `form.${name}`)
  const asked = new Set([...answers, 'applicant.type'])
  const all = new Set([...answers, ...fields, 'applicationYear'])
  const values = valuesOf(document)
  return conditionsOf(document).flatMap(({ pointer, logic, seesForm }) => {
    const breaches = checkRule(logic, seesForm ? all : asked)
    if (breaches.length > 0)
      return breaches.map((breach) => found(breach.code, pointer + breach.pointer, breach.message))
    return checkValues(pointer, logic, values)
  })
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
