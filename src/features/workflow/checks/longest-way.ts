import { inDays, type WorkflowDefinition, type WorkflowStep } from '../definition.js'
import { graphOf } from './graph.js'

/** The way through a procedure that takes longest by the limits of its steps (最长路径). */
export interface LongestWay {
  amount: number
  /** Undefined: the steps on it have limits of several units, which only a calendar can add up. */
  unit?: 'workingDay' | 'day'
  path: string[]
}

/** So many working days are in so many natural ones, for want of a calendar. */
const WORKING = 5 / 7

/** Of a procedure that was published: nothing goes round in it. */
export function longestWay(definition: WorkflowDefinition): LongestWay {
  const { steps, edges, place, start } = graphOf(definition)
  const order = [...steps.keys()].sort((one, other) => (place[other] ?? 0) - (place[one] ?? 0))
  const best: { days: number; next?: number }[] = []
  for (const step of order) {
    const after = (edges[step] ?? []).map(({ to }) => ({ days: best[to]?.days ?? 0, next: to }))
    const [longest = { days: 0 }] = after.sort((one, other) => other.days - one.days)
    best[step] = { ...longest, days: longest.days + daysOf(steps[step]) }
  }
  const way: WorkflowStep[] = []
  for (let at: number | undefined = start; at !== undefined; at = best[at]?.next) {
    const step = steps[at]
    if (step !== undefined) way.push(step)
  }
  const limits = way.map(({ limit }) => limit && inDays(limit))
  const units = new Set(limits.map((limit) => limit?.unit ?? 'workingDay'))
  const [unit] = units
  return {
    amount: limits.reduce((sum, limit) => sum + (limit?.amount ?? 0), 0),
    ...(units.size === 1 && unit !== undefined ? { unit } : {}),
    path: way.map(({ key }) => key),
  }
}

function daysOf(step: WorkflowStep | undefined): number {
  if (step?.limit === undefined) return 0
  const { amount, unit } = inDays(step.limit)
  return amount * (unit === 'day' ? WORKING : 1)
}
