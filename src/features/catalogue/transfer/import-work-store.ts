import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { ItemRow } from '../item-store.js'
import type { ImportRow } from './import-store.js'
import type { importChunks, importEntries, importVersions } from './import-tables.js'

/** Renewed with every batch; after it another instance may take the work over. */
const LEASE = `interval '30 seconds'`
const COLUMNS = `i.import_id, i.created_by, i.created_at, i.reach, i.kind, i.mode, i.state, i.bytes, encode(i.sha256, 'hex') as sha256, i.lines,
  i.read_bytes, i.read_lines, i.accepted, i.refused, i.unchanged, i.applied, i.applied_line, i.attempts, i.finished_at`

/**
 * The oldest import that is not finished, when nobody works on it. One at a time: two would wait for each other's items.
 * Who loses the race for the row looks at the condition again and gets nothing.
 */
export async function claimImport(db: Queryable, worker: string): Promise<ImportRow | undefined> {
  const { rows } = await db.query<ImportRow>(
    `with oldest as (
       select import_id from imports where state in ('checking', 'applying') order by created_at, import_id limit 1)
     update imports i set claimed_by = $1, claimed_until = clock_timestamp() + ${LEASE}, updated_at = clock_timestamp()
     from oldest where i.import_id = oldest.import_id and i.state in ('checking', 'applying')
       and (i.claimed_until is null or i.claimed_until < clock_timestamp())
     returning ${COLUMNS}`,
    [worker],
  )
  return rows[0]
}

/** Leaves the work to others at once. */
export async function releaseImport(db: Queryable, worker: string): Promise<void> {
  await db.query('update imports set claimed_until = null where claimed_by = $1', [worker])
}

/** Counts a failure that is not the database's absence; after the fifth the import is given up. */
export async function countFailure(db: Queryable, importId: string, worker: string): Promise<void> {
  await db.query(
    `update imports set attempts = attempts + 1, updated_at = clock_timestamp(),
       state = case when attempts >= 4 then 'failed' else state end,
       finished_at = case when attempts >= 4 then app_now() end
     where import_id = $1 and claimed_by = $2`,
    [importId, worker],
  )
}

/** A piece of the upload: the one that holds the given byte. */
export async function selectChunk(
  db: Queryable,
  importId: string,
  at: number,
): Promise<{ start_at: number; bytes: Buffer } | undefined> {
  const { rows } = await db.query<Pick<RowOf<typeof importChunks>, 'start_at' | 'bytes'>>({
    name: 'import-piece',
    text: `select start_at, bytes from import_chunks where import_id = $1 and start_at <= $2 order by start_at desc limit 1`,
    values: [importId, at],
  })
  return rows[0]
}

export interface OrganRow {
  code: string
  division_code: string
  divisions: string[]
}

export async function selectOrgans(db: Queryable, codes: string[]): Promise<OrganRow[]> {
  const { rows } = await db.query<OrganRow>({
    name: 'import-organs',
    text: `select o.code, o.division_code, d.ancestors as divisions
      from organisations o join divisions d on d.code = o.division_code where o.code = any($1)`,
    values: [codes],
  })
  return rows
}

/** What an upload's line is compared with; the revision tells whether it was changed since. */
export interface KnownEntry {
  /** Of the item, or the basic code of a directory entry. */
  code: string
  organisation_code: string
  state: ItemRow['state']
  revision: number
  latest_version: number
}

/** `latest_version` counts those that were withdrawn: a number is never used again. */
export async function selectKnownItems(db: Queryable, codes: string[]): Promise<KnownEntry[]> {
  const { rows } = await db.query<KnownEntry>({
    name: 'import-known',
    text: `select item_code as code, organisation_code, state, revision, greatest(latest_version, coalesce((
        select max(c.version) from item_changes c where c.item_code = i.item_code), 0)) as latest_version
      from items i where item_code = any($1)`,
    values: [codes],
  })
  return rows
}

export interface GivenVersion
  extends Pick<RowOf<typeof importVersions>, 'line' | 'version' | 'effective_from' | 'document'> {
  code: string
  document: object
}

/** A version to be added, with the version of the directory entry that it was checked against. */
export type StagedVersion = Omit<GivenVersion, 'code'> &
  Pick<RowOf<typeof importVersions>, 'directory_version'>

const COMPARED = {
  items: { table: 'item_versions', code: 'item_code' },
  directory: { table: 'directory_versions', code: 'basic_code' },
} as const

/** Which of the given versions are here, and whether they are the same. */
export async function compareVersions(
  db: Queryable,
  kind: ImportRow['kind'],
  given: GivenVersion[],
): Promise<{ line: number; version: number; is_same: boolean }[]> {
  const { table, code } = COMPARED[kind]
  const { rows } = await db.query<{ line: number; version: number; is_same: boolean }>({
    name: `import-compare-${kind}`,
    text: `select g.line, g.version, v.effective_from = g.effective_from and v.document = g.document as is_same
      from jsonb_to_recordset($1::jsonb) g(line int, code text, version int, effective_from date, document jsonb)
      join ${table} v on v.${code} = g.code and v.version = g.version`,
    values: [JSON.stringify(given)],
  })
  return rows
}

export interface StagedEntry
  extends Pick<
    RowOf<typeof importEntries>,
    | 'line'
    | 'item_code'
    | 'organisation_code'
    | 'division_code'
    | 'divisions'
    | 'state'
    | 'is_change'
    | 'base_revision'
  > {
  /** Or the basic code of a directory entry. */
  item_code: RowOf<typeof importEntries>['item_code']
}

/** Puts lines aside for later. Gives the lines that were taken; the others name an entry that an earlier line names. */
export async function stageEntries(
  db: Queryable,
  importId: string,
  entries: StagedEntry[],
  versions: StagedVersion[],
): Promise<Set<number>> {
  const { rows } = await db.query<{ line: number }>({
    name: 'import-stage',
    text: `with entry as (
        insert into import_entries (import_id, line, item_code, organisation_code, division_code, divisions, state,
          is_change, base_revision)
        select $1, r.line, r.item_code, r.organisation_code, r.division_code, r.divisions, r.state, r.is_change,
          r.base_revision
        from jsonb_populate_recordset(null::import_entries, $2::jsonb) r order by r.line
        on conflict (import_id, item_code) do nothing returning line),
      version as (
        insert into import_versions (import_id, line, version, effective_from, document, directory_version)
        select $1, r.line, r.version, r.effective_from, r.document, r.directory_version
        from jsonb_populate_recordset(null::import_versions, $3::jsonb) r where r.line in (select line from entry))
      select line from entry`,
    values: [importId, JSON.stringify(entries), JSON.stringify(versions)],
  })
  return new Set(rows.map(({ line }) => line))
}

/** The lines that took these entries first. */
export async function selectFirstLines(
  db: Queryable,
  importId: string,
  codes: string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<Pick<RowOf<typeof importEntries>, 'item_code' | 'line'>>(
    'select item_code, line from import_entries where import_id = $1 and item_code = any($2)',
    [importId, codes],
  )
  return new Map(rows.map(({ item_code, line }) => [item_code, line]))
}

export async function insertFindings(
  db: Queryable,
  importId: string,
  lines: { line: number; item_code: string | null; findings: object[] }[],
): Promise<void> {
  await db.query(
    `insert into import_findings (import_id, line, item_code, findings)
     select $1, r.line, r.item_code, r.findings from jsonb_populate_recordset(null::import_findings, $2::jsonb) r`,
    [importId, JSON.stringify(lines)],
  )
}

export interface Progress {
  readBytes: number
  readLines: number
  accepted: number
  refused: number
  unchanged: number
}

/** Moves on and holds the row until the end of the transaction; false when somebody else has the work. */
export async function saveProgress(
  db: Queryable,
  importId: string,
  worker: string,
  from: number,
  progress: Pick<Progress, 'readBytes' | 'readLines'>,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'import-progress',
    text: `update imports set read_bytes = $4, read_lines = $5, attempts = 0,
        claimed_until = clock_timestamp() + ${LEASE}, updated_at = clock_timestamp()
      where import_id = $1 and claimed_by = $2 and state = 'checking' and read_bytes = $3`,
    values: [importId, worker, from, progress.readBytes, progress.readLines],
  })
  return rowCount === 1
}

export async function addCounts(
  db: Queryable,
  importId: string,
  { accepted, refused, unchanged }: Pick<Progress, 'accepted' | 'refused' | 'unchanged'>,
): Promise<void> {
  await db.query({
    name: 'import-counts',
    text: `update imports set accepted = accepted + $2, refused = refused + $3, unchanged = unchanged + $4
      where import_id = $1`,
    values: [importId, accepted, refused, unchanged],
  })
}

/** All lines are checked: they are applied, or nothing is. Gives the new state. */
export async function endChecking(
  db: Queryable,
  importId: string,
  worker: string,
): Promise<ImportRow['state'] | undefined> {
  const { rows } = await db.query<{ state: ImportRow['state'] }>(
    `update imports set state = case when mode = 'all' and refused > 0 then 'refused' else 'applying' end,
       finished_at = case when mode = 'all' and refused > 0 then app_now() end, updated_at = clock_timestamp()
     where import_id = $1 and claimed_by = $2 and state = 'checking' returning state`,
    [importId, worker],
  )
  return rows[0]?.state
}
