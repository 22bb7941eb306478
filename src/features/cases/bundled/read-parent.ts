import type { Caller } from '../../../shared/caller.js'
import { problem } from '../../../shared/problem.js'
import type { Language } from '../../../shared/text.js'
import { draftInHand, type Reading, surround } from '../case-in-hand.js'
import { recordOf } from '../case-rows.js'
import type { CaseSummary } from '../case-schemas.js'
import { readMembers } from '../case-store.js'
import { competenceOver } from '../case-visibility.js'
import { openFormOf } from '../form-secrets.js'
import { type BundleCaseRow, selectBundleCase } from './bundled-store.js'
import { type MemberInHand, summariseMember, versionOf, viewParent } from './view-parent.js'

/** A bundle's case with its members' as one use case has them in its hands. */
export interface ParentInHand {
  parent: BundleCaseRow
  members: MemberInHand[]
}

/**
 * The case of a bundle with all its members; undefined when there is none, or none of its members is for this caller: who
 * sees one of them sees the bundle's case, and of the other members what they are and how far they have come. Two queries.
 */
export async function findParent(
  reading: Reading,
  caller: Caller,
  caseNo: string,
): Promise<ParentInHand | undefined> {
  const parent = await selectBundleCase(reading.pool, caseNo)
  if (parent === undefined) return undefined
  const rows = await readMembers(reading.pool, caseNo)
  const members: MemberInHand[] = []
  for (const each of rows) {
    const row = openFormOf(reading.encryption, each)
    const record = recordOf(row)
    if (record === undefined) continue
    const { sees, asStaff } = competenceOver(caller, record)
    // A draft is shown, and offered, under the version in force, as it will be handed in.
    members.push(
      record.status === 'DRAFT'
        ? { ...(await draftInHand(reading, row, record, { caller, asStaff })), sees }
        : { record, around: await surround(reading, row, record, caller), row, sees },
    )
  }
  return members.some(({ sees }) => sees) ? { parent, members } : undefined
}

/** The case of a bundle as the caller sees it, with its version for the ETag; 404 as for a case. */
export async function readParentView(reading: Reading, caller: Caller, caseNo: string, language: Language) {
  const hand = await findParent(reading, caller, caseNo)
  if (hand === undefined) throw problem('NOT_FOUND')
  return { version: versionOf(hand.members), view: viewParent(hand.parent, hand.members, language) }
}

/** The members' cases that the caller sees (一件事子件); none of a case that is no bundle's, which must be visible itself. */
export async function readChildren(
  reading: Reading,
  caller: Caller,
  caseNo: string,
  language: Language,
): Promise<{ data: CaseSummary[] } | undefined> {
  const hand = await findParent(reading, caller, caseNo)
  return (
    hand && { data: hand.members.filter(({ sees }) => sees).map((each) => summariseMember(each, language)) }
  )
}
