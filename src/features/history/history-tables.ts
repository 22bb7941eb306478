import { bigint, boolean, pgTable, uniqueIndex } from 'drizzle-orm/pg-core'
import { bytea, instant } from '../../database/columns.js'

/** Audit records waiting for their place in the chain; a trigger puts each there in the transaction that writes it. */
export const auditWaiting = pgTable('audit_waiting', {
  auditNo: bigint('audit_no', { mode: 'number' }).primaryKey(),
})

/** The gapless chain of audit records (审计链): `hash` binds each to all before it. */
export const auditChain = pgTable(
  'audit_chain',
  {
    place: bigint('place', { mode: 'number' }).primaryKey(),
    auditNo: bigint('audit_no', { mode: 'number' }).notNull(),
    hash: bytea('hash').notNull(),
  },
  (table) => [uniqueIndex('audit_chain_audit_no').on(table.auditNo)],
)

/** One row: the end of the chain; its lock makes the sealer single. */
export const auditHead = pgTable('audit_head', {
  onlyRow: boolean('only_row').primaryKey().default(true),
  place: bigint('place', { mode: 'number' }).notNull().default(0),
  hash: bytea('hash').notNull(),
  movedAt: instant('moved_at'),
})
