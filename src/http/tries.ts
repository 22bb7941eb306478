import type { Queryable } from '../database/queryable.js'
import { sha256 } from '../shared/canonical-json.js'
import { problem } from '../shared/problem.js'

/** Who or what may be tried how often in a minute. */
export interface TryLimit {
  name: string
  most: number
}

const COUNT = `
insert into counted_tries (key, count, until)
select key, 1, now() + interval '1 minute' from unnest($1::text[]) key order by key
on conflict (key) do update set
  count = case when counted_tries.until <= now() then 1 else counted_tries.count + 1 end,
  until = case when counted_tries.until <= now() then excluded.until else counted_tries.until end
returning key, count, ceil(extract(epoch from until - now()))::int as seconds`

/** Locked in the order of the keys, as above: no two of them wait for each other. */
const FORGIVE = `
with mine as (select key from counted_tries where key = any($1) and until > now() order by key for update)
update counted_tries set count = count - 1 from mine where counted_tries.key = mine.key`

/**
 * Does what may be a guess. It is counted before it is tried, in the database: of a thousand at once, over however many
 * instances, no more are tried than the limits say, and none of the others learns anything (429). What was no guess
 * (the work did not throw) is not counted. RATE_LIMIT does not lift it.
 */
export async function countedTry<T>(
  db: Queryable,
  limits: readonly (TryLimit & { of: string })[],
  work: () => Promise<T>,
): Promise<T> {
  const most = new Map(limits.map(({ name, of, most }) => [sha256(`${name} ${of}`).toString('hex'), most]))
  const keys = [...most.keys()]
  const { rows } = await db.query<{ key: string; count: number; seconds: number }>({
    name: 'count-try',
    text: COUNT,
    values: [keys],
  })
  const over = rows.filter(({ key, count }) => count > (most.get(key) ?? 0))
  if (over.length > 0) {
    const wait = Math.max(1, ...over.map(({ seconds }) => seconds))
    throw problem('RATE_LIMITED', { headers: { 'retry-after': String(wait) } })
  }
  const result = await work()
  await db.query({ name: 'forgive-try', text: FORGIVE, values: [keys] })
  return result
}

/** Removes what counts no longer; a thousand at a time, so that nobody waits. */
export async function sweepTries(db: Queryable): Promise<void> {
  await db.query(`
    delete from counted_tries where ctid in (
      select ctid from counted_tries where until < now() - interval '1 minute' order by until limit 1000)`)
}
