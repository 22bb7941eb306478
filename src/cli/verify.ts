import { pino } from 'pino'
import { type Config, ConfigError } from '../config.js'
import { findDatabase } from '../database/open.js'
import { createPool } from '../database/pool.js'
import { type Anchor, type Verified, verifyGuards, verifyHistory } from '../features/history/verify.js'

interface Options {
  feed?: string
  audit?: string
}

const TOLD_EACH_MS = 5000

/** Proves the history of the configured database, and says what was altered; then the process ends with 1. */
export async function verifyCommand(config: Config, { feed, audit }: Options): Promise<void> {
  const anchors = { feed: anchorOf('--feed', feed), audit: anchorOf('--audit', audit) }
  const log = pino({ level: 'warn', base: null })
  const opened = await findDatabase(config, log)
  const pool = createPool(opened.app, { log, max: 1, applicationName: 'yichuang-verify' })
  try {
    const client = await pool.connect()
    try {
      // One instant for all of it, however long it takes and whatever the service writes meanwhile.
      await client.query('begin isolation level repeatable read read only')
      await client.query('set local statement_timeout = 0')
      await client.query('set local idle_in_transaction_session_timeout = 0')
      const verified = await verifyHistory(client, { ...anchors, progress: teller() })
      verified.findings.push(...(await verifyGuards(client)))
      await client.query('rollback')
      tell(verified)
    } finally {
      client.release(true)
    }
  } finally {
    await pool.end()
    await opened.stop()
  }
}

function tell({ findings, counts, heads }: Verified): void {
  for (const line of findings) process.stdout.write(`${line}\n`)
  const { events, cases, auditRecords } = counts
  process.stdout.write(
    `${events} events, ${cases} cases, ${auditRecords} audit records: ${
      findings.length === 0 ? 'nothing was altered' : `${findings.length} findings`
    }\n`,
  )
  process.stdout.write(`--feed ${heads.feed.place}:${heads.feed.hash}\n`)
  process.stdout.write(`--audit ${heads.audit.place}:${heads.audit.hash}\n`)
  if (findings.length > 0) process.exitCode = 1
}

function anchorOf(name: string, text: string | undefined): Anchor | undefined {
  if (text === undefined) return undefined
  const [, place, hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (place === undefined) throw new ConfigError(name, 'is a number, a colon and 64 hexadecimal digits')
  return { place: Number(place), hash }
}

/** Tells how far a long run is, now and then. */
function teller(): (part: string, done: number, of: number) => void {
  let last = Date.now()
  return (part, done, of) => {
    if (Date.now() - last < TOLD_EACH_MS) return
    last = Date.now()
    process.stderr.write(`${part}: ${done} of ${of}\n`)
  }
}
