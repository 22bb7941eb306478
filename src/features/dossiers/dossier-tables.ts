import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from '../../database/columns.js'

/** Dossiers (一人一档): an id for each person and entity about whom anybody asked. What is known stands with the cases. */
export const dossiers = pgTable(
  'dossiers',
  {
    id: uuid('id').primaryKey(),
    /** Blind index of the number. */
    idNumberIndex: bytea('id_number_index').notNull(),
    openedAt: instant('opened_at').notNull(),
  },
  (table) => [uniqueIndex('dossiers_of_person').on(table.idNumberIndex)],
)

/** Who has opened a dossier, for which case and why (查阅登记); the last time counts, and not for long. */
export const dossierOpenings = pgTable(
  'dossier_openings',
  {
    dossierId: uuid('dossier_id').notNull(),
    /** issuer|subject. */
    openedBy: text('opened_by').notNull(),
    caseNo: text('case_no').notNull(),
    purpose: text('purpose'),
    openedAt: instant('opened_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dossierId, table.openedBy] }),
    index('dossier_openings_old').on(table.openedAt),
  ],
)
