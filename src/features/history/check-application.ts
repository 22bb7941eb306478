import { applicationHash } from '../../events/application-hash.js'
import { readTold } from './check-event.js'
import type { StoredEvent, StoredPart } from './verify-store.js'

/**
 * Parties and materials of a case (当事人、申请材料) that are not as its last act left them: altered, removed or put in. Pure.
 * An act of a release that did not bind them may have changed them: then nothing is compared until the next one.
 */
export function checkApplication(
  events: readonly StoredEvent[],
  parties: readonly StoredPart[],
  materials: readonly StoredPart[],
): string[] {
  // A clock that moves with the calendar is no act on the case.
  const last = events
    .map((event) => ({ salt: event.salt, told: readTold(event.document) }))
    .findLast(({ told }) => told?.type !== 'case.clockMoved')
  const said = last?.told?.payload.applicationHash
  if (said === undefined) return []
  const rows = (parts: readonly StoredPart[]) => parts.map(({ row }) => row)
  const stored = applicationHash(last?.salt ?? '', { parties: rows(parties), materials: rows(materials) })
  return stored === said ? [] : ['its parties or materials are not what its events say']
}
