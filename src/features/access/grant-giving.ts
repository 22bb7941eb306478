import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { actingOver } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { Acting } from '../../events/make-event.js'
import { DEV_ISSUER, isStaffSubject } from '../../http/dev-issuer.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { type Role, SEPARATED_DUTIES } from '../../shared/roles.js'
import type { LegalDate } from '../../shared/time.js'
import { itemHolders } from '../catalogue/item-service.js'
import {
  divisionPaths,
  mustReachDivision,
  mustReachOrgan,
  type PlacedOrgan,
  placedOrganisations,
} from '../divisions/division-service.js'
import { grantEvent, noLivingOrgan, ownGrant, ownTokens } from './access-service.js'
import {
  deleteGrants,
  type GrantRow,
  insertGrants,
  lockTokens,
  type NewGrant,
  selectGrantsOfTokens,
  selectGrantsWithIds,
  selectToday,
} from './access-store.js'
import { grantErrors } from './grant-checks.js'

/** What grants are judged by (授权检查依据), read at once for any number of them. */
export interface Surroundings {
  organs: ReadonlyMap<string, PlacedOrgan>
  /** Where subtrees begin, each with all above. */
  beginnings: ReadonlyMap<string, string[]>
  /** Tokens of the caller. */
  own: ReadonlySet<string>
  knownItems: ReadonlySet<string>
  today: LegalDate
  /** What the tokens hold or will hold, held until the transaction ends. */
  held: readonly GrantRow[]
}

/** The number of statements does not grow with the grants. */
export async function surroundingsOf(
  db: Queryable,
  caller: Caller,
  given: readonly NewGrant[],
): Promise<Surroundings> {
  await lockTokens(db, given)
  const organs = await placedOrganisations(db, [...new Set(given.map((grant) => grant.organisation))])
  const items = [...new Set(given.flatMap((grant) => grant.items ?? []))]
  const begun = given.flatMap(({ division }) => (division === undefined ? [] : [division]))
  const tokens = new Map(given.map((grant) => [subjectOf(grant), grant]))
  return {
    organs: new Map(organs.map((organ) => [organ.code, organ])),
    beginnings: await divisionPaths(db, begun),
    own: await ownTokens(db, caller, [...tokens.values()]),
    knownItems: new Set((await itemHolders(db, items)).map(({ item_code }) => item_code)),
    today: await selectToday(db),
    held: await selectGrantsOfTokens(db, [...tokens.values()]),
  }
}

/** Throws what speaks against a grant, whose token holds `roles` beside it. */
export function judgeGrant(
  caller: Caller,
  grant: NewGrant,
  roles: Iterable<Role>,
  { organs, beginnings, own, knownItems, today }: Surroundings,
): void {
  const organ = organs.get(grant.organisation)
  if (organ === undefined || organ.hasEnded) throw noLivingOrgan(organ !== undefined, '/organisation')
  if (grant.scope === 'subtree') {
    mustReachDivision(caller, organ.divisions, 'security')
    if (grant.division !== undefined) {
      const begins = beginnings.get(grant.division)
      if (begins === undefined) throw ruleViolated('/division', 'DIVISION_UNKNOWN', NO_DIVISION)
      // A subtree that begins elsewhere is as far a right as one given there.
      mustReachDivision(caller, begins, 'security')
    }
  } else mustReachOrgan(caller, organ, 'security')
  if (own.has(subjectOf(grant))) throw ownGrant()
  if (grant.issuer === DEV_ISSUER && !isStaffSubject(grant.subject))
    throw ruleViolated('/issuer', 'ISSUER_CARRIES_GRANTS', CARRIES)
  const errors = grantErrors({ ...grant, today, knownItems })
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  const collides =
    SEPARATED_DUTIES.has(grant.role) &&
    [...roles].some((role) => role !== grant.role && SEPARATED_DUTIES.has(role))
  if (collides) throw ruleViolated('/role', 'DUTIES_COLLIDE', COLLIDE)
}

/**
 * Gives somebody a role (授权), with its event. Refused: to oneself, at an organisation out of reach or for all below it
 * by who has that organisation alone (403), for the development issuer (its tokens carry their rights), and a second
 * one of operator, security and auditor (三权分立).
 */
export async function grantRole(
  db: pg.PoolClient,
  caller: Caller,
  grant: NewGrant,
  by: string,
): Promise<GrantRow> {
  const around = await surroundingsOf(db, caller, [grant])
  judgeGrant(
    caller,
    grant,
    around.held.map(({ role }) => role),
    around,
  )
  const [row] = await giveGrants(db, caller, [grant], by)
  if (row === undefined) throw grantIsThere()
  return row
}

/** Writes grants that were judged, with their events; those that are there already are left out. */
export async function giveGrants(
  db: pg.PoolClient,
  caller: Caller,
  given: readonly NewGrant[],
  by: string,
): Promise<GrantRow[]> {
  const written = await insertGrants(db, given, by)
  const rows = await selectGrantsWithIds(
    db,
    written.map(({ id }) => id),
  )
  await emit(db, ...rows.map((row) => grantEvent('grant.give', 1, row, actingOn(row, caller))))
  return rows
}

/** Ends grants (撤销授权), with their events; 412 when somebody was faster. */
export async function revokeGrants(
  db: pg.PoolClient,
  caller: Caller,
  rows: readonly GrantRow[],
): Promise<void> {
  const ids = rows.map(({ id }) => id)
  if ((await deleteGrants(db, ids)) < rows.length) throw problem('PRECONDITION_FAILED')
  await emit(db, ...rows.map((row) => grantEvent('grant.revoke', 2, row, actingOn(row, caller))))
}

const actingOn = (row: GrantRow, caller: Caller): Acting =>
  actingOver(caller, { code: row.organisation_code, divisions: row.divisions }, 'security')

export const grantIsThere = () => problem('CONFLICT', { detail: THERE })

const NO_DIVISION = { en: 'No such division', zh: '没有该区划' }
const CARRIES = {
  en: 'Tokens of the development issuer carry their own grants',
  zh: '开发用签发者的令牌自带授权，不在此登记',
}
const COLLIDE = {
  en: 'Operator, security and auditor exclude each other',
  zh: '系统管理、安全管理、审计三个角色互斥（三权分立）',
}
const THERE = { en: 'This grant is there already.', zh: '该授权已存在。' }
