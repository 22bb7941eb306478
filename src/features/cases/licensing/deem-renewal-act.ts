import type { LegalDate } from '../../../shared/time.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import type { Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { InHand } from '../case-in-hand.js'
import { UNDECIDED } from '../intake/owed-clocks.js'

/** Nobody decided before the licence ended (视为准予延续): which one, from when on and until when it holds now. */
export interface DeemRenewalCommand {
  action: 'deemRenewal'
  licenceId: string
  licenceNo: string
  since: LegalDate
  /** Absent: without an end. */
  validTo?: LegalDate
  /** The law that its item cites; absent: 行政许可法 Art. 50(2). */
  basis?: string
}
/**
 * What the law did about the licence stands in the case of its renewal too (行政许可法 Art. 50(2), or what its item cites): nothing refuses the renewal any
 * more (workflow/renewed.ts), and the applicant is told. The act of time alone, while nothing is decided. A notice that still
 * asks for papers (补正告知) falls: the case lies with the office again as if all of it had come, and is accepted as it is.
 */
export function deemRenewal(
  { record, around }: InHand,
  { licenceId, licenceNo, since, validTo, basis }: DeemRenewalCommand,
): Prepared | Refusal {
  if (around.actor.kind !== 'system')
    return refuse('ROLE', 'What the law does nobody does', '视为准予延续由系统依法登记')
  if (!UNDECIDED.has(record.status))
    return refuse('STATE', 'The renewal is decided, or has ended', '该延续申请已经决定或者终结')
  const more = { ...(validTo === undefined ? {} : { validTo }), ...(basis === undefined ? {} : { basis }) }
  const isAwaited = record.status === 'AWAITING_CORRECTION'
  const decision = plainDecision(record, around, 'deemRenewal', {
    facts: { licenceId, licenceNo, since, ...more },
    ...(isAwaited ? { statusAfter: 'SUBMITTED' as const } : {}),
  })
  const { correction, ...state } = decision.state
  return {
    kind: 'prepared',
    record,
    around,
    decision: {
      ...decision,
      state: {
        ...state,
        ...(isAwaited ? { receivedOn: around.today } : correction && { correction }),
        renewedByLaw: { since, ...more },
      },
    },
  }
}
