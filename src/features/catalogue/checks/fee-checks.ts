import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'

/** Fees (收费): what is charged is listed, and only then; paying online and reductions are answered. */
export function checkFees({ fees }: ItemDocument): Finding[] {
  const { charged, items, onlinePayment } = fees
  const findings: Finding[] = []
  if (charged && items.length === 0) findings.push(found('FEE_ITEMS', '/fees/items'))
  if (!charged && items.length > 0) findings.push(found('FEE_NOT_CHARGED', '/fees/charged'))
  if (charged && onlinePayment === undefined)
    findings.push(found('FEE_ONLINE_UNSTATED', '/fees/onlinePayment'))
  if (!charged && onlinePayment === true) findings.push(found('FEE_ONLINE', '/fees/onlinePayment'))
  items.forEach(({ reducible, reductionBasis }, index) => {
    const pointer = `/fees/items/${index}/reductionBasis`
    if (reducible && reductionBasis === undefined) findings.push(found('FEE_REDUCTION_UNSTATED', pointer))
    if (!reducible && reductionBasis !== undefined) findings.push(found('FEE_NOT_REDUCIBLE', pointer))
  })
  return findings
}
