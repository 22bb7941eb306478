import { MASKED } from '../../shared/masks.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import type { Line } from './sheet-parts.js'
import { yuanInWords } from './wording.js'

/**
 * What is paid, and why less (缴费明细). Why somebody pays less is told to who pays: it may say something of the person. `of`:
 * the item, where several are paid for together.
 */
export function feeLines(
  charged: readonly Record<string, unknown>[],
  { fees }: Pick<ItemDocument, 'fees'>,
  of?: string,
): Line[] {
  return charged.map(({ feeCode, full, amount, reduction }): Line => {
    const fee = fees.items.find((each) => each.feeCode === feeCode)
    const cut = fee?.reductions?.find(({ code }) => code === reduction)
    const name = `${of === undefined ? '' : `${of}　`}${fee?.name ?? '其他费用'}`
    const text = `${name}：${yuanInWords(Number(full))}元（依据：${fee?.legalBasis ?? '见收费公示'}）`
    if (cut === undefined) return { text }
    const paid = `${text}，减免后${yuanInWords(Number(amount))}元`
    return { text: `${paid}（${cut.name}：${cut.basis}）`, masked: `${text}，${MASKED}` }
  })
}
