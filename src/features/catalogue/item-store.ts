import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import type { LegalDate } from '../../shared/time.js'
import type { ItemChange } from './item-change.js'
import { changeStatement, changeValues } from './item-change-store.js'
import type { ItemDocument } from './item-document.js'
import { initialTokens, pinyinReadings, type Query } from './search.js'

export interface ItemRow {
  item_code: string
  organisation_code: string
  division_code: string
  divisions: string[]
  state: 'DRAFT' | 'IN_USE' | 'SUSPENDED' | 'RETIRED'
  latest_version: number
  name: string
  type: string
  handling: 'onTheSpot' | 'promised'
  audiences: string[]
  revision: number
}

/** Shanghai's date of the service's clock. */
export const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`

/** Told by triggers on commit, with the item's code (migrations/0005). */
export const CATALOGUE_CHANNEL = 'catalogue'

const IN_FORCE = `
select i.item_code, i.state, i.organisation_code, i.division_code, i.divisions, v.version as in_force_version,
  exists (select 1 from item_versions n where n.item_code = i.item_code and n.effective_from > ${TODAY}) as is_scheduled
from items i join lateral (
  select version from item_versions
  where item_code = i.item_code and effective_from <= ${TODAY} order by version desc limit 1) v on true
where i.item_code = $1`

export type InForceRow = Pick<
  ItemRow,
  'item_code' | 'state' | 'organisation_code' | 'division_code' | 'divisions'
> & {
  in_force_version: number
  /** Another version takes its place on a later day. */
  is_scheduled: boolean
}

/** Which version is in force, without its document, which is known; undefined when there is none (yet). */
export async function selectInForce(db: Queryable, itemCode: string): Promise<InForceRow | undefined> {
  const { rows } = await db.query<InForceRow>({ name: 'item-in-force', text: IN_FORCE, values: [itemCode] })
  return rows[0]
}

export async function selectItem(
  db: Queryable,
  itemCode: string,
  lock = false,
): Promise<ItemRow | undefined> {
  const { rows } = await db.query<ItemRow>(
    `select * from items where item_code = $1${lock ? ' for update' : ''}`,
    [itemCode],
  )
  return rows[0]
}

export interface VersionRow {
  version: number
  effective_from: LegalDate
  published_at: string
  published_by: string
  /** The version of the directory entry that it was checked against. */
  directory_version: number | null
  document: ItemDocument
}

export async function selectVersion(
  db: Queryable,
  itemCode: string,
  version: number,
): Promise<VersionRow | undefined> {
  const { rows } = await db.query<VersionRow>({
    name: 'item-version',
    text: 'select version, effective_from, published_at, published_by, directory_version, document from item_versions where item_code = $1 and version = $2',
    values: [itemCode, version],
  })
  return rows[0]
}

/** From which day on a version is in force. */
export async function selectEffectiveFrom(
  db: Queryable,
  itemCode: string,
  version: number,
): Promise<LegalDate> {
  const { rows } = await db.query<{ effective_from: LegalDate }>({
    name: 'item-effective-from',
    text: 'select effective_from from item_versions where item_code = $1 and version = $2',
    values: [itemCode, version],
  })
  return rows[0]?.effective_from ?? ''
}

/** Whether a published version of the item names the file. */
export async function selectIsNamed(db: Queryable, itemCode: string, fileId: string): Promise<boolean> {
  const { rows } = await db.query<{ named: boolean }>({
    name: 'item-names-file',
    text: `select exists (select from item_versions where item_code = $1
      and item_file_ids(document) @> array[lower($2::text)]) as named`,
    values: [itemCode, fileId],
  })
  return rows[0]?.named === true
}

export async function selectVersions(
  db: Queryable,
  itemCode: string,
): Promise<Omit<VersionRow, 'document'>[]> {
  const { rows } = await db.query<Omit<VersionRow, 'document'>>(
    'select version, effective_from, published_at, published_by, directory_version from item_versions where item_code = $1 order by version desc limit 1000',
    [itemCode],
  )
  return rows
}

export interface ItemFilters {
  division?: string | undefined
  type?: string | undefined
  audience?: string | undefined
  organisation?: string | undefined
  handling?: string | undefined
}

/** Sort key: rank (0 exact name, 1 beginning, 2 within, 3 elsewhere), length of the name, code. */
export interface ItemPosition {
  rank: number
  length: number
  code: string
}

export interface ListedRow
  extends Pick<
    ItemRow,
    'item_code' | 'organisation_code' | 'division_code' | 'state' | 'name' | 'type' | 'handling' | 'audiences'
  > {
  rank: number
  length: number
}

/** Items that have a version in force, best first. One query; the tokens are looked up in the GIN index. */
export async function searchItems(
  db: Queryable,
  query: Query | undefined,
  filters: ItemFilters,
  after: ItemPosition | undefined,
  limit: number,
): Promise<ListedRow[]> {
  const { listed, shown, bound, bind } = itemCondition(query, filters)
  const text = query === undefined ? '' : bind(query.text)
  const rank =
    query === undefined
      ? '0'
      : `case when lower(name) = ${text} then 0 when starts_with(lower(name), ${text}) then 1 when position(${text} in lower(name)) > 0 then 2 else 3 end`
  const next =
    after === undefined
      ? ''
      : `where (rank, length, item_code) > (${bind(after.rank)}::int, ${bind(after.length)}::int, ${bind(after.code)})`
  const statement = `select * from (
      select *, (${rank} + case when state = 'IN_USE' then 0 else 10 end)::int as rank, char_length(name) as length
      from (${listed}) listed where ${shown}) found
    ${next} order by rank, length, item_code limit ${bind(limit)}`
  const { rows } = await db.query<ListedRow>(prepared('search-items', statement, bound))
  return rows
}

export async function countItems(
  db: Queryable,
  query: Query | undefined,
  filters: ItemFilters,
  cap: number,
): Promise<number> {
  const { listed, shown, bound } = itemCondition(query, filters)
  const { rows } = await db.query<{ count: number }>({
    text: `select count(*)::int as count from (select 1 from (${listed}) listed where ${shown} limit ${cap}) few`,
    values: bound,
  })
  return rows[0]?.count ?? 0
}

/**
 * The row of an item describes its newest version; before the day of a scheduled one the version before it is what
 * people see. `earlier` is looked up for such items only.
 */
const listedItems = (where: string): string => `
select i.item_code, i.organisation_code, i.division_code, i.state,
  coalesce(earlier.document->>'name', i.name) as name,
  coalesce(earlier.document->>'type', i.type) as type,
  coalesce(earlier.document->>'handling', i.handling) as handling,
  case when earlier.document is null then i.audiences
    else array(select jsonb_array_elements_text(earlier.document->'audiences')) end as audiences
from items i
join item_versions newest on newest.item_code = i.item_code and newest.version = i.latest_version
left join lateral (
  select document from item_versions v
  where newest.effective_from > (select ${TODAY}) and v.item_code = i.item_code and v.effective_from <= (select ${TODAY})
  order by version desc limit 1) earlier on true
where (newest.effective_from <= (select ${TODAY}) or earlier.document is not null)${where}`

function itemCondition(query: Query | undefined, filters: ItemFilters) {
  const bound: unknown[] = []
  const bind = (value: unknown) => `$${bound.push(value)}`
  const stored: string[] = []
  for (const token of query?.all ?? []) {
    const letters = token.slice(1)
    // A run of letters may be an English word, pinyin initials, or full pinyin read one way or another.
    if (token.startsWith('?')) {
      const ways = [[letters], initialTokens(letters), ...pinyinReadings(letters)]
      stored.push(`(${ways.map((way) => `i.search_tokens @> ${bind(way)}::text[]`).join(' or ')})`)
    } else stored.push(`i.search_tokens @> ${bind([token])}::text[]`)
  }
  if (filters.division !== undefined) stored.push(`i.divisions @> ${bind([filters.division])}::text[]`)
  if (filters.organisation !== undefined) stored.push(`i.organisation_code = ${bind(filters.organisation)}`)
  const shown = ['true']
  if (filters.type !== undefined) shown.push(`type = ${bind(filters.type)}`)
  if (filters.audience !== undefined) shown.push(`audiences @> ${bind([filters.audience])}::text[]`)
  if (filters.handling !== undefined) shown.push(`handling = ${bind(filters.handling)}`)
  const listed = listedItems(stored.map((part) => ` and ${part}`).join(''))
  return { listed, shown: shown.join(' and '), bound, bind }
}

/** What the search and the filters know of an item, from a document. */
export interface ItemFields {
  document: ItemDocument
  division: string
  divisions: string[]
  tokens: string[]
}

/** A new item with its first draft. */
export async function insertItem(
  db: Queryable,
  { document, division, divisions, tokens }: ItemFields,
  change: ItemChange,
): Promise<void> {
  await db.query({
    text: `with item as (
        insert into items (item_code, organisation_code, division_code, divisions, state, name, type, handling, audiences, search_tokens, created_at, updated_at)
        values ($1, $2, $3, $4, 'DRAFT', $5, $6, $7, $8, $9, app_now(), app_now())),
      draft as (
        insert into item_drafts (item_code, document, revision, updated_at, updated_by) values ($1, $10, 1, app_now(), $12)
        returning item_code, revision, null::int as version)
      ${changeStatement('draft', 11)}`,
    values: [
      document.itemCode,
      document.organisationCode,
      division,
      divisions,
      document.name,
      document.type,
      document.handling,
      document.audiences,
      tokens,
      JSON.stringify(document),
      ...changeValues(change),
    ],
  })
}

export interface DraftRow {
  document: ItemDocument
  revision: number
  checked_revision: number | null
  checked_at: string | null
  checked_by: string | null
}

export async function selectDraft(db: Queryable, itemCode: string): Promise<DraftRow | undefined> {
  const { rows } = await db.query<DraftRow>(
    'select document, revision, checked_revision, checked_at, checked_by from item_drafts where item_code = $1',
    [itemCode],
  )
  return rows[0]
}

/** Writes the draft. The item must be locked: the revision was compared before. */
export async function saveDraft(
  db: Queryable,
  { document, revision }: Pick<DraftRow, 'document' | 'revision'>,
  change: ItemChange,
): Promise<void> {
  await db.query({
    text: `with draft as (
        insert into item_drafts (item_code, document, revision, updated_at, updated_by) values ($1, $2, $3, app_now(), $5)
        on conflict (item_code) do update set document = excluded.document, revision = excluded.revision,
          updated_at = excluded.updated_at, updated_by = excluded.updated_by
        returning item_code, revision, null::int as version)
      ${changeStatement('draft', 4)}`,
    values: [document.itemCode, JSON.stringify(document), revision, ...changeValues(change)],
  })
}

/** Notes a check of the draft; one with errors takes an earlier one back, since the world around the draft has changed. */
export async function saveCheck(
  db: Queryable,
  itemCode: string,
  passed: boolean,
  change: ItemChange,
): Promise<void> {
  await db.query({
    text: `with draft as (
        update item_drafts set checked_revision = case when $2 then revision end,
          checked_at = case when $2 then app_now() end, checked_by = case when $2 then $4 end
        where item_code = $1 returning item_code, revision, null::int as version)
      ${changeStatement('draft', 3)}`,
    values: [itemCode, passed, ...changeValues(change)],
  })
}

/** Numbers are never used again: one that was withdrawn had been seen, and it stands in the history. */
const NEXT_VERSION = `greatest(i.latest_version,
            coalesce((select max(c.version) from item_changes c where c.item_code = $1), 0)) + 1`

/**
 * Publishes a document as the next version and takes the draft away: one statement. Until a scheduled version is in
 * force the item is found by the tokens of both. The item's revision passes that of the draft, so that no ETag of an
 * earlier draft fits a later one.
 */
export async function insertVersion(
  db: Queryable,
  { document, tokens }: ItemFields,
  { effectiveFrom, directoryVersion }: { effectiveFrom: LegalDate; directoryVersion: number | undefined },
  change: ItemChange,
): Promise<{ version: number; state: ItemRow['state'] }> {
  const { rows } = await db.query<{ version: number; state: ItemRow['state'] }>({
    text: `with item as (
        update items i set latest_version = ${NEXT_VERSION}, state = case when state = 'DRAFT' then 'IN_USE' else state end,
          name = $2, type = $3, handling = $4, audiences = $5,
          search_tokens = case when $7::date <= ${TODAY} then $6::text[]
            else array(select unnest(i.search_tokens) union select unnest($6::text[])) end,
          revision = greatest(i.revision, (select d.revision from item_drafts d where d.item_code = $1)) + 1,
          updated_at = app_now()
        where item_code = $1 returning item_code, latest_version, state),
      gone as (delete from item_drafts where item_code = $1 returning revision),
      version as (
        insert into item_versions (item_code, version, effective_from, document, published_at, published_by, directory_version)
        select item_code, latest_version, $7::date, $8, app_now(), $11, $9 from item
        returning item_code, version, (select revision from gone) as revision),
      changed as (${changeStatement('version', 10)})
      select version.version, item.state from version, item`,
    values: [
      document.itemCode,
      document.name,
      document.type,
      document.handling,
      document.audiences,
      tokens,
      effectiveFrom,
      JSON.stringify(document),
      directoryVersion ?? null,
      ...changeValues(change),
    ],
  })
  const [published] = rows
  if (published === undefined) throw new Error(`item ${document.itemCode} is gone`)
  return published
}

export async function updateState(
  db: Queryable,
  itemCode: string,
  state: ItemRow['state'],
  change: ItemChange,
): Promise<number> {
  const { rows } = await db.query<{ revision: number }>(
    `with item as (
        update items set state = $2, revision = revision + 1, updated_at = app_now() where item_code = $1
        returning item_code, null::int as revision, null::int as version, revision as now),
      changed as (${changeStatement('item', 3)})
      select now as revision from item`,
    [itemCode, state, ...changeValues(change)],
  )
  return rows[0]?.revision ?? 0
}

export async function selectToday(db: Queryable): Promise<LegalDate> {
  const { rows } = await db.query<{ today: LegalDate }>(`select ${TODAY} as today`)
  return rows[0]?.today ?? ''
}

/** Sample items straight as version 1 in force; what is there stays. */
export async function seedItems(
  db: Queryable,
  items: (ItemFields & { effectiveFrom: LegalDate; directoryVersion: number | undefined })[],
): Promise<void> {
  const rows = items.map(({ document, division, divisions, tokens, effectiveFrom, directoryVersion }) => ({
    item_code: document.itemCode,
    organisation_code: document.organisationCode,
    division_code: division,
    divisions,
    state: 'IN_USE',
    latest_version: 1,
    name: document.name,
    type: document.type,
    handling: document.handling,
    audiences: document.audiences,
    search_tokens: tokens,
    revision: 1,
    effective_from: effectiveFrom,
    directory_version: directoryVersion,
    document,
  }))
  await db.query({
    text: `with given as (select value as e from jsonb_array_elements($1::jsonb)),
      item as (
        insert into items (item_code, organisation_code, division_code, divisions, state, latest_version, name, type, handling, audiences, search_tokens, revision, created_at, updated_at)
        select r.item_code, r.organisation_code, r.division_code, r.divisions, r.state, r.latest_version, r.name, r.type, r.handling, r.audiences, r.search_tokens, r.revision, app_now(), app_now()
        from jsonb_populate_recordset(null::items, $1::jsonb) r on conflict do nothing returning item_code)
      insert into item_versions (item_code, version, effective_from, document, published_at, published_by, directory_version)
      select item.item_code, 1, (given.e->>'effective_from')::date, given.e->'document', app_now(), 'yichuang',
        (given.e->>'directory_version')::int
      from item join given on given.e->>'item_code' = item.item_code`,
    values: [JSON.stringify(rows)],
  })
}
