import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, instant, legalDate, textC } from '../../database/columns.js'

/** What was granted and lives on (证照登记): whose it is, the case that granted it tells. */
export const licences = pgTable(
  'licences',
  {
    id: uuid('id').primaryKey(),
    licenceNo: textC('licence_no').notNull(),
    /** The number in one spelling, by which it is found. */
    foundBy: textC('found_by').notNull(),
    name: text('name').notNull(),
    /** The case that granted it first, and the one of which its holder and content are now. */
    caseId: uuid('case_id').notNull(),
    caseNo: text('case_no').notNull(),
    holderCaseId: uuid('holder_case_id').notNull(),
    /** Which of the results of its item. */
    result: integer('result').notNull(),
    organisationCode: text('organisation_code').notNull(),
    divisions: text('divisions').array().notNull(),
    itemCode: text('item_code').notNull(),
    itemVersion: integer('item_version').notNull(),
    itemName: text('item_name').notNull(),
    itemType: text('item_type').notNull(),
    /** Where, for what: fields of the form that are no personal data, in words. */
    content: jsonb('content').notNull(),
    /** With what and how far it was granted (附条件、部分准予); absent: a plain yes. */
    terms: jsonb('terms'),
    grantedOn: legalDate('granted_on').notNull(),
    validFrom: legalDate('valid_from').notNull(),
    /** Absent: without an end. */
    validTo: legalDate('valid_to'),
    /** current, suspended, revoked, withdrawn, cancelled or voided; that one has expired follows from its day. */
    state: text('state').notNull(),
    /** The last day of a suspension that has one (暂停至). */
    suspendedUntil: legalDate('suspended_until'),
    /** When its holder is reminded of its end; absent: done, or not needed. */
    remindOn: legalDate('remind_on'),
    /** Printed on it; who has it looks the licence up. */
    code: text('code').notNull(),
    /** The open renewal (延续): its case, and whether it came in time. */
    renewalCaseNo: text('renewal_case_no'),
    renewalInTime: boolean('renewal_in_time'),
    /** The law by which it holds on and is renewed where nobody decides, as the item of that case cites it; absent: type 01 alone. */
    renewalBasis: text('renewal_basis'),
    /** By whom a renewal is being opened this minute, so that only one is. */
    renewalClaim: bytea('renewal_claim'),
    renewalClaimedAt: instant('renewal_claimed_at'),
    /** Blind indexes of the holders' numbers. */
    holderNumbers: bytea('holder_numbers').array().notNull(),
    version: integer('version').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('licences_result').on(table.caseId, table.result),
    index('licences_found_by').on(table.foundBy),
    index('licences_organisation').on(table.organisationCode, table.id),
    index('licences_divisions').using('gin', table.divisions),
    index('licences_case_no').on(table.caseNo),
    index('licences_holder_case').on(table.holderCaseId).concurrently(),
    index('licences_renewal').on(table.renewalCaseNo).where(sql`renewal_case_no is not null`),
    index('licences_remind').on(table.remindOn).concurrently().where(sql`remind_on is not null`),
    index('licences_suspended').on(table.validTo).concurrently().where(sql`state = 'suspended'`),
    index('licences_valid_to').on(table.validTo).where(sql`valid_to is not null and state = 'current'`),
  ],
)

/** What became of a licence, oldest first (证照变动记录); append only. */
export const licenceActs = pgTable(
  'licence_acts',
  {
    licenceId: uuid('licence_id').notNull(),
    version: integer('version').notNull(),
    act: text('act').notNull(),
    doneOn: legalDate('done_on').notNull(),
    /** The case in which it was done, with its paper. */
    caseNo: text('case_no').notNull(),
    documentNo: text('document_no'),
    ground: text('ground'),
    staffNo: text('staff_no'),
    validTo: legalDate('valid_to'),
  },
  (table) => [primaryKey({ columns: [table.licenceId, table.version] })],
)

/** The last number of each series of an organ. */
export const licenceSeries = pgTable(
  'licence_series',
  {
    organisationCode: text('organisation_code').notNull(),
    series: text('series').notNull(),
    lastNumber: integer('last_number').notNull(),
  },
  (table) => [primaryKey({ columns: [table.organisationCode, table.series] })],
)

/** Numbers that decisions name before their case is closed (预留证照编号): the licence that comes of it has no other. */
export const licenceNumbers = pgTable(
  'licence_numbers',
  {
    caseId: uuid('case_id').notNull(),
    result: integer('result').notNull(),
    licenceNo: textC('licence_no').notNull(),
  },
  (table) => [primaryKey({ columns: [table.caseId, table.result] })],
)

/** Cases that ended with something issued and were not looked at yet: a trigger lays them here, whoever writes them. */
export const licencesWaiting = pgTable('licences_waiting', { caseId: uuid('case_id').primaryKey() })
