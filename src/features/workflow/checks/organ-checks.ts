import type { Finding } from '../../../shared/finding.js'
import { checkRule } from '../../../shared/rule-check.js'
import {
  inDays,
  type OrganOf,
  type StepField,
  type WorkflowDefinition,
  type WorkflowStep,
} from '../definition.js'
import { eachOf, isEachOf, organsIn } from '../organs.js'
import { namesStatute } from '../termination-grounds.js'
import { fieldsOfCase, stepsIn } from './case-fields.js'
import { type Graph, graphOf, wayTo } from './graph.js'
import { longestWay } from './longest-way.js'
import { found, type WorkflowRule } from './workflow-rules.js'

type Findings = Finding<WorkflowRule>[]

/**
 * Organs of steps, what they are asked for and what their silence means. `organs`: codes of those that the procedure
 * names and that exist and go on; absent: nobody asked.
 */
export function checkOrgansOfSteps(definition: WorkflowDefinition, organs?: ReadonlySet<string>): Findings {
  const graph = graphOf(definition)
  const known = new Set(['form', 'answers', ...fieldsOfCase(definition)])
  return [
    ...definition.steps.flatMap((step, number) =>
      [
        ...checkOrgans(step, number, { known, organs }),
        ...checkEach(step, number),
        ...checkSilence(step, number),
        ...checkInputOf(step, number),
        ...checkOrder(graph, step, number),
      ].map((finding) => ({ ...finding, path: pathTo(graph, number) })),
    ),
    ...checkSameOrgan(graph),
    ...checkTogether(definition),
  ]
}

const pathTo = ({ steps, edges, start }: Graph, number: number): string[] =>
  wayTo(edges, start, number).map((index) => steps[index]?.key ?? '')

function checkOrgans(
  step: WorkflowStep,
  number: number,
  { known, organs }: { known: ReadonlySet<string>; organs: ReadonlySet<string> | undefined },
): Findings {
  const at = `/steps/${number}/who/organ`
  const of = organsIn(step)
  const place = (index: number): string => (isEachOf(step.who?.organ) ? `${at}/eachOf/${index}` : at)
  const findings = of.flatMap((organ, index): Findings => {
    if (typeof organ !== 'string')
      return checkRule(organ, known).map(({ message }) => found('ORGAN_EXPRESSION', place(index), message))
    if (organ === 'item' || organs === undefined || organs.has(organ)) return []
    return [
      found('ORGAN_UNKNOWN', place(index), {
        en: `No organ that goes on has the code ${organ}`,
        zh: `没有代码为 ${organ} 的现行机关`,
      }),
    ]
  })
  if (step.phase === 'decide' && of.some((organ) => organ !== 'item'))
    findings.push(found('ORGAN_DECIDES', at))
  return findings
}

function checkEach(step: WorkflowStep, number: number): Findings {
  const at = `/steps/${number}/who/organ/eachOf`
  if (!isEachOf(step.who?.organ)) return []
  const each = eachOf(step)
  // The organ of the case asks, it is not asked.
  const asked = each.filter(({ organ }) => organ !== 'item')
  const codes = each.map(({ organ }) => organ)
  return [
    ...(asked.length === 0 ? [found('EACH_OF_EMPTY', at)] : []),
    ...each.flatMap(({ organ, limit }, index) => [
      ...(typeof organ === 'string' && codes.indexOf(organ) < index
        ? [found('EACH_OF_TWICE', `${at}/${index}`)]
        : []),
      ...(limit !== undefined && step.limit !== undefined && isLonger(limit, step.limit)
        ? [
            found('OPINION_LONGER', `${at}/${index}/limit`, {
              en: `It has ${limit.amount} days to answer, the step itself ${step.limit.amount}`,
              zh: `答复期限 ${limit.amount} 日，长于环节时限 ${step.limit.amount} 日`,
            }),
          ]
        : []),
    ]),
  ]
}

type Days = NonNullable<WorkflowStep['limit']>
function isLonger(one: Days, other: Days): boolean {
  const [own, step] = [inDays(one), inDays(other)]
  return own.unit === step.unit && own.amount > step.amount
}

function checkSilence({ onSilence }: WorkflowStep, number: number): Findings {
  if (onSilence?.act !== 'deemedAgreement' || namesStatute(onSilence.basis ?? '')) return []
  return [found('DEEMED_WITHOUT_BASIS', `/steps/${number}/onSilence`)]
}

function checkInputOf({ phase, input }: WorkflowStep, number: number): Findings {
  if (input === undefined) return []
  const at = `/steps/${number}/input`
  const { properties, required = [] } = input
  return [
    ...(phase === 'decide' ? [found('STEP_INPUT', at, DECIDES)] : []),
    ...required.flatMap((name, index) =>
      Object.hasOwn(properties, name)
        ? []
        : [
            found('STEP_INPUT', `${at}/required/${index}`, {
              en: `${name} is no field`,
              zh: `没有填报项 ${name}`,
            }),
          ],
    ),
    ...Object.entries(properties).flatMap(([name, field]) => {
      const wrong = unfit(field)
      return wrong === undefined ? [] : [found('STEP_INPUT', `${at}/properties/${name}`, wrong)]
    }),
  ]
}

const DECIDES = { en: 'A decision says its own things', zh: '决定环节不设填报项' }

function unfit({ type, enum: among, format, minimum, maximum }: StepField) {
  if (type === 'string' && among === undefined && format === undefined)
    return {
      en: 'Words are a list or a date: what is free stands in the opinion',
      zh: '文本填报项须为选项或者日期，其他文字写入审查意见',
    }
  if (type !== 'string' && (among ?? format) !== undefined)
    return { en: 'Only words are a list or a date', zh: '只有文本填报项可以是选项或者日期' }
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    return { en: 'The least is more than the most', zh: '最小值大于最大值' }
  return undefined
}

/** What a condition reads of a step must have been filled in before, whatever the way there; else it reads nothing. */
function checkOrder(graph: Graph, step: WorkflowStep, number: number): Findings {
  const early = (logic: unknown, itself: boolean) =>
    stepsIn(logic).filter((key) => {
      const before = graph.steps.findIndex((each) => each.key === key)
      return before >= 0 && !(before === number ? itself : graph.reaches(before, number))
    })
  const told = (pointer: string, keys: readonly string[]): Findings =>
    keys.map((key) =>
      found('CONDITION_TOO_EARLY', pointer, {
        en: `${key} is not done before ${step.key}: nothing of it is known there`,
        zh: `环节 ${key} 不在 ${step.key} 之前办理，其填报内容尚不可知`,
      }),
    )
  return [
    ...step.next.flatMap(({ when }, index) =>
      when === undefined ? [] : told(`/steps/${number}/next/${index}/when`, early(when, true)),
    ),
    ...organsIn(step).flatMap((organ: OrganOf) =>
      typeof organ === 'string' ? [] : told(`/steps/${number}/who/organ`, early(organ, false)),
    ),
  ]
}

/** The organ of a step is written down, and it is to be the same as another's, or not: the two may contradict. */
function checkSameOrgan(graph: Graph): Findings {
  const codeOf = (step: WorkflowStep | undefined): string | undefined => {
    const organ = step?.who?.organ ?? 'item'
    return typeof organ === 'string' ? organ : isEachOf(organ) ? 'item' : undefined
  }
  const named = (key: string) => graph.steps.find((each) => each.key === key)
  return graph.steps.flatMap((step, number): Findings => {
    const { sameOrganAs, notSameOrganAs } = step.who ?? {}
    const own = codeOf(step)
    const [same, other] = [sameOrganAs, notSameOrganAs].map((key) =>
      key === undefined ? undefined : codeOf(named(key)),
    )
    // Within the case's own organ another may act by delegation.
    const differs = own !== undefined && same !== undefined && own !== same
    const equals = own !== undefined && own !== 'item' && own === other
    if (!differs && !equals) return []
    const key = differs ? sameOrganAs : notSameOrganAs
    return [
      {
        ...found('WHO_IMPOSSIBLE', `/steps/${number}/who/organ`, {
          en: `${step.key} is done by ${own}, which ${key} speaks against: no staff can do it`,
          zh: `环节 ${step.key} 由 ${own} 办理，与对环节 ${key} 的机关要求矛盾，无人可以办理`,
        }),
        path: pathTo(graph, number),
      },
    ]
  })
}

/** 统一、联合、集中办理: 45 working days, and 15 more by the head of the government (Art. 42(2)). */
const TOGETHER_DAYS = 45

function checkTogether(definition: WorkflowDefinition): Findings {
  if (definition.together === undefined) return []
  const { amount, unit, path } = longestWay(definition)
  if (unit !== 'workingDay' || amount <= TOGETHER_DAYS) return []
  return [
    {
      ...found('TOGETHER_LONGER', '/together', {
        en: `${path.join(' → ')} may take ${amount} working days; the law gives ${TOGETHER_DAYS}`,
        zh: `${path.join(' → ')} 时限合计 ${amount} 个工作日，超过法定的 ${TOGETHER_DAYS} 个工作日`,
      }),
      path,
    },
  ]
}
