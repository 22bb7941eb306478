import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant, textC } from '../../database/columns.js'

/** Public content of a division (政务公开内容): disclosures, notices before a decision, announcements. */
export const publications = pgTable(
  'publications',
  {
    id: uuid('id').primaryKey(),
    /** 公开, 公示, 公告 or 双公示. */
    kind: text('kind').notNull(),
    /** What it is about, as the division sorts it. */
    class: text('class').notNull(),
    title: text('title').notNull(),
    text: text('text').notNull(),
    organisationCode: text('organisation_code').notNull(),
    divisionCode: textC('division_code').notNull(),
    /** Own division and all above it. */
    divisions: text('divisions').array().notNull(),
    publishedAt: instant('published_at').notNull(),
    /** Characters, bigrams and words; and `=kind`, `=class`, `=division` and the month, for filters. */
    tokens: text('tokens').array().notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    index('publications_tokens').using('gin', table.tokens).with({ fastupdate: false }),
    index('publications_newest').on(table.publishedAt.desc(), table.id.desc()),
  ],
)
