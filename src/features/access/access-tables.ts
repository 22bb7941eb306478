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
import { instant, legalDate } from '../../database/columns.js'

/** Rights (授权): who holds which role, at an organ alone or over all organs of its divisions. */
export const grants = pgTable(
  'grants',
  {
    /** By which the API names it. */
    id: uuid('id').notNull().default(sql`gen_random_uuid()`),
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    role: text('role').notNull(),
    organisationCode: text('organisation_code').notNull(),
    /** organ: this organisation alone; subtree: it and all whose division lies in or below its own. */
    scope: text('scope').notNull().default('organ'),
    /** Where a subtree begins: the organisation's division when it was granted; absent: the one that it has now. */
    divisionCode: text('division_code'),
    /** Only these items; absent: all. */
    items: text('items').array(),
    /** First and last day on which it counts. */
    validFrom: legalDate('valid_from'),
    validUntil: legalDate('valid_until'),
    /** An exchange client that may read clear personal data. */
    personal: boolean('personal').notNull().default(false),
    post: text('post'),
    grantedBy: text('granted_by').notNull(),
    grantedAt: instant('granted_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.subject, table.role, table.organisationCode] }),
    uniqueIndex('grants_id').on(table.id),
    index('grants_organisation').on(table.organisationCode, table.id).concurrently(),
    index('grants_subject').on(table.subject, table.id).concurrently(),
  ],
)

/** Delegations (委托、授权) of items from one organ to another (行政许可法 Art. 23, 24). */
export const delegations = pgTable(
  'delegations',
  {
    id: uuid('id').primaryKey(),
    fromCode: text('from_code').notNull(),
    toCode: text('to_code').notNull(),
    items: text('items').array().notNull(),
    /** entrusted (委托, in the name of `from`) or authorised (授权, in the own name). */
    kind: text('kind').notNull(),
    /** The document by which it was announced (Art. 24). */
    document: text('document').notNull(),
    validFrom: legalDate('valid_from').notNull(),
    validTo: legalDate('valid_to').notNull(),
    grantedBy: text('granted_by').notNull(),
    grantedAt: instant('granted_at').notNull(),
    endedBy: text('ended_by'),
    endedAt: instant('ended_at'),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    index('delegations_to').on(table.toCode, table.validTo),
    index('delegations_from').on(table.fromCode, table.validTo),
  ],
)

/** Under which places a grant is listed: its organ, and the divisions above. Written by triggers. */
export const grantListings = pgTable(
  'grant_listings',
  { place: bigint('place', { mode: 'bigint' }).notNull(), grantId: uuid('grant_id').notNull() },
  (table) => [
    primaryKey({ columns: [table.place, table.grantId] }),
    index('grant_listings_grant_id').on(table.grantId),
  ],
)
