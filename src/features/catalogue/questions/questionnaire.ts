import type { ItemQuestion } from '../item-document.js'
import { holds, referredAnswers } from './condition.js'

/** 引导问题: what front ends ask, one after the other, each only where its condition holds. */

export type Answers = Record<string, unknown>
export type ApplicantType = 'natural' | 'legal'

/** What conditions of a checklist may look at. */
export interface ConditionData {
  answers: Answers
  applicant: { type: ApplicantType }
}

/** The answers that a question allows; without options yes or no. */
export const valuesOf = (question: ItemQuestion): readonly (string | boolean)[] =>
  question.options?.map((option) => option.value) ?? [true, false]

export const isAsked = (question: ItemQuestion, data: ConditionData): boolean =>
  question.when === undefined || holds(question.when, data)

interface Order {
  /** Each after the questions that its condition looks at; otherwise as the document has them. */
  questions: readonly ItemQuestion[]
  positions: ReadonlyMap<string, number>
  /** Of each question: those which its condition looks at, directly. */
  parents: ReadonlyMap<string, readonly string[]>
}

const orders = new WeakMap<readonly ItemQuestion[], Order>()

/** The questions in an order in which each can be judged. A cycle (which checks refuse) is cut where it is met. */
export function orderOf(questions: readonly ItemQuestion[]): Order {
  const known = orders.get(questions)
  if (known !== undefined) return known
  const byKey = new Map(questions.map((question) => [question.key, question]))
  const parents = new Map(
    questions.map(({ key, when }) => [
      key,
      [...referredAnswers(when)].filter((each) => each !== key && byKey.has(each)),
    ]),
  )
  const positions = new Map<string, number>()
  const sorted: ItemQuestion[] = []
  const visited = new Set<string>()
  const visit = (question: ItemQuestion): void => {
    if (visited.has(question.key)) return
    visited.add(question.key)
    for (const key of parents.get(question.key) ?? []) {
      const parent = byKey.get(key)
      if (parent !== undefined) visit(parent)
    }
    positions.set(question.key, sorted.push(question) - 1)
  }
  questions.forEach(visit)
  const order = { questions: sorted, positions, parents }
  orders.set(questions, order)
  return order
}

/** The questions that decide about `keys`: these, and those which decide whether they are asked. In asking order. */
export function closureOf(questions: readonly ItemQuestion[], keys: Iterable<string>): ItemQuestion[] {
  const order = orderOf(questions)
  const found = new Set<string>()
  const add = (key: string): void => {
    if (found.has(key)) return
    found.add(key)
    order.parents.get(key)?.forEach(add)
  }
  for (const key of keys) add(key)
  return order.questions.filter(({ key }) => found.has(key))
}

export interface Standing {
  /** Answers to questions that are asked; an answer to another (a stale field of a front end) moves nothing. */
  counting: Answers
  /** Asked for sure and not answered yet, in the document's order. */
  open: ItemQuestion[]
}

/** Where somebody stands who gave these answers. Whether a question is asked is open while one that decides it is. */
export function standingOf(
  questions: readonly ItemQuestion[],
  applicantType: ApplicantType,
  answers: Answers,
): Standing {
  const { questions: sorted, parents } = orderOf(questions)
  const counting: Answers = {}
  const undecided = new Set<string>()
  const open = new Set<ItemQuestion>()
  for (const question of sorted) {
    const { key } = question
    if (parents.get(key)?.some((parent) => undecided.has(parent))) undecided.add(key)
    else if (isAsked(question, { answers: counting, applicant: { type: applicantType } })) {
      if (answers[key] === undefined) {
        undecided.add(key)
        open.add(question)
      } else counting[key] = answers[key]
    }
  }
  return { counting, open: questions.filter((question) => open.has(question)) }
}
