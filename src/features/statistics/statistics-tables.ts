import { bigint, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { textC } from '../../database/columns.js'

/** How each case is counted now: what an event has to take from a count before it adds to another. */
export const statisticsCases = pgTable(
  'statistics_cases',
  {
    caseId: uuid('case_id').notNull(),
    generation: integer('generation').notNull(),
    /** Of the case after the last event that was counted. */
    version: integer('version').notNull(),
    organisationCode: text('organisation_code').notNull(),
    itemCode: text('item_code').notNull(),
    /** `YYYY-MM` of its first event, in Asia/Shanghai. */
    month: text('month').notNull(),
    status: text('status').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.generation] }),
    index('statistics_cases_generation').on(table.generation),
  ],
)

/** Cases by organisation, item, month and status (办件数量). */
export const statisticsCounts = pgTable(
  'statistics_counts',
  {
    generation: integer('generation').notNull(),
    organisationCode: textC('organisation_code').notNull(),
    itemCode: textC('item_code').notNull(),
    month: textC('month').notNull(),
    /** As the event tells it; one that this build does not know is counted under its code. */
    status: textC('status').notNull(),
    cases: bigint('cases', { mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({
      name: 'statistics_counts_pk',
      columns: [table.generation, table.organisationCode, table.itemCode, table.month, table.status],
    }),
  ],
)
