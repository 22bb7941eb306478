import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { actingOver } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { Acting, EventDraft } from '../../events/make-event.js'
import { DEV_ISSUER, isStaffSubject } from '../../http/dev-issuer.js'
import {
  type Caller,
  type Organ,
  reachOf,
  rolesOverDivision,
  rolesOverOrgan,
  type Scope,
  subjectOf,
  withoutDelegated,
} from '../../shared/caller.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { type Role, SEPARATED_DUTIES } from '../../shared/roles.js'
import { itemHolders } from '../catalogue/item-service.js'
import {
  divisionAncestors,
  livingOrganisations,
  mustReachDivision,
  mustReachOrgan,
  organisationWithDivisions,
} from '../divisions/division-service.js'
import {
  type AuditFilters,
  type AuditRow,
  deleteGrant,
  type GrantFilters,
  type GrantRow,
  insertGrant,
  insertGrants,
  isTokenOfPerson,
  type NewGrant,
  rolesOfTokensUnderLock,
  rolesUnderLock,
  selectAudit,
  selectGrant,
  selectGrants,
  selectGrantsOfTokens,
  selectToday,
} from './access-store.js'
import { grantErrors } from './grant-checks.js'

export type { GrantRow } from './access-store.js'

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
  const organ = await livingOrgan(db, grant.organisation, '/organisation')
  if (grant.scope === 'subtree') {
    mustReachDivision(caller, organ.divisions, 'security')
    if (grant.division !== undefined)
      // A subtree that begins elsewhere is as far a right as one given there.
      mustReachDivision(caller, await beginningOf(db, grant.division), 'security')
  } else mustReachOrgan(caller, organ, 'security')
  await refuseOwn(db, caller, grant)
  if (isCarried(grant)) throw ruleViolated('/issuer', 'ISSUER_CARRIES_GRANTS', CARRIES)
  const known = await itemHolders(db, grant.items ?? [])
  const knownItems = new Set(known.map(({ item_code }) => item_code))
  const errors = grantErrors({ ...grant, today: await selectToday(db), knownItems })
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  const held = await rolesUnderLock(db, grant.issuer, grant.subject)
  const collides =
    SEPARATED_DUTIES.has(grant.role) && held.some((role) => role !== grant.role && SEPARATED_DUTIES.has(role))
  if (collides) throw ruleViolated('/role', 'DUTIES_COLLIDE', COLLIDE)
  const id = await insertGrant(db, grant, by)
  const row = id === undefined ? undefined : await selectGrant(db, id)
  if (row === undefined) throw problem('CONFLICT', { detail: THERE })
  await emit(db, grantEvent('grant.give', 1, row, actingOn(row, caller)))
  return row
}

/**
 * Gives many rights that are new by a handful of statements (批量授权), with their events. Throws what `grantRole` throws
 * for any of them, without saying which, and where one is there: then each is given by itself.
 */
export async function grantTogether(
  db: pg.PoolClient,
  caller: Caller,
  given: readonly NewGrant[],
  by: string,
): Promise<void> {
  const codes = [...new Set(given.map(({ organisation }) => organisation))]
  const organs = new Map((await livingOrganisations(db, codes)).map((organ) => [organ.code, organ]))
  const known = await itemHolders(db, [...new Set(given.flatMap(({ items = [] }) => items))])
  const around = { today: await selectToday(db), knownItems: new Set(known.map((row) => row.item_code)) }
  for (const grant of given) {
    const organ =
      organs.get(grant.organisation) ?? (await livingOrgan(db, grant.organisation, '/organisation'))
    if (grant.scope === 'subtree') {
      mustReachDivision(caller, organ.divisions, 'security')
      if (grant.division !== undefined && grant.division !== organ.divisions[0])
        mustReachDivision(caller, await beginningOf(db, grant.division), 'security')
    } else mustReachOrgan(caller, organ, 'security')
    await refuseOwn(db, caller, grant)
    if (isCarried(grant)) throw ruleViolated('/issuer', 'ISSUER_CARRIES_GRANTS', CARRIES)
    const errors = grantErrors({ ...grant, ...around })
    if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  }
  const held = await rolesOfTokensUnderLock(db, given)
  const duties = new Map<string, Set<Role>>()
  for (const { issuer, subject, role } of [...held, ...given])
    if (SEPARATED_DUTIES.has(role)) {
      const token = subjectOf({ issuer, subject })
      duties.set(token, (duties.get(token) ?? new Set<Role>()).add(role))
    }
  if ([...duties.values()].some((roles) => roles.size > 1))
    throw ruleViolated('/role', 'DUTIES_COLLIDE', COLLIDE)
  const rows = await insertGrants(db, given, by)
  if (rows.length < given.length) throw problem('CONFLICT', { detail: THERE })
  await emit(db, ...rows.map((row) => grantEvent('grant.give', 1, row, actingOn(row, caller))))
}

/** Tokens of the development issuer carry their rights, but for those of its staff. */
const isCarried = ({ issuer, subject }: Pick<NewGrant, 'issuer' | 'subject'>): boolean =>
  issuer === DEV_ISSUER && !isStaffSubject(subject)

/** Where a subtree is to begin, with all above. */
async function beginningOf(db: Queryable, code: string): Promise<string[]> {
  const divisions = await divisionAncestors(db, code)
  if (divisions === undefined) throw ruleViolated('/division', 'DIVISION_UNKNOWN', NO_DIVISION)
  return divisions
}

/** A page of the grants within the reach of the caller's `security` (授权列表), in the order of their ids. */
export async function listGrants(
  db: Queryable,
  caller: Caller,
  filters: GrantFilters,
  after: string | undefined,
  limit: number,
): Promise<GrantRow[]> {
  return selectGrants(db, reachOf(caller.grants, ['security']), filters, after, limit)
}

/** A page of the audit trail within the reach of the caller's `auditor` (审计日志), newest first. */
export async function listAudit(
  db: Queryable,
  caller: Caller,
  filters: AuditFilters,
  before: number | undefined,
  limit: number,
): Promise<AuditRow[]> {
  return selectAudit(db, reachOf(caller.grants, ['auditor']), filters, before, limit)
}

/** Ends a grant (撤销授权), with its event; 412 when somebody was faster. */
export async function revokeGrant(db: pg.PoolClient, caller: Caller, row: GrantRow): Promise<void> {
  if (!(await deleteGrant(db, row.id))) throw problem('PRECONDITION_FAILED')
  await emit(db, grantEvent('grant.revoke', 2, row, actingOn(row, caller)))
}

const actingOn = (row: GrantRow, caller: Caller): Acting =>
  actingOver(caller, { code: row.organisation_code, divisions: row.divisions }, 'security')

/** The event of a grant given or taken (授予、收回权限). */
export function grantEvent(
  type: 'grant.give' | 'grant.revoke',
  version: number,
  row: GrantRow,
  actor: Acting,
): EventDraft {
  const organ = { code: row.organisation_code, divisions: row.divisions }
  return {
    type,
    no: row.id,
    version,
    payload: {
      grantId: row.id,
      role: row.role,
      organisation: organ.code,
      scope: row.scope as Scope,
      ...(row.items === null ? {} : { items: row.items }),
      ...(row.valid_from === null ? {} : { validFrom: row.valid_from }),
      ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
      ...(row.staff_no === null ? {} : { staffNo: row.staff_no }),
    },
    actor,
    sight: { organs: [organ.code], divisions: organ.divisions },
  }
}

/** An organ that goes on; 422 for one that does not exist or has ended. */
export async function livingOrgan(db: Queryable, code: string, pointer: string): Promise<Organ> {
  const [organ] = await livingOrganisations(db, [code])
  if (organ !== undefined) return organ
  const ended = (await organisationWithDivisions(db, code)) !== undefined
  throw ended
    ? ruleViolated(pointer, 'ORGANISATION_ENDED', ENDED)
    : ruleViolated(pointer, 'ORGANISATION_UNKNOWN', UNKNOWN)
}

/** A grant within the reach of the caller's role; 404 else. */
export async function grantInReach(db: Queryable, caller: Caller, id: string): Promise<GrantRow> {
  const row = await selectGrant(db, id)
  if (row === undefined) throw problem('NOT_FOUND')
  const organ = { code: row.organisation_code, divisions: row.divisions }
  if (!rolesOverOrgan(caller, organ).has('security')) throw problem('NOT_FOUND')
  return row
}

/**
 * Of some tokens (`issuer|subject`) those that hold, or will hold, a right which the caller could not have given: at an
 * organ out of the reach of its `security`, or over all below a division that it does not reach. One query.
 */
export async function tokensOutOfReach(
  db: Queryable,
  caller: Caller,
  tokens: readonly { issuer: string; subject: string }[],
): Promise<ReadonlySet<string>> {
  if (tokens.length === 0) return new Set()
  const own = withoutDelegated(caller)
  const reaches = ({ organisation_code: code, scope, divisions, begins }: GrantRow): boolean =>
    scope === 'subtree'
      ? rolesOverDivision(own, begins).has('security')
      : rolesOverOrgan(own, { code, divisions }).has('security')
  const held = await selectGrantsOfTokens(db, tokens)
  return new Set(held.filter((row) => !reaches(row)).map(subjectOf))
}

/** Nobody gives rights to himself or takes them away from himself, by a second token of the own no more than by the first. */
export async function refuseOwn(
  db: Queryable,
  caller: Caller,
  token: { issuer: string; subject: string },
): Promise<void> {
  const isOwn =
    subjectOf(token) === subjectOf(caller) ||
    (caller.idNumberIndex !== undefined && (await isTokenOfPerson(db, token, caller.idNumberIndex)))
  if (isOwn) throw ruleViolated('/subject', 'OWN_GRANT', OWN)
}

const NO_DIVISION = { en: 'No such division', zh: '没有该区划' }
const UNKNOWN = { en: 'No organisation has this code', zh: '没有该代码的机构' }
const ENDED = { en: 'This organisation has ended', zh: '该机构已撤销' }
const OWN = { en: 'Nobody changes his own rights: ask another', zh: '不能变更本人的权限，请由他人办理' }
const CARRIES = {
  en: 'Tokens of the development issuer carry their own grants',
  zh: '开发用签发者的令牌自带授权，不在此登记',
}
const COLLIDE = {
  en: 'Operator, security and auditor exclude each other',
  zh: '系统管理、安全管理、审计三个角色互斥（三权分立）',
}
const THERE = { en: 'This grant is there already.', zh: '该授权已存在。' }
