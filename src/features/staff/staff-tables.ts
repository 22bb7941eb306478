import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, legalDate, textC } from '../../database/columns.js'

/** People who act (工作人员), of which organ, in which posts (岗位), and by which token they are known. */
export const staff = pgTable(
  'staff',
  {
    staffNo: textC('staff_no').primaryKey(),
    name: text('name').notNull(),
    organisationCode: text('organisation_code').notNull(),
    posts: text('posts').array().notNull().default(sql`'{}'`),
    issuer: text('issuer'),
    subject: text('subject'),
    mobileEncrypted: bytea('mobile_encrypted'),
    mobileMasked: text('mobile_masked'),
    emailEncrypted: bytea('email_encrypted'),
    emailMasked: text('email_masked'),
    /** By which a case is known in which they are a party themselves (回避); the number itself is not kept. */
    idNumberIndex: bytea('id_number_index'),
    validFrom: legalDate('valid_from').notNull(),
    /** Last day; absent: no end. */
    validUntil: legalDate('valid_until'),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('staff_subject').on(table.issuer, table.subject).where(sql`subject is not null`),
    index('staff_organisation').on(table.organisationCode, table.staffNo),
    index('staff_id_number').on(table.idNumberIndex).where(sql`id_number_index is not null`),
  ],
)

/** Absences (请假、出差) with the person who stands in. */
export const staffAbsences = pgTable(
  'staff_absences',
  {
    staffNo: textC('staff_no').notNull(),
    absenceId: uuid('absence_id').notNull(),
    fromOn: legalDate('from_on').notNull(),
    /** Last day. */
    untilOn: legalDate('until_on').notNull(),
    deputyNo: textC('deputy_no'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.staffNo, table.absenceId] }),
    index('staff_absences_deputy').on(table.deputyNo, table.untilOn),
  ],
)

/** Under which places a person is listed: the organ, and the divisions above. Written by triggers. */
export const staffListings = pgTable(
  'staff_listings',
  { place: bigint('place', { mode: 'bigint' }).notNull(), staffNo: textC('staff_no').notNull() },
  (table) => [
    primaryKey({ columns: [table.place, table.staffNo] }),
    index('staff_listings_staff_no').on(table.staffNo),
  ],
)
