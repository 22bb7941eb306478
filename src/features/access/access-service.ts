import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { DEV_ISSUER } from '../../http/dev-issuer.js'
import { type Caller, rolesOverOrgan } from '../../shared/caller.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { SEPARATED_DUTIES } from '../../shared/roles.js'
import { mustReachOrgan, organisationWithDivisions } from '../divisions/division-service.js'
import { type GrantRow, insertGrant, type NewGrant, rolesUnderLock, selectGrant } from './access-store.js'

/**
 * Gives somebody a role (授权). Refused: to oneself, at an organisation out of reach, for the development issuer
 * (its tokens carry their rights), and a second one of operator, security and auditor (三权分立).
 */
export async function grantRole(
  db: pg.PoolClient,
  caller: Caller,
  grant: NewGrant,
  by: string,
): Promise<GrantRow> {
  const organisation = await organisationWithDivisions(db, grant.organisation)
  if (organisation === undefined) throw ruleViolated('/organisation', 'ORGANISATION_UNKNOWN', UNKNOWN)
  mustReachOrgan(caller, organisation, 'security')
  refuseOwn(caller, grant)
  if (grant.issuer === DEV_ISSUER) throw ruleViolated('/issuer', 'ISSUER_CARRIES_GRANTS', CARRIES)
  const held = await rolesUnderLock(db, grant.issuer, grant.subject)
  const collides =
    SEPARATED_DUTIES.has(grant.role) && held.some((role) => role !== grant.role && SEPARATED_DUTIES.has(role))
  if (collides) throw ruleViolated('/role', 'DUTIES_COLLIDE', COLLIDE)
  const id = await insertGrant(db, grant, by)
  const row = id === undefined ? undefined : await selectGrant(db, id)
  if (row === undefined) throw problem('CONFLICT', { detail: THERE })
  return row
}

/** A grant within the reach of the caller's role; 404 else. */
export async function grantInReach(db: Queryable, caller: Caller, id: string): Promise<GrantRow> {
  const row = await selectGrant(db, id)
  if (row === undefined) throw problem('NOT_FOUND')
  const organ = { code: row.organisation_code, divisions: row.divisions }
  if (!rolesOverOrgan(caller, organ).has('security')) throw problem('NOT_FOUND')
  return row
}

/** Nobody gives rights to himself or takes them away from himself. */
export function refuseOwn(caller: Caller, { issuer, subject }: { issuer: string; subject: string }): void {
  if (issuer === caller.issuer && subject === caller.subject) throw ruleViolated('/subject', 'OWN_GRANT', OWN)
}

const UNKNOWN = { en: 'No organisation has this code', zh: '没有该代码的机构' }
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
