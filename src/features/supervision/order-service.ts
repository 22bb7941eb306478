import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { actingOver } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, ifMatch } from '../../http/etag.js'
import { callerOf } from '../../http/policy.js'
import {
  type Caller,
  covers,
  type Organ,
  reachOf,
  rolesOverOrgan,
  subjectOf,
  withoutDelegated,
} from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { type Role, rolesLacking } from '../../shared/roles.js'
import { type LegalDate, legalDateOf } from '../../shared/time.js'
import { findInHand, type InHand } from '../cases/case-in-hand.js'
import { visibleAlert } from '../deadlines/alert-service.js'
import { isReckonable, outOfRange } from '../deadlines/calculate.js'
import { databaseNow } from '../deadlines/owned-clocks.js'
import { letterheadsOf } from '../divisions/letterheads.js'
import { organsGoingOn, ownerOf } from '../divisions/owner-service.js'
import { nextOfficialNo } from '../documents/numbers.js'
import { actionsIn, ORDER_ACTS, type OrderAction } from './order.js'
import { startReplyClock, stopReplyClock } from './order-clocks.js'
import { orderEvent } from './order-events.js'
import { orderSheet } from './order-paper.js'
import {
  insertOrder,
  type OrderFilters,
  type OrderRow,
  selectOrder,
  selectOrders,
  updateOrder,
} from './order-store.js'

export type { OrderRow } from './order-store.js'
/** The numbers of orders (督办单文号), by which people know them. */
export { selectOrderNumbers as orderNumbers } from './order-store.js'

/** Who reads orders: who supervises, and who answers for the organ. */
export const ORDER_READERS = ['supervisor', 'lead', 'approver'] as const satisfies Role[]

/** A page of the orders to organs that the caller's right reaches (督办单列表), the latest first. */
export async function listOrders(
  db: Queryable,
  caller: Caller,
  filters: OrderFilters,
  before: string | undefined,
  limit: number,
): Promise<OrderRow[]> {
  return selectOrders(db, reachOf(withoutDelegated(caller).grants, ORDER_READERS), filters, before, limit)
}

/** An order within the caller's reach, with the roles that they hold over its organ; 404 else. */
export async function orderInSight(
  db: Queryable,
  caller: Caller,
  id: string,
  lock = false,
): Promise<{ row: OrderRow; organ: Organ; held: ReadonlySet<Role> }> {
  const row = await selectOrder(db, id, lock)
  if (row === undefined) throw problem('NOT_FOUND')
  const organ = { code: row.organisation_code, divisions: row.divisions }
  const held = rolesOverOrgan(caller, organ)
  if (!ORDER_READERS.some((role) => held.has(role))) throw problem('NOT_FOUND')
  return { row, organ, held }
}

export interface OrderInput {
  organisation?: string | undefined
  caseNo?: string | undefined
  alertId?: string | undefined
  demand: string
  replyBy: LegalDate
}

/**
 * Issues an order (督办) to an organ that the supervisor's right reaches; where it is about a case or an alert and names no
 * organ, to the one that answers for it. 422 where neither says which; the case itself is not altered.
 */
export async function issueOrder(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  input: OrderInput,
  hand: InHand | undefined,
): Promise<OrderRow> {
  const caller = callerOf(request)
  const alert = input.alertId === undefined ? undefined : await visibleAlert(db, caller, input.alertId)
  const caseNo = hand?.record.caseNo ?? alert?.case_no ?? null
  const code = input.organisation ?? hand?.record.organ.code ?? alert?.organisation_code ?? undefined
  if (code === undefined) throw ruleViolated('/organisation', 'ORGANISATION_NEEDED', WHOSE)
  await ownerOf(db, code)
  const organ = (await organsGoingOn(db, [code])).get(code)
  if (organ === undefined || !rolesOverOrgan(caller, organ).has('supervisor'))
    throw problem('FORBIDDEN', { detail: BEYOND })
  const today = legalDateOf(await databaseNow(db))
  mustLieAhead(input.replyBy, today)
  const id = newId()
  const replyBy = await startReplyClock(db, deps.calendars, { id, organ, today, replyBy: input.replyBy })
  const issuer = issuerOver(caller, organ) ?? organ.code
  const heads = await letterheadsOf(db, [issuer, organ.code])
  const year = today.slice(0, 4)
  const row = await insertOrder(db, {
    officialNo: await nextOfficialNo(
      db,
      issuer,
      `${heads.get(issuer)?.name ?? issuer}督〔${year}〕{number}号`,
    ),
    paper: orderSheet({
      issuer: heads.get(issuer)?.name ?? issuer,
      organ: heads.get(organ.code)?.name ?? organ.code,
      caseNo: caseNo ?? undefined,
      demand: input.demand,
      replyBy,
      issuedOn: today,
    }),
    id,
    caseNo,
    alertId: alert?.alert_id ?? null,
    organ,
    demand: input.demand,
    replyBy,
    issuedBy: subjectOf(caller),
    role: 'supervisor',
  })
  await emit(db, orderEvent('issue', row, actingOver(caller, organ, 'supervisor'), { text: input.demand }))
  await keep(db, request, 'issue', row)
  return row
}

/** By whose right the caller supervises an organ: whose number and head the paper has. */
const issuerOver = (caller: Caller, organ: Organ): string | undefined =>
  caller.grants.find((grant) => grant.role === 'supervisor' && covers(grant, organ))?.organisation

/** Reads the case that an order is to be about before the transaction, so that no request holds two connections; 422 where it is not seen. */
export async function caseOfOrder(
  deps: Deps,
  caller: Caller,
  caseNo: string | undefined,
): Promise<InHand | undefined> {
  if (caseNo === undefined) return undefined
  const hand = await findInHand(deps, caller, caseNo)
  if (hand === undefined)
    throw ruleViolated('/caseNo', 'CASE_UNKNOWN', {
      en: 'No such case within your reach',
      zh: '您的权限范围内没有该办件',
    })
  return hand
}

/**
 * Answers, accepts, returns or takes back an order (答复、办结、退回、撤回). 403 for a role that the caller does not hold
 * over the organ or where the case is their own (回避); 412; 409 with what is allowed.
 */
export async function actOnOrder(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  {
    id,
    action,
    text,
    replyBy,
  }: { id: string; action: OrderAction; text: string | undefined; replyBy?: LegalDate | undefined },
): Promise<OrderRow> {
  const caller = callerOf(request)
  const { row, organ, held } = await orderInSight(db, caller, id, true)
  const { from, to, roles, clock } = ORDER_ACTS[action]
  const role = roles.find((each) => held.has(each))
  if (role === undefined) throw problem('FORBIDDEN', { detail: rolesLacking(roles, held) })
  checkPrecondition(ifMatch(request), row.version)
  if (!(from as readonly string[]).includes(row.status))
    throw problem('TRANSITION_NOT_ALLOWED', {
      extensions: { currentStatus: row.status, allowed: actionsIn(row.status) },
    })
  await stopReplyClock(db, deps.calendars, { id, organ })
  const due =
    clock === 'starts' ? await againFrom(db, deps, { id, organ, replyBy: replyBy ?? '' }) : undefined
  const after = await updateOrder(db, row, to, {
    by: subjectOf(caller),
    role,
    action,
    ...(text === undefined ? {} : { text }),
    ...(due === undefined ? {} : { replyBy: due }),
  })
  if (after === undefined) throw problem('PRECONDITION_FAILED')
  await emit(
    db,
    orderEvent(action, after, actingOver(caller, organ, role), text === undefined ? {} : { text }),
  )
  await keep(db, request, action, after)
  return after
}

const keep = (db: pg.PoolClient, request: FastifyRequest, action: 'issue' | OrderAction, row: OrderRow) =>
  writeAudit(db, request, {
    action: `${action}SupervisionOrder`,
    object: row.case_no ?? `order ${row.id}`,
    details: { orderId: row.id, status: row.status, replyBy: row.reply_by },
    divisions: row.divisions,
    organisation: row.organisation_code,
  })

async function againFrom(
  db: pg.PoolClient,
  deps: Deps,
  { id, organ, replyBy }: { id: string; organ: Organ; replyBy: LegalDate },
): Promise<LegalDate> {
  const today = legalDateOf(await databaseNow(db))
  mustLieAhead(replyBy, today)
  return startReplyClock(db, deps.calendars, { id, organ, today, replyBy })
}

/** Whether somebody must keep out of what an order is about: a party of its case, or its agent. */
export async function mustNotBeRecused(deps: Deps, caller: Caller, row: OrderRow): Promise<void> {
  if (row.case_no === null) return
  if (await deps.clockOwners.case.isRecused(caller, row.case_no))
    throw problem('FORBIDDEN', { detail: RECUSED })
}

function mustLieAhead(replyBy: LegalDate, today: LegalDate): void {
  if (replyBy <= today) throw ruleViolated('/replyBy', 'DAY_PAST', AHEAD)
  if (!isReckonable(replyBy)) throw problem('RULE_VIOLATED', { errors: [outOfRange('/replyBy')] })
}

const AHEAD = {
  en: 'The answer is due on a day after today',
  zh: '答复期限应当在今天之后',
}
const WHOSE = {
  en: 'Say to which organ it goes, or which case or alert it is about',
  zh: '请写明督办哪个机构，或者督办哪个办件、哪条预警',
}
const BEYOND = {
  en: 'The organ lies beyond what you supervise',
  zh: '该机构不在您的监督范围内',
}
const RECUSED = {
  en: 'The order is about a case in which you are a party or its agent: somebody else must deal with it (回避)',
  zh: '该督办涉及您本人为当事人或者代理人的办件，应当回避，请由他人处理',
}
