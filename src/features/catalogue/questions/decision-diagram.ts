import { triedWithin } from '../../../shared/work-budget.js'
import type { ItemQuestion } from '../item-document.js'
import {
  type Answers,
  type ApplicantType,
  type ConditionData,
  closureOf,
  isAsked,
  orderOf,
  valuesOf,
} from './questionnaire.js'

export type LeafValue = string | boolean | undefined

/**
 * What comes out of the answers, as a decision diagram: ordered, reduced and shared (ROBDD with many values). A question
 * stands in it exactly when its answer can still change what comes out.
 */
export interface Diagram {
  id: number
  /** Undefined at a leaf. */
  branch?: { question: ItemQuestion; position: number; children: readonly Diagram[] }
  value?: LeafValue
}

/** Thrown inside, and caught by `withinBudget` alone. */
class OverBudget extends Error {}

/** What `make` gives; undefined when it took more steps than its space allows, or its conditions too much work. */
export function withinBudget<T>(make: () => T): T | undefined {
  try {
    return triedWithin(make)
  } catch (error) {
    if (error instanceof OverBudget) return undefined
    throw error
  }
}

export interface DiagramSpace {
  leaf(value: LeafValue): Diagram
  /**
   * What `evaluate` gives for every way to answer the questions `keys` and those which decide whether they are asked.
   * Questions that are not asked have no answer.
   */
  build(keys: Iterable<string>, evaluate: (data: ConditionData) => LeafValue): Diagram
  /** Two results together. */
  combine(a: Diagram, b: Diagram, join: (a: LeafValue, b: LeafValue) => LeafValue): Diagram
  /** What is left of a diagram by some answers; `memo` is for one set of answers. */
  restrict(diagram: Diagram, answers: Answers, memo: Map<Diagram, Diagram>): Diagram
}

interface Options {
  questions: readonly ItemQuestion[]
  applicantType: ApplicantType
  /** Answers that are settled for everything in the space. */
  given?: Answers
  /** Conditions looked at and nodes met, at most. */
  budget: number
}

/** Where the diagrams of one questionnaire for one kind of applicant live; equal ones are the same object. */
export function createDiagramSpace({ questions, applicantType, given = {}, budget }: Options): DiagramSpace {
  const leaves = new Map<LeafValue, Diagram>()
  const branches = new Map<string, Diagram>()
  const { positions } = orderOf(questions)
  let made = 0
  let steps = 0
  const spend = (): void => {
    steps += 1
    if (steps > budget) throw new OverBudget()
  }

  const leaf = (value: LeafValue): Diagram => {
    const known = leaves.get(value)
    if (known !== undefined) return known
    made += 1
    const diagram = { id: made, value }
    leaves.set(value, diagram)
    return diagram
  }
  const branch = (question: ItemQuestion, position: number, children: readonly Diagram[]): Diagram => {
    const [first] = children
    // Whatever the answer, the same comes out: the question does not matter here.
    if (first !== undefined && children.every((child) => child === first)) return first
    const name = `${position}:${children.map(({ id }) => id).join()}`
    const known = branches.get(name)
    if (known !== undefined) return known
    made += 1
    const diagram = { id: made, branch: { question, position, children } }
    branches.set(name, diagram)
    return diagram
  }

  const build: DiagramSpace['build'] = (keys, evaluate) => {
    const asking = closureOf(questions, keys)
    // One object for all ways, since copies would cost more than all the rest.
    const answers: Answers = {}
    const data = { answers, applicant: { type: applicantType } }
    const from = (index: number): Diagram => {
      spend()
      const question = asking[index]
      if (question === undefined) return leaf(evaluate(data))
      const { key } = question
      answers[key] = undefined
      if (!isAsked(question, data)) return from(index + 1)
      const values = given[key] === undefined ? valuesOf(question) : [given[key]]
      const children = values.map((value) => {
        answers[key] = value
        return from(index + 1)
      })
      answers[key] = undefined
      return branch(question, positions.get(key) ?? 0, children)
    }
    return from(0)
  }

  const combine: DiagramSpace['combine'] = (a, b, join) => {
    const memo = new Map<string, Diagram>()
    const both = (left: Diagram, right: Diagram): Diagram => {
      if (left.branch === undefined && right.branch === undefined) return leaf(join(left.value, right.value))
      const name = `${left.id},${right.id}`
      const known = memo.get(name)
      if (known !== undefined) return known
      spend()
      const position = Math.min(...[left, right].map((each) => each.branch?.position ?? Infinity))
      const [here] = [left, right].flatMap(({ branch: own }) => (own?.position === position ? [own] : []))
      if (here === undefined) throw new Error('a node without a question')
      const at = (each: Diagram, index: number): Diagram =>
        each.branch?.position === position ? (each.branch.children[index] ?? each) : each
      const children = here.children.map((_, index) => both(at(left, index), at(right, index)))
      const joined = branch(here.question, position, children)
      memo.set(name, joined)
      return joined
    }
    return both(a, b)
  }

  const restrict: DiagramSpace['restrict'] = (diagram, answers, memo) => {
    if (diagram.branch === undefined) return diagram
    const known = memo.get(diagram)
    if (known !== undefined) return known
    const { question, position, children } = diagram.branch
    const chosen = children[valuesOf(question).indexOf(answers[question.key] as string)]
    const left =
      chosen === undefined
        ? branch(
            question,
            position,
            children.map((child) => restrict(child, answers, memo)),
          )
        : restrict(chosen, answers, memo)
    memo.set(diagram, left)
    return left
  }

  return { leaf, build, combine, restrict }
}

/** Every node of some diagrams, once. */
export function nodesOf(diagrams: Iterable<Diagram>): Set<Diagram> {
  const found = new Set<Diagram>()
  const add = (diagram: Diagram): void => {
    if (found.has(diagram)) return
    found.add(diagram)
    diagram.branch?.children.forEach(add)
  }
  for (const diagram of diagrams) add(diagram)
  return found
}

/** How many different results a diagram can still have. */
export function resultsOf(diagram: Diagram): number {
  let count = 0
  for (const { branch } of nodesOf([diagram])) if (branch === undefined) count += 1
  return count
}

/** The answers on the way to a result: exactly those that decided it; and the result. */
export function pathOf(diagram: Diagram, answers: Answers): { deciding: ItemQuestion[]; value: LeafValue } {
  const deciding: ItemQuestion[] = []
  let at = diagram
  while (at.branch !== undefined) {
    const { question, children } = at.branch
    const index = valuesOf(question).indexOf(answers[question.key] as string)
    if (index >= 0) deciding.push(question)
    // Without an answer every way leads to the same result, or it would still be asked for.
    at = children[Math.max(index, 0)] as Diagram
  }
  return { deciding, value: at.value }
}
