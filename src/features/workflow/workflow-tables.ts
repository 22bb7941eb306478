import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant, textC } from '../../database/columns.js'

/** Published workflow definitions; a case pins one version at acceptance. Never updated. */
export const workflowVersions = pgTable(
  'workflow_versions',
  {
    key: textC('key').notNull(),
    version: integer('version').notNull(),
    definition: jsonb('definition').notNull(),
    publishedAt: instant('published_at').notNull(),
    publishedBy: text('published_by').notNull(),
    /** Whose it is; absent: the whole deployment's. */
    organisationCode: text('organisation_code'),
  },
  (table) => [primaryKey({ columns: [table.key, table.version] })],
)
