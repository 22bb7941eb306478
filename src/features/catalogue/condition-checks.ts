import { checkRule } from '../../shared/rules.js'
import { holds, relevantQuestions } from './checklist.js'
import { type Finding, found } from './checks/finding.js'
import type { ItemDocument, ItemQuestion } from './item-document.js'

/** More combinations of answers than this are not gone through one by one; the item is refused instead. */
const MAX_COMBINATIONS = 5000
/** So many combinations without their one situation show the fault well enough. */
const MAX_TOLD = 20

/** Questions, situations and rules are named by their keys: none stands twice. */
export function checkKeys({ questions, situations, rules }: ItemDocument): Finding[] {
  return Object.entries({ questions, situations, rules }).flatMap(([list, entries]) => {
    const keys = entries.map(({ key }) => key)
    return keys.flatMap((key, index) =>
      keys.indexOf(key) === index
        ? []
        : [
            found('KEY_TWICE', `/${list}/${index}/key`, {
              en: `The key ${key} stands twice`,
              zh: `键 ${key} 重复`,
            }),
          ],
    )
  })
}

/** Conditions may only name questions of the item, the applicant's type and fields of the form. */
export function checkConditions(document: ItemDocument): Finding[] {
  const answers = document.questions.map((question) => `answers.${question.key}`)
  const fields = Object.keys((document.form.schema.properties as object | undefined) ?? {}).map(
    (name) => `form.${name}`,
  )
  const asked = new Set([...answers, 'applicant.type'])
  const all = new Set([...answers, ...fields, 'applicationYear'])
  const conditions: [string, unknown, ReadonlySet<string>][] = [
    ...document.questions.map((question, index): [string, unknown, ReadonlySet<string>] => [
      `/questions/${index}/when`,
      question.when,
      asked,
    ]),
    ...document.situations.map((situation, index): [string, unknown, ReadonlySet<string>] => [
      `/situations/${index}/when`,
      situation.when,
      asked,
    ]),
    ...document.materials.map((material, index): [string, unknown, ReadonlySet<string>] => [
      `/materials/${index}/when`,
      material.when,
      asked,
    ]),
    ...document.rules.flatMap((rule, index): [string, unknown, ReadonlySet<string>][] => [
      [`/rules/${index}/when`, rule.when, all],
      [`/rules/${index}/must`, rule.must, all],
    ]),
  ]
  return conditions
    .filter(([, logic]) => logic !== undefined)
    .flatMap(([pointer, logic, known]) =>
      checkRule(logic, known).map((breach) => found(breach.code, pointer + breach.pointer, breach.message)),
    )
}

/** Every combination of answers must lead to exactly one situation, and every situation be reached. */
export function checkSituations(document: ItemDocument): Finding[] {
  const reached = new Set<string>()
  const findings: Finding[] = []
  let seen = 0
  for (const type of ['natural', 'legal'] as const) {
    for (const answers of combinations(document, type)) {
      seen += 1
      if (seen > MAX_COMBINATIONS) return [found('TOO_MANY_COMBINATIONS', '/questions')]
      const data = { answers, applicant: { type } }
      const fitting = document.situations.filter((situation) => holds(situation.when, data))
      for (const situation of fitting) reached.add(situation.key)
      if (findings.length >= MAX_TOLD) continue
      const told = JSON.stringify(answers)
      if (fitting.length === 0)
        findings.push(
          found('NO_SITUATION', '/situations', {
            en: `No situation for ${told}`,
            zh: `以下回答没有对应情形：${told}`,
          }),
        )
      if (fitting.length > 1)
        findings.push(
          found('SITUATIONS_OVERLAP', '/situations', {
            en: `Several situations for ${told}`,
            zh: `以下回答对应多个情形：${told}`,
          }),
        )
    }
  }
  document.situations.forEach((situation, index) => {
    if (!reached.has(situation.key)) findings.push(found('SITUATION_UNREACHABLE', `/situations/${index}`))
  })
  return findings
}

/** All complete answers that the questions allow, each question asked only where its condition holds. */
export function* combinations(
  document: ItemDocument,
  type: 'natural' | 'legal',
  answers: Record<string, unknown> = {},
): Generator<Record<string, unknown>> {
  const open = relevantQuestions(document, { answers, applicant: { type } }).find(
    (question) => answers[question.key] === undefined,
  )
  if (open === undefined) {
    yield answers
    return
  }
  for (const value of valuesOf(open)) yield* combinations(document, type, { ...answers, [open.key]: value })
}

const valuesOf = (question: ItemQuestion): unknown[] =>
  question.options?.map((option) => option.value) ?? [true, false]
