import type { ItemDocument, ItemQuestion } from '../catalogue/item-document.js'
import { type OpenQuestions, type Outcome, openQuestions } from '../catalogue/questions/best-order.js'
import {
  type AskedAs,
  type Checklist,
  checkAnswers,
  resolveChecklist,
} from '../catalogue/questions/checklist.js'
import { holds, referredAnswers } from '../catalogue/questions/condition.js'
import {
  createDiagramSpace,
  type Diagram,
  type DiagramSpace,
  withinBudget,
} from '../catalogue/questions/decision-diagram.js'
import { feesFor } from '../catalogue/questions/fees.js'
import { type Bound, isTheirs } from '../catalogue/questions/for-whom.js'
import {
  type Answers,
  type ApplicantType,
  type ConditionData,
  standingOf,
  valuesOf,
} from '../catalogue/questions/questionnaire.js'
import type { BundleDocument, BundleMember } from './bundle-document.js'

/** The members' documents, by code. */
export type MemberItems = ReadonlyMap<string, ItemDocument>

export type MemberAnswer = BundleMember['answers'][number]

/** The member's answers, out of the bundle's. */
export function memberAnswers({ answers }: BundleMember, given: Answers): Answers {
  const mapped = answers.map((each): [string, unknown] => [each.question, answerFor(each, given)])
  return Object.fromEntries(mapped.filter(([, answer]) => answer !== undefined))
}

function answerFor(mapping: MemberAnswer, given: Answers): unknown {
  if ('value' in mapping) return mapping.value
  const answer = given[mapping.from]
  if (answer === undefined || mapping.values === undefined) return answer
  return Object.hasOwn(mapping.values, String(answer)) ? mapping.values[String(answer)] : undefined
}

export const takesPart = ({ when }: BundleMember, data: ConditionData): boolean =>
  when === undefined || holds(when, data)

/** What a member comes to by these answers. Its checklist stays open only where the bundle leaves a question out. */
export type MemberOutcome = 'out' | { unfit: true } | { checklist: Checklist }

export function outcomeOf(
  member: BundleMember,
  items: MemberItems,
  data: ConditionData,
  questions: readonly ItemQuestion[] = [],
): MemberOutcome {
  if (!takesPart(member, data)) return 'out'
  const document = items.get(member.itemCode)
  const answers = memberAnswers(member, data.answers)
  if (document === undefined || checkAnswers(document, answers).length > 0) return { unfit: true }
  const asked = askedAs(member, questions, data.answers)
  return { checklist: resolveChecklist(document, data.applicant.type, answers, asked) }
}

/** A question of the member as the applicant was asked it: by the bundle's, or not at all where its answer is fixed. */
const askedAs =
  ({ answers }: BundleMember, questions: readonly ItemQuestion[], given: Answers): AskedAs =>
  ({ key }) => {
    const mapping = answers.find(({ question }) => question === key)
    const question = questions.find(
      (each) => mapping !== undefined && 'from' in mapping && each.key === mapping.from,
    )
    return question === undefined ? undefined : { question, value: given[question.key] }
  }

/** One text for all that an outcome means to the applicant; `?` where the bundle does not answer the member. */
function summary(member: BundleMember, items: MemberItems, data: ConditionData): string {
  const outcome = outcomeOf(member, items, data)
  if (outcome === 'out') return ''
  if ('unfit' in outcome || outcome.checklist.kind === 'questions') return '?'
  const document = items.get(member.itemCode)
  const { situation, materials, conditions, results } = outcome.checklist
  const answers = memberAnswers(member, data.answers)
  const rules = document?.rules.map(({ when, must }) => [when, must])
  const ruled = [...referredAnswers(rules)].map((key) => String(answers[key]))
  const fees = document === undefined ? [] : feesFor(document, { answers, applicant: data.applicant })
  const told: Summary = {
    situation: situation.key,
    materials: materials.map(({ material }) => material.materialCode),
    fees: fees.map((fee) => document?.fees.items.indexOf(fee) ?? 0),
    conditions: conditions.map((each) => document?.conditions.indexOf(each) ?? 0),
    results: results.map((each) => document?.results.indexOf(each) ?? 0),
    steps: theirs(document?.procedure, situation.key, { ...data, answers }),
    parties: theirs(document?.parties, situation.key, { ...data, answers }),
  }
  return JSON.stringify([told, ruled])
}

/** Places of the parts of a list that are this applicant's. */
const theirs = (parts: readonly Bound[] = [], situation: string, data: ConditionData): number[] =>
  parts.flatMap((part, index) => (isTheirs(part, situation, data) ? [index] : []))

/** What an outcome comes to; fees, conditions, results, steps and rules of parties by their places in the document. */
interface Summary {
  situation: string
  materials: string[]
  fees: number[]
  conditions: number[]
  results: number[]
  steps: number[]
  parties: number[]
}

/** What a leaf of a member's diagram says; undefined: it takes no part, or the bundle does not answer it. */
export const readSummary = (leaf: unknown): Summary | undefined =>
  typeof leaf === 'string' && leaf.startsWith('[') ? (JSON.parse(leaf) as [Summary])[0] : undefined

interface BundleOutcomes {
  space: DiagramSpace
  members: ReadonlyMap<BundleMember, Diagram>
  asked: ReadonlyMap<ItemQuestion, Diagram>
}

/** Ways to answer that are looked at, each through every member. */
const BUDGET = 5000

/** What the bundle's answers decide, member by member. Undefined: too many ways to answer. */
export function bundleOutcomes(
  bundle: BundleDocument,
  items: MemberItems,
  applicantType: ApplicantType,
): BundleOutcomes | undefined {
  const { questions, members } = bundle
  return withinBudget(() => {
    const space = createDiagramSpace({ questions, applicantType, budget: BUDGET })
    const deciding = (member: BundleMember) => [
      ...referredAnswers(member.when),
      ...member.answers.flatMap((each) => ('from' in each ? [each.from] : [])),
    ]
    return {
      space,
      members: new Map(
        members.map((member) => [
          member,
          space.build(deciding(member), (data) => summary(member, items, data)),
        ]),
      ),
      asked: new Map(
        questions.flatMap(({ when }, index): [ItemQuestion, Diagram][] =>
          when === undefined
            ? []
            : [
                [
                  questions[index] as ItemQuestion,
                  space.build(referredAnswers(when), (data) => holds(when, data)),
                ],
              ],
        ),
      ),
    }
  })
}

interface Kept {
  items: MemberItems
  outcomes: Map<ApplicantType, BundleOutcomes | undefined>
}
const kept = new WeakMap<BundleDocument, Kept>()

/** Kept for a version until a member has another version. */
export function keptOutcomes(bundle: BundleDocument, items: MemberItems, type: ApplicantType) {
  let known = kept.get(bundle)
  if (known === undefined || [...items].some(([code, document]) => known?.items.get(code) !== document)) {
    known = { items, outcomes: new Map() }
    kept.set(bundle, known)
  }
  if (!known.outcomes.has(type)) known.outcomes.set(type, bundleOutcomes(bundle, items, type))
  return known.outcomes.get(type)
}

/** The questions that can still change what is to be done, the best first; none: all is decided. */
export function openBundleQuestions(
  bundle: BundleDocument,
  items: MemberItems,
  type: ApplicantType,
  answers: Answers,
): OpenQuestions {
  const outcomes = keptOutcomes(bundle, items, type)
  if (outcomes === undefined)
    return { questions: standingOf(bundle.questions, type, answers).open, order: 'document' }
  const listed: Outcome[] = [...outcomes.members.values()].map((diagram) => ({ diagram }))
  return openQuestions(outcomes.space, bundle.questions, listed, outcomes.asked, answers)
}

/** Answers to all that is asked: where one no longer changes anything, the first that there is. */
export function completeAnswers(
  questions: readonly ItemQuestion[],
  type: ApplicantType,
  answers: Answers,
): Answers {
  let given = answers
  for (;;) {
    const { counting, open } = standingOf(questions, type, given)
    const [next] = open
    if (next === undefined) return counting
    given = { ...given, [next.key]: valuesOf(next)[0] }
  }
}
