import { checkCharacter, isCaseNo } from '../../shared/ids.js'

/**
 * 缴款码: the number of the case, which of its demands it is, and a check character. It names nobody, is never used twice,
 * and tells the case without a table. To know one gives nobody a right: money is taken by the payment system's word alone.
 */
export function paymentCodeOf(caseNo: string, ordinal: number): string {
  const body = caseNo + ordinal.toString(36).toUpperCase().padStart(2, '0')
  return body + checkCharacter(body)
}

/** The number of a refund (退款单号) within its case, in the same way: its third part is R. */
export function refundNoOf(caseNo: string, ordinal: number): string {
  const body = `${caseNo}R${ordinal.toString(36).toUpperCase().padStart(2, '0')}`
  return body + checkCharacter(body)
}

/** The case of a payment code or the number of a refund; undefined where it is none. */
export function caseNoIn(code: string): string | undefined {
  if (!/^[0-9A-Z]{22,23}$/.test(code) || checkCharacter(code.slice(0, -1)) !== code.at(-1)) return undefined
  const caseNo = code.slice(0, 19)
  return isCaseNo(caseNo) ? caseNo : undefined
}
