import { isStatus, STATUSES, type Status } from '../../workflow/statuses.js'

/** How far a member has come, where it is under way. */
const STAGES: readonly (readonly Status[])[] = [
  ['DRAFT'],
  ['SUBMITTED'],
  ['ACCEPTED'],
  ['REVIEWING', 'SPECIAL_PROCEDURE'],
  ['DECIDING'],
  ['APPROVED', 'DENIED'],
  ['CLOSED'],
  ['DELIVERED'],
]
/** What ended without a decision; the gravest first. */
const ENDS: readonly Status[] = ['TERMINATED', 'NOT_ACCEPTED', 'NOT_REQUIRED', 'WITHDRAWN', 'VOIDED']

/**
 * The status of a bundle's case (一件事主件状态), which is that of its members and never its own: somebody must bring something
 * as long as one member waits for it; else it is as far as the member that is least far; what ended without a decision no
 * longer counts, unless all did. Pure.
 */
export function parentStatus(members: readonly string[]): Status {
  const known = members.filter(isStatus)
  if (known.includes('AWAITING_CORRECTION')) return 'AWAITING_CORRECTION'
  const living = known.filter((status) => !ENDS.includes(status))
  if (living.length === 0) return ENDS.find((status) => known.includes(status)) ?? 'SUBMITTED'
  const stage = STAGES.find((statuses) => living.some((status) => statuses.includes(status)))
  const [least] = living.filter((status) => stage?.includes(status) === true)
  return least === 'DENIED' && living.includes('APPROVED') ? 'APPROVED' : (least ?? 'SUBMITTED')
}

/** Whether nothing follows any more in any member. */
export const isOver = (members: readonly string[]): boolean =>
  members.every((status) => isStatus(status) && STATUSES[status].final)
