import type { Role } from './roles.js'

/** How far a grant goes: this organisation alone, or it and all whose division lies in or below its own. */
export type Scope = 'organ' | 'subtree'

/** An organ (机构) as rights are reckoned: its code, and its division with all divisions above. */
export interface Organ {
  code: string
  divisions: readonly string[]
  /** Of an organ that ended: into which it went; its divisions are that one's. */
  successor?: string
}

/** One grant in force as the service works with it. */
export interface Grant {
  role: Role
  organisation: string
  /** Organs that went into this one (并入): what was theirs is now its own. */
  predecessors?: readonly string[]
  scope: Scope
  /** Twelve-digit division code of the organisation: where a subtree begins. Empty for applicants. */
  division: string
  /** Only these items (事项); absent: all. */
  items?: readonly string[]
  /** Posts (岗位) that the person holds in this organisation; EVERY_POST: all of them. */
  posts: readonly string[]
  /** May read clear personal data though no staff of the case: exchange clients. */
  personal?: boolean
  /** The right comes from a delegation in force: `organisation` is who gave it, `to` the organ that acts. */
  delegation?: Delegation
  /** Staff number of the absent person whose grant it is, held as the named deputy. */
  deputyFor?: string
}

export interface Delegation {
  id: string
  /** entrusted (委托): in the name of who gave it; authorised (授权): in the own name. */
  kind: 'entrusted' | 'authorised'
  to: string
}

/** In the posts of a token that stands above all. */
export const EVERY_POST = '*'

/** Who calls: proved by the token, with rights from the grants. `system` acts for the monitor. */
export interface Caller {
  kind: 'person' | 'system'
  issuer: string
  subject: string
  grants: readonly Grant[]
  /** Of the staff register: number, organ, and by which identity number a case of their own is known. */
  staffNo?: string
  organisation?: string
  idNumberIndex?: Buffer
  /** Of the person who signed in, where the token proves the number (blind index). */
  signedInIndex?: Buffer
  /** Who named this person as deputy for now (`issuer|subject`): nobody stands in where they may not act. */
  deputyForSubjects?: readonly string[]
  /** The same by their identity numbers (blind indexes). */
  deputyForNumbers?: readonly Buffer[]
}

/** The caller of the monitor and other jobs. */
export const SYSTEM_CALLER: Caller = {
  kind: 'system',
  issuer: 'urn:yichuang:system',
  subject: 'system',
  grants: [],
}

/** Who called without a token; in the audit trail as in events it stands for whoever it was: what was done, not by whom. */
export const ANONYMOUS: Caller = {
  kind: 'person',
  issuer: 'urn:yichuang:public',
  subject: 'anonymous',
  grants: [],
}

/** `issuer|subject`, as rows keep who somebody is. */
export function subjectOf(caller: Pick<Caller, 'issuer' | 'subject'>): string {
  return `${caller.issuer}|${caller.subject}`
}

/** The caller's roles, without their reach. */
export function rolesOf(caller: Caller): Set<Role> {
  return new Set(caller.grants.map((grant) => grant.role))
}

/** Whether what is an organ's belongs to the grant's own: that organ itself, or one that went into it. */
export const isOwn = ({ organisation, predecessors }: Grant, code: string | undefined): boolean =>
  code !== undefined && (organisation === code || predecessors?.includes(code) === true)

/** Whether a grant goes as far as an organ: its own, or one whose division lies in or below. */
export function covers(grant: Grant, organ: Organ): boolean {
  if (isOwn(grant, organ.code)) return true
  return grant.scope === 'subtree' && organ.divisions.includes(grant.division)
}

/** Whether a grant speaks of an item; one that is bound to items says nothing of the organ's other things. */
export const concerns = (grant: Grant, itemCode: string | undefined): boolean =>
  grant.items === undefined || (itemCode !== undefined && grant.items.includes(itemCode))

/**
 * The caller with the own rights only: what a delegation gives is the right to deal with cases of some items, not to
 * read who works at the organ that gave it, nor to keep anything of that organ.
 */
export function withoutDelegated(caller: Caller): Caller {
  return { ...caller, grants: caller.grants.filter(isOfOwn) }
}

/** A right of the person's own: what another organ delegated, and what is held for an absent colleague, counts in cases alone. */
export const isOfOwn = ({ delegation, deputyFor }: Grant): boolean =>
  delegation === undefined && deputyFor === undefined

/** The roles that the caller holds over what belongs to an organ. */
export function rolesOverOrgan(caller: Caller, organ: Organ, itemCode?: string): Set<Role> {
  return new Set(
    caller.grants
      .filter((grant) => isOfOwn(grant) && covers(grant, organ) && concerns(grant, itemCode))
      .map((grant) => grant.role),
  )
}

/** The roles that the caller holds over a whole division (its code with all above): only a subtree goes that far. */
export function rolesOverDivision(caller: Caller, divisions: readonly string[]): Set<Role> {
  return new Set(
    caller.grants
      .filter((grant) => grant.scope === 'subtree' && divisions.includes(grant.division))
      .map((grant) => grant.role),
  )
}

/** How far one of the roles goes, for the condition of a list: organs by code, and divisions with all below. */
export interface Reach {
  organs: string[]
  divisions: string[]
}

/** How far grants go in any of the roles named; those that are bound to some items reach none of the organ's other things. */
export function reachOf(grants: readonly Grant[], roles: readonly Role[]): Reach {
  return placesOf(
    grants.filter((grant) => grant.items === undefined),
    roles,
  )
}

/** The same whatever items they are bound to: for who looks at the item as well. */
export function placesOf(grants: readonly Grant[], roles: readonly Role[]): Reach {
  const held = grants.filter((grant) => roles.includes(grant.role))
  const subtrees = held.filter((grant) => grant.scope === 'subtree')
  return {
    organs: [
      ...new Set(held.flatMap(({ organisation, predecessors = [] }) => [organisation, ...predecessors])),
    ],
    divisions: [...new Set(subtrees.map((grant) => grant.division))],
  }
}

/** Whose a shared resource is: an organ's, or the whole deployment's, told by the divisions at which the tree begins. */
export type Owner = Organ | { roots: readonly string[] }

/**
 * Whether a shared resource (calendar, procedure, dictionary, synonyms, directory entry …) may be written in one of the
 * roles: only by a grant whose reach contains everything that the change would touch. What belongs to the whole
 * deployment takes subtrees from every division without a parent; where there is no division yet, the service itself
 * writes what everybody begins with. A grant that speaks of some items only, or that another organ delegated, never goes
 * so far.
 */
export function mayWriteShared(caller: Caller, owner: Owner, ...roles: Role[]): boolean {
  const whole = caller.grants.filter(
    ({ role, items, delegation }) => roles.includes(role) && items === undefined && delegation === undefined,
  )
  if (!('roots' in owner)) return whole.some((grant) => covers(grant, owner))
  const reaches = (root: string): boolean =>
    whole.some(({ scope, division }) => scope === 'subtree' && division === root)
  if (owner.roots.length === 0) return caller.kind === 'system' && whole.length > 0
  return owner.roots.every(reaches)
}
