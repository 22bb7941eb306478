import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Reach } from '../../shared/caller.js'
import { eventCondition } from '../cases/case-visibility.js'
import type { feedHead } from './exchange-tables.js'
import { GENESIS_HASH } from './feed-chain.js'
import type { FeedPlace } from './feed-cursor.js'

export type FeedHead = Pick<RowOf<typeof feedHead>, 'position' | 'hash'>

export interface WaitingEvent {
  caseId: string
  eventId: string
  /** Canonical JSON; null when the outbox names an event that does not exist. */
  document: string | null
}

/** Whether an event waits for its position. Takes no lock and writes nothing: the sequencer asks many times a second. */
export async function isAnyWaiting(db: Queryable): Promise<boolean> {
  const { rows } = await db.query({
    name: 'feed-any-waiting',
    text: 'select 1 from outbox order by event_no limit 1',
  })
  return rows.length > 0
}

/** Locks the head for the transaction; undefined when another sequencer holds it. */
export async function lockHead(db: Queryable): Promise<FeedHead | undefined> {
  const { rows } = await db.query<FeedHead>({
    name: 'feed-lock-head',
    text: 'select position, hash from feed_head for update skip locked',
  })
  return rows[0]
}

/**
 * Takes the first events that wait, in the order of `event_no`. To be called after `lockHead`, as a statement of its
 * own: its snapshot then holds everything that the sequencer before it saw, so no event can overtake an earlier one
 * of its case. `except`: events that are put aside.
 */
export async function takeWaiting(
  db: Queryable,
  limit: number,
  except: readonly string[] = [],
): Promise<WaitingEvent[]> {
  const { rows } = await db.query<WaitingEvent>({
    name: 'feed-take-waiting',
    text: `with taken as (
        delete from outbox where event_no = any(array(select event_no from outbox
          where event_id <> all($2::uuid[]) order by event_no limit $1))
        returning event_no, case_id, event_id)
      select t.case_id as "caseId", t.event_id as "eventId",
        (select e.document from case_events e where e.case_id = t.case_id and e.event_id = t.event_id) as document
      from taken t order by t.event_no`,
    values: [limit, except],
  })
  return rows
}

/** Adds events at the positions after `head` and moves the head; readers are told when the transaction commits. */
export async function appendToFeed(
  db: Queryable,
  head: FeedHead,
  events: readonly WaitingEvent[],
  hashes: readonly Buffer[],
): Promise<void> {
  await db.query({
    name: 'feed-append',
    text: `with added as (
        insert into feed (position, case_id, event_id, hash)
        select $1::bigint + e.place, e.case_id, e.event_id, e.hash
        from unnest($2::uuid[], $3::uuid[], $4::bytea[]) with ordinality e(case_id, event_id, hash, place)),
      moved as (
        update feed_head set position = $1::bigint + cardinality($2::uuid[]),
          hash = ($4::bytea[])[cardinality($4::bytea[])], moved_at = app_now()
        returning position)
      select pg_notify('${FEED_CHANNEL}', position::text) from moved`,
    values: [
      head.position,
      events.map((event) => event.caseId),
      events.map((event) => event.eventId),
      hashes,
    ],
  })
}

/** The NOTIFY channel; the payload is the head's new position. */
export const FEED_CHANNEL = 'feed'

export interface FeedPage {
  epoch: string
  head: number
  /** False: the cursor is of another epoch or history, or beyond the head; `events` is null then. */
  valid: boolean
  readTo: number
  /** The hash at `readTo`. */
  hash: Buffer
  /** The visible events as JSON objects, `separator` between them; null when there are none. */
  events: string | null
}

/**
 * The events at the positions (after, after + limit] within `reach`, as text that is ready to send, together with the
 * check of the cursor: one statement, so that both see the same database. `after` undefined: from the first.
 */
export async function readPage(
  db: Queryable,
  after: FeedPlace | undefined,
  limit: number,
  { organs, divisions }: Reach,
  separator: string,
): Promise<FeedPage> {
  const { rows } = await db.query<FeedPage>({
    name: 'feed-page',
    text: READ_PAGE,
    values: [
      after?.epoch ?? null,
      after?.position ?? 0,
      after?.hash ?? null,
      limit,
      divisions,
      separator,
      organs,
    ],
  })
  const [page] = rows
  if (page === undefined) throw new Error('the feed has no head')
  return page
}

const GENESIS = `'\\x${GENESIS_HASH.toString('hex')}'::bytea`

/** LATERAL with LIMIT: one index look-up an event, whatever the planner thinks of a page's size. */
const READ_PAGE = `
with place as (
  select h.epoch, h.position as head, least(h.position, $2::bigint + $4::int) as read_to,
    $1::uuid is null or ($1 = h.epoch and $2 <= h.position
      and $3::bytea is not distinct from
        case when $2 = 0 then ${GENESIS} else (select hash from feed where position = $2) end) as valid
  from feed_head h)
select p.epoch, p.head, p.valid, p.read_to as "readTo",
  coalesce((select hash from feed where position = p.read_to), ${GENESIS}) as hash,
  case when p.valid then
    (select string_agg('{"position":' || f.position || ',' || substr(e.document, 2), $6::text order by f.position)
     from (select position, case_id, event_id from feed where position > $2 order by position limit $4) f
     cross join lateral (
       select document from case_events e
       where e.case_id = f.case_id and e.event_id = f.event_id
         and ${eventCondition('$7', '$5')} limit 1) e)
  end as events
from place p`

/** The place at a position, or where the feed ends; undefined: it does not reach so far. */
export async function selectPlace(
  db: Queryable,
  position: number | undefined,
): Promise<FeedPlace | undefined> {
  const { rows } = await db.query<FeedPlace>({
    name: 'feed-place',
    text: `select h.epoch, p.position, coalesce((select hash from feed where position = p.position), ${GENESIS}) as hash
      from feed_head h, coalesce($1::bigint, h.position) p(position) where p.position <= h.position`,
    values: [position ?? null],
  })
  return rows[0]
}

/** The head's position, for those who wait where LISTEN does not work. */
export async function readHeadPosition(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ position: number }>('select position from feed_head')
  return Number(rows[0]?.position ?? 0)
}

export interface FeedStatus {
  position: number
  /** Events that wait for their position, counted up to 10,000. */
  backlog: number
  /** Seconds since the first of them happened; 0 when nothing waits. */
  lag: number
}

/** For metrics and the operator: how far the feed is and what waits. */
export async function feedStatus(db: Queryable): Promise<FeedStatus> {
  const { rows } = await db.query<{ position: number; backlog: number; lag: number }>(
    `select h.position, (select count(*)::int from (select 1 from outbox limit 10000) w) as backlog,
       coalesce(extract(epoch from app_now() - (select e.occurred_at from outbox o
         join case_events e on e.case_id = o.case_id and e.event_id = o.event_id
         order by o.event_no limit 1)), 0)::float8 as lag
     from feed_head h`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('the feed has no head')
  return row
}
