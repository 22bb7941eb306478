import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant, textC } from '../../database/columns.js'

/** Templates of documents (文书模板) in all their versions, append only. */
export const documentTemplates = pgTable(
  'document_templates',
  {
    key: textC('key').notNull(),
    version: integer('version').notNull(),
    /** Whose it is; absent: the whole deployment's. */
    organisationCode: text('organisation_code'),
    /** Absent: for every kind. */
    kind: text('kind'),
    /** Absent: for every item type. */
    itemType: text('item_type'),
    content: jsonb('content').notNull(),
    publishedAt: instant('published_at').notNull(),
    publishedBy: text('published_by').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.version] }),
    index('document_templates_owner').on(table.organisationCode, table.key, table.version),
  ],
)

/** Documents that have no number yet: put there by a trigger with each document, taken away with its number. */
export const documentsWaiting = pgTable(
  'documents_waiting',
  { caseId: uuid('case_id').notNull(), documentNo: textC('document_no').notNull() },
  (table) => [primaryKey({ columns: [table.caseId, table.documentNo] })],
)

/** The last number that was given in each series of an organ (文号序列): what stands around the number, and the year in it. */
export const documentSeries = pgTable(
  'document_series',
  {
    organisationCode: textC('organisation_code').notNull(),
    series: textC('series').notNull(),
    lastNumber: integer('last_number').notNull(),
  },
  (table) => [primaryKey({ columns: [table.organisationCode, table.series] })],
)

/** Documents as they were issued (文书存底): numbered and frozen; only the key of what is encrypted may be changed. */
export const casePapers = pgTable(
  'case_papers',
  {
    caseId: uuid('case_id').notNull(),
    documentNo: textC('document_no').notNull(),
    organisationCode: textC('organisation_code').notNull(),
    kind: text('kind').notNull(),
    year: integer('year').notNull(),
    series: textC('series').notNull(),
    number: integer('number').notNull(),
    /** 文号. */
    officialNo: textC('official_no').notNull(),
    /** The same in one spelling, by which a paper is found. */
    foundBy: textC('found_by').notNull(),
    /** The sheet of sheet.ts, encrypted: it carries names. */
    sheetEncrypted: bytea('sheet_encrypted').notNull(),
    sheetHash: bytea('sheet_hash').notNull(),
    /** Which templates it was made of, in which versions. */
    templates: jsonb('templates').notNull(),
    stampedAt: instant('stamped_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.documentNo] }),
    uniqueIndex('case_papers_number').on(table.organisationCode, table.series, table.number),
    index('case_papers_register').on(table.organisationCode, table.kind, table.year, table.number),
    index('case_papers_found_by').on(table.foundBy),
    index('case_papers_document_no').on(table.documentNo),
  ],
)
