import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf, type WrittenRow } from '../../database/rows.js'
import { casePapers, type documentSeries, type documentsWaiting } from './document-tables.js'

export type WaitingDocument = RowOf<typeof documentsWaiting>

/** Documents that wait for their number: of one case, or the first of all; those that were put aside are passed over. */
export async function selectWaiting(
  db: Queryable,
  { caseId, limit, aside }: { caseId?: string | undefined; limit: number; aside: readonly string[] },
): Promise<WaitingDocument[]> {
  const { rows } = await db.query<WaitingDocument>({
    name: 'select-waiting-documents',
    text: `select case_id, document_no from documents_waiting
      where ($1::uuid is null or case_id = $1) and not document_no = any($3) order by case_id, document_no limit $2`,
    values: [caseId ?? null, limit, aside],
  })
  return rows
}

/** How many documents wait for their number. */
export async function countWaiting(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>('select count(*)::int as count from documents_waiting')
  return rows[0]?.count ?? 0
}

/** A paper before it has its number, for which `{number}` stands in `series` and `found_by`. */
export type NewPaper = Omit<WrittenRow<typeof casePapers>, 'number' | 'official_no' | 'stamped_at'>

const GIVEN = columnsOf(casePapers, 'number', 'official_no', 'stamped_at')
const AS_GIVEN = GIVEN.filter((name) => name !== 'found_by')

// Whoever else stamps the same documents waits for the row and then finds it gone. Rows are locked in the order of their
// keys and series in theirs, by a statement that touches nothing else: no two of them wait for each other, and a series is
// held for this statement alone. What is not written takes no number with it.
const STAMP = `
with given as (
  select ${listed(GIVEN, 'r')}, n.ordinal from jsonb_array_elements($1::jsonb) with ordinality n(value, ordinal),
    jsonb_populate_record(null::case_papers, n.value) r),
held as (
  select w.case_id, w.document_no from documents_waiting w join given using (case_id, document_no)
  order by w.case_id, w.document_no for update of w),
gone as (
  delete from documents_waiting w using held
  where w.case_id = held.case_id and w.document_no = held.document_no returning w.case_id, w.document_no),
mine as (
  select given.*, row_number() over (partition by organisation_code, series order by ordinal) as nth,
    count(*) over (partition by organisation_code, series) as together
  from given join gone using (case_id, document_no)),
taken as (
  insert into document_series (organisation_code, series, last_number)
  select organisation_code, series, count(*) from mine group by organisation_code, series order by 1, 2
  on conflict (organisation_code, series) do update
    set last_number = document_series.last_number + excluded.last_number
  returning organisation_code, series, last_number)
insert into case_papers (${AS_GIVEN.join(', ')}, found_by, number, official_no, stamped_at)
select ${listed(AS_GIVEN, 'm')}, replace(m.found_by, '{number}', n.number::text), n.number,
  replace(m.series, '{number}', n.number::text), app_now()
from mine m join taken t using (organisation_code, series)
cross join lateral (select t.last_number - m.together + m.nth as number) n`

/** Gives numbers to papers that still wait, in their order, and keeps them; gives how many. One statement. */
export async function stampPapers(db: Queryable, papers: readonly NewPaper[]): Promise<number> {
  const { rowCount } = await db.query({ name: 'stamp-papers', text: STAMP, values: [JSON.stringify(papers)] })
  return rowCount ?? 0
}

/** Takes the next number of a series; whoever wants another one of it waits until the transaction ends. */
export async function takeNumber(db: Queryable, organisation: string, series: string): Promise<number> {
  const { rows } = await db.query<Pick<RowOf<typeof documentSeries>, 'last_number'>>({
    name: 'take-number',
    text: `insert into document_series (organisation_code, series, last_number) values ($1, $2, 1)
      on conflict (organisation_code, series) do update set last_number = document_series.last_number + 1
      returning last_number`,
    values: [organisation, series],
  })
  return rows[0]?.last_number ?? 1
}
