import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { uploadParts, uploads } from './upload-tables.js'

/** A row of `uploads`. */
export interface UploadRow
  extends Pick<
    RowOf<typeof uploads>,
    'upload_id' | 'length' | 'received' | 'name' | 'declared' | 'finished_at'
  > {
  /** Until when it can be gone on with. */
  expires_at: string
}

export type PartRow = Pick<RowOf<typeof uploadParts>, 'position' | 'size' | 'part'>

const COLUMNS = `upload_id, length::float8 as length, received::float8 as received, name, declared, finished_at,
  created_at + interval '24 hours' as expires_at`

export async function insertUpload(
  db: Queryable,
  upload: Pick<UploadRow, 'upload_id' | 'length' | 'name' | 'declared'> & { uploadedBy: string },
): Promise<UploadRow> {
  const { rows } = await db.query<UploadRow>({
    name: 'insert-upload',
    text: `insert into uploads (upload_id, uploaded_by, length, name, declared, created_at)
      values ($1, $2, $3, $4, $5, app_now()) returning ${COLUMNS}`,
    values: [upload.upload_id, upload.uploadedBy, upload.length, upload.name, upload.declared],
  })
  return rows[0] as UploadRow
}

/** An upload of this person that has not expired. */
export async function selectOwnUpload(
  db: Queryable,
  uploadId: string,
  uploadedBy: string,
): Promise<UploadRow | undefined> {
  const { rows } = await db.query<UploadRow>({
    name: 'select-own-upload',
    text: `select ${COLUMNS} from uploads
      where upload_id = $1 and uploaded_by = $2 and created_at > app_now() - interval '24 hours'`,
    values: [uploadId, uploadedBy],
  })
  return rows[0]
}

/** A part counts when it begins where the upload ends; false when another request was faster, or the upload is gone. */
export async function insertPart(db: Queryable, uploadId: string, part: PartRow): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'insert-upload-part',
    text: `
      with moved as (
        update uploads set received = received + $3
        where upload_id = $1 and received = $2 and finished_at is null returning upload_id)
      insert into upload_parts (upload_id, position, size, part)
      select upload_id, $2, $3::integer, $4 from moved`,
    values: [uploadId, part.position, part.size, part.part],
  })
  return rowCount === 1
}

export async function selectParts(db: Queryable, uploadId: string): Promise<PartRow[]> {
  const { rows } = await db.query<PartRow>({
    name: 'select-upload-parts',
    text: `select position::float8 as position, size, part from upload_parts where upload_id = $1 order by position`,
    values: [uploadId],
  })
  return rows
}

/** The upload becomes a file: true for the one request that got it so far. */
export async function finishUpload(db: Queryable, uploadId: string, received: number): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'finish-upload',
    text: `with parts as (delete from upload_parts where upload_id = $1)
      update uploads set received = length, finished_at = app_now()
      where upload_id = $1 and received = $2 and finished_at is null`,
    values: [uploadId, received],
  })
  return rowCount === 1
}

export async function deleteUpload(db: Queryable, uploadId: string): Promise<void> {
  await db.query({
    name: 'delete-upload',
    text: `with parts as (delete from upload_parts where upload_id = $1)
      delete from uploads where upload_id = $1`,
    values: [uploadId],
  })
}

/** Forgets up to a thousand uploads that nobody can go on with; returns how many. */
export async function deleteExpired(db: Queryable): Promise<number> {
  const { rowCount } = await db.query(`
    with gone as (
      delete from uploads where upload_id in (
        select upload_id from uploads where created_at < app_now() - interval '24 hours'
        order by created_at limit 1000 for update skip locked)
      returning upload_id),
    parts as (delete from upload_parts p using gone where p.upload_id = gone.upload_id)
    select from gone`)
  return rowCount ?? 0
}

/** Which of these uploads are under way. */
export async function selectOpenUploads(db: Queryable, uploadIds: string[]): Promise<Set<string>> {
  const { rows } = await db.query<Pick<UploadRow, 'upload_id'>>(
    'select upload_id from uploads where upload_id = any($1::uuid[]) and finished_at is null',
    [uploadIds],
  )
  return new Set(rows.map(({ upload_id: id }) => id))
}
