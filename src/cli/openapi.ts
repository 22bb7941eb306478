import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { buildApp } from '../app.js'
import { loadConfig } from '../config.js'
import { createPool } from '../database/pool.js'
import { assembleDeps } from '../deps.js'
import { breaks, type PublishedEvents, presentEvents, publishedText } from '../events/published.js'
import { createEncryption } from '../shared/encryption.js'
import { packageRoot } from '../shared/package-root.js'

export const OPENAPI_FILE = join(packageRoot, 'openapi', 'openapi.json')

/** The document as text, from the routes alone: no database is asked. */
export async function openapiText(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yichuang-openapi-'))
  const log = pino({ level: 'silent' })
  const pool = createPool({}, { log })
  const config = { ...loadConfig({ LOG_LEVEL: 'silent', DATA_DIR: dataDir }), rateLimit: undefined }
  const encryption = createEncryption([{ id: 'none', key: randomBytes(32) }], randomBytes(32))
  const cursorKey = randomBytes(32)
  const app = await buildApp(assembleDeps({ config, pool, log, encryption, cursorKey }))
  try {
    await app.ready()
    return `${JSON.stringify(app.swagger(), null, 2)}\n`
  } finally {
    await app.close()
    await pool.end()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Schemas of events as they were published; grows with the catalogue, and refuses what does not only add. */
export const EVENTS_FILE = join(packageRoot, 'openapi', 'events.json')

export async function openapiCommand(): Promise<void> {
  const present = presentEvents()
  const broken = breaks(JSON.parse(readFileSync(EVENTS_FILE, 'utf8')) as PublishedEvents, present)
  if (broken.length > 0)
    throw new Error(`published events change only by adding; raise their v:\n${broken.join('\n')}`)
  const written = [write(EVENTS_FILE, publishedText(present)), write(OPENAPI_FILE, await openapiText())]
  process.stdout.write(`openapi: ${written.includes(true) ? 'written' : 'nothing has changed'}\n`)
}

/** Leaves alone what says the same: what is made from it need not be made again. */
function write(file: string, text: string): boolean {
  if (readFileSync(file, 'utf8') === text) return false
  writeFileSync(file, text)
  return true
}
