import { type Conditions, conditionsOf, type Literal } from './conditions.js'
import type { Edge, Graph } from './graph.js'
import { type Asked, alike, askedAgain, type Numbers, type WayOut, waysOut } from './ways-out.js'

/** Two ways through one case, from the start: what is wrong where they end. */
export interface Clash {
  /** `entered`: both lead into one step that no join guards; `early`: its join does not wait for one of them;
   * `decisions`: they end in two decisions; `cut`: its join needs only some, and ends the other, which may lead elsewhere;
   * `unjoined`: both lead to a decision whose join does not name one of them. */
  kind: 'entered' | 'early' | 'decisions' | 'cut' | 'unjoined'
  /** The step that both lead to; of two decisions the later. */
  step: number
  ways: readonly [readonly number[], readonly number[]]
}

/** What can happen in the cases of a procedure, in whatever order its steps are done. */
export interface Runs {
  clashes: readonly Clash[]
  /**
   * Ways out that some case takes, each branch looked at by itself: nothing else is ever taken. Beside a join that needs
   * only some of its branches one of these may be ended in every case before it begins; that is not told.
   */
  taken: ReadonlySet<Edge>
  /** Ways out that are shut whatever comes before: by what they say, or by those before them. */
  shut: ReadonlyMap<Edge, 'never' | 'hidden'>
  /** Joins at which two branches of one case can meet. */
  joining: ReadonlySet<number>
  /** How many places of two branches were looked at. */
  visited: number
  /** The bound was reached: nothing is said of the rest. */
  givenUp: boolean
}

/** Places of two branches that are looked at beyond those that a procedure of this size has anyway. */
const MOST_PLACES = 5000
/** Ways out with a condition; nobody reads a procedure with more, and each has to be made ready. */
const MOST_CONDITIONS = 1000

/**
 * Where two branches of one case may stand. A case opens a step for each branch, whatever the order: so whether anything
 * is entered twice, a join comes too early, or two decisions are alive is told by pairs of branches alone. Twenty
 * departments side by side are 2^20 states and 400 pairs.
 */
interface Place {
  /** Further back, further on; the same step while the case has one branch. */
  back: number
  on: number
  /** The branch further on came to a join that may be opened before it is. */
  unawaited: boolean
  /** Conditions that the ways to here need and that are asked about again further on. */
  needs: readonly Literal[]
  from: Place | undefined
}

/** Whether anything can go wrong in a case of a procedure, told by where each two of its branches may stand. Pure. */
export function explore(graph: Graph): Runs {
  const guarded = graph.edges.flat().filter(({ when }) => when !== undefined)
  if (guarded.length > MOST_CONDITIONS) return TOO_MANY
  const conditions = conditionsOf(guarded.map(({ when }) => when))
  const numbers = new Map(guarded.map((edge, index) => [edge, conditions.numbers[index] ?? -1]))
  const search = new Search(graph, conditions, numbers)
  search.run()
  return search.runs()
}

const TOO_MANY: Runs = {
  clashes: [],
  taken: new Set(),
  shut: new Map(),
  joining: new Set(),
  visited: 0,
  givenUp: true,
}

class Search {
  private readonly seen = new Set<number | string>()
  private readonly queue: Place[] = []
  private readonly clashes = new Map<string, Clash>()
  private readonly taken = new Set<Edge>()
  private readonly shut = new Map<Edge, 'never' | 'hidden'>()
  private readonly joining = new Set<number>()
  private readonly ways: readonly (readonly WayOut[])[]
  private readonly asked: Asked
  private readonly alike: readonly number[]
  /** Of each join that needs only some: what it may end and what may yet lead elsewhere. */
  private readonly escapes: ReadonlyMap<number, readonly boolean[]>
  private givenUp = false

  constructor(
    private readonly graph: Graph,
    private readonly conditions: Conditions,
    numbers: Numbers,
  ) {
    const ask = (literals: readonly Literal[]) => this.fits(literals)
    this.ways = graph.edges.map((edges, step) =>
      waysOut(edges, graph.steps[step]?.parallel === true, { numbers, ask, shut: this.shut }),
    )
    this.asked = askedAgain(graph, conditions, numbers)
    this.escapes = escapesOf(graph)
    // Branches that a join may end are each looked at.
    this.alike =
      this.escapes.size > 0
        ? graph.steps.map((_, step) => step)
        : alike(graph, numbers, (from, to) => this.isUnawaited(from, to))
  }

  run(): void {
    const most = MOST_PLACES + this.graph.steps.length ** 2 / 2
    const { start } = this.graph
    this.visit({ back: start, on: start, unawaited: false, needs: [], from: undefined })
    for (const place of this.queue) {
      if (this.seen.size > most) this.givenUp = true
      if (this.givenUp) return
      if (place.back === place.on) this.goTogether(place)
      else this.goOn(place)
    }
  }

  runs(): Runs {
    const { clashes, taken, shut, joining, seen, givenUp } = this
    return { clashes: [...clashes.values()], taken, shut, joining, visited: seen.size, givenUp }
  }

  /** One branch: a choice takes it along one way, a parallel step along several. */
  private goTogether(place: Place): void {
    const { back: step } = place
    const ways = this.ways[step] ?? []
    for (const [index, one] of ways.entries()) {
      const needs = this.together(place.needs, one.needs)
      if (needs === undefined) continue
      this.taken.add(one.edge)
      this.branch(place, one.edge.to, one.edge.to, false, needs)
      if (this.graph.steps[step]?.parallel !== true) continue
      for (const other of ways.slice(index + 1)) {
        if (other.edge.to === one.edge.to) continue
        const both = this.together(place.needs, [...one.needs, ...other.needs])
        if (both !== undefined) this.fork(place, step, [one.edge.to, other.edge.to], both)
      }
    }
  }

  private fork(place: Place, step: number, [one, other]: [number, number], needs: readonly Literal[]): void {
    const [back, on] = this.isBefore(one, other) ? [one, other] : [other, one]
    // A step that leads both to such a join and to another branch of it never opens that.
    if (this.escapes.has(on) && this.graph.reaches(back, on))
      this.clash('cut', on, { back, on, unawaited: false, needs, from: place })
    this.branch(place, back, on, this.isUnawaited(step, on), needs)
  }

  /** Two branches: the one further back goes on, so that neither comes to where the other was. */
  private goOn(place: Place): void {
    const { back: step, on: other } = place
    for (const { edge, needs: own } of this.ways[step] ?? []) {
      const needs = this.together(place.needs, own)
      if (needs === undefined) continue
      if (edge.to === other) this.meet(place, step, needs)
      else if (this.isBefore(edge.to, other)) this.branch(place, edge.to, other, place.unawaited, needs)
      else this.branch(place, other, edge.to, this.isUnawaited(step, edge.to), needs)
    }
  }

  /** The branches come to the same step from two. */
  private meet(place: Place, from: number, needs: readonly Literal[]): void {
    const { on: step, unawaited } = place
    const { phase, join } = this.graph.steps[step] ?? {}
    const isLeftOut = join === undefined || unawaited || this.isUnawaited(from, step)
    if (phase === 'decide' && isLeftOut) this.clash('unjoined', step, place, step)
    if (phase === 'review' && join === undefined) this.clash('entered', step, place, step)
    if (phase === 'review' && join !== undefined) {
      this.joining.add(step)
      if (isLeftOut) this.clash('early', step, place, step)
    }
    this.branch(place, step, step, false, needs)
  }

  private branch(from: Place, back: number, on: number, unawaited: boolean, needs: readonly Literal[]): void {
    this.visit({ back, on, unawaited, needs: this.asked.after(needs, back), from })
  }

  private visit(place: Place): void {
    const { back, on, unawaited, needs } = place
    const [one, other] = back === on ? [back, on] : [this.alike[back] ?? back, this.alike[on] ?? on]
    // Two that are alike are not one: hence the sign.
    const plain =
      ((one * this.graph.steps.length + other) * 2 + (unawaited ? 1 : 0) + 1) * (back === on ? -1 : 1)
    const key = needs.length === 0 ? plain : `${plain} ${needs.join()}`
    if (this.seen.has(key)) return
    this.seen.add(key)
    if (back !== on) this.cut(place)
    const decides = (step: number): boolean => this.graph.steps[step]?.phase === 'decide'
    if (back === on) {
      if (!decides(on)) this.queue.push(place)
    } else if (decides(back)) this.clash('decisions', on, place)
    else this.queue.push(place)
  }

  /** One branch may come to a join that needs only some while the other, which may lead elsewhere, is still under way. */
  private cut(place: Place): void {
    const { back, on } = place
    for (const [join, ends] of this.escapes) {
      const isCut = (branch: number, other: number): boolean =>
        branch !== join &&
        ends[branch] === true &&
        comesTo(this.graph, this.asked.joins, other, { join, branch })
      if (isCut(back, on) || isCut(on, back)) this.clash('cut', join, place, join)
    }
  }

  private isBefore(one: number, other: number): boolean {
    return (this.graph.place[one] ?? 0) < (this.graph.place[other] ?? 0)
  }

  /** A join waits for a branch only while that can still come to one of the steps that it names. */
  private isUnawaited(from: number, join: number): boolean {
    const named = this.asked.joins[join]
    return named !== undefined && !named.some((step) => this.graph.reaches(from, step))
  }

  /** The needs of both, sorted; undefined when no case has both. */
  private together(needs: readonly Literal[], more: readonly Literal[]): readonly Literal[] | undefined {
    if (more.length === 0) return needs
    const all = [...new Set([...needs, ...more])].sort((one, other) => one - other)
    return this.fits(all) ? all : undefined
  }

  private fits(literals: readonly Literal[]): boolean {
    const fit = this.givenUp ? undefined : this.conditions.fit(literals)
    if (fit === undefined) this.givenUp = true
    return fit !== false
  }

  private clash(kind: Clash['kind'], step: number, place: Place, into?: number): void {
    const key = `${kind} ${step}`
    if (this.clashes.has(key)) return
    const [one, other] = waysTo(place)
    const ways = [one, other].map((way) =>
      into === undefined || way.at(-1) === into ? way : [...way, into],
    ) as unknown as Clash['ways']
    this.clashes.set(key, { kind, step, ways })
  }
}

/** For each join that needs only some of its branches, the steps that can come to it and can also end elsewhere. */
function escapesOf({ steps, edges, place, reaches }: Graph): Map<number, readonly boolean[]> {
  const order = [...steps.keys()].sort((one, other) => (place[other] ?? 0) - (place[one] ?? 0))
  return new Map(
    steps.flatMap(({ join, needs }, at): [number, readonly boolean[]][] => {
      if (join === undefined || needs === undefined || needs === 'all') return []
      const ends: boolean[] = []
      for (const step of order) {
        const outs = edges[step] ?? []
        ends[step] = step !== at && (outs.length === 0 || outs.some(({ to }) => ends[to] === true))
      }
      return [[at, ends.map((isEnd, step) => isEnd && reaches(step, at))]]
    }),
  )
}

/** Whether a branch can come to a join while another stands still: not through a step that waits for that one. */
function comesTo(
  { edges, reaches }: Graph,
  joins: readonly (readonly number[] | undefined)[],
  from: number,
  { join, branch }: { join: number; branch: number },
): boolean {
  const seen = new Set([from])
  const waits = (step: number): boolean =>
    step !== join && joins[step]?.some((named) => reaches(branch, named)) === true
  for (const step of seen)
    for (const { to } of edges[step] ?? []) if (reaches(to, join) && !waits(to)) seen.add(to)
  return seen.has(join)
}

/** The two ways that led to a place, told apart from its end backwards. */
function waysTo(end: Place): readonly [number[], number[]] {
  const one = [end.back]
  const other = [end.on]
  for (let { from } = end; from !== undefined; from = from.from) {
    const [beside] = other
    if (from.back === from.on) {
      one.unshift(from.back)
      other.unshift(from.back)
    } else if (beside === from.on) one.unshift(from.back)
    else other.unshift(from.back)
  }
  return [one, other]
}
