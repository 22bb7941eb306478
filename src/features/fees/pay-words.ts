import type { Text } from '../../shared/text.js'
import { type Bill, type FeeBlocks, openDemand } from './bill.js'

/** What an applicant is to pay now, in words (待缴费用). */
export interface ToPay {
  paymentCode: string
  /** 分. */
  amount: number
  /** What waits until it is paid; absent: nothing. */
  blocks?: FeeBlocks
  text: Text
}

/** What each step is called that waits. */
const WAITING: Record<FeeBlocks, Text> = {
  accept: { zh: '受理', en: 'the acceptance' },
  decide: { zh: '作出决定', en: 'the decision' },
  close: { zh: '发放办理结果', en: 'the result' },
}
/** The first of them holds up the others. */
const ORDER = Object.keys(WAITING) as FeeBlocks[]

/** What is open of a bill, and what waits for it; undefined where nothing is. Pure. */
export function toPay(bill: Bill | undefined): ToPay | undefined {
  const demand = bill && openDemand(bill)
  if (bill === undefined || demand === undefined) return undefined
  const { paymentCode, amount } = demand
  const blocks = ORDER.find((each) => bill.lines.some((line) => line.blocks === each && line.amount > 0))
  const yuan = (amount / 100).toFixed(2)
  const waits = blocks && WAITING[blocks]
  return {
    paymentCode,
    amount,
    ...(blocks === undefined ? {} : { blocks }),
    text: {
      zh: `请凭缴款码${paymentCode}缴费${yuan}元${waits === undefined ? '' : `，缴清后方可${waits.zh}`}`,
      en: `Please pay ${yuan} yuan by the code ${paymentCode}${waits === undefined ? '' : `; ${waits.en} waits for it`}`,
    },
  }
}
