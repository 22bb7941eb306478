import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import { withinWork } from '../../../shared/work-budget.js'
import type { ItemDocument, ItemMaterial, ItemQuestion } from '../item-document.js'
import { openQuestions } from './best-order.js'
import { holds, referredAnswers, refersToApplicant } from './condition.js'
import { type Diagram, pathOf } from './decision-diagram.js'
import { isTheirs } from './for-whom.js'
import { pointerPart } from './form.js'
import {
  type ItemOutcomes,
  listedOutcomes,
  outcomesGiven,
  outcomesOf,
  situationFor,
} from './item-outcomes.js'
import {
  type Answers,
  type ApplicantType,
  type ConditionData,
  closureOf,
  standingOf,
} from './questionnaire.js'
import { because, type Grounds } from './reasons.js'
import { variantOf } from './variants.js'

export { holds } from './condition.js'
export type { Answers, ApplicantType } from './questionnaire.js'

/** Questions that are asked for sure given the answers so far, answered or not. */
export function relevantQuestions(
  { questions }: Pick<ItemDocument, 'questions'>,
  { answers, applicant }: ConditionData,
): ItemQuestion[] {
  const { counting, open } = standingOf(questions, applicant.type, answers)
  return questions.filter((question) => counting[question.key] !== undefined || open.includes(question))
}

/** Answers to questions that the item does not ask, or values that are no option. */
export function checkAnswers(document: Pick<ItemDocument, 'questions'>, answers: Answers): InputError[] {
  return Object.entries(answers).flatMap(([key, value]) => {
    const question = document.questions.find((each) => each.key === key)
    const pointer = `/answers/${pointerPart(key)}`
    if (question === undefined) {
      return [
        {
          pointer,
          code: 'QUESTION_UNKNOWN',
          message: { en: 'The item does not ask this', zh: '事项没有这个问题' },
        },
      ]
    }
    const fits =
      question.options === undefined
        ? typeof value === 'boolean'
        : question.options.some((option) => option.value === value)
    if (fits) return []
    const allowed = question.options?.map((option) => option.value).join(', ') ?? 'true, false'
    return [
      {
        pointer,
        code: 'ANSWER_UNKNOWN',
        message: { en: `One of ${allowed}`, zh: `应为以下之一：${allowed}` },
      },
    ]
  })
}

export interface ChecklistMaterial {
  material: ItemMaterial
  required: boolean
  reason: Text
}

type Situation = ItemDocument['situations'][number]

export type Checklist =
  | { kind: 'questions'; questions: ItemQuestion[]; order: 'best' | 'document' }
  | {
      kind: 'checklist'
      situation: Situation
      /** Why it is this situation, in the words of questions and answers. */
      reason: Text
      variant: ReturnType<typeof variantOf>
      materials: ChecklistMaterial[]
      /** The conditions of the grant and the results that are this applicant's. */
      conditions: ItemDocument['conditions']
      results: ItemDocument['results']
    }

/**
 * From answers to the exact list (情形引导): the questions that can still change it, the best first; or the one situation
 * with its materials, each with the reason why this applicant brings it. Deterministic; answers have been checked.
 */
export const resolveChecklist = (
  document: ItemDocument,
  applicantType: ApplicantType,
  answers: Answers,
  asked?: AskedAs,
): Checklist => withinWork(() => resolve(document, applicantType, answers, asked))

/** A question as the applicant was asked it, for the words of reasons; undefined: it was answered for him. */
export type AskedAs = (question: ItemQuestion) => { question: ItemQuestion; value: unknown } | undefined

function resolve(
  document: ItemDocument,
  applicantType: ApplicantType,
  answers: Answers,
  asked?: AskedAs,
): Checklist {
  const outcomes = outcomesOf(document, applicantType) ?? outcomesGiven(document, applicantType, answers)
  if (outcomes === undefined) return resolvePlainly(document, applicantType, answers, asked)
  const { space } = outcomes
  const asking = openQuestions(space, document.questions, listedOutcomes(outcomes), outcomes.asked, answers)
  if (asking.questions.length > 0) return { kind: 'questions', ...asking }
  const result = (diagram: Diagram) => space.restrict(diagram, answers, new Map()).value
  const key = result(outcomes.situation)
  const isNeeded = (material: ItemMaterial): boolean => {
    const diagram = outcomes.materials.get(material)
    return diagram !== undefined && result(diagram) === true
  }
  return checklistOf(document, applicantType, answers, {
    situation: document.situations.find((each) => each.key === key),
    isNeeded,
    asked,
  })
}

/** Where the ways to answer are too many to look at: every question that is asked, in the document's order. */
function resolvePlainly(
  document: ItemDocument,
  type: ApplicantType,
  answers: Answers,
  asked?: AskedAs,
): Checklist {
  const { counting, open } = standingOf(document.questions, type, answers)
  if (open.length > 0) return { kind: 'questions', questions: open, order: 'document' }
  const data = { answers: counting, applicant: { type } }
  const situation = situationFor(document, data)
  const isNeeded = (material: ItemMaterial): boolean =>
    (material.situations?.includes(situation?.key ?? '') ?? true) &&
    (material.when === undefined || holds(material.when, data))
  return checklistOf(document, type, answers, { situation, isNeeded, asked })
}

function checklistOf(
  document: ItemDocument,
  type: ApplicantType,
  answers: Answers,
  found: {
    situation: Situation | undefined
    isNeeded: (material: ItemMaterial) => boolean
    asked: AskedAs | undefined
  },
): Checklist {
  const { situation } = found
  if (situation === undefined) throw new Error(`item ${document.itemCode} has no situation for these answers`)
  const { counting } = standingOf(document.questions, type, answers)
  const data = { answers: counting, applicant: { type } }
  const groundsOf = (decided: Decided) =>
    because(asApplicantWasAsked(groundsFor(document, type, answers, decided), found.asked))
  const allSituations = document.situations.map(({ when }) => when)
  const materials = document.materials.filter(found.isNeeded).map((material) => ({
    material,
    required: material.necessity !== 'optional',
    reason:
      material.reason ??
      groundsOf({
        pick: (outcomes) => outcomes.materials.get(material),
        conditions: [material.when, ...(material.situations === undefined ? [] : allSituations)],
      }) ??
      EVERYBODY_BRINGS,
  }))
  return {
    kind: 'checklist',
    situation,
    reason: groundsOf({ pick: (outcomes) => outcomes.situation, conditions: allSituations }) ?? EVERYBODY_IS,
    variant: variantOf(document, situation.key),
    materials,
    conditions: document.conditions.filter(
      (each) => typeof each === 'string' || isTheirs(each, situation.key, data),
    ),
    results: document.results.filter((each) => isTheirs(each, situation.key, data)),
  }
}

export const EVERYBODY_BRINGS = { zh: '所有申请人均需提供', en: 'Everybody brings it' }
export const EVERYBODY_IS = { zh: '所有申请人均适用', en: 'It is the same for everybody' }

function asApplicantWasAsked(grounds: Grounds, asked: AskedAs | undefined): Grounds {
  if (asked === undefined) return grounds
  const pairs = new Map(
    grounds.deciding.flatMap((each) => {
      const own = asked(each)
      return own === undefined ? [] : [[own.question, own.value] as const]
    }),
  )
  const answers = Object.fromEntries([...pairs].map(([question, value]) => [question.key, value]))
  return { ...grounds, deciding: [...pairs.keys()], answers }
}

interface Decided {
  pick: (outcomes: ItemOutcomes) => Diagram | undefined
  /** What it was decided by. */
  conditions: unknown[]
}

/** The answers that made the difference, and whether the applicant's kind made one. */
function groundsFor(
  document: ItemDocument,
  type: ApplicantType,
  answers: Answers,
  { pick, conditions }: Decided,
): Grounds {
  const diagramFor = (applicant: ApplicantType) => {
    const outcomes = outcomesOf(document, applicant)
    const diagram = outcomes && pick(outcomes)
    return outcomes && diagram && { outcomes, diagram }
  }
  const own = diagramFor(type)
  const path = own && pathOf(own.diagram, answers)
  const isApplicantsKind = (): boolean => {
    const other = diagramFor(type === 'natural' ? 'legal' : 'natural')
    if (other === undefined || path === undefined) return true
    return other.outcomes.space.restrict(other.diagram, answers, new Map()).value !== path.value
  }
  const applicant = refersToApplicant(conditions) && isApplicantsKind() ? type : undefined
  if (path !== undefined) return { deciding: path.deciding, answers, applicant }
  const { counting } = standingOf(document.questions, type, answers)
  const deciding = closureOf(document.questions, referredAnswers(conditions)).filter(
    ({ key }) => counting[key] !== undefined,
  )
  return { deciding, answers, applicant }
}
