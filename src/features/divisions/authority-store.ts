import { and, eq, inArray, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { createDatabase } from '../../database/pool.js'
import type { Queryable } from '../../database/queryable.js'
import { namedColumns, type RowOf } from '../../database/rows.js'
import type { Reach } from '../../shared/caller.js'
import type { LegalDate } from '../../shared/time.js'
import {
  authorityRequests,
  centres,
  divisions,
  organisations,
  windowAuthorities,
  windows,
} from './division-tables.js'
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
  const database = createDatabase(db)
  const held = database
    .select()
    .from(windowAuthorities)
    .where(inArray(windowAuthorities.windowId, [...windowIds]))
    .as('held')
  const asked = database
    .select()
    .from(authorityRequests)
    .where(inArray(authorityRequests.windowId, [...windowIds]))
    .as('asked')
  return database
    .select({
      window_id: sql<string>`coalesce(${held.windowId}, ${asked.windowId})`,
      item_code: sql<string>`coalesce(${held.itemCode}, ${asked.itemCode})`,
      held: held.level,
      asked: asked.level,
    })
    .from(held)
    .fullJoin(asked, and(eq(asked.windowId, held.windowId), eq(asked.itemCode, held.itemCode)))
}

export interface AuthorityWrite extends PlannedAuthority {
  windowId: string
  /** The organ whose item it is. */
  organisation: string | undefined
}

/**
 * Makes what windows may do, and what they asked for, as it was planned; their versions rise. By hand: five writes of any
 * number of rows in one statement.
 */
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
  /** The last day of its clock. */
  due_on: LegalDate | null
  /** Who goes on with the organ that answers today (承继机构). */
  living_organisation: string | null
}

const requestsIn = (db: Queryable) =>
  createDatabase(db)
    .select({
      ...namedColumns(authorityRequests),
      window_name: windows.name,
      centre_id: centres.id,
      centre_name: centres.name,
      held: windowAuthorities.level,
      living_organisation: sql<string | null>`(select coalesce(o.successor_code, o.code) from organisations o
        where o.code = ${authorityRequests.organisationCode})`,
      // By hand: the clocks are another feature's table.
      due_on: sql<LegalDate | null>`(select k.due_on from case_clocks k
        where k.case_id = ${authorityRequests.requestId} and k.stopped_on is null order by k.clock_id desc limit 1)`,
    })
    .from(authorityRequests)
    .innerJoin(windows, eq(windows.id, authorityRequests.windowId))
    .innerJoin(centres, eq(centres.id, windows.centreId))
    .leftJoin(
      windowAuthorities,
      and(
        eq(windowAuthorities.windowId, authorityRequests.windowId),
        eq(windowAuthorities.itemCode, authorityRequests.itemCode),
      ),
    )

const centreDivisions = alias(divisions, 'centre_divisions')

export interface RequestPosition {
  at: string
  windowId: string
  itemCode: string
}

/** Requests that one's own organs answer, or that one's own centres made; the oldest first. One query. */
export async function selectRequests(
  db: Queryable,
  { answers, asks }: { answers: Reach; asks: Reach },
  { window, item }: { window?: string | undefined; item?: string | undefined },
  after: RequestPosition | undefined,
  limit: number,
): Promise<RequestRow[]> {
  const { requestedAt, windowId, itemCode, organisationCode } = authorityRequests
  const isIn = (codes: string[]) => sql`any(${sql.param(codes)}::text[])`
  return requestsIn(db)
    .innerJoin(centreDivisions, eq(centreDivisions.code, centres.divisionCode))
    .leftJoin(organisations, eq(organisations.code, organisationCode))
    .leftJoin(divisions, eq(divisions.code, organisations.divisionCode))
    .where(
      and(
        or(
          sql`${organisationCode} = ${isIn(answers.organs)}`,
          sql`${divisions.ancestors} && ${sql.param(answers.divisions)}::text[]`,
          sql`${centres.organisationCode} = ${isIn(asks.organs)}`,
          sql`${centreDivisions.ancestors} && ${sql.param(asks.divisions)}::text[]`,
        ),
        window === undefined ? undefined : eq(windowId, window),
        item === undefined ? undefined : eq(itemCode, item),
        after &&
          sql`(${requestedAt}, ${windowId}, ${itemCode}) > (${after.at}::timestamptz, ${after.windowId}::uuid, ${after.itemCode})`,
      ),
    )
    .orderBy(requestedAt, windowId, itemCode)
    .limit(limit)
}

/** One request, locked with its window until the transaction ends. */
export async function lockRequest(
  db: Queryable,
  windowId: string,
  itemCode: string,
): Promise<RequestRow | undefined> {
  await lockWindows(db, [windowId])
  const [row] = await requestsIn(db).where(
    and(eq(authorityRequests.windowId, windowId), eq(authorityRequests.itemCode, itemCode)),
  )
  return row
}

/**
 * Ends a request that is locked; `by`: who confirms it, so that it is in force from now on. Gives the window's version. By
 * hand, as what follows: what is deleted in the same statement decides what is written.
 */
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
