import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import { binder, hidden, padded, SHOWN } from './entries-statement.js'
import { initialTokens, neededGrams, pinyinReadings, runsOf } from './words.js'

/** Comes after everything that begins with the text. */
const LAST = '\u{10ffff}'

/** So many are read, however few are wanted: one statement, whose plan is kept. */
const MOST = 20

/**
 * Distinct names of items and variants that begin so, by characters or, where letters are typed, by pinyin; then names
 * that hold them. The most frequent first. What is not shown today is not suggested. At most 20.
 */
export async function selectSuggestions(db: Queryable, text: string, limit: number): Promise<string[]> {
  const { text: statement, values } = suggestionsStatement(text)
  const { rows } = await db.query<{ name: string }>(prepared('suggestions', statement, values))
  return rows.slice(0, limit).map(({ name }) => name)
}

export function suggestionsStatement(text: string): { text: string; values: unknown[] } {
  const { bound, bind } = binder()
  const isLetters = /^[a-z]+$/.test(text)
  const [from, before] = [hidden(bind, text, 'text'), hidden(bind, text + LAST, 'text')]
  const columns = isLetters ? ['initials', 'syllables', 'name_key'] : ['name_key']
  const begins = columns.map((column) => `(${column} >= ${from} and ${column} < ${before})`).join(' or ')
  // Words in the middle of a name; of letters each reading as pinyin.
  const ways = isLetters
    ? [initialTokens(text), ...pinyinReadings(text)]
    : [runsOf(text).flatMap(neededGrams)]
  const tokens = padded(ways).map((way) => hidden(bind, way, 'text[]'))
  const holds = [0, 1]
    .flatMap((kind) => tokens.map((each) => `kind = ${kind} and tokens @> ${each}`))
    .join(' or ')
  const within = (isLetters ? ['initials', 'syllables'] : ['name_key'])
    .map((column) => `strpos(${column}, ${from}) > 1`)
    .join(' or ')
  return {
    text: `select name from (
        select min(name) as name, sum(entries)::int as entries, min(class) as class, array_agg(group_id) as ids from (
          select name, name_key, entries, group_id, 0 as class from search_groups where kind < 2 and (${begins})
          union all select name, name_key, entries, group_id, 1 from search_groups where (${holds}) and (${within})) found
        group by name_key order by class, entries desc, char_length(min(name)), name) named
      where exists (select 1 from search_entries e where e.group_id = any(named.ids) and not e.suspended and ${SHOWN})
      order by class, entries desc, char_length(name), name limit ${MOST}`,
    values: bound,
  }
}
