import type { Queryable } from '../../database/queryable.js'
import type { OrganisationRow } from './division-store.js'
import type { KnownDivision } from './division-tree.js'

const TREE_LOCK = 7_924_011

/** One change of the tree at a time, until the transaction ends. */
export async function lockTree(db: Queryable): Promise<void> {
  await db.query('select pg_advisory_xact_lock($1)', [TREE_LOCK])
}

/** Of these codes those that are there, with everything above them by the parents as they stand. */
export async function selectLineage(
  db: Queryable,
  codes: readonly string[],
): Promise<Map<string, KnownDivision>> {
  const { rows } = await db.query<KnownDivision>({
    name: 'division-lineage',
    text: `with recursive up as (
        select code, parent_code, ancestors, version, name, name_en from divisions where code = any($1::text[])
        union
        select d.code, d.parent_code, d.ancestors, d.version, d.name, d.name_en from up join divisions d on d.code = up.parent_code)
      select code, parent_code, ancestors, version, name, name_en from up`,
    values: [codes],
  })
  return new Map(rows.map((row) => [row.code, row]))
}

/** What a change of the tree or of organs touches; `everything` where naming it would take longer than looking at all. */
export interface Touched {
  divisions: readonly string[]
  organisations: readonly string[]
  everything?: boolean
}

export interface PlacedRows {
  moved: number
  read: number
  last: string | null
}

/** The next divisions below what moved, in the order of their codes: what stands above each, by the parents alone. */
export async function placeDivisionRows(
  db: Queryable,
  { divisions, everything = false }: Touched,
  after: string,
  limit: number,
): Promise<PlacedRows> {
  const { rows } = await db.query<PlacedRows>({
    text: `with recursive batch as (
        select code, parent_code from divisions where code > $1 and ($4 or ancestors && $3::text[])
        order by code limit $2),
      up as (
        select code, code as at, parent_code as next, 1 as step from batch
        union all
        select up.code, d.code, d.parent_code, up.step + 1 from up join divisions d on d.code = up.next
        where up.step < 20),
      truth as (select code, array_agg(at order by step) as ancestors from up group by code),
      placed as (
        update divisions d set ancestors = t.ancestors, version = d.version + 1 from truth t
        where d.code = t.code and d.ancestors <> t.ancestors returning d.code)
      select (select count(*)::int from placed) as moved, count(*)::int as read, max(code) as last from batch`,
    values: [after, limit, divisions, everything],
  })
  return rows[0] ?? { moved: 0, read: 0, last: null }
}

/**
 * The next organs whose things may lie elsewhere: those named and what went into them, those in the divisions that moved,
 * and those that run a centre there.
 */
export async function selectTouchedOrgans(
  db: Queryable,
  { divisions, organisations, everything = false }: Touched,
  after: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<Pick<OrganisationRow, 'code'>>({
    text: `select o.code from organisations o join organisations x on x.code = coalesce(o.successor_code, o.code)
        join divisions d on d.code = x.division_code
      where o.code > $1 and ($5 or o.code = any($3::text[]) or o.successor_code = any($3::text[])
        or d.ancestors && $4::text[] or exists (select from centres c join divisions cd on cd.code = c.division_code
          where c.organisation_code = o.code and cd.ancestors && $4::text[]))
      order by o.code limit $2`,
    values: [after, limit, organisations, divisions, everything],
  })
  return rows.map(({ code }) => code)
}

/** How many divisions lie below what moved; counted up to `cap`. */
export async function countDivisionsBelow(
  db: Queryable,
  { divisions, everything = false }: Touched,
  cap: number,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    text: `select count(*)::int as count from (
      select from divisions where $2 or ancestors && $1::text[] limit ${cap}) few`,
    values: [divisions, everything],
  })
  return rows[0]?.count ?? 0
}
