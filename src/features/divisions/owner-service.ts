import type { Queryable } from '../../database/queryable.js'
import { type Caller, mayWriteShared, type Organ, type Owner } from '../../shared/caller.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { livingOrganisations, organisationWithDivisions } from './division-service.js'
import { selectAbove, selectLivingCodes, selectPlaced, selectRoots } from './division-store.js'

/** What is there of a shared resource: the column that names its owner; null: the whole deployment. */
export interface Owned {
  organisation_code: string | null
}

/** Whose something is that belongs to nobody in particular: the whole deployment's. One query. */
export async function wholeDeployment(db: Queryable): Promise<Owner> {
  return { roots: await selectRoots(db) }
}

/** The owner that a code names (归属机构); none: the whole deployment. 422 where there is no such organisation. */
export async function ownerOf(db: Queryable, organisation: string | null | undefined): Promise<Owner> {
  if (organisation === null || organisation === undefined) return wholeDeployment(db)
  const organ = await organisationWithDivisions(db, organisation)
  if (organ !== undefined) return organ
  throw ruleViolated('/organisation', 'ORGANISATION_UNKNOWN', {
    en: 'No such organisation',
    zh: '没有该机构',
  })
}

/**
 * Guards the write of a shared resource (共享资源): 403 unless a grant in one of the roles reaches everything of its
 * owner. What is there stays with its owner (422 for another one); a new one belongs to whom `named` says.
 */
export async function mustOwn(
  db: Queryable,
  caller: Caller,
  { before, named }: { before: Owned | undefined; named?: string | undefined },
  ...roles: Role[]
): Promise<Owner> {
  const owner = await ownerOf(db, before === undefined ? named : before.organisation_code)
  if (!mayWriteShared(caller, owner, ...roles)) throw problem('FORBIDDEN', { detail: NOT_YOURS })
  if (before !== undefined && named !== undefined && named !== before.organisation_code)
    throw ruleViolated('/organisation', 'ORGANISATION_FIXED', {
      en: 'It stays with its owner',
      zh: '归属机构不能更改',
    })
  return owner
}

/**
 * Guards what holds in a whole division (适用区划): 403 unless a grant in one of the roles reaches all of it. Gives the
 * division with all above; 422 where there is none.
 */
export async function mustCoverDivision(
  db: Queryable,
  caller: Caller,
  division: string,
  ...roles: Role[]
): Promise<string[]> {
  const divisions = await selectAbove(db, [division])
  if (divisions.length === 0)
    throw ruleViolated('/division', 'DIVISION_UNKNOWN', { en: 'No such division', zh: '没有该区划' })
  const place = { code: '', divisions }
  if (!mayWriteShared(caller, place, ...roles)) throw problem('FORBIDDEN', { detail: NOT_YOURS })
  return divisions
}

/**
 * The same for all of several divisions and of the divisions in which several organs lie today: 403 unless a grant reaches
 * each. What is there no more is nobody's. Three queries.
 */
export async function mustCoverPlaces(
  db: Queryable,
  caller: Caller,
  { divisions, organisations }: { divisions: readonly string[]; organisations: readonly string[] },
  ...roles: Role[]
): Promise<void> {
  const placed = await selectPlaced(db, divisions)
  const organs = await organsGoingOn(db, organisations)
  const places = [
    ...placed.map(({ ancestors }) => ancestors),
    ...[...organs.values()].map((organ) => organ.divisions),
  ]
  const reached = places.every((above) => mayWriteShared(caller, { code: '', divisions: above }, ...roles))
  if (!reached) throw problem('FORBIDDEN', { detail: NOT_YOURS })
}

/** The code of an owner, for its column; null: the whole deployment. */
export const codeOf = (owner: Owner): string | null => ('roots' in owner ? null : owner.code)

/** Whose a shared resource is, as the audit trail keeps it: an auditor sees what his grant reaches. */
export function ownedBy(owner: Owner): { divisions: readonly string[]; organisation?: string } {
  return 'roots' in owner
    ? { divisions: owner.roots }
    : { divisions: owner.divisions, organisation: owner.code }
}

/** Where a caller stands, for the audit of what belongs to no organ: the divisions of the grants with all above. */
export async function standingPlaces(
  db: Queryable,
  { grants }: Caller,
): Promise<{ divisions: readonly string[] }> {
  const codes = grants.flatMap(({ division }) => (division === '' ? [] : [division]))
  return { divisions: await selectAbove(db, [...new Set(codes)]) }
}

/** Organs by the codes under which something was written, or who goes on with it (承继机构). Two queries. */
export async function organsGoingOn(
  db: Queryable,
  codes: readonly string[],
): Promise<ReadonlyMap<string, Organ>> {
  const rows = await selectLivingCodes(db, codes)
  const living = await livingOrganisations(db, [...new Set(rows.map((row) => row.living))])
  const organs = new Map(living.map((organ) => [organ.code, organ]))
  return new Map(
    rows.flatMap((row) => {
      const organ = organs.get(row.living)
      return organ === undefined ? [] : [[row.code, organ] as const]
    }),
  )
}

/** Whether an organ may use what another owns (供本级及下级使用): its own, or that of a division above its own. */
export function mayUse(organ: Organ, owner: Organ): boolean {
  if (organ.code === owner.code) return true
  const [place] = owner.divisions
  return place !== undefined && organ.divisions.slice(1).includes(place)
}

/** Whether an organ lies in a division above another's, or in the same one, as a county decides for its bureau (转报). */
export const isAboveOrBeside = (own: Pick<Organ, 'divisions'>, other: Pick<Organ, 'divisions'>): boolean =>
  other.divisions.every((code) => own.divisions.includes(code))

const NOT_YOURS = {
  en: 'It belongs to an organ, or to the whole deployment, beyond your reach; its owner can change it.',
  zh: '该资源归属的机构（或全系统）超出您的权限范围，请联系其归属方修改。',
}
