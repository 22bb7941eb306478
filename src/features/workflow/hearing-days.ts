import type { LegalDate } from '../../shared/time.js'
import type { CaseState } from './case-state.js'
import type { HearingState } from './hearing-acts.js'

export const clockOf = ({ clocks }: Pick<CaseState, 'clocks'>, kind: 'HEARING_REQUEST' | 'HEARING_HELD') =>
  clocks.findLast((clock) => clock.kind === kind)

/** The last day to ask; none while the notice is on its way, or came back: nobody was told then. */
export const lastDayToAsk = (state: Pick<CaseState, 'clocks' | 'hearing'>): LegalDate | undefined =>
  state.hearing?.untold === true ? undefined : clockOf(state, 'HEARING_REQUEST')?.due

/** Whether the days to ask are over. */
export const isPastAsking = (state: Pick<CaseState, 'clocks' | 'hearing'>, today: LegalDate): boolean => {
  if (state.hearing?.untold === true) return false
  const due = lastDayToAsk(state)
  return due === undefined || today > due
}

/**
 * 自被告知听证权利之日起 (Art. 47): the day on which the notice reached whom it is for; none while it is on its way by post, or
 * after it came back. Days that had run out run anew from a later one.
 */
export function reachedOn(hearing: HearingState, day: LegalDate | undefined): HearingState {
  const { untold: _before, lapsed, ...rest } = hearing
  if (day === undefined) return { ...rest, untold: true }
  const isOver = lapsed === true && day <= (rest.toldOn ?? day)
  return { ...rest, toldOn: day, ...(isOver ? { lapsed } : {}) }
}
