import type { Finding } from '../../../shared/finding.js'
import { checkRule } from '../../../shared/rule-check.js'
import {
  inDays,
  type Needs,
  reachableFrom,
  type WorkflowDefinition,
  type WorkflowStep,
} from '../definition.js'
import { eachOf, isEachOf, organsIn } from '../organs.js'
import { fieldsOfCase } from './case-fields.js'
import { circles, edgesOf } from './graph.js'
import { found, type WorkflowRule } from './workflow-rules.js'

type Findings = Finding<WorkflowRule>[]

/** What a step says for itself: keys, targets, joins, limits, conditions; and that nothing goes round in a circle. */
export function checkShape(definition: WorkflowDefinition): Findings {
  // Of two with one key the first is meant.
  const index = new Map(definition.steps.map((step, number) => [step.key, number] as const).toReversed())
  const stepNamed = (key: string): WorkflowStep | undefined => definition.steps[index.get(key) ?? -1]
  const known = new Set(['form', 'answers', ...fieldsOfCase(definition)])
  return [
    ...checkStart(definition, stepNamed),
    ...definition.steps.flatMap((step, number) => [
      ...(index.get(step.key) === number ? [] : [twice(step, number)]),
      ...checkTargets(step, number, stepNamed),
      ...checkConditions(step, number, known),
      ...checkJoin(step, number, stepNamed),
      ...checkNeeds(step, number),
      ...checkReminders(step, number),
      ...(definition.onTheSpot && organsIn(step).some((organ) => organ !== 'item')
        ? [found('ON_THE_SPOT_ORGAN', `/steps/${number}/who/organ`)]
        : []),
      ...(definition.onTheSpot && step.parallel === true
        ? [found('ON_THE_SPOT_PARALLEL', `/steps/${number}/parallel`)]
        : []),
      ...(definition.onTheSpot && step.who?.notWho !== undefined
        ? [found('ON_THE_SPOT_FOUR_EYES', `/steps/${number}/who/notWho`)]
        : []),
    ]),
    ...checkCircles(definition),
    ...checkReach(definition),
  ]
}

/** A reminder that would come before its step is there, or has no limit to come before. */
function checkReminders({ limit, reminders = [] }: WorkflowStep, number: number): Findings {
  return reminders.flatMap((each, index) => {
    const sameUnit = limit?.unit === each.unit
    const never =
      limit === undefined ||
      (sameUnit ? each.amount >= limit.amount : inDays(each).amount > inDays(limit).amount)
    return never ? [found('REMINDER', `/steps/${number}/reminders/${index}`)] : []
  })
}

type StepNamed = (key: string) => WorkflowStep | undefined

const twice = ({ key }: WorkflowStep, number: number) =>
  found('STEP_TWICE', `/steps/${number}/key`, { en: `Step ${key} stands twice`, zh: `环节 ${key} 重复` })

function checkStart(
  { steps, start, onTheSpot, fourEyes }: WorkflowDefinition,
  stepNamed: StepNamed,
): Findings {
  const findings: Findings = []
  const first = stepNamed(start)
  if (first === undefined) findings.push(found('START_UNKNOWN', '/start'))
  if (first?.phase === 'decide') findings.push(found('NO_REVIEW', '/start'))
  if (onTheSpot && fourEyes) findings.push(found('ON_THE_SPOT_FOUR_EYES', '/fourEyes'))
  if (!steps.some((step) => step.phase === 'decide')) findings.push(found('NO_DECISION', '/steps'))
  return findings
}

function checkTargets(step: WorkflowStep, number: number, stepNamed: StepNamed): Findings {
  const { key, phase, next, limit, parallel } = step
  const at = `/steps/${number}`
  const findings: Findings = next.flatMap(({ to }, target) =>
    stepNamed(to) === undefined
      ? [
          found('TARGET_UNKNOWN', `${at}/next/${target}/to`, {
            en: `${to} is no step`,
            zh: `环节 ${to} 不存在`,
          }),
        ]
      : [],
  )
  if (phase === 'review' && next.length === 0)
    findings.push(
      found('DEAD_END', `${at}/next`, {
        en: `Nothing follows review step ${key}`,
        zh: `审查环节 ${key} 之后没有环节`,
      }),
    )
  if (limit === undefined)
    findings.push(
      found('NO_LIMIT', `${at}/limit`, { en: `Step ${key} has no limit`, zh: `环节 ${key} 没有时限` }),
    )
  if (phase === 'decide' && next.length > 0) findings.push(found('AFTER_DECISION', `${at}/next`))
  if (parallel === true && next.some(({ to }) => stepNamed(to)?.phase === 'decide'))
    findings.push(found('DECISION_IN_PARALLEL', `${at}/parallel`))
  return findings
}

function checkConditions({ key, next }: WorkflowStep, number: number, known: ReadonlySet<string>): Findings {
  const findings: Findings = next.flatMap(({ when }, target) =>
    when === undefined
      ? []
      : checkRule(when, known).map(({ pointer, message }) =>
          found('CONDITION', `/steps/${number}/next/${target}/when${pointer}`, message),
        ),
  )
  if (next.length > 0 && next.every(({ when }) => when !== undefined))
    findings.push(
      found('NO_DEFAULT', `/steps/${number}/next`, {
        en: `A case that fits no condition of ${key} would stand still: one target needs no condition`,
        zh: `环节 ${key} 须有一个无条件的后续环节，否则不符合条件的办件无法继续`,
      }),
    )
  return findings
}

function checkJoin({ key, join }: WorkflowStep, number: number, stepNamed: StepNamed): Findings {
  if (join === undefined) return []
  const pointer = `/steps/${number}/join`
  const findings: Findings = []
  if (new Set(join).size < 2) findings.push(found('JOIN_ALONE', pointer))
  for (const before of join) {
    const branch = stepNamed(before)
    if (branch === undefined)
      findings.push(
        found('JOIN_UNKNOWN', pointer, { en: `${before} is no step`, zh: `环节 ${before} 不存在` }),
      )
    else if (!branch.next.some(({ to }) => to === key))
      findings.push(
        found('JOIN_NOT_FED', pointer, {
          en: `${before} does not lead to ${key}`,
          zh: `环节 ${before} 不通向 ${key}`,
        }),
      )
  }
  return findings
}

/** A join, or a list of organs, of which so many must come as there are never. */
function checkNeeds({ key, join, needs, who }: WorkflowStep, number: number): Findings {
  const at = `/steps/${number}`
  const told = (pointer: string, most: number): Findings => [
    found('JOIN_NEVER', pointer, {
      en: `${key} waits for more than can ever come: there are ${most}`,
      zh: `环节 ${key} 等待的数量超过可能到达的数量（共${most}个）`,
    }),
  ]
  const isOver = (each: Needs | undefined, most: number): boolean => typeof each === 'number' && each > most
  const most = new Set(join ?? []).size
  const list = isEachOf(who?.organ) ? who.organ : undefined
  // An expression may give several.
  const organs = eachOf({ ...(who === undefined ? {} : { who }) }).map(({ organ }) => organ)
  const isPlain = organs.every((organ) => typeof organ === 'string')
  return [
    ...(needs !== undefined && (join === undefined || isOver(needs, most)) ? told(`${at}/needs`, most) : []),
    ...(list !== undefined && isPlain && isOver(list.needs, new Set(organs).size)
      ? told(`${at}/who/organ/needs`, new Set(organs).size)
      : []),
  ]
}

/** Of one long circle each way is one: what is told is enough to mend it. */
const MOST_CIRCLES = 20

function checkCircles({ steps }: WorkflowDefinition): Findings {
  return circles(edgesOf(steps), MOST_CIRCLES).map(({ edge: { from, to, number }, round }) => {
    const [key, back] = [steps[from]?.key, steps[to]?.key]
    const path = round.map((index) => steps[index]?.key ?? '')
    return {
      ...found('CYCLE', `/steps/${from}/next/${number}/to`, {
        en: `${back} leads back to ${key} (${path.join(' → ')}): going back is an act of a person (returnStep)`,
        zh: `环节 ${back} 又回到 ${key}（${path.join(' → ')}）：退回应由办理人员操作`,
      }),
      path,
    }
  })
}

function checkReach({ steps, start }: WorkflowDefinition): Findings {
  const reached = reachableFrom(steps, start)
  return steps.flatMap(({ key }, number) =>
    reached.has(key)
      ? []
      : [
          found('UNREACHABLE', `/steps/${number}`, {
            en: `Step ${key} is never reached`,
            zh: `环节 ${key} 无法到达`,
          }),
        ],
  )
}
