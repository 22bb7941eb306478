import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Synonyms } from './query.js'
import type { searchSynonyms } from './search-tables.js'
import { STOP_WORDS } from './spoken.js'
import { keyOf } from './words.js'

export type SynonymRow = Pick<RowOf<typeof searchSynonyms>, 'key' | 'words' | 'version' | 'organisation_code'>

/** Where a trigger tells of each group that changes. */
export const SYNONYM_CHANNEL = 'synonyms'

/** What the search knows of words: those that mean the same, and those that are said around what is meant. */
export interface SearchWords {
  synonyms: Synonyms
  stopWords: readonly string[]
}

const MOST_GROUPS = 5000

/** Every word with the words that mean the same; a word of two groups takes from both. */
export async function readSynonyms(db: Queryable): Promise<SearchWords> {
  const { rows } = await db.query<Pick<RowOf<typeof searchSynonyms>, 'key' | 'words'>>({
    name: 'search-synonyms',
    text: 'select key, words from search_synonyms order by key limit $1',
    values: [MOST_GROUPS],
  })
  const equal = new Map<string, Set<string>>()
  let stopWords: string[] = []
  for (const { key: group, words } of rows) {
    const keys = words.map(keyOf)
    if (group.startsWith(STOP_WORDS)) {
      stopWords = [...stopWords, ...keys]
      continue
    }
    for (const key of keys) equal.set(key, new Set([...(equal.get(key) ?? []), ...keys]))
  }
  return { synonyms: new Map([...equal].map(([word, others]) => [word, [...others]])), stopWords }
}

export async function selectSynonyms(db: Queryable, after: string, limit: number): Promise<SynonymRow[]> {
  const { rows } = await db.query<SynonymRow>({
    name: 'search-synonym-list',
    text: 'select key, words, version, organisation_code from search_synonyms where key > $1 order by key limit $2',
    values: [after, limit],
  })
  return rows
}

export async function selectSynonym(db: Queryable, key: string): Promise<SynonymRow | undefined> {
  const { rows } = await db.query<SynonymRow>({
    name: 'search-synonym',
    text: 'select key, words, version, organisation_code from search_synonyms where key = $1',
    values: [key],
  })
  return rows[0]
}

/** Adds a group, or replaces one that still has the expected version; undefined when somebody was faster. */
export async function upsertSynonym(
  db: Queryable,
  key: string,
  { words, organisation }: { words: readonly string[]; organisation: string | null },
  expected: number | undefined,
): Promise<SynonymRow | undefined> {
  const { rows } = await db.query<SynonymRow>({
    text: `insert into search_synonyms (key, words, organisation_code, updated_at) values ($1, $2, $4, app_now())
      on conflict (key) do update set words = excluded.words, version = search_synonyms.version + 1, updated_at = excluded.updated_at
        where ($3::int is null or search_synonyms.version = $3)
          and search_synonyms.organisation_code is not distinct from $4
      returning key, words, version, organisation_code`,
    values: [key, words, expected ?? null, organisation],
  })
  return rows[0]
}

/** Takes a group away that still has the expected version. */
export async function deleteSynonym(
  db: Queryable,
  key: string,
  expected: number | undefined,
): Promise<boolean> {
  const { rowCount } = await db.query({
    text: 'delete from search_synonyms where key = $1 and ($2::int is null or version = $2)',
    values: [key, expected ?? null],
  })
  return rowCount === 1
}
