import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf, type WrittenRow } from '../../database/rows.js'
import type { Reach } from '../../shared/caller.js'
import { paymentRecords } from './payment-tables.js'

export type PaymentRow = RowOf<typeof paymentRecords>
export type NewPaymentRow = WrittenRow<typeof paymentRecords, 'recorded_at'>

const COLUMNS = listed(columnsOf(paymentRecords), 'p')
const GIVEN = columnsOf(paymentRecords, 'recorded_at')

/** What the payment system said under a number, whatever became of it. */
export async function selectRecords(
  db: Queryable,
  kind: string,
  transactionNo: string,
): Promise<PaymentRow[]> {
  const { rows } = await db.query<PaymentRow>({
    name: 'select-payment-records',
    text: `select ${COLUMNS} from payment_records p where p.kind = $1 and p.transaction_no = $2`,
    values: [kind, transactionNo],
  })
  return rows
}

const INSERT = `insert into payment_records as p (${GIVEN.join(', ')}, recorded_at)
  select ${listed(GIVEN, 'r')}, app_now() from jsonb_populate_record(null::payment_records, $1) r`

/**
 * Writes what was said, in the transaction of what it did. Throws a unique violation where this number came meanwhile: then
 * nothing of that transaction may stay.
 */
export async function insertRecord(db: Queryable, row: NewPaymentRow): Promise<PaymentRow> {
  const { rows } = await db.query<PaymentRow>({
    name: 'insert-payment-record',
    text: `${INSERT} returning ${COLUMNS}`,
    values: [JSON.stringify(row)],
  })
  const [written] = rows
  if (written === undefined) throw new Error('a record that was written comes back')
  return written
}

/** Writes what differs from what came under the number before; undefined where it stands there already. */
export async function insertDiffering(db: Queryable, row: NewPaymentRow): Promise<PaymentRow | undefined> {
  const { rows } = await db.query<PaymentRow>({
    name: 'insert-differing-payment',
    text: `${INSERT} on conflict (kind, transaction_no, content_hash) do nothing returning ${COLUMNS}`,
    values: [JSON.stringify(row)],
  })
  return rows[0]
}

export interface PaymentFilters {
  outcome?: string | undefined
  caseNo?: string | undefined
  transactionNo?: string | undefined
}

/** A page of the ledger within reach, the latest first; `strays`: with what means no case at all. One query. */
export async function selectPayments(
  db: Queryable,
  { organs, divisions }: Reach,
  strays: boolean,
  filters: PaymentFilters,
  before: string | undefined,
  limit: number,
): Promise<PaymentRow[]> {
  const { rows } = await db.query<PaymentRow>({
    name: 'select-payments',
    text: `select ${COLUMNS} from payment_records p
      where (p.organisation_code = any($1::text[]) or p.divisions && $2::text[] or ($3 and p.organisation_code is null))
        and ($4::text is null or p.outcome = $4)
        and ($5::text is null or p.case_no = $5)
        and ($6::text is null or p.transaction_no = $6)
        and ($7::uuid is null or p.id < $7)
      order by p.id desc limit $8`,
    values: [
      organs,
      divisions,
      strays,
      filters.outcome ?? null,
      filters.caseNo ?? null,
      filters.transactionNo ?? null,
      before ?? null,
      limit,
    ],
  })
  return rows
}

/** Copies the places of cases to what was paid and is to be given back. One statement; gives how many lay elsewhere. */
export async function placePaymentRows(
  db: Queryable,
  places: readonly { id: string; divisions: string[] }[],
): Promise<number> {
  const { rows } = await db.query<{ moved: number }>({
    name: 'place-payments',
    text: `with place as (
        select r.id, array(select jsonb_array_elements_text(r.divisions)) as divisions
        from jsonb_to_recordset($1::jsonb) as r(id uuid, divisions jsonb)),
      paid as (
        update payment_records p set divisions = place.divisions from place
        where p.case_id = place.id and p.divisions <> place.divisions returning 1),
      given as (
        update refunds f set divisions = place.divisions from place
        where f.case_id = place.id and f.divisions <> place.divisions returning 1)
      select (select count(*)::int from paid) + (select count(*)::int from given) as moved`,
    values: [JSON.stringify(places.map(({ id, divisions }) => ({ id, divisions })))],
  })
  return rows[0]?.moved ?? 0
}
