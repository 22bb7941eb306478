import { isUsualPage, pageSize, prepared, preparedPage } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import { binder, endOfText, hidden } from '../../database/statement.js'
import { COLUMNS, type EntryStart, entriesStatement, GROUP_COLUMNS } from './entries-statement.js'
import { type EntryFilters, filterTokens, kindNumbers } from './entry.js'
import type { Query } from './query.js'
import { type EntryPosition, inKey } from './ranked-groups.js'
import type { searchEntries, searchGroups } from './search-tables.js'
import { SHOWN } from './shown.js'
import type { Stage } from './stages.js'

/** An entry, and what is shown of its group. */
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
> &
  Pick<RowOf<typeof searchGroups>, 'name' | 'type' | 'handling' | 'audiences' | 'themes'>

/** An entry with the stage and the key by which it was found. */
interface PlacedEntry extends EntryRow {
  stage: number
  key: number
}

export function positionOf(row: PlacedEntry): EntryPosition {
  const { rank, length } = inKey(row.key)
  return [row.kind, rank, length, row.group_id, row.path, row.item_code, row.number]
}

/**
 * Entries, best first, from where the page before ended. Usual first pages are prepared, others are rare: a plan takes
 * 0.3 to 0.8 MB of a connection.
 */
export async function selectEntries(
  db: Queryable,
  query: Query | undefined,
  filters: EntryFilters,
  stages: readonly Stage[],
  start: EntryStart,
  limit: number,
): Promise<PlacedEntry[]> {
  const { text, values } = entriesStatement(query, filters, stages, start, pageSize(limit))
  const isUsual = isUsualPage(limit) && start.stage === 0 && start.position === undefined
  const { rows } = await db.query<PlacedEntry>(isUsual ? prepared('search', text, values) : { text, values })
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
  // The fence keeps Postgres from reading all groups first.
  const text = `select e.kind, ${COLUMNS}, ${GROUP_COLUMNS} from search_entries e
    cross join lateral (select ${GROUP_COLUMNS} from search_groups g where g.group_id = e.group_id and g.tokens @> ${tokens} offset 0) g
    where ${conditions} and e.kind in (${kindNumbers(filters).join()}) order by e.code limit ${pageSize(limit)}`
  const { rows } = await db.query<EntryRow>(preparedPage('search-code', { text, values: bound }, limit))
  return rows.slice(0, limit)
}
