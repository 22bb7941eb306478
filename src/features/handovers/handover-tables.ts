import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant, legalDate } from '../../database/columns.js'

/** Hand-over lists (物料流转清单): papers of cases on their way from where they came in to the organ. */
export const handovers = pgTable(
  'handovers',
  {
    id: uuid('id').primaryKey(),
    /** What was named: a window, else the organ itself. */
    fromWindow: uuid('from_window'),
    fromOrganisation: text('from_organisation').notNull(),
    fromName: text('from_name').notNull(),
    toWindow: uuid('to_window'),
    toOrganisation: text('to_organisation').notNull(),
    toName: text('to_name').notNull(),
    /** Organs of each side, who runs the centre of a window among them; and where they lie, with all above. */
    fromOrgans: text('from_organs').array().notNull(),
    toOrgans: text('to_organs').array().notNull(),
    fromDivisions: text('from_divisions').array().notNull(),
    toDivisions: text('to_divisions').array().notNull(),
    status: text('status').notNull(),
    /** Under this id the clock of the receiving side runs (接收方交接时限); that of the giving side under `id`. */
    receiverSubject: uuid('receiver_subject'),
    /** Papers of its cases that are on no list, as it went (未列入清单的材料). */
    leftOut: jsonb('left_out').$type<{ caseNo: string; materialCode: string }[]>(),
    /** When it should have arrived. */
    dueOn: legalDate('due_on').notNull(),
    givenBy: text('given_by').notNull(),
    givenStaffNo: text('given_staff_no'),
    givenAt: instant('given_at').notNull(),
    finishedAt: instant('finished_at'),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    index('handovers_from_organs').using('gin', table.fromOrgans),
    index('handovers_to_organs').using('gin', table.toOrgans),
    index('handovers_from_divisions').using('gin', table.fromDivisions),
    index('handovers_to_divisions').using('gin', table.toDivisions),
    index('handovers_receiver_subject')
      .on(table.receiverSubject)
      .concurrently()
      .where(sql`receiver_subject is not null`),
    index('handovers_on_the_way').on(table.dueOn).where(sql`status = 'ON_THE_WAY'`),
  ],
)

/** Cases of a list; of none are two lists on the way. */
export const handoverCases = pgTable(
  'handover_cases',
  {
    caseId: uuid('case_id').notNull(),
    handoverId: uuid('handover_id').notNull(),
    caseNo: text('case_no').notNull(),
    /** ON_THE_WAY, RECEIVED, RETURNED or LOST. */
    status: text('status').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.handoverId] }),
    index('handover_cases_list').on(table.handoverId),
    uniqueIndex('handover_cases_on_the_way').on(table.caseId).where(sql`status = 'ON_THE_WAY'`),
  ],
)

/** Sheets of a list: so many papers of a material, what became of them, and who signed for it. */
export const handoverSheets = pgTable(
  'handover_sheets',
  {
    caseId: uuid('case_id').notNull(),
    handoverId: uuid('handover_id').notNull(),
    materialCode: text('material_code').notNull(),
    count: integer('count').notNull(),
    received: integer('received'),
    refused: integer('refused'),
    lost: integer('lost'),
    /** Words of who refused or missed it. */
    reason: text('reason'),
    answeredBy: text('answered_by'),
    answeredStaffNo: text('answered_staff_no'),
    answeredAt: instant('answered_at'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.handoverId, table.materialCode] }),
    index('handover_sheets_list').on(table.handoverId),
  ],
)
