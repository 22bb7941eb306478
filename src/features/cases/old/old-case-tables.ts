import { pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, textC } from '../../../database/columns.js'

/**
 * Which case of an earlier system came in as which case here (历史办件): its number there is its key, so that whoever brings
 * the same file again, or two files at once, brings each case in once. Append only.
 */
export const oldCases = pgTable(
  'old_cases',
  {
    number: textC('number').notNull(),
    system: textC('system').notNull(),
    caseId: uuid('case_id').notNull(),
    organisationCode: textC('organisation_code').notNull(),
    /** Keyed, of the whole line: the same line again is known for the same, and tells nothing to who reads the table. */
    lineIndex: bytea('line_index').notNull(),
    importedAt: instant('imported_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.number, table.system] })],
)
