import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant, legalDate, textC } from '../../../database/columns.js'

/** Entries of the basic directory (基本目录), one a basic code. */
export const directoryEntries = pgTable('directory_entries', {
  basicCode: textC('basic_code').primaryKey(),
  organisationCode: text('organisation_code').notNull(),
  latestVersion: integer('latest_version').notNull(),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
})

/** What the directory said from which day on: never changed, never deleted (no right of the service, and a trigger). */
export const directoryVersions = pgTable(
  'directory_versions',
  {
    basicCode: textC('basic_code')
      .notNull()
      .references(() => directoryEntries.basicCode),
    version: integer('version').notNull(),
    effectiveFrom: legalDate('effective_from').notNull(),
    /** Out of the document, so that a list need not open each. */
    name: text('name').notNull(),
    type: text('type').notNull(),
    document: jsonb('document').notNull(),
    publishedAt: instant('published_at').notNull(),
    publishedBy: text('published_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.basicCode, table.version] })],
)
