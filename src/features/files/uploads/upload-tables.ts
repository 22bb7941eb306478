import { bigint, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../../../database/columns.js'

/** Uploads that arrive in pieces (断点续传). The upload's id becomes the file's. */
export const uploads = pgTable(
  'uploads',
  {
    uploadId: uuid('upload_id').primaryKey(),
    /** issuer|subject. */
    uploadedBy: text('uploaded_by').notNull(),
    /** Bytes announced, and bytes that lie in parts. */
    length: bigint('length', { mode: 'number' }).notNull(),
    received: bigint('received', { mode: 'number' }).notNull().default(0),
    /** As the client calls the file and its type. */
    name: text('name').notNull(),
    declared: text('declared').notNull(),
    createdAt: instant('created_at').notNull(),
    /** When it became a file. */
    finishedAt: instant('finished_at'),
  },
  (table) => [
    index('uploads_created').on(table.createdAt),
    index('uploads_uploaded_by').on(table.uploadedBy, table.createdAt),
  ],
)

/** Its parts in their order; each lies encrypted in the store under its own name. */
export const uploadParts = pgTable(
  'upload_parts',
  {
    uploadId: uuid('upload_id').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    size: integer('size').notNull(),
    part: uuid('part').notNull(),
  },
  (table) => [primaryKey({ columns: [table.uploadId, table.position] })],
)
