import { escapeHtml } from '../../../shared/html.js'
import type { Language } from '../../../shared/text.js'
import type { GuideStep } from './guide-schemas.js'
import { textLines } from './text-lines.js'

interface Layout {
  /** Boxes side by side. */
  columns: number
  width: number
}

const LAYOUTS = {
  a4: { columns: 3, width: 680 },
  kiosk: { columns: 1, width: 460 },
} as const satisfies Record<string, Layout>

const GAP = 36
const PADDING = 12
const EDGE = 1
const TITLE = { size: 16, height: 22 }
const DETAIL = { size: 13, height: 19 }

interface Line {
  text: string
  isTitle: boolean
}

interface Box {
  x: number
  y: number
  width: number
  height: number
  lines: Line[]
}

/** The steps as a picture (流程图): a box per step with title, role and limit, joined by arrows in their order. */
export function procedurePicture(
  steps: readonly GuideStep[],
  layout: keyof typeof LAYOUTS,
  language: Language,
): string {
  const { columns, width } = LAYOUTS[layout]
  const boxes = arrange(steps, { columns, width }, language)
  const height = Math.max(...boxes.map((box) => box.y + box.height), 0) + EDGE
  const title = language === 'zh' ? '办理流程图' : 'The steps as a picture'
  const described = steps.map((step) =>
    [`${step.number}. ${step.title}`, ...detailsOf(step, language)].join(', '),
  )
  return `<svg class="steps" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="steps-title steps-desc">
<title id="steps-title">${escapeHtml(title)}</title><desc id="steps-desc">${escapeHtml(described.join(' → '))}</desc>
<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z"/></marker></defs>
${boxes.map((box, index) => drawBox(box) + drawArrow(box, boxes[index + 1])).join('\n')}
</svg>`
}

function detailsOf({ role, limit, stage, stageTitle, title }: GuideStep, language: Language): string[] {
  const label = language === 'zh' ? '时限：' : 'Limit: '
  return [
    ...(stageTitle === undefined || stage === 'other' || stageTitle === title ? [] : [stageTitle]),
    role,
    ...(limit === undefined ? [] : [`${label}${limit}`]),
  ]
}

/** Places the boxes row by row; those of a row are as high as the one that has most to say. */
function arrange(steps: readonly GuideStep[], { columns, width }: Layout, language: Language): Box[] {
  const boxWidth = Math.floor((width - 2 * EDGE - GAP * (columns - 1)) / columns)
  const inner = boxWidth - 2 * PADDING
  const boxes: Box[] = []
  let y = EDGE
  for (let first = 0; first < steps.length; first += columns) {
    const row = steps.slice(first, first + columns).map((step) => [
      ...textLines(`${step.number}. ${step.title}`, inner, TITLE.size).map((text) => ({
        text,
        isTitle: true,
      })),
      ...detailsOf(step, language)
        .flatMap((detail) => textLines(detail, inner, DETAIL.size))
        .map((text) => ({ text, isTitle: false })),
    ])
    const height = Math.max(...row.map(heightOf))
    row.forEach((lines, column) => {
      boxes.push({ x: EDGE + column * (boxWidth + GAP), y, width: boxWidth, height, lines })
    })
    y += height + GAP
  }
  return boxes
}

const heightOf = (lines: Line[]): number =>
  lines.reduce((sum, { isTitle }) => sum + (isTitle ? TITLE : DETAIL).height, 2 * PADDING)

function drawBox({ x, y, width, height, lines }: Box): string {
  let at = y + PADDING
  const spans = lines.map(({ text, isTitle }) => {
    const { size, height: lineHeight } = isTitle ? TITLE : DETAIL
    const baseline = at + size
    at += lineHeight
    const weight = isTitle ? ' font-weight="bold"' : ''
    return `<tspan x="${x + PADDING}" y="${baseline}" font-size="${size}"${weight}>${escapeHtml(text)}</tspan>`
  })
  return `<g class="step"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/><text>${spans.join('')}</text></g>`
}

/** To the right within a row; from the end of a row down and back to the beginning of the next. */
function drawArrow(from: Box, to: Box | undefined): string {
  if (to === undefined) return ''
  if (to.y === from.y) {
    const y = from.y + from.height / 2
    return arrow(`M${from.x + from.width} ${y}H${to.x - 1}`)
  }
  const below = from.y + from.height
  return arrow(`M${from.x + from.width / 2} ${below}V${below + GAP / 2}H${to.x + to.width / 2}V${to.y - 1}`)
}

const arrow = (path: string): string => `<path class="arrow" d="${path}" marker-end="url(#arrow)"/>`
