import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { licenceNumbers } from './licence-tables.js'

/** The next serial of a series, until the transaction ends held for it. */
export async function nextSerial(db: Queryable, organisation: string, series: string): Promise<number> {
  const { rows } = await db.query<{ last_number: number }>({
    name: 'next-licence-serial',
    text: `insert into licence_series (organisation_code, series, last_number) values ($1, $2, 1)
      on conflict (organisation_code, series) do update set last_number = licence_series.last_number + 1
      returning last_number`,
    values: [organisation, series],
  })
  return rows[0]?.last_number ?? 1
}

type NumberRow = RowOf<typeof licenceNumbers>

/** Whoever gives the numbers of a case waits for who does so at this moment. */
export async function lockNumbers(db: Queryable, caseId: string): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtextextended('licence numbers ' || $1, 0))`, [caseId])
}

/** Numbers that were given to what a case grants. */
export async function selectNumbers(
  db: Queryable,
  caseId: string,
): Promise<Pick<NumberRow, 'result' | 'licence_no'>[]> {
  const { rows } = await db.query<Pick<NumberRow, 'result' | 'licence_no'>>({
    name: 'select-licence-numbers',
    text: 'select result, licence_no from licence_numbers where case_id = $1',
    values: [caseId],
  })
  return rows
}

export async function keepNumber(db: Queryable, row: NumberRow): Promise<void> {
  await db.query({
    name: 'keep-licence-number',
    text: 'insert into licence_numbers (case_id, result, licence_no) values ($1, $2, $3)',
    values: [row.case_id, row.result, row.licence_no],
  })
}
