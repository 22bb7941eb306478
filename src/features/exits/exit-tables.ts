import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant, legalDate } from '../../database/columns.js'

/** Results at exit desks (统一出件): each time that one of them came there. Who took it away, the event of the case keeps. */
export const exits = pgTable(
  'exits',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id').notNull(),
    caseNo: text('case_no').notNull(),
    itemCode: text('item_code').notNull(),
    itemName: text('item_name').notNull(),
    /** Who decided. */
    organisationCode: text('organisation_code').notNull(),
    windowId: uuid('window_id').notNull(),
    windowName: text('window_name').notNull(),
    /** Of the desk, its centre, and who decided; and where they lie, with all above. */
    organs: text('organs').array().notNull(),
    divisions: text('divisions').array().notNull(),
    serial: integer('serial').notNull(),
    pickUpNo: text('pick_up_no').notNull(),
    /** Shelf, drawer, locker (存放位置). */
    place: text('place').notNull(),
    state: text('state').notNull(),
    arrivedOn: legalDate('arrived_on').notNull(),
    /** When it left the desk, and when the letter arrived. */
    leftOn: legalDate('left_on'),
    provenOn: legalDate('proven_on'),
    /** A person of the case, or an agent; by a mandate that was seen. */
    receivedAs: text('received_as'),
    byMandate: boolean('by_mandate'),
    /** The document that was shown, masked (出示证件). */
    idType: text('id_type'),
    idNumberMasked: text('id_number_masked'),
    signed: text('signed'),
    doneBy: text('done_by').notNull(),
    doneStaffNo: text('done_staff_no'),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('exits_number').on(table.windowId, table.arrivedOn, table.serial),
    uniqueIndex('exits_on_shelf').on(table.caseId).where(sql`state in ('ON_SHELF', 'POSTED')`),
    index('exits_case_no').on(table.caseNo),
    index('exits_window').on(table.windowId, table.state, table.arrivedOn),
    index('exits_organs').using('gin', table.organs),
    index('exits_divisions').using('gin', table.divisions),
  ],
)
