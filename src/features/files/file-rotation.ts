import { finished } from 'node:stream/promises'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import type { Encryption } from '../../shared/encryption.js'
import type { Rotation, RotationOptions } from '../../shared/rotation.js'
import { type Arrived, discard, receive } from './file-bytes.js'
import { openContent, replace } from './file-contents.js'
import { pageOfContents, pageOfFiles, selectUnsealed, updateSeals } from './file-rotation-store.js'
import { checkSeal, sealFile } from './file-seal.js'
import { lockContent, selectUnknown } from './file-store.js'
import type { Keeping } from './keeping.js'

const CONTENTS = 20
const BEGIN = '00000000-0000-0000-0000-000000000000'

/** The seals of files written again under the current key; rows of releases before get theirs. */
export function sealRotation(
  db: Queryable,
  encryption: Encryption,
  { size, checkOnly = false }: RotationOptions,
): Rotation {
  return {
    name: 'files',
    columns: ['files.sealed'],
    async batch(after) {
      const page = await pageOfFiles(db, (after ?? BEGIN) as string, size)
      const broken: string[] = []
      const stale = page.flatMap((file) => {
        if (!checkOnly && file.sealed !== null && encryption.isCurrent(file.sealed)) return []
        try {
          checkSeal(encryption, file, true)
          return [{ fileId: file.file_id, before: file.sealed, sealed: sealFile(encryption, file) }]
        } catch (error) {
          broken.push(`file ${file.file_id}: ${(error as Error).message}`)
          return []
        }
      })
      const rewritten = stale.length === 0 || checkOnly ? 0 : await updateSeals(db, stale)
      const end = page.length < size
      const skipped = checkOnly ? 0 : stale.length - rewritten
      return { seen: page.length, rewritten, skipped, broken, after: end ? undefined : page.at(-1)?.file_id }
    },
  }
}

/** The content of files under FILES_DIR written again under the current key. Comes after the seals. */
export function contentRotation(
  pool: pg.Pool,
  keeping: Keeping,
  { checkOnly = false }: RotationOptions,
): Rotation {
  return {
    name: 'content of files',
    columns: [],
    async batch(after) {
      const hashes = await pageOfContents(pool, (after ?? '') as string, CONTENTS)
      const outcomes = { rewritten: 0, skipped: 0, current: 0 }
      const broken: string[] = []
      for (const sha256 of hashes) {
        try {
          if (checkOnly) await checkContent(keeping, sha256)
          else outcomes[await rewriteContent(pool, keeping, sha256)] += 1
        } catch (error) {
          broken.push(`content ${sha256}: ${(error as Error).message}`)
        }
      }
      const { rewritten, skipped } = outcomes
      const end = hashes.length < CONTENTS
      return { seen: hashes.length, rewritten, skipped, broken, after: end ? undefined : hashes.at(-1) }
    },
  }
}

/** Read to its end, where it is known whether it was altered. */
async function checkContent(keeping: Keeping, sha256: string): Promise<void> {
  const there = await openContent(keeping, sha256)
  if (there === undefined) throw new Error('not there')
  await finished(there.content.resume())
}

/** Who reads it meanwhile goes on with the old bytes, which are there until he has closed them. */
async function rewriteContent(
  pool: pg.Pool,
  keeping: Keeping,
  sha256: string,
): Promise<'rewritten' | 'skipped' | 'current'> {
  const there = await openContent(keeping, sha256)
  if (there === undefined || there.current) {
    there?.content.destroy()
    return 'current'
  }
  const arrived = await receive(keeping.folder, there.content, {
    limit: Number.MAX_SAFE_INTEGER,
    encryption: keeping.encryption,
  })
  try {
    if (arrived.sha256 !== sha256) throw new Error('other content')
    return await putInPlace(pool, keeping, arrived)
  } finally {
    await discard(arrived.path)
  }
}

/** A row without a seal is taken with content of the first format only: it gets its seal first. */
function putInPlace(
  pool: pg.Pool,
  keeping: Keeping,
  arrived: Arrived,
): Promise<'rewritten' | 'skipped' | 'current'> {
  return withTransaction(pool, async (db) => {
    await lockContent(db, arrived.sha256)
    if ((await selectUnknown(db, [arrived.sha256])).length > 0) return 'current'
    if (await selectUnsealed(db, arrived.sha256)) return 'skipped'
    await replace(keeping, arrived)
    return 'rewritten'
  })
}
