import { foreignKey, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant, legalDate, textC } from '../../database/columns.js'

/** Code lists (字典); `revision` rises with every write. */
export const dictionaries = pgTable('dictionaries', {
  key: textC('key').primaryKey(),
  titleZh: text('title_zh').notNull(),
  titleEn: text('title_en').notNull(),
  /** Whose it is; absent: the whole deployment's. */
  organisationCode: text('organisation_code'),
  revision: integer('revision').notNull().default(1),
  updatedAt: instant('updated_at').notNull(),
})

/** Codes of a dictionary. They are never deleted: what was published with one must stay readable. */
export const dictionaryEntries = pgTable(
  'dictionary_entries',
  {
    dictionary: textC('dictionary')
      .notNull()
      .references(() => dictionaries.key),
    code: textC('code').notNull(),
    position: integer('position').notNull(),
    titleZh: text('title_zh').notNull(),
    titleEn: text('title_en').notNull(),
    /** The first and the last day on which the code may be used. */
    validFrom: legalDate('valid_from'),
    validTo: legalDate('valid_to'),
  },
  (table) => [primaryKey({ columns: [table.dictionary, table.code] })],
)

/** What a code is called on another platform (代码映射). */
export const dictionaryMappings = pgTable(
  'dictionary_mappings',
  {
    dictionary: textC('dictionary').notNull(),
    target: textC('target').notNull(),
    code: textC('code').notNull(),
    targetCode: textC('target_code').notNull(),
    /** both, out (only sent) or in (only understood). */
    direction: text('direction').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dictionary, table.target, table.code, table.targetCode] }),
    foreignKey({
      name: 'dictionary_mappings_entry',
      columns: [table.dictionary, table.code],
      foreignColumns: [dictionaryEntries.dictionary, dictionaryEntries.code],
    }),
    index('dictionary_mappings_code').on(table.dictionary, table.code),
  ],
)
