import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'
import { compareLimits } from './limit-order.js'

/** Limits and handling (时限、办件类型), of the item and of variants that have limits of their own. */
export function checkLimits({ limits, handling, variants = [] }: ItemDocument): Finding[] {
  const findings = checkPromise(limits, '/limits/promised')
  if ((handling === 'onTheSpot') !== (limits.promised.amount === 0))
    findings.push(found('HANDLING_LIMIT', '/handling'))
  return [
    ...findings,
    ...variants.flatMap((variant, index) =>
      variant.limits === undefined ? [] : checkPromise(variant.limits, `/variants/${index}/limits/promised`),
    ),
  ]
}

/** 承诺 ≤ 法定; a month counts 22 working days and a year 250. */
function checkPromise({ statutory, promised }: ItemDocument['limits'], pointer: string): Finding[] {
  const order = compareLimits(promised, statutory)
  if (order === 'longer') return [found('PROMISE_LONGER', pointer)]
  return order === 'unclear' ? [found('PROMISE_UNIT', pointer)] : []
}
