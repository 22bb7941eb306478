import { type Conditions, failing, holding, type Literal } from './conditions.js'
import type { Edge, Graph } from './graph.js'

/** A way out of a step with what a case that takes it has to fulfil. */
export interface WayOut {
  edge: Edge
  needs: readonly Literal[]
}

/** The number of the condition of each way out that has one. */
export type Numbers = ReadonlyMap<Edge, number>

/** What each way out needs; one that no case can take, for what comes before it or for what it says, is shut. */
export function waysOut(
  edges: readonly Edge[],
  parallel: boolean,
  {
    numbers,
    ask,
    shut,
  }: {
    numbers: Numbers
    ask: (literals: readonly Literal[]) => boolean
    shut: Map<Edge, 'never' | 'hidden'>
  },
): WayOut[] {
  const before: Literal[] = []
  const ways: WayOut[] = []
  let isLast = false
  for (const edge of edges) {
    const number = numbers.get(edge)
    const own = number === undefined ? [] : [holding(number)]
    const needs = parallel ? own : [...before, ...own]
    if (!ask(own)) shut.set(edge, 'never')
    else if (isLast || !ask(needs)) shut.set(edge, 'hidden')
    else ways.push({ edge, needs })
    if (number !== undefined) before.push(failing(number))
    else if (!parallel) isLast = true
  }
  return ways
}

/**
 * For each step the first that is like it: branches that lead on in the same way need not be followed one by one. Only
 * steps to which one way leads, so that nothing else can come to them.
 */
export function alike(
  { steps, edges }: Graph,
  numbers: Numbers,
  isUnawaited: (from: number, to: number) => boolean,
): readonly number[] {
  const ways = new Array<number>(steps.length).fill(0)
  for (const { to } of edges.flat()) ways[to] = (ways[to] ?? 0) + 1
  const first = new Map<string, number>()
  return steps.map(({ parallel = false, join, phase }, step) => {
    if (ways[step] !== 1 || join !== undefined || phase === 'decide') return step
    const outs = (edges[step] ?? []).map((edge) =>
      [edge.to, isUnawaited(step, edge.to), numbers.get(edge)].join(),
    )
    const text = `${parallel} ${outs.join(';')}`
    const like = first.get(text) ?? step
    first.set(text, like)
    return like
  })
}

export interface Asked {
  /** Of these needs those that a step from here on, or one beside it, may ask about again. */
  after(needs: readonly Literal[], step: number): readonly Literal[]
  /** What each join names. */
  joins: readonly (readonly number[] | undefined)[]
}

/** A condition counts further on only where another step asks about the same thing. */
export function askedAgain({ steps, edges, place }: Graph, conditions: Conditions, numbers: Numbers): Asked {
  const index = new Map(steps.map((step, number) => [step.key, number]))
  const joins = steps.map(({ join }) => join?.flatMap((key) => index.get(key) ?? []))
  const until = new Map<number, number>()
  for (const group of groupsOf(edges.flat(), conditions, numbers)) {
    const askers = new Set(group.map(({ from }) => from))
    const last = askers.size < 2 ? -1 : Math.max(...[...askers].map((step) => place[step] ?? 0))
    for (const edge of group) until.set(numbers.get(edge) ?? -1, last)
  }
  return {
    joins,
    after: (needs, step) =>
      needs.length === 0
        ? needs
        : needs.filter((literal) => (until.get(literal >> 1) ?? -1) >= (place[step] ?? 0)),
  }
}

/** Ways out whose conditions hang together: one speaks of a field of another, or of one that a third speaks of. */
function groupsOf(edges: readonly Edge[], conditions: Conditions, numbers: Numbers): Edge[][] {
  const groups = new Map<string, { edges: Edge[]; names: string[] }>()
  for (const edge of edges) {
    const number = numbers.get(edge)
    if (number === undefined) continue
    const names = conditions.sharedBy(number)
    const [largest = { edges: [], names: [] }, ...others] = [
      ...new Set(names.flatMap((name) => groups.get(name) ?? [])),
    ].sort((one, other) => other.edges.length - one.edges.length)
    largest.edges.push(edge, ...others.flatMap((group) => group.edges))
    for (const name of [...names, ...others.flatMap((group) => group.names)]) {
      if (groups.get(name) !== largest) largest.names.push(name)
      groups.set(name, largest)
    }
  }
  return [...new Set(groups.values())].map((group) => group.edges)
}
