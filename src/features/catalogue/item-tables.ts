import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant, legalDate, textC } from '../../database/columns.js'

/** One implementation entry (实施清单) per row; what may change outside versions: its state and its place in the search. */
export const items = pgTable(
  'items',
  {
    itemCode: textC('item_code').primaryKey(),
    organisationCode: text('organisation_code').notNull(),
    divisionCode: textC('division_code').notNull(),
    /** Own division and all above it, copied from the division tree. */
    divisions: text('divisions').array().notNull(),
    /** DRAFT (never published), IN_USE, SUSPENDED, RETIRED. */
    state: text('state').notNull(),
    /** Highest published version; 0 before the first. */
    latestVersion: integer('latest_version').notNull().default(0),
    name: text('name').notNull(),
    type: text('type').notNull(),
    handling: text('handling').notNull(),
    audiences: text('audiences').array().notNull(),
    revision: integer('revision').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** Which state it has from a later day on (预定状态): read as the state from that day, written when its turn comes. */
    plannedState: text('planned_state'),
    plannedFrom: legalDate('planned_from'),
    plannedReason: text('planned_reason'),
    /** issuer|subject of who planned it. */
    plannedBy: text('planned_by'),
  },
  (table) => [
    index('items_divisions').using('gin', table.divisions),
    index('items_organisation').on(table.organisationCode, table.itemCode),
  ],
)

/** The one draft of an item, changed under If-Match. */
export const itemDrafts = pgTable(
  'item_drafts',
  {
    itemCode: textC('item_code')
      .primaryKey()
      .references(() => items.itemCode),
    document: jsonb('document').notNull(),
    revision: integer('revision').notNull(),
    updatedAt: instant('updated_at').notNull(),
    updatedBy: text('updated_by').notNull(),
    /** The last check without errors: what it looked at was this revision, and no other. */
    checkedRevision: integer('checked_revision'),
    checkedAt: instant('checked_at'),
    checkedBy: text('checked_by'),
  },
  // Which draft names a file: asked by the sweep of files.
  (table) => [index('item_drafts_files').using('gin', sql`item_file_ids(${table.document})`)],
)

/** Published versions: never updated; deleted only while nobody can have used them (a trigger holds both). */
export const itemVersions = pgTable(
  'item_versions',
  {
    itemCode: textC('item_code')
      .notNull()
      .references(() => items.itemCode),
    version: integer('version').notNull(),
    effectiveFrom: legalDate('effective_from').notNull(),
    document: jsonb('document').notNull(),
    publishedAt: instant('published_at').notNull(),
    publishedBy: text('published_by').notNull(),
    /** The version of the directory entry (基本目录) that it was checked against; null where there was none. */
    directoryVersion: integer('directory_version'),
  },
  (table) => [
    primaryKey({ columns: [table.itemCode, table.version] }),
    // Which entries follow a directory entry.
    index('item_versions_basic_code').on(sql`(document->>'basicCode')`, table.itemCode).concurrently(),
  ],
)

/** Who changed what and when (变更记录): written with the change itself, and only ever added to. */
export const itemChanges = pgTable(
  'item_changes',
  {
    itemCode: textC('item_code')
      .notNull()
      .references(() => items.itemCode),
    changeNo: bigint('change_no', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    act: text('act').notNull(),
    at: instant('at').notNull(),
    by: text('by').notNull(),
    /** Of the draft, where the act was one on it. */
    revision: integer('revision'),
    version: integer('version'),
    /** Differences as item-diff.ts finds them, findings of a check, the day of a publication. */
    details: jsonb('details').notNull(),
  },
  (table) => [primaryKey({ columns: [table.itemCode, table.changeNo] })],
)
