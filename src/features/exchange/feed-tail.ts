import type pg from 'pg'
import type { Listener } from '../../database/listener.js'
import type { Reach } from '../../shared/caller.js'
import type { FeedPlace } from './feed-cursor.js'
import { createFeedSignal } from './feed-signal.js'
import { readPage, selectPlace } from './feed-store.js'

/** An event that came, at its place. */
export interface TailEvent {
  /** What `placeAt` takes: `epoch:position`. */
  id: string
  /** The event as the catalogue has it. */
  document: string
}

/** The end of the feed, for who shows what happens while it happens. */
export interface FeedTail {
  /** Where an id stands, or without one where the feed ends now; undefined: the feed was made anew since, or it is none. */
  placeAt(id: string | undefined): Promise<FeedPlace | undefined>
  /** What a reach sees after a place; waits up to `ms` where nothing is there yet. */
  next(
    reach: Reach,
    after: FeedPlace,
    ms: number,
    ended: AbortSignal,
  ): Promise<{ place: FeedPlace; events: TailEvent[] }>
  isClosed(): boolean
  close(): Promise<void>
}

/** Positions that one look passes over at most. */
const LOOKED = 500
const ID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,15})$/

export function createFeedTail(pool: pg.Pool, listener: Listener): FeedTail {
  const signal = createFeedSignal(pool, listener)
  return {
    async placeAt(id) {
      const [, epoch, position] = ID.exec(id ?? '') ?? []
      if (id !== undefined && epoch === undefined) return undefined
      const place = await selectPlace(pool, position === undefined ? undefined : Number(position))
      return epoch === undefined || place?.epoch === epoch ? place : undefined
    },
    async next(reach, after, ms, ended) {
      const turn = signal.turn()
      const page = await readPage(pool, after, LOOKED, reach, '\n')
      if (!page.valid) return { place: after, events: [] }
      const place = { epoch: page.epoch, position: page.readTo, hash: page.hash }
      const events = (page.events ?? '').split('\n').filter((line) => line !== '')
      if (events.length === 0 && page.readTo === page.head && ms > 0) await signal.moved(turn, ms, ended)
      return {
        place,
        events: events.map((document) => ({
          id: `${page.epoch}:${(JSON.parse(document) as { position: number }).position}`,
          document,
        })),
      }
    },
    isClosed: () => signal.isClosed(),
    close: () => signal.close(),
  }
}
