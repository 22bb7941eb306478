import type { Queryable } from '../../database/queryable.js'
import { columnsOf, type RowOf } from '../../database/rows.js'
import type { LegalDate } from '../../shared/time.js'
import type { ItemChange } from './item-change.js'
import { changeStatement, changeValues } from './item-change-store.js'
import type { ItemDocument } from './item-document.js'
import { items } from './item-tables.js'

export interface ItemRow extends RowOf<typeof items> {
  state: 'DRAFT' | 'IN_USE' | 'SUSPENDED' | 'RETIRED'
  handling: 'onTheSpot' | 'promised'
}

/** Shanghai's date of the service's clock. */
export const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`

/** Told by triggers on commit, with the item's code (migrations/0001). */
export const CATALOGUE_CHANNEL = 'catalogue'

/** A planned state holds from its day on, whether or not its turn to be written has come. */
const STATE_NOW = `case when i.planned_from <= ${TODAY} then i.planned_state else i.state end`

/** Who implements it and where that is, as it is today: a case that comes in now is the successor's, wherever the copies stand. */
const IN_FORCE = `
select i.item_code, ${STATE_NOW} as state, ${TODAY}::text as today, coalesce(x.code, i.organisation_code) as organisation_code,
  coalesce(x.division_code, i.division_code) as division_code, coalesce(d.ancestors, i.divisions) as divisions,
  v.version as in_force_version,
  i.planned_from is not null or exists (
    select 1 from item_versions n where n.item_code = i.item_code and n.effective_from > ${TODAY}) as is_scheduled
from items i join lateral (
  select version from item_versions
  where item_code = i.item_code and effective_from <= ${TODAY} order by version desc limit 1) v on true
left join organisations o on o.code = i.organisation_code
left join organisations x on x.code = coalesce(o.successor_code, o.code)
left join divisions d on d.code = x.division_code
where `
const OF_MANY = `${IN_FORCE}i.item_code = any($1::text[])`
/** Of the item whose code is this SQL expression. */
export const inForceOf = (itemCode: string): string => `${IN_FORCE}i.item_code = ${itemCode}`
const OF_ONE = inForceOf('$1')

export type InForceRow = Pick<
  ItemRow,
  'item_code' | 'state' | 'organisation_code' | 'division_code' | 'divisions'
> & {
  in_force_version: number
  today: LegalDate
  /** Another version or state takes its place on a later day. */
  is_scheduled: boolean
}

/** Which version is in force, without its document, which is known; undefined when there is none (yet). */
export async function selectInForce(db: Queryable, itemCode: string): Promise<InForceRow | undefined> {
  const { rows } = await db.query<InForceRow>({ name: 'item-in-force', text: OF_ONE, values: [itemCode] })
  return rows[0]
}

/** The same for several at once; those that have none are left out. */
export async function selectAllInForce(db: Queryable, itemCodes: readonly string[]): Promise<InForceRow[]> {
  const { rows } = await db.query<InForceRow>({ name: 'items-in-force', text: OF_MANY, values: [itemCodes] })
  return rows
}

export async function selectItem(
  db: Queryable,
  itemCode: string,
  lock = false,
): Promise<ItemRow | undefined> {
  const { rows } = await db.query<ItemRow>(
    `select ${columnsOf(items).join(', ')} from items where item_code = $1${lock ? ' for update' : ''}`,
    [itemCode],
  )
  return rows[0]
}

/** Whose some items are. */
export async function selectItemOrgans(
  db: Queryable,
  itemCodes: readonly string[],
): Promise<Pick<ItemRow, 'item_code' | 'organisation_code' | 'divisions'>[]> {
  const { rows } = await db.query<Pick<ItemRow, 'item_code' | 'organisation_code' | 'divisions'>>(
    'select item_code, organisation_code, divisions from items where item_code = any($1::text[])',
    [itemCodes],
  )
  return rows
}

/** What the search and the filters know of an item, from a document. */
export interface ItemFields {
  document: ItemDocument
  division: string
  divisions: string[]
}

export async function updateState(
  db: Queryable,
  itemCode: string,
  state: ItemRow['state'],
  change: ItemChange,
  /** What was planned is done with, or can no longer be. */
  endsPlan: boolean,
): Promise<number> {
  const { rows } = await db.query<{ revision: number }>(
    `with item as (
        update items set state = $2, revision = revision + 1, updated_at = app_now(),
          planned_state = case when ends then null else planned_state end,
          planned_from = case when ends then null else planned_from end,
          planned_reason = case when ends then null else planned_reason end,
          planned_by = case when ends then null else planned_by end
        from (select $6::bool as ends) plan where item_code = $1
        returning item_code, null::int as revision, null::int as version, revision as now),
      changed as (${changeStatement('item', 3)})
      select now as revision from item`,
    [itemCode, state, ...changeValues(change), endsPlan],
  )
  return rows[0]?.revision ?? 0
}

export interface StatePlan {
  state: ItemRow['state']
  from: LegalDate
  reason: string | undefined
  by: string
}

/** Notes which state the item has from a later day on, in place of what was planned before. The item must be locked. */
export async function planState(
  db: Queryable,
  itemCode: string,
  { state, from, reason, by }: StatePlan,
  change: ItemChange,
): Promise<number> {
  const { rows } = await db.query<{ revision: number }>(
    `with item as (
        update items set planned_state = $2, planned_from = $3::date, planned_reason = $4, planned_by = $5,
          revision = revision + 1, updated_at = app_now() where item_code = $1
        returning item_code, null::int as revision, null::int as version, revision as now),
      changed as (${changeStatement('item', 6)})
      select now as revision from item`,
    [itemCode, state, from, reason ?? null, by, ...changeValues(change)],
  )
  return rows[0]?.revision ?? 0
}

/** Items whose planned state has come. */
export async function selectDuePlans(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<Pick<ItemRow, 'item_code'>>({
    name: 'item-due-plans',
    text: `select item_code from items where planned_from <= ${TODAY} order by item_code limit $1`,
    values: [limit],
  })
  return rows.map((row) => row.item_code)
}

export interface ItemHolder {
  item_code: string
  type: string
  organisation: string
}

export async function selectItemHolders(db: Queryable, itemCodes: readonly string[]): Promise<ItemHolder[]> {
  if (itemCodes.length === 0) return []
  const { rows } = await db.query<ItemHolder>({
    name: 'item-holders',
    text: `select i.item_code, i.type, coalesce(o.successor_code, o.code) as organisation
      from items i join organisations o on o.code = i.organisation_code
      where i.item_code = any($1::text[]) and i.state not in ('DRAFT', 'RETIRED')`,
    values: [itemCodes],
  })
  return rows
}

export async function selectToday(db: Queryable): Promise<LegalDate> {
  const { rows } = await db.query<{ today: LegalDate }>(`select ${TODAY} as today`)
  return rows[0]?.today ?? ''
}

/** Whose some items are, by their codes. One query. */
export async function selectOrgansOfItems(
  db: Queryable,
  itemCodes: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<Pick<ItemRow, 'item_code' | 'organisation_code'>>({
    name: 'organs-of-items',
    text: 'select item_code, organisation_code from items where item_code = any($1::text[])',
    values: [itemCodes],
  })
  return new Map(rows.map(({ item_code, organisation_code }) => [item_code, organisation_code]))
}

/** Names and revisions of some items, with the service's day; for who is told of them. */
export async function selectItemsNow(
  db: Queryable,
  itemCodes: readonly string[],
): Promise<Map<string, Pick<ItemRow, 'name' | 'revision'> & { today: LegalDate }>> {
  const { rows } = await db.query<Pick<ItemRow, 'item_code' | 'name' | 'revision'> & { today: LegalDate }>({
    name: 'items-now',
    text: `select item_code, name, revision, ${TODAY} as today from items where item_code = any($1::text[])`,
    values: [itemCodes],
  })
  return new Map(rows.map(({ item_code: code, ...item }) => [code, item]))
}
