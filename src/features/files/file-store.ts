import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { files } from './file-tables.js'

/** A row of `files`. */
export interface FileRow
  extends Pick<
    RowOf<typeof files>,
    'file_id' | 'size' | 'name' | 'media_type' | 'scan' | 'uploaded_by' | 'sealed' | 'kept' | 'uploaded_at'
  > {
  /** Hexadecimal. */
  sha256: string
  /** issuer|subject. */
  uploaded_by: RowOf<typeof files>['uploaded_by']
  /** Binds the row to what it was when it was written (file-seal.ts); null in rows of releases before. */
  sealed: RowOf<typeof files>['sealed']
  /** Published with an item. */
  kept: RowOf<typeof files>['kept']
  /** Until when it can be handed in with a case. */
  usable_until: string
}

export const FILE_COLUMNS = `file_id, encode(sha256, 'hex') as sha256, size, name, media_type, scan, uploaded_by, sealed, kept, uploaded_at,
  uploaded_at + interval '24 hours' as usable_until`

/** Held while content is put in place or taken away: both never happen to the same bytes at once. */
export async function lockContent(db: Queryable, sha256: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(7924011, hashtext($1))', [sha256])
}

/** Held until the transaction ends: of one person's uploads each sees what those before have brought. */
export async function lockUploader(db: Queryable, uploadedBy: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(7924013, hashtext($1))', [uploadedBy])
}

/** Bytes that this person has uploaded within a day, with those that open uploads have announced. */
export async function sumOfDay(db: Queryable, uploadedBy: string): Promise<number> {
  const { rows } = await db.query<{ bytes: number }>({
    name: 'sum-files-of-day',
    text: `select ((select coalesce(sum(size), 0) from files
        where uploaded_by = $1 and uploaded_at > app_now() - interval '24 hours')
      + (select coalesce(sum(length), 0) from uploads
        where uploaded_by = $1 and created_at > app_now() - interval '24 hours' and finished_at is null))::float8 as bytes`,
    values: [uploadedBy],
  })
  return rows[0]?.bytes ?? 0
}

export async function insertFile(
  db: Queryable,
  file: Omit<FileRow, 'kept' | 'uploaded_at' | 'usable_until'>,
): Promise<FileRow> {
  const { rows } = await db.query<FileRow>({
    name: 'insert-file',
    text: `insert into files (file_id, sha256, size, name, media_type, scan, uploaded_by, sealed, uploaded_at)
      values ($1, decode($2, 'hex'), $3, $4, $5, $6, $7, $8, app_now()) returning ${FILE_COLUMNS}`,
    values: [
      file.file_id,
      file.sha256,
      file.size,
      file.name,
      file.media_type,
      file.scan,
      file.uploaded_by,
      file.sealed,
    ],
  })
  const [row] = rows
  if (row === undefined) throw new Error('an insert returned nothing')
  return row
}

/** A file of this uploader; undefined when there is none. */
export async function selectOwnFile(
  db: Queryable,
  fileId: string,
  uploadedBy: string,
): Promise<FileRow | undefined> {
  const { rows } = await db.query<FileRow>({
    name: 'select-own-file',
    text: `select ${FILE_COLUMNS} from files where file_id = $1 and uploaded_by = $2`,
    values: [fileId, uploadedBy],
  })
  return rows[0]
}

export async function selectFile(db: Queryable, fileId: string): Promise<FileRow | undefined> {
  const { rows } = await db.query<FileRow>({
    name: 'select-file',
    text: `select ${FILE_COLUMNS} from files where file_id = $1`,
    values: [fileId],
  })
  return rows[0]
}

/** Which of these the uploader may hand in, his own of the last 24 hours, with what the scanner said. */
export async function selectUsable(
  db: Queryable,
  fileIds: string[],
  uploadedBy: string,
): Promise<Map<string, string>> {
  const { rows } = await db.query<Pick<RowOf<typeof files>, 'file_id' | 'scan'>>({
    name: 'select-usable-files',
    text: `select file_id, scan from files where file_id = any($1::uuid[]) and uploaded_by = $2
      and uploaded_at > app_now() - interval '24 hours'`,
    values: [fileIds, uploadedBy],
  })
  return new Map(rows.map((row) => [row.file_id, row.scan]))
}

/** Which of these may stand in an item: published with one before, or the uploader's own of the last 24 hours. */
export async function selectPublishable(
  db: Queryable,
  fileIds: string[],
  uploadedBy: string,
): Promise<Set<string>> {
  const { rows } = await db.query<Pick<RowOf<typeof files>, 'file_id'>>({
    name: 'select-publishable-files',
    text: `select file_id from files where file_id = any($1::uuid[])
      and (kept or (uploaded_by = $2 and uploaded_at > app_now() - interval '24 hours'))`,
    values: [fileIds, uploadedBy],
  })
  return new Set(rows.map((row) => row.file_id))
}

/** From now on they are everybody's, and never swept. */
export async function keep(db: Queryable, fileIds: string[]): Promise<void> {
  await db.query({
    name: 'keep-files',
    text: 'update files set kept = true where file_id = any($1::uuid[]) and not kept',
    values: [fileIds],
  })
}

/**
 * Forgets up to a thousand files that no case and no draft of an item took, a day after they could last be handed in,
 * so that no request is still on its way with one. Returns the hashes of what may no longer be needed.
 */
export async function deleteUnused(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>(`
    delete from files where file_id in (
      select f.file_id from files f
      where f.uploaded_at < app_now() - interval '48 hours' and not f.kept
        and not exists (select from case_materials m where m.file_id = f.file_id)
        and not exists (select from case_parties p where p.mandate_file_id = f.file_id)
        and not exists (select from item_drafts d where item_file_ids(d.document) @> array[f.file_id::text])
      order by f.uploaded_at limit 1000)
    returning encode(sha256, 'hex') as sha256`)
  return [...new Set(rows.map((row) => row.sha256))]
}

/** Which of these hashes no file has. */
export async function selectUnknown(db: Queryable, hashes: string[]): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>(
    `select h as sha256 from unnest($1::text[]) h where not exists (select from files where sha256 = decode(h, 'hex'))`,
    [hashes],
  )
  return rows.map((row) => row.sha256)
}

/** Files that no scanner has looked at, the newest first. */
export async function pageNotScanned(
  db: Queryable,
  limit: number,
): Promise<Pick<FileRow, 'file_id' | 'sha256'>[]> {
  const { rows } = await db.query<Pick<FileRow, 'file_id' | 'sha256'>>({
    name: 'page-not-scanned',
    text: `select file_id, encode(sha256, 'hex') as sha256 from files
      where scan = 'notScanned' order by file_id desc limit $1`,
    values: [limit],
  })
  return rows
}

export async function updateScan(db: Queryable, fileId: string, scan: FileRow['scan']): Promise<void> {
  await db.query({
    name: 'update-scan',
    text: 'update files set scan = $2 where file_id = $1',
    values: [fileId, scan],
  })
}

/** What a scanner said of files. */
export async function selectScans(
  db: Queryable,
  fileIds: string[],
): Promise<Pick<RowOf<typeof files>, 'file_id' | 'scan'>[]> {
  const { rows } = await db.query<Pick<RowOf<typeof files>, 'file_id' | 'scan'>>(
    'select file_id, scan from files where file_id = any($1::uuid[])',
    [fileIds],
  )
  return rows
}

/** Those of the files that are there. */
export async function selectExistingFiles(db: Queryable, fileIds: string[]): Promise<string[]> {
  const { rows } = await db.query<Pick<RowOf<typeof files>, 'file_id'>>(
    'select file_id from files where file_id = any($1::uuid[])',
    [fileIds],
  )
  return rows.map((row) => row.file_id)
}
