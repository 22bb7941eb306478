import t from 'tap'
import { drawSvg, type StepMark } from '../../src/features/workflow/picture/svg.js'
import { openBrowser, withoutBrowser } from '../helpers/browser.js'
import { JOINT_REVIEW } from '../helpers/procedures.js'

const MARKS = new Map<string, StepMark>([
  ['handle', { state: 'done', lines: ['2026-03-12 完成环节（market-reviewer）'] }],
  ['fire', { state: 'open', lines: ['2026-03-12 起在办', '待 11511102MB0YCH001A 出具意见'] }],
])

t.test(
  'the picture of a procedure and of a case, looked at',
  { skip: withoutBrowser ?? false },
  async (t) => {
    const { page, troubles } = await openBrowser(t, { width: 1900, height: 700 })
    for (const language of ['zh', 'en'] as const)
      for (const marks of [undefined, MARKS]) {
        await page.setContent(drawSvg(JOINT_REVIEW, language, marks))
        t.equal(await page.locator('g.step').count(), JOINT_REVIEW.steps.length)
        // As the browser measures its fonts: no line comes nearer than four points to the frame of its box.
        const beyond = await page.locator('g.step').evaluateAll((groups) =>
          groups.flatMap((group) => {
            const frame = group.querySelector('rect')?.getBoundingClientRect()
            return [...group.querySelectorAll('text')].flatMap((line) => {
              const box = line.getBoundingClientRect()
              const fits = frame !== undefined && box.left >= frame.left + 4 && box.right <= frame.right - 4
              return fits ? [] : [line.textContent]
            })
          }),
        )
        t.same(beyond, [], `${language}, ${marks === undefined ? 'the procedure' : 'a case'}`)
        t.equal(await page.locator('g.step.open').count(), marks === undefined ? 0 : 1)
      }
    t.same(troubles, [])
  },
)
