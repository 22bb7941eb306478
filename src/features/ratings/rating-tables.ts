import { boolean, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, legalDate, textC } from '../../database/columns.js'

/** Ratings of cases (好差评): one by each party. Who gave it stands only as the party's number. */
export const ratings = pgTable(
  'ratings',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id').notNull(),
    caseNo: textC('case_no').notNull(),
    partyNo: integer('party_no').notNull(),
    satisfaction: text('satisfaction').notNull(),
    aspects: text('aspects').array().notNull(),
    channel: text('channel').notNull(),
    /** What the rater wrote: anything may stand in it. */
    sealed: bytea('sealed'),
    itemCode: textC('item_code').notNull(),
    organisationCode: text('organisation_code').notNull(),
    windowId: uuid('window_id'),
    /** Whose people read it: of the deciding organ, of the window and its centre. */
    organs: text('organs').array().notNull(),
    divisions: text('divisions').array().notNull(),
    /** Who had a hand in the case, as `issuer|subject`: they never learn who rated. */
    officers: text('officers').array().notNull(),
    /** False: supervision found that it does not concern the case (申诉成立). */
    counted: boolean('counted').notNull().default(true),
    ratedOn: legalDate('rated_on').notNull(),
    ratedAt: instant('rated_at').notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    uniqueIndex('ratings_party').on(table.caseId, table.partyNo),
    index('ratings_organ').on(table.organisationCode, table.ratedOn),
    index('ratings_case_no').on(table.caseNo),
    index('ratings_organs').using('gin', table.organs),
    index('ratings_divisions').using('gin', table.divisions),
  ],
)
