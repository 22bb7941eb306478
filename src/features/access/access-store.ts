import { and, eq, sql } from 'drizzle-orm'
import { createDatabase } from '../../database/pool.js'
import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf } from '../../database/rows.js'
import type { Reach, Scope } from '../../shared/caller.js'
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

/** A page of grants within the divisions, in the order of their ids. One query. */
export async function selectGrants(
  db: Queryable,
  { organs, divisions }: Reach,
  filters: GrantFilters,
  after: string | undefined,
  limit: number,
): Promise<GrantRow[]> {
  const { rows } = await db.query<GrantRow>({
    name: 'select-grants',
    text: `${GRANTS} where (d.ancestors && $1::text[] or g.organisation_code = any($8::text[])) and ($2::text is null or g.issuer = $2)
        and ($3::text is null or g.subject = $3) and ($4::text is null or g.role = $4)
        and ($5::text is null or g.organisation_code = $5) and ($6::uuid is null or g.id > $6)
      order by g.id limit $7`,
    values: [
      divisions,
      filters.issuer ?? null,
      filters.subject ?? null,
      filters.role ?? null,
      filters.organisation ?? null,
      after ?? null,
      limit,
      organs,
    ],
  })
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
    divisionCode: sql`(select division_code from organisations where code = ${grant.organisation})`,
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

/** A page of the audit trail within the divisions, newest first. One query. */
export async function selectAudit(
  db: Queryable,
  { organs, divisions }: Reach,
  filters: AuditFilters,
  before: number | undefined,
  limit: number,
): Promise<AuditRow[]> {
  const { rows } = await db.query<AuditRow>({
    name: 'select-audit',
    text: `select audit_no, at, actor, staff_no, role, actor_organisation, action, object, details, purpose, trace_id,
        address from audit_log
      where (divisions && $1::text[] or organisation_code = any($9::text[])) and ($2::text is null or actor = $2) and ($3::text is null or action = $3)
        and ($4::text is null or object = $4) and ($5::timestamptz is null or at >= $5)
        and ($6::timestamptz is null or at < $6) and ($7::bigint is null or audit_no < $7)
        and ($10::text[] is null or subjects && $10::text[])
      order by audit_no desc limit $8`,
    values: [
      divisions,
      filters.actor ?? null,
      filters.action ?? null,
      filters.object ?? null,
      filters.from ?? null,
      filters.to ?? null,
      before ?? null,
      limit,
      organs,
      filters.subject === undefined ? null : [filters.subject].flat(),
    ],
  })
  return rows
}
