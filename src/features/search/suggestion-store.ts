import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import { type Bind, binder, endOfText, hidden, padded, type Statement } from '../../database/statement.js'
import type { KeptRankings, Ranking } from './kept-rankings.js'
import { SHOWN } from './shown.js'
import { initialTokens, neededGrams, pinyinReadings, runsOf } from './words.js'

/** So many are read, or twice as many. */
const FEW = 10
/** Of names that are kept so many: most of them are shown. */
const MOST_KEPT = 60

/**
 * Distinct names of items and variants that begin so, by characters or, where letters are typed, by pinyin; then names
 * that hold them. The most frequent first. What is not shown today is not suggested. At most 20. What finds many names
 * is typed by many: their order is kept, and only looked through for names that are shown.
 */
export async function selectSuggestions(
  db: Queryable,
  rankings: KeptRankings,
  text: string,
  limit: number,
): Promise<string[]> {
  const most = limit > FEW ? 2 * FEW : FEW
  const read = async (kind: string, statement: Statement) => {
    const { rows } = await db.query<{ name: string; names: number }>(
      prepared(kind, statement.text, statement.values),
    )
    return rows
  }
  const word = `suggested ${text}`
  const kept = rankings.of(word)
  if (kept !== undefined) {
    const rows = await read('suggestions-kept', keptStatement(kept, most))
    if (rows.length >= limit) return rows.slice(0, limit).map(({ name }) => name)
  }
  const rows = await read('suggestions', suggestionsStatement(text, most))
  if (kept === undefined && rows.length >= limit)
    await rankings.keep(word, Math.max(...rows.map(({ names }) => names)), async () => {
      const { text: statement, values } = namesStatement(text)
      return (await db.query<{ keys: string }>(statement, values)).rows[0]?.keys ?? '{}'
    })
  return rows.slice(0, limit).map(({ name }) => name)
}

/** Names that hold the text are only looked for when too few begin with it: branches are read one after the other. */
export function suggestionsStatement(text: string, most: number): Statement {
  const { bound, bind } = binder()
  const [beginning, holding] = conditionsOf(text, bind)
  return {
    text: `select name, names from ((${shownOf(namesOf(beginning), most)}) union all (${shownOf(namesOf(holding), most)})) s limit ${most}`,
    values: bound,
  }
}

/** The first names in their order, shown or not. */
function namesStatement(text: string): Statement {
  const { bound, bind } = binder()
  const [beginning, holding] = conditionsOf(text, bind)
  return {
    text: `select array(select name_key from ((${namesOf(beginning)}) union all (${namesOf(holding)})) n limit ${MOST_KEPT})::text as keys`,
    values: bound,
  }
}

function keptStatement(kept: Ranking, most: number): Statement {
  const { bound, bind } = binder()
  const names = `select name_key, place, 0 as names from unnest(${hidden(bind, kept, 'text[]')}) with ordinality n(name_key, place)`
  return { text: shownOf(names, most, 'place'), values: bound }
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

/** Names, the most frequent first; with each how many there are. */
const namesOf = (condition: string): string =>
  `select name_key, sum(entries)::int as entries, min(length) as length, count(*) over ()::int as names
    from search_groups where ${condition} group by name_key order by 2 desc, 3, 1`

// The order of the names is that of the page: Postgres stops at its last one, and looks for entries of no other.
const shownOf = (names: string, most: number, order = 'entries desc, length, name_key'): string =>
  `select g.name, named.names from (${names}) named
    cross join lateral (select g.name from search_groups g join search_entries e on e.group_id = g.group_id and not e.suspended and ${SHOWN}
      where g.name_key = named.name_key and g.kind = any('{0,1}'::smallint[]) limit 1) g
    order by ${order} limit ${most}`
