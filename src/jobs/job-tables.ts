import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../database/columns.js'

/** Long work beside requests (长任务): what is to be done, how far it has come, and who works on it until when. */
export const jobs = pgTable(
  'jobs',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    /** waiting, running, done. What fails waits for its next attempt. */
    state: text('state').notNull().default('waiting'),
    payload: jsonb('payload').notNull(),
    /** Where the next batch begins; absent: at the beginning. */
    position: jsonb('position'),
    done: integer('done').notNull().default(0),
    total: integer('total'),
    /** How often the batch in hand was begun; 1 again as soon as it is done. */
    attempts: integer('attempts').notNull().default(0),
    /** Why the last attempt failed; never data. */
    error: text('error'),
    claimedBy: uuid('claimed_by'),
    /** Renewed with every batch; after it any instance may take the work over. */
    leaseUntil: instant('lease_until'),
    /** Whose it is, for who may see it: the organ, and its divisions with all above. */
    organisationCode: text('organisation_code'),
    divisions: text('divisions').array().notNull().default(sql`'{}'`),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    index('jobs_open').on(table.createdAt, table.id).where(sql`state <> 'done'`),
    index('jobs_created').on(table.createdAt, table.id),
  ],
)
