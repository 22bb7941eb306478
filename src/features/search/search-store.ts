import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import type { CommonWords } from './common-words.js'
import { COLUMNS, commonStatement, type EntryStart, entriesStatement, isPlaced } from './entries-statement.js'
import { ENTRY_KINDS, type EntryFilters, filterTokens } from './entry.js'
import type { Query } from './query.js'
import { type EntryPosition, inKey } from './ranked-groups.js'
import type { Stage } from './stages.js'
import { binder, endOfText, hidden, SHOWN } from './statement.js'

/** An entry; what is shown of its group is remembered apart. */
export interface EntryRow {
  kind: number
  item_code: string
  number: number
  code: string | null
  organisation_code: string
  division_code: string
  suspended: boolean
  excerpt: string | null
  group_id: number
  path: string
}

/** An entry with the stage and the key by which it was found. */
interface PlacedEntry extends EntryRow {
  stage: number
  key: number
  /** How many names of the first kind were ranked. */
  names: number | null
}

export function positionOf(row: PlacedEntry): EntryPosition {
  const { rank, length } = inKey(row.key)
  return [row.kind, rank, length, row.group_id, row.path, row.item_code, row.number]
}

/** A page as it is mostly asked for, with the entry that tells of more. Its plan is kept: some 300 KB a connection. */
const USUAL = 21

/** Entries, best first, from where the page before ended. Usual first pages are prepared, others are rare. */
export async function selectEntries(
  db: Queryable,
  common: CommonWords,
  query: Query | undefined,
  filters: EntryFilters,
  stages: readonly Stage[],
  start: EntryStart,
  limit: number,
): Promise<PlacedEntry[]> {
  const size = Math.max(USUAL, limit)
  const isUsual = size === USUAL && start.stage === 0 && start.position === undefined
  // Letters are initials or syllables: no index has those names in order. An organ has few entries, scattered.
  const isCounted =
    isUsual && query?.letters === false && filters.organisation === undefined && !isPlaced(stages)
  const kind = Math.min(...filters.kinds.map((each) => ENTRY_KINDS.indexOf(each)))
  if (isCounted && common.isCommon(query, filters, kind)) {
    const { text, values } = commonStatement(query, filters, kind, size, common.walked)
    const { rows } = await db.query<PlacedEntry>(prepared('search-common', text, values))
    if (rows.length >= limit) return rows.slice(0, limit)
    common.isInVain(query, filters, kind)
  }
  const { text, values } = entriesStatement(query, filters, stages, start, size)
  const { rows } = await db.query<PlacedEntry>(isUsual ? prepared('search', text, values) : { text, values })
  if (isCounted) common.learn(query, filters, kind, rows[0]?.names ?? 0)
  return rows.slice(0, limit)
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
  const kinds = filters.kinds.map((kind) => ENTRY_KINDS.indexOf(kind)).join()
  // The fence keeps Postgres from reading all groups first.
  const text = `select e.kind, ${COLUMNS} from search_entries e
    cross join lateral (select from search_groups g where g.group_id = e.group_id and g.tokens @> ${tokens} offset 0) g
    where ${conditions} and e.kind in (${kinds}) order by e.code limit ${Math.max(USUAL, limit)}`
  const { rows } = await db.query<EntryRow>(prepared('search-code', text, bound))
  return rows.slice(0, limit)
}
