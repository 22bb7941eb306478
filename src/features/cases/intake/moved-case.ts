import { type Caller, SYSTEM_CALLER } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import type { LegalDate } from '../../../shared/time.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import type { ActContext, actOnCase, LookContext } from '../acts/act-on-case.js'
import { overdueConsequence } from '../acts/overdue.js'
import type { CaseRecord } from '../case.js'
import { findInHand, type InHand } from '../case-in-hand.js'
import { competenceOver } from '../case-visibility.js'
import { selectWayBack } from '../moved-store.js'
import { signedInBefore } from '../parties/signed-in-before.js'
import { refuseInput } from '../refuse-input.js'
import type { StillLawful } from './earlier-applications.js'
import { MOVES } from './move-case.js'

/**
 * 分办更正: the right item in the place of the wrong one, before acceptance and for the same applicant. The new case says from
 * where it came, and keeps the receipt date where the organ is the same: the limit of the office does not begin anew. What was
 * moved once is not moved again while that case stands: one application would run twice. Gives what is wrong; else the one
 * that is moved, and `record` has what it keeps.
 */
export async function takeOver(
  context: ActContext,
  caller: Caller,
  record: CaseRecord,
  caseNo: string,
): Promise<CaseRecord | Refusal> {
  const hand = await findInHand(context, caller, caseNo)
  const from = hand?.record
  const isClerks = hand?.around.actor.standings.some(({ role }) => role === 'clerk' || role === 'lead')
  if (from === undefined || isClerks !== true)
    return refuseInput([wrong('CASE_UNKNOWN', 'There is no such case', '没有该编号的办件')])
  if (!isMovable(hand) || from.itemCode === record.itemCode)
    return refuseInput([
      wrong('NOT_MOVABLE', 'Only to another item, and before acceptance', '仅限受理前改办其他事项'),
    ])
  if (from.facts.related?.some(({ relation }) => relation === 'renewalOf')) return refuseInput([renewalStays])
  if (!applicantOf(from)?.idNumberIndex.equals(applicantOf(record)?.idNumberIndex ?? Buffer.alloc(0)))
    return refuseInput([
      wrong('OTHER_APPLICANT', 'It is the case of another applicant', '申请人与原办件不一致'),
    ])
  if (from.goesOnAs !== undefined) return movedBefore(from.goesOnAs)
  record.parties = signedInBefore(record.parties, from.parties)
  record.facts.related = [{ relation: 'movedFrom', caseNo }]
  await keepReceipt(context, record, from)
  return from
}

/**
 * At the same organ the day of receipt holds while its days run, also where the application lay with another one between:
 * no organ gets new days by sending it away. Once it was told what is to be corrected the days were kept (Art. 32(4)): they
 * begin with what comes now, and nobody's limit was running while the applicant was waited for.
 */
async function keepReceipt(
  { pool }: Pick<LookContext, 'pool'>,
  { organ, facts }: CaseRecord,
  from: CaseRecord,
): Promise<void> {
  const first = from.status === 'SUBMITTED' ? await receivedAt(pool, organ.code, from) : undefined
  if (first === undefined) delete facts.receivedFirst
  else facts.receivedFirst = first
}

/** On which day an organ got the application of a case, there or on the way to it; undefined where it begins anew. */
async function receivedAt(
  pool: LookContext['pool'],
  organ: string,
  { caseNo, organ: { code }, receivedOn, facts: { related = [] } }: CaseRecord,
): Promise<LegalDate | undefined> {
  if (code === organ) return receivedOn
  if (related.every(({ relation }) => relation !== 'movedFrom')) return undefined
  const back = await selectWayBack(pool, caseNo)
  const waited = back.findIndex(({ moved_as }) => moved_as !== 'SUBMITTED')
  const running = waited === -1 ? back : back.slice(0, waited)
  return running.find(({ organisation_code }) => organisation_code === organ)?.received_on ?? undefined
}

/** Neither accepted, nor deemed so by the law since (视为受理). */
const isMovable = (hand: InHand | undefined): boolean =>
  hand !== undefined && MOVES.has(hand.record.status) && overdueConsequence(hand) === undefined

/**
 * A draft that takes a case over moves it only now that it is handed in: until then that one goes on, and may be accepted.
 * Undefined where it takes none over.
 */
export async function movedWith(
  context: LookContext,
  draft: CaseRecord,
): Promise<CaseRecord | Refusal | undefined> {
  const caseNo = draft.facts.related?.find(({ relation }) => relation === 'movedFrom')?.caseNo
  if (caseNo === undefined) return undefined
  const hand = await findInHand(context, SYSTEM_CALLER, caseNo)
  if (hand?.record.goesOnAs !== undefined) return movedBefore(hand.record.goesOnAs)
  if (hand !== undefined && isMovable(hand)) {
    await keepReceipt(context, draft, hand.record)
    return hand.record
  }
  return refuse(
    'STATE',
    `Case ${caseNo}, which this draft was to take over, is not before its acceptance any more: withdraw the draft`,
    `原件 ${caseNo} 已不在受理前，本草稿不能再提交，请撤回本草稿`,
  )
}

const movedBefore = (caseNo: string): Refusal =>
  refuse(
    'STATE',
    `It was moved already: case ${caseNo} goes on for it. Void the old one with that as supersededBy, or withdraw or void that one first.`,
    `本件已改办为 ${caseNo}，不能再次改办：请以 supersededBy 填写该件并作废原件；改办有误的，先将该件撤回或者作废。`,
  )

/**
 * The move as an act on the case that is left, in the transaction in which the other one is handed in: of this and whatever
 * else is done with it in the same instant one wins. The last of what must still hold, since it writes. Undefined where
 * nothing is moved.
 */
export const movesAlong = (
  act: typeof actOnCase,
  context: ActContext,
  whoever: Caller,
  { moved, to }: { moved: CaseRecord | undefined; to: string },
): StillLawful | undefined =>
  moved &&
  (async (within) => {
    const { caseNo, version: expected } = moved
    // Whoever hands the draft in need not see what a clerk began it for.
    const caller = competenceOver(whoever, moved).sees ? whoever : SYSTEM_CALLER
    const command = { action: 'moveCase', to } as const
    const { kind } = await act(context, { caseNo, caller, command, expected, within })
    if (kind !== 'done' && kind !== 'lost' && kind !== 'stale')
      throw new Error(`${kind}: what was looked at just now cannot be moved`)
    return kind === 'done'
  })

const applicantOf = ({ parties }: CaseRecord) => parties.find(({ role }) => role === 'applicant')

const wrong = (code: string, en: string, zh: string): InputError => ({
  pointer: '/movedFrom',
  code,
  message: { en, zh },
})

/** 视为准予延续 (行政许可法 Art. 50(2)) rests on an application for it: whoever wants something else applies for that beside it. */
const renewalStays = wrong(
  'RENEWAL_NOT_MOVABLE',
  'The renewal of a licence is not moved to another item: it would lose what the law gives it. Who wants something else applies for that, and withdraws this one if he likes',
  '证照延续的申请不能改办为其他事项，否则丧失依法视为准予延续的权利：需要办理其他事项的，另行提出申请；不再延续的，撤回本件',
)
