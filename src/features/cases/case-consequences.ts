import type { CaseClockKind, ExpiringKind } from '../deadlines/clock-kinds.js'
import type { Status } from '../workflow/statuses.js'

/** What the law attaches to the end of a clock, while the case stands where the clock began. */
export interface CaseConsequence {
  statuses: readonly Status[]
  action: 'deemAccept' | 'expireCorrection' | 'deemAgreement' | 'terminate'
}

/** Accepted and not decided: what ends it ends no right that was granted. */
const UNDECIDED: readonly Status[] = ['ACCEPTED', 'REVIEWING', 'SPECIAL_PROCEDURE', 'DECIDING']

/**
 * THE table of what follows at the end of each clock of a case; a new kind does not compile without its row. 视为受理
 * (行政许可法 Art. 32(4)); 补正不来, where the item gives days to correct; 视为同意, where the procedure cites the statute by which
 * an asked organ's silence is agreement; 终止办理, where the item cites the rule by which an unmet deferral ends it. `lamps`: alerts, and nothing by itself (docs/adr/045-what-time-does.md).
 */
export const CASE_CONSEQUENCES: {
  readonly [K in CaseClockKind]: K extends ExpiringKind ? CaseConsequence : 'lamps'
} = {
  INTAKE_5D: { statuses: ['SUBMITTED'], action: 'deemAccept' },
  INTAKE_PROMISE: 'lamps',
  CORRECTION: { statuses: ['AWAITING_CORRECTION'], action: 'expireCorrection' },
  CORRECTION_REMINDER: 'lamps',
  PROMISE: 'lamps',
  LEGAL: 'lamps',
  STEP: 'lamps',
  DELIVERY_10D: 'lamps',
  SPECIAL: 'lamps',
  OPINION: { statuses: ['REVIEWING'], action: 'deemAgreement' },
  DEFERRED: { statuses: UNDECIDED, action: 'terminate' },
  COMMITMENT_CHECK: 'lamps',
  HEARING_REQUEST: 'lamps',
  HEARING_HELD: 'lamps',
  PICKUP: 'lamps',
  RENEWAL: 'lamps',
  PAYMENT: 'lamps',
  PUBLICATION: 'lamps',
}
