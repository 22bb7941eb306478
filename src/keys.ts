import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface StoredKeys {
  encryption: Buffer
  blindIndex: Buffer
  cursor: Buffer
}

/**
 * The keys of an embedded service, made by whoever comes first, each in a file of its own (0600) under `directory`.
 * They are needed to read the database: a backup without them is worth nothing.
 */
export function loadOrCreateKeys(directory: string): StoredKeys {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const key = (name: string) =>
    Buffer.from(
      loadOrCreateFile(join(directory, name), () => randomBytes(32).toString('base64')),
      'base64',
    )
  return { encryption: key('encryption.key'), blindIndex: key('blind-index.key'), cursor: key('cursor.key') }
}

/** Reads the file, or makes it; of two processes that come at once, both read what the faster one wrote. */
export function loadOrCreateFile(path: string, make: () => string): string {
  const existing = read(path)
  if (existing !== undefined) return existing
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  // Flushed: a key that a power cut leaves empty would lock up everything that was encrypted with it since.
  writeFileSync(temporary, make(), { mode: 0o600, flag: 'wx', flush: true })
  try {
    linkSync(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(temporary)
  }
  return readFileSync(path, 'utf8').trim()
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
