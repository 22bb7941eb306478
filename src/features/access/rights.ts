import { createKept } from '../../database/kept.js'
import type { Queryable } from '../../database/queryable.js'
import type { Rights } from '../../http/policy.js'
import type { Identity } from '../../http/tokens.js'
import type { Caller, Grant } from '../../shared/caller.js'
import { SEPARATED_DUTIES } from '../../shared/roles.js'
import { type HeldRow, selectHeld, selectHeldByClaims } from './rights-store.js'

/** Grants are read again after this time: a right that was taken away ends soon, on every instance. */
const FRESH_MS = 5000
const CACHED = 10_000

/** An applicant's rights reach no organisation: they come from being a party. */
const CITIZEN: Grant = { role: 'citizen', organisation: '', scope: 'organ', division: '', posts: [] }

/**
 * Makes callers of identities: rights come from the tables of staff, grants and delegations, and for tokens of the
 * development issuer that carry grants from the token.
 */
export function createRightsReader(db: Queryable): (identity: Identity) => Promise<Rights> {
  const kept = createKept<Rights>({ most: CACHED, maxAgeMs: FRESH_MS })
  return (identity) =>
    kept.get(JSON.stringify([identity.issuer, identity.subject, identity.claimed]), () =>
      readRights(db, identity),
    )
}

/** The rights of an identity as they stand at this moment, past what is kept of them. */
export async function readRights(db: Queryable, identity: Omit<Identity, 'expiresAt'>): Promise<Rights> {
  const { issuer, subject, claimed } = identity
  const held =
    claimed === undefined
      ? await selectHeld(db, issuer, subject)
      : await selectHeldByClaims(
          db,
          issuer,
          subject,
          claimed.filter(({ role }) => role !== 'citizen'),
        )
  const { grants, dutiesCollide } = separate(held.grants.map(grantOf))
  // Whoever signs in is an applicant too, whatever post they have; a token that carries its rights says so itself.
  const isCitizen = claimed === undefined || claimed.some(({ role }) => role === 'citizen')
  const caller: Caller = {
    kind: 'person',
    issuer,
    subject,
    grants: isCitizen ? [...grants, CITIZEN] : grants,
    ...(held.staff === null
      ? {}
      : {
          staffNo: held.staff.staffNo,
          organisation: held.staff.organisation,
          ...(held.staff.idNumberIndex === null
            ? {}
            : { idNumberIndex: Buffer.from(held.staff.idNumberIndex, 'hex') }),
          deputyForSubjects: held.staff.deputyFor ?? [],
          deputyForNumbers: (held.staff.deputyNumbers ?? []).map((hex) => Buffer.from(hex, 'hex')),
        }),
  }
  return { caller, dutiesCollide, staffEnded: held.staff?.ended === true }
}

function grantOf(row: HeldRow): Grant {
  return {
    role: row.role,
    organisation: row.organisation,
    scope: row.scope,
    division: row.division,
    posts: row.posts ?? [],
    ...(row.predecessors === null ? {} : { predecessors: row.predecessors }),
    ...(row.items === null ? {} : { items: row.items }),
    ...(row.personal === true ? { personal: true } : {}),
    ...(row.delegation === null ? {} : { delegation: row.delegation }),
    ...(row.deputyFor === null ? {} : { deputyFor: row.deputyFor }),
  }
}

function separate(grants: Grant[]): { grants: Grant[]; dutiesCollide: boolean } {
  const duties = new Set(grants.map((grant) => grant.role).filter((role) => SEPARATED_DUTIES.has(role)))
  if (duties.size < 2) return { grants, dutiesCollide: false }
  return { grants: grants.filter((grant) => !SEPARATED_DUTIES.has(grant.role)), dutiesCollide: true }
}
