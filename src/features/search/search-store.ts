import { isUsualPage, pageSize, prepared, preparedPage } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import { binder, endOfText, hidden, type Statement } from '../../database/statement.js'
import type { CommonWords } from './common-words.js'
import {
  COLUMNS,
  commonStatement,
  type EntryStart,
  entriesStatement,
  isPlaced,
  rankingStatement,
} from './entries-statement.js'
import { type EntryFilters, filterTokens, kindNumbers } from './entry.js'
import type { KeptRankings, Ranking } from './kept-rankings.js'
import type { Query } from './query.js'
import { type EntryPosition, inKey } from './ranked-groups.js'
import type { searchEntries } from './search-tables.js'
import { SHOWN } from './shown.js'
import type { Stage } from './stages.js'

/** An entry; what is shown of its group is remembered apart. */
export type EntryRow = Pick<
  RowOf<typeof searchEntries>,
  | 'kind'
  | 'item_code'
  | 'number'
  | 'code'
  | 'organisation_code'
  | 'division_code'
  | 'suspended'
  | 'excerpt'
  | 'group_id'
  | 'path'
>

/** An entry with the stage and the key by which it was found. */
interface PlacedEntry extends EntryRow {
  stage: number
  key: number
  /** How many names were ranked first: of the first kind, near a place of all kinds. */
  names: number | null
}

export function positionOf(row: PlacedEntry): EntryPosition {
  const { rank, length } = inKey(row.key)
  return [row.kind, rank, length, row.group_id, row.path, row.item_code, row.number]
}

/** What was learned of words, and changes how pages are read. */
export interface WordMemory {
  common: CommonWords
  rankings: KeptRankings
}

/**
 * Entries, best first, from where the page before ended. Usual first pages are prepared, others are rare: a plan takes
 * 0.3 to 0.8 MB of a connection.
 */
export async function selectEntries(
  db: Queryable,
  memory: WordMemory,
  query: Query | undefined,
  filters: EntryFilters,
  stages: readonly Stage[],
  start: EntryStart,
  limit: number,
): Promise<PlacedEntry[]> {
  const size = pageSize(limit)
  const isUsual = isUsualPage(limit) && start.stage === 0 && start.position === undefined
  const statement = (kept?: Ranking) => entriesStatement(query, filters, stages, start, size, kept)
  const read: Read = async ({ text, values }, kind) => {
    const sent = kind === undefined ? { text, values } : prepared(kind, text, values)
    return (await db.query<PlacedEntry>(sent)).rows.slice(0, limit)
  }
  if (!isUsual) return read(statement())
  // An organ has few entries, scattered: those names alone are ranked.
  if (query === undefined || filters.organisation !== undefined) return read(statement(), 'search')
  const asked: Asked = { query, filters, read, statement }
  return isPlaced(stages) || (query.letters && filters.kinds.length === 1)
    ? readRanked(db, memory.rankings, asked)
    : readEverywhere(memory.common, asked, limit)
}

/** Sends a statement, prepared under a name of this kind. */
type Read = (statement: Statement, kind?: string) => Promise<PlacedEntry[]>

/** A usual first page, with the statement that reads it by all names, or by a ranking that is known. */
interface Asked {
  query: Query
  filters: EntryFilters
  read: Read
  statement(kept?: Ranking): Statement
}

/** Of more names it takes longer to send the ranking each time than it is worth. */
const MOST_RANKED = 5000

/** By all names that the words find, of common words as they were ranked before. */
async function readRanked(
  db: Queryable,
  rankings: KeptRankings,
  { query, filters, read, statement }: Asked,
): Promise<PlacedEntry[]> {
  const word = JSON.stringify([query, filters])
  const kept = rankings.of(word)
  if (kept !== undefined) return read(statement(kept), 'search-kept')
  const rows = await read(statement(), 'search')
  const names = rows[0]?.names ?? 0
  if (names > MOST_RANKED) return rows
  await rankings.keep(word, names, async () => {
    const ranked = await db.query<{ keys: string }>(rankingStatement(query, filters))
    return ranked.rows[0]?.keys ?? '{}'
  })
  return rows
}

/** Everywhere, by few names of a common word where they fill the page. */
async function readEverywhere(
  common: CommonWords,
  { query, filters, read, statement }: Asked,
  limit: number,
): Promise<PlacedEntry[]> {
  const [kind = 0] = kindNumbers(filters)
  if (common.isCommon(query, filters, kind)) {
    const quick = commonStatement(query, filters, kind, pageSize(limit), common.walked)
    const rows = await read(quick, 'search-common')
    if (rows.length >= limit) return rows
    common.giveUp(query, filters, kind)
  }
  const rows = await read(statement(), 'search')
  // Letters are initials or syllables: no index has those names in order.
  if (!query.letters) common.learn(query, filters, kind, rows[0]?.names ?? 0)
  return rows
}

/** Entries by their code or its beginning; for codes there is one entry, for beginnings few or many in order. */
export async function selectByCode(
  db: Queryable,
  code: string,
  filters: EntryFilters,
  range: { from: string; before: string } | undefined,
  after: string,
  limit: number,
): Promise<EntryRow[]> {
  const { bound, bind } = binder()
  const at = (column: string, sign: string, value: string): string =>
    `${column} ${sign} ${hidden(bind, value, 'text')}`
  const conditions = [
    at('e.code', '>=', code),
    at('e.code', '<', endOfText(code)),
    at('e.code', '>', after),
    SHOWN,
    ...(range === undefined ? [] : [at('e.path', '>=', range.from), at('e.path', '<', range.before)]),
    ...(filters.organisation === undefined ? [] : [at('e.organisation_code', '=', filters.organisation)]),
  ].join(' and ')
  const tokens = hidden(bind, filterTokens(filters), 'text[]')
  // The fence keeps Postgres from reading all groups first.
  const text = `select e.kind, ${COLUMNS} from search_entries e
    cross join lateral (select from search_groups g where g.group_id = e.group_id and g.tokens @> ${tokens} offset 0) g
    where ${conditions} and e.kind in (${kindNumbers(filters).join()}) order by e.code limit ${pageSize(limit)}`
  const { rows } = await db.query<EntryRow>(preparedPage('search-code', { text, values: bound }, limit))
  return rows.slice(0, limit)
}
