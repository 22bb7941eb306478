import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant, textC } from '../../../database/columns.js'

/** Orders by which running cases go on by a new version (在办件转用新版), each worked off by a job. */
export const versionAdoptions = pgTable(
  'version_adoptions',
  {
    id: uuid('id').primaryKey(),
    itemCode: textC('item_code').notNull(),
    /** What was ordered (adoption.ts, AdoptionOrder). */
    ordered: jsonb('ordered').notNull(),
    /** The organ whose item it is, and where that lies with all above: who may read it. */
    organisationCode: text('organisation_code').notNull(),
    divisions: text('divisions').array().notNull(),
    orderedBy: text('ordered_by').notNull(),
    jobId: uuid('job_id').notNull(),
    moved: integer('moved').notNull().default(0),
    refused: integer('refused').notNull().default(0),
    /** Cases of organs beyond the reach of who ordered it. */
    beyond: integer('beyond').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [index('version_adoptions_organ').on(table.organisationCode, table.id)],
)

/** Cases that stay under their version, and why (未转用办件). */
export const versionAdoptionRefusals = pgTable(
  'version_adoption_refusals',
  {
    adoptionId: uuid('adoption_id')
      .notNull()
      .references(() => versionAdoptions.id, { onDelete: 'cascade' }),
    caseNo: textC('case_no').notNull(),
    code: text('code').notNull(),
    /** In both languages; never a value of the case. */
    reason: jsonb('reason').notNull(),
  },
  (table) => [primaryKey({ columns: [table.adoptionId, table.caseNo] })],
)
