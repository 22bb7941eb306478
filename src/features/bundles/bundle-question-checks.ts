import { checkRule } from '../../shared/rule-check.js'
import { referredAnswers } from '../catalogue/questions/condition.js'
import { nodesOf } from '../catalogue/questions/decision-diagram.js'
import { servedTypes } from '../catalogue/questions/for-whom.js'
import { type ApplicantType, orderOf, valuesOf } from '../catalogue/questions/questionnaire.js'
import type { BundleDocument } from './bundle-document.js'
import { type BundleFinding, found } from './bundle-finding.js'
import { bundleOutcomes, type MemberAnswer, type MemberItems } from './bundle-members.js'

/** Questions and how they answer those of the members. */
export function checkQuestions(bundle: BundleDocument, items: MemberItems): BundleFinding[] {
  const { questions, members } = bundle
  const keys = questions.map(({ key }) => key)
  const used = new Set([
    ...referredAnswers([...members, ...questions].map(({ when }) => when)),
    ...members.flatMap(({ answers }) => answers.flatMap((each) => ('from' in each ? [each.from] : []))),
  ])
  return [
    ...keys.flatMap((key, index) => {
      const pointer = `/questions/${index}/key`
      if (keys.indexOf(key) !== index) return [found('QUESTION_TWICE', pointer, key)]
      return used.has(key) ? [] : [found('QUESTION_UNUSED', pointer, key)]
    }),
    ...members.flatMap(({ itemCode, answers }, member) =>
      answers.flatMap((answer, index) =>
        checkAnswer(
          bundle,
          items.get(itemCode)?.questions ?? [],
          answer,
          `/members/${member}/answers/${index}`,
        ),
      ),
    ),
  ]
}

function checkAnswer(
  { questions }: BundleDocument,
  memberQuestions: BundleDocument['questions'],
  answer: MemberAnswer,
  pointer: string,
): BundleFinding[] {
  const target = memberQuestions.find(({ key }) => key === answer.question)
  if (target === undefined) return [found('QUESTION_UNKNOWN', `${pointer}/question`, answer.question)]
  const allowed = valuesOf(target)
  if ('value' in answer)
    return allowed.includes(answer.value)
      ? []
      : [found('VALUE_UNKNOWN', `${pointer}/value`, String(answer.value))]
  const source = questions.find(({ key }) => key === answer.from)
  if (source === undefined) return [found('QUESTION_UNKNOWN', `${pointer}/from`, answer.from)]
  const given = valuesOf(source)
  const { values } = answer
  const strange = Object.keys(values ?? {}).filter((name) => !given.some((each) => String(each) === name))
  const wrong = given.filter((value) => {
    const mapped = values === undefined ? value : values[String(value)]
    return mapped === undefined || !allowed.includes(mapped)
  })
  return [...strange, ...wrong.map(String)].map((value) => found('VALUE_UNKNOWN', `${pointer}/values`, value))
}

/** Conditions of questions and members: lawful, on the bundle's own questions, in no circle. */
export function checkBundleConditions({ questions, members }: BundleDocument): BundleFinding[] {
  const known = new Set([...questions.map(({ key }) => `answers.${key}`), 'applicant.type'])
  const check = (list: string) => (entry: { when?: unknown }, index: number) =>
    entry.when === undefined
      ? []
      : checkRule(entry.when, known).map(({ pointer, message }) => ({
          ...found('CONDITION', `/${list}/${index}/when${pointer}`),
          message,
        }))
  return [
    ...questions.flatMap(check('questions')),
    ...members.flatMap(check('members')),
    ...circles(questions),
  ]
}

function circles(questions: BundleDocument['questions']): BundleFinding[] {
  const { positions, parents } = orderOf(questions)
  return questions.flatMap(({ key, when }, index) => {
    const isLater = (parent: string) => (positions.get(parent) ?? 0) >= (positions.get(key) ?? 0)
    const turns = referredAnswers(when).has(key) || (parents.get(key) ?? []).some(isLater)
    return turns ? [found('QUESTION_CIRCLE', `/questions/${index}/when`, key)] : []
  })
}

/** Every way to answer leads each member that takes part to its own checklist, and only to applicants whom it serves. */
export function checkOutcomes(bundle: BundleDocument, items: MemberItems): BundleFinding[] {
  const findings: BundleFinding[] = []
  for (const type of servedTypes(bundle)) {
    const outcomes = bundleOutcomes(bundle, items, type)
    if (outcomes === undefined) return [found('TOO_MANY_COMBINATIONS', '/questions')]
    bundle.members.forEach((member, index) => {
      const diagram = outcomes.members.get(member)
      const results = diagram === undefined ? [] : [...nodesOf([diagram])].filter((each) => !each.branch)
      const name = items.get(member.itemCode)?.name ?? member.itemCode
      if (results.some(({ value }) => value === '?'))
        findings.push(found('MEMBER_UNRESOLVED', `/members/${index}/answers`, name))
      if (results.some(({ value }) => value !== '') && !serves(items, member.itemCode, type))
        findings.push(found('MEMBER_AUDIENCE', `/members/${index}/when`, name))
    })
  }
  return findings
}

const serves = (items: MemberItems, itemCode: string, type: ApplicantType): boolean =>
  servedTypes({ audiences: items.get(itemCode)?.audiences ?? [] }).includes(type)
