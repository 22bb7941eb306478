import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'

/** Fees, payment and reduction. */
export const FEE_RULES = {
  FEE_ITEMS: error(
    ['收费事项未列明收费项目', 'A charged item names no fees'],
    ['列明收费项目、标准和依据', 'Name the fees, their standards and bases'],
  ),
  FEE_NOT_CHARGED: error(
    ['列有收费项目但标明不收费', 'Fees are listed but not charged'],
    ['标明收费，或者删除收费项目', 'Mark the item as charged, or remove the fees'],
  ),
  FEE_ONLINE_UNSTATED: warning(
    ['收费事项未说明是否支持网上支付', 'Nothing says whether the fee can be paid online'],
    ['填写 fees.onlinePayment', 'Fill in fees.onlinePayment'],
  ),
  FEE_ONLINE: error(
    ['不收费事项标明支持网上支付', 'Online payment where nothing is charged'],
    ['将“是否支持网上支付”改为否', 'Set fees.onlinePayment to false'],
  ),
  FEE_REDUCTION_UNSTATED: warning(
    ['允许减免但未注明依据', 'A fee can be reduced, but nothing says on what basis'],
    ['填写允许减免依据', 'Name the basis of the reduction'],
  ),
  FEE_NOT_REDUCIBLE: error(
    ['注明了减免依据但标明不允许减免', 'A basis of reduction is named for a fee that cannot be reduced'],
    ['改为允许减免，或者删除减免依据', 'Mark the fee as reducible, or remove the basis'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(FEE_RULES)

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
