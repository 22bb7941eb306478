import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf } from '../../database/rows.js'
import { divisions, organisations } from './division-tables.js'

const DIVISION = columnsOf(divisions).join(', ')
const ORGANISATION = listed(columnsOf(organisations), 'o')

export type DivisionRow = RowOf<typeof divisions>
export type OrganisationRow = RowOf<typeof organisations>

/** Children of a division, or the roots, after a code. */
export async function selectDivisions(
  db: Queryable,
  parent: string | undefined,
  after: string | undefined,
  limit: number,
): Promise<DivisionRow[]> {
  const { rows } = await db.query<DivisionRow>({
    name: 'divisions-below',
    text: `select ${DIVISION} from divisions where parent_code is not distinct from $1 and ($2::text is null or code > $2) order by code limit $3`,
    values: [parent ?? null, after ?? null, limit],
  })
  return rows
}

/** All divisions in the order of their codes, those after a code. */
export async function selectDivisionsAfter(
  db: Queryable,
  after: string,
  limit: number,
): Promise<DivisionRow[]> {
  const { rows } = await db.query<DivisionRow>({
    name: 'divisions-after',
    text: `select ${DIVISION} from divisions where code > $1 order by code limit $2`,
    values: [after, limit],
  })
  return rows
}

export async function selectDivision(db: Queryable, code: string): Promise<DivisionRow | undefined> {
  const { rows } = await db.query<DivisionRow>({
    name: 'division',
    text: `select ${DIVISION} from divisions where code = $1`,
    values: [code],
  })
  return rows[0]
}

/** The divisions at which the tree begins. */
export async function selectRoots(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ code: string }>({
    name: 'root-divisions',
    text: 'select code from divisions where parent_code is null order by code limit 1000',
  })
  return rows.map(({ code }) => code)
}

/** Some divisions with all that are above any of them. */
export async function selectAbove(db: Queryable, codes: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ code: string }>({
    name: 'divisions-above',
    text: 'select distinct unnest(ancestors) as code from divisions where code = any($1::text[])',
    values: [codes],
  })
  return rows.map(({ code }) => code)
}

/** Of some divisions those that exist, each with all above it. */
export async function selectPlaced(
  db: Queryable,
  codes: readonly string[],
): Promise<Pick<DivisionRow, 'code' | 'ancestors'>[]> {
  const { rows } = await db.query<Pick<DivisionRow, 'code' | 'ancestors'>>({
    name: 'divisions-placed',
    text: 'select code, ancestors from divisions where code = any($1::text[])',
    values: [codes],
  })
  return rows
}

export async function selectOrganisations(
  db: Queryable,
  filters: { division?: string | undefined; kind?: string | undefined; q?: string | undefined },
  after: string | undefined,
  limit: number,
): Promise<OrganisationRow[]> {
  const { rows } = await db.query<OrganisationRow>({
    text: `select ${ORGANISATION} from organisations o join divisions d on d.code = o.division_code
      where ($1::text is null or d.ancestors @> array[$1::text]) and ($2::text is null or o.kind = $2)
        and ($3::text is null or position($3 in o.name) > 0) and ($4::text is null or o.code > $4)
      order by o.code limit $5`,
    values: [filters.division ?? null, filters.kind ?? null, filters.q ?? null, after ?? null, limit],
  })
  return rows
}

/** An organisation with its division and all divisions above. */
export interface PlacedOrganisation extends OrganisationRow {
  ancestors: string[]
}

/** The same, held until the transaction ends. */
export async function lockOrganisation(db: Queryable, code: string): Promise<PlacedOrganisation | undefined> {
  const { rows } = await db.query<PlacedOrganisation>({
    name: 'lock-organisation',
    text: `select ${ORGANISATION}, d.ancestors from organisations o join divisions d on d.code = o.division_code
      where o.code = $1 for update of o`,
    values: [code],
  })
  return rows[0]
}

/** Some divisions with all above each. */
export async function selectDivisionPaths(
  db: Queryable,
  codes: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await db.query<Pick<DivisionRow, 'code' | 'ancestors'>>({
    name: 'division-paths',
    text: 'select code, ancestors from divisions where code = any($1::text[])',
    values: [[...new Set(codes)]],
  })
  return new Map(rows.map(({ code, ancestors }) => [code, ancestors]))
}

/** Several at once, in the order of their codes, with Shanghai's date of the service's clock. */
export async function lockOrganisations(
  db: Queryable,
  codes: readonly string[],
): Promise<(PlacedOrganisation & { today: string })[]> {
  const { rows } = await db.query<PlacedOrganisation & { today: string }>({
    name: 'lock-organisations',
    text: `select ${ORGANISATION}, d.ancestors, (app_now() at time zone 'Asia/Shanghai')::date as today
      from organisations o join divisions d on d.code = o.division_code
      where o.code = any($1) order by o.code for update of o`,
    values: [codes],
  })
  return rows
}

/** Who goes on with what some organs owned: themselves, or their successor. */
export async function selectLivingCodes(
  db: Queryable,
  codes: readonly string[],
): Promise<{ code: string; living: string }[]> {
  const { rows } = await db.query<{ code: string; living: string }>(
    'select code, coalesce(successor_code, code) as living from organisations where code = any($1::text[])',
    [codes],
  )
  return rows
}

/** Organs that went into this one. */
export async function selectPredecessors(db: Queryable, code: string): Promise<string[]> {
  const { rows } = await db.query<{ code: string }>({
    text: 'select code from organisations where successor_code = $1 order by code',
    values: [code],
  })
  return rows.map((row) => row.code)
}

export async function selectOrganisation(
  db: Queryable,
  code: string,
): Promise<PlacedOrganisation | undefined> {
  return (await selectPlacedOrganisations(db, [code]))[0]
}

/** Several, those that ended among them. */
export async function selectPlacedOrganisations(
  db: Queryable,
  codes: readonly string[],
): Promise<PlacedOrganisation[]> {
  const { rows } = await db.query<PlacedOrganisation>({
    name: 'placed-organisations',
    text: `select ${ORGANISATION}, d.ancestors from organisations o join divisions d on d.code = o.division_code where o.code = any($1::text[])`,
    values: [codes],
  })
  return rows
}

export async function selectLivingOrganisations(
  db: Queryable,
  codes: readonly string[],
): Promise<{ code: string; ancestors: string[] }[]> {
  const { rows } = await db.query<{ code: string; ancestors: string[] }>({
    name: 'living-organisations',
    text: `select o.code, d.ancestors from organisations o join divisions d on d.code = o.division_code
      where o.code = any($1::text[]) and o.ended_on is null`,
    values: [codes],
  })
  return rows
}

export async function selectOrganisationsNear(
  db: Queryable,
  division: string,
  except: readonly string[],
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ code: string }>({
    name: 'organisations-near',
    text: `select code from organisations where ended_on is null and code <> all($2::text[])
      order by division_code <> $1, code limit $3`,
    values: [division, except, limit],
  })
  return rows.map(({ code }) => code)
}
