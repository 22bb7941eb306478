import { type Instant, legalDateOf } from '../../shared/time.js'

/** What a case is counted by (统计口径). */
export interface CountKey {
  organisation: string
  item: string
  /** `YYYY-MM` in which it began, in Asia/Shanghai. */
  month: string
  /** As the event tells it, whether this build knows it or not. */
  status: string
}

/** Where a case is counted, and after which of its events. */
export interface Counted extends CountKey {
  version: number
}

/** What counting needs of an event. */
export interface CountedEvent {
  caseId: string
  version: number
  occurredAt: Instant
  status: string
  organisation: string | undefined
  item: string | undefined
}

export interface CountChange extends CountKey {
  /** Never 0. */
  change: number
}

/** The first event of a case that is counted does not say whose it is or for what. */
export class EventIncomplete extends Error {
  override readonly name = 'EventIncomplete'
}

/**
 * What of an event is counted; undefined for what tells of no case's status: other subjects, and events written before
 * they had a schema. Types are not looked at: one that a newer release writes is counted by the status that it tells.
 */
export function countedEvent(caseId: string, document: string): CountedEvent | undefined {
  const { subject, version, occurredAt, payload } = JSON.parse(document) as {
    subject?: { kind: string }
    version: number
    occurredAt: Instant
    payload: Record<string, unknown>
  }
  if (subject?.kind !== 'case') return undefined
  const status = textOf(payload.status)
  if (status === undefined) return undefined
  return {
    caseId,
    version,
    occurredAt,
    status,
    organisation: textOf(payload.organisation),
    item: textOf(payload.itemCode),
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/**
 * How events, in their order, change what is counted: where each case stands after them, and by how much each count
 * changes, in a fixed order. An event that is counted already changes nothing. Throws `EventIncomplete`.
 */
export function countEvents(
  before: ReadonlyMap<string, Counted>,
  events: readonly CountedEvent[],
): { after: Map<string, Counted>; changes: CountChange[] } {
  const after = new Map<string, Counted>()
  for (const event of events) {
    const last = after.get(event.caseId) ?? before.get(event.caseId)
    if (last === undefined || event.version > last.version) after.set(event.caseId, moved(last, event))
  }
  const changes = new Map<string, CountChange>()
  const add = ({ organisation, item, month, status }: CountKey, by: number): void => {
    const name = JSON.stringify([organisation, item, month, status])
    const change = (changes.get(name)?.change ?? 0) + by
    changes.set(name, { organisation, item, month, status, change })
  }
  for (const [caseId, now] of after) {
    const last = before.get(caseId)
    if (last !== undefined) add(last, -1)
    add(now, 1)
  }
  const ordered = [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change)
  return { after, changes: ordered.filter(({ change }) => change !== 0) }
}

/** A case keeps its month; its organ and item are what the last event says. */
function moved(last: Counted | undefined, event: CountedEvent): Counted {
  const organisation = event.organisation ?? last?.organisation
  const item = event.item ?? last?.item
  if (organisation === undefined || item === undefined) throw new EventIncomplete()
  const month = last?.month ?? legalDateOf(event.occurredAt).slice(0, 7)
  return { organisation, item, month, status: event.status, version: event.version }
}
