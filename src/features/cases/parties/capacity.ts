import { type Caller, subjectOf } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import type { Channel } from '../case.js'
import { isApplicantOnly } from './identity-proofs.js'

/**
 * What staff saw proved of somebody's capacity (民事行为能力): who is 16 or 17 lives by the own labour and acts like an adult
 * (民法典 18(2)); who stands in for an adult was made guardian (民法典 21, 24, 28: by a court, or appointed).
 */
export const CAPACITY_BASES = ['ownLabour', 'guardianship'] as const
export type CapacityBasis = (typeof CAPACITY_BASES)[number]

export interface Capacity {
  basis: CapacityBasis
}

/** As the case keeps it. */
export interface KeptCapacity extends Capacity {
  /** `issuer|subject` of the staff who saw the proof. */
  seenBy: string
}

/** An applicant's own word about it is none, nor what is typed at a kiosk, where nobody of the office sees a proof. */
export function checkCapacityClaim(
  caller: Pick<Caller, 'grants'>,
  { capacity }: { capacity?: Capacity | undefined },
  { pointer, channel }: { pointer: string; channel: Channel },
): InputError[] {
  if (capacity === undefined || (!isApplicantOnly(caller) && channel !== 'KIOSK')) return []
  const message = {
    en: 'Only staff who saw the proof say so: bring it to a window',
    zh: '须由工作人员查验证明后填写，请到窗口办理',
  }
  return [{ pointer: `${pointer}/capacity`, code: 'CAPACITY_NOT_YOURS', message }]
}

export const keptCapacity = (
  { capacity }: { capacity?: Capacity | undefined },
  caller: Caller,
): KeptCapacity | undefined =>
  capacity === undefined ? undefined : { ...capacity, seenBy: subjectOf(caller) }
