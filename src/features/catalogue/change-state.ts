import type { Queryable } from '../../database/queryable.js'
import { emit } from '../../events/emit.js'
import { checkPrecondition, type Expected } from '../../http/etag.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { keptItem } from './draft-service.js'
import { stateEvent } from './item-events.js'
import { replaceSearchEntries } from './item-search.js'
import { type ItemRow, selectInForce, updateState } from './item-store.js'

const STATE_CHANGES = {
  suspend: { from: ['IN_USE'], to: 'SUSPENDED', act: 'SUSPENDED' },
  resume: { from: ['SUSPENDED'], to: 'IN_USE', act: 'RESUMED' },
  retire: { from: ['IN_USE', 'SUSPENDED'], to: 'RETIRED', act: 'RETIRED' },
} as const

/** 暂停、恢复、取消: running cases go on; new ones are refused. */
export async function changeState(
  db: Queryable,
  caller: Caller,
  itemCode: string,
  change: keyof typeof STATE_CHANGES,
  { reason, expected }: { reason?: string | undefined; expected?: Expected | 'stale' | undefined } = {},
): Promise<{ itemCode: string; state: ItemRow['state']; revision: number }> {
  const item = await keptItem(db, caller, itemCode, true)
  // The ETag of an item is that of its version in force.
  if (expected !== undefined)
    checkPrecondition(expected, (await selectInForce(db, itemCode))?.in_force_version ?? item.latest_version)
  const { from, to, act } = STATE_CHANGES[change]
  if (!(from as readonly string[]).includes(item.state)) throw wrongState(item.state)
  const revision = await updateState(db, itemCode, to, {
    act,
    by: subjectOf(caller),
    ...(reason === undefined ? {} : { details: { reason } }),
  })
  await emit(db, stateEvent(change, item, to, caller))
  await replaceSearchEntries(db, [itemCode])
  return { itemCode, state: to, revision }
}

/** 409 for what the state of the item does not allow. */
export const wrongState = (state: ItemRow['state']) =>
  problem('CONFLICT', {
    detail: { en: `The item is ${state}`, zh: `事项当前状态为 ${state}` },
    extensions: { state },
  })
