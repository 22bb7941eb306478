import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf, type WrittenRow } from '../../database/rows.js'
import { messageDeliveries, type messages } from './notification-tables.js'

type MessageColumns = RowOf<typeof messages>
type Delivery = RowOf<typeof messageDeliveries>

/** A message for which it is to be decided by which ways it leaves. */
export interface UnroutedRow
  extends Pick<
    MessageColumns,
    'id' | 'kind' | 'case_id' | 'party_no' | 'audience' | 'staff_no' | 'persons' | 'withdrawn_at'
  > {
  voice_no: string | null
  now: string
}

/** The next messages without a way, held for the transaction. Others take others. */
export async function lockUnrouted(db: Queryable, limit: number): Promise<UnroutedRow[]> {
  const { rows } = await db.query<UnroutedRow>({
    name: 'lock-unrouted-messages',
    text: `select id, kind, case_id, party_no, audience, staff_no, persons, withdrawn_at,
        facts->>'voiceNo' as voice_no, app_now() as now
      from messages where routed_at is null order by created_at, id limit $1 for update skip locked`,
    values: [limit],
  })
  return rows
}

export type NewDelivery = WrittenRow<
  typeof messageDeliveries,
  'attempts' | 'tries' | 'sent_at' | 'receipt' | 'round'
> & { round?: number }

const COLUMNS = columnsOf(messageDeliveries, 'attempts', 'tries', 'sent_at', 'receipt')

/** Writes the ways of messages, and that they have theirs. One statement. */
export async function saveRoutes(
  db: Queryable,
  routes: readonly { id: string; inside_only: string | undefined }[],
  deliveries: readonly NewDelivery[],
): Promise<void> {
  await db.query({
    name: 'save-message-routes',
    text: `with ways as (
        insert into message_deliveries (${COLUMNS.join(', ')})
        select ${listed(COLUMNS, 'r')} from jsonb_populate_recordset(null::message_deliveries, $2::jsonb) r
        on conflict (message_id, channel, round) do nothing)
      update messages m set routed_at = app_now(), inside_only = r.inside_only
      from jsonb_to_recordset($1::jsonb) as r(id uuid, inside_only text) where m.id = r.id`,
    values: [JSON.stringify(routes), JSON.stringify(deliveries.map((each) => ({ round: 1, ...each })))],
  })
}

/** The ways of a message once more, as a new round, from now on; gives how many. */
export async function insertRound(db: Queryable, deliveries: readonly NewDelivery[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'insert-message-round',
    text: `insert into message_deliveries (${COLUMNS.join(', ')})
      select r.message_id, r.channel, (select coalesce(max(d.round), 0) + 1 from message_deliveries d
          where d.message_id = r.message_id and d.channel = r.channel), r.status, r.address_masked, r.digest, r.next_at
      from jsonb_populate_recordset(null::message_deliveries, $1::jsonb) r`,
    values: [JSON.stringify(deliveries)],
  })
  return rowCount ?? 0
}

/** What is to be sent now, with its message. */
export interface ClaimedRow
  extends Pick<Delivery, 'message_id' | 'channel' | 'round' | 'attempts'>,
    Pick<
      MessageColumns,
      'kind' | 'audience' | 'language' | 'template_key' | 'template_version' | 'title' | 'body' | 'persons'
    > {
  digest: string | null
  case_id: string | null
  case_no: string | null
  case_version: number | null
  party_no: number | null
  subject: string | null
  staff_no: string | null
  role: string | null
  organisation_code: string | null
  withdrawn_at: string | null
  created_at: string
  facts: Record<string, string>
  now: string
}

/**
 * Takes what is due, and all that goes out with it: as one that is being sent, for `leaseS` seconds; whoever was killed
 * over it is followed after that. What goes out together stays together (`@` and the claim’s id in front), so that a
 * second try is the same letter under the same id.
 */
export async function claimDue(
  db: Queryable,
  { limit, leaseS, claim }: { limit: number; leaseS: number; claim: string },
): Promise<ClaimedRow[]> {
  const { rows } = await db.query<ClaimedRow>({
    name: 'claim-message-deliveries',
    text: `with due as (
        select message_id, channel, round, digest from message_deliveries
        where status in ('WAITING', 'SENDING') and next_at <= app_now()
        order by next_at, message_id limit $1 for update skip locked),
      mates as (
        select d.message_id, d.channel, d.round from (select distinct digest from due where digest is not null) g
        join message_deliveries d on d.digest = g.digest and d.status = 'WAITING' and d.next_at <= app_now()
        for update of d skip locked),
      held as (select message_id, channel, round from due union select message_id, channel, round from mates)
      update message_deliveries d set status = 'SENDING', attempts = d.attempts + 1,
        next_at = app_now() + make_interval(secs => $2),
        digest = case when d.digest is null or d.digest like '@%' then d.digest else '@' || $3 || ' ' || d.digest end
      from held h join messages m on m.id = h.message_id
      where d.message_id = h.message_id and d.channel = h.channel and d.round = h.round
      returning d.message_id, d.channel, d.round, d.attempts, d.digest, m.kind, m.audience, m.language, m.template_key,
        m.template_version, m.title, m.body, m.persons, m.case_id, m.case_no, m.case_version, m.party_no, m.subject,
        m.staff_no, m.role, m.organisation_code, m.withdrawn_at, m.created_at, m.facts, app_now() as now`,
    values: [limit, leaseS, claim],
  })
  return rows
}

/** What came of a try. */
export interface TriedRow {
  message_id: string
  channel: string
  round: number
  attempts: number
  status: 'SENT' | 'WAITING' | 'FAILED' | 'WITHDRAWN'
  result: string
  receipt: string | undefined
  pause_s: number
}

/** Keeps what came of tries; one that somebody else has taken over meanwhile is left to him. One statement. */
export async function saveTried(db: Queryable, rows: readonly TriedRow[]): Promise<void> {
  await db.query({
    name: 'save-tried-messages',
    text: `update message_deliveries d set status = r.status, receipt = r.receipt,
        sent_at = case when r.status = 'SENT' then app_now() end,
        next_at = app_now() + make_interval(secs => r.pause_s),
        tries = d.tries || jsonb_build_array(jsonb_build_object(
          'at', to_char(app_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'result', r.result))
      from jsonb_to_recordset($1::jsonb) as r(message_id uuid, channel text, round smallint, attempts int, status text,
        result text, receipt text, pause_s float8)
      where d.message_id = r.message_id and d.channel = r.channel and d.round = r.round
        and d.status = 'SENDING' and d.attempts = r.attempts`,
    values: [JSON.stringify(rows)],
  })
}

/** How much waits to leave, by channel, how much of that was tried in vain, and how old the oldest due one is. */
export async function countWaiting(
  db: Queryable,
): Promise<{ channel: string; waiting: number; failing: number; lag: number }[]> {
  const { rows } = await db.query<
    Pick<Delivery, 'channel'> & { waiting: number; failing: number; lag: number }
  >({
    name: 'count-waiting-messages',
    text: `select channel, count(*)::int as waiting, (count(*) filter (where attempts > 0))::int as failing,
        coalesce(greatest(extract(epoch from app_now() - min(next_at)), 0), 0)::float8 as lag
      from message_deliveries where status in ('WAITING', 'SENDING') group by channel`,
  })
  return rows
}

/** The database's instant. */
export async function selectNow(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ now: string }>('select app_now() as now')
  return rows[0]?.now ?? ''
}
