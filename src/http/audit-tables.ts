import { bigint, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from '../database/columns.js'

/** Who did or read what that is not an act in a case (审计日志), append only. */
export const auditLog = pgTable(
  'audit_log',
  {
    auditNo: bigint('audit_no', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    at: instant('at').notNull(),
    /** issuer|subject. */
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    /** What it was done to: a case number, a grant. */
    object: text('object').notNull(),
    details: jsonb('details').notNull(),
    /** Divisions of the object with all above: an auditor sees what his grant reaches. */
    divisions: text('divisions').array().notNull(),
    traceId: text('trace_id').notNull(),
    address: text('address').notNull(),
  },
  (table) => [index('audit_log_at').on(table.at), index('audit_log_actor').on(table.actor, table.auditNo)],
)
