import type { Queryable } from '../database/queryable.js'
import type { Caller, Grant } from '../shared/caller.js'
import type { Role } from '../shared/roles.js'
import type { Identity } from './tokens.js'

/** Grants are read again after this time: a right that was taken away ends soon, on every instance. */
const FRESH_MS = 5000
const CACHED = 10_000

/** These duties exclude each other (三权分立): who was given two of them may use none. */
export const SEPARATED_DUTIES: ReadonlySet<Role> = new Set<Role>(['operator', 'security', 'auditor'])

const GRANTS_OF_SUBJECT = `
select g.role, g.organisation_code as organisation, o.division_code as division, g.post
from grants g join organisations o on o.code = g.organisation_code
where g.issuer = $1 and g.subject = $2`

const DIVISIONS_OF_CLAIMS = `
select r.role, r.organisation, o.division_code as division, r.post
from unnest($1::text[], $2::text[], $3::text[]) r(role, organisation, post) join organisations o on o.code = r.organisation`

/** A caller, and whether duties were taken from him because they exclude each other. */
export interface Rights {
  caller: Caller
  dutiesCollide: boolean
}

/** Makes callers of identities: rights come from the table, for the development issuer from the token. */
export function createGrantReader(db: Queryable): (identity: Identity) => Promise<Rights> {
  const known = new Map<string, { rights: Rights; until: number }>()
  return async (identity) => {
    const key = JSON.stringify([identity.issuer, identity.subject, identity.claimed])
    const cached = known.get(key)
    if (cached !== undefined && cached.until > Date.now()) return cached.rights
    const { issuer, subject } = identity
    const { grants, dutiesCollide } = separate(await readGrants(db, identity))
    const rights: Rights = { caller: { kind: 'person', issuer, subject, grants }, dutiesCollide }
    if (known.size >= CACHED) known.clear()
    known.set(key, { rights, until: Date.now() + FRESH_MS })
    return rights
  }
}

async function readGrants(db: Queryable, identity: Identity): Promise<Grant[]> {
  if (identity.claimed !== undefined) {
    // An applicant's rights reach no organisation: they come from being a party.
    const own = identity.claimed.filter((claim) => claim.role === 'citizen')
    const staff = identity.claimed.filter((claim) => claim.role !== 'citizen')
    const values = [
      staff.map((claim) => claim.role),
      staff.map((claim) => claim.organisation),
      staff.map((claim) => claim.post ?? null),
    ]
    const rows =
      staff.length === 0 ? [] : await select(db, 'divisions-of-claims', DIVISIONS_OF_CLAIMS, values)
    return [...rows, ...own.map((): Grant => ({ role: 'citizen', organisation: '', division: '' }))]
  }
  const rows = await select(db, 'grants-of-subject', GRANTS_OF_SUBJECT, [identity.issuer, identity.subject])
  // Whoever an outside provider signs in is an applicant at least.
  return rows.length > 0 ? rows : [{ role: 'citizen', organisation: '', division: '' }]
}

async function select(db: Queryable, name: string, text: string, values: unknown[]): Promise<Grant[]> {
  const { rows } = await db.query<{
    role: Role
    organisation: string
    division: string
    post: string | null
  }>({ name, text, values })
  return rows.map(({ role, organisation, division, post }) => ({
    role,
    organisation,
    division,
    ...(post === null ? {} : { post }),
  }))
}

function separate(grants: Grant[]): { grants: Grant[]; dutiesCollide: boolean } {
  const duties = new Set(grants.map((grant) => grant.role).filter((role) => SEPARATED_DUTIES.has(role)))
  if (duties.size < 2) return { grants, dutiesCollide: false }
  return { grants: grants.filter((grant) => !SEPARATED_DUTIES.has(grant.role)), dutiesCollide: true }
}
