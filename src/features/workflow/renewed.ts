import type { CaseState } from './case-state.js'
import { type Refusal, refuse } from './decision.js'
import type { Action } from './statuses.js'

/** On what the renewal of a licence rests that nobody decided about before its end. */
export const RENEWED_BY_LAW = '《中华人民共和国行政许可法》第五十条第二款'

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

/**
 * 逾期未作决定的，视为准予延续 (行政许可法 Art. 50(2)): who let the licence end undecided refuses its renewal no more, nor lets the
 * application end; what is owed is the decision on paper, and what ends the licence is an act on it. Undefined: nothing stands
 * against the act.
 */
export function refuseRenewed(state: CaseState, action: Action): Refusal | undefined {
  if (!AGAINST.has(action) || !isRenewedByLaw(state)) return undefined
  const message = {
    en: `The licence was renewed by law on ${state.renewedByLaw?.since} (Art. 50): nothing refuses, delays or ends the application any more. Decide it (approve), so that the holder gets the paper; who does not want the licence has it cancelled`,
    zh: `原证照届满前未作决定，依照${RENEWED_BY_LAW}自${state.renewedByLaw?.since}起视为准予延续，不得再不予、要求补充、延长期限、终止或者撤回；请补办准予延续的决定（approve）。不再需要该证照的，申请注销`,
  }
  return refuse('STATE', message.en, message.zh, [{ pointer: '/action', code: 'RENEWED_BY_LAW', message }])
}
