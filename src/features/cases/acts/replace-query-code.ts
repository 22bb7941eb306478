import type { Role } from '../../../shared/roles.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import type { InHand } from '../case-in-hand.js'
import { hashQueryCode } from '../query-code.js'
import type { LookContext, Prepared } from './act-on-case.js'
import { plainDecision } from './plain-decision.js'

/** Who hands a query code out: who takes the case in, or applies. */
export const HANDS_OUT = new Set<Role>(['clerk', 'lead', 'citizen', 'assistant'])

/** A new query code (重置查询密码); the old one no longer opens anything. */
export function replaceQueryCode(
  context: LookContext,
  { record, around }: InHand,
  queryCode: string,
): Prepared | Refusal {
  // Who only looks on (an organ that was asked, a supervisor) hands no code out.
  if (around.actor.standings.every(({ role }) => !HANDS_OUT.has(role)))
    return refuse('ROLE', 'Only who receives the case, or its applicant', '仅限收件人员或者申请人本人办理')
  const next = { ...record, queryCodeHash: hashQueryCode(context, record.caseNo, queryCode) }
  return { kind: 'prepared', record: next, around, decision: plainDecision(next, around, 'renewQueryCode') }
}
