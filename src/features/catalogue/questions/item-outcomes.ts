import type { ItemDocument, ItemMaterial, ItemQuestion } from '../item-document.js'
import type { Outcome } from './best-order.js'
import { holds, referredAnswers } from './condition.js'
import { createDiagramSpace, type Diagram, type DiagramSpace, withinBudget } from './decision-diagram.js'
import { type ItemFee, looksAtForm } from './fees.js'
import type { Bound } from './for-whom.js'
import type { Answers, ApplicantType, ConditionData } from './questionnaire.js'

/** What the answers to an item's questions decide, for one kind of applicant. */
export interface ItemOutcomes {
  space: DiagramSpace
  /** Its key; undefined where no situation fits. */
  situation: Diagram
  materials: ReadonlyMap<ItemMaterial, Diagram>
  /** Which fees, conditions, results, steps and rules of parties are theirs; only those that are not for everybody. */
  parts: readonly Diagram[]
  /** Answers at which the rules of the form look: they are needed, whatever they bring. */
  ruled: readonly Diagram[]
  /** Whether a question with a condition is asked. */
  asked: ReadonlyMap<ItemQuestion, Diagram>
}

/** Steps for all answers of a version, taken once and kept. */
const BUDGET_OF_VERSION = 30_000
/** Steps for one request where the version as a whole is too large. */
const BUDGET_OF_REQUEST = 3_000

const kept = new WeakMap<ItemDocument, Map<ApplicantType, ItemOutcomes | undefined>>()

/** The outcomes for all answers: documents of versions never change and are kept in memory. Undefined: too many. */
export function outcomesOf(document: ItemDocument, type: ApplicantType): ItemOutcomes | undefined {
  let known = kept.get(document)
  if (known === undefined) {
    known = new Map()
    kept.set(document, known)
  }
  if (!known.has(type)) {
    const made = withinBudget(() => makeOutcomes(document, type, {}, BUDGET_OF_VERSION))
    known.set(type, made)
  }
  return known.get(type)
}

/** The outcomes that these answers leave, where those for all answers are too many. Undefined: still too many. */
export const outcomesGiven = (
  document: ItemDocument,
  type: ApplicantType,
  given: Answers,
): ItemOutcomes | undefined => withinBudget(() => makeOutcomes(document, type, given, BUDGET_OF_REQUEST))

/** What counts for the order of questions: the situations still possible, each material, each answer that is needed. */
export const listedOutcomes = ({ situation, materials, parts, ruled }: ItemOutcomes): Outcome[] => [
  { diagram: situation },
  ...[...materials.values(), ...parts].map((diagram) => ({ diagram })),
  ...ruled.map((diagram) => ({ diagram, once: true })),
]

export const situationFor = (document: ItemDocument, data: ConditionData) =>
  document.situations.find((each) => holds(each.when, data))

function makeOutcomes(
  document: ItemDocument,
  applicantType: ApplicantType,
  given: Answers,
  budget: number,
): ItemOutcomes {
  const {
    questions,
    situations,
    materials,
    rules,
    fees,
    conditions,
    results,
    procedure,
    parties = [],
  } = document
  const space = createDiagramSpace({ questions, applicantType, given, budget })
  const situation = space.build(
    referredAnswers(situations.map(({ when }) => when)),
    (data) => situationFor(document, data)?.key,
  )
  const whether = (condition: unknown): Diagram =>
    space.build(referredAnswers(condition), (data) => holds(condition, data))
  const needed = ({ situations: fitting, when }: Bound): Diagram => {
    const here =
      fitting === undefined
        ? space.leaf(true)
        : space.combine(situation, space.leaf(true), (key) => fitting.includes(String(key)))
    if (when === undefined) return here
    return space.combine(here, whether(when), (a, b) => a === true && b === true)
  }
  const known: Bound[] = [
    ...fees.items.filter(({ when }) => !looksAtForm(when)),
    ...conditions.flatMap((each) => (typeof each === 'string' ? [] : [each])),
    ...results,
    ...procedure,
    ...parties.map(({ when }): Bound => ({ when })),
  ].filter((each) => each.situations !== undefined || each.when !== undefined)
  const ruledKeys = referredAnswers([
    ...rules.map(({ when, must }) => [when, must]),
    ...fees.items.map(assessed),
  ])
  return {
    space,
    situation,
    materials: new Map(materials.map((material) => [material, needed(material)])),
    parts: known.map(needed),
    ruled: questions
      .filter(({ key }) => ruledKeys.has(key))
      .map(({ key }) => space.build([key], ({ answers }) => answers[key] as string | boolean | undefined)),
    asked: new Map(
      questions.flatMap((question): [ItemQuestion, Diagram][] =>
        question.when === undefined ? [] : [[question, whether(question.when)]],
      ),
    ),
  }
}

/** What of a fee is reckoned from an answer itself, or from the form as well. */
const assessed = ({ when, count, reductions = [] }: ItemFee): unknown[] => [
  looksAtForm(when) ? when : undefined,
  count,
  ...reductions.map((each) => each.when),
]
