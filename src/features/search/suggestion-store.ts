import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import { SHOWN } from './entries-statement.js'
import { neededGrams, runsOf } from './words.js'

/** Comes after everything that begins with the text. */
const LAST = '\u{10ffff}'

/**
 * Distinct names of items and variants that begin so, by characters or, where letters are typed, by pinyin; then, for
 * characters, names that hold them. The most frequent first. What is not shown today is not suggested.
 */
export async function selectSuggestions(db: Queryable, text: string, limit: number): Promise<string[]> {
  const { text: statement, values } = suggestionsStatement(text, limit)
  const { rows } = await db.query<{ name: string }>(prepared('suggestions', statement, values))
  return rows.map(({ name }) => name)
}

export function suggestionsStatement(text: string, limit: number): { text: string; values: unknown[] } {
  const isLetters = /^[a-z]+$/.test(text)
  const columns = isLetters ? ['initials', 'syllables', 'name_key'] : ['name_key']
  const begins = columns.map((column) => `(${column} >= $1 and ${column} < $2)`).join(' or ')
  const tokens = runsOf(text).flatMap(neededGrams)
  const holds = [0, 1].map((kind) => `kind = ${kind} and tokens @> $4::text[]`).join(' or ')
  const more = `union all select name, name_key, entries, group_id, 1 from search_groups
    where (${holds}) and strpos(name_key, $1) > 1`
  return {
    text: `select name from (
        select min(name) as name, sum(entries)::int as entries, min(class) as class, array_agg(group_id) as ids from (
          select name, name_key, entries, group_id, 0 as class from search_groups where kind < 2 and (${begins})
          ${isLetters ? '' : more}) found
        group by name_key order by class, entries desc, char_length(min(name)), name) named
      where exists (select 1 from search_entries e where e.group_id = any(named.ids) and not e.suspended and ${SHOWN})
      order by class, entries desc, char_length(name), name limit $3`,
    values: [text, text + LAST, limit, ...(isLetters ? [] : [tokens])],
  }
}
