import { sql } from 'drizzle-orm'
import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from '../database/columns.js'
import { columnsOf, listed } from '../database/rows.js'

/** Who did or read what that is not an act in a case (审计日志), append only. */
export const auditLog = pgTable(
  'audit_log',
  {
    auditNo: bigint('audit_no', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    at: instant('at').notNull(),
    /** issuer|subject. */
    actor: text('actor').notNull(),
    staffNo: text('staff_no'),
    /** In which role, and of which organ. */
    role: text('role'),
    actorOrganisation: text('actor_organisation'),
    action: text('action').notNull(),
    /** What it was done to: a case number, a grant. */
    object: text('object').notNull(),
    details: jsonb('details').notNull(),
    /** Divisions of the object with all above: an auditor sees what his grant reaches. */
    divisions: text('divisions').array().notNull(),
    /** The organ whose thing it was. */
    organisationCode: text('organisation_code'),
    /** Why: what a clear read of personal data was for. */
    purpose: text('purpose'),
    /** Whose data it was, and who looked: issuer|subject and the subject alone. */
    subjects: text('subjects').array().notNull().default(sql`'{}'`),
    traceId: text('trace_id').notNull(),
    address: text('address').notNull(),
  },
  (table) => [
    index('audit_log_at').on(table.at),
    index('audit_log_actor').on(table.actor, table.auditNo),
    index('audit_log_object').on(table.object, table.auditNo).concurrently(),
    index('audit_log_subjects').using('gin', table.subjects).concurrently(),
  ],
)

/** Under which places a record is listed: its organ, and the divisions of its object. Written by a trigger on `audit_log`. */
export const auditListings = pgTable(
  'audit_listings',
  {
    place: bigint('place', { mode: 'bigint' }).notNull(),
    auditNo: bigint('audit_no', { mode: 'number' }).notNull(),
    action: text('action').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.place, table.auditNo] }),
    index('audit_listings_action').on(table.place, table.action, table.auditNo),
  ],
)

const AUDIT_COLUMNS = columnsOf(auditLog, 'audit_no', 'at')

/** The insert of audit rows from a JSON document, by itself or within another statement, after `from`. */
export const insertAudit = (parameter: string, from?: string): string =>
  `insert into audit_log (at, ${AUDIT_COLUMNS.join(', ')}) select clock_timestamp(), ${listed(AUDIT_COLUMNS, 'r')}
   from ${from === undefined ? '' : `${from}, `}jsonb_populate_recordset(null::audit_log, ${parameter}) r`
