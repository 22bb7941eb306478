import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf, type WrittenRow } from '../../database/rows.js'
import type { Reach } from '../../shared/caller.js'
import { refunds } from './payment-tables.js'

export type RefundRow = RowOf<typeof refunds>
type Answered = 'transaction_no' | 'done_at' | 'version' | 'requested_at'

const COLUMNS = listed(columnsOf(refunds), 'f')
const GIVEN = columnsOf(refunds, 'transaction_no', 'done_at', 'version', 'requested_at')

/** Writes an order, as of now. */
export async function insertRefund(
  db: Queryable,
  row: WrittenRow<typeof refunds, Answered>,
): Promise<RefundRow> {
  const { rows } = await db.query<RefundRow>({
    name: 'insert-refund',
    text: `insert into refunds as f (${GIVEN.join(', ')}, requested_at)
      select ${listed(GIVEN, 'r')}, app_now() from jsonb_populate_record(null::refunds, $1) r returning ${COLUMNS}`,
    values: [JSON.stringify(row)],
  })
  const [written] = rows
  if (written === undefined) throw new Error('an order that was written comes back')
  return written
}

/** Writes the answer of the payment system. */
export async function updateRefund(
  db: Queryable,
  refundNo: string,
  { state, transactionNo, doneAt }: { state: 'done' | 'failed'; transactionNo: string; doneAt: string },
): Promise<void> {
  await db.query({
    name: 'update-refund',
    text: `update refunds set state = $2, transaction_no = $3, done_at = $4, version = version + 1 where refund_no = $1`,
    values: [refundNo, state, transactionNo, doneAt],
  })
}

export interface RefundFilters {
  state?: string | undefined
  caseNo?: string | undefined
}

/** A page of orders within reach, the latest first. One query. */
export async function selectRefunds(
  db: Queryable,
  { organs, divisions }: Reach,
  filters: RefundFilters,
  before: string | undefined,
  limit: number,
): Promise<RefundRow[]> {
  const { rows } = await db.query<RefundRow>({
    name: 'select-refunds',
    text: `select ${COLUMNS} from refunds f
      where (f.organisation_code = any($1::text[]) or f.divisions && $2::text[])
        and ($3::text is null or f.state = $3)
        and ($4::text is null or f.case_no = $4)
        and ($5::uuid is null or f.id < $5)
      order by f.id desc limit $6`,
    values: [organs, divisions, filters.state ?? null, filters.caseNo ?? null, before ?? null, limit],
  })
  return rows
}

/** An order within reach. */
export async function selectRefund(
  db: Queryable,
  { organs, divisions }: Reach,
  refundNo: string,
): Promise<RefundRow | undefined> {
  const { rows } = await db.query<RefundRow>({
    name: 'select-refund',
    text: `select ${COLUMNS} from refunds f
      where f.refund_no = $3 and (f.organisation_code = any($1::text[]) or f.divisions && $2::text[])`,
    values: [organs, divisions, refundNo],
  })
  return rows[0]
}

/** Whose order a number is. */
export async function selectPlaceOfRefund(
  db: Queryable,
  refundNo: string,
): Promise<Pick<RefundRow, 'case_id' | 'case_no' | 'organisation_code' | 'divisions'> | undefined> {
  const { rows } = await db.query<Pick<RefundRow, 'case_id' | 'case_no' | 'organisation_code' | 'divisions'>>(
    {
      name: 'place-of-refund',
      text: 'select case_id, case_no, organisation_code, divisions from refunds where refund_no = $1',
      values: [refundNo],
    },
  )
  return rows[0]
}

/** Orders that nobody has answered yet, the oldest first. */
export async function selectOpenRefunds(db: Queryable, limit: number): Promise<RefundRow[]> {
  const { rows } = await db.query<RefundRow>({
    name: 'select-open-refunds',
    text: `select ${COLUMNS} from refunds f where f.state = 'requested' order by f.id limit $1`,
    values: [limit],
  })
  return rows
}
