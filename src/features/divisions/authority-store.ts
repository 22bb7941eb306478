import { eq, inArray } from 'drizzle-orm'
import { createDatabase } from '../../database/pool.js'
import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Reach } from '../../shared/caller.js'
import { type authorityRequests, windows } from './division-tables.js'
import type { PlannedAuthority } from './window-authority.js'

/** Locks windows until the transaction ends, in the order of their ids. */
export async function lockWindows(db: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await createDatabase(db)
    .select({ id: windows.id })
    .from(windows)
    .where(inArray(windows.id, [...ids]))
    .orderBy(windows.id)
    .for('update')
}

export async function lockWindowsOfCentre(db: Queryable, centreId: string): Promise<string[]> {
  const rows = await createDatabase(db)
    .select({ id: windows.id })
    .from(windows)
    .where(eq(windows.centreId, centreId))
    .orderBy(windows.id)
    .for('update')
  return rows.map(({ id }) => id)
}

export interface AuthorityRow {
  window_id: string
  item_code: string
  held: string | null
  asked: string | null
}

/** What windows may do with which items, and what they asked for. */
export async function selectAuthority(db: Queryable, windowIds: readonly string[]): Promise<AuthorityRow[]> {
  const { rows } = await db.query<AuthorityRow>(
    `select window_id, item_code, a.level as held, q.level as asked
      from window_authorities a full join authority_requests q using (window_id, item_code)
      where window_id = any($1::uuid[])`,
    [windowIds],
  )
  return rows
}

export interface AuthorityWrite extends PlannedAuthority {
  windowId: string
  /** The organ whose item it is. */
  organisation: string | undefined
}

/** Makes what windows may do, and what they asked for, as it was planned; their versions rise: one statement. */
export async function replaceAuthorities(
  db: Queryable,
  windowIds: readonly string[],
  writes: readonly AuthorityWrite[],
  by: string,
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: string; version: number }>({
    text: `with given as (
        select r.* from jsonb_to_recordset($2::jsonb) as r("windowId" uuid, "itemCode" text, held text, asked text,
          organisation text, confirms boolean)),
      gone as (delete from window_authorities a where a.window_id = any($1::uuid[]) and not exists (
        select 1 from given g where g."windowId" = a.window_id and g."itemCode" = a.item_code and g.held is not null)),
      kept as (insert into window_authorities (window_id, item_code, level, confirmed_by, confirmed_at)
        select "windowId", "itemCode", held, case when confirms then $3 end, case when confirms then app_now() end
        from given where held is not null
        on conflict (window_id, item_code) do update set level = excluded.level,
          confirmed_by = coalesce(excluded.confirmed_by, window_authorities.confirmed_by),
          confirmed_at = coalesce(excluded.confirmed_at, window_authorities.confirmed_at)),
      answered as (delete from authority_requests q where q.window_id = any($1::uuid[]) and not exists (
        select 1 from given g where g."windowId" = q.window_id and g."itemCode" = q.item_code and g.asked is not null)),
      asked as (insert into authority_requests (window_id, item_code, level, organisation_code, requested_by, requested_at)
        select "windowId", "itemCode", asked, organisation, $3, app_now() from given where asked is not null
        on conflict (window_id, item_code) do update set level = excluded.level,
          organisation_code = excluded.organisation_code, requested_by = excluded.requested_by,
          requested_at = excluded.requested_at, request_id = excluded.request_id
          where authority_requests.level <> excluded.level)
      update windows set version = version + 1 where id = any($1::uuid[]) returning id, version`,
    values: [windowIds, JSON.stringify(writes), by],
  })
  return new Map(rows.map(({ id, version }) => [id, version]))
}

/** A request with where it comes from. */
export interface RequestRow extends RowOf<typeof authorityRequests> {
  window_name: string
  centre_id: string
  centre_name: string
  /** What the window may do with the item now. */
  held: string | null
}

const REQUESTS = `
select q.window_id, q.item_code, q.request_id, q.level, q.organisation_code, q.requested_by, q.requested_at, w.name as window_name,
  c.id as centre_id, c.name as centre_name, a.level as held
from authority_requests q join windows w on w.id = q.window_id join centres c on c.id = w.centre_id
left join window_authorities a on a.window_id = q.window_id and a.item_code = q.item_code`

export interface RequestPosition {
  at: string
  windowId: string
  itemCode: string
}

/** Requests that one's own organs answer, or that one's own centres made; the oldest first. One query. */
export async function selectRequests(
  db: Queryable,
  reach: { answers: Reach; asks: Reach },
  filters: { window?: string | undefined; item?: string | undefined },
  after: RequestPosition | undefined,
  limit: number,
): Promise<RequestRow[]> {
  const { rows } = await db.query<RequestRow>({
    text: `${REQUESTS} join divisions cd on cd.code = c.division_code
      left join organisations o on o.code = q.organisation_code left join divisions d on d.code = o.division_code
      where (q.organisation_code = any($1::text[]) or d.ancestors && $2::text[]
          or c.organisation_code = any($3::text[]) or cd.ancestors && $4::text[])
        and ($5::uuid is null or q.window_id = $5) and ($6::text is null or q.item_code = $6)
        and ($7::timestamptz is null or (q.requested_at, q.window_id, q.item_code) > ($7, $8::uuid, $9))
      order by q.requested_at, q.window_id, q.item_code limit $10`,
    values: [
      reach.answers.organs,
      reach.answers.divisions,
      reach.asks.organs,
      reach.asks.divisions,
      filters.window ?? null,
      filters.item ?? null,
      after?.at ?? null,
      after?.windowId ?? null,
      after?.itemCode ?? null,
      limit,
    ],
  })
  return rows
}

/** One request, locked with its window until the transaction ends. */
export async function lockRequest(
  db: Queryable,
  windowId: string,
  itemCode: string,
): Promise<RequestRow | undefined> {
  await lockWindows(db, [windowId])
  const { rows } = await db.query<RequestRow>(`${REQUESTS} where q.window_id = $1 and q.item_code = $2`, [
    windowId,
    itemCode,
  ])
  return rows[0]
}

/** Ends a request that is locked; `by`: who confirms it, so that it is in force from now on. Gives the window's version. */
export async function answerRequest(
  db: Queryable,
  windowId: string,
  itemCode: string,
  by: string | undefined,
): Promise<number> {
  const { rows } = await db.query<{ version: number }>({
    text: `with answered as (
        delete from authority_requests where window_id = $1 and item_code = $2 returning window_id, item_code, level),
      given as (insert into window_authorities (window_id, item_code, level, confirmed_by, confirmed_at)
        select window_id, item_code, level, $3, app_now() from answered where $3::text is not null
        on conflict (window_id, item_code) do update set level = excluded.level, confirmed_by = excluded.confirmed_by,
          confirmed_at = excluded.confirmed_at)
      update windows set version = version + 1 where id = $1 returning version`,
    values: [windowId, itemCode, by ?? null],
  })
  return rows[0]?.version ?? 0
}

/** Takes an authority of a locked window away, and what is asked for beside it; undefined when there is none. */
export async function deleteAuthority(
  db: Queryable,
  windowId: string,
  itemCode: string,
): Promise<{ level: string; version: number } | undefined> {
  const { rows } = await db.query<{ level: string; version: number }>({
    text: `with gone as (
        delete from window_authorities where window_id = $1 and item_code = $2 returning window_id, level),
      unasked as (delete from authority_requests q using gone where q.window_id = gone.window_id and q.item_code = $2)
      update windows set version = version + 1 from gone where windows.id = gone.window_id
      returning gone.level, windows.version`,
    values: [windowId, itemCode],
  })
  return rows[0]
}
