import { randomUUID } from 'node:crypto'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Problem, problem } from '../shared/problem.js'

const FULL = new Set(['ENOSPC', 'EDQUOT'])
const AWAY = new Set(['EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOTDIR', 'EEXIST', 'ESTALE', 'ENODEV', 'EMFILE'])

/**
 * What a failure of the file store (FILES_DIR) is answered with; undefined for other errors. The connection ends with
 * the answer: what is left of the upload is read by nobody, and the next request on it would wait for ever.
 */
export function storageProblem(error: unknown): Problem | undefined {
  const { code = '', syscall } = error as NodeJS.ErrnoException
  if (!(error instanceof Error) || typeof syscall !== 'string' || syscall === 'connect') return undefined
  const headers = { connection: 'close', 'retry-after': '60' }
  if (FULL.has(code)) return problem('STORAGE_FULL', { headers })
  // Node tells of a folder that cannot be made on a read-only system as of one that is not there.
  const away = AWAY.has(code) || (code === 'ENOENT' && syscall === 'mkdir')
  return away ? problem('STORAGE_UNAVAILABLE', { headers }) : undefined
}

const FRESH_MS = 5000
/** Less than this is no room for work. */
const LEAST_BYTES = 64 * 1024 * 1024

/**
 * Looks, at most every five seconds, whether files can be written: where they arrive, and in the store that keeps them.
 * Throws the error of the system, or a problem.
 */
export function createStorageCheck(folder: string, store: () => Promise<void>): () => Promise<void> {
  let known: { until: number; outcome: Promise<void> } | undefined
  return () => {
    if (known === undefined || known.until <= performance.now())
      known = { until: performance.now() + FRESH_MS, outcome: tryStorage(folder).then(store) }
    return known.outcome
  }
}

async function tryStorage(folder: string): Promise<void> {
  const incoming = join(folder, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  const path = join(incoming, `ready-${randomUUID()}`)
  try {
    await writeFile(path, 'x', { mode: 0o600 })
  } finally {
    await rm(path, { force: true })
  }
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < LEAST_BYTES) throw problem('STORAGE_FULL')
}
