import { toDatabaseError } from '../database/errors.js'

/** What went wrong, fit for logs and rows: never the message of a query error, which may quote data. */
export const describeFailure = (failure: unknown): string =>
  toDatabaseError(failure)?.message ?? (failure instanceof Error ? failure.name : 'unknown failure')

/** Whether the database was away or busy: nothing is wrong with the row in hand, and what failed is simply done again. */
export function isPassing(failure: unknown): boolean {
  const kind = toDatabaseError(failure)?.kind
  return kind !== undefined && ['unavailable', 'lockTimeout', 'statementTimeout', 'conflict'].includes(kind)
}
