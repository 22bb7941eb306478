import type { Queryable } from '../../database/queryable.js'
import { problem } from '../../shared/problem.js'

/**
 * Keeps others from writing days or hours of a calendar until the transaction ends, so that revisions, events and jobs come
 * in one order. Gives its owner, undefined for the whole deployment; 404 without such a calendar.
 */
export async function lockCalendar(db: Queryable, code: string): Promise<string | undefined> {
  const { rows } = await db.query<{ organisation_code: string | null }>(
    'select organisation_code from calendars where code = $1 for update',
    [code],
  )
  const [calendar] = rows
  if (calendar === undefined) throw problem('NOT_FOUND')
  return calendar.organisation_code ?? undefined
}
