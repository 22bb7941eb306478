import type { Caller } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import type { ActContext } from '../acts/act-on-case.js'
import type { CaseRecord } from '../case.js'
import { recordOf } from '../case-rows.js'
import { readCase } from '../case-store.js'
import { competenceOver } from '../case-visibility.js'
import { lockMoved, selectMovedTo } from '../forwarded-store.js'
import { signedInBefore } from '../parties/signed-in-before.js'
import { refuseInput } from '../refuse-input.js'
import type { StillLawful } from './earlier-applications.js'

const MOVES = new Set(['SUBMITTED', 'AWAITING_CORRECTION'])

/**
 * 分办更正: the right item in the place of the wrong one, before acceptance and for the same applicant. The new case says from
 * where it came, and keeps the receipt date where the organ is the same: the limit of the office does not begin anew. What was
 * moved once is not moved again while that case stands: one application would run twice. Gives what is wrong; else the one
 * that is moved, and `record` has what it keeps.
 */
export async function takeOver(
  { pool }: Pick<ActContext, 'pool'>,
  caller: Caller,
  record: CaseRecord,
  caseNo: string,
): Promise<CaseRecord | Refusal> {
  const from = recordOf(await readCase(pool, caseNo))
  const seen = from === undefined ? undefined : competenceOver(caller, from)
  const isClerks =
    seen?.sees === true && seen.standings.some(({ role }) => role === 'clerk' || role === 'lead')
  if (from === undefined || !isClerks)
    return refuseInput([wrong('CASE_UNKNOWN', 'There is no such case', '没有该编号的办件')])
  if (!MOVES.has(from.status) || from.itemCode === record.itemCode)
    return refuseInput([
      wrong('NOT_MOVABLE', 'Only to another item, and before acceptance', '仅限受理前改办其他事项'),
    ])
  if (!applicantOf(from)?.idNumberIndex.equals(applicantOf(record)?.idNumberIndex ?? Buffer.alloc(0)))
    return refuseInput([
      wrong('OTHER_APPLICANT', 'It is the case of another applicant', '申请人与原办件不一致'),
    ])
  const to = await selectMovedTo(pool, from)
  if (to !== undefined) return movedBefore(to)
  record.parties = signedInBefore(record.parties, from.parties)
  record.facts.related = [{ relation: 'movedFrom', caseNo }]
  if (from.organ.code === record.organ.code && from.receivedOn !== undefined)
    record.facts.receivedFirst = from.receivedOn
  return from
}

const movedBefore = (caseNo: string): Refusal =>
  refuse(
    'STATE',
    `It was moved already: case ${caseNo} goes on for it. Void the old one with that as supersededBy, or withdraw or void that one first.`,
    `本件已改办为 ${caseNo}，不能再次改办：请以 supersededBy 填写该件并作废原件；改办有误的，先将该件撤回或者作废。`,
  )

/** Moved once, by however many that do so in the same instant; undefined where nothing is moved. */
export const notMoved = (from: Pick<CaseRecord, 'caseNo' | 'parties'> | undefined): StillLawful | undefined =>
  from &&
  (async (db) => {
    await lockMoved(db, from.caseNo)
    return (await selectMovedTo(db, from)) === undefined
  })

const applicantOf = ({ parties }: CaseRecord) => parties.find(({ role }) => role === 'applicant')

const wrong = (code: string, en: string, zh: string): InputError => ({
  pointer: '/movedFrom',
  code,
  message: { en, zh },
})
