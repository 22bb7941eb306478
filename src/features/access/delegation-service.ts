import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { actingOver } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import {
  type Caller,
  covers,
  isOwn,
  type Organ,
  reachOf,
  rolesOverOrgan,
  subjectOf,
  withoutDelegated,
} from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { outOfReach, problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import type { LegalDate } from '../../shared/time.js'
import { itemHolders } from '../catalogue/item-service.js'
import { organisationKind } from '../divisions/division-service.js'
import { livingOrgan } from './access-service.js'
import { selectToday } from './access-store.js'
import { delegationErrors } from './delegation-checks.js'
import {
  type DelegationFilters,
  type DelegationRow,
  endDelegation,
  insertDelegation,
  lockDelegationsOf,
  selectDelegatedItems,
  selectDelegates,
  selectDelegation,
  selectDelegations,
} from './delegation-store.js'

export type { DelegationRow } from './delegation-store.js'

/** Who delegates for an organ. */
export const DELEGATORS = ['lead', 'cataloguer'] as const satisfies readonly Role[]
/** Who reads what their organ gave, or was given. */
export const DELEGATION_READERS = [
  'lead',
  'cataloguer',
  'clerk',
  'reviewer',
  'approver',
  'issuer',
  'supervisor',
  'security',
  'auditor',
] as const satisfies readonly Role[]

export interface DelegationInput {
  from: string
  to: string
  items: string[]
  kind: 'entrusted' | 'authorised'
  document: string
  validFrom: LegalDate
  validTo: LegalDate
}

/** A page of what the caller's organs gave or were given (委托、授权列表), the latest first. */
export async function listDelegations(
  db: Queryable,
  caller: Caller,
  filters: DelegationFilters,
  before: string | undefined,
  limit: number,
): Promise<DelegationRow[]> {
  const reach = reachOf(withoutDelegated(caller).grants, DELEGATION_READERS)
  return selectDelegations(db, reach, filters, before, limit)
}

/**
 * Delegates items of an organ to another (委托、授权), with event and audit record. 403 unless the caller is lead or
 * cataloguer of `from` for all of the items, by a right of its own; 422 for what no organ may give.
 */
export async function grantDelegation(
  db: pg.PoolClient,
  request: FastifyRequest,
  input: DelegationInput,
): Promise<DelegationRow> {
  const row = await addDelegation(db, callerOf(request), input)
  await writeDelegationAudit(db, request, 'grantDelegation', row)
  return row
}

/** The same without an entry of the audit trail, under an id that it has elsewhere. */
export async function addDelegation(
  db: pg.PoolClient,
  caller: Caller,
  input: DelegationInput,
  id: string = newId(),
): Promise<DelegationRow> {
  const from = await livingOrgan(db, input.from, '/from')
  mustDelegateFor(caller, from, input.to, input.items)
  await livingOrgan(db, input.to, '/to')
  await lockDelegationsOf(db, input.from)
  const errors = delegationErrors({ ...input, ...(await knownOf(db, input)) })
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  await insertDelegation(db, { ...input, id }, subjectOf(caller))
  const row = await selectDelegation(db, id)
  if (row === undefined) throw problem('NOT_FOUND')
  await tell(db, caller, 'delegation.grant', row)
  return row
}

/** Ends a delegation before its time (撤销委托); `check` guards the version. 409 when it has ended already. */
export async function revokeDelegation(
  db: pg.PoolClient,
  request: FastifyRequest,
  id: string,
  check: (version: number) => void,
): Promise<DelegationRow> {
  const caller = callerOf(request)
  const row = await delegationInSight(db, caller, id, true)
  mustDelegateFor(caller, { code: row.from_code, divisions: row.from_divisions }, row.to_code, row.items)
  check(row.version)
  if (row.ended_at !== null) throw problem('CONFLICT', { detail: ENDED })
  await endDelegation(db, id, subjectOf(caller))
  const after = await delegationInSight(db, caller, id)
  await tell(db, caller, 'delegation.revoke', after)
  await writeDelegationAudit(db, request, 'revokeDelegation', after)
  return after
}

/** A delegation from or to an organ within reach; 404 else. */
export async function delegationInSight(
  db: Queryable,
  caller: Caller,
  id: string,
  lock = false,
): Promise<DelegationRow> {
  const row = await selectDelegation(db, id, lock)
  if (row === undefined) throw problem('NOT_FOUND')
  const own = withoutDelegated(caller)
  const sides = [
    { code: row.from_code, divisions: row.from_divisions },
    { code: row.to_code, divisions: row.to_divisions },
  ]
  const held = new Set(sides.flatMap((organ) => [...rolesOverOrgan(own, organ)]))
  if (!DELEGATION_READERS.some((role) => held.has(role))) throw problem('NOT_FOUND')
  return row
}

/**
 * A right that itself comes from a delegation passes nothing on; one for some items goes no further than these. And no
 * organ above takes what is another's to itself: who gets it does not speak for who gives it.
 */
function mustDelegateFor(caller: Caller, from: Organ, to: string, items: readonly string[]): void {
  const roles: readonly Role[] = DELEGATORS
  const may = withoutDelegated(caller).grants.some(
    (grant) =>
      roles.includes(grant.role) &&
      covers(grant, from) &&
      !isOwn(grant, to) &&
      (grant.items === undefined || items.every((item) => grant.items?.includes(item))),
  )
  if (!may) throw outOfReach()
}

async function knownOf(db: Queryable, input: DelegationInput) {
  const holders = await itemHolders(db, input.items)
  const delegated = await selectDelegatedItems(db, input)
  const itemsOf = (isGiven: boolean) =>
    new Set(delegated.filter(({ is_given }) => is_given === isGiven).map(({ item }) => item))
  return {
    today: await selectToday(db),
    toKind: (await organisationKind(db, input.to)) ?? '',
    holders: new Map(holders.map((holder) => [holder.item_code, holder])),
    heldByDelegation: itemsOf(false),
    givenAlready: itemsOf(true),
  }
}

async function tell(
  db: pg.PoolClient,
  caller: Caller,
  type: 'delegation.grant' | 'delegation.revoke',
  row: DelegationRow,
): Promise<void> {
  const from = { code: row.from_code, divisions: row.from_divisions }
  await emit(db, {
    type,
    no: row.id,
    version: row.version,
    payload: {
      delegationId: row.id,
      from: row.from_code,
      to: row.to_code,
      items: row.items,
      kind: row.kind as DelegationInput['kind'],
      validFrom: row.valid_from,
      validTo: row.valid_to,
    },
    actor: actingOver(withoutDelegated(caller), from, ...DELEGATORS),
    sight: {
      organs: [row.from_code, row.to_code],
      divisions: [...new Set([...row.from_divisions, ...row.to_divisions])],
    },
    words: { document: row.document },
  })
}

function writeDelegationAudit(
  db: pg.PoolClient,
  request: FastifyRequest,
  action: 'grantDelegation' | 'revokeDelegation',
  row: DelegationRow,
): Promise<void> {
  return writeAudit(db, request, {
    action,
    object: `delegation ${row.id}`,
    details: { from: row.from_code, to: row.to_code, items: row.items, kind: row.kind },
    divisions: row.from_divisions,
    organisation: row.from_code,
  })
}

const ENDED = { en: 'This delegation has been revoked already.', zh: '该委托（授权）已撤销。' }

/** Organs that act for another in an item today (受委托、被授权的机关). */
export const delegatesOf = (db: Queryable, organ: string, itemCode: string): Promise<string[]> =>
  selectDelegates(db, organ, itemCode)
