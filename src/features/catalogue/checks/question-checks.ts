import { error, finder, type Rule } from '../../../shared/finding.js'
import type { WorkflowDefinition } from '../../workflow/definition.js'
import { organsIn } from '../../workflow/organs.js'
import type { ItemDocument } from '../item-document.js'
import { referredAnswers } from '../questions/condition.js'
import { feeConditions } from '../questions/fees.js'
import type { Finding } from './finding.js'

/** Questions that wait for others, and the one that the parties answer. */
export const QUESTION_RULES = {
  QUESTION_BY_AGENT: error(
    ['问题 byAgent 不是“是/否”问题', 'The question byAgent is not one of yes or no'],
    [
      'byAgent 由当事人中有无代理人回答，只能是“是/否”；删除选项，或者改用其他键',
      'The parties answer it (whether one is a representative): remove the options, or take another key',
    ],
  ),
  QUESTION_AGE: error(
    ['按年龄判断的问题不是“是/否”问题', 'A question that the age answers is not one of yes or no'],
    ['删除选项，或者删除 youngerThan', 'Remove the options, or youngerThan'],
  ),
  QUESTION_CYCLE: error(
    ['问题的提问条件互相依赖', 'Questions wait for each other'],
    ['去掉其中一个问题的提问条件（when）', 'Take the condition (when) off one of them'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(QUESTION_RULES)

const questionsIn = (logic: unknown): string[] => [...referredAnswers(logic)]

/** Intake answers `byAgent` from the parties (是否由他人代办), which takes a question of yes or no. */
export const checkByAgent = ({ questions }: ItemDocument): Finding[] =>
  questions.flatMap(({ key, options }, index) =>
    key === 'byAgent' && options !== undefined
      ? [found('QUESTION_BY_AGENT', `/questions/${index}/options`)]
      : [],
  )

/** The applicant's number answers whether somebody is younger than so many years (按年龄判断). */
export const checkAges = ({ questions }: ItemDocument): Finding[] =>
  questions.flatMap(({ youngerThan, options }, index) =>
    youngerThan !== undefined && options !== undefined
      ? [found('QUESTION_AGE', `/questions/${index}/options`)]
      : [],
  )

/** No question waits for itself, directly or through others (循环条件); a circle is told once, at its first question. */
export function checkCycles({ questions }: ItemDocument): Finding[] {
  const waitsFor = new Map(questions.map(({ key, when }) => [key, questionsIn(when)]))
  const seen = new Set<string>()
  return questions.flatMap(({ key }, index) => {
    const cycle = seen.has(key) ? undefined : wayBack(key, waitsFor)
    if (cycle === undefined) return []
    for (const each of cycle) seen.add(each)
    const told = cycle.join(' → ')
    return [
      found('QUESTION_CYCLE', `/questions/${index}/when`, {
        zh: `问题互相依赖：${told}`,
        en: `Questions wait for each other: ${told}`,
      }),
    ]
  })
}

/** The shortest way from a question through what it waits for back to itself. */
function wayBack(start: string, waitsFor: ReadonlyMap<string, string[]>): string[] | undefined {
  const seen = new Set<string>()
  let ways: string[][] = [[start]]
  while (ways.length > 0) {
    const longer: string[][] = []
    for (const way of ways) {
      for (const next of waitsFor.get(way.at(-1) ?? '') ?? []) {
        if (next === start) return [...way, next]
        if (seen.has(next)) continue
        seen.add(next)
        longer.push([...way, next])
      }
    }
    ways = longer
  }
  return undefined
}

/**
 * Keys of the questions that rules of the form, fees, conditions, results, steps or parties look at, or the ways and organs
 * of the workflow: these lead somewhere, whatever the situations say.
 */
export const questionsOfRules = (
  { rules, fees, conditions, results, procedure, parties = [] }: ItemDocument,
  workflow?: Pick<WorkflowDefinition, 'steps'>,
): Set<string> =>
  new Set([
    ...rules.flatMap(({ when, must }) => [...questionsIn(when), ...questionsIn(must)]),
    ...feeConditions({ fees }).flatMap(questionsIn),
    ...[...conditions, ...results, ...procedure, ...parties].flatMap((each) =>
      typeof each === 'string' ? [] : questionsIn(each.when),
    ),
    ...(workflow?.steps ?? []).flatMap((step) =>
      [...step.next.map(({ when }) => when), ...organsIn(step)].flatMap(questionsIn),
    ),
  ])
