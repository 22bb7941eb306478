import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { Reach } from '../../../shared/caller.js'
import type { LegalDate } from '../../../shared/time.js'
import type { ItemDocument } from '../item-document.js'
import { type ItemRow, TODAY } from '../item-store.js'
import type { items, itemVersions } from '../item-tables.js'
import type { DirectoryDocument } from './directory-document.js'
import type { directoryEntries, directoryVersions } from './directory-tables.js'

export interface DirectoryVersionRow
  extends Pick<
    RowOf<typeof directoryVersions>,
    'version' | 'effective_from' | 'published_at' | 'published_by' | 'document'
  > {
  document: DirectoryDocument
}

const VERSION = 'version, effective_from, published_at, published_by, document'

/** The version of an entry that is in force on a day; today when none is given. */
export async function selectDirectoryOn(
  db: Queryable,
  basicCode: string,
  on?: LegalDate,
): Promise<DirectoryVersionRow | undefined> {
  const { rows } = await db.query<DirectoryVersionRow>({
    name: 'directory-on',
    text: `select ${VERSION} from directory_versions
      where basic_code = $1 and effective_from <= coalesce($2::date, ${TODAY}) order by version desc limit 1`,
    values: [basicCode, on ?? null],
  })
  return rows[0]
}

/** A directory entry (基本目录条目) as it is in force on the given days. */
export interface DirectoryOnDays
  extends Pick<RowOf<typeof directoryVersions>, 'basic_code' | 'version' | 'document'> {
  document: DirectoryDocument
  days: LegalDate[]
}

/** The entries of many items, each on the day that its item asks for: every version comes once, with its days. */
export async function selectDirectoriesOn(
  db: Queryable,
  asked: readonly { basicCode: string; on: LegalDate }[],
): Promise<DirectoryOnDays[]> {
  const { rows } = await db.query<DirectoryOnDays>({
    name: 'directories-on',
    text: `select v.basic_code, v.version, v.document, a.days
      from (
        select a.basic_code, n.version, array_agg(distinct a.day::text) as days
        from unnest($1::text[], $2::date[]) a(basic_code, day)
        cross join lateral (
          select version from directory_versions
          where basic_code = a.basic_code and effective_from <= a.day order by version desc limit 1) n
        group by a.basic_code, n.version) a
      join directory_versions v on v.basic_code = a.basic_code and v.version = a.version`,
    values: [asked.map(({ basicCode }) => basicCode), asked.map(({ on }) => on)],
  })
  return rows
}

export async function selectDirectoryVersion(
  db: Queryable,
  basicCode: string,
  version: number,
): Promise<DirectoryVersionRow | undefined> {
  const { rows } = await db.query<DirectoryVersionRow>({
    name: 'directory-version',
    text: `select ${VERSION} from directory_versions where basic_code = $1 and version = $2`,
    values: [basicCode, version],
  })
  return rows[0]
}

export async function selectDirectoryVersions(
  db: Queryable,
  basicCode: string,
): Promise<Omit<DirectoryVersionRow, 'document'>[]> {
  const { rows } = await db.query<Omit<DirectoryVersionRow, 'document'>>(
    'select version, effective_from, published_at, published_by from directory_versions where basic_code = $1 order by version desc limit 1000',
    [basicCode],
  )
  return rows
}

export type DirectoryRow = Pick<RowOf<typeof directoryEntries>, 'organisation_code' | 'latest_version'>

export async function selectDirectoryEntry(
  db: Queryable,
  basicCode: string,
): Promise<DirectoryRow | undefined> {
  const { rows } = await db.query<DirectoryRow>(
    'select organisation_code, latest_version from directory_entries where basic_code = $1',
    [basicCode],
  )
  return rows[0]
}

/** The entry, locked until the transaction ends; one that is not there is made with version 0, so that two who begin it wait for each other. */
export async function lockDirectoryEntry(
  db: Queryable,
  basicCode: string,
  organisationCode: string,
): Promise<DirectoryRow> {
  await db.query(
    `insert into directory_entries (basic_code, organisation_code, latest_version, created_at, updated_at)
     values ($1, $2, 0, app_now(), app_now()) on conflict do nothing`,
    [basicCode, organisationCode],
  )
  const { rows } = await db.query<DirectoryRow>(
    'select organisation_code, latest_version from directory_entries where basic_code = $1 for update',
    [basicCode],
  )
  const [row] = rows
  if (row === undefined) throw new Error(`directory entry ${basicCode} is gone`)
  return row
}

/** The next version of a locked entry. */
export async function insertDirectoryVersion(
  db: Queryable,
  document: DirectoryDocument,
  effectiveFrom: LegalDate,
  by: string,
): Promise<number> {
  const { rows } = await db.query<Pick<RowOf<typeof directoryVersions>, 'version'>>({
    text: `with entry as (
        update directory_entries set latest_version = latest_version + 1, updated_at = app_now()
        where basic_code = $1 returning basic_code, latest_version)
      insert into directory_versions (basic_code, version, effective_from, name, type, document, published_at, published_by)
      select basic_code, latest_version, $2::date, $3, $4, $5, app_now(), $6 from entry returning version`,
    values: [document.basicCode, effectiveFrom, document.name, document.type, JSON.stringify(document), by],
  })
  return rows[0]?.version ?? 0
}

export type ListedDirectoryRow = Pick<
  RowOf<typeof directoryVersions>,
  'basic_code' | 'version' | 'effective_from' | 'name' | 'type'
>

/** Entries in force, by their codes; `q`: part of the name, or the beginning of the code. */
export async function selectDirectory(
  db: Queryable,
  { q, type }: { q?: string | undefined; type?: string | undefined },
  after: string | undefined,
  limit: number,
): Promise<ListedDirectoryRow[]> {
  const { rows } = await db.query<ListedDirectoryRow>({
    name: 'list-directory',
    text: `select e.basic_code, v.version, v.effective_from, v.name, v.type
      from directory_entries e join lateral (
        select version, effective_from, name, type from directory_versions
        where basic_code = e.basic_code and effective_from <= ${TODAY} order by version desc limit 1) v on true
      where ($1::text is null or e.basic_code > $1) and ($2::text is null or v.type = $2)
        and ($3::text is null or position(lower($3) in lower(v.name)) > 0 or starts_with(e.basic_code, $3))
      order by e.basic_code limit $4`,
    values: [after ?? null, type ?? null, q ?? null, limit],
  })
  return rows
}

/** An item that belongs to a directory entry, with its newest version. */
export interface ImplementationRow
  extends Pick<RowOf<typeof items>, 'item_code' | 'name' | 'organisation_code' | 'division_code' | 'state'>,
    Pick<RowOf<typeof itemVersions>, 'version' | 'effective_from' | 'directory_version' | 'document'> {
  state: ItemRow['state']
  document: ItemDocument
}

/** The implementation entries of a directory entry that are not retired, by their codes; `divisions`: only those within. */
export async function selectImplementations(
  db: Queryable,
  basicCode: string,
  { reach, after, limit }: { reach?: Reach | undefined; after?: string | undefined; limit: number },
): Promise<ImplementationRow[]> {
  const { rows } = await db.query<ImplementationRow>({
    name: 'implementations',
    text: `select i.item_code, i.name, i.organisation_code, i.division_code, i.state, v.version, v.effective_from,
        v.directory_version, v.document
      from item_versions v join items i on i.item_code = v.item_code and i.latest_version = v.version
      where v.document->>'basicCode' = $1 and i.state <> 'RETIRED' and ($2::text is null or v.item_code > $2)
        and ($3::text[] is null or i.divisions && $3 or i.organisation_code = any($5::text[]))
      order by v.item_code limit $4`,
    values: [basicCode, after ?? null, reach?.divisions ?? null, limit, reach?.organs ?? null],
  })
  return rows
}
