import type pg from 'pg'
import type { Log } from '../../database/log.js'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import { emit } from '../../events/emit.js'
import { describeFailure, isPassing } from '../../jobs/failure.js'
import { createPulse, type PulseRunner } from '../../jobs/pulse.js'
import { newId } from '../../shared/ids.js'
import { type Instant, type LegalDate, legalDateOf, startOfLegalDate } from '../../shared/time.js'
import { alertEvent } from './alert-events.js'
import { selectMonitorState } from './alert-store.js'
import type { CalendarBook, Calendars } from './calendar-cache.js'
import { type ClockState, dueOn, isKnownClock, isOverdue, type Lamp, overBy, remainingDays } from './clock.js'
import { putClocksAside, type StrangeClock, tidyClocksAside } from './clocks-aside.js'
import { CONSEQUENCES, type Consequence } from './consequences.js'
import { lampOn, nextLook } from './lamps.js'
import {
  type ClaimedClock,
  claimClock,
  claimClocks,
  type LookWrite,
  saveLooks,
  saveTick,
  selectDueClocks,
} from './monitor-store.js'

/** Clocks that are looked at in one transaction. */
export const BATCH = 500
const TICK_MS = 1000
/** A consequence that could not be drawn is tried again after this, so that nothing is lost and nothing runs hot. */
const RETRY_MS = 60_000

/** Performs what the law attaches to the end of a clock; given by the cases feature, so that there is one way to a status. */
export type Perform = (caseNo: string, action: Consequence['action']) => Promise<void>

export interface MonitorDeps {
  pool: pg.Pool
  log: Log
  calendars: Calendars
  perform: Perform
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
  const book = await deps.calendars.current()
  try {
    return await lookAt(deps, book, (db) => claimClocks(db, BATCH))
  } catch (failure) {
    if (isPassing(failure)) throw failure
    deps.log.warn(`a batch of clocks failed, each is looked at by itself: ${describeFailure(failure)}`)
    return lookOneByOne(deps, book)
  }
}

async function lookOneByOne(deps: MonitorDeps, book: CalendarBook): Promise<Looked> {
  const sum = { looked: 0, fired: 0 }
  for (const key of await selectDueClocks(deps.pool, BATCH)) {
    let claimed: ClaimedClock[] = []
    const claim = async (db: Queryable) => {
      claimed = await claimClock(db, key)
      return claimed
    }
    try {
      const { looked, fired } = await lookAt(deps, book, claim)
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

const aside = (deps: MonitorDeps, clocks: readonly ClaimedClock[], error: string): Promise<void> =>
  withTransaction(deps.pool, (db) =>
    putClocksAside(
      db,
      clocks.map((clock) => ({ clock, error })),
    ),
  )

/** Claimed and written in one short transaction, consequences after it. */
async function lookAt(
  deps: MonitorDeps,
  book: CalendarBook,
  claim: (db: Queryable) => Promise<ClaimedClock[]>,
): Promise<Looked> {
  const { claimed, strange, expired, fired } = await withTransaction(deps.pool, async (db) => {
    const claimed = await claim(db)
    const reckoned = claimed.map((clock) => reckon(clock, book))
    const strange = reckoned.flatMap((each) => ('error' in each ? [each] : []))
    await putClocksAside(db, strange)
    const known = reckoned.flatMap((each) => ('write' in each ? [each] : []))
    const told =
      known.length === 0
        ? []
        : await saveLooks(
            db,
            known.map(({ write }) => write),
          )
    await emit(db, ...told.map(({ what, ...alert }) => alertEvent(what, alert)))
    const fired = told.filter(({ what }) => what === 'raise').length
    const expired = known.map(({ clock }) => clock).filter((clock) => hasExpired(clock, book))
    return { claimed, strange, fired, expired }
  })
  const [first] = strange
  if (first !== undefined)
    deps.log.warn(
      `${strange.length} clocks cannot be reckoned and are put aside, e.g. of ${first.clock.case_no}: ${first.error}`,
    )
  for (const clock of expired) await performFor(deps, clock)
  return { looked: claimed.length, fired }
}

/** What the law attaches to the end of a clock. One that fails is put aside, and tried again by whichever instance. */
async function performFor(deps: MonitorDeps, clock: ClaimedClock): Promise<void> {
  const consequence = CONSEQUENCES[clock.state.kind]
  if (consequence === undefined) return
  try {
    await deps.perform(clock.case_no, consequence.action)
  } catch (failure) {
    const error = `${consequence.action}: ${describeFailure(failure)}`
    deps.log.warn(`the consequence of a limit is tried again: ${error}`)
    // The clock's next look is a minute ahead: where the database was away, that is enough.
    if (!isPassing(failure)) await aside(deps, [clock], error)
  }
}

/** What is to be written of a clock, or why it is put aside: whatever is wrong with one must not keep others waiting. */
function reckon(
  clock: ClaimedClock,
  book: CalendarBook,
): { clock: ClaimedClock; write: LookWrite } | StrangeClock {
  try {
    if (isKnownClock(clock.state, book)) return { clock, write: look(clock, book) }
    const { kind, calendar } = clock.state
    const why = book.has(calendar) ? 'a unit of its limit is unknown here' : `no calendar ${calendar} here`
    return { clock, error: `${kind}: ${why}` }
  } catch (failure) {
    return { clock, error: describeFailure(failure) }
  }
}

const hasExpired = (clock: ClaimedClock, book: CalendarBook): boolean =>
  CONSEQUENCES[clock.state.kind]?.status === clock.status &&
  clock.automatic &&
  isOverdue(clock.state, legalDateOf(clock.now), book.calendarOf(clock.state.calendar))

/** What a clock shows today, the alert of it, and when to look again. */
function look(clock: ClaimedClock, book: CalendarBook): LookWrite {
  const { state, now } = clock
  const calendar = book.calendarOf(state.calendar)
  const today = legalDateOf(now)
  const lamp = lampOn(state, today, calendar, book.rules)
  const next = hasExpired(clock, book)
    ? { at: later(now, RETRY_MS), why: 'EXPIRED' }
    : upcoming(state, today, lamp, book)
  const due = dueOn(state, calendar)
  const rule = book.rules.find((each) => each.kind === state.kind && each.level === lamp)
  const raise = lamp !== 'NONE' && !hasExpired(clock, book)
  return {
    case_id: clock.case_id,
    clock_id: clock.clock_id,
    lamp,
    next_look_at: next?.at ?? null,
    next_look_why: next?.why ?? null,
    alert_id: raise ? newId() : null,
    case_no: clock.case_no,
    divisions: clock.divisions,
    rule: state.kind,
    rule_version: rule?.version ?? 1,
    facts: {
      due: due.dueOn,
      today,
      overBy: overBy(state, today, calendar),
      remaining: remainingDays(state, today, calendar),
    },
  }
}

function upcoming(
  state: ClockState,
  today: LegalDate,
  lamp: Lamp,
  book: CalendarBook,
): { at: Instant; why: string } | undefined {
  const next = nextLook(state, today, book.calendarOf(state.calendar), book.rules, lamp)
  return next && { at: startOfLegalDate(next.at), why: next.why }
}

const later = (now: Instant, ms: number): Instant => new Date(Date.parse(now) + ms).toISOString()
