import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { Text } from '../../../shared/text.js'
import type { WorkflowDefinition } from '../../workflow/definition.js'
import type { ItemDocument, ItemMaterial, ItemQuestion } from '../item-document.js'
import { type ApplicantType, holds, relevantQuestions } from '../questions/checklist.js'
import { servedTypes } from '../questions/for-whom.js'
import type { CheckContext } from './check-context.js'
import type { Finding } from './finding.js'
import { questionsOfRules } from './question-checks.js'

/** Where answers lead: situations, materials, questions without use. */
export const SITUATION_RULES = {
  NO_SITUATION: error(
    ['有的回答没有对应情形', 'Some answers lead to no situation'],
    ['补充情形，或者放宽已有情形的条件', 'Add a situation, or widen the condition of one'],
  ),
  SITUATIONS_OVERLAP: error(
    ['有的回答对应多个情形', 'Some answers lead to several situations'],
    ['收窄其中一个情形的条件', 'Narrow the condition of one of them'],
  ),
  SITUATION_UNREACHABLE: error(
    ['没有回答能到达该情形', 'No answers lead to a situation'],
    ['改正情形的条件，或者删除该情形', 'Correct its condition, or remove the situation'],
  ),
  TOO_MANY_COMBINATIONS: error(
    ['问题组合过多', 'Too many combinations of answers'],
    [
      '减少问题，或者为问题加上提问条件（when）',
      'Ask fewer questions, or ask some only under a condition (when)',
    ],
  ),
  QUESTION_NEVER_ASKED: error(
    ['该问题永远不会被问到', 'A question is never asked'],
    ['改正提问条件，或者删除该问题', 'Correct its condition, or remove the question'],
  ),
  QUESTION_LEADS_NOWHERE: error(
    ['回答不影响情形、材料和其他问题', 'The answers change neither situation, material nor another question'],
    ['删除该问题，或者在条件中使用其回答', 'Remove the question, or use its answer in a condition'],
  ),
  MATERIAL_NEVER_DEMANDED: warning(
    ['没有人需要提供该材料', 'Nobody is ever asked for a material'],
    ['改正材料的条件或者情形，或者删除该材料', 'Correct its condition or situations, or remove the material'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(SITUATION_RULES)

/** More combinations of answers than this are not gone through one by one; the item is refused instead. */
const MAX_COMBINATIONS = 5000
/** So many faults, each shown by so many sets of answers, are enough to mend. */
const MAX_TOLD = 20
const MAX_SHOWN = 3

/** Where one way to answer everything leads. */
interface Way {
  type: ApplicantType
  answers: Record<string, unknown>
  /** Keys; one, when all is well. */
  situations: string[]
  /** Situations and needed materials as text, to compare. */
  outcome: string
}

/**
 * Goes through every combination of answers (情形完备性): each must lead to exactly one situation, each situation be
 * reached, each question be asked and change something, each material be needed by somebody.
 */
export function checkSituations(
  document: ItemDocument,
  { procedures }: Pick<CheckContext, 'procedures'>,
): Finding[] {
  const ways: Way[] = []
  const needed = new Set<ItemMaterial>()
  // Nobody is missed whom the item does not serve; what only others would reach may stay in the record.
  const served = servedTypes(document)
  for (const type of ['natural', 'legal'] as const) {
    for (const answers of combinations(document, type)) {
      if (ways.length === MAX_COMBINATIONS) return [found('TOO_MANY_COMBINATIONS', '/questions')]
      // What only those would bring whom it does not serve, the guide would demand of nobody.
      ways.push(wayOf(document, type, answers, served.includes(type) ? needed : new Set()))
    }
  }
  return [
    ...checkWays(
      ways.filter(({ type }) => served.includes(type)),
      served.length,
    ),
    ...checkReached(document, ways),
    ...checkUse(document, ways, { needed, procedure: procedures?.get(document.workflow) }),
  ]
}

function wayOf(
  document: ItemDocument,
  type: ApplicantType,
  answers: Record<string, unknown>,
  needed: Set<ItemMaterial>,
): Way {
  const data = { answers, applicant: { type } }
  const situations: string[] = []
  for (const { key, when } of document.situations) if (holds(when, data)) situations.push(key)
  let outcome = situations.join()
  for (const material of document.materials) {
    const isNeeded =
      (material.situations?.some((key) => situations.includes(key)) ?? true) &&
      (material.when === undefined || holds(material.when, data))
    outcome += isNeeded ? '+' : '-'
    if (isNeeded) needed.add(material)
  }
  return { type, answers, situations, outcome }
}

/** Ways to answer with one fault: no situation, or the same several. */
interface Fault {
  situations: string[]
  /** Sets of answers as text, each with the kinds of applicant. */
  answers: Map<string, Set<ApplicantType>>
}

/** One finding for one fault, with a few of the answers that show it, and for whom where that is not everybody. */
function checkWays(ways: Way[], kinds: number): Finding[] {
  const faults = new Map<string, Fault>()
  for (const { type, answers, situations } of ways) {
    if (situations.length === 1) continue
    const name = situations.join()
    const fault = faults.get(name) ?? { situations, answers: new Map() }
    faults.set(name, fault)
    const told = JSON.stringify(answers)
    fault.answers.set(told, (fault.answers.get(told) ?? new Set()).add(type))
  }
  return [...faults.values()].slice(0, MAX_TOLD).map((fault) => findingOf(fault, kinds))
}

const ONLY: Record<ApplicantType, Text> = {
  natural: { zh: '（自然人）', en: ' (natural persons)' },
  legal: { zh: '（企业或者其他组织）', en: ' (enterprises and other organisations)' },
}

function findingOf({ situations, answers }: Fault, kinds: number): Finding {
  const types = new Set([...answers.values()].flatMap((each) => [...each]))
  const [only] = types
  const { zh, en } = kinds > 1 && types.size === 1 && only !== undefined ? ONLY[only] : { zh: '', en: '' }
  const more = answers.size - MAX_SHOWN
  const list = [...answers.keys()].slice(0, MAX_SHOWN)
  const told = {
    zh: `${list.join('、')}${more > 0 ? ` 等 ${answers.size} 种` : ''}`,
    en: `${list.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  }
  return situations.length === 0
    ? found('NO_SITUATION', '/situations', {
        en: `No situation for ${told.en}${en}`,
        zh: `以下回答没有对应情形${zh}：${told.zh}`,
      })
    : found('SITUATIONS_OVERLAP', '/situations', {
        en: `Several situations for ${told.en}${en}: ${situations.join(', ')}`,
        zh: `以下回答对应多个情形${zh}：${told.zh}（${situations.join('、')}）`,
      })
}

const checkReached = ({ situations }: ItemDocument, ways: Way[]): Finding[] => {
  const reached = reachedBy(ways)
  return situations.flatMap(({ key }, index) =>
    reached.has(key) ? [] : [found('SITUATION_UNREACHABLE', `/situations/${index}`)],
  )
}

const reachedBy = (ways: readonly Way[]): Set<string> => new Set(ways.flatMap(({ situations }) => situations))

interface Use {
  needed: ReadonlySet<ItemMaterial>
  procedure: WorkflowDefinition | undefined
}

/** Questions and materials without use; a material that nobody brings is told once, with the question that asks for it alone. */
function checkUse(document: ItemDocument, ways: Way[], { needed, procedure }: Use): Finding[] {
  const reached = reachedBy(ways)
  // A material of a situation that nobody reaches is told with the situation.
  const never = document.materials.filter(
    (material) => !needed.has(material) && !(material.situations?.every((key) => !reached.has(key)) ?? false),
  )
  const ofRules = questionsOfRules(document, procedure)
  const told = new Set<ItemMaterial>()
  const ofQuestions = document.questions.flatMap((question, index) => {
    const asking = ways.filter(({ answers }) => answers[question.key] !== undefined)
    if (asking.length === 0) return [found('QUESTION_NEVER_ASKED', `/questions/${index}`)]
    if (ofRules.has(question.key) || changesSomething(question, asking)) return []
    const asked = never.filter(({ when }) => JSON.stringify(when)?.includes(`"answers.${question.key}"`))
    for (const material of asked) told.add(material)
    return [found('QUESTION_LEADS_NOWHERE', `/questions/${index}`, onlyFor(asked))]
  })
  const ofMaterials = document.materials.flatMap((material, index) =>
    never.includes(material) && !told.has(material)
      ? [found('MATERIAL_NEVER_DEMANDED', `/materials/${index}`)]
      : [],
  )
  return [...ofMaterials, ...ofQuestions]
}

/** What the answers would ask for, and never do: there the fault may lie. */
const onlyFor = (materials: readonly ItemMaterial[]): Text | undefined =>
  materials.length === 0
    ? undefined
    : {
        en: `Only ${materials.map(({ name, nameEn }) => nameEn ?? name).join(', ')} depends on it, which nobody ever has to bring: correct the condition or situations of that`,
        zh: `只有“${materials.map(({ name }) => name).join('”“')}”取决于该回答，而该材料没有人需要提供：请改正该材料的条件或者情形`,
      }

/**
 * Whether two answers, all others being the same, lead to different situations or materials; or whether what is asked
 * beside depends on the answer, so that not every other set of answers goes with each of them.
 */
function changesSomething(question: ItemQuestion, asking: Way[]): boolean {
  const seen = new Map<string, { outcome: string; times: number }>()
  for (const { type, answers, outcome } of asking) {
    const rest = restOf(question.key, type, answers)
    const known = seen.get(rest)
    if (known === undefined) seen.set(rest, { outcome, times: 1 })
    else if (known.outcome !== outcome) return true
    else known.times += 1
  }
  const each = valuesOf(question).length
  return [...seen.values()].some(({ times }) => times !== each)
}

/** Keys and values hold neither of the two marks. */
const restOf = (key: string, type: ApplicantType, answers: Way['answers']): string => {
  let rest: string = type
  for (const name in answers) if (name !== key) rest += `|${name}=${String(answers[name])}`
  return rest
}

/** All complete answers that the questions allow, each question asked only where its condition holds. */
export function* combinations(
  document: ItemDocument,
  type: ApplicantType,
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
