import type pg from 'pg'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { savePulseState, selectPulseState } from '../../jobs/aside-service.js'
import { sweepIncoming } from './file-bytes.js'
import { contentsUnder, removeContent } from './file-contents.js'
import { scanWaiting } from './file-scanning.js'
import { deleteUnused, lockContent, selectUnknown } from './file-store.js'
import type { Keeping } from './keeping.js'
import { sweepUploads } from './uploads/upload-service.js'

const ABANDONED_MS = 3_600_000
const PREFIXES = 256
const ROUND = 'sweepFiles'

/**
 * Removes what nobody needs: files that no case took, uploads that broke off with their service, content without a
 * row (a crash between the two). Each run looks at one of 256 folders for the last, and goes on where the one before left
 * off, on whatever instance.
 */
export async function sweepFiles(
  { pool, files }: Pick<Deps, 'pool' | 'files'>,
  { abandonedMs = ABANDONED_MS, folders = 1 } = {},
): Promise<{ files: number; broken: number; orphans: number }> {
  const hashes = await deleteUnused(pool)
  for (const sha256 of hashes) await removeUnlessUsed(pool, files, sha256)
  const broken = (await sweepIncoming(files.folder, abandonedMs)) + (await sweepUploads({ pool, files }))
  let orphans = 0
  const state = (await selectPulseState(pool, ROUND)) as { next?: number } | undefined
  let next = state?.next ?? 0
  for (let turn = 0; turn < folders; turn += 1) {
    const prefix = next.toString(16).padStart(2, '0')
    next = (next + 1) % PREFIXES
    const there = await contentsUnder(files, prefix, abandonedMs)
    const unknown = there.length === 0 ? [] : await selectUnknown(pool, there)
    for (const sha256 of unknown) await removeUnlessUsed(pool, files, sha256)
    orphans += unknown.length
  }
  await savePulseState(pool, ROUND, { next })
  await scanWaiting({ pool, files })
  return { files: hashes.length, broken, orphans }
}

async function removeUnlessUsed(pool: pg.Pool, files: Keeping, sha256: string): Promise<void> {
  await withTransaction(pool, async (db) => {
    await lockContent(db, sha256)
    if ((await selectUnknown(db, [sha256])).length > 0) await removeContent(files, sha256)
  })
}
