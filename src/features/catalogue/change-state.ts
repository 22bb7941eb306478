import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import { emit } from '../../events/emit.js'
import { checkPrecondition, type Expected } from '../../http/etag.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import { refuseDayTooFar } from './day-ahead.js'
import { keptItem } from './draft-service.js'
import type { ItemAct } from './item-change.js'
import { stateEvent } from './item-events.js'
import { replaceSearchEntries } from './item-search.js'
import {
  type ItemRow,
  planState,
  selectDuePlans,
  selectInForce,
  selectItem,
  selectToday,
  updateState,
} from './item-store.js'

type State = ItemRow['state']
const STATE_CHANGES = {
  suspend: { from: ['IN_USE'], to: 'SUSPENDED', act: 'SUSPENDED' },
  resume: { from: ['SUSPENDED'], to: 'IN_USE', act: 'RESUMED' },
  retire: { from: ['IN_USE', 'SUSPENDED'], to: 'RETIRED', act: 'RETIRED' },
} as const satisfies Record<string, { from: readonly State[]; to: State; act: ItemAct }>
type Change = keyof typeof STATE_CHANGES

export interface StateInput {
  reason?: string | undefined
  /** From when; a later day plans it (预定). */
  effectiveFrom?: LegalDate | undefined
  expected?: Expected | 'stale' | undefined
}

export interface ChangedState {
  itemCode: string
  state: State
  revision: number
  planned?: { state: State; from: LegalDate }
}

const mayBecome = (change: Change, state: State): boolean =>
  (STATE_CHANGES[change].from as readonly State[]).includes(state)

/**
 * 暂停、恢复、取消, now or from a later day on: running cases go on; new ones are refused. Of what was planned the newest
 * holds; resuming what is in use gives a plan up.
 */
export async function changeState(
  db: Queryable,
  caller: Caller,
  itemCode: string,
  change: Change,
  { reason, effectiveFrom, expected }: StateInput = {},
): Promise<ChangedState> {
  const item = await keptItem(db, caller, itemCode, true)
  // The ETag of an item is that of its version in force.
  if (expected !== undefined)
    checkPrecondition(expected, (await selectInForce(db, itemCode))?.in_force_version ?? item.latest_version)
  const today = await selectToday(db)
  if (effectiveFrom !== undefined && effectiveFrom < today)
    throw ruleViolated('/effectiveFrom', 'IN_THE_PAST', {
      en: 'A state cannot change before today',
      zh: '状态变更日期不能早于今天',
    })
  if (effectiveFrom !== undefined) refuseDayTooFar('/effectiveFrom', effectiveFrom, today)
  const by = subjectOf(caller)
  if (
    change === 'resume' &&
    item.state === 'IN_USE' &&
    item.planned_from !== null &&
    effectiveFrom === undefined
  ) {
    const details = { ...(reason === undefined ? {} : { reason }) }
    const revision = await updateState(db, itemCode, item.state, { act: 'PLAN_ENDED', by, details }, true)
    await replaceSearchEntries(db, [itemCode])
    return { itemCode, state: item.state, revision }
  }
  if (!mayBecome(change, item.state)) throw wrongState(item.state)
  const { to } = STATE_CHANGES[change]
  if (effectiveFrom === undefined || effectiveFrom === today)
    return become(db, item, change, { reason, by }, caller)
  const details = { state: to, effectiveFrom, ...(reason === undefined ? {} : { reason }) }
  const plan = { state: to, from: effectiveFrom, reason, by }
  const revision = await planState(db, itemCode, plan, { act: 'STATE_PLANNED', by, details })
  await replaceSearchEntries(db, [itemCode])
  return { itemCode, state: item.state, revision, planned: { state: to, from: effectiveFrom } }
}

/** The state as it is from now on, with its event; a plan that it leaves no place for ends. */
async function become(
  db: Queryable,
  item: ItemRow,
  change: Change,
  { reason, by }: { reason: string | undefined; by: string },
  caller: Pick<Caller, 'issuer' | 'subject'>,
): Promise<ChangedState> {
  const { to, act } = STATE_CHANGES[change]
  const planned = changeTo(item.planned_state)
  const endsPlan = planned === undefined || !mayBecome(planned, to)
  const details = reason === undefined ? {} : { details: { reason } }
  const revision = await updateState(db, item.item_code, to, { act, by, ...details }, endsPlan)
  await emit(db, stateEvent(change, item, to, caller))
  await replaceSearchEntries(db, [item.item_code])
  return {
    itemCode: item.item_code,
    state: to,
    revision,
    ...(endsPlan || item.planned_from === null
      ? {}
      : { planned: { state: item.planned_state as State, from: item.planned_from } }),
  }
}

const changeTo = (state: string | null): Change | undefined =>
  (Object.keys(STATE_CHANGES) as Change[]).find((change) => STATE_CHANGES[change].to === state)

const AT_ONCE = 100

/**
 * Writes the states whose day has come (预定状态到期), each in a transaction of its own, in the name of who planned it: the
 * history, the event and the search follow. Until then the state is read from the plan.
 */
export async function applyPlannedStates(pool: pg.Pool, signal?: AbortSignal): Promise<number> {
  let done = 0
  for (const itemCode of await selectDuePlans(pool, AT_ONCE)) {
    if (signal?.aborted === true) break
    await withTransaction(pool, async (db) => {
      const item = await selectItem(db, itemCode, true)
      const change = changeTo(item?.planned_state ?? null)
      if (item === undefined || item.planned_from === null || item.planned_from > (await selectToday(db)))
        return
      const [issuer = '', ...rest] = (item.planned_by ?? '').split('|')
      const caller = { issuer, subject: rest.join('|') }
      const given = { reason: item.planned_reason ?? undefined, by: item.planned_by ?? '' }
      const isDone = { ...item, planned_state: null, planned_from: null }
      if (change !== undefined && mayBecome(change, item.state))
        await become(db, isDone, change, given, caller)
      else await updateState(db, itemCode, item.state, { act: 'PLAN_ENDED', by: given.by }, true)
      done += 1
    })
  }
  return done
}

/** 409 for what the state of the item does not allow. */
export const wrongState = (state: State) =>
  problem('CONFLICT', {
    detail: { en: `The item is ${state}`, zh: `事项当前状态为 ${state}` },
    extensions: { state },
  })
