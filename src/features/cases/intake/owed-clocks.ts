import { type LegalDate, legalDatePlusDays } from '../../../shared/time.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import { limitsIn, statutoryOf } from '../../catalogue/questions/variants.js'
import { placeOfOrgan } from '../../deadlines/calendar-book.js'
import { dueOn, startClock } from '../../deadlines/clock.js'
import type { ClockChange } from '../../deadlines/clock-change.js'
import { dayNumberOf } from '../../deadlines/day-number.js'
import { openDemand } from '../../fees/bill.js'
import type { CaseState } from '../../workflow/case-state.js'
import { isWaived } from '../../workflow/hearing-acts.js'
import { deemingLawOf } from '../../workflow/renewed.js'
import type { Status } from '../../workflow/statuses.js'
import type { CaseRecord } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { specialsOf } from '../item-rules.js'

/** Until a grant is closed what was promised is owed; of a case that ended otherwise nothing is. */
const OWING: ReadonlySet<Status> = new Set<Status>([
  'ACCEPTED',
  'REVIEWING',
  'SPECIAL_PROCEDURE',
  'DECIDING',
  'APPROVED',
])
const AFTER_GRANT: ReadonlySet<Status> = new Set<Status>(['APPROVED', 'CLOSED', 'DELIVERED'])

/** A promise in a material's stead is looked into once what it stood for was granted: a refusal is closed as well. */
export const isGranted = (status: Status, acts: CaseState['acts']): boolean =>
  AFTER_GRANT.has(status) && acts.some(({ action }) => action === 'approve')

/** What is owed after an act, each with its clock (特别程序、容缺补交、承诺核查、听证、延续): by procedure, promised day, and material. */
export function owedAfter(
  {
    deferred,
    pledges = [],
    acts,
    specials,
    hearing,
    related = [],
    itemType,
    renewedByLaw,
    shelf,
    bill,
    published,
    decidedOn,
  }: CaseState,
  statusAfter: Status,
  on: LegalDate,
  document: Pick<ItemDocument, 'materials' | 'specialProcedures' | 'payWithin' | 'publishWithin'>,
): NonNullable<ClockChange['owed']> {
  const open = OWING.has(statusAfter) ? deferred.filter(({ suppliedOn }) => suppliedOn === undefined) : []
  const days = [...new Set(open.map(({ dueOn: day }) => day))].sort()
  const unchecked = isGranted(statusAfter, acts)
    ? pledges.filter(({ checkedOn }) => checkedOn === undefined)
    : []
  return {
    // The announced days of each special procedure (特别程序), which are working days. Their basis is the statute that the
    // item names: what somebody wrote beside it may be about a person, and a clock is read by many.
    SPECIAL: specials.flatMap(({ specialId, kind, startedOn, estimatedDays, endedOn }) => {
      if (endedOn !== undefined) return []
      const basis = specialsOf(document).find((listed) => listed.kind === kind)?.basis
      const limit = {
        amount: estimatedDays,
        unit: 'workingDay' as const,
        ...(basis === undefined ? {} : { basis }),
      }
      return [{ about: specialId, from: startedOn, limit }]
    }),
    ...hearingOwed(hearing, statusAfter),
    // Nothing follows by itself: the applicant is reminded, and the desk gives it back to the organ.
    PICKUP:
      shelf === undefined || statusAfter !== 'CLOSED'
        ? []
        : [{ about: shelf.exitId, from: shelf.since, limit: { amount: shelf.days, unit: 'day' } }],
    RENEWAL: renewedByLaw === undefined ? renewalOwed({ related, itemType }, statusAfter, on) : [],
    PAYMENT: paymentOwed(bill, document),
    PUBLICATION:
      published === undefined && isGranted(statusAfter, acts) && decidedOn !== undefined
        ? publicationOwed(decidedOn, document)
        : [],
    DEFERRED: days.map((day) => ({
      about: day,
      limit: { amount: Math.max(0, dayNumberOf(day) - dayNumberOf(on)), unit: 'day' },
    })),
    COMMITMENT_CHECK: unchecked.flatMap(({ materialCode }) => {
      const { commitment } = document.materials.find((each) => each.materialCode === materialCode) ?? {}
      if (commitment === undefined) return []
      const { checkWithin, basis } = commitment
      return [{ about: materialCode, limit: { ...checkWithin, ...(basis === undefined ? {} : { basis }) } }]
    }),
  }
}

/** How long a notice of payment leaves where its item says nothing (缴费期限). */
const PAY_WITHIN = { amount: 15, unit: 'day' } as const

/** The applicant's own days to pay what was asked for; one clock for each notice that is open (缴费通知). */
function paymentOwed(bill: CaseState['bill'], { payWithin = PAY_WITHIN }: Pick<ItemDocument, 'payWithin'>) {
  const demand = bill && openDemand(bill)
  if (demand === undefined) return []
  const limit = { amount: payWithin.amount, unit: payWithin.unit }
  return [{ about: demand.paymentCode, from: demand.issuedOn, limit }]
}

/** A decision that is made public (决定公开，行政许可法 Art. 40): where the item says within how many days. */
const publicationOwed = (decidedOn: LegalDate, { publishWithin }: Pick<ItemDocument, 'publishWithin'>) =>
  publishWithin === undefined ? [] : [{ about: decidedOn, from: decidedOn, limit: publishWithin }]

export const TO_DECISION: ReadonlySet<Status> = new Set<Status>([
  'REVIEWING',
  'SPECIAL_PROCEDURE',
  'DECIDING',
])
const ART_47 = '《中华人民共和国行政许可法》第四十七条'

/** Five days in which a hearing may be asked for; twenty in which one that was asked for is held (Art. 47). */
function hearingOwed(hearing: NonNullable<CaseState['hearing']> = {}, status: Status) {
  const { toldOn, untold, requestedOn, heldOn, lapsed } = hearing
  const within = (amount: number, from: LegalDate | undefined, isOwed: boolean) =>
    from === undefined || !isOwed || !TO_DECISION.has(status)
      ? []
      : [{ about: from, from, limit: { amount, unit: 'workingDay' as const, basis: ART_47 } }]
  return {
    HEARING_REQUEST: within(
      5,
      untold === true ? undefined : toldOn,
      requestedOn === undefined && lapsed !== true && !isWaived(hearing),
    ),
    HEARING_HELD: within(20, requestedOn, heldOn === undefined),
  }
}

/** Handed in, and neither decided nor ended. */
export const UNDECIDED: ReadonlySet<Status> = new Set<Status>([
  ...(['SUBMITTED', 'AWAITING_CORRECTION', 'ACCEPTED'] as const),
  ...TO_DECISION,
])

/** A renewal that came in time is decided before the licence ends; else it is deemed renewed where a law says so, and burns where none does. */
const renewalOwed = (
  { related = [], itemType }: Pick<CaseState, 'related' | 'itemType'>,
  status: Status,
  on: LegalDate,
) => {
  const law = deemingLawOf(related, itemType)
  return related.flatMap(({ relation, caseNo, decideBy }) =>
    relation !== 'renewalOf' || decideBy === undefined || !UNDECIDED.has(status)
      ? []
      : [
          {
            about: caseNo,
            limit: {
              amount: Math.max(0, dayNumberOf(decideBy) - dayNumberOf(on)),
              unit: 'day' as const,
              ...(law === undefined ? {} : { basis: law }),
            },
          },
        ],
  )
}

/** 七日前: the first day on which a hearing of which notice is given now may be held (Art. 48), by the calendar of the organ. */
export function hearingFrom(
  { organ }: Pick<CaseRecord, 'organ'>,
  { calendars, today }: Pick<Surroundings, 'calendars' | 'today'>,
): LegalDate | undefined {
  const calendar = calendars.calendarFor(placeOfOrgan(organ))
  const limit = { amount: 7, unit: 'workingDay' as const }
  const clock = startClock({ clockId: '', kind: 'HEARING_HELD', calendar, startedOn: today, limit })
  return dueOn(clock, calendars.calendarOf(calendar)).dueOn
}

/**
 * The last day to which a material may be deferred: that of the legal limit if the case were accepted now. Undefined where
 * the case is not at its intake, or has no such limit.
 */
export function deferredUntil(
  { status, receivedOn, situation, facts, organ }: CaseRecord,
  { document, calendars, today }: Pick<Surroundings, 'document' | 'calendars' | 'today'>,
): LegalDate | undefined {
  if (status !== 'SUBMITTED') return undefined
  const statutory = statutoryOf(limitsIn(document, situation))
  if (statutory === undefined) return undefined
  const startedOn = facts.correctionsGiven > 0 ? (receivedOn ?? today) : today
  const calendar = calendars.calendarFor(placeOfOrgan(organ))
  const limit = { amount: statutory.amount, unit: statutory.unit }
  const clock = startClock({ clockId: '', kind: 'LEGAL', calendar, startedOn, limit })
  return dueOn(clock, calendars.calendarOf(calendar)).dueOn ?? legalDatePlusDays(startedOn, limit.amount)
}
