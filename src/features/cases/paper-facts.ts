import type { LegalDate } from '../../shared/time.js'
import { dueOn, isKnownClock, isStopped } from '../deadlines/clock.js'
import { dayNumberOf, legalDateAt } from '../deadlines/day-number.js'
import { reckon } from '../deadlines/limit.js'
import { awaitsReceipt } from '../workflow/collecting.js'
import type { DocumentKind } from '../workflow/decision.js'
import type { CaseRecord } from './case.js'
import type { Surroundings } from './case-change.js'

/** Which last days a paper tells, by the clock that they belong to (文书载明的期限). */
const TOLD: Partial<Record<DocumentKind, Record<string, string>>> = {
  receipt: { INTAKE_5D: 'intake' },
  acceptanceNotice: { PROMISE: 'promise', LEGAL: 'legal', DEFERRED: 'deferred' },
  correctionNotice: { CORRECTION: 'correction' },
  specialNotice: { SPECIAL: 'special' },
  extensionNotice: { PROMISE: 'promise', LEGAL: 'legal' },
  approval: { DELIVERY_10D: 'delivery' },
  handoverVoucher: { INTAKE_5D: 'intake' },
}

/**
 * What a paper tells beyond the facts of its act: last days as the clocks stand after it, and on a receipt what was taken
 * in. Codes and dates only; pure.
 */
export function paperFacts(
  kind: DocumentKind,
  { clocks, materials, facts }: Pick<CaseRecord, 'clocks' | 'materials' | 'facts'>,
  { calendars, today }: Pick<Surroundings, 'calendars' | 'today'>,
  act: Record<string, unknown> = {},
): Record<string, unknown> {
  // The organ’s days have not begun while a window only holds the papers for it.
  const told = awaitsReceipt(facts) ? {} : (TOLD[kind] ?? {})
  const lastDays = clocks.flatMap((clock) => {
    const name = told[clock.kind]
    if (name === undefined || isStopped(clock) || !isKnownClock(clock, calendars)) return []
    const { dueOn: due, provisionalDueOn, provisional } = dueOn(clock, calendars.calendarOf(clock.calendar))
    const last = due ?? provisionalDueOn
    return last === undefined ? [] : [{ kind: name, due: last, ...(provisional ? { provisional } : {}) }]
  })
  if (kind === 'specialNotice' && lastDays.length === 0)
    lastDays.push(...lastOfSpecial(act, clocks, calendars, today))
  const received = materials
    // What is only promised (容缺) has not been received.
    .filter(({ removedAt, source }) => removedAt === undefined && source !== 'deferred')
    .map(({ materialCode, copies, source }) => ({ materialCode, copies, source }))
  return {
    ...(lastDays.length === 0 ? {} : { lastDays }),
    ...(kind === 'receipt' && received.length > 0 ? { received } : {}),
  }
}

/** The day on which a special procedure should be over: as many working days as the applicant is told, from today. */
function lastOfSpecial(
  { estimatedDays }: Record<string, unknown>,
  clocks: CaseRecord['clocks'],
  calendars: Surroundings['calendars'],
  today: LegalDate,
) {
  const clock = clocks.find((each) => !isStopped(each) && isKnownClock(each, calendars))
  if (clock === undefined || typeof estimatedDays !== 'number') return []
  const { due, provisional } = reckon(
    calendars.calendarOf(clock.calendar),
    dayNumberOf(today),
    { working: true, days: estimatedDays },
    [],
  )
  return [{ kind: 'special', due: legalDateAt(due), ...(provisional ? { provisional } : {}) }]
}
