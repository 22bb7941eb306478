import {
  bigint,
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

/** One upload of lines (批量导入) and how far it has come; docs/adr/010-imports.md. */
export const imports = pgTable(
  'imports',
  {
    importId: uuid('import_id').primaryKey(),
    /** issuer|subject. */
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** Divisions at which the uploader's rights as cataloguer began; null: no limit. */
    reach: text('reach').array(),
    /** Who brings it; his rights are read anew with each batch (importer-now.ts). */
    caller: jsonb('caller'),
    /** The long job that checks and applies it. */
    jobId: uuid('job_id'),
    /** One of kind-names.ts. */
    kind: text('kind').notNull().default('items'),
    /** all: nothing when a line is refused; valid: the good lines; preview: nothing at all. */
    mode: text('mode').notNull(),
    /** uploading, checking, applying, done, refused, failed. */
    state: text('state').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    sha256: bytea('sha256'),
    lines: integer('lines').notNull().default(0),
    /** Where the check goes on: the first byte and the number of lines before it. */
    readBytes: bigint('read_bytes', { mode: 'number' }).notNull().default(0),
    readLines: integer('read_lines').notNull().default(0),
    accepted: integer('accepted').notNull().default(0),
    refused: integer('refused').notNull().default(0),
    unchanged: integer('unchanged').notNull().default(0),
    applied: integer('applied').notNull().default(0),
    /** Where applying goes on (mode valid). */
    appliedLine: integer('applied_line').notNull().default(0),
    /** Who works on it, and until when nobody else may. */
    claimedBy: uuid('claimed_by'),
    claimedUntil: instant('claimed_until'),
    attempts: integer('attempts').notNull().default(0),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    index('imports_state').on(table.state, table.createdAt),
    index('imports_uploader').on(table.createdBy, table.createdAt),
    index('imports_of').on(table.createdBy, table.importId).concurrently(),
  ],
)

const ofImport = () =>
  uuid('import_id')
    .notNull()
    .references(() => imports.importId, { onDelete: 'cascade' })

/** The upload as it came, in pieces. */
export const importChunks = pgTable(
  'import_chunks',
  {
    importId: ofImport(),
    /** The place of its first byte in the upload. */
    startAt: bigint('start_at', { mode: 'number' }).notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.startAt] })],
)

/** What an accepted line would do; applied by statements over many of them. */
export const importEntries = pgTable(
  'import_entries',
  {
    importId: ofImport(),
    line: integer('line').notNull(),
    /** Or the basic code of a directory entry. */
    itemCode: textC('item_code').notNull(),
    organisationCode: text('organisation_code').notNull(),
    divisionCode: textC('division_code').notNull(),
    divisions: text('divisions').array().notNull(),
    /** The state after it. */
    state: text('state').notNull(),
    /** Whether anything would be other than it is. */
    isChange: boolean('is_change').notNull(),
    /** The revision that the line was compared with; null: there was no such entry. */
    baseRevision: integer('base_revision'),
    /** A planned state that it brings (预定状态); null: as it is. */
    planned: jsonb('planned'),
  },
  (table) => [
    primaryKey({ columns: [table.importId, table.line] }),
    uniqueIndex('import_entries_code').on(table.importId, table.itemCode),
  ],
)

/** The versions that an accepted line adds. */
export const importVersions = pgTable(
  'import_versions',
  {
    importId: ofImport(),
    line: integer('line').notNull(),
    version: integer('version').notNull(),
    effectiveFrom: legalDate('effective_from').notNull(),
    document: jsonb('document').notNull(),
    /** The version of the directory entry that it was checked against; null: of an item without one, or not checked. */
    directoryVersion: integer('directory_version'),
  },
  (table) => [primaryKey({ columns: [table.importId, table.line, table.version] })],
)

/** A refused line and what speaks against it. */
export const importFindings = pgTable(
  'import_findings',
  {
    importId: ofImport(),
    line: integer('line').notNull(),
    /** Or the basic code of a directory entry. */
    itemCode: text('item_code'),
    findings: jsonb('findings').notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.line] })],
)
