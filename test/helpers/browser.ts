import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'

/** Debian's package `chromium`; CHROMIUM names another. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const missing = existsSync(CHROMIUM)
  ? undefined
  : `no Chromium at ${CHROMIUM}: apt-get install chromium, or name one in CHROMIUM`

/** Why no browser test can run here; undefined when one can, and in CI, where it must. */
export const withoutBrowser = process.env.CI === 'true' ? undefined : missing

/** For one step; a busy machine takes its time, and the file has a limit of its own. */
const STEP_MS = 240_000

export interface Watched {
  page: Page
  context: BrowserContext
  /** What went wrong in the page: errors of scripts, refusals of the content policy, requests that failed. */
  troubles: string[]
  /** Hosts that were asked. */
  hosts: Set<string>
}

/** A new browser with an empty profile and one page, closed with the test. */
export async function openBrowser(t: Test, { width = 1280, height = 1000 } = {}): Promise<Watched> {
  if (missing !== undefined) throw new Error(missing)
  const profile = mkdtempSync(join(tmpdir(), 'yichuang-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: ARGUMENTS,
    headless: true,
    viewport: { width, height },
    locale: 'zh-CN',
  })
  t.teardown(async () => {
    await context.close()
    rmSync(profile, { recursive: true, force: true })
  })
  context.setDefaultTimeout(STEP_MS)
  const troubles: string[] = []
  const hosts = new Set<string>()
  const page = await context.newPage()
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`)
  })
  page.on('requestfailed', (request) => troubles.push(`failed: ${request.url()}`))
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && !request.url().startsWith('blob:'))
      hosts.add(new URL(request.url()).host)
  })
  return { page, context, troubles, hosts }
}
