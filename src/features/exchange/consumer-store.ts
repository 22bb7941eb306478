import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { FeedEntry } from './consumer.js'
import type { consumers } from './exchange-tables.js'

type ConsumerRow = RowOf<typeof consumers>

/** One generation of a consumer, and how it stands to the feed. */
export interface Stand extends Pick<ConsumerRow, 'name' | 'generation' | 'state' | 'position'> {
  /** Events in the feed that it has not come to. */
  behind: number
  /** Its positions are those of the feed as it is now. */
  fits: boolean
  /** Seconds since the first of those events happened; 0 when there is none. */
  lag: number
}

/** All consumers, or one: each generation, the oldest first. */
export async function selectStands(db: Queryable, name?: string): Promise<Stand[]> {
  const { rows } = await db.query<Stand>({
    name: 'consumer-stands',
    text: `select c.name, c.generation, c.state, c.position, greatest(h.position - c.position, 0) as behind,
        c.epoch = h.epoch as fits,
        coalesce(extract(epoch from app_now() - (select e.occurred_at from feed f
          join case_events e on e.case_id = f.case_id and e.event_id = f.event_id
          where f.position = c.position + 1)), 0)::float8 as lag
      from consumers c, feed_head h where $1::text is null or c.name = $1 order by c.name, c.generation`,
    values: [name ?? null],
  })
  return rows
}

/**
 * Begins a generation at the start of the feed: the first of a consumer is read at once, a later one is built beside it.
 * One that is being built for the feed as it is now is left to go on; one for an earlier epoch is given up. Without
 * `anew` nothing begins where what is read fits the feed: several instances may find at once that it does not.
 */
export async function beginGeneration(db: Queryable, name: string, anew: boolean): Promise<void> {
  await db.query({
    name: 'consumer-begin',
    text: `with given_up as (
        update consumers c set state = 'retired' from feed_head h
        where c.name = $1 and c.state = 'building' and c.epoch <> h.epoch)
      insert into consumers (name, generation, state, epoch, begun_at)
      select $1, coalesce(max(c.generation), 0) + 1, case when count(c.name) = 0 then 'current' else 'building' end,
        h.epoch, app_now()
      from feed_head h left join consumers c on c.name = $1 group by h.epoch
      having count(*) filter (where c.epoch = h.epoch
        and (c.state = 'building' or c.state = 'current' and not $2)) = 0
      on conflict (name, generation) do nothing`,
    values: [name, anew],
  })
}

export type Held = Pick<ConsumerRow, 'generation' | 'state' | 'position' | 'epoch'>

/** Locks a generation for the transaction; undefined when another instance is at work on it. */
export async function lockGeneration(
  db: Queryable,
  name: string,
  generation: number,
): Promise<Held | undefined> {
  const { rows } = await db.query<Held>({
    name: 'consumer-lock',
    text: `select generation, state, position, epoch from consumers
      where name = $1 and generation = $2 for update skip locked`,
    values: [name, generation],
  })
  return rows[0]
}

/** The events after a position. To be called after the lock, as a statement of its own, with a snapshot of after it. */
export async function selectEntries(db: Queryable, after: number, limit: number): Promise<FeedEntry[]> {
  const { rows } = await db.query<FeedEntry>({
    name: 'consumer-entries',
    text: `select f.position, f.case_id as "subjectId", e.document, e.divisions
      from (select position, case_id, event_id from feed where position > $1 order by position limit $2) f
      cross join lateral (select document, divisions from case_events e
        where e.case_id = f.case_id and e.event_id = f.event_id limit 1) e
      order by f.position`,
    values: [after, limit],
  })
  return rows
}

/** The generation is as far as `position`. */
export async function moveGeneration(
  db: Queryable,
  name: string,
  generation: number,
  position: number,
): Promise<void> {
  await db.query({
    name: 'consumer-move',
    text: 'update consumers set position = $3, moved_at = app_now() where name = $1 and generation = $2',
    values: [name, generation, position],
  })
}

export async function setGenerationState(
  db: Queryable,
  name: string,
  generation: number,
  state: string,
): Promise<void> {
  await db.query({
    name: 'consumer-state',
    text: 'update consumers set state = $3 where name = $1 and generation = $2',
    values: [name, generation, state],
  })
}

/** The generation is no more; its own rows are gone by then. */
export async function deleteGeneration(db: Queryable, name: string, generation: number): Promise<void> {
  await db.query({
    name: 'consumer-delete',
    text: `with missed as (delete from consumer_missed where name = $1 and generation = $2)
      delete from consumers where name = $1 and generation = $2`,
    values: [name, generation],
  })
}
