import type { WorkflowDefinition, WorkflowStep } from '../definition.js'

/** One way out of a step: the `number`-th of its targets. Steps are meant by their index. */
export interface Edge {
  from: number
  to: number
  number: number
  when?: unknown
}

/** A procedure as a graph (流程图): looked up by index, so that a thousand steps are no work. */
export interface Graph {
  steps: readonly WorkflowStep[]
  start: number
  edges: readonly (readonly Edge[])[]
  /** Position of each step in an order in which every edge leads on; decisions stand last. */
  place: readonly number[]
  /** Whether a step may ever come after another, itself among them, conditions left aside. */
  reaches(from: number, to: number): boolean
}

/** The ways out of each step; targets that are no steps are left out. */
export function edgesOf(steps: readonly WorkflowStep[]): Edge[][] {
  const index = new Map(steps.map((step, number) => [step.key, number]))
  return steps.map((step, from) =>
    step.next.flatMap(({ to: key, when }, number) => {
      const to = index.get(key)
      return to === undefined ? [] : [{ from, to, number, ...(when === undefined ? {} : { when }) }]
    }),
  )
}

/** A procedure whose targets are steps and in which nothing goes round in a circle. */
export function graphOf({ steps, start }: WorkflowDefinition): Graph {
  const edges = edgesOf(steps)
  const order = inOrder(steps, edges)
  const place = new Array<number>(steps.length).fill(0)
  for (const [position, step] of order.entries()) place[step] = position
  const reach = reachOf(steps.length, order, edges)
  return {
    steps,
    start: steps.findIndex((step) => step.key === start),
    edges,
    place,
    reaches: (from, to) => ((reach[from]?.[to >> 5] ?? 0) & (1 << (to & 31))) !== 0,
  }
}

/** Every step after those that lead to it; a decision, which leads nowhere, after all reviews. */
function inOrder(steps: readonly WorkflowStep[], edges: readonly (readonly Edge[])[]): number[] {
  const waiting = new Array<number>(steps.length).fill(0)
  for (const { to } of edges.flat()) waiting[to] = (waiting[to] ?? 0) + 1
  const free = steps.flatMap((_, step) => (waiting[step] === 0 ? [step] : []))
  const order: number[] = []
  for (let step = free.pop(); step !== undefined; step = free.pop()) {
    order.push(step)
    for (const { to } of edges[step] ?? []) {
      waiting[to] = (waiting[to] ?? 0) - 1
      if (waiting[to] === 0) free.push(to)
    }
  }
  const decides = (step: number): boolean => steps[step]?.phase === 'decide'
  return [
    ...order.filter((step) => !decides(step)),
    ...order.filter(decides).sort((one, other) => one - other),
  ]
}

/** One row of bits a step, filled from the end. */
function reachOf(
  count: number,
  order: readonly number[],
  edges: readonly (readonly Edge[])[],
): Uint32Array[] {
  const words = (count + 31) >> 5
  const reach = Array.from({ length: count }, () => new Uint32Array(words))
  for (const step of order.toReversed()) {
    const row = reach[step] as Uint32Array
    row[step >> 5] = (row[step >> 5] ?? 0) | (1 << (step & 31))
    for (const { to } of edges[step] ?? [])
      for (const [word, bits] of (reach[to] ?? []).entries()) row[word] = (row[word] ?? 0) | bits
  }
  return reach
}

/** The shortest way from one step to another, both named; empty when there is none. */
export function wayTo(edges: readonly (readonly Edge[])[], from: number, to: number): number[] {
  const before = new Map<number, number>([[from, -1]])
  for (const step of before.keys()) {
    if (step === to) break
    for (const edge of edges[step] ?? []) if (!before.has(edge.to)) before.set(edge.to, step)
  }
  if (!before.has(to)) return []
  const way: number[] = []
  for (let step = to; step !== -1; step = before.get(step) ?? -1) way.unshift(step)
  return way
}

/** Of each step the ways out that lead into a circle (Tarjan). */
export function inCircles(edges: readonly (readonly Edge[])[]): Edge[][] {
  const group = groupsOf(edges)
  return edges.map((outs) => outs.filter(({ to, from }) => group[to] === group[from]))
}

/** The first ways out that lead into a circle, each with the way round. */
export function circles(
  edges: readonly (readonly Edge[])[],
  most: number,
): { edge: Edge; round: number[] }[] {
  const inside = inCircles(edges)
  const told = inside.flat().slice(0, most)
  return told.map((edge) => ({ edge, round: [edge.from, ...wayTo(inside, edge.to, edge.from)] }))
}

/** The strongly connected group of each step, without recursion: a thousand steps in a row are a thousand calls deep. */
function groupsOf(edges: readonly (readonly Edge[])[]): number[] {
  const count = edges.length
  const seen = new Array<number>(count).fill(-1)
  const low = new Array<number>(count).fill(0)
  const group = new Array<number>(count).fill(-1)
  const stack: number[] = []
  let clock = 0
  const close = (step: number): void => {
    if (low[step] !== seen[step]) return
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      group[member] = step
      if (member === step) return
    }
  }
  for (let root = 0; root < count; root += 1) {
    if (seen[root] !== -1) continue
    const calls: { step: number; next: number }[] = [{ step: root, next: 0 }]
    for (let call = calls.at(-1); call !== undefined; call = calls.at(-1)) {
      const { step } = call
      if (call.next === 0) {
        seen[step] = low[step] = clock
        clock += 1
        stack.push(step)
      }
      const edge = edges[step]?.[call.next]
      call.next += 1
      if (edge === undefined) {
        calls.pop()
        close(step)
        const caller = calls.at(-1)?.step
        if (caller !== undefined) low[caller] = Math.min(low[caller] ?? 0, low[step] ?? 0)
      } else if (seen[edge.to] === -1) calls.push({ step: edge.to, next: 0 })
      else if (group[edge.to] === -1) low[step] = Math.min(low[step] ?? 0, seen[edge.to] ?? 0)
    }
  }
  return group
}
