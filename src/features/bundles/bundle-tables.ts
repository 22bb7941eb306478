import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant, legalDate, textC } from '../../database/columns.js'

/** One bundle (一件事) per row, with its draft while there is one. */
export const bundles = pgTable(
  'bundles',
  {
    bundleCode: textC('bundle_code').primaryKey(),
    organisationCode: text('organisation_code').notNull(),
    divisionCode: textC('division_code').notNull(),
    /** Own division and all above it, copied from the division tree. */
    divisions: text('divisions').array().notNull(),
    /** Highest published version; 0 before the first. */
    latestVersion: integer('latest_version').notNull().default(0),
    draft: jsonb('draft'),
    revision: integer('revision').notNull(),
    updatedAt: instant('updated_at').notNull(),
    updatedBy: text('updated_by').notNull(),
  },
  (table) => [index('bundles_divisions').using('gin', table.divisions)],
)

/** Published versions: never updated nor deleted (no right of the service, and a trigger). */
export const bundleVersions = pgTable(
  'bundle_versions',
  {
    bundleCode: textC('bundle_code')
      .notNull()
      .references(() => bundles.bundleCode),
    version: integer('version').notNull(),
    effectiveFrom: legalDate('effective_from').notNull(),
    document: jsonb('document').notNull(),
    publishedAt: instant('published_at').notNull(),
    publishedBy: text('published_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.bundleCode, table.version] })],
)
