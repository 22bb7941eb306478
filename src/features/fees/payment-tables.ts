import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, instant, legalDate, textC } from '../../database/columns.js'
import type { PaymentOutcome, Refund } from './bill.js'

/**
 * What the payment system said (支付流水账), each word of it once, whatever became of it: written and never changed. Its
 * number counts once; the same number with other content stands beside it as `differs`.
 */
export const paymentRecords = pgTable(
  'payment_records',
  {
    kind: text('kind').$type<'payment' | 'refund'>().notNull(),
    transactionNo: text('transaction_no').notNull(),
    /** SHA-256 of what was said. */
    contentHash: bytea('content_hash').notNull(),
    id: uuid('id').notNull(),
    outcome: text('outcome').$type<PaymentOutcome>().notNull(),
    /** The payment code, or the number of the refund. */
    reference: text('reference').notNull(),
    amount: bigint('amount', { mode: 'number' }).notNull(),
    /** Of a refund: whether the money went back. */
    done: boolean('done'),
    saidAt: instant('said_at').notNull(),
    /** Absent where no case is meant. */
    caseId: uuid('case_id'),
    caseNo: text('case_no'),
    organisationCode: text('organisation_code'),
    divisions: text('divisions').array(),
    billState: text('bill_state'),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.transactionNo, table.contentHash] }),
    uniqueIndex('payment_records_once').on(table.kind, table.transactionNo).where(sql`outcome <> 'differs'`),
    uniqueIndex('payment_records_order').on(table.id),
    index('payment_records_case').on(table.caseNo),
    index('payment_records_of_case').on(table.caseId).concurrently().where(sql`case_id is not null`),
  ],
)

/** Money that an organ gives back (退费单): one row an order; the case's bill has the same beside its other facts. */
export const refunds = pgTable(
  'refunds',
  {
    caseId: uuid('case_id').notNull(),
    refundNo: text('refund_no').notNull(),
    id: uuid('id').notNull(),
    caseNo: text('case_no').notNull(),
    organisationCode: text('organisation_code').notNull(),
    divisions: text('divisions').array().notNull(),
    paymentNo: text('payment_no').notNull(),
    amount: bigint('amount', { mode: 'number' }).notNull(),
    /** Words of who ordered it. */
    reason: text('reason').notNull(),
    basis: text('basis').notNull(),
    requestedBy: text('requested_by').notNull(),
    requestedStaffNo: text('requested_staff_no'),
    requestedOn: legalDate('requested_on').notNull(),
    requestedAt: instant('requested_at').notNull(),
    state: text('state').$type<Refund['state']>().notNull(),
    transactionNo: text('transaction_no'),
    doneAt: instant('done_at'),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.refundNo] }),
    uniqueIndex('refunds_order').on(table.id),
    uniqueIndex('refunds_number').on(table.refundNo),
    index('refunds_of_organ').on(table.organisationCode, table.id),
    index('refunds_open').on(table.id).where(sql`state = 'requested'`),
  ],
)

/** Cases whose bill was assessed anew after something was paid: put there by a trigger, taken away by who looks (多缴待核). */
export const billsWaiting = pgTable('bills_waiting', { caseNo: textC('case_no').primaryKey() })
