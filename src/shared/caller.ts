import type { Role } from './roles.js'

/** One grant as the service works with it: the role, the organisation and the division at which its reach begins. */
export interface Grant {
  role: Role
  organisation: string
  /** Twelve-digit division code of the organisation; the grant reaches this division and everything below. */
  division: string
  post?: string
}

/** Who calls: proved by the token, with rights from the grants. `system` acts for the monitor. */
export interface Caller {
  kind: 'person' | 'system'
  issuer: string
  subject: string
  grants: Grant[]
}

/** The caller of the monitor and other jobs. */
export const SYSTEM_CALLER: Caller = {
  kind: 'system',
  issuer: 'urn:yichuang:system',
  subject: 'system',
  grants: [],
}

/** `issuer|subject`, as rows keep who somebody is. */
export function subjectOf(caller: Caller): string {
  return `${caller.issuer}|${caller.subject}`
}

/** The caller's roles, without their reach. */
export function rolesOf(caller: Caller): Set<Role> {
  return new Set(caller.grants.map((grant) => grant.role))
}

/**
 * The roles that the caller holds over a thing that belongs to `divisions`
 * (its own division codes with all their ancestors).
 */
export function rolesOver(caller: Caller, divisions: readonly string[]): Set<Role> {
  return new Set(
    caller.grants.filter((grant) => divisions.includes(grant.division)).map((grant) => grant.role),
  )
}
