import type { Queryable } from '../../database/queryable.js'
import { columnsOf, type RowOf } from '../../database/rows.js'
import type { Organ, Reach } from '../../shared/caller.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { Sheet } from '../documents/sheet-parts.js'
import type { OrderStatus } from './order.js'
import { supervisionOrders } from './order-tables.js'

export interface HistoryEntry {
  at: Instant
  by: string
  role: string
  action: string
  text?: string
  replyBy?: LegalDate
}

export interface OrderRow extends RowOf<typeof supervisionOrders> {
  status: OrderStatus
  history: HistoryEntry[]
  paper: Sheet | null
  living_organisation: string | null
}

/** Who goes on with the organ today (承继机构), by hand: organs are another feature’s table. */
const LIVING = `(select coalesce(o.successor_code, o.code) from organisations o where o.code = supervision_orders.organisation_code) as living_organisation`
const COLUMNS = `${columnsOf(supervisionOrders).join(', ')}, ${LIVING}`

export async function selectOrder(db: Queryable, id: string, lock = false): Promise<OrderRow | undefined> {
  const { rows } = await db.query<OrderRow>(
    `select ${COLUMNS} from supervision_orders where id = $1${lock ? ' for update' : ''}`,
    [id],
  )
  return rows[0]
}

export interface OrderFilters {
  status?: string | undefined
  organisation?: string | undefined
  caseNo?: string | undefined
  overdue?: boolean | undefined
}

/** A page of orders to organs within reach, the latest first. One query. */
export async function selectOrders(
  db: Queryable,
  { organs, divisions }: Reach,
  filters: OrderFilters,
  before: string | undefined,
  limit: number,
): Promise<OrderRow[]> {
  const { rows } = await db.query<OrderRow>({
    name: 'select-orders',
    text: `select ${COLUMNS} from supervision_orders
      where (organisation_code = any($1::text[]) or divisions && $2::text[])
        and ($3::text is null or status = $3) and ($4::text is null or organisation_code = $4)
        and ($5::text is null or case_no = $5)
        and ($6::boolean is null
          or $6 = (status in ('ISSUED', 'RETURNED') and reply_by < (app_now() at time zone 'Asia/Shanghai')::date))
        and ($7::uuid is null or id < $7)
      order by id desc limit $8`,
    values: [
      organs,
      divisions,
      filters.status ?? null,
      filters.organisation ?? null,
      filters.caseNo ?? null,
      filters.overdue ?? null,
      before ?? null,
      limit,
    ],
  })
  return rows
}

export interface NewOrder {
  id: string
  caseNo: string | null
  alertId: string | null
  organ: Organ
  demand: string
  replyBy: LegalDate
  issuedBy: string
  role: string
  officialNo: string
  paper: Sheet
}

const AT = `to_char(app_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

export async function insertOrder(db: Queryable, order: NewOrder): Promise<OrderRow> {
  const { rows } = await db.query<OrderRow>({
    text: `insert into supervision_orders (id, case_no, alert_id, organisation_code, divisions, demand, reply_by, status,
        issued_by, issued_at, history, official_no, paper)
      values ($1, $2, $3, $4, $5, $6, $7, 'ISSUED', $8, app_now(),
        jsonb_build_array(jsonb_build_object('at', ${AT}, 'by', $8::text, 'role', $9::text, 'action', 'issue',
          'text', $6::text, 'replyBy', $7::date)), $10, $11)
      returning ${COLUMNS}`,
    values: [
      order.id,
      order.caseNo,
      order.alertId,
      order.organ.code,
      order.organ.divisions,
      order.demand,
      order.replyBy,
      order.issuedBy,
      order.role,
      order.officialNo,
      JSON.stringify(order.paper),
    ],
  })
  const [row] = rows
  if (row === undefined) throw new Error('a new order is a row')
  return row
}

/** Moves an order on; undefined when it is no longer at the version that was read. */
export async function updateOrder(
  db: Queryable,
  { id, version }: Pick<OrderRow, 'id' | 'version'>,
  to: OrderStatus,
  entry: Omit<HistoryEntry, 'at'>,
): Promise<OrderRow | undefined> {
  const { rows } = await db.query<OrderRow>({
    text: `update supervision_orders set status = $3, version = version + 1, reply_by = coalesce($4, reply_by),
        history = history || jsonb_build_array($5::jsonb || jsonb_build_object('at', ${AT}))
      where id = $1 and version = $2 returning ${COLUMNS}`,
    values: [id, version, to, entry.replyBy ?? null, JSON.stringify(entry)],
  })
  return rows[0]
}

/** Those of the ids that are there, locked in their order where they are to be changed. */
export async function selectOrdersOfClocks(
  db: Queryable,
  ids: readonly string[],
  lock = false,
): Promise<OrderRow[]> {
  const { rows } = await db.query<OrderRow>(
    `select ${COLUMNS} from supervision_orders where id = any($1::uuid[]) order by id${lock ? ' for update' : ''}`,
    [ids],
  )
  return rows
}

/** A calendar moved the day of orders: their versions rise. Gives them. */
export async function moveReplyBy(
  db: Queryable,
  moved: readonly { id: string; replyBy: LegalDate }[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<Pick<OrderRow, 'id' | 'version'>>({
    name: 'move-reply-by',
    text: `update supervision_orders o set version = o.version + 1, reply_by = r."replyBy"
      from jsonb_to_recordset($1::jsonb) as r(id uuid, "replyBy" date) where o.id = r.id returning o.id, o.version`,
    values: [JSON.stringify(moved)],
  })
  return new Map(rows.map(({ id, version }) => [id, version]))
}

/** The numbers of orders (督办单文号), by which people know them; those of before the numbers have none. */
export async function selectOrderNumbers(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.query<{ id: string; official_no: string }>({
    name: 'order-numbers',
    text: 'select id, official_no from supervision_orders where id = any($1::uuid[]) and official_no is not null',
    values: [ids],
  })
  return new Map(rows.map(({ id, official_no }) => [id, official_no]))
}
