import { eq, sql } from 'drizzle-orm'
import { createDatabase } from '../../database/pool.js'
import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf } from '../../database/rows.js'
import type { Reach } from '../../shared/caller.js'
import type { LegalDate } from '../../shared/time.js'
import { TODAY } from './access-store.js'
import { delegations } from './access-tables.js'

/** A row of `delegations` with the divisions of both organs, and the day by the service's clock. */
export interface DelegationRow extends RowOf<typeof delegations> {
  from_divisions: string[]
  to_divisions: string[]
  today: LegalDate
}

const DELEGATIONS = `select ${listed(columnsOf(delegations), 'g')}, fd.ancestors as from_divisions,
    td.ancestors as to_divisions, ${TODAY} as today from delegations g
  join organisations f on f.code = g.from_code join divisions fd on fd.code = f.division_code
  join organisations t on t.code = g.to_code join divisions td on td.code = t.division_code`

export interface DelegationFilters {
  from?: string | undefined
  to?: string | undefined
  item?: string | undefined
  inForce?: boolean | undefined
}

/** A page of delegations from or to organs within reach, the latest first. One query. */
export async function selectDelegations(
  db: Queryable,
  { organs, divisions }: Reach,
  filters: DelegationFilters,
  before: string | undefined,
  limit: number,
): Promise<DelegationRow[]> {
  const { rows } = await db.query<DelegationRow>({
    name: 'select-delegations',
    text: `${DELEGATIONS}
      where (g.from_code = any($1::text[]) or g.to_code = any($1::text[]) or fd.ancestors && $2::text[] or td.ancestors && $2::text[])
        and ($3::text is null or g.from_code = $3) and ($4::text is null or g.to_code = $4)
        and ($5::text is null or $5 = any(g.items))
        and ($6::boolean is null or $6 = (g.ended_at is null and ${TODAY} between g.valid_from and g.valid_to))
        and ($7::uuid is null or g.id < $7)
      order by g.id desc limit $8`,
    values: [
      organs,
      divisions,
      filters.from ?? null,
      filters.to ?? null,
      filters.item ?? null,
      filters.inForce ?? null,
      before ?? null,
      limit,
    ],
  })
  return rows
}

/** Delegations that were not ended and are not over, by organs within reach, by id. */
export async function selectDelegationsAfter(
  db: Queryable,
  { organs, divisions }: Reach,
  after: string,
  limit: number,
): Promise<DelegationRow[]> {
  const { rows } = await db.query<DelegationRow>(
    `${DELEGATIONS} where (g.from_code = any($1::text[]) or fd.ancestors && $2::text[])
        and g.ended_at is null and g.valid_to >= ${TODAY} and g.id > $3::uuid
      order by g.id limit $4`,
    [organs, divisions, after, limit],
  )
  return rows
}

export async function selectDelegation(
  db: Queryable,
  id: string,
  lock = false,
): Promise<DelegationRow | undefined> {
  const { rows } = await db.query<DelegationRow>(
    `${DELEGATIONS} where g.id = $1${lock ? ' for update of g' : ''}`,
    [id],
  )
  return rows[0]
}

/** One writer at a time for what an organ gives, until the end of the transaction. */
export async function lockDelegationsOf(db: Queryable, from: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(7924013, hashtext($1))', [from])
}

/** Of some items those that an organ has from others, and those that another has from it in some of the days. */
export async function selectDelegatedItems(
  db: Queryable,
  {
    from,
    to,
    items,
    validFrom,
    validTo,
  }: {
    from: string
    to: string
    items: readonly string[]
    validFrom: LegalDate
    validTo: LegalDate
  },
): Promise<{ item: string; is_given: boolean }[]> {
  const { rows } = await db.query<{ item: string; is_given: boolean }>(
    `select distinct item, g.from_code = $1 as is_given from delegations g cross join unnest(g.items) item
      where g.ended_at is null and item = any($3::text[])
        and ((g.to_code = $1 and g.valid_to >= ${TODAY})
          or (g.from_code = $1 and g.to_code = $2 and g.valid_from <= $5 and g.valid_to >= $4))`,
    [from, to, items, validFrom, validTo],
  )
  return rows
}

export interface NewDelegation {
  id: string
  from: string
  to: string
  items: readonly string[]
  kind: string
  document: string
  validFrom: LegalDate
  validTo: LegalDate
}

export async function insertDelegation(db: Queryable, given: NewDelegation, by: string): Promise<void> {
  await createDatabase(db)
    .insert(delegations)
    .values({
      id: given.id,
      fromCode: given.from,
      toCode: given.to,
      items: [...given.items],
      kind: given.kind,
      document: given.document,
      validFrom: given.validFrom,
      validTo: given.validTo,
      grantedBy: by,
      grantedAt: sql`app_now()`,
    })
}

export async function endDelegation(db: Queryable, id: string, by: string): Promise<void> {
  await createDatabase(db)
    .update(delegations)
    .set({ endedBy: by, endedAt: sql`app_now()`, version: sql`${delegations.version} + 1` })
    .where(eq(delegations.id, id))
}

/** To whom an organ has given an item, by a delegation that is in force today. */
export async function selectDelegates(db: Queryable, from: string, itemCode: string): Promise<string[]> {
  const { rows } = await db.query<Pick<RowOf<typeof delegations>, 'to_code'>>({
    name: 'delegates-of-item',
    text: `select distinct g.to_code from delegations g
      where g.from_code = $1 and $2 = any(g.items) and g.ended_at is null and ${TODAY} between g.valid_from and g.valid_to`,
    values: [from, itemCode],
  })
  return rows.map(({ to_code }) => to_code)
}
