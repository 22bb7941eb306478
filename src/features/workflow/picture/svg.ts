import { escapeHtml } from '../../../shared/html.js'
import { type Language, say } from '../../../shared/text.js'
import type { WorkflowDefinition, WorkflowStep } from '../definition.js'
import { FONT, LABEL, type Layout, LINE, layOut, type Way, widthOf } from './layout.js'
import { conditionWords, linesOf } from './words.js'

/** What a case has made of a step so far. */
export interface StepMark {
  state: 'done' | 'open' | 'toCome'
  /** What happened in it: when, and for staff by whom. */
  lines: readonly string[]
}

const FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
/** Told by frame and words as well: not everybody sees colours, not every printer has them. */
const LOOKS = {
  done: { fill: '#e6f4ea', stroke: '#2e7d32', more: '' },
  open: { fill: '#fff4d6', stroke: '#b26a00', more: ' stroke-width="3"' },
  toCome: { fill: '#ffffff', stroke: '#6b7785', more: ' stroke-dasharray="5 4"' },
  plain: { fill: '#eef3f9', stroke: '#3a5a80', more: '' },
} as const

/**
 * The steps of a procedure as a picture (流程图, SVG): boxes as wide as what is written in them, decisions with a double
 * frame. With marks it is the picture of a case: what was done and what is open; all else is to come.
 */
export function drawSvg(
  definition: WorkflowDefinition,
  language: Language,
  marks?: ReadonlyMap<string, StepMark>,
): string {
  const { steps } = definition
  const layout = layOut(
    steps,
    (step) => [...linesOf(step, steps, language), ...(marks?.get(step.key)?.lines ?? [])],
    ({ when }) => conditionWords(when, language),
  )
  const title = escapeHtml(say(definition.title, language))
  const { width, height } = layout
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}" font-family="${FONTS}" font-size="${FONT}">`,
    `<title>${title}</title>`,
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 1L10 5L0 9z" fill="#4a5563"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...layout.ways.map((way) => drawWay(way, conditionWords(way.edge.when, language))),
    ...layout.boxes.map((box) => drawBox(box, steps[box.step], lookOf(steps[box.step], marks), language)),
    ...layout.ways.map((way) => drawLabel(way, conditionWords(way.edge.when, language))),
    '</svg>',
    '',
  ].join('\n')
}

/** What the head of an arrow takes. */
const ARROW = 14

type Look = keyof typeof LOOKS

function lookOf(step: WorkflowStep | undefined, marks: ReadonlyMap<string, StepMark> | undefined): Look {
  if (marks === undefined) return 'plain'
  return marks.get(step?.key ?? '')?.state ?? 'toCome'
}

function drawBox(
  { x, y, width, height, lines }: Layout['boxes'][number],
  step: WorkflowStep | undefined,
  look: Look,
  language: Language,
): string {
  const { fill, stroke, more } = LOOKS[look]
  const inner =
    step?.phase === 'decide'
      ? `<rect x="${x + 3}" y="${y + 3}" width="${width - 6}" height="${height - 6}" rx="4" fill="none" stroke="${stroke}"/>`
      : ''
  const first = y + (height - lines.length * LINE) / 2 + LINE - 5
  const titles = step === undefined ? 0 : titleLines(step, lines, language)
  const texts = lines.map(
    (line, index) =>
      `<text x="${x + width / 2}" y="${first + index * LINE}" text-anchor="middle"${index < titles ? ' font-weight="bold"' : ' fill="#384250"'}>${escapeHtml(line)}</text>`,
  )
  return `<g class="step ${look}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${stroke}"${more}/>${inner}${texts.join('')}</g>`
}

/** How many of the lines are the title. */
function titleLines({ title }: WorkflowStep, lines: readonly string[], language: Language): number {
  const whole = say(title, language).replaceAll(/\s/g, '')
  let told = ''
  const count = lines.findIndex((line) => {
    told += line.replaceAll(/\s/g, '')
    return told.length >= whole.length
  })
  return count + 1
}

function drawWay({ points }: Way, label: string): string {
  const [start, ...rest] = points
  if (start === undefined) return ''
  let [path, at] = [`M${start.x} ${start.y}`, start]
  for (const point of rest) {
    const middle = (at.x + point.x) / 2
    path +=
      at.y === point.y
        ? `L${point.x} ${point.y}`
        : `C${middle} ${at.y} ${middle} ${point.y} ${point.x} ${point.y}`
    at = point
  }
  const dashes = label === '' ? '' : ' stroke-dasharray="6 3"'
  return `<path d="${path}" fill="none" stroke="#4a5563" stroke-width="1.5"${dashes} marker-end="url(#arrow)"/>`
}

/** A condition stands before the end of the first stretch, where its way has left all others that go out with it. */
function drawLabel({ points: [, end] }: Way, label: string): string {
  if (label === '' || end === undefined) return ''
  const width = widthOf(label, LABEL) + 6
  const [x, y] = [end.x - ARROW - width / 2, end.y]
  return `<g class="condition"><rect x="${x - width / 2}" y="${y - 9}" width="${width}" height="18" fill="#ffffff" fill-opacity="0.9"/><text x="${x}" y="${y + 4}" text-anchor="middle" font-size="${LABEL}" fill="#384250">${escapeHtml(label)}</text></g>`
}
