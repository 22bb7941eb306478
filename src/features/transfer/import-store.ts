import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { importFindings, imports } from './import-tables.js'
import type { KeptCaller } from './kept-caller.js'
import type { KindName } from './kind-names.js'
import type { LineFinding } from './line.js'

/** All lines or nothing; every good line; or nothing but a look at each (试运行). */
export type ImportMode = 'all' | 'valid' | 'preview'

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
    | 'job_id'
    | 'caller'
  > {
  /** Hexadecimal. */
  sha256: string
  kind: KindName
  mode: ImportMode
  state: 'uploading' | 'checking' | 'applying' | 'done' | 'refused' | 'failed' | 'cancelled'
}

export const IMPORT_COLUMNS = `import_id, created_by, created_at, reach, kind, mode, state, bytes, encode(sha256, 'hex') as sha256, lines,
  read_bytes, read_lines, accepted, refused, unchanged, applied, applied_line, attempts, finished_at, job_id, caller`

/** Who brings what, and how it is to be taken. */
export interface UploadTerms {
  createdBy: string
  /** Divisions at which the uploader's rights begin; null: no limit. */
  reach: string[] | null
  kind: ImportRow['kind']
  mode: ImportRow['mode']
  /** Who brings it, with the rights of that moment; every line is judged by those that he has then (importer-now.ts). */
  caller: KeptCaller
}

/** A new import, whose upload begins. */
export async function insertImport(db: Queryable, given: { importId: string } & UploadTerms): Promise<void> {
  await db.query(
    `insert into imports (import_id, created_by, created_at, updated_at, reach, kind, mode, state, caller)
     values ($1, $2, app_now(), clock_timestamp(), $3, $4, $5, 'uploading', $6)`,
    [given.importId, given.createdBy, given.reach, given.kind, given.mode, given.caller],
  )
}

/** The next piece of the upload, as it is kept (`size`: how long it was); false when the import is gone. */
export async function insertChunk(
  db: Queryable,
  importId: string,
  startAt: number,
  { size, bytes }: { size: number; bytes: Buffer },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'import-chunk',
    text: `with growing as (
        update imports set updated_at = clock_timestamp(), bytes = $2::bigint + $4
        where import_id = $1 and state = 'uploading' returning import_id)
      insert into import_chunks (import_id, start_at, bytes) select import_id, $2, $3 from growing`,
    values: [importId, startAt, bytes, size],
  })
  return rowCount === 1
}

/**
 * The upload is whole: from here on it is checked by its job, whatever happens to this instance. Claimed for ever, so that
 * an instance of the release before, which knows no such job, leaves it alone.
 */
export async function finishUpload(
  db: Queryable,
  importId: string,
  upload: { sha256: Buffer; bytes: number; lines: number; jobId: string },
): Promise<ImportRow> {
  const { rows } = await db.query<ImportRow>(
    `update imports set state = 'checking', sha256 = $2, bytes = $3, lines = $4, job_id = $5,
       claimed_until = 'infinity', updated_at = clock_timestamp()
     where import_id = $1 and state = 'uploading' returning ${IMPORT_COLUMNS}`,
    [importId, upload.sha256, upload.bytes, upload.lines, upload.jobId],
  )
  const [row] = rows
  if (row === undefined) throw new Error('the upload was swept while it arrived')
  return row
}

/** The same bytes by the same caller as the same kind in the same mode, still being worked on. */
export async function selectSame(
  db: Queryable,
  { sha256, kind, mode, createdBy }: { sha256: Buffer } & Omit<UploadTerms, 'reach' | 'caller'>,
): Promise<ImportRow | undefined> {
  const { rows } = await db.query<ImportRow>(
    `select ${IMPORT_COLUMNS} from imports
     where created_by = $1 and mode = $2 and sha256 = $3 and kind = $4 and state in ('checking', 'applying') limit 1`,
    [createdBy, mode, sha256, kind],
  )
  return rows[0]
}

export async function selectImport(db: Queryable, importId: string): Promise<ImportRow | undefined> {
  const { rows } = await db.query<ImportRow>(
    `select ${IMPORT_COLUMNS} from imports where import_id = $1 and state <> 'uploading'`,
    [importId],
  )
  return rows[0]
}

/** The caller's imports, the newest first. */
export async function selectImports(
  db: Queryable,
  createdBy: string,
  kinds: readonly KindName[],
  after: string | undefined,
  limit: number,
): Promise<ImportRow[]> {
  const { rows } = await db.query<ImportRow>(
    `select ${IMPORT_COLUMNS} from imports
     where created_by = $1 and state <> 'uploading' and ($2::uuid is null or import_id < $2) and kind = any($4::text[])
     order by import_id desc limit $3`,
    [createdBy, after ?? null, limit, kinds],
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

export interface ImportLine {
  line: number
  code: string | null
  outcome: string
  findings: LineFinding[] | null
}

/** What became of the lines, in their order: of those that were good, and of those that were refused. */
export async function selectLines(
  db: Queryable,
  importId: string,
  outcome: string | undefined,
  after: number,
  limit: number,
): Promise<ImportLine[]> {
  const { rows } = await db.query<ImportLine>({
    name: 'import-lines',
    text: `select line, code, outcome, findings from (
        (select line, item_code as code, findings, 'refused' as outcome from import_findings
          where import_id = $1 and line > $2 and coalesce($3, 'refused') = 'refused' order by line limit $4)
        union all
        (select e.line, e.item_code, null, case when not e.is_change then 'unchanged'
            when e.state in ('created', 'changed') then e.state
            when e.base_revision is null then 'created' else 'changed' end
          from import_entries e where e.import_id = $1 and e.line > $2 and $3 is distinct from 'refused')) found
      where ($3::text is null or outcome = $3) order by line limit $4`,
    values: [importId, after, outcome ?? null, limit],
  })
  return rows
}

/** The jobs of imports that are not over. */
export async function selectOpenJobs(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ job_id: string } & Pick<RowOf<typeof imports>, 'job_id'>>(
    `select job_id from imports where state in ('checking', 'applying') and job_id is not null limit 1000`,
  )
  return rows.map(({ job_id }) => job_id)
}

/** Ends the imports of jobs that ended otherwise than by being done. */
export async function settleStates(
  db: Queryable,
  over: readonly (readonly [jobId: string, state: string])[],
): Promise<void> {
  await db.query(
    `update imports i set state = s.state, finished_at = app_now(), updated_at = clock_timestamp()
     from unnest($1::uuid[], $2::text[]) s(job_id, state)
     where i.job_id = s.job_id and i.state in ('checking', 'applying')`,
    [over.map(([id]) => id), over.map(([, state]) => state)],
  )
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
        or updated_at < clock_timestamp() - interval '30 days'
      order by created_at limit 20)`)
  return rowCount ?? 0
}
