import type { Caller } from '../../../shared/caller.js'
import { SYSTEM_CALLER } from '../../../shared/caller.js'
import { problem } from '../../../shared/problem.js'
import type { Language } from '../../../shared/text.js'
import type { Reading } from '../case-in-hand.js'
import type { CaseView, ExchangeCaseView } from '../case-schemas.js'
import { exchangeReaches } from '../case-visibility.js'
import { viewExchangeCase } from '../exchange-view.js'
import { findParent } from './read-parent.js'
import { type MemberInHand, versionOf, viewParent } from './view-parent.js'

/** Numbers of the members of a bundle's case that the caller sees; 404 where there is no such case, or none for him. */
export async function seenMembers(reading: Reading, caller: Caller, caseNo: string): Promise<string[]> {
  const hand = await findParent(reading, caller, caseNo)
  if (hand === undefined) throw problem('NOT_FOUND')
  return hand.members.flatMap(({ record, sees }) => (sees ? [record.caseNo] : []))
}

/**
 * The case of a bundle for an exchange platform (一件事主件): what its grant reaches of the members, with the fields that
 * platforms see of any case; 404 where it reaches none.
 */
export async function readParentForExchange(
  reading: Reading,
  caller: Caller,
  caseNo: string,
  language: Language,
) {
  const hand = await findParent(reading, SYSTEM_CALLER, caseNo)
  const members = (hand?.members ?? []).map((each) => ({
    ...each,
    sees: exchangeReaches(caller, each.record),
  }))
  if (hand === undefined || members.every(({ sees }) => !sees)) throw problem('NOT_FOUND')
  // What platforms see of a case is less of the same: it has no words.
  const viewed = ({ record, around }: MemberInHand) =>
    viewExchangeCase(record, { ...around, language }) as CaseView
  const view = viewParent(hand.parent, members, language, viewed)
  return { version: versionOf(members), view: view as ExchangeCaseView }
}
