import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { ACTION_NAMES, ACTIONS, type Action } from '../../src/features/workflow/statuses.js'
import { packageRoot } from '../../src/shared/package-root.js'
import type { Role } from '../../src/shared/roles.js'
import { startTestApp } from '../helpers/app.js'
import { openBrowser, withoutBrowser } from '../helpers/browser.js'

/** Most that an operation takes of the page before it is tried: two screens of the usual 1080 lines. */
const TWO_SCREENS = 2 * 1080

t.test(
  'a tester walks a case from its creation to its delivery in the browser alone',
  { skip: withoutBrowser ?? false },
  async (t) => {
    const app = await startTestApp(t)
    const url = await app.listen()
    const { page, troubles, hosts } = await openBrowser(t)
    await page.goto(`${url}/docs`)
    const tags = page.locator('.opblock-tag')
    await tags.first().waitFor()
    const shownTags = () =>
      tags.evaluateAll((nodes) =>
        nodes.map((node) => [node.getAttribute('data-tag'), node.getAttribute('data-is-open')]),
      )
    const { body: document } = await app.request('GET', '/openapi.json')
    t.same(
      await shownTags(),
      namesOf(document.tags).map((name) => [name, 'false']),
      'all groups, in the order of the document, folded',
    )

    const longest = await open(page, 'Cases', 'listCases')
    t.ok(await isShort(longest), 'the one with most parameters fits two screens')
    t.equal(await execute(page, 'Cases', 'listCases'), '401', 'without a token the page shows the problem')
    t.match(await page.locator('.live-responses-table').textContent(), 'UNAUTHENTICATED')
    t.match(troubles.splice(0), [/401/])

    t.same(
      (await shownTags()).map(([name]) => name),
      ['Cases'],
      'the filter that found it looks at operations',
    )
    await filter(page, '')
    await page.locator('.opblock-tag[data-tag="Catalogue"]').waitFor()

    await choose(page, 'clerk')
    await picture(page, 'role', page.locator('#swagger-ui'))
    t.equal(await execute(page, 'Catalogue', 'searchItems'), '200', 'without anything to fill in')
    const create = await open(page, 'Cases', 'createCase')
    t.ok(await isShort(create), 'the operation fits two screens')
    t.match(await create.locator('tr.response[data-code="403"]').textContent(), 'FORBIDDEN', 'its own code')
    const key = create.locator('tr[data-param-name="idempotency-key"] input')
    t.match(await key.inputValue(), /^[0-9a-f-]{36}$/, 'the key is filled in')
    const body = JSON.parse(await create.locator('textarea.body-param__text').inputValue()) as {
      itemCode: string
    }
    t.match(body.itemCode, /^\d{8}/, 'and so is the example')
    t.equal(await execute(page, 'Cases', 'createCase'), '201')
    const caseNo = await shownCaseNo(create)
    t.match(caseNo, /^\d{18}/)
    await picture(page, 'create', create)
    const changed = JSON.stringify({ ...body, channel: 'KIOSK' })
    await create.locator('textarea.body-param__text').fill(changed)
    t.equal(await execute(page, 'Cases', 'createCase'), '201', 'the key of the example is no hindrance')
    t.not(await shownCaseNo(create), caseNo)

    const act = await open(page, 'Cases', 'transitionCase')
    t.ok(await isShort(act), 'the operation fits two screens')
    await act.locator('tr[data-param-name="caseNo"] input').fill(caseNo)
    const choice = act.locator('.opblock-section-request-body .examples-select select')
    t.same(
      (
        await choice.locator('option').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('value')))
      ).sort(),
      ACTION_NAMES.filter((action) => ACTIONS[action].roles.length > 0).sort(),
      'an example of each action',
    )
    for (const [role, actions] of WALK) {
      await choose(page, role)
      for (const action of actions) {
        await choice.selectOption(action)
        t.match(await act.locator('textarea.body-param__text').inputValue(), `"${action}"`)
        t.equal(await execute(page, 'Cases', 'transitionCase'), '200', `${role}: ${action}`)
      }
      await picture(page, actions.at(-1) ?? role, act)
    }

    await choose(page, 'clerk')
    const read = await open(page, 'Cases', 'readCase')
    await read.locator('tr[data-param-name="caseNo"] input').fill(caseNo)
    t.equal(await execute(page, 'Cases', 'readCase'), '200')
    t.match(await read.locator('.live-responses-table').textContent(), '"status": "DELIVERED"')
    const { rows } = await app.deps.pool.query('select created_by from cases where case_no = $1', [caseNo])
    t.match(rows, [{ created_by: /dev-clerk$/ }], 'it is in the database, by who was chosen')

    await page.reload()
    await tags.first().waitFor()
    t.equal(await page.locator('#yichuang-role').inputValue(), 'clerk', 'the page remembers who one is')
    t.equal(await execute(page, 'Cases', 'listCases'), '200', 'a reload does not sign out')
    const list = await open(page, 'Cases', 'listCases')
    t.match(await list.locator('.live-responses-table').textContent(), caseNo, 'nothing filters it away')

    await signOut(page)
    await signIn(page, await app.token('clerk'))
    t.equal(await execute(page, 'Cases', 'listCases'), '200', 'a token of the shell does as well')
    t.same([...hosts], [new URL(url).host], 'everything comes from the service itself')
    t.same(troubles, [])
  },
)

/** Who does what after the case was handed in. */
const WALK: [Role, Action[]][] = [
  ['clerk', ['correctOnTheSpot', 'accept']],
  ['reviewer', ['startReview', 'completeStep']],
  ['approver', ['approve', 'close']],
  ['issuer', ['deliver']],
]

/** Chooses a role at the top of the page, and waits until it is signed in. */
async function choose(page: Page, role: Role): Promise<void> {
  await page.locator('#yichuang-role').selectOption(role)
  await page.locator('#yichuang-signed-in', { hasText: `✓ ${role}` }).waitFor()
}

async function signOut(page: Page): Promise<void> {
  await page.locator('#yichuang-role').selectOption('')
  await page.locator('.auth-wrapper .authorize.unlocked').first().waitFor()
}

const isShort = async (block: Locator): Promise<boolean> =>
  ((await block.boundingBox())?.height ?? Number.POSITIVE_INFINITY) <= TWO_SCREENS

const namesOf = (tags: { name: string }[]): string[] => tags.map(({ name }) => name)

/** The number of the case in the answer that the page shows. */
async function shownCaseNo(block: Locator): Promise<string> {
  const text = await block.locator('.live-responses-table').textContent()
  return /"caseNo": "([0-9A-Z]+)"/.exec(text ?? '')?.[1] ?? ''
}

/** The operation from its head to the answer, for docs/walk.md (UPDATE_SCREENSHOTS=1). */
async function picture(page: Page, name: string, block: Locator): Promise<void> {
  if (process.env.UPDATE_SCREENSHOTS !== '1') return
  const before = page.viewportSize()
  await page.setViewportSize({ width: 1280, height: name === 'role' ? 900 : 1900 })
  await block.evaluate((node) => node.scrollIntoView({ block: 'start' }))
  await page.screenshot({ path: join(packageRoot, 'docs', 'images', `walk-${name}.png`) })
  if (before !== null) await page.setViewportSize(before)
}

async function signIn(page: Page, token: string): Promise<void> {
  await page.locator('.auth-wrapper .authorize').first().click()
  await page.locator('.auth-container input').fill(token)
  await page.locator('.auth-container button.authorize').click()
  await page.locator('.auth-container button.btn-done').click()
}

const filter = (page: Page, phrase: string): Promise<void> =>
  page.locator('.operation-filter-input').fill(phrase)

/** The operation's block, found by the filter and opened: a page of few operations is quick. */
async function open(page: Page, tag: string, operation: string): Promise<Locator> {
  const block = page.locator(`#operations-${tag}-${operation}`)
  await filter(page, operation)
  await block.waitFor()
  const execute = block.locator('.execute')
  // A page that has just come up draws itself anew, and a click on what is about to go is lost.
  const opened = page.locator(`#operations-${tag}-${operation}.is-open`)
  for (let tries = 0; tries < 3 && !(await opened.isVisible()); tries++) {
    await block.locator('.opblock-summary-control').click()
    await opened.waitFor({ timeout: 20_000 }).catch(() => undefined)
  }
  await execute.waitFor()
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
