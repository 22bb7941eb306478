import { join } from 'node:path'
import jsqr from 'jsqr'
import type { Page } from 'playwright-core'
import { PNG } from 'pngjs'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.js'
import { LESHAN_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { openBrowser, withoutBrowser } from '../helpers/browser.js'
import { fullItem, publishLeshan } from '../helpers/full-item.js'
import { leshanHousingFund } from '../helpers/sample.js'

const PUBLIC_URL = 'https://zwfw.example.gov.cn'
const GUIDE = `/v1/items/${LESHAN_ITEM_CODE}/guide`
const SIZES = {
  a4: { width: 794, height: 1123 },
  kiosk: { width: 720, height: 1280 },
}
const skip = withoutBrowser ?? false

t.test('the guide in both layouts and languages, looked at', { skip }, async (t) => {
  const app = await startTestApp(t, { env: { PUBLIC_URL } })
  const url = await app.listen()
  const { page, troubles, hosts } = await openBrowser(t)
  for (const layout of ['a4', 'kiosk'] as const) {
    for (const language of ['zh', 'en']) {
      const shown = `${layout} ${language}`
      await page.setViewportSize(SIZES[layout])
      await page.goto(`${url}${GUIDE}?layout=${layout}&language=${language}`)
      const titles = page.locator('section h2')
      t.equal(await titles.count(), 8, shown)
      for (const title of await titles.all()) t.ok(await title.isVisible())
      t.equal(await titles.nth(7).textContent(), language === 'zh' ? '窗口权限' : "The window's authority")
      t.equal(await page.locator('table.materials tbody tr').count(), leshanHousingFund.materials.length)
      t.equal(await page.locator('svg.steps g.step').count(), leshanHousingFund.procedure.length)
      t.same(await beyondTheirPlace(page), [], shown)
      t.equal(await readCode(page), `${PUBLIC_URL}${GUIDE}`, 'the code is read back')
      if (process.env.UPDATE_SCREENSHOTS === '1' && language === 'zh') await takePicture(page, layout)
    }
  }
  await page.locator('nav a').click()
  t.equal(await page.locator('html').getAttribute('lang'), 'zh-CN', 'the other language is a touch away')
  t.same([...hosts], [new URL(url).host], 'everything comes from the service itself')
  t.same(troubles, [])
})

t.test('printed on A4', { skip }, async (t) => {
  const app = await startTestApp(t, { env: { PUBLIC_URL } })
  const url = await app.listen()
  const { page } = await openBrowser(t)
  await page.goto(`${url}${GUIDE}`)
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const sizes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((each) => [
    Math.round(Number(each[1])),
    Math.round(Number(each[2])),
  ])
  t.ok(sizes.length >= 1 && sizes.length <= 4, `${sizes.length} pages`)
  for (const [width = 0, height = 0] of sizes) {
    t.ok(Math.abs(width - 595) <= 1 && Math.abs(height - 842) <= 1, `${width} × ${height} points`)
  }
  await page.emulateMedia({ media: 'print' })
  t.equal(await page.locator('nav').isVisible(), false, 'nothing to click on paper')
  t.ok(await page.locator('svg.steps').isVisible())
})

t.test('hostile and endless texts stay within their place and do nothing', { skip }, async (t) => {
  const app = await startTestApp(t, { env: { PUBLIC_URL } })
  const url = await app.listen()
  const { page, troubles } = await openBrowser(t)
  const words = [
    'a'.repeat(150),
    `<script>document.title='taken'</script>"'><img src=x onerror="document.title='taken'">`,
    '办理'.repeat(60),
    'WWWWMMMM@@@@ '.repeat(8),
  ]
  for (const word of words) {
    await publishLeshan(app, fullItem(word))
    for (const layout of ['a4', 'kiosk'] as const) {
      for (const width of layout === 'a4' ? [794, 400] : [540, 1080]) {
        await page.setViewportSize({ width, height: 1200 })
        await page.goto(`${url}${GUIDE}?layout=${layout}&language=en`)
        t.same(await beyondTheirPlace(page), [], `${word.slice(0, 12)} ${layout} ${width}`)
        t.equal(await page.locator('script, img, iframe').count(), 0)
        t.not(await page.title(), 'taken')
      }
    }
  }
  t.same(troubles, [])
})

/** As far down as the first step, so that the picture stays small. */
async function takePicture(page: Page, layout: keyof typeof SIZES): Promise<void> {
  const height = layout === 'a4' ? 1924 : 2000
  await page.screenshot({
    path: join(packageRoot, 'docs', 'images', `guide-${layout}.png`),
    fullPage: true,
    clip: { x: 0, y: 0, width: SIZES[layout].width, height },
  })
}

/** What reaches over the edge of the page, or over that of its box in the picture. */
async function beyondTheirPlace(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const beyond = []
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) beyond.push('page ' + root.scrollWidth + ' > ' + root.clientWidth)
    for (const each of document.querySelectorAll('body *')) {
      const { right, left } = each.getBoundingClientRect()
      if (right > root.clientWidth + 1 || left < -1) beyond.push(each.tagName + ' ' + each.textContent.slice(0, 30))
      if (each instanceof HTMLElement && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0) beyond.push('within ' + each.tagName)
    }
    for (const step of document.querySelectorAll('g.step')) {
      const box = step.querySelector('rect').getBBox()
      const text = step.querySelector('text').getBBox()
      if (text.x < box.x || text.x + text.width > box.x + box.width || text.y < box.y || text.y + text.height > box.y + box.height)
        beyond.push('step ' + step.textContent.slice(0, 30))
    }
    return beyond
  })()`)
}

/** Reads the QR code from the screen, as a phone does. */
async function readCode(page: Page): Promise<string | undefined> {
  const { data, width, height } = PNG.sync.read(await page.locator('svg.qr').screenshot())
  return jsqr.default(new Uint8ClampedArray(data), width, height)?.data
}
