import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { auditLog } from '../../http/audit-tables.js'
import type { RightsKind } from './check-rights.js'

/** Rows of rights as they stand, by the number that their events name them by. */
export interface StoredRights {
  today: string
  grants: ReadonlyMap<string, object>
  delegations: ReadonlyMap<string, object>
  staff: ReadonlyMap<string, object>
  authorities: ReadonlyMap<string, object>
  licences: ReadonlyMap<string, object>
  /** Grants that the service gave since events tell of grants, and that no event tells. */
  untold: readonly string[]
  /** Numbers of people whose posts differ from the audit record of their last change. */
  postsAltered: readonly string[]
}

const ROWS: Readonly<Record<RightsKind, string>> = {
  grant: `select id::text as no, json_build_object('role', role, 'organisation', organisation_code, 'scope', scope,
      'items', items, 'validFrom', valid_from, 'validUntil', valid_until) as row
    from grants where id::text = any($1::text[])`,
  delegation: `select id::text as no, json_build_object('from', from_code, 'to', to_code, 'items', items, 'kind', kind,
      'validFrom', valid_from, 'validTo', valid_to, 'ended', ended_at is not null) as row
    from delegations where id::text = any($1::text[])`,
  staff: `select staff_no as no, json_build_object('organisation', organisation_code, 'validFrom', valid_from,
      'validUntil', valid_until) as row
    from staff where staff_no = any($1::text[])`,
  windowAuthority: `select window_id || '/' || item_code as no, json_build_object('level', level) as row
    from window_authorities where window_id || '/' || item_code = any($1::text[])`,
  licence: `select id::text as no, json_build_object('licenceNo', licence_no, 'itemCode', item_code,
      'organisation', organisation_code, 'state', state, 'validFrom', valid_from, 'validTo', valid_to) as row
    from licences where id::text = any($1::text[])`,
}

/** What is left out of an event where there is none is null in its row. */
const withoutNulls = (row: object): object =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))

/** The rows that events tell of, of one kind: one statement. */
export async function selectRights(
  db: Queryable,
  kind: RightsKind,
  nos: readonly string[],
): Promise<Map<string, object>> {
  const { rows } = await db.query<{ no: string; row: object }>(ROWS[kind], [nos])
  return new Map(rows.map(({ no, row }) => [no, withoutNulls(row)]))
}

/** Events of rights that wait for their position, in the order in which they will get it. */
export async function selectWaitingRights(
  db: Queryable,
): Promise<{ subject_kind: string; document: string }[]> {
  const { rows } = await db.query<{ subject_kind: string; document: string }>(
    `select e.subject_kind, e.document from outbox o
     join case_events e on e.case_id = o.case_id and e.event_id = o.event_id
     where e.subject_kind <> 'case' order by o.event_no`,
  )
  return rows
}

/** Grants that the service gave after `since`, with no event among those named; the sample's came without. */
export async function selectUntoldGrants(
  db: Queryable,
  since: string,
  told: readonly string[],
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select g.id from grants g where g.granted_at >= $1 and g.granted_by <> 'sample'
       and not exists (select from unnest($2::text[]) t(id) where t.id = g.id::text) limit $3`,
    [since, told, limit],
  )
  return rows.map(({ id }) => id)
}

/**
 * People whose posts are not those of the audit record of their last change: events do not tell posts, which are free
 * words. After an import nothing is compared until the next change: its record names no posts.
 */
export async function selectPostsAltered(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<Pick<RowOf<typeof auditLog>, 'object'>>(
    `select a.object from (
       select distinct on (object) object, details->'after'->'posts' as posts from audit_log
       where action = 'changeStaff' and audit_no > coalesce(
         (select max(audit_no) from audit_log where action ilike '%import%'), 0)
       order by object, audit_no desc) a
     join staff s on a.object = 'staff ' || s.staff_no
     where a.posts is distinct from to_jsonb(s.posts) limit $1`,
    [limit],
  )
  return rows.map(({ object }) => object.slice('staff '.length))
}

export async function selectLegalDay(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ today: string }>(
    `select (app_now() at time zone 'Asia/Shanghai')::date as today`,
  )
  return rows[0]?.today ?? ''
}
