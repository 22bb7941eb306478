import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { letterheadsOf } from '../divisions/letterheads.js'
import type { CaseState } from '../workflow/case-state.js'
import type { Action } from '../workflow/statuses.js'
import type { CaseRecord } from './case.js'

type Facts = Pick<CaseState, 'itemAbolished' | 'organisationName'>

/** What `decide()` must know of item and organ as they are today, whatever version the case is under: asked only where an act needs it. */
export async function itemFacts(
  { items, pool }: Pick<Deps, 'items'> & { pool: Queryable },
  { itemCode, organ }: Pick<CaseRecord, 'itemCode' | 'organ'>,
  ...about: readonly { action: Action }[]
): Promise<Facts> {
  const facts: Facts = {}
  if (about.some(({ action }) => action === 'terminate')) {
    const item = await items.inForce(itemCode)
    if (item === undefined || item.state === 'RETIRED') facts.itemAbolished = true
  }
  if (about.some(({ action }) => action === 'refuseAcceptance')) {
    const name = (await letterheadsOf(pool, [organ.code])).get(organ.code)?.name
    if (name !== undefined) facts.organisationName = name
  }
  return facts
}
