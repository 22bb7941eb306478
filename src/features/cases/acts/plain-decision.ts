import type { Behaviour, Decision, PlainEvent } from '../../workflow/decision.js'
import type { Status } from '../../workflow/statuses.js'
import type { CaseRecord } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { stateOf } from '../state-of-case.js'

/** An event that decides nothing: the version rises by one, and the feed tells it. Only a draft's end changes the status. */
export function plainDecision(
  record: CaseRecord,
  around: Surroundings,
  type: PlainEvent,
  {
    facts = {},
    behaviour,
    statusAfter = record.status,
  }: { facts?: Record<string, unknown>; behaviour?: Behaviour; statusAfter?: Status } = {},
): Decision {
  const event = {
    type,
    statusBefore: record.status,
    statusAfter,
    on: around.today,
    facts,
    actor: around.actor,
    tasksOpened: [],
    tasksClosed: [],
    ...(behaviour === undefined ? {} : { behaviour }),
  }
  const state = { ...stateOf(record, around), version: record.version + 1, status: statusAfter }
  return { kind: 'decision', state, events: [event], documents: [] }
}
