import { index, integer, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { textC } from '../../../database/columns.js'

/** How each decided case is counted now (办结评价): what has to be taken away before it is added elsewhere. */
export const judgedCases = pgTable(
  'judged_cases',
  {
    caseId: uuid('case_id').notNull(),
    generation: integer('generation').notNull(),
    /** A Judged of performance.ts. */
    judged: jsonb('judged').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.generation] }),
    index('judged_cases_generation').on(table.generation),
  ],
)

/** Sums over decided cases by place, organ, item, window or level, and month: one row with the sums of each day. */
export const performanceSums = pgTable(
  'performance_sums',
  {
    generation: integer('generation').notNull(),
    /** `o:` and the organ's code, or `d:` and the division's. */
    place: textC('place').notNull(),
    axis: textC('axis').notNull(),
    key: textC('key').notNull(),
    month: textC('month').notNull(),
    /** Days of performance.ts. */
    days: jsonb('days').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'performance_sums_pk',
      columns: [table.generation, table.place, table.axis, table.key, table.month],
    }),
  ],
)
