import { Readable } from 'node:stream'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { type InputError, problem, ruleViolated } from '../../shared/problem.js'
import { type Arrived, discard, receive } from './file-bytes.js'
import { bring, confirm, openContent, place } from './file-contents.js'
import { type Looked, lookAt } from './file-looking.js'
import { checkSeal, sealFile } from './file-seal.js'
import {
  type FileRow,
  insertFile,
  keep,
  lockContent,
  lockUploader,
  selectExistingFiles,
  selectFile,
  selectOwnFile,
  selectPublishable,
  selectScans,
  selectUsable,
  sumOfDay,
} from './file-store.js'
import { nameOf } from './file-types.js'
import type { Keeping } from './keeping.js'

export type { FileRow } from './file-store.js'

export interface Upload {
  arrived: Arrived
  /** As the client calls the file and its type. */
  name: string
  declared: string
  /** issuer|subject. */
  uploadedBy: string
}

/**
 * Looks whether a person may bring so many bytes more within the day (429 QUOTA_EXCEEDED): UPLOAD_QUOTA, ten times as much
 * for staff, who scan for all who come to their window. In a transaction nobody gets past it by many uploads at once.
 */
export async function mayUpload(db: Queryable, caller: Caller, size: number, quota: number): Promise<void> {
  const most = caller.grants.some(({ role }) => role !== 'citizen') ? quota * 10 : quota
  if ((await sumOfDay(db, subjectOf(caller))) + size > most)
    throw problem('QUOTA_EXCEEDED', { headers: { 'retry-after': '3600', connection: 'close' } })
}

/** Until the transaction ends no other upload of this person is looked at. */
export const lockUploads = (db: Queryable, caller: Caller): Promise<void> =>
  lockUploader(db, subjectOf(caller))

/** A file that the caller uploaded (附件信息); 404 for those of others. */
export async function ownFile(db: Queryable, caller: Caller, fileId: string): Promise<FileRow> {
  const row = await selectOwnFile(db, fileId, subjectOf(caller))
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}

/** Keeps what has arrived. In one transaction with the row, so that a row never stands without its bytes. */
export async function keepFile(
  db: pg.PoolClient,
  keeping: Keeping,
  { arrived, name, uploadedBy, fileId = newId() }: Omit<Upload, 'declared'> & { fileId?: string },
  { mediaType, scan }: Looked,
): Promise<FileRow> {
  const { sha256, size } = arrived
  await lockContent(db, sha256)
  const file = {
    file_id: fileId,
    sha256,
    size,
    name: nameOf(name, mediaType),
    media_type: mediaType,
    uploaded_by: uploadedBy,
  }
  const row = await insertFile(db, { ...file, scan, sealed: sealFile(keeping.encryption, file) })
  await place(keeping, arrived)
  return row
}

/** A file as it travels with what names it (随行文件): its bytes in base64, told by their hash. */
export interface TravellingFile {
  fileId: string
  name: string
  mediaType: string
  sha256: string
  content: string
}

/**
 * Takes a file in under the id that it had elsewhere, looked at as an upload is. Refused (422): bytes that are not those of
 * the hash, a type that may not be handed in, an id under which other bytes are here.
 */
export async function takeInFile(
  db: pg.PoolClient,
  keeping: Keeping,
  { fileId, name, mediaType, sha256, content }: TravellingFile,
  uploadedBy: string,
): Promise<void> {
  const known = await selectFile(db, fileId)
  if (known !== undefined && known.sha256 === sha256) return
  if (known !== undefined) throw ruleViolated('', 'FILE_DIFFERS', DIFFERS)
  const bytes = Buffer.from(content, 'base64')
  const { folder, encryption } = keeping
  const arrived = await receive(folder, Readable.from([bytes]), { limit: bytes.length, encryption })
  try {
    if (arrived.sha256 !== sha256) throw ruleViolated('/sha256', 'FILE_HASH', HASH)
    const looked = await lookAt(keeping, { arrived, declared: mediaType })
    await bring(keeping, arrived)
    await keepFile(db, keeping, { arrived, name, uploadedBy, fileId }, looked)
    // Under the lock of its content, which the transaction of an import holds to its end.
    await confirm(keeping, arrived)
  } finally {
    await discard(arrived.path)
  }
}

/** A file that everybody may read, with its bytes; undefined when it is not here. */
export async function travellingFile(
  deps: Pick<Deps, 'pool' | 'files'>,
  fileId: string,
): Promise<TravellingFile | undefined> {
  const found = await readFileContent(deps, fileId, { published: true }).catch(() => undefined)
  if (found === undefined) return undefined
  const parts: Buffer[] = []
  for await (const part of found.content) parts.push(part as Buffer)
  const { name, media_type: mediaType, sha256 } = found.file
  return { fileId, name, mediaType, sha256, content: Buffer.concat(parts).toString('base64') }
}

const DIFFERS = { en: 'Another file has this id here', zh: '该文件编号已对应其他内容' }
const HASH = { en: 'The bytes are not those of the hash', zh: '文件内容与哈希值不一致' }

/**
 * 422 findings for files that this uploader cannot hand in: unknown, somebody else's, older than a day; where a scanner is
 * configured, also what it has not found clean.
 */
export async function checkFiles(
  { pool, files }: Pick<Deps, 'files'> & { pool: Queryable },
  used: UsedFile[],
  uploadedBy: string,
): Promise<InputError[]> {
  if (used.length === 0) return []
  const usable = await selectUsable(pool, idsOf(used), uploadedBy)
  return used.flatMap((each) => {
    const scan = usable.get(each.fileId.toLowerCase())
    if (scan === undefined) return [unknownFile(each)]
    return files.scan === undefined || scan === 'clean' ? [] : [unscannedFile(each)]
  })
}

const unscannedFile = ({ pointer }: UsedFile): InputError => ({
  pointer,
  code: 'FILE_NOT_CLEAN',
  message: {
    en: 'The virus scanner has not found this file clean: upload it again',
    zh: '该文件未通过病毒扫描，请重新上传',
  },
})

interface UsedFile {
  pointer: string
  fileId: string
}

const idsOf = (used: UsedFile[]): string[] => used.map(({ fileId }) => fileId)

const unknownFile = ({ pointer }: UsedFile): InputError => ({
  pointer,
  code: 'FILE_UNKNOWN',
  message: {
    en: 'You have uploaded no such file within the last 24 hours',
    zh: '您在最近 24 小时内没有上传过该文件',
  },
})

/**
 * 422 findings for files that an item must not name, since everybody will read them: unknown ones, and other people's,
 * who sent them in for their cases. `before`: those that the draft names already.
 */
export async function checkItemFiles(
  db: Queryable,
  used: UsedFile[],
  before: ReadonlySet<string>,
  uploadedBy: string,
): Promise<InputError[]> {
  const fresh = used.filter(({ fileId }) => !before.has(fileId))
  const publishable = await publishableFiles(db, fresh, uploadedBy)
  return fresh.filter(({ fileId }) => !publishable.has(fileId)).map(unknownFile)
}

/** Which of these files may stand in an item that this person brings: published before, or his own of the last day. */
export async function publishableFiles(
  db: Queryable,
  used: UsedFile[],
  uploadedBy: string,
): Promise<Set<string>> {
  return used.length === 0 ? new Set() : selectPublishable(db, idsOf(used), uploadedBy)
}

/** Publishes files with an item (随事项公开): everybody may read them from now on, and they stay. */
export async function publishFiles(db: Queryable, used: UsedFile[]): Promise<void> {
  if (used.length > 0) await keep(db, idsOf(used))
}

/**
 * A stored file and its bytes; 404 when either is not there. The right to it is looked at by the caller; `published`:
 * only one that is everybody's.
 */
export async function readFileContent(
  { pool, files }: Pick<Deps, 'pool' | 'files'>,
  fileId: string,
  { published = false } = {},
): Promise<{ file: FileRow; content: Readable }> {
  const file = await selectFile(pool, fileId)
  if (published && file?.kept !== true) throw problem('NOT_FOUND')
  if (file?.scan === 'infected') throw problem('FILE_QUARANTINED')
  const opened = file === undefined ? undefined : await openContent(files, file.sha256)
  if (file === undefined || opened === undefined) throw problem('NOT_FOUND')
  try {
    checkSeal(files.encryption, file, opened.legacy)
  } catch (error) {
    opened.content.destroy()
    throw error
  }
  return { file, content: opened.content }
}

/** Those of the files that may be handed on: clean where a scanner is configured, in no case infected. */
export async function cleanFiles(
  { pool, files }: Pick<Deps, 'files'> & { pool: Queryable },
  fileIds: string[],
): Promise<ReadonlySet<string>> {
  if (fileIds.length === 0) return new Set()
  const isClean = (scan: string) => (files.scan === undefined ? scan !== 'infected' : scan === 'clean')
  const rows = await selectScans(pool, fileIds)
  return new Set(rows.filter(({ scan }) => isClean(scan)).map(({ file_id }) => file_id))
}

/** Those of the files that are there (附件是否存在); asks nothing when none is named. */
export async function existingFiles(db: Queryable, fileIds: string[]): Promise<ReadonlySet<string>> {
  return new Set(fileIds.length === 0 ? [] : await selectExistingFiles(db, fileIds))
}
