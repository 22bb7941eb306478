import { index, jsonb, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import { instant, textC } from '../../../database/columns.js'

/** Reviews of a case's file (法制审核、案卷评查), append only: what was said is not altered, another one is added. */
export const caseReviews = pgTable(
  'case_reviews',
  {
    caseId: uuid('case_id').notNull(),
    id: uuid('id').notNull(),
    kind: text('kind').notNull(),
    conclusion: text('conclusion').notNull(),
    /** Of a file review, 0 to 100. */
    score: smallint('score'),
    opinion: text('opinion').notNull(),
    findings: jsonb('findings').notNull(),
    organisationCode: text('organisation_code'),
    role: text('role').notNull(),
    recordedBy: text('recorded_by').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.caseId, table.id] })],
)

/** Recordings of what was done at a window (窗口音视频), which lie in another system: only where to find them. */
export const caseRecordings = pgTable(
  'case_recordings',
  {
    caseId: uuid('case_id').notNull(),
    id: uuid('id').notNull(),
    windowId: uuid('window_id').notNull(),
    begunAt: instant('begun_at').notNull(),
    endedAt: instant('ended_at').notNull(),
    system: textC('system').notNull(),
    reference: textC('reference').notNull(),
    linkedBy: text('linked_by').notNull(),
    linkedAt: instant('linked_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.id] }),
    index('case_recordings_window').on(table.windowId, table.begunAt),
  ],
)
