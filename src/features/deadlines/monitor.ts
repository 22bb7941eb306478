import type pg from 'pg'
import type { Log } from '../../database/log.js'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import { emit } from '../../events/emit.js'
import { describeFailure, isPassing } from '../../jobs/failure.js'
import { createPulse, type PulseRunner } from '../../jobs/pulse.js'
import { alertEvent, relitEvent } from './alert-events.js'
import { selectMonitorState } from './alert-store.js'
import type { Calendars } from './calendar-cache.js'
import {
  type ClockOwners,
  type Consequence,
  clockOwnerOf,
  idsByOwner,
  type Subject,
  subjectsOf,
} from './clock-owners.js'
import { putClocksAside, tidyClocksAside } from './clocks-aside.js'
import { escalateAlerts } from './escalate-alerts.js'
import { expiredOf, type OwnedClock, reckonClock } from './look-at-clock.js'
import {
  type ClaimedClock,
  claimClock,
  claimClocks,
  type LookWrite,
  recordRelit,
  saveLooks,
  saveTick,
  selectDueClocks,
} from './monitor-store.js'

/** Clocks that are looked at in one transaction. */
export const BATCH = 500
const TICK_MS = 1000

export interface MonitorDeps {
  pool: pg.Pool
  log: Log
  calendars: Calendars
  /** What clocks belong to; their consequences go the same way as people's acts. */
  owners: ClockOwners
}

export interface Monitor extends PulseRunner {
  /** Looks at everything that is due now; the number of clocks looked at. */
  tick(): Promise<number>
}

/**
 * 时限监察: looks at each clock when its lamp may change or a consequence falls due, by the database's time. Batches are
 * claimed with SKIP LOCKED, so any number of instances may run it; a unique key keeps an alert from being raised twice.
 */
export function createMonitor(deps: MonitorDeps): Monitor {
  const { pool, log } = deps
  const beat = async (signal: AbortSignal): Promise<number> => {
    const began = performance.now()
    let looked = 0
    let fired = 0
    for (;;) {
      const batch = await lookAtBatch(deps)
      looked += batch.looked
      fired += batch.fired
      if (batch.looked < BATCH || signal.aborted) break
    }
    await escalateAlerts(pool)
    await tidyClocksAside(pool)
    await saveTick(pool, { looked, fired, durationMs: performance.now() - began })
    return looked
  }
  const backlog = async () => (await selectMonitorState(pool))?.backlog ?? 0
  const pulse = createPulse(pool, log, { name: 'monitor', everyMs: TICK_MS, beat, backlog })
  return { ...pulse, tick: pulse.beat }
}

interface Looked {
  looked: number
  fired: number
}

/** One batch. Where it fails as a whole, each clock is looked at by itself, and the one that fails is put aside. */
async function lookAtBatch(deps: MonitorDeps): Promise<Looked> {
  try {
    return await lookAt(deps, (db) => claimClocks(db, BATCH))
  } catch (failure) {
    if (isPassing(failure)) throw failure
    deps.log.warn(`a batch of clocks failed, each is looked at by itself: ${describeFailure(failure)}`)
    return lookOneByOne(deps)
  }
}

async function lookOneByOne(deps: MonitorDeps): Promise<Looked> {
  const sum = { looked: 0, fired: 0 }
  for (const key of await selectDueClocks(deps.pool, BATCH)) {
    let claimed: ClaimedClock[] = []
    const claim = async (db: Queryable) => {
      claimed = await claimClock(db, key)
      return claimed
    }
    try {
      const { looked, fired } = await lookAt(deps, claim)
      sum.looked += looked
      sum.fired += fired
    } catch (failure) {
      if (isPassing(failure)) throw failure
      sum.looked += 1
      await aside(deps, claimed, describeFailure(failure))
    }
  }
  return sum
}

async function aside(deps: MonitorDeps, clocks: readonly ClaimedClock[], error: string): Promise<void> {
  // What it belongs to may be the very thing that fails.
  const subjects = await subjectsOf(deps.pool, deps.owners, clocks).catch(() => new Map<string, Subject>())
  await withTransaction(deps.pool, (db) =>
    putClocksAside(
      db,
      clocks.map((clock) => ({ clock: { ...clock, subject: subjects.get(clock.case_id) }, error })),
    ),
  )
}

/** Claimed and written in one short transaction, consequences after it. */
async function lookAt(deps: MonitorDeps, claim: (db: Queryable) => Promise<ClaimedClock[]>): Promise<Looked> {
  const { owners } = deps
  const { claimed, strange, expired, fired } = await withTransaction(deps.pool, async (db) => {
    const clocks = await claim(db)
    // Most ticks find nothing due: they do not ask for the calendars either.
    if (clocks.length === 0) return { claimed: [], strange: [], expired: [], fired: 0 }
    const book = await deps.calendars.within(db)
    const subjects = await subjectsOf(db, owners, clocks)
    const claimed = clocks.map((clock) => ({ ...clock, subject: subjects.get(clock.case_id) }))
    const reckoned = claimed.map((clock) => reckonClock(clock, book, owners))
    const strange = reckoned.flatMap((each) => ('error' in each ? [each] : []))
    await putClocksAside(db, strange)
    const known = reckoned.flatMap((each) => ('write' in each ? [each] : []))
    const looks = known.map(({ write }) => write)
    const told = looks.length === 0 ? [] : await saveLooks(db, looks)
    for (const [kind, ids] of idsByOwner(looks)) await clockOwnerOf(owners, kind)?.show(db, ids)
    await emit(db, ...told.map(({ what, ...alert }) => alertEvent(what, alert)))
    await tellRelit(db, known)
    const fired = told.filter(({ what }) => what === 'raise').length
    const expired = known.flatMap(({ clock }) => {
      const consequence = expiredOf(clock, book, owners)
      return consequence === undefined ? [] : [{ clock, consequence }]
    })
    return { claimed, strange, fired, expired }
  })
  const [first] = strange
  if (first !== undefined)
    deps.log.warn(
      `${strange.length} clocks cannot be reckoned and are put aside, e.g. of ${first.clock.subject?.no ?? first.clock.case_id}: ${first.error}`,
    )
  for (const { clock, consequence } of expired) await performFor(deps, clock, consequence)
  return { looked: claimed.length, fired }
}

/** A rule has changed, and these show another lamp by it: each leaves a record with its alert, and an event (规则变更亮灯). */
async function tellRelit(
  db: Queryable,
  known: readonly { clock: OwnedClock; write: LookWrite }[],
): Promise<void> {
  const relit = known.flatMap(
    ({ clock: { case_id, clock_id, lamp: from, next_look_why }, write: { lamp: to } }) =>
      next_look_why === 'RULE' && from !== to ? [{ case_id, clock_id, from, to }] : [],
  )
  if (relit.length === 0) return
  const alerts = await recordRelit(db, relit)
  await emit(db, ...alerts.map(({ from, to, ...alert }) => relitEvent(alert, { from, to })))
}

/** What the law attaches to the end of a clock. One that fails is put aside, and tried again by whichever instance. */
async function performFor(deps: MonitorDeps, clock: OwnedClock, consequence: Consequence): Promise<void> {
  try {
    await consequence.perform(clock.subject?.no ?? '')
  } catch (failure) {
    const error = `${consequence.action}: ${describeFailure(failure)}`
    deps.log.warn(`the consequence of a limit is tried again: ${error}`)
    // The clock's next look is a minute ahead: where the database was away, that is enough.
    if (!isPassing(failure)) await aside(deps, [clock], error)
  }
}
