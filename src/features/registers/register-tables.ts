import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, textC } from '../../database/columns.js'

/** Shared registers (共享数据源) as connectors; `definition` is a RegisterDocument, `version` rises with every write. */
export const registers = pgTable('registers', {
  code: textC('code').primaryKey(),
  /** Whose it is; absent: the whole deployment's. */
  organisationCode: text('organisation_code'),
  definition: jsonb('definition').notNull(),
  version: integer('version').notNull().default(1),
  updatedAt: instant('updated_at').notNull(),
})

/**
 * Look-ups (核验记录): what a register was asked, about whom, for what, and what it said. Written before the question goes
 * out. The values are encrypted, and wiped once they count no more and no case has them.
 */
export const registerLookups = pgTable(
  'register_lookups',
  {
    id: uuid('id').primaryKey(),
    registerCode: textC('register_code').notNull(),
    registerVersion: integer('register_version').notNull(),
    itemCode: text('item_code').notNull(),
    /** Codes of the materials in whose place the answer stands. */
    materials: text('materials').array().notNull(),
    /** The case for which it was asked; absent: for an application that was not there yet. */
    caseId: uuid('case_id'),
    caseNo: text('case_no'),
    /** Blind index of the number of whom it is about. */
    idNumberIndex: bytea('id_number_index').notNull(),
    /** Blind index of everything that the answer depends on: by it a fresh answer is found again. */
    question: bytea('question').notNull(),
    purpose: text('purpose').notNull(),
    /** asking, found, notFound, mismatch, expired or unavailable. */
    result: text('result').notNull(),
    /** Why there was no answer. */
    reason: text('reason'),
    /** What the register said, encrypted. */
    sealed: bytea('sealed'),
    fromCache: boolean('from_cache').notNull().default(false),
    /** issuer|subject. */
    askedBy: text('asked_by').notNull(),
    askedAt: instant('asked_at').notNull(),
    /** When the register itself answered. */
    answeredAt: instant('answered_at'),
    /** Until then it counts as proof. */
    validUntil: instant('valid_until'),
  },
  (table) => [
    index('register_lookups_fresh').on(table.question, table.answeredAt).where(sql`result = 'found'`),
    index('register_lookups_to_wipe')
      .on(table.validUntil, table.id)
      .where(sql`sealed is not null and case_id is null`),
  ],
)
