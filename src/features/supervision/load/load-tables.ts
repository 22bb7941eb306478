import { index, integer, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { textC } from '../../../database/columns.js'

/** How each case in process is counted now (在办件计数): what has to be taken from the counts before it is added elsewhere. */
export const openCases = pgTable(
  'open_cases',
  {
    caseId: uuid('case_id').notNull(),
    generation: integer('generation').notNull(),
    /** An OpenCase. */
    standing: jsonb('standing').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.generation] }),
    index('open_cases_generation').on(table.generation, table.caseId),
  ],
)

/**
 * Cases in process by place (an organ, or a division with all below), and there by organ, item, window or person: one row
 * with how many of each due day and lamp, so that a view reads one row for each line that it shows.
 */
export const openLoads = pgTable(
  'open_loads',
  {
    generation: integer('generation').notNull(),
    /** `o:` and the organ's code, or `d:` and the division's. */
    place: textC('place').notNull(),
    axis: textC('axis').notNull(),
    key: textC('key').notNull(),
    /** Cells of open-load.ts. */
    cells: jsonb('cells').notNull(),
  },
  (table) => [primaryKey({ columns: [table.generation, table.place, table.axis, table.key] })],
)
