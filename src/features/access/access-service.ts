import type { Queryable } from '../../database/queryable.js'
import type { Acting, EventDraft } from '../../events/make-event.js'
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
import { livingOrganisations, organisationWithDivisions } from '../divisions/division-service.js'
import {
  type AuditFilters,
  type AuditRow,
  type GrantFilters,
  type GrantRow,
  selectAudit,
  selectGrant,
  selectGrants,
  selectGrantsOfTokens,
  selectTokensOfPerson,
} from './access-store.js'

export type { GrantRow } from './access-store.js'

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
  throw noLivingOrgan((await organisationWithDivisions(db, code)) !== undefined, pointer)
}

/** Why an organ takes no rights: it has ended, or there never was one. */
export const noLivingOrgan = (hasEnded: boolean, pointer: string) =>
  hasEnded
    ? ruleViolated(pointer, 'ORGANISATION_ENDED', ENDED)
    : ruleViolated(pointer, 'ORGANISATION_UNKNOWN', UNKNOWN)

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
  if ((await ownTokens(db, caller, [token])).size > 0) throw ownGrant()
}

/** Of some tokens (`issuer|subject`) the caller's own: the one that he came with, and what the register knows as his. */
export async function ownTokens(
  db: Queryable,
  caller: Caller,
  tokens: readonly { issuer: string; subject: string }[],
): Promise<ReadonlySet<string>> {
  const { idNumberIndex: index } = caller
  const known = index === undefined ? [] : await selectTokensOfPerson(db, tokens, index)
  return new Set([
    ...known.map(subjectOf),
    ...tokens.map(subjectOf).filter((own) => own === subjectOf(caller)),
  ])
}

export const ownGrant = () => ruleViolated('/subject', 'OWN_GRANT', OWN)

const UNKNOWN = { en: 'No organisation has this code', zh: '没有该代码的机构' }
const ENDED = { en: 'This organisation has ended', zh: '该机构已撤销' }
const OWN = { en: 'Nobody changes his own rights: ask another', zh: '不能变更本人的权限，请由他人办理' }
