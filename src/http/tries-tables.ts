import { index, integer, pgTable } from 'drizzle-orm/pg-core'
import { instant, textC } from '../database/columns.js'

/** How often something that may be guessed was tried of late, by what it was tried for and by whom. */
export const countedTries = pgTable(
  'counted_tries',
  {
    /** What is tried and its case number or caller, as a hash: an address is nobody's business here. */
    key: textC('key').primaryKey(),
    count: integer('count').notNull(),
    /** From then on it counts anew. */
    until: instant('until').notNull(),
  },
  (table) => [index('counted_tries_until').on(table.until)],
)
