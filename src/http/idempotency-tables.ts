import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, instant } from '../database/columns.js'

/** Answers kept for seven days under (caller, operation, key); bodies encrypted, since they hold personal data. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    callerHash: bytea('caller_hash').notNull(),
    operation: text('operation').notNull(),
    key: text('key').notNull(),
    requestHash: bytea('request_hash').notNull(),
    status: integer('status'),
    headers: jsonb('headers'),
    bodyEncrypted: bytea('body_encrypted'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.callerHash, table.operation, table.key] }),
    index('idempotency_keys_created').on(table.createdAt),
  ],
)
