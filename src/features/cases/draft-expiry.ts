import type { Instant } from '../../shared/time.js'

const DAY_MS = 86_400_000
/** So many days before its end a draft says that it ends. */
const TOLD_DAYS = 7

/** Until when a draft is kept (草稿保留期限), and whether that is soon. */
export interface DraftExpiry {
  expiresAt: Instant
  expiresSoon: boolean
}

/** A draft is kept for so many days after it was changed last. */
export function draftExpiry(updatedAt: Instant, draftDays: number, now: Instant): DraftExpiry {
  const end = Date.parse(updatedAt) + draftDays * DAY_MS
  // Microseconds are those of the last change.
  const expiresAt = `${new Date(end).toISOString().slice(0, 19)}${updatedAt.slice(19)}`
  return { expiresAt, expiresSoon: end - Date.parse(now) <= TOLD_DAYS * DAY_MS }
}
