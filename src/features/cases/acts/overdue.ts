import { dueOn, isKnownClock, isOverdue, isStopped } from '../../deadlines/clock.js'
import { isCaseClock } from '../../deadlines/clock-kinds.js'
import { awaitsReceipt } from '../../workflow/collecting.js'
import { deemingLawOf, isRenewedByLaw } from '../../workflow/renewed.js'
import { CASE_CONSEQUENCES, type CaseConsequence } from '../case-consequences.js'
import type { InHand } from '../case-in-hand.js'
import { UNDECIDED } from '../intake/owed-clocks.js'

export type Consequence = CaseConsequence['action']
/** Drawn by whoever comes first: there the applicant's right hangs on the day. */
type Foremost = Exclude<Consequence, 'deemAgreement' | 'terminate'>

/**
 * What the law attaches to the end of a limit that has passed: 视为受理 after five days (行政许可法 Art. 32(4)), 补正不来
 * after the item's days to correct. Whoever comes first, the monitor or a person, finds it done.
 */
export function overdueConsequence({
  record,
  around,
}: Pick<InHand, 'record' | 'around'>): Foremost | undefined {
  const { calendars, today, definition } = around
  // What a window collected is not the organ's yet: nobody is deemed to have accepted what he never received.
  if (!definition.automaticConsequences || awaitsReceipt(record.facts)) return undefined
  // Nor is what was moved: the days run in the case that goes on, or the application ended there.
  if (record.goesOnAs !== undefined || record.endedAs !== undefined) return undefined
  for (const clock of record.clocks) {
    if (isStopped(clock) || !isKnownClock(clock, calendars)) continue
    // It began on the word of another system: an alert, and people decide.
    if (clock.startedOn < (record.facts.old?.importedOn ?? '')) continue
    const consequence = isCaseClock(clock.kind) ? CASE_CONSEQUENCES[clock.kind] : 'lamps'
    if (consequence === 'lamps' || !consequence.statuses.some((each) => each === record.status)) continue
    // An organ's own word, or a promised paper, late as it is, goes before what is read into silence: the monitor alone draws that.
    const { action } = consequence
    if (action === 'deemAgreement' || action === 'terminate') continue
    // Renewed by law: nothing that did not come ends it.
    if (action === 'expireCorrection' && isRenewedByLaw(record.facts)) continue
    const calendar = calendars.calendarOf(clock.calendar)
    // 预估日期: on a day that a notice may still move nothing happens by itself.
    if (dueOn(clock, calendar).provisional) return undefined
    return isOverdue(clock, today, calendar) ? action : undefined
  }
  // A notice of a release that had no clock for it.
  const isOurs = record.facts.old === undefined && !isRenewedByLaw(record.facts)
  const last =
    isOurs && record.status === 'AWAITING_CORRECTION' ? record.facts.correction?.expiresOn : undefined
  return last !== undefined && today > last ? 'expireCorrection' : undefined
}

/**
 * Whether the licence that a case renews may have ended undecided, and a law says what then (视为准予延续): it was to be decided by an
 * earlier working day. The register of licences knows the day itself.
 */
export const renewalMayBeOver = ({ record, around }: Pick<InHand, 'record' | 'around'>): boolean =>
  record.facts.renewedByLaw === undefined &&
  UNDECIDED.has(record.status) &&
  deemingLawOf(record.facts.related, record.itemType) !== undefined &&
  (record.facts.related ?? []).some(
    ({ relation, decideBy }) => relation === 'renewalOf' && decideBy !== undefined && decideBy < around.today,
  )
