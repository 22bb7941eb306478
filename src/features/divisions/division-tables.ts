import { sql } from 'drizzle-orm'
import { doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant, legalDate, textC } from '../../database/columns.js'

/** Administrative divisions (行政区划), five levels and more; `ancestors` holds the own code and all codes above it. */
export const divisions = pgTable(
  'divisions',
  {
    code: textC('code').primaryKey(),
    parentCode: textC('parent_code'),
    level: integer('level').notNull(),
    name: text('name').notNull(),
    nameEn: text('name_en'),
    ancestors: text('ancestors').array().notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    index('divisions_parent').on(table.parentCode, table.code),
    index('divisions_ancestors').using('gin', table.ancestors),
  ],
)

/** Organs and units (机构); the code is the unified social credit code, or a local one. */
export const organisations = pgTable(
  'organisations',
  {
    code: textC('code').primaryKey(),
    divisionCode: text('division_code')
      .notNull()
      .references(() => divisions.code),
    parentCode: text('parent_code'),
    name: text('name').notNull(),
    nameEn: text('name_en'),
    kind: text('kind').notNull(),
    /** Last day of an organ that was merged or dissolved, and who goes on with its cases. */
    endedOn: legalDate('ended_on'),
    successorCode: text('successor_code'),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    index('organisations_division').on(table.divisionCode),
    index('organisations_successor')
      .on(table.successorCode)
      .concurrently()
      .where(sql`successor_code is not null`),
  ],
)

/** Service centres (政务服务中心), coordinates in CGCS2000. */
export const centres = pgTable(
  'centres',
  {
    id: uuid('id').primaryKey(),
    code: textC('code').notNull().unique(),
    divisionCode: text('division_code')
      .notNull()
      .references(() => divisions.code),
    organisationCode: text('organisation_code')
      .notNull()
      .references(() => organisations.code),
    name: text('name').notNull(),
    nameEn: text('name_en'),
    address: text('address').notNull(),
    openingHours: text('opening_hours').notNull(),
    telephone: text('telephone').notNull(),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('centres_division').on(table.divisionCode)],
)

/** Windows (窗口) of a centre and the organisation whose staff sit there. */
export const windows = pgTable(
  'windows',
  {
    id: uuid('id').primaryKey(),
    centreId: uuid('centre_id')
      .notNull()
      .references(() => centres.id),
    organisationCode: text('organisation_code')
      .notNull()
      .references(() => organisations.code),
    code: textC('code').notNull(),
    name: text('name').notNull(),
    nameEn: text('name_en'),
    kind: text('kind').notNull(),
    position: integer('position').notNull(),
    telephone: text('telephone'),
    extra: jsonb('extra').notNull().default({}),
    version: integer('version').notNull().default(1),
  },
  (table) => [index('windows_centre').on(table.centreId, table.position)],
)

/** What a window may do with an item (窗口权限): decides, accepts, collects, advises. */
export const windowAuthorities = pgTable(
  'window_authorities',
  {
    windowId: uuid('window_id')
      .notNull()
      .references(() => windows.id),
    itemCode: textC('item_code').notNull(),
    level: text('level').notNull(),
    /** issuer|subject of who confirmed it for the organ whose item it is; absent: the organ's own. */
    confirmedBy: text('confirmed_by'),
    confirmedAt: instant('confirmed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.windowId, table.itemCode] }),
    index('window_authorities_item').on(table.itemCode),
  ],
)

/** Authority that a centre asked for over another organ's item: without effect until that organ confirms it. */
export const authorityRequests = pgTable(
  'authority_requests',
  {
    windowId: uuid('window_id')
      .notNull()
      .references(() => windows.id),
    itemCode: textC('item_code').notNull(),
    /** Of this very asking: a clock belongs to it; another level is another asking. */
    requestId: uuid('request_id').notNull().default(sql`gen_random_uuid()`),
    level: text('level').notNull(),
    /** The organ whose item it is: who answers. */
    organisationCode: text('organisation_code'),
    requestedBy: text('requested_by').notNull(),
    requestedAt: instant('requested_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.windowId, table.itemCode] }),
    index('authority_requests_item').on(table.itemCode),
  ],
)
