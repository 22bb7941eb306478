import type { Finding } from '../../../shared/finding.js'
import type { StepAct, WorkflowDefinition, WorkflowStep } from '../definition.js'
import { ACTIONS, type Status } from '../statuses.js'
import { targetsOf } from '../transitions.js'
import { type Graph, graphOf, wayTo } from './graph.js'
import { found, type WorkflowRule } from './workflow-rules.js'

type Findings = Finding<WorkflowRule>[]

/** In which status a step of each phase is open, and which act ends it. */
const PHASES = {
  review: { status: 'REVIEWING', ends: ['completeStep'] },
  decide: { status: 'DECIDING', ends: ['approve', 'deny'] },
} as const satisfies Record<WorkflowStep['phase'], { status: Status; ends: readonly StepAct[] }>

/** Who a step is kept for and what may be done in it: whether anybody can, and whether each decision can be come to. */
export function checkWho(definition: WorkflowDefinition): Findings {
  const graph = graphOf(definition)
  return [
    ...definition.steps.flatMap((step, number) => [
      ...checkNames(graph, step, number),
      ...checkRole(graph, step, number),
      ...checkActs(graph, step, number),
    ]),
    ...checkOrgans(graph),
    ...checkOutcomes(graph),
  ]
}

const pathTo = ({ steps, edges, start }: Graph, number: number): string[] =>
  wayTo(edges, start, number).map((index) => steps[index]?.key ?? '')

/** The steps that a step looks back at: another one, and of an organ one that was done before. */
function checkNames(graph: Graph, { key, who }: WorkflowStep, number: number): Findings {
  const named = [
    ...(who?.notWho ?? []).map((step, index) => ({ step, pointer: `notWho/${index}`, before: false })),
    ...(['sameOrganAs', 'notSameOrganAs'] as const).flatMap((pointer) => {
      const step = who?.[pointer]
      return step === undefined ? [] : [{ step, pointer, before: true }]
    }),
  ]
  return named.flatMap(({ step, pointer, before }) => {
    const at = `/steps/${number}/who/${pointer}`
    const index = graph.steps.findIndex((other) => other.key === step)
    if (index < 0 || index === number)
      return [
        found('WHO_STEP_UNKNOWN', at, {
          en: `${step} is no other step`,
          zh: `环节 ${step} 不存在，或者就是本环节`,
        }),
      ]
    if (!before || graph.reaches(index, number)) return []
    return [
      {
        ...found('WHO_NOT_BEFORE', at, {
          en: `${step} is never done before ${key}: no organ is known by it`,
          zh: `环节 ${step} 不会在 ${key} 之前办理，无法据以确定机关`,
        }),
        path: pathTo(graph, number),
      },
    ]
  })
}

function checkRole(graph: Graph, { key, phase, who }: WorkflowStep, number: number): Findings {
  const role = who?.role
  const ending = PHASES[phase].ends.filter(
    (act) => role === undefined || (ACTIONS[act].roles as readonly string[]).includes(role),
  )
  if (ending.length > 0) return []
  return [
    {
      ...found('WHO_NOBODY', `/steps/${number}/who/role`, {
        en: `Nobody in the role ${role} may finish ${key}: the case would stand still there`,
        zh: `角色 ${role} 无权完成环节 ${key}，办件将停在此处`,
      }),
      path: pathTo(graph, number),
    },
  ]
}

function checkActs(graph: Graph, { key, phase, acts }: WorkflowStep, number: number): Findings {
  if (acts === undefined) return []
  const { status, ends } = PHASES[phase]
  const findings: Findings = acts.flatMap((act, index) =>
    targetsOf(status, act) === undefined
      ? [
          {
            ...found('ACT_NEVER', `/steps/${number}/acts/${index}`, {
              en: `${act} is never possible while ${key} is open`,
              zh: `环节 ${key} 办理期间不能${ACTIONS[act].zh}`,
            }),
            path: pathTo(graph, number),
          },
        ]
      : [],
  )
  if (ends.some((act) => acts.includes(act))) return findings
  const stands = found('ACT_NOBODY', `/steps/${number}/acts`, {
    en: `Nobody may finish ${key}: ${ends.join(' or ')} is wanting`,
    zh: `环节 ${key} 无人可以完成：缺少 ${ends.join(' 或 ')}`,
  })
  return [...findings, { ...stands, path: pathTo(graph, number) }]
}

/** Steps of one organ are one group; a step of another organ than one of its own group can be staffed by nobody. */
function checkOrgans(graph: Graph): Findings {
  const group = new Map(graph.steps.map(({ key }) => [key, key]))
  const groupOf = (key: string): string => {
    const above = group.get(key) ?? key
    return above === key ? key : groupOf(above)
  }
  for (const { key, who } of graph.steps)
    if (who?.sameOrganAs !== undefined && who.sameOrganAs !== key)
      group.set(groupOf(key), groupOf(who.sameOrganAs))
  return graph.steps.flatMap(({ key, who }, number) => {
    const other = who?.notSameOrganAs
    if (other === undefined || other === key || groupOf(other) !== groupOf(key)) return []
    return [
      {
        ...found('WHO_IMPOSSIBLE', `/steps/${number}/who`, {
          en: `${key} must be of the organ of ${other} and of another: no staff can do it`,
          zh: `环节 ${key} 既须与 ${other} 同一机关，又须不同机关，无人可以办理`,
        }),
        path: pathTo(graph, number),
      },
    ]
  })
}

/** A case can be granted and can be refused, whatever the way: else a legal status is never reached. */
function checkOutcomes(graph: Graph): Findings {
  const decisions = graph.steps.flatMap((step, number) => (step.phase === 'decide' ? [{ step, number }] : []))
  return PHASES.decide.ends.flatMap((act): Findings => {
    const [first] = decisions
    const may = ({ step }: { step: WorkflowStep }) => step.acts === undefined || step.acts.includes(act)
    if (first === undefined || decisions.some(may)) return []
    const status = act === 'approve' ? 'APPROVED' : 'DENIED'
    return [
      {
        ...found('STATUS_UNREACHABLE', `/steps/${first.number}/acts`, {
          en: `No case can ever be ${status}: no decision allows ${act}`,
          zh: `任何办件都不能到达 ${status}：各决定环节均不允许${ACTIONS[act].zh}`,
        }),
        path: pathTo(graph, first.number),
      },
    ]
  })
}
