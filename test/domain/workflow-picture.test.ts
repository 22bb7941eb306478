import t from 'tap'
import type { WorkflowStep } from '../../src/features/workflow/definition.js'
import { layOut, widthOf } from '../../src/features/workflow/picture/layout.js'
import { drawMermaid } from '../../src/features/workflow/picture/mermaid.js'
import { drawSvg } from '../../src/features/workflow/picture/svg.js'
import { linesOf } from '../../src/features/workflow/picture/words.js'
import { JOINT_REVIEW } from '../helpers/procedures.js'

t.test('boxes are as wide as what is written in them, and none lies upon another', async (t) => {
  const { steps } = JOINT_REVIEW
  const lines = (step: WorkflowStep) => linesOf(step, steps, 'zh')
  const { boxes, ways, width, height } = layOut(steps, lines, () => '')
  t.equal(boxes.length, steps.length)
  for (const box of boxes) {
    for (const line of box.lines) t.ok(widthOf(line) + 16 <= box.width, line)
    t.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height)
    for (const other of boxes.filter((each) => each !== box))
      t.ok(
        box.x + box.width <= other.x ||
          other.x + other.width <= box.x ||
          box.y + box.height <= other.y ||
          other.y + other.height <= box.y,
        `${box.lines[0]} and ${other.lines[0]}`,
      )
  }
  t.ok(
    ways.every(({ points }) =>
      points.every(({ x }, index) => index === 0 || x >= (points[index - 1]?.x ?? 0)),
    ),
    'from left to right',
  )
})

t.test('a condition stands before the step that it leads to, however many ways go out', async (t) => {
  const twenty = Array.from({ length: 20 }, (_, number) => `d${number}`)
  const [first] = JOINT_REVIEW.steps as [WorkflowStep]
  const when = { '>': [{ var: 'form.area' }, 1000] }
  const next = twenty.map((to) => (to === 'd3' ? { to, when } : { to }))
  const steps = [
    { ...first, key: 'start', next },
    ...twenty.map((key) => ({ ...first, key, next: [{ to: 'end' }] })),
    { ...first, key: 'end', next: [] },
  ]
  const svg = drawSvg({ ...JOINT_REVIEW, start: 'start', steps }, 'zh')
  const { boxes } = layOut(
    steps,
    (step) => linesOf(step, steps, 'zh'),
    () => 'area > 1000',
  )
  const [, label] = /class="condition"><rect x="[\d.]+" y="([\d.]+)"/.exec(svg) ?? []
  const box = boxes.find(({ step }) => steps[step]?.key === 'd3')
  t.equal(Number(label) + 9, (box?.y ?? 0) + (box?.height ?? 0) / 2)
})

t.test('what is written is text, whatever it says; keys may be words of Mermaid', async (t) => {
  const [first, ...rest] = JOINT_REVIEW.steps
  const odd = {
    ...JOINT_REVIEW,
    steps: [{ ...(first as WorkflowStep), title: { zh: '<script>"]#', en: 'x' } }, ...rest],
  }
  t.notMatch(drawSvg(odd, 'zh'), '<script>')
  const mermaid = drawMermaid(odd, 'zh')
  t.match(mermaid, 's0["#lt;script#gt;#quot;]#35;<br/>')
  t.match(mermaid, /s0 -->\|"area #gt; 100"\| s1/)
})

t.test('a procedure of before that goes round is drawn as well', async (t) => {
  const [first, second] = JOINT_REVIEW.steps as [WorkflowStep, WorkflowStep]
  const round = { ...JOINT_REVIEW, steps: [first, { ...second, next: [{ to: first.key }] }] }
  t.match(drawSvg(round, 'en'), '</svg>')
})

t.test('a picture of a hundred steps with five thousand ways is drawn without lanes', async (t) => {
  const steps = Array.from({ length: 100 }, (_, number) => ({
    ...(JOINT_REVIEW.steps[0] as WorkflowStep),
    key: `s${number}`,
    next: Array.from({ length: 50 }, (_, by) => ({ to: `s${Math.min(number + 1 + by, 99)}` })),
  }))
  const { ways } = layOut(
    steps,
    () => ['x'],
    () => '',
  )
  t.ok(ways.length > 4000 && ways.every(({ points }) => points.length === 2))
})
