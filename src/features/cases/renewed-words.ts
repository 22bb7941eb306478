import type { Text } from '../../shared/text.js'
import { lawOf } from '../workflow/renewed.js'
import type { CaseFacts } from './case.js'
import type { CaseView } from './case-schemas.js'
import { UNDECIDED } from './intake/owed-clocks.js'
import type { Told } from './progress-stations.js'

// What is told of a renewal by law (视为准予延续). Pure.

type Renewed = NonNullable<CaseFacts['renewedByLaw']>

/** Since when and until when, and that it has ended where it has (撤销、撤回、注销). */
export const renewedView = ({
  renewedByLaw,
  grantEnded,
}: Pick<CaseFacts, 'renewedByLaw' | 'grantEnded'>): CaseView['renewedByLaw'] =>
  renewedByLaw && {
    ...renewedByLaw,
    basis: lawOf(renewedByLaw),
    ...(grantEnded === true ? { ended: true as const } : {}),
  }

/** Until the paper is out: that the law renewed the licence; and that it was taken away since, where it was. */
export function renewedByLawWords({ status, facts }: Told): Text | undefined {
  const { renewedByLaw, grantEnded } = facts
  if (renewedByLaw === undefined || !(UNDECIDED.has(status) || status === 'APPROVED')) return undefined
  if (grantEnded === true) return RENEWAL_ENDED
  return UNDECIDED.has(status) ? renewedWords(renewedByLaw) : undefined
}

const RENEWAL_ENDED: Text = {
  zh: '原证照依法视为准予延续，此后已被撤销、撤回或者注销，不再有效，详见决定书；本延续申请不再发放证照',
  en: 'The licence counted as renewed by law, and was revoked, withdrawn or cancelled since: it holds no more, see the decision. No certificate comes of this application',
}

/** 视为准予延续: what is still to come is the paper alone. */
function renewedWords(renewed: Renewed): Text {
  const { validTo } = renewed
  const until =
    validTo === undefined ? { zh: '', en: '' } : { zh: `，有效期至${validTo}`, en: `, until ${validTo}` }
  return {
    en: `It was not decided before the licence ended, so it counts as renewed by law (${lawOf(renewed)})${until.en}; the decision on paper is to follow`,
    zh: `证照有效期届满前未作出决定，依照${lawOf(renewed)}视为准予延续${until.zh}；准予延续的决定书将补发`,
  }
}
