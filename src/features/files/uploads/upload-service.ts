import type pg from 'pg'
import { withTransaction } from '../../../database/transaction.js'
import type { Deps } from '../../../deps.js'
import { type Caller, subjectOf } from '../../../shared/caller.js'
import { newId } from '../../../shared/ids.js'
import { Problem, problem, ruleViolated } from '../../../shared/problem.js'
import { discard, receive, tooLarge } from '../file-bytes.js'
import { bring, confirm } from '../file-contents.js'
import { lookAt } from '../file-looking.js'
import { keepFile, lockUploads, mayUpload } from '../file-service.js'
import { FILE_FINDINGS } from '../inspection/findings.js'
import type { Keeping } from '../keeping.js'
import { bytesOf, keepPart, PartGone, piecesOf, removeParts, storedUploads } from './upload-parts.js'
import {
  deleteExpired,
  deleteUpload,
  finishUpload,
  insertUpload,
  selectOpenUploads,
  selectOwnUpload,
  type UploadRow,
} from './upload-store.js'

export type { UploadRow } from './upload-store.js'

type Context = Pick<Deps, 'pool' | 'config' | 'files'>

/**
 * Begins an upload (开始断点续传). What it announces counts towards the quota at once: 429 QUOTA_EXCEEDED, 413 beyond
 * UPLOAD_LIMIT, 422 for nothing. In the transaction of its idempotency key.
 */
export async function beginUpload(
  db: pg.PoolClient,
  { config }: Context,
  caller: Caller,
  { length, name, declared }: { length: number; name: string; declared: string },
): Promise<UploadRow> {
  if (length === 0) throw ruleViolated('/file', 'FILE_EMPTY', FILE_FINDINGS.FILE_EMPTY)
  if (length > config.uploadLimit) throw tooLarge(config.uploadLimit)
  await lockUploads(db, caller)
  await mayUpload(db, caller, length, config.uploadQuota)
  return insertUpload(db, { upload_id: newId(), uploadedBy: subjectOf(caller), length, name, declared })
}

/** An upload of the caller; 404 for those of others, and for what is over. */
export async function ownUpload({ pool }: Context, caller: Caller, uploadId: string): Promise<UploadRow> {
  const row = await selectOwnUpload(pool, uploadId, subjectOf(caller))
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}

/** Where the upload ends now; the client asks and goes on from there. */
const elsewhere = (): Problem => problem('UPLOAD_OFFSET', { headers: { connection: 'close' } })

/**
 * Takes more of an upload, a part at a time: what has come stays when the line is cut. With the last byte it becomes a file,
 * looked at as every upload; refused there (422), the upload is over. The last part counts together with that only, so that a
 * client which got 503 sends it again.
 */
export async function goOn(
  context: Context,
  caller: Caller,
  uploadId: string,
  { offset, body }: { offset: number; body: AsyncIterable<Buffer> },
): Promise<{ received: number; upload: UploadRow }> {
  const { pool, files } = context
  const upload = await ownUpload(context, caller, uploadId)
  const { length, upload_id: id } = upload
  if (offset !== upload.received) throw elsewhere()
  let at = offset
  for await (const piece of piecesOf(body)) {
    const end = at + piece.length
    if (end > length) throw tooLarge(length)
    const taken =
      end === length
        ? await finish(context, caller, upload, at, piece)
        : await keepPart(pool, files, id, at, piece)
    if (!taken) throw elsewhere()
    at = end
  }
  return { received: at, upload }
}

async function finish(
  context: Context,
  caller: Caller,
  upload: UploadRow,
  received: number,
  last: Buffer,
): Promise<boolean> {
  const { pool, files } = context
  const { upload_id: uploadId, length, name, declared } = upload
  const whole = async function* () {
    yield* bytesOf(pool, files, uploadId)
    yield last
  }
  const arrived = await receive(files.folder, whole(), { limit: length, encryption: files.encryption }).catch(
    async (failure) => {
      // Whoever got there first has taken the parts away while they were read here, or put more behind them.
      if (failure instanceof PartGone && !(await selectOpenUploads(pool, [uploadId])).has(uploadId)) return
      if (failure instanceof Problem && failure.code === 'PAYLOAD_TOO_LARGE') return
      throw failure
    },
  )
  if (arrived === undefined) return false
  try {
    // Another request has gone on meanwhile: these are not its bytes.
    if (arrived.size !== length) return false
    const looked = await lookAt(files, { arrived, declared })
    await bring(files, arrived)
    const isMine = await withTransaction(pool, async (db) => {
      if (!(await finishUpload(db, uploadId, received))) return false
      await keepFile(db, files, { arrived, name, uploadedBy: subjectOf(caller), fileId: uploadId }, looked)
      return true
    })
    if (isMine) await confirm(files, arrived)
    if (isMine) await removeParts(files, uploadId)
    return isMine
  } catch (error) {
    if (error instanceof Problem && error.status === 422) await drop(pool, files, uploadId)
    throw error
  } finally {
    await discard(arrived.path)
  }
}

async function drop(pool: pg.Pool, files: Keeping, uploadId: string): Promise<void> {
  await deleteUpload(pool, uploadId)
  await removeParts(files, uploadId)
}

/** Gives an upload of the caller up (放弃上传): what has come goes. A file that it became stays. */
export const giveUp = ({ pool, files }: Context, uploadId: string): Promise<void> =>
  drop(pool, files, uploadId)

/** Takes away what is over: expired uploads, and parts of none (a kill between the two). Returns both together. */
export async function sweepUploads({ pool, files }: Pick<Deps, 'pool' | 'files'>): Promise<number> {
  const expired = await deleteExpired(pool)
  const stored = await storedUploads(files)
  if (stored.size === 0) return expired
  // Listed before asked: a part is put only after the row of its upload is there.
  const ids = [...stored.keys()].filter((id) => /^[0-9a-f-]{36}$/.test(id))
  const open = await selectOpenUploads(pool, ids)
  let removed = 0
  for (const [id, keys] of stored) {
    if (open.has(id)) continue
    for (const key of keys) await files.blobs.remove(key)
    removed += keys.length
  }
  return expired + removed
}
