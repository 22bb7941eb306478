import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, legalDate, textC } from '../../database/columns.js'

/** What must be answered: rectifications of bad ratings, complaints, consultations (差评整改、投诉、咨询). */
export const voices = pgTable(
  'voices',
  {
    id: uuid('id').primaryKey(),
    kind: textC('kind').notNull(),
    /** Who answers, and where that lies with all above. */
    organisationCode: text('organisation_code').notNull(),
    divisions: text('divisions').array().notNull(),
    caseNo: textC('case_no'),
    itemCode: textC('item_code'),
    windowId: uuid('window_id'),
    /** Of the rating that led to a rectification. */
    ratingId: uuid('rating_id'),
    /** Whom it concerns: `issuer|subject`, or `staff:` and the number. They deal with no complaint of themselves. */
    about: text('about').array().notNull(),
    /** Who raised it, as `issuer|subject`; null: not signed in. */
    raisedBy: textC('raised_by'),
    /** By which somebody who is not signed in asks for the answer. */
    codeHash: bytea('code_hash'),
    channel: text('channel'),
    status: text('status').notNull(),
    raisedOn: legalDate('raised_on').notNull(),
    raisedAt: instant('raised_at').notNull(),
    /** The last day of the clock that ran last. */
    dueOn: legalDate('due_on'),
    reopened: boolean('reopened').notNull().default(false),
    /** Words and contact of people, all of them, as one sealed document. */
    sealed: bytea('sealed').notNull(),
    /** Each act: when, who, in which role, what; its words are in `sealed`, in the same order. */
    history: jsonb('history').notNull(),
    /** Of a consultation, written anew for everybody (常见问题). */
    publicQuestion: text('public_question'),
    publicAnswer: text('public_answer'),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    index('voices_organ').on(table.kind, table.organisationCode, table.id),
    index('voices_divisions').using('gin', table.divisions),
    index('voices_raised_by').on(table.raisedBy, table.id),
    index('voices_rating').on(table.ratingId),
  ],
)

/** Within how many days which of them is answered (答复时限): of an organ, or of the whole deployment, with its source. */
export const answerLimits = pgTable(
  'answer_limits',
  {
    clock: textC('clock').notNull(),
    /** Empty: the whole deployment. */
    organisationCode: textC('organisation_code').notNull(),
    amount: integer('amount').notNull(),
    unit: text('unit').notNull(),
    basis: text('basis').notNull(),
    /** Nobody has seen the text of the source yet. */
    fromMemory: boolean('from_memory').notNull(),
  },
  (table) => [primaryKey({ columns: [table.clock, table.organisationCode] })],
)
