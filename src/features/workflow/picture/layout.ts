import { type Edge, edgesOf, inCircles } from '../checks/graph.js'
import type { WorkflowStep } from '../definition.js'

/** A box of a picture, with the lines that stand in it. */
export interface Box {
  step: number
  lines: readonly string[]
  x: number
  y: number
  width: number
  height: number
}

/** A way between two boxes: the points that it goes through, from left to right. */
export interface Way {
  edge: Edge
  points: { x: number; y: number }[]
}

export interface Layout {
  boxes: readonly Box[]
  ways: readonly Way[]
  width: number
  height: number
}

export const FONT = 14
export const LINE = 20
const PADDING = 12
const GAP = { column: 56, row: 22 }
const MARGIN = 20
/** What a way takes in a column that it only passes. */
const LANE = 14
/** Beyond it long ways are drawn straight, whatever they cross: a picture that nobody could read anyway. */
const MOST_LANES = 3000
const SWEEPS = 6

/** How wide a text is drawn: a Chinese character is as wide as it is high, letters and digits are about half of that. */
export function widthOf(text: string, size = FONT): number {
  let width = 0
  for (const sign of text) width += (sign.codePointAt(0) ?? 0) > 0x2e7f ? size : size * 0.6
  return Math.ceil(width)
}

interface Spot {
  column: number
  /** The box that stands there; a lane has none. */
  box?: Box
  place: number
  before: Spot[]
  after: Spot[]
}

/**
 * Steps from left to right in columns, each right of all that lead to it, as wide as what is written in them; ways that
 * pass a column have a lane of their own there and cross no box.
 */
export function layOut(
  steps: readonly WorkflowStep[],
  linesOf: (step: WorkflowStep) => readonly string[],
  labelOf: (edge: Edge) => string,
): Layout {
  const edges = edgesOf(steps)
  const back = new Set(inCircles(edges).flat())
  const forward = edges.flat().filter((edge) => !back.has(edge))
  const columns = columnsOf(steps.length, forward)
  const spots: Spot[] = steps.map((step, index) => {
    const lines = linesOf(step)
    const width = Math.max(80, ...lines.map((line) => widthOf(line))) + 2 * PADDING
    const box = { step: index, lines, x: 0, y: 0, width, height: lines.length * LINE + 2 * PADDING - 6 }
    return { column: columns[index] ?? 0, box, place: index, before: [], after: [] }
  })
  const chains = chainsOf(forward, spots)
  const byColumn = orderColumns(spots, chains)
  const { width, height } = setPlaces(byColumn, widestLabels(forward, columns, labelOf))
  return {
    boxes: spots.flatMap(({ box }) => (box === undefined || box.step < 0 ? [] : box)),
    ways: chains.map(({ edge, chain }) => ({ edge, points: pointsOf(chain) })),
    width,
    height,
  }
}

/** Each step one column right of the last that leads to it. */
function columnsOf(count: number, edges: readonly Edge[]): number[] {
  const columns = new Array<number>(count).fill(0)
  const waiting = new Array<number>(count).fill(0)
  for (const { to } of edges) waiting[to] = (waiting[to] ?? 0) + 1
  const outs = outsOf(edges)
  const free = [...columns.keys()].filter((step) => waiting[step] === 0)
  for (const step of free)
    for (const { to } of outs.get(step) ?? []) {
      columns[to] = Math.max(columns[to] ?? 0, (columns[step] ?? 0) + 1)
      waiting[to] = (waiting[to] ?? 0) - 1
      if (waiting[to] === 0) free.push(to)
    }
  return columns
}

function outsOf(edges: readonly Edge[]): Map<number, Edge[]> {
  const groups = new Map<number, Edge[]>()
  for (const edge of edges) groups.set(edge.from, [...(groups.get(edge.from) ?? []), edge])
  return groups
}

interface Chain {
  edge: Edge
  chain: Spot[]
}

/** The spots that each way passes: its two boxes, and a lane in every column between. */
function chainsOf(edges: readonly Edge[], spots: Spot[]): Chain[] {
  const span = ({ from, to }: Edge) => (spots[to]?.column ?? 0) - (spots[from]?.column ?? 0)
  const lanes = edges.reduce((sum, edge) => sum + span(edge) - 1, 0)
  const boxes = [...spots]
  return edges.map((edge) => {
    const [from, to] = [boxes[edge.from] as Spot, boxes[edge.to] as Spot]
    const between = lanes > MOST_LANES ? 0 : span(edge) - 1
    const passed = Array.from(
      { length: between },
      (_, number): Spot => ({
        column: from.column + number + 1,
        place: from.place,
        before: [],
        after: [],
      }),
    )
    spots.push(...passed)
    const chain = [from, ...passed, to]
    for (const [index, spot] of chain.entries()) {
      const next = chain[index + 1]
      if (next === undefined) continue
      spot.after.push(next)
      next.before.push(spot)
    }
    return { edge, chain }
  })
}

/** Columns in which each spot stands near those that it is tied to, so that few ways cross. */
function orderColumns(spots: readonly Spot[], chains: readonly Chain[]): Spot[][] {
  const columns: Spot[][] = []
  for (const spot of spots) {
    const column = columns[spot.column] ?? []
    columns[spot.column] = column
    column.push(spot)
  }
  const settle = (column: Spot[], tied: (spot: Spot) => readonly Spot[]): void => {
    const middle = new Map(
      column.map((spot) => {
        const places = tied(spot).map(({ place }) => place)
        return [spot, places.length === 0 ? spot.place : places.reduce((a, b) => a + b, 0) / places.length]
      }),
    )
    column.sort((one, other) => (middle.get(one) ?? 0) - (middle.get(other) ?? 0))
    for (const [place, spot] of column.entries()) spot.place = place - column.length / 2
  }
  if (chains.length === 0) return columns
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of columns) settle(column, ({ before }) => before)
    if (sweep < SWEEPS - 1) for (const column of columns.toReversed()) settle(column, ({ after }) => after)
  }
  return columns
}

/** How much room the conditions of the ways out of a column need. */
function widestLabels(
  edges: readonly Edge[],
  columns: readonly number[],
  labelOf: (edge: Edge) => string,
): number[] {
  const widest: number[] = []
  for (const edge of edges) {
    const column = columns[edge.from] ?? 0
    widest[column] = Math.max(widest[column] ?? 0, widthOf(labelOf(edge), LABEL))
  }
  return widest
}

export const LABEL = 12
const heightOf = ({ box }: Spot): number => box?.height ?? LANE

/** Sets where each box stands; gives the size of the whole. */
function setPlaces(columns: readonly Spot[][], labels: readonly number[]): { width: number; height: number } {
  const tall = columns.map(
    (column) => column.reduce((sum, spot) => sum + heightOf(spot) + GAP.row, 0) - GAP.row,
  )
  const height = Math.max(...tall) + 2 * MARGIN
  let x = MARGIN
  for (const [number, column] of columns.entries()) {
    const wide = Math.max(...column.map(({ box }) => box?.width ?? 0))
    let y = (height - (tall[number] ?? 0)) / 2
    for (const spot of column) {
      const lane = { step: -1, lines: [], x: 0, y: 0, width: wide, height: LANE }
      const box: Box = spot.box ?? lane
      spot.box = box
      box.x = x + (wide - box.width) / 2
      box.y = y
      y += box.height + GAP.row
    }
    x += wide + GAP.column + (labels[number] ?? 0)
  }
  const last = columns.length - 1
  return { width: x - GAP.column - (labels[last] ?? 0) + MARGIN, height }
}

/** Out at the right of a box and in at the left of the next; through a lane from its left to its right. */
function pointsOf(chain: readonly Spot[]): { x: number; y: number }[] {
  return chain.flatMap(({ box }, index) => {
    if (box === undefined) return []
    const y = box.y + box.height / 2
    const [left, right] = [
      { x: box.x, y },
      { x: box.x + box.width, y },
    ]
    if (index === 0) return [right]
    return index === chain.length - 1 ? [left] : [left, right]
  })
}
