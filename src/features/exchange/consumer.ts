import type { Queryable } from '../../database/queryable.js'

/** An event at its place in the feed, as a consumer gets it. */
export interface FeedEntry {
  position: number
  /** The case's row; of what is no case, the event itself. */
  subjectId: string
  /** Canonical JSON. */
  document: string
  /** Who may see it, by place. */
  divisions: readonly string[]
}

/**
 * Who makes something of its own from the log of events (消费者). It has a position, moved in the transaction in which
 * `apply` writes, so each event counts once however often a process is killed. It can be made anew from the first event
 * beside the running service: every row of its own carries the generation that it belongs to.
 */
export interface Consumer {
  /** Unique; what `consumers list`, the metrics and `GET /v1/monitor` call it. */
  name: string
  /**
   * Applies events in their order, of each subject without a gap. What it throws puts these subjects aside, with their
   * later events, until it goes well. What it does not know it passes over: a newer release may run beside it.
   */
  apply(db: Queryable, generation: number, entries: readonly FeedEntry[]): Promise<void>
  /** Deletes up to `limit` rows of a generation that nobody reads any more; 0 when none is left. */
  drop(db: Queryable, generation: number, limit: number): Promise<number>
}
