import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { Days, Judged, PerformanceChange, PerformanceKey } from './performance.js'
import type { judgedCases, performanceSums } from './performance-tables.js'

type JudgedRow = Pick<RowOf<typeof judgedCases>, 'case_id'> & { judged: Judged }
type SumsRow = Omit<RowOf<typeof performanceSums>, 'generation' | 'days'> & { days: Days }

/** How these cases are counted; those that are not are left out. */
export async function selectJudgedBefore(
  db: Queryable,
  generation: number,
  caseIds: readonly string[],
): Promise<Map<string, Judged>> {
  const { rows } = await db.query<JudgedRow>({
    name: 'performance-before',
    text: 'select case_id, judged from judged_cases where case_id = any($2::uuid[]) and generation = $1',
    values: [generation, caseIds],
  })
  return new Map(rows.map((row) => [row.case_id, row.judged]))
}

/** Keeps how cases are counted now; undefined: no more. */
export async function saveJudged(
  db: Queryable,
  generation: number,
  after: ReadonlyMap<string, Judged | undefined>,
): Promise<void> {
  const kept = [...after].flatMap(([caseId, judged]) =>
    judged === undefined ? [] : [{ case_id: caseId, judged }],
  )
  const gone = [...after].flatMap(([caseId, judged]) => (judged === undefined ? [caseId] : []))
  await db.query({
    name: 'performance-save-judged',
    text: `with gone as (delete from judged_cases where case_id = any($3::uuid[]) and generation = $1)
      insert into judged_cases (case_id, generation, judged)
      select r.case_id, $1, r.judged from jsonb_to_recordset($2::jsonb) as r(case_id uuid, judged jsonb)
      on conflict (case_id, generation) do update set judged = excluded.judged`,
    values: [generation, JSON.stringify(kept), gone],
  })
}

/** The rows that are to be changed. */
export async function selectSumsToChange(
  db: Queryable,
  generation: number,
  keys: readonly PerformanceKey[],
): Promise<SumsRow[]> {
  const { rows } = await db.query<SumsRow>({
    name: 'performance-to-change',
    text: `select s.place, s.axis, s.key, s.month, s.days
      from unnest($2::text[], $3::text[], $4::text[], $5::text[]) r(place, axis, key, month)
      join performance_sums s on s.generation = $1 and s.place = r.place and s.axis = r.axis and s.key = r.key
        and s.month = r.month`,
    values: [
      generation,
      keys.map(({ place }) => place),
      keys.map(({ axis }) => axis),
      keys.map(({ key }) => key),
      keys.map(({ month }) => month),
    ],
  })
  return rows
}

/** Writes rows as they are now; one without a day goes. */
export async function saveSums(
  db: Queryable,
  generation: number,
  rows: readonly PerformanceChange[],
): Promise<void> {
  await db.query({
    name: 'performance-save',
    text: `with r as (
        select * from jsonb_to_recordset($2::jsonb) as r(place text, axis text, key text, month text, days jsonb)),
      gone as (delete from performance_sums s using r where s.generation = $1 and s.place = r.place and s.axis = r.axis
        and s.key = r.key and s.month = r.month and r.days = '{}'::jsonb)
      insert into performance_sums (generation, place, axis, key, month, days)
      select $1, r.place, r.axis, r.key, r.month, r.days from r where r.days <> '{}'::jsonb
      on conflict (generation, place, axis, key, month) do update set days = excluded.days`,
    values: [generation, JSON.stringify(rows)],
  })
}

/** Months of the groups of a place, in the order of their keys: at most `rows` rows, one look in the index. */
export async function selectSums(
  db: Queryable,
  generation: number,
  asked: { place: string; axis: string; after: string; from: string; to: string; rows: number },
): Promise<Pick<SumsRow, 'key' | 'month' | 'days'>[]> {
  const { rows } = await db.query<Pick<SumsRow, 'key' | 'month' | 'days'>>({
    name: 'performance-groups',
    text: `select key, month, days from performance_sums
      where generation = $1 and place = $2 and axis = $3 and key > $4 and month between $5 and $6
      order by key, month limit $7`,
    values: [generation, asked.place, asked.axis, asked.after, asked.from, asked.to, asked.rows],
  })
  return rows
}

/** Of a place as a whole, month by month. */
export async function selectWhole(
  db: Queryable,
  generation: number,
  place: string,
  from: string,
  to: string,
): Promise<Pick<SumsRow, 'month' | 'days'>[]> {
  const { rows } = await db.query<Pick<SumsRow, 'month' | 'days'>>({
    name: 'performance-whole',
    text: `select month, days from performance_sums
      where generation = $1 and place = $2 and axis = 'all' and key = '' and month between $3 and $4 order by month`,
    values: [generation, place, from, to],
  })
  return rows
}

/** Deletes up to `limit` rows of a generation; gives how many there were. */
export async function deleteSums(db: Queryable, generation: number, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'performance-delete',
    text: `with gone as (delete from performance_sums where generation = $1)
      delete from judged_cases where ctid = any(array(select ctid from judged_cases where generation = $1 limit $2))`,
    values: [generation, limit],
  })
  return rowCount ?? 0
}
