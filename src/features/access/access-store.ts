import { inArray } from 'drizzle-orm'
import { createDatabase } from '../../database/pool.js'
import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf } from '../../database/rows.js'
import { type Bind, binder } from '../../database/statement.js'
import type { Reach, Scope } from '../../shared/caller.js'
import { placesOfReach } from '../../shared/places.js'
import type { Role } from '../../shared/roles.js'
import type { LegalDate } from '../../shared/time.js'
import { organInReach } from '../divisions/organ-in-reach.js'
import { grants } from './access-tables.js'

/** A row of `grants` with the divisions of its organisation. */
export interface GrantRow extends RowOf<typeof grants> {
  role: Role
  divisions: string[]
  /** The division where a subtree begins, with all above: the organisation may lie elsewhere by now. */
  begins: string[]
  /** Of whom the token is, where the register knows. */
  staff_no: string | null
}

export interface GrantFilters {
  issuer?: string | undefined
  subject?: string | undefined
  role?: string | undefined
  organisation?: string | undefined
}

export const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`

const GRANTS = `select ${listed(columnsOf(grants), 'g')}, d.ancestors as divisions, b.ancestors as begins, s.staff_no from grants g
  left join staff s on s.issuer = g.issuer and s.subject = g.subject
  join organisations o on o.code = g.organisation_code join divisions d on d.code = o.division_code
  join divisions b on b.code = coalesce(g.division_code, o.division_code)`

/** A page of grants within reach, in the order of their ids: of each place the first, merged. One query. */
export async function selectGrants(
  db: Queryable,
  reach: Reach,
  filters: GrantFilters,
  after: string | undefined,
  limit: number,
): Promise<GrantRow[]> {
  const { bound, bind } = binder()
  const places = () => `unnest(${bind(placesOfReach(reach))}::text[]) k(way)`
  const of = Object.entries(GRANT_FILTERS).flatMap(([name, column]) => {
    const value = filters[name as keyof GrantFilters]
    return value === undefined ? [] : [`${column} = ${bind(value)}`]
  })
  const next = after === undefined ? [] : [bind(after)]
  const inReach = () =>
    filters.organisation === undefined
      ? `exists (select from grant_listings r, ${places()} where r.grant_id = g.id and r.place = hashtextextended(k.way, 0))`
      : organInReach(bind(filters.organisation), reach, bind)
  // Whose grants, or of which organ, has an index of its own; else each place gives its first.
  const isNamed = filters.subject !== undefined || filters.organisation !== undefined
  const walked = of.length === 0 ? '' : `join grants g on g.id = r.grant_id where ${of.join(' and ')}`
  const merged = isNamed
    ? `select g.id from grants g where ${[...of, inReach(), ...next.map((id) => `g.id > ${id}`)].join(' and ')} order by g.id limit ${limit}`
    : `select r.grant_id as id from ${places()} cross join lateral (
        select r.grant_id from grant_listings r ${walked === '' ? 'where' : `${walked} and`} r.place = hashtextextended(k.way, 0)
          ${next.map((id) => `and r.grant_id > ${id}`).join('')} order by r.grant_id limit ${limit}) r`
  const text = `${GRANTS} where g.id = any(array(select distinct u.id from (${merged}) u order by u.id limit ${limit})) order by g.id`
  const { rows } = await db.query<GrantRow>(prepared('list-grants', text, bound))
  return rows
}

/** Grants within reach that are not over, in the order of who has what where, those after one. */
export async function selectGrantsAfter(
  db: Queryable,
  { organs, divisions }: Reach,
  after: readonly [issuer: string, subject: string, role: string, organisation: string],
  limit: number,
): Promise<GrantRow[]> {
  const { rows } = await db.query<GrantRow>({
    name: 'grants-after',
    text: `${GRANTS} where (d.ancestors && $1::text[] or g.organisation_code = any($2::text[]))
        and coalesce(g.valid_until >= ${TODAY}, true)
        and (g.issuer, g.subject, g.role, g.organisation_code) > ($3, $4, $5, $6)
      order by g.issuer, g.subject, g.role, g.organisation_code limit $7`,
    values: [divisions, organs, ...after, limit],
  })
  return rows
}

const GRANT_FILTERS: Readonly<Record<keyof GrantFilters, string>> = {
  issuer: 'g.issuer',
  subject: 'g.subject',
  role: 'g.role',
  organisation: 'g.organisation_code',
}

export async function selectGrant(db: Queryable, id: string): Promise<GrantRow | undefined> {
  return (await selectGrantsWithIds(db, [id]))[0]
}

export async function selectGrantsWithIds(db: Queryable, ids: readonly string[]): Promise<GrantRow[]> {
  const { rows } = await db.query<GrantRow>(`${GRANTS} where g.id = any($1::uuid[])`, [ids])
  return rows
}

/** What some tokens hold or will hold: what is over is left out. */
export async function selectGrantsOfTokens(
  db: Queryable,
  tokens: readonly { issuer: string; subject: string }[],
): Promise<GrantRow[]> {
  const { rows } = await db.query<GrantRow>(
    `${GRANTS} join unnest($1::text[], $2::text[]) t(issuer, subject) on t.issuer = g.issuer and t.subject = g.subject
      where coalesce(g.valid_until >= ${TODAY}, true)`,
    [tokens.map(({ issuer }) => issuer), tokens.map(({ subject }) => subject)],
  )
  return rows
}

/** Of some tokens those of the person with this identity number, by the register. */
export async function selectTokensOfPerson(
  db: Queryable,
  tokens: readonly { issuer: string; subject: string }[],
  idNumberIndex: Buffer,
): Promise<{ issuer: string; subject: string }[]> {
  const { rows } = await db.query<{ issuer: string; subject: string }>(
    `select s.issuer, s.subject from staff s
     join unnest($1::text[], $2::text[]) t(issuer, subject) on t.issuer = s.issuer and t.subject = s.subject
     where s.id_number_index = $3`,
    [tokens.map(({ issuer }) => issuer), tokens.map(({ subject }) => subject), idNumberIndex],
  )
  return rows
}

/**
 * Holds the rights of some tokens until the transaction ends, so that two who give one of them duties that exclude each
 * other see each other. A thousand locks are enough for any number of tokens; in one order, so that nobody waits in a ring.
 */
export async function lockTokens(
  db: Queryable,
  tokens: readonly { issuer: string; subject: string }[],
): Promise<void> {
  await db.query(
    `select pg_advisory_xact_lock(7924012, k.hash) from (
       select distinct hashtext(t.token) & 1023 as hash from unnest($1::text[]) t(token) order by hash) k`,
    [tokens.map(({ issuer, subject }) => `${issuer}|${subject}`)],
  )
}

export interface NewGrant {
  issuer: string
  subject: string
  role: Role
  organisation: string
  scope?: Scope | undefined
  items?: readonly string[] | undefined
  validFrom?: LegalDate | undefined
  validUntil?: LegalDate | undefined
  personal?: boolean | undefined
  post?: string | undefined
  /** Where a subtree begins; absent: where the organisation lies. */
  division?: string | undefined
}

/** Gives the id, or undefined when this very grant is there already. */
export async function insertGrant(db: Queryable, grant: NewGrant, by: string): Promise<string | undefined> {
  return (await insertGrants(db, [grant], by))[0]?.id
}

/**
 * Gives those that were not there already; one that has expired makes room. None may be named twice. By hand: one
 * statement for a whole batch.
 */
export async function insertGrants(
  db: Queryable,
  given: readonly NewGrant[],
  by: string,
): Promise<GivenGrant[]> {
  const { rows } = await db.query<GivenGrant & Pick<RowOf<typeof grants>, 'id'>>({
    name: 'insert-grants',
    text: `insert into grants (issuer, subject, role, organisation_code, scope, division_code, items, valid_from,
        valid_until, personal, post, granted_by, granted_at)
      select r.issuer, r.subject, r.role, r.organisation, coalesce(r.scope, 'organ'),
        coalesce(case when r.scope = 'subtree' then r.division end, o.division_code), r.items, r."validFrom",
        r."validUntil", coalesce(r.personal, false), r.post, $2, clock_timestamp()
      from jsonb_to_recordset($1::jsonb) r(issuer text, subject text, role text, organisation text, scope text,
        division text, items text[], "validFrom" date, "validUntil" date, personal boolean, post text)
      left join organisations o on o.code = r.organisation
      order by r.issuer, r.subject, r.role, r.organisation
      on conflict (issuer, subject, role, organisation_code) do update set id = gen_random_uuid(),
        scope = excluded.scope, division_code = excluded.division_code, items = excluded.items,
        valid_from = excluded.valid_from, valid_until = excluded.valid_until, personal = excluded.personal,
        post = excluded.post, granted_by = excluded.granted_by, granted_at = excluded.granted_at
        where grants.valid_until < ${TODAY}
      returning id, issuer, subject, role, organisation_code as organisation`,
    values: [JSON.stringify(given), by],
  })
  return rows
}

/** A grant that was written, and which it is. */
export type GivenGrant = Pick<NewGrant, 'issuer' | 'subject' | 'role' | 'organisation'> & { id: string }

export async function selectToday(db: Queryable): Promise<LegalDate> {
  const { rows } = await db.query<{ today: LegalDate }>(`select ${TODAY} as today`)
  return rows[0]?.today ?? ''
}

/** How many of them were there. */
export async function deleteGrants(db: Queryable, ids: readonly string[]): Promise<number> {
  const gone = createDatabase(db)
    .delete(grants)
    .where(inArray(grants.id, [...ids]))
  return (await gone).rowCount ?? 0
}

/** A row of `audit_log`. */
export interface AuditRow {
  audit_no: number
  at: string
  actor: string
  staff_no: string | null
  role: string | null
  actor_organisation: string | null
  action: string
  object: string
  details: Record<string, unknown>
  purpose: string | null
  trace_id: string
  address: string
}

export interface AuditFilters {
  actor?: string | undefined
  action?: string | undefined
  object?: string | undefined
  /** Whose data it was, or who did it: `issuer|subject` or the subject alone. */
  subject?: string | readonly string[] | undefined
  from?: string | undefined
  to?: string | undefined
}

/** A page of the audit trail within reach, newest first: of each place the newest, merged. One query. */
export async function selectAudit(
  db: Queryable,
  reach: Reach,
  filters: AuditFilters,
  before: number | undefined,
  limit: number,
): Promise<AuditRow[]> {
  const { bound, bind } = binder()
  const places = `unnest(${bind(placesOfReach(reach))}::text[]) k(way)`
  const { actor, object, subject } = filters
  const of = auditConditions(filters, bind)
  const next = before === undefined ? [] : [bind(before)]
  const inReach = `exists (select from audit_listings r, ${places} where r.audit_no = n.audit_no and r.place = hashtextextended(k.way, 0))`
  // Who did it, what it was done to and whose data it was have indexes of their own; else each place gives its newest.
  const isNamed = actor !== undefined || object !== undefined || subject !== undefined
  const action = filters.action === undefined ? [] : [`r.action = ${bind(filters.action)}`]
  const merged = isNamed
    ? `select n.audit_no from audit_log n
        where ${[...of, ...action.map((part) => part.replace('r.', 'n.')), inReach, ...next.map((no) => `n.audit_no < ${no}`)].join(' and ')}
        order by n.audit_no desc limit ${limit}`
    : `select r.audit_no from ${places} cross join lateral (
        select r.audit_no from audit_listings r ${of.length === 0 ? '' : 'join audit_log n on n.audit_no = r.audit_no'}
        where ${['r.place = hashtextextended(k.way, 0)', ...of, ...action, ...next.map((no) => `r.audit_no < ${no}`)].join(' and ')}
        order by r.audit_no desc limit ${limit}) r`
  const text = `select audit_no, at, actor, staff_no, role, actor_organisation, action, object, details, purpose, trace_id, address
    from audit_log where audit_no = any(array(select distinct u.audit_no from (${merged}) u order by u.audit_no desc limit ${limit}))
    order by audit_no desc`
  const { rows } = await db.query<AuditRow>(prepared('list-audit', text, bound))
  return rows
}

function auditConditions({ actor, object, subject, from, to }: AuditFilters, bind: Bind): string[] {
  return [
    ...(actor === undefined ? [] : [`n.actor = ${bind(actor)}`]),
    ...(object === undefined ? [] : [`n.object = ${bind(object)}`]),
    ...(subject === undefined ? [] : [`n.subjects && ${bind([subject].flat())}::text[]`]),
    ...(from === undefined ? [] : [`n.at >= ${bind(from)}`]),
    ...(to === undefined ? [] : [`n.at < ${bind(to)}`]),
  ]
}
