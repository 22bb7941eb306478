import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import { IMPORT_COLUMNS, type ImportRow } from './import-store.js'
import type { importChunks, importEntries, importVersions } from './import-tables.js'
import type { PlannedState } from './items/entry.js'

/**
 * An import that is not finished, held until the transaction ends; undefined: nothing is left to do. One that was ended
 * with its job and is let go on is checked where it stood, and then written from where it stood.
 */
export async function lockImport(db: Queryable, importId: string): Promise<ImportRow | undefined> {
  const { rows } = await db.query<ImportRow>({
    name: 'lock-import',
    text: `update imports set finished_at = null,
        state = case when state in ('failed', 'cancelled') then 'checking' else state end
      where import_id = $1 and state in ('checking', 'applying', 'failed', 'cancelled') returning ${IMPORT_COLUMNS}`,
    values: [importId],
  })
  return rows[0]
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
  state: 'DRAFT' | 'IN_USE' | 'SUSPENDED' | 'RETIRED'
  revision: number
  latest_version: number
  /** What it becomes on a later day; entries of the directory never do. */
  planned?: PlannedState | null
}

/** `latest_version` counts those that were withdrawn: a number is never used again. */
export async function selectKnownItems(db: Queryable, codes: string[]): Promise<KnownEntry[]> {
  const { rows } = await db.query<KnownEntry>({
    name: 'import-known',
    text: `select item_code as code, organisation_code, state, revision, greatest(latest_version, coalesce((
        select max(c.version) from item_changes c where c.item_code = i.item_code), 0)) as latest_version,
        case when planned_from is not null then jsonb_strip_nulls(
          jsonb_build_object('state', planned_state, 'from', planned_from, 'reason', planned_reason)) end as planned
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
  kind: keyof typeof COMPARED,
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
  planned: PlannedState | null
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
          is_change, base_revision, planned)
        select $1, r.line, r.item_code, r.organisation_code, r.division_code, r.divisions, r.state, r.is_change,
          r.base_revision, r.planned
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
     select $1, r.line, r.item_code, r.findings from jsonb_populate_recordset(null::import_findings, $2::jsonb) r
     on conflict (import_id, line) do update set findings = import_findings.findings || excluded.findings`,
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

/** Moves on in the upload; the row is held. */
export async function saveProgress(
  db: Queryable,
  importId: string,
  { readBytes, readLines }: Pick<Progress, 'readBytes' | 'readLines'>,
): Promise<void> {
  await db.query({
    name: 'import-progress',
    text: `update imports set read_bytes = $2, read_lines = $3, updated_at = clock_timestamp() where import_id = $1`,
    values: [importId, readBytes, readLines],
  })
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

/** All lines are checked: they are applied, or nothing is, or nothing was to be. Gives the new state. */
export async function endChecking(db: Queryable, importId: string): Promise<ImportRow['state'] | undefined> {
  const { rows } = await db.query<{ state: ImportRow['state'] }>(
    `update imports set updated_at = clock_timestamp(),
       state = case when mode = 'preview' then 'done' when mode = 'all' and refused > 0 then 'refused' else 'applying' end,
       finished_at = case when mode = 'preview' or mode = 'all' and refused > 0 then app_now() end
     where import_id = $1 and state = 'checking' returning state`,
    [importId],
  )
  return rows[0]?.state
}

/** What became of good lines: created, changed or unchanged. */
export async function insertOutcomes(
  db: Queryable,
  importId: string,
  outcomes: readonly { line: number; code: string; is: string }[],
): Promise<Set<number>> {
  const { rows } = await db.query<{ line: number }>({
    name: 'import-outcomes',
    text: `insert into import_entries (import_id, line, item_code, organisation_code, division_code, divisions, state, is_change)
      select $1, r.line, r.code, '', '', '{}', r.is, r.is <> 'unchanged'
      from jsonb_to_recordset($2::jsonb) r(line int, code text, "is" text) order by r.line
      on conflict (import_id, item_code) do nothing returning line`,
    values: [importId, JSON.stringify(outcomes)],
  })
  return new Set(rows.map(({ line }) => line))
}

/** Of some lines those that were good when they were checked. */
export async function selectAccepted(
  db: Queryable,
  importId: string,
  from: number,
  to: number,
): Promise<Set<number>> {
  const { rows } = await db.query<{ line: number }>({
    name: 'import-accepted',
    text: 'select line from import_entries where import_id = $1 and line between $2 and $3 and is_change',
    values: [importId, from, to],
  })
  return new Set(rows.map(({ line }) => line))
}

/** Of the next lines to be applied those of organs that are out of reach now: they are not put aside any more. */
export async function takeBeyond(
  db: Queryable,
  importId: string,
  reach: readonly string[],
  after: number,
  limit: number,
): Promise<{ line: number; item_code: string }[]> {
  const { rows } = await db.query<Pick<RowOf<typeof importEntries>, 'line' | 'item_code'>>({
    name: 'import-beyond',
    text: `delete from import_entries where import_id = $1 and line in (
        select line from import_entries where import_id = $1 and line > $2 and is_change order by line limit $3)
      and organisation_code <> all($4::text[]) and not divisions && $4::text[] returning line, item_code`,
    values: [importId, after, limit, reach],
  })
  return rows
}

/** A line that was good and is refused now: it has no outcome any more. */
export async function deleteOutcomes(
  db: Queryable,
  importId: string,
  lines: readonly number[],
): Promise<void> {
  await db.query('delete from import_entries where import_id = $1 and line = any($2::int[])', [
    importId,
    lines,
  ])
}
