import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { CountChange, Counted } from './case-counts.js'
import type { statisticsCases } from './statistics-tables.js'

type CountedRow = Omit<RowOf<typeof statisticsCases>, 'generation'>

/** Where these cases are counted; those that are not yet are left out. */
export async function selectCounted(
  db: Queryable,
  generation: number,
  caseIds: readonly string[],
): Promise<Map<string, Counted>> {
  const { rows } = await db.query<CountedRow>({
    name: 'statistics-counted',
    text: `select case_id, version, organisation_code, item_code, month, status from statistics_cases
      where case_id = any($2::uuid[]) and generation = $1`,
    values: [generation, caseIds],
  })
  return new Map(
    rows.map((row) => [
      row.case_id,
      {
        version: row.version,
        organisation: row.organisation_code,
        item: row.item_code,
        month: row.month,
        status: row.status,
      },
    ]),
  )
}

/** Keeps where cases are counted now, and adds to the counts. */
export async function saveCounted(
  db: Queryable,
  generation: number,
  after: ReadonlyMap<string, Counted>,
  changes: readonly CountChange[],
): Promise<void> {
  await db.query({
    name: 'statistics-save',
    text: `with kept as (
        insert into statistics_cases (case_id, generation, version, organisation_code, item_code, month, status)
        select r.case_id, $1, r.version, r.organisation, r.item, r.month, r.status
        from jsonb_to_recordset($2::jsonb)
          as r(case_id uuid, version int, organisation text, item text, month text, status text)
        on conflict (case_id, generation) do update set version = excluded.version,
          organisation_code = excluded.organisation_code, item_code = excluded.item_code, month = excluded.month,
          status = excluded.status)
      insert into statistics_counts as c (generation, organisation_code, item_code, month, status, cases)
      select $1, r.organisation, r.item, r.month, r.status, r.change
      from jsonb_to_recordset($3::jsonb) as r(organisation text, item text, month text, status text, change bigint)
      on conflict (generation, organisation_code, item_code, month, status)
        do update set cases = c.cases + excluded.cases`,
    values: [
      generation,
      JSON.stringify([...after].map(([case_id, counted]) => ({ case_id, ...counted }))),
      JSON.stringify(changes),
    ],
  })
}

/** Deletes up to `limit` rows of a generation; gives how many there were. */
export async function deleteCounted(db: Queryable, generation: number, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'statistics-delete',
    text: `with gone as (delete from statistics_counts where generation = $1)
      delete from statistics_cases where ctid = any(array(select ctid from statistics_cases where generation = $1 limit $2))`,
    values: [generation, limit],
  })
  return rowCount ?? 0
}
