import type { Caller } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import type { ActContext } from '../acts/act-on-case.js'
import type { CaseRecord } from '../case.js'
import { recordOf } from '../case-rows.js'
import { readCase } from '../case-store.js'
import { competenceOver } from '../case-visibility.js'
import { signedInBefore } from '../parties/signed-in-before.js'

const MOVES = new Set(['SUBMITTED', 'AWAITING_CORRECTION'])

/**
 * 分办更正: the right item in the place of the wrong one, before acceptance and for the same applicant. The new case says from
 * where it came, and keeps the receipt date where the organ is the same: the limit of the office does not begin anew. Gives
 * what is wrong; else `record` has what it keeps.
 */
export async function takeOver(
  { pool }: Pick<ActContext, 'pool'>,
  caller: Caller,
  record: CaseRecord,
  caseNo: string,
): Promise<InputError[]> {
  const from = recordOf(await readCase(pool, caseNo))
  const seen = from === undefined ? undefined : competenceOver(caller, from)
  const isClerks =
    seen?.sees === true && seen.standings.some(({ role }) => role === 'clerk' || role === 'lead')
  if (from === undefined || !isClerks)
    return [wrong('CASE_UNKNOWN', 'There is no such case', '没有该编号的办件')]
  if (!MOVES.has(from.status) || from.itemCode === record.itemCode)
    return [wrong('NOT_MOVABLE', 'Only to another item, and before acceptance', '仅限受理前改办其他事项')]
  if (!applicantOf(from)?.idNumberIndex.equals(applicantOf(record)?.idNumberIndex ?? Buffer.alloc(0)))
    return [wrong('OTHER_APPLICANT', 'It is the case of another applicant', '申请人与原办件不一致')]
  record.parties = signedInBefore(record.parties, from.parties)
  record.facts.related = [{ relation: 'movedFrom', caseNo }]
  if (from.organ.code === record.organ.code && from.receivedOn !== undefined)
    record.facts.receivedFirst = from.receivedOn
  return []
}

const applicantOf = ({ parties }: CaseRecord) => parties.find(({ role }) => role === 'applicant')

const wrong = (code: string, en: string, zh: string): InputError => ({
  pointer: '/movedFrom',
  code,
  message: { en, zh },
})
