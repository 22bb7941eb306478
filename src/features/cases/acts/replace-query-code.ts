import type { Refusal } from '../../workflow/decision.js'
import type { InHand } from '../case-in-hand.js'
import { hashQueryCode } from '../query-code.js'
import type { ActContext, Prepared } from './act-on-case.js'
import { plainDecision } from './plain-decision.js'

/** A new query code (重置查询密码); the old one no longer opens anything. */
export function replaceQueryCode(
  context: ActContext,
  { record, around }: InHand,
  queryCode: string,
): Prepared | Refusal {
  const next = { ...record, queryCodeHash: hashQueryCode(context, record.caseNo, queryCode) }
  return { kind: 'prepared', record: next, around, decision: plainDecision(next, around, 'renewQueryCode') }
}
