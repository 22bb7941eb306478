import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, textC } from '../database/columns.js'

/** 等待、执行中、完成、失败待处理、已取消 */
export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

/** Long work beside requests (长任务): what is to be done, how far it has come, and who works on it until when. */
export const jobs = pgTable(
  'jobs',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    /** What fails waits for its next attempt, and after many for a person. */
    state: text('state').$type<JobState>().notNull().default('waiting'),
    payload: jsonb('payload').notNull(),
    /** Where the next batch begins; absent: at the beginning. */
    position: jsonb('position'),
    done: integer('done').notNull().default(0),
    total: integer('total'),
    /** How often the batch in hand was begun; 1 again as soon as it is done. */
    attempts: integer('attempts').notNull().default(0),
    /** Why the last attempt failed; never data. */
    error: text('error'),
    /** Whether it may be left half done. */
    cancellable: boolean('cancellable').notNull().default(false),
    cancelRequestedAt: instant('cancel_requested_at'),
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

/**
 * Rows that a pulse could not work on (搁置): each with its error and the instant of its next attempt, so that the rows
 * beside it go on. Nothing here means that everything can be worked on.
 */
export const setAside = pgTable(
  'set_aside',
  {
    /** What kind of thing, e.g. `clock`. */
    what: textC('what').notNull(),
    /** Which: what the pulse finds it by. */
    ref: textC('ref').notNull(),
    /** For people: the number of the case, where there is one. */
    about: text('about'),
    /** Never data. */
    error: text('error').notNull(),
    attempts: integer('attempts').notNull().default(1),
    since: instant('since').notNull(),
    nextTryAt: instant('next_try_at').notNull(),
    /** Whose it is, for who may see it. */
    organisationCode: text('organisation_code'),
    divisions: text('divisions').array().notNull().default(sql`'{}'`),
  },
  (table) => [primaryKey({ columns: [table.what, table.ref] }), index('set_aside_since').on(table.since)],
)

/** How each pulse (定时任务) stands, over all instances. */
export const pulses = pgTable('pulses', {
  name: textC('name').primaryKey(),
  everyMs: integer('every_ms').notNull(),
  lastRunAt: instant('last_run_at').notNull(),
  lastDurationMs: doublePrecision('last_duration_ms').notNull(),
  /** Things that were worked on since the beginning. */
  done: bigint('done', { mode: 'number' }).notNull().default(0),
  /** Beats that failed one after the other; 0: the last one went well. */
  failures: integer('failures').notNull().default(0),
  failingSince: instant('failing_since'),
  failedAt: instant('failed_at'),
  /** What waited when somebody looked last. */
  backlog: integer('backlog'),
  /** Where a pulse that goes round is. */
  state: jsonb('state'),
  /** Why it failed last; never data. */
  error: text('error'),
})
