import { sql } from 'drizzle-orm'
import { bigint, boolean, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, textC } from '../../database/columns.js'

/** Events waiting for their position in the feed; written in the statement that writes the event. */
export const outbox = pgTable('outbox', {
  eventNo: bigint('event_no', { mode: 'number' }).primaryKey(),
  caseId: uuid('case_id').notNull(),
  eventId: uuid('event_id').notNull(),
})

/** The gapless sequence of events. `hash` chains each event to all before it. */
export const feed = pgTable('feed', {
  position: bigint('position', { mode: 'number' }).primaryKey(),
  caseId: uuid('case_id').notNull(),
  eventId: uuid('event_id').notNull(),
  hash: bytea('hash').notNull(),
})

/** One row: the epoch of this database and the last position; its lock makes the sequencer single. */
export const feedHead = pgTable('feed_head', {
  onlyRow: boolean('only_row').primaryKey().default(true),
  epoch: uuid('epoch').notNull().default(sql`gen_random_uuid()`),
  position: bigint('position', { mode: 'number' }).notNull().default(0),
  hash: bytea('hash').notNull(),
  movedAt: instant('moved_at'),
})

/**
 * How far each consumer (消费者) of the feed is. A rebuild is a further generation, made beside the one that is read; when
 * it has come as far, the two change places.
 */
export const consumers = pgTable(
  'consumers',
  {
    name: textC('name').notNull(),
    generation: integer('generation').notNull(),
    /** current: the one that is read; building: made anew; retired: its rows are being deleted. */
    state: text('state').notNull(),
    /** Of the feed that `position` is in. */
    epoch: uuid('epoch').notNull(),
    /** The last event that was applied, or put aside. */
    position: bigint('position', { mode: 'number' }).notNull().default(0),
    begunAt: instant('begun_at').notNull(),
    movedAt: instant('moved_at'),
  },
  (table) => [primaryKey({ columns: [table.name, table.generation] })],
)

/** Events that a consumer could not apply, and all later ones of the same subject: they are applied in their order. */
export const consumerMissed = pgTable(
  'consumer_missed',
  {
    subjectId: uuid('subject_id').notNull(),
    name: textC('name').notNull(),
    generation: integer('generation').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.subjectId, table.name, table.generation, table.position] })],
)
