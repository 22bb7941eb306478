import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import type { TryLimit } from '../../http/tries.js'
import { type Caller, rolesOf, subjectOf } from '../../shared/caller.js'
import { typedCaseNo } from '../../shared/case-number.js'
import { sameBytes } from '../../shared/ids.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { plainText } from '../../shared/typed-text.js'
import type { CaseRecord } from './case.js'
import { findInHand } from './case-in-hand.js'
import { recordOf } from './case-rows.js'
import { findQueryCodeHash, readCase } from './case-store.js'
import { hashQueryCode } from './query-code.js'
import { selectActors } from './speaker-store.js'

/**
 * Tries with a code that fail, a minute: by caller's address, and by case. A code has a million values: nobody gets through
 * them in the life of a case, whatever is asked for with it.
 */
const WRONG_BY_CALLER = { name: 'progress by caller', most: 10 }
const WRONG_BY_CASE = { name: 'progress of case', most: 20 }

export const codeTries = (caseNo: string, caller: string): (TryLimit & { of: string })[] => [
  { ...WRONG_BY_CALLER, of: caller },
  { ...WRONG_BY_CASE, of: typedCaseNo(caseNo) },
]

/** Compared with when there is no such case. */
const NOBODY = Buffer.alloc(32)

/** The number of the case whose code is known (查询密码); 404 for a wrong code and for an unknown number, after the same work. */
export async function caseNoByCode(
  deps: Pick<Deps, 'pool' | 'encryption'>,
  input: { caseNo: string; queryCode: string },
): Promise<string> {
  const caseNo = typedCaseNo(input.caseNo)
  const queryCode = plainText(input.queryCode)
  const kept = (await findQueryCodeHash(deps.pool, caseNo)) ?? NOBODY
  if (!sameBytes(hashQueryCode(deps, caseNo, queryCode), kept)) throw problem('NOT_FOUND')
  return caseNo
}

/** Who speaks of a case as somebody whose case it is (当事人): which of its parties. */
export interface Speaker {
  record: CaseRecord
  partyNo: number
}

/**
 * The party who speaks: by the query code the applicant, by a token whoever's party it is. 422 with neither, 404 for a wrong
 * code and a case that is not there or not seen, 403 for who sees it otherwise than as its party.
 */
export async function speakerOf(
  deps: Deps,
  { caseNo, queryCode }: { caseNo: string; queryCode?: string | undefined },
  caller: Caller | undefined,
): Promise<Speaker> {
  if (queryCode !== undefined) {
    const record = recordOf(await readCase(deps.pool, await caseNoByCode(deps, { caseNo, queryCode })))
    const party = record?.parties.find(({ role }) => role === 'applicant') ?? record?.parties[0]
    // The case of a bundle is spoken of by its members.
    if (record === undefined || party === undefined) throw problem('NOT_FOUND')
    return { record, partyNo: party.partyNo }
  }
  if (caller === undefined) throw ruleViolated('/queryCode', 'QUERY_CODE_NEEDED', CODE_NEEDED)
  const hand = await findInHand(deps, caller, typedCaseNo(caseNo))
  if (hand === undefined) throw problem('NOT_FOUND')
  const party = hand.record.parties.find(({ subject }) => subject === subjectOf(caller))
  if (party === undefined || !rolesOf(caller).has('citizen'))
    throw problem('FORBIDDEN', { detail: NOT_A_PARTY })
  return { record: hand.record, partyNo: party.partyNo }
}

/** Who of the staff had a hand in a case (经办人), as `issuer|subject`: whom what is said of it concerns. */
export async function officersOf(db: Queryable, { id, parties }: CaseRecord): Promise<string[]> {
  const own = new Set(parties.map(({ subject }) => subject))
  const actors = await selectActors(db, id)
  return actors.filter((actor) => !own.has(actor) && !actor.startsWith('urn:yichuang:system|'))
}

const CODE_NEEDED = {
  en: 'Send the query code of the case, or sign in as a party of it',
  zh: '请提供办件查询密码，或者以办件当事人身份登录',
}
const NOT_A_PARTY = {
  en: 'Only who is a party of the case speaks here, or who has its query code',
  zh: '仅办件当事人本人或者持有查询密码的人可以办理',
}
