import type { Status } from '../../workflow/statuses.js'
import type { CaseRecord } from '../case.js'

/** Statuses in which it may be settled whether a case issues its result. */
export const SETTLING: readonly Status[] = [
  'APPROVED',
  'DENIED',
  'CLOSED',
  'DELIVERED',
  'NOT_ACCEPTED',
  'NOT_REQUIRED',
  'WITHDRAWN',
  'TERMINATED',
  'VOIDED',
]

/**
 * What came of a case for another that waits for its result. Granted is what may go out: a decision to which promised
 * materials are still owed issues nothing yet (容缺). Pure.
 */
export function resultOf({
  status,
  resultType,
  facts: { acts, deferred, acceptMode, missing },
}: Pick<CaseRecord, 'status' | 'resultType' | 'facts'>): 'open' | 'granted' | 'failed' {
  const approved = acts.some(({ action }) => action === 'approve')
  const owes =
    deferred.some(({ suppliedOn }) => suppliedOn === undefined) ||
    (acceptMode === 'DEEMED' && missing.length > 0)
  switch (status) {
    case 'APPROVED':
      return owes ? 'open' : 'granted'
    case 'CLOSED':
    case 'DELIVERED':
      return approved && (resultType === undefined || resultType === 'issued') ? 'granted' : 'failed'
    default:
      return SETTLING.includes(status) ? 'failed' : 'open'
  }
}
