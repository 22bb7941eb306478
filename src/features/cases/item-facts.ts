import type { Deps } from '../../deps.js'
import type { CaseState } from '../workflow/case-state.js'
import type { Action } from '../workflow/statuses.js'
import type { CaseRecord } from './case.js'

/** What `decide()` must know of the item as it is today, whatever version the case is under: asked only where an act needs it. */
export async function itemFacts(
  { items }: Pick<Deps, 'items'>,
  { itemCode }: Pick<CaseRecord, 'itemCode'>,
  ...about: readonly { action: Action }[]
): Promise<Pick<CaseState, 'itemAbolished'>> {
  if (!about.some(({ action }) => action === 'terminate')) return {}
  const item = await items.inForce(itemCode)
  return item === undefined || item.state === 'RETIRED' ? { itemAbolished: true } : {}
}
