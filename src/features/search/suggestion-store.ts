import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import { type Bind, binder, endOfText, hidden, padded, type Statement } from '../../database/statement.js'
import { SHOWN } from './shown.js'
import { initialTokens, neededGrams, pinyinReadings, runsOf } from './words.js'

/** So many are read, or twice as many. */
const FEW = 10

/**
 * Distinct names of items and variants that begin so, by characters or, where letters are typed, by pinyin; then names
 * that hold them. The most frequent first. What is not shown today is not suggested. At most 20.
 */
export async function selectSuggestions(db: Queryable, text: string, limit: number): Promise<string[]> {
  const { text: statement, values } = suggestionsStatement(text, limit > FEW ? 2 * FEW : FEW)
  const { rows } = await db.query<{ name: string }>(prepared('suggestions', statement, values))
  return rows.slice(0, limit).map(({ name }) => name)
}

/** Names that hold the text are only looked for when too few begin with it: branches are read one after the other. */
export function suggestionsStatement(text: string, most: number): Statement {
  const { bound, bind } = binder()
  const [beginning, holding] = conditionsOf(text, bind)
  return {
    text: `select name from ((${shownOf(namesOf(beginning), most)}) union all (${shownOf(namesOf(holding), most)})) s limit ${most}`,
    values: bound,
  }
}

/** Which names begin with the text, and which others hold it. */
function conditionsOf(text: string, bind: Bind): [beginning: string, holding: string] {
  const isLetters = /^[a-z]+$/.test(text)
  const [from, before] = [hidden(bind, text, 'text'), hidden(bind, endOfText(text), 'text')]
  const begins = (column: string): string => `(${column} >= ${from} and ${column} < ${before})`
  // Names of both kinds stand in one index after the other, initials and syllables of both in one.
  const beginning = [
    `kind = any('{0,1}'::smallint[]) and ${begins('name_key')}`,
    ...(isLetters ? [`kind < 2 and (${begins('initials')} or ${begins('syllables')})`] : []),
  ].join(' or ')
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
  return [beginning, `(${holds}) and (${within}) and not (${beginning})`]
}

/** Names, the most frequent first. */
const namesOf = (condition: string): string =>
  `select name_key, sum(entries)::int as entries, min(length) as length
    from search_groups where ${condition} group by name_key order by 2 desc, 3, 1`

// The order of the names is that of the page: Postgres stops at its last one, and looks for entries of no other.
const shownOf = (names: string, most: number): string =>
  `select g.name from (${names}) named
    cross join lateral (select g.name from search_groups g join search_entries e on e.group_id = g.group_id and not e.suspended and ${SHOWN}
      where g.name_key = named.name_key and g.kind = any('{0,1}'::smallint[]) limit 1) g
    order by entries desc, length, name_key limit ${most}`
