import type { CaseState } from './case-state.js'
import type { Behaviour } from './decision.js'

/** Papers that turn away or end something, whose days against them run from their delivery (救济期限自送达之日起算). */
export const ADVERSE_PAPERS: ReadonlySet<string> = new Set([
  ...['notAcceptedNotice', 'notRequiredNotice', 'terminationNotice'],
  ...['licenceRevocation', 'licenceWithdrawal', 'licenceCancellation', 'licenceSuspension'],
])

/** The decision refuses, wholly or in part: somebody's days against it run from its delivery (行政复议法, 行政诉讼法). */
const isAdverse = ({ acts, grant }: Pick<CaseState, 'acts' | 'grant'>): boolean =>
  acts.some(({ action }) => action === 'deny') || grant?.partial !== undefined

const RIGHTED: Behaviour = { rule: 'DELIVERY_RIGHTED', times: 1 }

/**
 * 不利决定送达更正: what was told of the delivery of a refusal is put right, and the days against it run from another day. One
 * person may do so, since a small office has no second; supervision sees each with its reason (行为监察). Of an adverse
 * paper, or of the decision of the case.
 */
export const rightedOf = (
  of: { paper: string } | Pick<CaseState, 'acts' | 'grant'>,
): Behaviour | undefined =>
  ('paper' in of ? ADVERSE_PAPERS.has(of.paper) : isAdverse(of)) ? RIGHTED : undefined
