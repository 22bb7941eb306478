import type { LegalDate } from '../../../shared/time.js'
import type { Decision } from '../../workflow/decision.js'
import { announcedUntil } from '../../workflow/delivery-acts.js'
import { reachedOn } from '../../workflow/hearing-days.js'
import { TO_DECISION } from '../intake/owed-clocks.js'

/** When a paper reaches whom it is for, by the way that it goes; by post nobody knows yet (在途). */
export const dayOfDelivery = (method: string, today: LegalDate): LegalDate | undefined =>
  method === 'post' ? undefined : method === 'announcement' ? announcedUntil(today) : today

/** 听证告知书 that reached somebody, or is on its way: the five days of Art. 47 run from that day, and from no other. */
export function withHearingTold(decision: Decision, kind: string, day: LegalDate | undefined): Decision {
  const { state } = decision
  if (kind !== 'hearingRightNotice' || state.hearing?.toldOn === undefined || !TO_DECISION.has(state.status))
    return decision
  return { ...decision, state: { ...state, hearing: reachedOn(state.hearing, day) } }
}
