import type { Behaviour, Decision, PlainEvent } from '../../workflow/decision.js'
import type { CaseRecord } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { stateOf } from '../state-of-case.js'

/** An event that changes no status: the version rises by one, and the feed tells it. */
export function plainDecision(
  record: CaseRecord,
  around: Surroundings,
  type: PlainEvent,
  { facts = {}, behaviour }: { facts?: Record<string, unknown>; behaviour?: Behaviour } = {},
): Decision {
  const event = {
    type,
    statusBefore: record.status,
    statusAfter: record.status,
    on: around.today,
    facts,
    actor: around.actor,
    tasksOpened: [],
    tasksClosed: [],
    ...(behaviour === undefined ? {} : { behaviour }),
  }
  const state = { ...stateOf(record, around), version: record.version + 1 }
  return { kind: 'decision', state, events: [event], documents: [] }
}
