import type { EventClock } from '../../events/event-parts.js'
import { besideHash, wordsHash } from '../../events/make-event.js'
import type { StoredEvent } from './verify-store.js'

/** An event's document, as far as it is checked. */
export interface ToldEvent {
  id?: string
  subject?: { kind: string; no: string }
  caseNo?: string
  type: string
  v?: number
  occurredAt: string
  version: number
  clocks?: readonly EventClock[]
  payload: Record<string, unknown>
}

/** The document of an event; undefined when it is no JSON any more. */
export function readTold(document: string): ToldEvent | undefined {
  try {
    const told: unknown = JSON.parse(document)
    return typeof told === 'object' && told !== null && 'payload' in told ? (told as ToldEvent) : undefined
  } catch {
    return undefined
  }
}

/**
 * What in the row of an event does not fit its document: columns that say otherwise, words, actor or reach that were
 * altered beside it. Pure. Of an event from before the catalogue (`salt` null) only the columns can be checked.
 */
export function checkEvent(row: StoredEvent): string[] {
  const told = readTold(row.document)
  if (told === undefined) return ['the document is no event']
  const found = columnsThatDiffer(row, told)
  if (row.salt === null) return told.v === undefined ? found : [...found, 'the salt of its hashes is gone']
  const { salt, actor, divisions, organs, remarks } = row
  const { payload } = told
  if (payload.besideHash !== besideHash(salt, { actor, divisions, organs: organs ?? [] }))
    found.push('its actor, or who may see it, was altered')
  if (payload.wordsHash !== (remarks === null ? undefined : wordsHash(salt, remarks)))
    found.push('its words were altered')
  return found
}

function columnsThatDiffer(row: StoredEvent, told: ToldEvent): string[] {
  const isLegacy = told.v === undefined
  const type = isLegacy || row.subject_kind !== 'case' ? row.type : `case.${row.type}`
  const pairs: [string, unknown, unknown][] = [
    ['version', row.version, told.version],
    ['type', type, told.type],
    ['instant', row.occurred_at, told.occurredAt],
    ...(isLegacy
      ? []
      : ([
          ['id', row.event_id, told.id],
          ['subject', row.subject_kind, told.subject?.kind],
        ] as [string, unknown, unknown][])),
  ]
  return pairs.filter(([, stored, said]) => stored !== said).map(([what]) => `its ${what} was altered`)
}
