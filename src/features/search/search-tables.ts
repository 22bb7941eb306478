import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import { instant, legalDate, textC } from '../../database/columns.js'

const TOKEN_INDEXES = [
  { name: 'search_groups_items', of: sql`kind = 0` },
  { name: 'search_groups_variants', of: sql`kind = 1` },
  { name: 'search_groups_faqs', of: sql`kind = 2` },
]

/**
 * What many entries have in common: one row for each name with its kind, type, audiences … A province repeats three
 * thousand names in five thousand divisions: words are looked up and ranked here, entries are then read in order.
 */
export const searchGroups = pgTable(
  'search_groups',
  {
    groupId: integer('group_id').primaryKey().generatedAlwaysAsIdentity(),
    /** Hash of everything below. */
    groupKey: textC('group_key').notNull().unique(),
    /** 0 item, 1 variant, 2 question and answer. */
    kind: smallint('kind').notNull(),
    name: text('name').notNull(),
    /** As it is compared: lower case, ordinary letters. */
    nameKey: textC('name_key').notNull(),
    length: smallint('length').notNull(),
    aliases: text('aliases').array().notNull(),
    type: text('type').notNull(),
    handling: text('handling').notNull(),
    audiences: text('audiences').array().notNull(),
    themes: text('themes').array().notNull(),
    initials: textC('initials').notNull(),
    syllables: textC('syllables').notNull(),
    /** Characters, bigrams, pinyin, words, codes; and what filters ask for, marked by `=`. */
    tokens: text('tokens').array().notNull(),
    /** How many entries it has, counted anew from time to time: for weights, never for what is found. */
    entries: integer('entries').notNull().default(0),
  },
  (table) => [
    // Without a list of pending tokens, which every search would have to read. One for each kind: no other's to skip.
    ...TOKEN_INDEXES.map(({ name, of }) =>
      index(name).using('gin', table.tokens).with({ fastupdate: false }).where(of),
    ),
    // Names that are suggested while they are typed, by characters and by letters.
    index('search_groups_kind_name').on(table.kind, table.nameKey),
    index('search_groups_initials').on(table.initials).where(sql`kind < 2`),
    index('search_groups_syllables').on(table.syllables).where(sql`kind < 2`),
  ],
)

/** One entry: an item, a variant or a question of an item, in the period in which its version is in force. */
export const searchEntries = pgTable(
  'search_entries',
  {
    itemCode: textC('item_code').notNull(),
    kind: smallint('kind').notNull(),
    /** Place within the item. */
    number: smallint('number').notNull(),
    version: integer('version').notNull(),
    /** Its own code, in lower case; questions have none. */
    code: textC('code'),
    groupId: integer('group_id').notNull(),
    suspended: boolean('suspended').notNull(),
    organisationCode: text('organisation_code').notNull(),
    divisionCode: text('division_code').notNull(),
    /** Place of the division in the tree: a subtree is a range. */
    path: textC('path').notNull(),
    validFrom: legalDate('valid_from').notNull(),
    /** The day on which it is no longer shown. */
    validTo: legalDate('valid_to').notNull().default('infinity'),
    /** The answer to a question, in part. */
    excerpt: text('excerpt'),
  },
  (table) => [
    primaryKey({ columns: [table.itemCode, table.kind, table.number, table.version] }),
    index('search_entries_place').on(
      table.groupId,
      table.suspended,
      table.path,
      table.itemCode,
      table.number,
    ),
    index('search_entries_items')
      .on(table.suspended, table.path, table.itemCode, table.number)
      .where(sql`kind = 0`),
    index('search_entries_code').on(table.code).where(sql`code is not null`),
    index('search_entries_organisation').on(table.organisationCode),
  ],
)

/** Words that mean the same in a search (同义词). */
export const searchSynonyms = pgTable('search_synonyms', {
  key: textC('key').primaryKey(),
  words: text('words').array().notNull(),
  /** Whose it is; absent: the whole deployment's. */
  organisationCode: text('organisation_code'),
  version: integer('version').notNull().default(1),
  updatedAt: instant('updated_at').notNull(),
})
