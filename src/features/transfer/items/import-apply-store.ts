import type { Queryable } from '../../../database/queryable.js'
import type { LegalDate } from '../../../shared/time.js'
import type { ImportRow } from '../import-store.js'
import type { PlannedState } from './entry.js'
import { APPLY_DIRECTORY } from './import-directory-store.js'
import type { EntryKind } from './import-kind.js'

/** What an item was before the statement; one that begins is as if it had been in use. */
const STATE_BEFORE = `case coalesce(before.state, 'DRAFT') when 'DRAFT' then 'IN_USE' else before.state end`

/**
 * Some accepted lines become items and versions: one statement for all of them. A line whose item was changed since it was
 * compared does nothing, and is told. Drafts stay: they are somebody's work. Of the files that are named only the importer's
 * own become public: what others sent in for their cases never does.
 */
const APPLY_ITEMS = `
with given as materialized (
  select e.* from import_entries e where e.import_id = $1 and e.line > $2 and e.is_change order by e.line limit $3),
added as materialized (
  select v.* from import_versions v join given g on g.line = v.line where v.import_id = $1),
newest as (
  select distinct on (line) line, version, document->>'name' as name, document->>'type' as type,
    document->>'handling' as handling, array(select jsonb_array_elements_text(document->'audiences')) as audiences
  from added order by line, version desc),
made as (
  insert into items (item_code, organisation_code, division_code, divisions, state, latest_version, name, type, handling,
    audiences, planned_state, planned_from, planned_reason, planned_by, created_at, updated_at)
  select g.item_code, g.organisation_code, g.division_code, g.divisions, g.state, n.version, n.name, n.type, n.handling,
    n.audiences, g.planned->>'state', (g.planned->>'from')::date, g.planned->>'reason',
    case when g.planned is not null then $4 end, app_now(), app_now()
  from given g join newest n on n.line = g.line where g.base_revision is null
  on conflict (item_code) do nothing returning item_code),
changed as (
  update items i set state = g.state, revision = i.revision + 1, updated_at = app_now(),
    latest_version = coalesce(n.version, i.latest_version), name = coalesce(n.name, i.name),
    type = coalesce(n.type, i.type), handling = coalesce(n.handling, i.handling),
    audiences = case when n.line is null then i.audiences else n.audiences end,
    planned_state = case when g.planned is null then i.planned_state else g.planned->>'state' end,
    planned_from = case when g.planned is null then i.planned_from else (g.planned->>'from')::date end,
    planned_reason = case when g.planned is null then i.planned_reason else g.planned->>'reason' end,
    planned_by = case when g.planned is null then i.planned_by else $4 end
  from given g left join newest n on n.line = g.line
  where i.item_code = g.item_code and i.revision = g.base_revision returning i.item_code),
done as (select item_code from made union all select item_code from changed),
version as (
  insert into item_versions (item_code, version, effective_from, document, published_at, published_by, directory_version)
  select g.item_code, a.version, a.effective_from, a.document, app_now(), $4, a.directory_version
  from added a join given g on g.line = a.line where g.item_code in (select item_code from done)
  returning item_code, version, effective_from),
published as (
  update files set kept = true where not kept and uploaded_by = $4 and file_id in (
    select unnest(item_file_ids(a.document))::uuid from added a join given g on g.line = a.line
    where g.item_code in (select item_code from done))),
told as (
  insert into item_changes (item_code, act, at, by, revision, version, details)
  select item_code, act, app_now(), $4, null, version, details from (
    select item_code, 'PUBLISHED' as act, version, 1 as turn, jsonb_build_object('effectiveFrom', effective_from) as details
    from version union all
    select g.item_code, case g.state when 'SUSPENDED' then 'SUSPENDED' when 'RETIRED' then 'RETIRED' else 'RESUMED' end,
      null, 2, '{}' from given g left join items before on before.item_code = g.item_code
    where g.item_code in (select item_code from done)
      and g.state <> ${STATE_BEFORE}
    union all
    select g.item_code, 'STATE_PLANNED', null, 3, jsonb_strip_nulls(jsonb_build_object(
      'state', g.planned->>'state', 'effectiveFrom', g.planned->>'from', 'reason', g.planned->>'reason'))
    from given g where g.planned is not null and g.item_code in (select item_code from done)) acts
  order by item_code, turn, version)
select g.line, g.item_code, g.item_code in (select item_code from done) as is_done,
  case when g.state <> ${STATE_BEFORE} then g.state end as changed_state, g.planned
from given g left join items before on before.item_code = g.item_code order by g.line`

const APPLY: Record<EntryKind, string> = { items: APPLY_ITEMS, directory: APPLY_DIRECTORY }

export interface AppliedLine {
  line: number
  item_code: string
  is_done: boolean
  /** Of items: the state that they get now, and on a later day. */
  changed_state?: string | null
  planned?: PlannedState | null
}

/** Applies the lines after one, in their order. Gives what was looked at; fewer than the limit: that was all. */
export async function applyEntries(
  db: Queryable,
  { import_id: importId, created_by: by }: Pick<ImportRow, 'import_id' | 'created_by'>,
  kind: EntryKind,
  after: number,
  limit: number,
): Promise<AppliedLine[]> {
  const { rows } = await db.query<AppliedLine>({
    name: `import-apply-${kind}`,
    text: APPLY[kind],
    values: [importId, after, limit, by],
  })
  return rows
}

export interface AppliedVersion {
  item_code: string
  organisation_code: string
  divisions: string[]
  type: string
  name: string
  version: number
  effective_from: LegalDate
}

/** The versions that some applied lines published, in their order. */
export async function selectAppliedVersions(
  db: Queryable,
  importId: string,
  lines: readonly number[],
): Promise<AppliedVersion[]> {
  const { rows } = await db.query<AppliedVersion>({
    name: 'import-applied-versions',
    text: `select i.item_code, i.organisation_code, i.divisions, v.document->>'type' as type, v.document->>'name' as name, v.version, v.effective_from
      from import_versions v join import_entries e on e.import_id = v.import_id and e.line = v.line
      join items i on i.item_code = e.item_code
      where v.import_id = $1 and v.line = any($2::int[]) order by v.line, v.version`,
    values: [importId, lines],
  })
  return rows
}

/** A batch of mode valid: counts, and where to go on. */
export async function saveApplied(
  db: Queryable,
  importId: string,
  batch: { line: number; applied: number; refused: number },
): Promise<void> {
  await db.query({
    name: 'import-batch-applied',
    text: `update imports set applied = applied + $3, accepted = accepted - $4, refused = refused + $4, applied_line = $2,
        updated_at = clock_timestamp() where import_id = $1`,
    values: [importId, batch.line, batch.applied, batch.refused],
  })
}

/** The end of the work. */
export async function finishImport(
  db: Queryable,
  importId: string,
  end: { state: 'done' | 'refused'; applied?: number; refusedNow?: number },
): Promise<void> {
  await db.query(
    `update imports set state = $2, applied = coalesce($3, applied), accepted = accepted - $4, refused = refused + $4,
       finished_at = app_now(), updated_at = clock_timestamp() where import_id = $1`,
    [importId, end.state, end.applied ?? null, end.refusedNow ?? 0],
  )
}

const STAGED = ['import_chunks', 'import_entries', 'import_versions'] as const

/** Removes what was put aside for imports that are finished; some rows at a time. Gives the number of rows. */
export async function deleteStaged(db: Queryable, most: number): Promise<number> {
  let deleted = 0
  for (const table of STAGED) {
    const { rowCount } = await db.query(
      `delete from ${table} where ctid in (
         select s.ctid from imports i join ${table} s on s.import_id = i.import_id
         where i.state in ('done', 'refused') ${table === 'import_entries' ? `and i.kind in ('items', 'directory')` : ''} limit $1)`,
      [most],
    )
    deleted += rowCount ?? 0
  }
  return deleted
}
