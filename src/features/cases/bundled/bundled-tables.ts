import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, textC } from '../../../database/columns.js'

/**
 * Cases of bundles (一件事主件): what was handed in together. Nothing is decided in them: status, dates and lamps are those of
 * the members' cases, which name it by `cases.parent_no`.
 */
export const bundleCases = pgTable('bundle_cases', {
  /** Of the same sequence as the numbers of cases. */
  caseNo: textC('case_no').primaryKey(),
  bundleCode: text('bundle_code').notNull(),
  bundleVersion: integer('bundle_version').notNull(),
  name: text('name').notNull(),
  nameEn: text('name_en'),
  /** Who keeps the bundle (牵头部门). */
  organisationCode: text('organisation_code').notNull(),
  channel: text('channel').notNull(),
  windowId: uuid('window_id'),
  queryCodeHash: bytea('query_code_hash').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
})
