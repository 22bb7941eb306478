import { and, eq, sql } from 'drizzle-orm'
import { createDatabase } from '../../database/pool.js'
import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf } from '../../database/rows.js'
import { type Bind, binder } from '../../database/statement.js'
import type { Reach, Scope } from '../../shared/caller.js'
import { placesOfReach } from '../../shared/places.js'
import type { Role } from '../../shared/roles.js'
import type { LegalDate } from '../../shared/time.js'
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

const isNotOver = sql`coalesce(${grants.validUntil} >= ${sql.raw(TODAY)}, true)`

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
  const places = `unnest(${bind(placesOfReach(reach))}::text[]) k(way)`
  const of = Object.entries(GRANT_FILTERS).flatMap(([name, column]) => {
    const value = filters[name as keyof GrantFilters]
    return value === undefined ? [] : [`${column} = ${bind(value)}`]
  })
  const next = after === undefined ? [] : [bind(after)]
  const inReach = `exists (select from grant_listings r, ${places} where r.grant_id = g.id and r.place = hashtextextended(k.way, 0))`
  // Whose grants, or of which organ, has an index of its own; else each place gives its first.
  const isNamed = filters.subject !== undefined || filters.organisation !== undefined
  const walked = of.length === 0 ? '' : `join grants g on g.id = r.grant_id where ${of.join(' and ')}`
  const merged = isNamed
    ? `select g.id from grants g where ${[...of, inReach, ...next.map((id) => `g.id > ${id}`)].join(' and ')} order by g.id limit ${limit}`
    : `select r.grant_id as id from ${places} cross join lateral (
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
  const { rows } = await db.query<GrantRow>(`${GRANTS} where g.id = $1`, [id])
  return rows[0]
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

/** Whether a token is that of the person with this identity number, by the register. */
export async function isTokenOfPerson(
  db: Queryable,
  { issuer, subject }: { issuer: string; subject: string },
  idNumberIndex: Buffer,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'select from staff where issuer = $1 and subject = $2 and id_number_index = $3',
    [issuer, subject, idNumberIndex],
  )
  return rowCount !== 0
}

/** The roles that a subject holds or will hold anywhere, read under a lock that lasts as long as the transaction. */
export async function rolesUnderLock(db: Queryable, issuer: string, subject: string): Promise<Role[]> {
  await db.query('select pg_advisory_xact_lock(7924012, hashtext($1))', [`${issuer}|${subject}`])
  const rows = await createDatabase(db)
    .selectDistinct({ role: grants.role })
    .from(grants)
    .where(and(eq(grants.issuer, issuer), eq(grants.subject, subject), isNotOver))
  return rows.map(({ role }) => role as Role)
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

/** Undefined when this very grant is there already; one that has expired makes room. */
export async function insertGrant(db: Queryable, grant: NewGrant, by: string): Promise<string | undefined> {
  const written = {
    scope: grant.scope ?? 'organ',
    items: grant.items === undefined ? null : [...grant.items],
    validFrom: grant.validFrom ?? null,
    validUntil: grant.validUntil ?? null,
    personal: grant.personal ?? false,
    post: grant.post ?? null,
    grantedBy: by,
    grantedAt: sql`clock_timestamp()`,
    divisionCode: sql`coalesce(${grant.scope === 'subtree' ? (grant.division ?? null) : null}, (select division_code from organisations where code = ${grant.organisation}))`,
  }
  const { issuer, subject, role, organisation } = grant
  const rows = await createDatabase(db)
    .insert(grants)
    .values({ issuer, subject, role, organisationCode: organisation, ...written })
    .onConflictDoUpdate({
      target: [grants.issuer, grants.subject, grants.role, grants.organisationCode],
      set: { id: sql`gen_random_uuid()`, ...written },
      setWhere: sql`${grants.validUntil} < ${sql.raw(TODAY)}`,
    })
    .returning({ id: grants.id })
  return rows[0]?.id
}

/** Gives rights that are new: two statements. Fewer rows than grants: one of them is there, or was and is over. */
export async function insertGrants(
  db: Queryable,
  given: readonly NewGrant[],
  by: string,
): Promise<GrantRow[]> {
  const { rows } = await db.query<Pick<GrantRow, 'id'>>({
    name: 'insert-grants',
    text: `insert into grants (issuer, subject, role, organisation_code, scope, items, valid_from, valid_until, personal,
        post, granted_by, granted_at, division_code)
      select r.issuer, r.subject, r.role, r.organisation, coalesce(r.scope, 'organ'), r.items, r."validFrom",
        r."validUntil", coalesce(r.personal, false), r.post, $2, clock_timestamp(),
        coalesce(case r.scope when 'subtree' then r.division end, o.division_code)
      from jsonb_to_recordset($1::jsonb) r(issuer text, subject text, role text, organisation text, scope text,
        items text[], "validFrom" date, "validUntil" date, personal boolean, post text, division text)
      join organisations o on o.code = r.organisation
      on conflict do nothing returning id`,
    values: [JSON.stringify(given), by],
  })
  const found = await db.query<GrantRow>({
    name: 'grants-of-ids',
    text: `${GRANTS} where g.id = any($1::uuid[]) order by g.issuer, g.subject, g.role, g.organisation_code`,
    values: [rows.map(({ id }) => id)],
  })
  return found.rows
}

/** The same as `rolesUnderLock` for many tokens, locked in one order for everybody: two statements. */
export async function rolesOfTokensUnderLock(
  db: Queryable,
  tokens: readonly { issuer: string; subject: string }[],
): Promise<{ issuer: string; subject: string; role: Role }[]> {
  const keys = [...new Set(tokens.map(({ issuer, subject }) => `${issuer}|${subject}`))]
  await db.query(
    `select pg_advisory_xact_lock(7924012, k.hash)
     from (select distinct hashtext(t) as hash from unnest($1::text[]) t order by 1) k`,
    [keys],
  )
  const { rows } = await db.query<Pick<GrantRow, 'issuer' | 'subject' | 'role'>>(
    `select distinct g.issuer, g.subject, g.role from grants g
     join unnest($1::text[], $2::text[]) t(issuer, subject) on t.issuer = g.issuer and t.subject = g.subject
     where coalesce(g.valid_until >= ${TODAY}, true)`,
    [tokens.map(({ issuer }) => issuer), tokens.map(({ subject }) => subject)],
  )
  return rows
}

export async function selectToday(db: Queryable): Promise<LegalDate> {
  const { rows } = await db.query<{ today: LegalDate }>(`select ${TODAY} as today`)
  return rows[0]?.today ?? ''
}

export async function deleteGrant(db: Queryable, id: string): Promise<boolean> {
  const rows = await createDatabase(db).delete(grants).where(eq(grants.id, id)).returning({ id: grants.id })
  return rows.length === 1
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
