import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import {
  binder,
  COLUMNS,
  type EntryFilters,
  type EntryPosition,
  type EntryStart,
  entriesStatement,
  GROUP,
  inKey,
  SHOWN,
} from './entries-statement.js'
import { ENTRY_KINDS, filterTokens } from './entry.js'
import type { Query } from './query.js'
import type { Stage } from './stages.js'

export interface FoundEntry {
  kind: number
  name: string
  type: string
  handling: string
  audiences: string[]
  themes: string[]
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
interface PlacedEntry extends FoundEntry {
  stage: number
  key: number
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
  query: Query | undefined,
  filters: EntryFilters,
  stages: readonly Stage[],
  start: EntryStart,
  limit: number,
): Promise<PlacedEntry[]> {
  const size = Math.max(USUAL, limit)
  const { text, values } = entriesStatement(query, filters, stages, start, size)
  const isUsual = size === USUAL && start.stage === 0 && start.position === undefined
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
): Promise<FoundEntry[]> {
  const { bound, bind } = binder()
  const place =
    range === undefined ? '' : ` and e.path >= ${bind(range.from)} and e.path < ${bind(range.before)}`
  const organ =
    filters.organisation === undefined ? '' : ` and e.organisation_code = ${bind(filters.organisation)}`
  const text = `select g.kind, ${GROUP}, ${COLUMNS} from search_entries e join search_groups g using (group_id)
    where e.code >= ${bind(code)} and e.code < ${bind(`${code}~`)} and e.code > ${bind(after)} and ${SHOWN}${place}${organ}
      and g.tokens @> ${bind(filterTokens(filters))}::text[] and g.kind = any(${bind(filters.kinds.map((kind) => ENTRY_KINDS.indexOf(kind)))}::smallint[])
    order by e.code limit ${bind(limit)}`
  const { rows } = await db.query<FoundEntry>(prepared('search-code', text, bound))
  return rows
}
