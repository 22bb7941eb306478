import type pg from 'pg'
import { pino } from 'pino'
import type { Config } from '../config.js'
import { openDatabase } from '../database/open.js'
import { createPool } from '../database/pool.js'
import { formRotation } from '../features/cases/form-rotation.js'
import { partyRotation } from '../features/cases/party-rotation.js'
import { paperRotation } from '../features/documents/paper-rotation.js'
import { contentRotation, sealRotation } from '../features/files/file-rotation.js'
import { createKeeping, type Keeping } from '../features/files/keeping.js'
import { ratingRotation } from '../features/ratings/rating-secrets.js'
import { lookupRotation } from '../features/registers/lookup-rotation.js'
import { staffRotation } from '../features/staff/staff-rotation.js'
import { voiceRotation } from '../features/voices/voice-rotation.js'
import { answerRotation } from '../http/answer-rotation.js'
import { createKeys } from '../service.js'
import { type Rotation, type RotationOptions, type RotationReport, rotate } from '../shared/rotation.js'

/** Everything that the service encrypts. Content comes after the seals of its files. */
export const rotationsOf = (pool: pg.Pool, files: Keeping, options: RotationOptions): Rotation[] => [
  partyRotation(pool, files.encryption, options),
  staffRotation(pool, files.encryption, options),
  formRotation(pool, files.encryption, options),
  paperRotation(pool, files.encryption, options),
  lookupRotation(pool, files.encryption, options),
  ratingRotation(pool, files.encryption, options),
  voiceRotation(pool, files.encryption, options),
  answerRotation(pool, files.encryption, options),
  sealRotation(pool, files.encryption, options),
  contentRotation(pool, files, options),
]

const BATCH = 500
const TOLD_EACH_MS = 2000

/**
 * Writes every encrypted value again under the current key (密钥轮换), beside a running service or without one.
 * `check`: opens every one and writes nothing.
 */
export async function rotateKeysCommand(
  config: Config,
  { check = false }: { check?: boolean },
): Promise<void> {
  const log = pino({ level: 'warn', base: null })
  const opened = await openDatabase(config, log)
  const pool = createPool(opened.app, { log, max: 2, applicationName: 'yichuang-rotate-keys' })
  try {
    const rotations = rotationsOf(pool, createKeeping(config, createKeys(config).encryption), {
      size: BATCH,
      checkOnly: check,
    })
    const { broken, left } = await rotate(rotations, teller())
    for (const line of broken) process.stderr.write(`${line}\n`)
    if (broken.length > 0)
      throw new Error(
        `${broken.length} values cannot be opened or do not fit: keep every key until they are looked at`,
      )
    if (left > 0)
      throw new Error(
        'values of other keys were still being written: run it again once every instance has the new key in front',
      )
    process.stdout.write(check ? 'every value stands where it was written\n' : `${farewell(config)}\n`)
  } finally {
    await pool.end()
    await opened.stop()
  }
}

/** A line at the end of each kind, and every two seconds in between; of later passes only what they found. */
function teller() {
  const told = new Set<string>()
  let last = performance.now()
  return ({ name, seen, rewritten, skipped, done }: RotationReport) => {
    const due = performance.now() - last > TOLD_EACH_MS
    if (!due && !(done && (!told.has(name) || rewritten + skipped > 0))) return
    last = performance.now()
    if (done) told.add(name)
    process.stdout.write(`${name}: ${seen} looked at, ${rewritten} written again\n`)
  }
}

function farewell({ keys }: Config): string {
  const [current, ...old] = keys?.encryption.map(({ id }) => id) ?? ['local']
  const done = `everything is encrypted under the key ${current}`
  return old.length === 0 ? done : `${done}: take ${old.join(', ')} out of ENCRYPTION_KEYS`
}
