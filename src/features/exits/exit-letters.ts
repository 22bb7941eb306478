import type { Queryable } from '../../database/queryable.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import type { Delivery } from '../workflow/case-state.js'
import { settleLetter } from './exit-store.js'

/** Of a case, what says how its result was sent. */
interface Sent {
  id: string
  caseNo: string
  facts: { delivery?: Delivery; cameBack?: Delivery }
}

/** What became of a letter. */
export interface Fate {
  state: 'HANDED_OUT' | 'POSTED' | 'DELIVERED' | 'GIVEN_BACK'
  provenOn?: string
}

const OF_DESK: ReadonlySet<string> = new Set(['pickup', 'post'])

/** How it stands once more, where it was told by mistake that it came back or went to the wrong person (更正). Pure. */
export function restoredFate({ method, provenOn }: Delivery): Fate | undefined {
  if (!OF_DESK.has(method)) return undefined
  if (method === 'pickup') return { state: 'HANDED_OUT' }
  return provenOn === undefined ? { state: 'POSTED' } : { state: 'DELIVERED', provenOn }
}

/** What an act said of the letter with the result; undefined: nothing. Came back, it lies with the organ, not at the desk. Pure. */
export function fateOf(before: Delivery | undefined, after: Delivery | undefined): Fate | undefined {
  if (before === undefined || !OF_DESK.has(before.method)) return undefined
  if (after === undefined) return { state: 'GIVEN_BACK' }
  if (after.method !== 'post' || after.provenOn === before.provenOn) return undefined
  return after.provenOn === undefined ? { state: 'POSTED' } : { state: 'DELIVERED', provenOn: after.provenOn }
}

/**
 * One truth about a letter (妥投、退件): whichever door is told what became of it, the desk that posted it shows the same, in the
 * transaction in which the case says so. Undefined where nothing was told.
 */
export function followsLetter(
  before: Sent,
  after: Sent,
  caller: Caller,
): ((db: Queryable) => Promise<true>) | undefined {
  const { cameBack } = before.facts
  const isRestored = cameBack !== undefined && after.facts.delivery === cameBack
  const delivery = isRestored ? cameBack : before.facts.delivery
  const fate = isRestored ? restoredFate(cameBack) : fateOf(delivery, after.facts.delivery)
  if (delivery === undefined || fate === undefined) return undefined
  const letter = { caseNo: before.caseNo, exitId: delivery.exitId, postedOn: delivery.on }
  return async (db) => {
    await settleLetter(db, letter, { ...fate, by: subjectOf(caller), staffNo: caller.staffNo })
    return true
  }
}
