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
  FEE_CODE: error(
    ['有金额的收费项目没有代码，或者代码重复', 'A fee with an amount has no code, or a code stands twice'],
    ['填写唯一的 feeCode', 'Give it a feeCode of its own'],
  ),
  FEE_NO_AMOUNT: error(
    ['没有金额，无法按规则计费', 'Rules of assessment without an amount'],
    ['填写 amount，或者删除 count、reductions、due、blocks', 'Fill in amount, or remove the rules'],
  ),
  FEE_BLOCKS_BEFORE_DUE: error(
    ['开单之前的环节不能因未缴费而停办', 'A step before the bill is made cannot wait for it'],
    ['提前 due，或者推后 blocks', 'Make the bill earlier, or let a later step wait'],
  ),
} as const satisfies Record<string, Rule>

const ORDER = ['submit', 'accept', 'decide', 'close']

const found = finder(FEE_RULES)

/** Fees (收费): what is charged is listed, and only then; paying online and reductions are answered. */
export function checkFees({ fees }: Pick<ItemDocument, 'fees'>): Finding[] {
  const { charged, items, onlinePayment } = fees
  const findings: Finding[] = []
  if (charged && items.length === 0) findings.push(found('FEE_ITEMS', '/fees/items'))
  if (!charged && items.length > 0) findings.push(found('FEE_NOT_CHARGED', '/fees/charged'))
  if (charged && onlinePayment === undefined)
    findings.push(found('FEE_ONLINE_UNSTATED', '/fees/onlinePayment'))
  if (!charged && onlinePayment === true) findings.push(found('FEE_ONLINE', '/fees/onlinePayment'))
  items.forEach((fee, index) => {
    const pointer = `/fees/items/${index}`
    const { reducible, reductionBasis, reductions } = fee
    if (reducible && reductionBasis === undefined)
      findings.push(found('FEE_REDUCTION_UNSTATED', `${pointer}/reductionBasis`))
    if (!reducible && (reductionBasis !== undefined || reductions !== undefined))
      findings.push(found('FEE_NOT_REDUCIBLE', `${pointer}/reductionBasis`))
    findings.push(...checkAssessment(fee, pointer, items.slice(0, index)))
  })
  return findings
}

type Fee = ItemDocument['fees']['items'][number]

/** What the system is to assess must be assessable: by a code, an amount, and in an order that can be kept. */
function checkAssessment(fee: Fee, pointer: string, before: readonly Fee[]): Finding[] {
  const { feeCode, amount, count, due, blocks, reductions } = fee
  if (amount === undefined) {
    const ruled = [count, due, blocks, reductions].some((member) => member !== undefined)
    return ruled ? [found('FEE_NO_AMOUNT', `${pointer}/amount`)] : []
  }
  const isOwn = feeCode !== undefined && before.every((each) => each.feeCode !== feeCode)
  return [
    ...(isOwn ? [] : [found('FEE_CODE', `${pointer}/feeCode`)]),
    ...(blocks !== undefined && ORDER.indexOf(due ?? 'accept') >= ORDER.indexOf(blocks)
      ? [found('FEE_BLOCKS_BEFORE_DUE', `${pointer}/blocks`)]
      : []),
  ]
}
