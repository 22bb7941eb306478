import { type Diagram, type DiagramSpace, nodesOf, resultsOf } from './decision-diagram.js'
import type { ItemQuestion } from './item-document.js'
import { type Answers, valuesOf } from './questionnaire.js'

/** One thing that the answers decide: the situation, whether a material is needed … */
export interface Outcome {
  diagram: Diagram
  /** Counts as one open thing, however many results it may have. */
  once?: boolean
}

export interface OpenQuestions {
  questions: ItemQuestion[]
  /** `document` when working out the best order would take too long. */
  order: 'best' | 'document'
}

/** Nodes looked at for one answer, at most. */
const MOST_WORK = 200_000

/**
 * The questions to ask now: those which are asked for sure and whose answer can still change an outcome; the best first,
 * which leaves the fewest things open in expectation, every answer taken for equally likely. Equal ones stand as in the
 * document. None: everything is decided. docs/adr tells why.
 */
export function openQuestions(
  space: DiagramSpace,
  questions: readonly ItemQuestion[],
  outcomes: readonly Outcome[],
  asked: ReadonlyMap<ItemQuestion, Diagram>,
  answers: Answers,
): OpenQuestions {
  const memo = new Map<Diagram, Diagram>()
  const left = outcomes
    .map(({ diagram, ...outcome }) => ({ ...outcome, diagram: space.restrict(diagram, answers, memo) }))
    .filter(({ diagram }) => diagram.branch !== undefined)
  const nodes = nodesOf(left.map(({ diagram }) => diagram))
  const mattering = new Set([...nodes].flatMap(({ branch }) => branch?.question ?? []))
  const isSure = (question: ItemQuestion): boolean => {
    const diagram = asked.get(question)
    return diagram === undefined || space.restrict(diagram, answers, memo).value === true
  }
  const open = questions.filter((question) => mattering.has(question))
  const sure = open.filter(isSure)
  // Never empty while something is open, unless conditions go in a circle, which the checks refuse.
  const candidates = sure.length > 0 ? sure : open
  const work = candidates.reduce((sum, question) => sum + valuesOf(question).length, 0) * nodes.size
  if (candidates.length > 1 && work > MOST_WORK) return { questions: candidates, order: 'document' }
  const scores = new Map(candidates.map((question) => [question, leftOpenBy(space, left, question)]))
  const score = (question: ItemQuestion): number => scores.get(question) ?? 0
  // Sorting is stable: ties keep the document's order.
  return { questions: candidates.toSorted((a, b) => score(a) - score(b)), order: 'best' }
}

/** What stays open after the question, on the average of its answers. What is always decided alike counts once. */
function leftOpenBy(space: DiagramSpace, outcomes: readonly Outcome[], question: ItemQuestion): number {
  const values = valuesOf(question)
  let open = 0
  for (const value of values) {
    const memo = new Map<Diagram, Diagram>()
    const seen = new Set<Diagram>()
    for (const { diagram, once } of outcomes) {
      const left = space.restrict(diagram, { [question.key]: value }, memo)
      if (left.branch === undefined || seen.has(left)) continue
      seen.add(left)
      open += once === true ? 1 : resultsOf(left) - 1
    }
  }
  return open / values.length
}
