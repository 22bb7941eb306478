import type pg from 'pg'
import type { Log } from '../../database/log.js'
import { withTransaction } from '../../database/transaction.js'
import { emit } from '../../events/emit.js'
import { describeFailure } from '../../jobs/failure.js'
import { createPulse, type PulseRunner } from '../../jobs/pulse.js'
import { newId } from '../../shared/ids.js'
import { type Instant, type LegalDate, legalDateOf, startOfLegalDate } from '../../shared/time.js'
import { alertEvent } from './alert-events.js'
import { selectMonitorState } from './alert-store.js'
import type { CalendarBook, Calendars } from './calendar-cache.js'
import { type ClockState, dueOn, isKnownClock, isOverdue, type Lamp, overBy, remainingDays } from './clock.js'
import { CONSEQUENCES, type Consequence } from './consequences.js'
import { lampOn, nextLook } from './lamps.js'
import {
  type ClaimedClock,
  claimClocks,
  type LookWrite,
  putAside,
  saveLooks,
  saveTick,
} from './monitor-store.js'

/** Clocks that are looked at in one transaction. */
export const BATCH = 500
const TICK_MS = 1000
/** A consequence that could not be drawn is tried again after this, so that nothing is lost and nothing runs hot. */
const RETRY_MS = 60_000
/** A clock that cannot be reckoned (its calendar is not there) is looked at again after this. */
const ASIDE_MS = 600_000

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
    await saveTick(pool, { looked, fired, durationMs: performance.now() - began })
    return looked
  }
  const backlog = async () => (await selectMonitorState(pool))?.backlog ?? 0
  const pulse = createPulse(pool, log, { name: 'monitor', everyMs: TICK_MS, beat, backlog })
  return { ...pulse, tick: pulse.beat }
}

/** One batch: claimed and written in one short transaction, consequences after it. */
async function lookAtBatch({
  pool,
  calendars,
  perform,
  log,
}: MonitorDeps): Promise<{ looked: number; fired: number }> {
  const book = await calendars.current()
  const { claimed, strange, expired, fired } = await withTransaction(pool, async (db) => {
    const claimed = await claimClocks(db, BATCH)
    const looks = claimed.map((clock) => reckon(clock, book))
    const strange = claimed.filter((_, index) => looks[index] === undefined)
    const [first] = strange
    if (first !== undefined) await putAside(db, strange, later(first.now, ASIDE_MS))
    const known = looks.filter((write) => write !== undefined)
    const told = known.length === 0 ? [] : await saveLooks(db, known)
    await emit(db, ...told.map(({ what, ...alert }) => alertEvent(what, alert)))
    const fired = told.filter(({ what }) => what === 'raise').length
    const expired = claimed.filter((clock, index) => looks[index] !== undefined && hasExpired(clock, book))
    return { claimed, strange, fired, expired }
  })
  const [first] = strange
  if (first !== undefined) {
    const which = `${first.state.kind} of ${first.case_no}, calendar ${first.state.calendar}`
    log.warn(`${strange.length} clocks cannot be reckoned and are put aside, e.g. ${which}`)
  }
  for (const clock of expired) {
    // The clock's next look is a minute ahead: a failure here is tried again then, by whichever instance.
    const consequence = CONSEQUENCES[clock.state.kind]
    if (consequence === undefined) continue
    await perform(clock.case_no, consequence.action).catch((error: unknown) => {
      log.warn(`the consequence of a limit is tried again: ${describeFailure(error)}`)
    })
  }
  return { looked: claimed.length, fired }
}

/** Whatever is wrong with one clock must not keep the others waiting. */
function reckon(clock: ClaimedClock, book: CalendarBook): LookWrite | undefined {
  try {
    return isKnownClock(clock.state, book) ? look(clock, book) : undefined
  } catch {
    return undefined
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
