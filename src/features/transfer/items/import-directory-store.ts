import type { Queryable } from '../../../database/queryable.js'
import type { KnownEntry } from '../import-work-store.js'

/** Entries of the directory that are here; each new version raises the revision, and nothing else changes one. */
export async function selectKnownDirectory(db: Queryable, codes: string[]): Promise<KnownEntry[]> {
  const { rows } = await db.query<KnownEntry>({
    name: 'import-known-directory',
    text: `select basic_code as code, organisation_code, 'IN_USE' as state, latest_version as revision, latest_version
      from directory_entries where basic_code = any($1)`,
    values: [codes],
  })
  return rows
}

/**
 * Some accepted lines become versions of directory entries: one statement for all of them. A line whose entry got a
 * version since it was compared does nothing, and is told. No item changes by it.
 */
export const APPLY_DIRECTORY = `
with given as materialized (
  select e.line, e.item_code as basic_code, e.organisation_code, e.base_revision
  from import_entries e where e.import_id = $1 and e.line > $2 and e.is_change order by e.line limit $3),
added as materialized (
  select v.* from import_versions v join given g on g.line = v.line where v.import_id = $1),
newest as (select line, max(version) as version from added group by line),
made as (
  insert into directory_entries (basic_code, organisation_code, latest_version, created_at, updated_at)
  select g.basic_code, g.organisation_code, n.version, app_now(), app_now()
  from given g join newest n on n.line = g.line where g.base_revision is null
  on conflict (basic_code) do nothing returning basic_code),
changed as (
  update directory_entries e set latest_version = n.version, updated_at = app_now()
  from given g join newest n on n.line = g.line
  where e.basic_code = g.basic_code and e.latest_version = g.base_revision returning e.basic_code),
done as (select basic_code from made union all select basic_code from changed),
version as (
  insert into directory_versions (basic_code, version, effective_from, name, type, document, published_at, published_by)
  select g.basic_code, a.version, a.effective_from, a.document->>'name', a.document->>'type', a.document, app_now(), $4
  from added a join given g on g.line = a.line where g.basic_code in (select basic_code from done))
select g.line, g.basic_code as item_code, g.basic_code in (select basic_code from done) as is_done
from given g order by g.line`
