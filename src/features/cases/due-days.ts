/** What is overdue for longer is little: it is read as a whole. */
const DAYS = 60

/**
 * The days before another on which something of a place `k` is due: of each the first rows are read in another order than
 * that of the due days. From the first that there is, and at most some weeks back.
 */
export const dueDays = (table: 'case_listings' | 'task_listings', before: string, also = ''): string =>
  `select s.day::date as day from (select n.due_on as first from ${table} n
        where n.place = hashtextextended(k.way, 0) and n.due_on is not null${also} order by n.due_on limit 1) f
      cross join lateral generate_series(greatest(f.first, ${before} - ${DAYS}), ${before} - 1, interval '1 day') s(day)`

export const longBefore = (before: string): string => `(${before} - ${DAYS})`

const EDGE = (order: string) => `select n.due_on as day from case_listings n
        where n.place = hashtextextended(k.way, 0) and n.due_on is not null order by n.due_on ${order} limit 1`
/** Every day on which a case of a place is due. */
export const ALL_DUE_DAYS = `select s.day::date as day from (${EDGE('')}) f cross join (${EDGE('desc')}) l
      cross join lateral generate_series(f.day, l.day, interval '1 day') s(day)`

/** Entries of an index that are read and sorted as they are: some twenty pages where they lie together. */
const FEW = 1500
/** Open steps change hands: their entries lie apart, and each may touch a page of the visibility map of its own. */
export const FEW_APART = 60

/** What a statement asks once, before its branches (WITH); each by a name. */
export type Heads = string[]

export const withHeads = (heads: Heads): string => (heads.length === 0 ? '' : `with ${heads.join(', ')} `)

/**
 * Places `k` in which few rows meet the conditions on `n`, and those in which many do, in an index that begins with the
 * place and `order`. Each is looked at once.
 */
export function placesApart(
  heads: Heads,
  places: string,
  {
    table,
    order,
    conditions,
    few: most = FEW,
  }: { table: 'case_listings' | 'task_listings'; order: string; conditions: string; few?: number },
): { few: string; many: string } {
  const name = `apart_${heads.length}`
  heads.push(`${name} as materialized (select k.*, exists (select from ${table} n
      where n.place = hashtextextended(k.way, 0) and ${conditions} order by n.${order} offset ${most}) as many from ${places})`)
  const those = (is: string): string => `(select a.* from ${name} a where ${is}) k`
  return { few: those('not a.many'), many: those('a.many') }
}

/**
 * All rows of a place that meet conditions on `n`, by the index that begins with the place and `order`: fenced, or another
 * would be walked in the order of the page.
 */
export const fencedRows = (
  table: 'case_listings' | 'task_listings',
  alias: string,
  { order, conditions }: { order: string; conditions: string },
): string =>
  `(select * from ${table} n where n.place = hashtextextended(k.way, 0) and ${conditions} order by n.${order} offset 0) ${alias}`
