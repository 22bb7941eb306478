import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { importFindings, imports } from './import-tables.js'
import type { LineFinding } from './line.js'

export interface ImportRow
  extends Pick<
    RowOf<typeof imports>,
    | 'import_id'
    | 'created_by'
    | 'created_at'
    | 'reach'
    | 'kind'
    | 'mode'
    | 'state'
    | 'bytes'
    | 'lines'
    | 'read_bytes'
    | 'read_lines'
    | 'accepted'
    | 'refused'
    | 'unchanged'
    | 'applied'
    | 'applied_line'
    | 'attempts'
    | 'finished_at'
  > {
  /** Hexadecimal. */
  sha256: string
  /** 事项 or 基本目录. */
  kind: 'items' | 'directory'
  mode: 'all' | 'valid'
  state: 'uploading' | 'checking' | 'applying' | 'done' | 'refused' | 'failed'
}

const COLUMNS = `import_id, created_by, created_at, reach, kind, mode, state, bytes, encode(sha256, 'hex') as sha256, lines,
  read_bytes, read_lines, accepted, refused, unchanged, applied, applied_line, attempts, finished_at`

/** Who brings what, and how it is to be taken. */
export interface UploadTerms {
  createdBy: string
  /** Divisions at which the uploader's rights begin; null: no limit. */
  reach: string[] | null
  kind: ImportRow['kind']
  mode: ImportRow['mode']
}

/** A new import, whose upload begins. */
export async function insertImport(db: Queryable, given: { importId: string } & UploadTerms): Promise<void> {
  await db.query(
    `insert into imports (import_id, created_by, created_at, updated_at, reach, kind, mode, state)
     values ($1, $2, app_now(), clock_timestamp(), $3, $4, $5, 'uploading')`,
    [given.importId, given.createdBy, given.reach, given.kind, given.mode],
  )
}

/** The next piece of the upload; false when the import is gone. */
export async function insertChunk(
  db: Queryable,
  importId: string,
  startAt: number,
  bytes: Buffer,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'import-chunk',
    text: `with growing as (
        update imports set updated_at = clock_timestamp(), bytes = $2::bigint + length($3::bytea)
        where import_id = $1 and state = 'uploading' returning import_id)
      insert into import_chunks (import_id, start_at, bytes) select import_id, $2, $3 from growing`,
    values: [importId, startAt, bytes],
  })
  return rowCount === 1
}

/** The upload is whole: from here on it is checked, whatever happens to this instance. */
export async function finishUpload(
  db: Queryable,
  importId: string,
  upload: { sha256: Buffer; bytes: number; lines: number },
): Promise<ImportRow> {
  const { rows } = await db.query<ImportRow>(
    `update imports set state = 'checking', sha256 = $2, bytes = $3, lines = $4, updated_at = clock_timestamp()
     where import_id = $1 and state = 'uploading' returning ${COLUMNS}`,
    [importId, upload.sha256, upload.bytes, upload.lines],
  )
  const [row] = rows
  if (row === undefined) throw new Error('the upload was swept while it arrived')
  return row
}

/** The same bytes by the same caller as the same kind in the same mode, still being worked on. */
export async function selectSame(
  db: Queryable,
  { sha256, kind, mode, createdBy }: { sha256: Buffer } & Omit<UploadTerms, 'reach'>,
): Promise<ImportRow | undefined> {
  const { rows } = await db.query<ImportRow>(
    `select ${COLUMNS} from imports
     where created_by = $1 and mode = $2 and sha256 = $3 and kind = $4 and state in ('checking', 'applying') limit 1`,
    [createdBy, mode, sha256, kind],
  )
  return rows[0]
}

export async function selectImport(db: Queryable, importId: string): Promise<ImportRow | undefined> {
  const { rows } = await db.query<ImportRow>(
    `select ${COLUMNS} from imports where import_id = $1 and state <> 'uploading'`,
    [importId],
  )
  return rows[0]
}

/** The caller's imports, the newest first. */
export async function selectImports(
  db: Queryable,
  createdBy: string,
  after: string | undefined,
  limit: number,
): Promise<ImportRow[]> {
  const { rows } = await db.query<ImportRow>(
    `select ${COLUMNS} from imports
     where created_by = $1 and state <> 'uploading' and ($2::uuid is null or import_id < $2)
     order by import_id desc limit $3`,
    [createdBy, after ?? null, limit],
  )
  return rows
}

export interface RefusedLine extends Pick<RowOf<typeof importFindings>, 'line' | 'item_code' | 'findings'> {
  findings: LineFinding[]
}

export async function selectFindings(
  db: Queryable,
  importId: string,
  after: number,
  limit: number,
): Promise<RefusedLine[]> {
  const { rows } = await db.query<RefusedLine>(
    'select line, item_code, findings from import_findings where import_id = $1 and line > $2 order by line limit $3',
    [importId, after, limit],
  )
  return rows
}

/** An upload that broke off, or was the same as another. */
export async function deleteImport(db: Queryable, importId: string): Promise<void> {
  await db.query('delete from imports where import_id = $1', [importId])
}

/** Uploads that broke off with their instance, and what was finished long ago. */
export async function deleteOldImports(db: Queryable): Promise<number> {
  const { rowCount } = await db.query(`
    delete from imports where import_id in (
      select import_id from imports
      where (state = 'uploading' and updated_at < clock_timestamp() - interval '1 hour')
        or (state in ('done', 'refused', 'failed') and updated_at < clock_timestamp() - interval '30 days')
      order by created_at limit 20)`)
  return rowCount ?? 0
}
