import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { openCases, openLoads } from './load-tables.js'
import type { Cells, LoadChange, LoadKey, Standing } from './open-load.js'

type OpenCaseRow = Pick<RowOf<typeof openCases>, 'case_id'> & { standing: Standing }
type LoadRow = Pick<RowOf<typeof openLoads>, 'place' | 'axis' | 'key'> & { cells: Cells }

/** How these cases are counted; those that are not are left out. */
export async function selectCounted(
  db: Queryable,
  generation: number,
  caseIds: readonly string[],
): Promise<Map<string, Standing>> {
  const { rows } = await db.query<OpenCaseRow>({
    name: 'load-counted',
    text: 'select case_id, standing from open_cases where case_id = any($2::uuid[]) and generation = $1',
    values: [generation, caseIds],
  })
  return new Map(rows.map((row) => [row.case_id, row.standing]))
}

/** The next cases that are counted, in the order of their ids. */
export async function selectCountedAfter(
  db: Queryable,
  generation: number,
  after: string,
  limit: number,
): Promise<Map<string, Standing>> {
  const { rows } = await db.query<OpenCaseRow>({
    name: 'load-counted-after',
    text: 'select case_id, standing from open_cases where generation = $1 and case_id > $2::uuid order by case_id limit $3',
    values: [generation, after, limit],
  })
  return new Map(rows.map((row) => [row.case_id, row.standing]))
}

/** Keeps how cases are counted now; undefined: no more. */
export async function saveCounted(
  db: Queryable,
  generation: number,
  after: ReadonlyMap<string, Standing | undefined>,
): Promise<void> {
  const kept = [...after].flatMap(([caseId, standing]) =>
    standing === undefined ? [] : [{ case_id: caseId, standing }],
  )
  const gone = [...after].flatMap(([caseId, standing]) => (standing === undefined ? [caseId] : []))
  await db.query({
    name: 'load-save-counted',
    text: `with gone as (delete from open_cases where case_id = any($3::uuid[]) and generation = $1)
      insert into open_cases (case_id, generation, standing)
      select r.case_id, $1, r.standing from jsonb_to_recordset($2::jsonb) as r(case_id uuid, standing jsonb)
      on conflict (case_id, generation) do update set standing = excluded.standing`,
    values: [generation, JSON.stringify(kept), gone],
  })
}

/** The rows that are to be changed. */
export async function selectLoadsToChange(
  db: Queryable,
  generation: number,
  keys: readonly LoadKey[],
): Promise<LoadRow[]> {
  const { rows } = await db.query<LoadRow>({
    name: 'load-rows-to-change',
    text: `select l.place, l.axis, l.key, l.cells from unnest($2::text[], $3::text[], $4::text[]) r(place, axis, key)
      join open_loads l on l.generation = $1 and l.place = r.place and l.axis = r.axis and l.key = r.key`,
    values: [
      generation,
      keys.map(({ place }) => place),
      keys.map(({ axis }) => axis),
      keys.map(({ key }) => key),
    ],
  })
  return rows
}

/** Writes rows as they are now; one without a cell goes. */
export async function saveLoads(
  db: Queryable,
  generation: number,
  rows: readonly LoadChange[],
): Promise<void> {
  await db.query({
    name: 'load-save',
    text: `with r as (select * from jsonb_to_recordset($2::jsonb) as r(place text, axis text, key text, cells jsonb)),
      gone as (delete from open_loads l using r where l.generation = $1 and l.place = r.place and l.axis = r.axis
        and l.key = r.key and r.cells = '{}'::jsonb)
      insert into open_loads (generation, place, axis, key, cells)
      select $1, r.place, r.axis, r.key, r.cells from r where r.cells <> '{}'::jsonb
      on conflict (generation, place, axis, key) do update set cells = excluded.cells`,
    values: [generation, JSON.stringify(rows)],
  })
}

/** Lines of a place, in the order of their keys: one look in the index for all. */
export async function selectLoads(
  db: Queryable,
  generation: number,
  { place, axis, after, limit }: { place: string; axis: string; after: string | undefined; limit: number },
): Promise<Pick<LoadRow, 'key' | 'cells'>[]> {
  const { rows } = await db.query<Pick<LoadRow, 'key' | 'cells'>>({
    name: 'load-lines',
    text: `select key, cells from open_loads
      where generation = $1 and place = $2 and axis = $3 and ($4::text is null or key > $4) order by key limit $5`,
    values: [generation, place, axis, after ?? null, limit],
  })
  return rows
}

/** All that some places have in process. */
export async function selectTotals(
  db: Queryable,
  generation: number,
  places: readonly string[],
): Promise<Map<string, Cells>> {
  const { rows } = await db.query<Pick<LoadRow, 'place' | 'cells'>>({
    name: 'load-totals',
    text: `select place, cells from open_loads where generation = $1 and place = any($2::text[]) and axis = 'all' and key = ''`,
    values: [generation, places],
  })
  return new Map(rows.map((row) => [row.place, row.cells]))
}

/** Deletes up to `limit` rows of a generation; gives how many there were. */
export async function deleteLoads(db: Queryable, generation: number, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'load-delete',
    text: `with gone as (delete from open_loads where generation = $1)
      delete from open_cases where ctid = any(array(select ctid from open_cases where generation = $1 limit $2))`,
    values: [generation, limit],
  })
  return rowCount ?? 0
}
