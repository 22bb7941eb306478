import type { Finding } from '../../../shared/finding.js'
import type { WorkflowDefinition } from '../definition.js'
import { type Edge, type Graph, graphOf, wayTo } from './graph.js'
import { type Clash, explore, type Runs } from './runs.js'
import { found, type WorkflowRule } from './workflow-rules.js'

/**
 * What would go wrong in some case, whatever the order in which its steps are done: for definitions whose targets are
 * there and in which nothing goes round.
 */
export function checkFlow(definition: WorkflowDefinition): Finding<WorkflowRule>[] {
  const graph = graphOf(definition)
  const runs = explore(graph)
  if (runs.givenUp) return [found('TOO_COMPLEX', '/steps')]
  return [
    ...runs.clashes.map((clash) => tellClash(graph, clash)),
    ...tellUntaken(graph, runs),
    ...tellIdleJoins(graph, runs),
  ]
}

const arrow = (keys: readonly string[]): string => keys.join(' → ')

/** A run that shows it: the first way to its end, then what the second adds. */
function tellClash({ steps }: Graph, { kind, step, ways }: Clash): Finding<WorkflowRule> {
  const [one, other] = ways.map((way) => way.map((index) => steps[index]?.key ?? '')) as [string[], string[]]
  const key = steps[step]?.key ?? ''
  const path = [...one, ...other.filter((name, index) => index === other.length - 1 || !one.includes(name))]
  const both = { zh: `${arrow(one)}；${arrow(other)}`, en: `${arrow(one)}, and ${arrow(other)}` }
  if (kind === 'decisions') {
    const [first, last] = [one.at(-1), other.at(-1)]
    return {
      ...found('TWO_DECISIONS', `/steps/${step}`, {
        en: `One case comes to the decisions ${first} and ${last}, and the branch that ends last would choose: ${both.en}`,
        zh: `同一办件会到达决定环节 ${first} 和 ${last}，由最后完成的分支决定去向：${both.zh}`,
      }),
      path,
    }
  }
  if (kind === 'early')
    return {
      ...found('JOIN_EARLY', `/steps/${step}/join`, {
        en: `${key} may be opened before all that leads to it is done, and then once more: ${both.en}`,
        zh: `环节 ${key} 可能在全部分支完成之前办理，之后又要再办一次：${both.zh}`,
      }),
      path,
    }
  if (kind === 'cut')
    return {
      ...found('JOIN_CUTS', `/steps/${step}/needs`, {
        en: `${key} goes on without all branches and ends one that may lead elsewhere: ${both.en}`,
        zh: `环节 ${key} 不等待全部分支，会终止可能通往他处的分支：${both.zh}`,
      }),
      path,
    }
  if (kind === 'unjoined')
    return {
      ...found('DECISION_UNJOINED', `/steps/${step}`, {
        en: `Branches done side by side lead to the decision ${key}, and its join does not name them all; it waits for each: ${both.en}`,
        zh: `并行分支均通向决定环节 ${key}，但其 join 未全部列出；决定将等待全部分支：${both.zh}`,
      }),
      path,
    }
  return {
    ...found('STEP_ENTERED_TWICE', `/steps/${step}`, {
      en: `${key} is done twice in one case: ${both.en}`,
      zh: `环节 ${key} 在同一办件中会办理两次：${both.zh}`,
    }),
    path,
  }
}

/** Ways that no case takes: hidden by those before, by a condition that never holds, or by what came before the step. */
function tellUntaken({ steps, edges, start }: Graph, { taken, shut }: Runs): Finding<WorkflowRule>[] {
  const entered = new Set([start, ...[...taken].map(({ to }) => to)])
  return edges.flatMap((outs, from) =>
    outs.flatMap((edge) => {
      if (taken.has(edge) || !entered.has(from) || isSafeguard(edge, outs)) return []
      const path = [...wayTo(edges, start, from), edge.to].map((index) => steps[index]?.key ?? '')
      return [{ ...untaken(edge, path, shut.get(edge)), path }]
    }),
  )
}

/** What remains where no condition fits must be there (NO_DEFAULT), whether they leave anything or not. */
const isSafeguard = ({ when, number }: Edge, outs: readonly Edge[]): boolean =>
  when === undefined && outs.every((other) => other.number >= number || asksSomething(other.when))

/** A condition that names no field is none: it holds for every case, or for no case. */
const asksSomething = (when: unknown): boolean =>
  /"(var|missing|missing_some)":/.test(JSON.stringify(when ?? ''))

function untaken(edge: Edge, path: string[], shut: 'never' | 'hidden' | undefined): Finding<WorkflowRule> {
  const [from, to] = path.slice(-2)
  const pointer = `/steps/${edge.from}/next/${edge.number}`
  const way = arrow(path)
  if (shut === 'never')
    return found('CONDITION_NEVER', `${pointer}/when`, {
      en: `The condition of ${from} for ${to} never holds: ${way}`,
      zh: `环节 ${from} 通往 ${to} 的条件永远不成立：${way}`,
    })
  if (shut === 'hidden')
    return found('TARGET_SHADOWED', `${pointer}/to`, {
      en: `${from} never takes ${to} here: a target before it always fits: ${way}`,
      zh: `环节 ${from} 的该分支（${to}）永远不会被采用，总是先采用前面的分支：${way}`,
    })
  return found('TARGET_NEVER', `${pointer}/to`, {
    en: `No case that comes to ${from} goes on to ${to}: ${way}`,
    zh: `到达环节 ${from} 的办件都不会通往 ${to}：${way}`,
  })
}

function tellIdleJoins({ steps, edges, start }: Graph, { taken, joining }: Runs): Finding<WorkflowRule>[] {
  const entered = new Set([...taken].map(({ to }) => to))
  return steps.flatMap(({ key, phase, join }, index) => {
    if (join === undefined || phase === 'decide' || joining.has(index) || !entered.has(index)) return []
    const path = wayTo(edges, start, index).map((step) => steps[step]?.key ?? '')
    return [
      {
        ...found('JOIN_IDLE', `/steps/${index}/join`, {
          en: `No two of the steps that ${key} joins are ever done in one case: ${arrow(path)}`,
          zh: `环节 ${key} 所汇合的环节从不在同一办件中同时办理：${arrow(path)}`,
        }),
        path,
      },
    ]
  })
}
