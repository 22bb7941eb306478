import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { ACTION_NAMES, ACTIONS } from '../../src/features/workflow/statuses.js'
import { packageRoot } from '../../src/shared/package-root.js'
import { startTestApp } from '../helpers/app.js'
import { openBrowser, withoutBrowser } from '../helpers/browser.js'

t.test(
  'a tester signs in, reads and creates through the page',
  { skip: withoutBrowser ?? false },
  async (t) => {
    const app = await startTestApp(t)
    const url = await app.listen()
    const { page, troubles, hosts } = await openBrowser(t)
    await page.goto(`${url}/docs`)
    const tags = page.locator('.opblock-tag')
    await tags.first().waitFor()
    const titles = await tags.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-tag')))
    const { body: document } = await app.request('GET', '/openapi.json')
    t.same(titles, namesOf(document.tags), 'in the order of the document')

    await signIn(page, await app.token('clerk'))
    t.equal(await execute(page, 'Catalogue', 'searchItems'), '200', 'without anything to fill in')

    const create = await open(page, 'Cases', 'createCase')
    const key = create.locator('tr[data-param-name="idempotency-key"] input')
    t.match(await key.inputValue(), /^[0-9a-f-]{36}$/, 'the key is filled in')
    const body = JSON.parse(await create.locator('textarea.body-param__text').inputValue()) as {
      itemCode: string
    }
    t.match(body.itemCode, /^\d{8}/, 'and so is the example')
    t.equal(await execute(page, 'Cases', 'createCase'), '201')
    const caseNo = await shownCaseNo(create)
    t.match(caseNo, /^\d{18}/)
    if (process.env.UPDATE_SCREENSHOTS === '1') await takePicture(page, create)
    const changed = JSON.stringify({ ...body, channel: 'KIOSK' })
    await create.locator('textarea.body-param__text').fill(changed)
    t.equal(await execute(page, 'Cases', 'createCase'), '201', 'the key of the example is no hindrance')
    t.not(await shownCaseNo(create), caseNo)

    const act = await open(page, 'Cases', 'transitionCase')
    await act.locator('tr[data-param-name="caseNo"] input').fill(caseNo)
    const choice = act.locator('.opblock-section-request-body .examples-select select')
    t.same(
      (
        await choice.locator('option').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('value')))
      ).sort(),
      ACTION_NAMES.filter((action) => ACTIONS[action].roles.length > 0).sort(),
      'an example of each action',
    )
    for (const action of ['correctOnTheSpot', 'accept']) {
      await choice.selectOption(action)
      t.match(await act.locator('textarea.body-param__text').inputValue(), `"${action}"`)
      t.equal(await execute(page, 'Cases', 'transitionCase'), '200', action)
    }

    const read = await open(page, 'Cases', 'readCase')
    await read.locator('tr[data-param-name="caseNo"] input').fill(caseNo)
    t.equal(await execute(page, 'Cases', 'readCase'), '200')
    t.match(await read.locator('.live-responses-table').textContent(), '"status": "ACCEPTED"')
    const { rows } = await app.deps.pool.query('select created_by from cases where case_no = $1', [caseNo])
    t.match(rows, [{ created_by: /dev-clerk$/ }], 'it is in the database, by whom the token says')

    await page.reload()
    await tags.first().waitFor()
    t.equal(await execute(page, 'Cases', 'listCases'), '200', 'a reload does not sign out')
    const list = await open(page, 'Cases', 'listCases')
    t.match(await list.locator('.live-responses-table').textContent(), caseNo, 'nothing filters it away')
    t.same([...hosts], [new URL(url).host], 'everything comes from the service itself')
    t.same(troubles, [])
  },
)

t.test('without a token the page shows the problem', { skip: withoutBrowser ?? false }, async (t) => {
  const app = await startTestApp(t)
  const { page } = await openBrowser(t)
  await page.goto(`${await app.listen()}/docs`)
  t.equal(await execute(page, 'Cases', 'listCases'), '401')
  t.match(await page.locator('.live-responses-table').textContent(), 'UNAUTHENTICATED')
})

const namesOf = (tags: { name: string }[]): string[] => tags.map(({ name }) => name)

/** The number of the case in the answer that the page shows. */
async function shownCaseNo(block: Locator): Promise<string> {
  const text = await block.locator('.live-responses-table').textContent()
  return /"caseNo": "([0-9A-Z]+)"/.exec(text ?? '')?.[1] ?? ''
}

/** The operation from its head to the answer. */
async function takePicture(page: Page, block: Locator): Promise<void> {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 1280, height: 1900 })
  await block.evaluate((node) => node.scrollIntoView({ block: 'start' }))
  await page.screenshot({ path: join(packageRoot, 'docs', 'images', 'swagger-ui.png') })
  if (before !== null) await page.setViewportSize(before)
}

async function signIn(page: Page, token: string): Promise<void> {
  await page.locator('.auth-wrapper .authorize').first().click()
  await page.locator('.auth-container input').fill(token)
  await page.locator('.auth-container button.authorize').click()
  await page.locator('.auth-container button.btn-done').click()
}

/** The operation's block, opened. */
async function open(page: Page, tag: string, operation: string): Promise<Locator> {
  const block = page.locator(`#operations-${tag}-${operation}`)
  const group = page.locator(`.opblock-tag[data-tag="${tag}"]`)
  await group.waitFor()
  if ((await group.getAttribute('data-is-open')) !== 'true') await group.click()
  await block.waitFor()
  if (!(await block.evaluate((node) => node.classList.contains('is-open')))) {
    await block.locator('.opblock-summary-control').click()
    await block.locator('.execute').waitFor()
  }
  return block
}

/** Executes with what is filled in; the status that the page shows. */
async function execute(page: Page, tag: string, operation: string): Promise<string> {
  const block = await open(page, tag, operation)
  // The answer before would be taken for this one's.
  const clear = block.locator('.btn-clear')
  if (await clear.isVisible()) await clear.click()
  await block.locator('.live-responses-table').waitFor({ state: 'detached' })
  await block.locator('.execute').click()
  const status = block.locator('.live-responses-table tr.response td.response-col_status').first()
  await status.waitFor()
  return ((await status.textContent()) ?? '').trim().slice(0, 3)
}
