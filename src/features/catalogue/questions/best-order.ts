import type { ItemQuestion } from '../item-document.js'
import { type Diagram, type DiagramSpace, nodesOf, resultsOf } from './decision-diagram.js'
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

/** Nodes met with one answer after the other, at most. */
const MOST_WORK = 100_000

/** An outcome that is not decided yet, with the questions that can still change it. */
interface Undecided extends Outcome {
  support: ReadonlySet<ItemQuestion>
  size: number
}

/**
 * The questions to ask now: those which are asked for sure and whose answer can still change an outcome; the best first,
 * which leaves the fewest things open in expectation, every answer taken for equally likely. Equal ones stand as in the
 * document. None: everything is decided. docs/adr/013-best-question.md tells why.
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
    .map(undecided)
  const isSure = (question: ItemQuestion): boolean => {
    const diagram = asked.get(question)
    return diagram === undefined || space.restrict(diagram, answers, memo).value === true
  }
  const open = questions.filter((question) => left.some(({ support }) => support.has(question)))
  const sure = open.filter(isSure)
  // Never empty while something is open, unless conditions go in a circle, which the checks refuse.
  const candidates = sure.length > 0 ? sure : open
  if (candidates.length > 1 && workOf(candidates, left) > MOST_WORK)
    return { questions: candidates, order: 'document' }
  const leftOpenBy = scorer(space, left)
  const scores = new Map(candidates.map((question) => [question, leftOpenBy(question)]))
  const score = (question: ItemQuestion): number => scores.get(question) ?? 0
  // Sorting is stable: ties keep the document's order.
  return { questions: candidates.toSorted((a, b) => score(a) - score(b)), order: 'best' }
}

function undecided(outcome: Outcome): Undecided {
  const nodes = nodesOf([outcome.diagram])
  const support = new Set([...nodes].flatMap(({ branch }) => branch?.question ?? []))
  return { ...outcome, support, size: nodes.size }
}

function workOf(candidates: readonly ItemQuestion[], outcomes: readonly Undecided[]): number {
  let work = 0
  for (const question of candidates)
    for (const { support, size } of outcomes)
      work += support.has(question) ? size * valuesOf(question).length : 1
  return work
}

/** What stays open after a question, on the average of its answers. What is always decided alike counts once. */
function scorer(space: DiagramSpace, outcomes: readonly Undecided[]): (question: ItemQuestion) => number {
  const opened = new Map<Diagram, number>()
  const openOf = ({ diagram, once }: Outcome): number => {
    if (once === true) return 1
    const known = opened.get(diagram) ?? resultsOf(diagram) - 1
    opened.set(diagram, known)
    return known
  }
  const openAfter = (question: ItemQuestion, value: string | boolean): number => {
    const memo = new Map<Diagram, Diagram>()
    const seen = new Set<Diagram>()
    let open = 0
    for (const { support, once, diagram } of outcomes) {
      const left = support.has(question) ? space.restrict(diagram, { [question.key]: value }, memo) : diagram
      if (left.branch === undefined || seen.has(left)) continue
      seen.add(left)
      open += openOf({ diagram: left, once: once === true })
    }
    return open
  }
  return (question) => {
    const values = valuesOf(question)
    return values.reduce((sum, value) => sum + openAfter(question, value), 0) / values.length
  }
}
