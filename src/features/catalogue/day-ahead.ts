import { ruleViolated } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'

/** Nobody plans further: a day beyond is a slip of the keyboard (2062 for 2026), and would stand as a plan for good. */
const MOST_YEARS_AHEAD = 10

/** The last day for which something may be planned. */
export const lastDayAhead = (today: LegalDate): LegalDate =>
  `${Number(today.slice(0, 4)) + MOST_YEARS_AHEAD}${today.slice(4)}`

export const tooFarAhead = (last: LegalDate) => ({
  en: `At most ${MOST_YEARS_AHEAD} years ahead, until ${last}: look at the year again`,
  zh: `最多预定 ${MOST_YEARS_AHEAD} 年，不晚于 ${last}，请核对年份`,
})

/** 422 for a day of coming into force that lies too far ahead (生效日期过远). */
export function refuseDayTooFar(pointer: string, day: LegalDate, today: LegalDate): void {
  const last = lastDayAhead(today)
  if (day <= last) return
  throw ruleViolated(pointer, 'TOO_FAR_AHEAD', tooFarAhead(last))
}
