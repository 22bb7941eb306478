import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from '../database/columns.js'

/** Rights (授权): who holds which role, and from which organisation on down. */
export const grants = pgTable(
  'grants',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    role: text('role').notNull(),
    organisationCode: text('organisation_code').notNull(),
    post: text('post'),
    grantedBy: text('granted_by').notNull(),
    grantedAt: instant('granted_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.subject, table.role, table.organisationCode] })],
)
