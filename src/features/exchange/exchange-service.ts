import type pg from 'pg'
import type { Listener } from '../../database/listener.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { type Problem, problem } from '../../shared/problem.js'
import { platformReach } from '../access/competence.js'
import { type FeedPlace, readCursor, writeCursor } from './feed-cursor.js'
import { createFeedSignal } from './feed-signal.js'
import { type FeedPage, readPage } from './feed-store.js'

export const CHANGES_PATH = '/v1/exchange/changes'

export interface ChangesQuery {
  /** Cursor of the last page; absent: from the first event. */
  after?: string | undefined
  /** Positions a page passes over at most, 1 to 1,000. */
  limit: number
  /** Seconds to wait for an event when there is none, 0 to 60. */
  wait: number
}

/** A page of the feed. */
export interface Changes {
  epoch: string
  /** Events of src/events/catalogue.ts as JSON objects, ready to send, the separator between. */
  events: string
  nextCursor: string
  readTo: number
  hasMore: boolean
  /** Of the event at `readTo`, hexadecimal. */
  hash: string
}

export interface Exchange {
  readChanges(caller: Caller, query: ChangesQuery, separator: string, ended: AbortSignal): Promise<Changes>
  /** Answers the requests that wait, at shutdown. */
  stop(): Promise<void>
}

export function createExchange(pool: pg.Pool, cursorKey: Buffer, listener: Listener): Exchange {
  const polls = new Map<string, number>()
  const pages = new Map<string, Promise<FeedPage>>()
  const signal = createFeedSignal(pool, listener)

  /**
   * Reads the next page that the caller may see (变更订阅): one query. With `wait`, an empty page at the end of the
   * feed is held back until an event comes; no connection is held meanwhile. Fails with INVALID_CURSOR, and with GONE
   * when the cursor does not belong to this history of the database.
   */
  const readChanges: Exchange['readChanges'] = async (caller, query, separator, ended) => {
    const reach = platformReach(caller)
    const until = performance.now() + query.wait * 1000
    let after = placeOf(query.after)
    // Kept from the first wait to the answer: an event of others wakes all, and nobody is turned away by that.
    let leave: (() => void) | undefined
    try {
      for (;;) {
        const turn = signal.turn()
        // Who waits at the same place with the same rights reads the same page: one query for all of them.
        const key = JSON.stringify([
          turn,
          after?.epoch,
          after?.position,
          after?.hash.toString('hex'),
          query.limit,
          reach,
          separator,
        ])
        const page = await shared(pages, key, () => readPage(pool, after, query.limit, reach, separator))
        if (!page.valid) throw gone(page.epoch)
        after = { epoch: page.epoch, position: page.readTo, hash: page.hash }
        const left = until - performance.now()
        const isQuiet = page.events === null && page.readTo === page.head
        if (!isQuiet || left <= 0 || signal.isClosed()) return changesOf(page, after)
        leave ??= takePlace(polls, subjectOf(caller))
        await signal.moved(turn, left, ended)
        if (ended.aborted) return changesOf(page, after)
      }
    } finally {
      leave?.()
    }
  }

  const placeOf = (cursor: string | undefined): FeedPlace | undefined => {
    if (cursor === undefined) return undefined
    const place = readCursor(cursor, cursorKey)
    if (place === undefined) throw invalidCursor()
    return place
  }

  const changesOf = (page: FeedPage, place: FeedPlace): Changes => ({
    epoch: page.epoch,
    events: page.events ?? '',
    nextCursor: writeCursor(place, cursorKey),
    readTo: page.readTo,
    hasMore: page.readTo < page.head,
    hash: page.hash.toString('hex'),
  })

  return { readChanges, stop: () => signal.close() }
}

/** What is asked for while the same is under way is not asked again. */
function shared<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const there = known.get(key)
  if (there !== undefined) return there
  const made = make().finally(() => known.delete(key))
  known.set(key, made)
  return made
}

/** Each request that waits is woken by every event: nobody has more of them than a platform with its stand-ins needs. */
const MOST_POLLS = 50

/** Takes a place among those who wait (429 where the caller has all of them already); returns how to give it back. */
function takePlace(polls: Map<string, number>, caller: string): () => void {
  const waiting = polls.get(caller) ?? 0
  if (waiting >= MOST_POLLS) throw problem('RATE_LIMITED', { headers: { 'retry-after': '1' } })
  polls.set(caller, waiting + 1)
  return () => {
    const left = (polls.get(caller) ?? 1) - 1
    if (left === 0) polls.delete(caller)
    else polls.set(caller, left)
  }
}

function invalidCursor(): Problem {
  return problem('INVALID_CURSOR', {
    errors: [
      {
        pointer: '?after',
        code: 'INVALID_CURSOR',
        message: { zh: '不是本服务给出的游标', en: 'This is not a cursor of this service' },
      },
    ],
  })
}

/** The database was restored or rebuilt: what the reader holds may contain events that no longer exist. */
function gone(epoch: string): Problem {
  return problem('GONE', {
    detail: {
      zh: '游标不属于当前变更序列（数据库可能已恢复或重建）。请丢弃已接收的数据，不带 after 从头重新读取。',
      en: 'The cursor is not of the present sequence of changes: the database was restored or rebuilt. Discard what you hold and read again from the start, without after.',
    },
    extensions: { epoch, resynchronise: { method: 'GET', href: CHANGES_PATH } },
  })
}
