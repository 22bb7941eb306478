import { sql } from 'drizzle-orm'
import { bigint, boolean, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, instant } from '../../database/columns.js'

/** Uploaded files (附件). The bytes lie encrypted under FILES_DIR by their hash; several rows may share them. */
export const files = pgTable(
  'files',
  {
    fileId: uuid('file_id').primaryKey(),
    sha256: bytea('sha256').notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    /** As the uploader called it, without a path. */
    name: text('name').notNull(),
    /** What the bytes are, not what was said of them. */
    mediaType: text('media_type').notNull(),
    /** `notScanned`, or what a virus scanner said. */
    scan: text('scan').notNull().default('notScanned'),
    /** issuer|subject. */
    uploadedBy: text('uploaded_by').notNull(),
    /** Binds the row to its content (file-seal.ts); null in rows of releases before. */
    sealed: bytea('sealed'),
    uploadedAt: instant('uploaded_at').notNull(),
    /** Published with an item: never swept. */
    kept: boolean('kept').notNull().default(false),
  },
  (table) => [
    index('files_sha256').on(table.sha256),
    index('files_uploaded').on(table.uploadedAt),
    index('files_not_scanned').on(table.fileId).where(sql`scan = 'notScanned'`).concurrently(),
    index('files_uploaded_by').on(table.uploadedBy, table.uploadedAt).concurrently(),
  ],
)
