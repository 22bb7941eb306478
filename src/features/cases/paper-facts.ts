import { dueOn, isKnownClock, isStopped } from '../deadlines/clock.js'
import type { RelatedCase } from '../workflow/case-state.js'
import { awaitsReceipt } from '../workflow/collecting.js'
import type { DocumentKind } from '../workflow/decision.js'
import { isHandedIn } from '../workflow/handed-in.js'
import type { CaseRecord } from './case.js'
import type { Surroundings } from './case-change.js'
import { offeredCommitments } from './intake.js'

/** Which last days a paper tells, by the clock that they belong to (文书载明的期限). */
const TOLD: Partial<Record<DocumentKind, Record<string, string>>> = {
  receipt: { INTAKE_5D: 'intake' },
  acceptanceNotice: { PROMISE: 'promise', LEGAL: 'legal', DEFERRED: 'deferred' },
  deferralPromise: { DEFERRED: 'deferred' },
  correctionNotice: { CORRECTION: 'correction' },
  specialNotice: { SPECIAL: 'special' },
  hearingRightNotice: { HEARING_REQUEST: 'hearing' },
  extensionNotice: { PROMISE: 'promise', LEGAL: 'legal' },
  approval: { DELIVERY_10D: 'delivery' },
  renewalDecision: { DELIVERY_10D: 'delivery' },
  changeDecision: { DELIVERY_10D: 'delivery' },
  handoverVoucher: { INTAKE_5D: 'intake' },
}

/** What the applicant gets first in a case; what was moved (分办更正) says there from which one it came. */
const EARLY: ReadonlySet<DocumentKind> = new Set<DocumentKind>([
  ...(['receipt', 'correctionNotice', 'acceptanceNotice', 'notAcceptedNotice', 'notRequiredNotice'] as const),
])

/**
 * From which case it came (改办来源), and on the receipt whether the day on which that was received holds here: the organ is
 * the same, and its days do not begin anew (行政许可法 Art. 32).
 */
function cameFrom(
  kind: DocumentKind,
  { facts: { related = [], receivedFirst }, receivedOn }: Pick<CaseRecord, 'facts' | 'receivedOn'>,
): Record<string, unknown> {
  const from = related.find(({ relation }) => relation === 'movedFrom')?.caseNo
  if (from === undefined || !EARLY.has(kind)) return {}
  const isKept = kind === 'receipt' && receivedFirst !== undefined && receivedFirst === receivedOn
  return { movedFrom: from, ...(isKept ? { receiptKept: true } : {}) }
}

/** 逾期申请延续: nothing happens by itself for it, and the licence ends on its day (行政许可法 Art. 50). */
const lateFor = ({ relation, decideBy, validTo }: RelatedCase): Record<string, unknown> =>
  relation === 'renewalOf' && decideBy === undefined && validTo !== undefined ? { lateFor: validTo } : {}

/** Which licence a receipt is about (延续、变更的证照): who holds several must see for which one he applied in time. */
function aboutLicence(
  kind: DocumentKind,
  { facts: { related = [] } }: Pick<CaseRecord, 'facts'>,
): Record<string, unknown> {
  const link = related.find(({ licenceNo }) => licenceNo !== undefined)
  if (link === undefined) return {}
  if (kind === 'acceptanceNotice') return lateFor(link)
  if (kind !== 'receipt') return {}
  return {
    ...lateFor(link),
    licenceNo: link.licenceNo,
    licenceAct: link.relation === 'renewalOf' ? 'renewal' : 'change',
  }
}

/**
 * What a paper tells beyond the facts of its act: last days as the clocks stand after it, and on a receipt what was taken
 * in. Codes and dates only; pure.
 */
export function paperFacts(
  kind: DocumentKind,
  record: Pick<CaseRecord, 'clocks' | 'materials' | 'facts' | 'receivedOn'>,
  { calendars, document }: Pick<Surroundings, 'calendars' | 'document'>,
): Record<string, unknown> {
  const { clocks, materials, facts } = record
  // The organ’s days have not begun while a window only holds the papers for it.
  const told = awaitsReceipt(facts) ? {} : (TOLD[kind] ?? {})
  // Of several special procedures the paper is about the one that began last.
  const own = clocks.findLast((clock) => clock.kind === 'SPECIAL')
  const lastDays = clocks.flatMap((clock) => {
    if (clock.kind === 'SPECIAL' && clock !== own) return []
    const name = told[clock.kind]
    if (name === undefined || isStopped(clock) || !isKnownClock(clock, calendars)) return []
    const { dueOn: due, provisionalDueOn, provisional } = dueOn(clock, calendars.calendarOf(clock.calendar))
    const last = due ?? provisionalDueOn
    return last === undefined ? [] : [{ kind: name, due: last, ...(provisional ? { provisional } : {}) }]
  })
  const received = materials
    // What is only promised (容缺), or came without its proof, has not been received.
    .filter((each) => each.removedAt === undefined && isHandedIn(each, offeredCommitments(document)))
    .map(({ materialCode, copies, source }) => ({ materialCode, copies, source }))
  return {
    ...cameFrom(kind, record),
    ...aboutLicence(kind, record),
    ...(lastDays.length === 0 ? {} : { lastDays }),
    ...(kind === 'receipt' && received.length > 0 ? { received } : {}),
  }
}
