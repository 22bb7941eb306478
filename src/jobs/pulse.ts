import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Log } from '../database/log.js'
import { describeFailure } from './failure.js'
import { createPause } from './pause.js'
import { claimPulse, savePulse } from './pulse-store.js'

/**
 * Work that comes back (定时任务): small, safe to do from any number of instances at once and to kill at any moment. What
 * must happen once claims its rows with SKIP LOCKED, or locks the head of its chain, and is committed with its effect.
 */
export interface Pulse {
  /** Unique; what `GET /v1/monitor` and the log call it. */
  name: string
  everyMs: number
  /** Does what is due until nothing is left or the signal says that the instance stops; gives the number of things done. */
  beat(signal: AbortSignal): Promise<number>
  /** What still waits; asked for now and then, for people. */
  backlog?(): Promise<number>
  /** One instance is enough in each interval, e.g. for a sweep; which one does not matter. */
  alone?: boolean
  /** After a wake: what is committed in the next moments is taken along. */
  gatherMs?: number
  /** The same where it was woken again during the beat before: what comes without a pause goes in larger portions. */
  busyMs?: number
}

/** A pulse on this instance. */
export interface PulseRunner {
  readonly name: string
  start(): void
  /** Something is there to do: now, not at the next interval. */
  wake(): void
  /** Once, now, and the failure comes out; for tests and the command line. */
  beat(): Promise<number>
  /** Finishes what is in hand. */
  stop(): Promise<void>
}

/** How often the row of a pulse is written at most, as long as all goes well. */
const KEPT_MS = 10_000
const AFTER_FAILURE_MS = 1000

/** Beats at once, then in its interval, until it is stopped. What fails is said once, kept, and tried again. */
export function createPulse(pool: pg.Pool, log: Log, pulse: Pulse): PulseRunner {
  const { name, everyMs, alone = false, gatherMs = 0, busyMs = gatherMs } = pulse
  const pause = createPause()
  let stopping = new AbortController()
  let running: Promise<void> | undefined
  let isWoken = false
  let isFailing = false
  let done = 0
  let keptUntil = 0

  const keep = async (durationMs: number, error?: string): Promise<void> => {
    if (error === undefined && !isFailing && Date.now() < keptUntil) return
    keptUntil = Date.now() + KEPT_MS
    const counted = done
    const backlog = error === undefined ? await pulse.backlog?.() : undefined
    await savePulse(pool, { name, everyMs, durationMs, done: counted, backlog, error })
    done -= counted
  }

  const beat = async (): Promise<number> => {
    const began = performance.now()
    const count = await pulse.beat(stopping.signal)
    done += count
    await keep(performance.now() - began)
    return count
  }

  const once = async (): Promise<void> => {
    const began = performance.now()
    try {
      if (alone && !(await claimPulse(pool, name, everyMs))) return
      await beat()
      if (isFailing) log.info(`${name} goes on`)
      isFailing = false
    } catch (failure) {
      const error = describeFailure(failure)
      // Said once: the database may be away for long.
      if (!isFailing) log.warn(`${name} waits: ${error}`)
      isFailing = true
      await keep(performance.now() - began, error).catch(() => {})
    }
  }

  /** Who beats alone looks more often than it beats: the instance that beat last may be gone. */
  const waitMs = (): number => {
    const usual = alone ? everyMs / 10 : everyMs
    return isFailing ? Math.max(usual, AFTER_FAILURE_MS) : usual
  }

  const run = async (): Promise<void> => {
    let isBusy = false
    while (!stopping.signal.aborted) {
      if (isWoken && gatherMs > 0) await sleep(isBusy ? busyMs : gatherMs)
      isWoken = false
      await once()
      isBusy = isWoken
      if (!isWoken && !stopping.signal.aborted) await pause.wait(waitMs())
    }
  }

  return {
    name,
    beat,
    start() {
      running ??= run()
    },
    wake() {
      isWoken = true
      if (!isFailing) pause.end()
    },
    async stop() {
      stopping.abort()
      pause.end()
      await running
      running = undefined
      stopping = new AbortController()
    },
  }
}
