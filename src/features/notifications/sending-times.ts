import type { QuietHours } from '../../channel-settings.js'
import { type Instant, legalDateOf, legalDatePlusDays, startOfLegalDate } from '../../shared/time.js'

// When messages leave, in the days of Asia/Shanghai, which know no summer time. Pure.

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60

const minuteOf = (instant: Instant): number =>
  Math.floor((Date.parse(instant) - Date.parse(startOfLegalDate(legalDateOf(instant)))) / MINUTE_MS)

/** The next instant at which it is so many minutes after midnight; this one, where it is just then. */
export function nextTimeOfDay(instant: Instant, minute: number): Instant {
  const today = legalDateOf(instant)
  const day = minuteOf(instant) <= minute ? today : legalDatePlusDays(today, 1)
  const at = Date.parse(startOfLegalDate(day)) + minute * MINUTE_MS
  return at <= Date.parse(instant) ? instant : new Date(at).toISOString()
}

/** When something that wakes people may leave (免打扰): now, or when the quiet hours end. */
export function afterQuietHours(instant: Instant, quiet: QuietHours | undefined): Instant {
  if (quiet === undefined || quiet.from === quiet.to) return instant
  const minute = minuteOf(instant)
  const since = (minute - quiet.from + DAY_MINUTES) % DAY_MINUTES
  const length = (quiet.to - quiet.from + DAY_MINUTES) % DAY_MINUTES
  if (since >= length) return instant
  return nextTimeOfDay(instant, quiet.to)
}

const FIRST_PAUSE_S = 30
const LONGEST_PAUSE_S = 3600
/** Tried so often: some seven hours, which outlast a night’s maintenance; then a person is asked. */
export const MOST_ATTEMPTS = 14

/** Seconds until the next try after so many: doubled each time, an hour at most. */
export const pauseAfter = (attempts: number): number =>
  Math.min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** Math.max(0, attempts - 1))
