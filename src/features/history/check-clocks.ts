import type { EventClock } from '../../events/event-parts.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import type { ToldEvent } from './check-event.js'

/** A clock as its row keeps it. */
export interface StoredClock {
  case_id: string
  clock_id: string
  kind: string
  started_on: string
  due_on: string | null
  stopped_on: string | null
  state: StoredClockState
}

interface StoredClockState {
  kind: string
  startedOn: string
  limit: { amount: number; unit: string }
  pauses: readonly { to?: string }[]
  stoppedOn?: string
  frozenLamp?: string
  taskId?: string
  undone?: true
}

/**
 * Clocks of a case that are not as the last event that changed them told them, that no event began, or that are gone.
 * Pure. Events from before the catalogue repeat all clocks without saying which: of such a case nothing is compared.
 */
export function checkClocks(
  clocks: readonly StoredClock[],
  told: readonly (ToldEvent | undefined)[],
): string[] {
  if (told.some((event) => event?.v === undefined)) return []
  const last = new Map<string, EventClock>()
  for (const event of told) for (const clock of event?.clocks ?? []) last.set(clock.clockId, clock)
  const stored = new Set(clocks.map(({ clock_id }) => clock_id))
  return [
    ...clocks.flatMap((row) => {
      const clock = last.get(row.clock_id)
      if (clock === undefined) return [`no event began the clock ${row.clock_id}`]
      return isAsTold(row, clock) ? [] : [`the clock ${row.clock_id} is not what its events say`]
    }),
    ...[...last.keys()].filter((id) => !stored.has(id)).map((id) => `the clock ${id} is gone`),
  ]
}

function isAsTold({ kind, started_on, due_on, stopped_on, state }: StoredClock, told: EventClock): boolean {
  const { limit, stoppedOn, frozenLamp: lamp, taskId, undone } = state
  const isPaused = stoppedOn === undefined && state.pauses.some(({ to }) => to === undefined)
  const now = stoppedOn !== undefined ? 'STOPPED' : isPaused ? 'PAUSED' : 'RUNNING'
  const { amount, unit } = limit
  const known = { kind, startedOn: started_on, limit: { amount, unit }, stoppedOn: stopped_on ?? undefined }
  return (
    state.kind === kind &&
    state.startedOn === started_on &&
    stoppedOn === known.stoppedOn &&
    canonicalJson({ ...known, state: now, lamp, taskId, undone }) ===
      canonicalJson({
        kind: told.kind,
        startedOn: told.startedOn,
        limit: told.limit,
        stoppedOn: told.stoppedOn,
        state: told.state,
        lamp: told.lamp,
        taskId: told.taskId,
        undone: told.undone,
      }) &&
    (now !== 'RUNNING' || (due_on ?? undefined) === told.due)
  )
}
