import type pg from 'pg'
import { remember } from '../shared/remember.js'
import type { Statement } from './statement.js'

/**
 * Texts of one kind that are prepared: every connection keeps them, those of the search 0.3 to 0.8 MB each. A text that
 * was asked for a few times only takes no place from those that many ask for; it is sent unprepared.
 */
const MOST_OF_A_KIND = 100
const FEW_TIMES = 3
const MOST_COUNTED = 1000
const names = new Map<string, string>()
const numbers = new Map<string, number>()
const times = new Map<string, number>()

/** A page as it is mostly asked for, with the row that tells of more: shorter ones are read as long, and cut. */
const USUAL_PAGE = 21

/** How many rows a statement reads for so many; the size stands in its text, so that few make few texts. */
export const pageSize = (limit: number): number => Math.max(USUAL_PAGE, limit)
export const isUsualPage = (limit: number): boolean => limit <= USUAL_PAGE

/**
 * A statement whose text depends on which filters were asked for, values always bound: each text that is asked for again
 * and again is prepared once per connection under a name of its own, so that Postgres need not plan it again.
 */
export function prepared(kind: string, text: string, values: unknown[]): pg.QueryConfig {
  const name = names.get(text) ?? nameOf(kind, text)
  return name === undefined ? { text, values } : { name, text, values }
}

function nameOf(kind: string, text: string): string | undefined {
  const number = numbers.get(kind) ?? 0
  const time = (times.get(text) ?? 0) + 1
  if (number >= MOST_OF_A_KIND) return undefined
  if (time <= FEW_TIMES) {
    remember(times, MOST_COUNTED, text, time)
    return undefined
  }
  times.delete(text)
  const name = `${kind}-${number}`
  names.set(text, name)
  numbers.set(kind, number + 1)
  return name
}

/** A statement with the size of its page in the text: prepared when it is the usual one, since all others are rare. */
export const preparedPage = (kind: string, { text, values }: Statement, limit: number): pg.QueryConfig =>
  isUsualPage(limit) ? prepared(kind, text, values) : { text, values }
