import { compileRule } from '../../shared/rules.js'
import { withinWork } from '../../shared/work-budget.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { holds } from '../catalogue/questions/condition.js'
import { type FeeData, feesFor, type ItemFee } from '../catalogue/questions/fees.js'
import type { Charge } from './bill.js'

/** More of anything than this is a slip in a form, and no fee. */
const MOST = 10_000

/**
 * What this applicant owes for this case (收费核定): the fees of the item version by their rules over answers and form,
 * each with the best reduction that holds (减免). What cannot be reckoned is not charged: nothing is taken without a
 * basis. Pure; money in 分, halves of it in favour of who pays.
 */
export function assessFees(
  document: Pick<ItemDocument, 'fees' | 'situations'>,
  data: Required<FeeData>,
): Charge[] {
  if (document.fees.items.every(({ amount }) => amount === undefined)) return []
  return withinWork(() => feesFor(document, data).flatMap((fee) => chargeOf(fee, data) ?? []))
}

function chargeOf(fee: ItemFee, data: Required<FeeData>): Charge | undefined {
  const { feeCode, amount, due = 'accept', blocks, reductions = [] } = fee
  const count = fee.count === undefined ? 1 : countBy(fee.count, data)
  if (feeCode === undefined || amount === undefined || count === 0) return undefined
  const full = amount.amount * count
  const [best] = reductions
    .filter(({ when }) => holds(when, data))
    .toSorted((one, other) => other.percent - one.percent)
  return {
    feeCode,
    due,
    count,
    full,
    amount: best === undefined ? full : Math.floor((full * (100 - best.percent)) / 100),
    ...(best === undefined ? {} : { reduction: best.code }),
    ...(blocks === undefined ? {} : { blocks }),
  }
}

function countBy(rule: unknown, data: object): number {
  try {
    const count = typeof rule === 'object' && rule !== null ? compileRule(rule)(data) : rule
    return Number.isInteger(count) && Number(count) > 0 && Number(count) <= MOST ? Number(count) : 0
  } catch (thrown) {
    // The engine throws NaN and the like; an error is a fault of ours, or too much work.
    if (thrown instanceof Error) throw thrown
    return 0
  }
}
