import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf, type WrittenRow } from '../../database/rows.js'
import { binder } from '../../database/statement.js'
import type { Instant } from '../../shared/time.js'
import { type messageDeliveries, messages } from './notification-tables.js'

type Row = RowOf<typeof messages>
export type DeliveryRow = RowOf<typeof messageDeliveries>

/** A try of a delivery: when, and what came of it; codes only, never what the other side wrote. */
export interface Try {
  at: string
  result: string
}

/** A message with its ways out. */
export interface MessageRow extends Omit<Row, 'facts'> {
  facts: Record<string, string>
  deliveries: (Pick<DeliveryRow, 'channel' | 'round' | 'status' | 'attempts'> & {
    address_masked: string | null
    next_at: string
    sent_at: string | null
    receipt: string | null
    tries: Try[]
  })[]
}

export type NewMessage = WrittenRow<
  typeof messages,
  'created_at' | 'routed_at' | 'inside_only' | 'read_at' | 'withdrawn_at' | 'wiped_at'
>

const NEW_COLUMNS = columnsOf(
  messages,
  'created_at',
  'routed_at',
  'inside_only',
  'read_at',
  'withdrawn_at',
  'wiped_at',
)
const COLUMNS = listed(columnsOf(messages), 'm')

/** Writes messages; one that was told already stays as it is. Gives how many are new. One statement. */
export async function insertMessages(db: Queryable, rows: readonly NewMessage[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'insert-messages',
    text: `insert into messages (${NEW_COLUMNS.join(', ')}, created_at)
      select ${listed(NEW_COLUMNS, 'r')}, app_now() from jsonb_populate_recordset(null::messages, $1::jsonb) r
      on conflict (told_key) do nothing`,
    values: [JSON.stringify(rows)],
  })
  return rowCount ?? 0
}

/** An alert, as messages name it. */
export interface ToldOf {
  /** Of the messages that tell of its level. */
  kind: string
  rule: string
  raisedAt: Instant
  /** The organ that answers; null where the alert names none. */
  organisation: string | null
  /** Null of what is no case: its organ's roles are told. */
  caseNo: string | null
}

/**
 * When an organ was first told of an alert: by the words of its messages or, once those were removed, by their kind. The log
 * is read in its order, so that what was told of a later alert of the same rule stands for this one as well.
 */
export async function selectToldOfAlert(
  db: Queryable,
  { kind, rule, raisedAt, organisation, caseNo }: ToldOf,
): Promise<Instant | undefined> {
  const ofCase = caseNo !== null
  const { rows } = await db.query<{ told: Row['created_at'] | null }>({
    name: `told-of-${ofCase ? 'case' : 'organ'}-alert`,
    text: `select min(m.created_at) as told from messages m
      where ${ofCase ? 'm.case_no = $1' : `m.audience = 'organ' and m.organisation_code = $1`}
        and m.created_at >= $2 and m.kind = $3 and m.withdrawn_at is null
        and ($4::text is null or m.organisation_code = $4)
        and (m.wiped_at is not null or m.facts->>'clock' = $5)`,
    values: [caseNo ?? organisation, raisedAt, kind, organisation, rule],
  })
  return rows[0]?.told ?? undefined
}

/** Takes back what was to be told of acts that were taken back, where nothing has left. One statement. */
export async function withdrawMessages(
  db: Queryable,
  acts: readonly { caseNo: string; version: number }[],
): Promise<void> {
  await db.query({
    name: 'withdraw-messages',
    text: `with gone as (
        update messages m set withdrawn_at = app_now()
        from unnest($1::text[], $2::int[]) w(case_no, version)
        where m.case_no = w.case_no and m.case_version = w.version and m.withdrawn_at is null
        returning m.id)
      update message_deliveries d set status = 'WITHDRAWN' from gone
      where d.message_id = gone.id and d.status = 'WAITING'`,
    values: [acts.map(({ caseNo }) => caseNo), acts.map(({ version }) => version)],
  })
}

/** Holds back for a minute what waits to be told of an act that is being taken back. */
export async function holdBack(db: Queryable, caseNo: string, version: number): Promise<void> {
  await db.query({
    name: 'hold-messages-back',
    text: `update message_deliveries d set next_at = greatest(d.next_at, app_now() + interval '1 minute')
      from messages m where m.case_no = $1 and m.case_version = $2 and d.message_id = m.id and d.status = 'WAITING'`,
    values: [caseNo, version],
  })
}

/** Whether anything of an act has left the house, or was read in it by an applicant. */
export async function selectLeft(db: Queryable, caseNo: string, version: number): Promise<boolean> {
  const { rows } = await db.query<{ left: boolean }>({
    name: 'messages-left',
    text: `select exists (select from messages m where m.case_no = $1 and m.case_version = $2
        and m.audience = 'party' and (m.read_at is not null or exists (select from message_deliveries d
          where d.message_id = m.id and d.attempts > 0))) as left`,
    values: [caseNo, version],
  })
  return rows[0]?.left === true
}

const DELIVERIES = `coalesce((select jsonb_agg(jsonb_build_object('channel', d.channel, 'round', d.round,
    'status', d.status, 'attempts', d.attempts, 'address_masked', d.address_masked, 'receipt', d.receipt,
    'tries', d.tries, 'next_at', to_char(d.next_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'sent_at', to_char(d.sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) order by d.channel, d.round)
  from message_deliveries d where d.message_id = m.id), '[]') as deliveries`

/** Whose messages are looked for: of a case, or those in somebody's inbox. */
export interface Inbox {
  subject: string
  staffNo: string | undefined
  /** Organs and roles whose work is the caller's. */
  work: readonly { organisation: string; role: string }[]
}

export interface MessagePosition {
  at: string
  id: string
}

/** A page of messages, the newest first: of a case (all, or one's own), or of an inbox. One query. */
export async function selectMessages(
  db: Queryable,
  { caseNo, inbox }: { caseNo: string | undefined; inbox: Inbox | undefined },
  after: MessagePosition | undefined,
  limit: number,
): Promise<MessageRow[]> {
  const { bound, bind } = binder()
  const rest = [
    ...(caseNo === undefined ? [] : [`m.case_no = ${bind(caseNo)}`]),
    ...(after === undefined ? [] : [`(m.created_at, m.id) < (${bind(after.at)}, ${bind(after.id)})`]),
  ]
  const page = (ways: readonly string[]): string =>
    `select m.created_at, m.id from messages m where ${[...ways, ...rest].join(' and ')}
      order by m.created_at desc, m.id desc limit ${limit}`
  const found =
    inbox === undefined
      ? page([])
      : waysOf(inbox, bind)
          .map((way) => `(${page([way])})`)
          .join(' union ')
  const { rows } = await db.query<MessageRow>({
    text: `select ${COLUMNS}, ${DELIVERIES} from (select * from (${found}) f order by f.created_at desc, f.id desc limit ${limit}) k
      join messages m on m.id = k.id order by m.created_at desc, m.id desc`,
    values: bound,
  })
  return rows
}

/** The ways in which a message is somebody's; each by an index of its own. */
function waysOf({ subject, staffNo, work }: Inbox, bind: (value: unknown) => string): string[] {
  return [
    `m.subject = ${bind(subject)}`,
    ...(staffNo === undefined ? [] : [`m.staff_no = ${bind(staffNo)}`]),
    ...work.map(
      ({ organisation, role }) =>
        `m.audience = 'organ' and m.organisation_code = ${bind(organisation)} and m.role = ${bind(role)}`,
    ),
  ]
}

/** One message. */
export async function selectMessage(db: Queryable, id: string): Promise<MessageRow | undefined> {
  const { rows } = await db.query<MessageRow>({
    name: 'select-message',
    text: `select ${COLUMNS}, ${DELIVERIES} from messages m where m.id = $1`,
    values: [id],
  })
  return rows[0]
}

/** Holds a message until the transaction ends: who sends it again waits here for whoever does so at the same moment. */
export async function lockMessage(db: Queryable, id: string): Promise<void> {
  await db.query({
    name: 'lock-message',
    text: 'select 1 from messages where id = $1 for no key update',
    values: [id],
  })
}

/** The addressee has read it; the first time counts. */
export async function markRead(db: Queryable, id: string): Promise<void> {
  await db.query({
    name: 'mark-message-read',
    text: 'update messages set read_at = app_now() where id = $1 and read_at is null',
    values: [id],
  })
}

/**
 * Removes text and addressee of the next messages, in the order of their ids, that are older than so many days and have left
 * or never will; what was told and what came of it stays. Gives where to go on, and how many. One statement.
 */
export async function wipeMessages(
  db: Queryable,
  after: string,
  days: number,
  limit: number,
): Promise<{ last: string | null; wiped: number }> {
  const { rows } = await db.query<{ last: string | null; wiped: number }>({
    name: 'wipe-messages',
    text: `with page as (
        select id, created_at, wiped_at from messages where id > $1::uuid order by id limit $3),
      old as (
        select p.id from page p where p.created_at < app_now() - make_interval(days => $2) and p.wiped_at is null
          and not exists (select from message_deliveries d where d.message_id = p.id and d.status in ('WAITING', 'SENDING'))),
      gone as (
        update messages m set title = '', body = '', facts = '{}', persons = '{}', subject = null,
          recipient_masked = null, wiped_at = app_now() from old where m.id = old.id returning m.id),
      ways as (
        update message_deliveries d set address_masked = null from old where d.message_id = old.id)
      select (select p.id from page p where p.created_at < app_now() - make_interval(days => $2) order by p.id desc limit 1) as last,
        (select count(*)::int from gone) as wiped`,
    values: [after, days, limit],
  })
  return rows[0] ?? { last: null, wiped: 0 }
}
