import { sql } from 'drizzle-orm'
import { bigint, boolean, pgTable, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from '../../database/columns.js'

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
