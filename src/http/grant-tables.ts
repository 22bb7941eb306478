import { sql } from 'drizzle-orm'
import { pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../database/columns.js'

/** Rights (授权): who holds which role, and from which organisation on down. */
export const grants = pgTable(
  'grants',
  {
    /** By which the API names it. */
    id: uuid('id').notNull().default(sql`gen_random_uuid()`),
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    role: text('role').notNull(),
    organisationCode: text('organisation_code').notNull(),
    post: text('post'),
    grantedBy: text('granted_by').notNull(),
    grantedAt: instant('granted_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.subject, table.role, table.organisationCode] }),
    uniqueIndex('grants_id').on(table.id),
  ],
)
