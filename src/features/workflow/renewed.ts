import type { CaseState } from './case-state.js'
import { type Refusal, refuse } from './decision.js'
import type { Action } from './statuses.js'

/** On what the renewal of a licence rests that nobody decided about before its end. */
export const ART_50 = '《中华人民共和国行政许可法》第五十条第二款'
const LICENCE = '01'

/** The law by which what a case renews is deemed renewed (视为准予延续): type 01 has it, others where their item cites one; undefined: nothing happens by itself. */
export const deemingLawOf = (
  related: readonly { relation: string; basis?: string | undefined }[] = [],
  itemType: string,
): string | undefined => {
  const link = related.find(({ relation }) => relation === 'renewalOf')
  return link && (link.basis ?? (itemType === LICENCE ? ART_50 : undefined))
}

/** The same of a renewal that happened. */
export const lawOf = ({ basis = ART_50 }: NonNullable<CaseState['renewedByLaw']>): string => basis

/**
 * What would refuse the renewal, ask for more or for more time before it, or end the application: the law has granted it, and
 * no opinion changes that.
 */
const AGAINST: ReadonlySet<Action> = new Set<Action>([
  'requestCorrection',
  'acceptWithDeferral',
  'expireCorrection',
  'refuseAcceptance',
  'declareNotRequired',
  'deny',
  'withdraw',
  'terminate',
  'void',
  'extend',
  'requestSupplement',
  'requestJointReview',
  'startSpecial',
])

/** Renewed by law (视为准予延续), and not revoked, withdrawn or cancelled since: what has ended is refused like any other. */
export const isRenewedByLaw = ({
  renewedByLaw,
  grantEnded,
}: Pick<CaseState, 'renewedByLaw' | 'grantEnded'>): boolean =>
  renewedByLaw !== undefined && grantEnded === undefined

/** The licence is there no more: revoked, withdrawn or cancelled since (Art. 69, 70), or of a change, ended by its day. */
export const isOver = ({ grantEnded, licenceOver }: Pick<CaseState, 'grantEnded' | 'licenceOver'>): boolean =>
  grantEnded === true || licenceOver !== undefined

/**
 * 逾期未作决定的，视为准予延续 (行政许可法 Art. 50(2)): who let the licence end undecided refuses its renewal no more, nor lets the
 * application end; what is owed is the decision on paper, and what ends the licence is an act on it. Undefined: nothing stands
 * against the act.
 */
export function refuseRenewed(state: CaseState, action: Action): Refusal | undefined {
  const { renewedByLaw } = state
  if (renewedByLaw === undefined || !AGAINST.has(action) || !isRenewedByLaw(state)) return undefined
  const message = {
    en: `The licence was renewed by law on ${renewedByLaw.since} (${lawOf(renewedByLaw)}): nothing refuses, delays or ends the application any more. Decide it (approve), so that the holder gets the paper; who does not want the licence has it cancelled`,
    zh: `原证照届满前未作决定，依照${lawOf(renewedByLaw)}自${renewedByLaw.since}起视为准予延续，不得再不予、要求补充、延长期限、终止或者撤回；请补办准予延续的决定（approve）。不再需要该证照的，申请注销`,
  }
  return refuse('STATE', message.en, message.zh, [{ pointer: '/action', code: 'RENEWED_BY_LAW', message }])
}
