import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant, legalDate, textC } from '../../database/columns.js'

/** Supervision orders (督办单): what a supervisor wants answered by an organ, by when, and what came back. */
export const supervisionOrders = pgTable(
  'supervision_orders',
  {
    id: uuid('id').primaryKey(),
    caseNo: textC('case_no'),
    alertId: uuid('alert_id'),
    /** To whom it goes, and where that lies with all above. */
    organisationCode: text('organisation_code').notNull(),
    divisions: text('divisions').array().notNull(),
    demand: text('demand').notNull(),
    replyBy: legalDate('reply_by').notNull(),
    status: text('status').notNull(),
    issuedBy: text('issued_by').notNull(),
    issuedAt: instant('issued_at').notNull(),
    /** Each act: when, who, in which role, what, with which words. */
    history: jsonb('history').notNull(),
    version: integer('version').notNull().default(1),
    /** 文号, and the paper as it was issued (order-paper.ts); null: issued by an earlier release. */
    officialNo: textC('official_no'),
    paper: jsonb('paper'),
  },
  (table) => [
    index('supervision_orders_organ').on(table.organisationCode, table.id),
    index('supervision_orders_case').on(table.caseNo),
    index('supervision_orders_divisions').using('gin', table.divisions),
  ],
)
