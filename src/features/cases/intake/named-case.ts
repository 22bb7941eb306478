import type { Caller } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import { organsGoingOn } from '../../divisions/owner-service.js'
import type { LookContext } from '../acts/act-on-case.js'
import type { CaseRecord } from '../case.js'
import { recordOf } from '../case-rows.js'
import { readCase } from '../case-store.js'
import { competenceOver } from '../case-visibility.js'
import { followMove } from '../moved-store.js'
import { APPLICANTS } from '../parties/relations.js'

/**
 * 422 findings for a case that an act names (替代、关联办件): another one, which the caller sees, of the same applicant, and
 * which stands itself: what was voided or never handed in takes nothing's place. And whether it was opened to take this
 * one's place (分办更正).
 */
export async function checkNamedCase(
  { pool }: Pick<LookContext, 'pool'>,
  caller: Caller,
  record: Pick<CaseRecord, 'id' | 'caseNo' | 'parties' | 'organ' | 'goesOnAs'>,
  { pointer, caseNo }: { pointer: string; caseNo: string },
  forwardsTo?: ItemDocument['forwardsTo'],
): Promise<{ errors: InputError[]; takenOver: boolean }> {
  const named = await followMove(pool, recordOf(await readCase(pool, caseNo)))
  const refused = (code: keyof typeof MESSAGES, message = MESSAGES[code] as Text) => ({
    errors: [{ pointer, code, message }],
    takenOver: false,
  })
  const { related = [] } = named?.facts ?? {}
  // What was forwarded to the organ above says so itself: the lower one need not see it (转报).
  const isUpper =
    pointer === '/forwardedTo' &&
    related.some((each) => each.relation === 'forwardedFrom' && each.caseNo === record.caseNo)
  if (named?.id === record.id) return refused('CASE_UNKNOWN', ITSELF)
  if (pointer === '/supersededBy' && record.goesOnAs !== undefined && caseNo !== record.goesOnAs)
    return refused('CASE_MOVED', goesOnAs(record.goesOnAs))
  if (named === undefined || !(isUpper || competenceOver(caller, named).sees)) return refused('CASE_UNKNOWN')
  if (named.status === 'VOIDED' || named.status === 'DRAFT') return refused('CASE_NOT_STANDING')
  if (pointer === '/forwardedTo' && TURNED_AWAY.has(named.status)) return refused('TURNED_AWAY')
  if (pointer === '/supersededBy' && TURNED_AWAY.has(named.status)) return refused('CASE_ENDED')
  if (!isOfSamePerson(named, record)) return refused('OTHER_APPLICANT')
  if (pointer === '/supersededBy' && named.goesOnAs !== undefined && named.goesOnAs !== record.caseNo)
    return refused('CASE_MOVED')
  // An organ to which the one above entrusted the decision (Art. 24) has both cases, by an item that names nobody above.
  if (pointer === '/forwardedTo' && forwardsTo !== undefined && named.organ.code === record.organ.code)
    return refused('OWN_ORGAN')
  if (pointer === '/forwardedTo' && !(await decidesAbove(pool, named.organ.code, forwardsTo)))
    return refused('ORGAN_NOT_LISTED')
  const takenOver = related.some((each) => each.relation === 'movedFrom' && each.caseNo === record.caseNo)
  return { errors: [], takenOver }
}

/** In a case that ended without a decision nobody decides: what is sent to it lies nowhere. */
const TURNED_AWAY: ReadonlySet<string> = new Set(['NOT_ACCEPTED', 'NOT_REQUIRED', 'WITHDRAWN', 'TERMINATED'])

/** Whether an organ is one of those that decide by the item (转报, 行政许可法 Art. 35), or goes on for it; any where it names none. */
async function decidesAbove(
  db: LookContext['pool'],
  code: string,
  forwardsTo?: ItemDocument['forwardsTo'],
): Promise<boolean> {
  if (forwardsTo === undefined) return true
  const above = forwardsTo.map(({ organisation }) => organisation)
  const going = await organsGoingOn(db, [...above, code])
  const today = (each: string) => going.get(each)?.code ?? each
  return above.some((each) => today(each) === today(code))
}

/** Somebody applies in both. */
const isOfSamePerson = (one: Pick<CaseRecord, 'parties'>, other: Pick<CaseRecord, 'parties'>): boolean => {
  const applicants = other.parties.filter(({ role }) => APPLICANTS.has(role))
  return one.parties.some(
    ({ role, idNumberIndex }) =>
      APPLICANTS.has(role) && applicants.some((each) => each.idNumberIndex.equals(idNumberIndex)),
  )
}

const MESSAGES = {
  CASE_UNKNOWN: { en: 'There is no other case of this number', zh: '没有该编号的其他办件' },
  CASE_NOT_STANDING: {
    en: 'That case was voided itself, or is a draft: name one that was handed in and stands',
    zh: '该办件已作废或者尚为草稿，请填写有效的办件编号',
  },
  CASE_ENDED: {
    en: 'That case ended without a decision (refused, withdrawn, ended): nothing goes on there. Name one that goes on, or none.',
    zh: '该办件已不予受理、撤回或者终止，不能代替本件；请填写仍在办理或者已作出决定的办件，没有的不填',
  },
  CASE_MOVED: {
    en: 'That case was moved to another item itself: name the one that goes on for it',
    zh: '该办件自身已改办其他事项，请填写改办后的办件编号',
  },
  TURNED_AWAY: {
    en: 'That case ended without a decision (refused, withdrawn, ended): the organ above has to take the file in anew',
    zh: '该办件已不予受理、撤回或者终止，不能作为转报去向，应当由上级机关重新收件',
  },
  OTHER_APPLICANT: { en: 'It is the case of another applicant', zh: '申请人与本办件不一致' },
  OWN_ORGAN: { en: 'Nothing is forwarded to the own organ', zh: '不能转报给本机关' },
  ORGAN_NOT_LISTED: {
    en: 'It is the case of an organ that the item does not name as the one that decides (forwardsTo)',
    zh: '该办件不属于本事项列明的上级决定机关（forwardsTo）',
  },
} as const

/** What was moved is replaced by what it was moved to, and by nothing else: the applicant would be sent to the wrong case. */
const goesOnAs = (caseNo: string): Text => ({
  en: `This case was moved: its application goes on as ${caseNo}. Name that one, or none.`,
  zh: `本件已改办为 ${caseNo}，请填写该件编号，或者不填`,
})

const ITSELF: Text = {
  en: 'That is the number of this very case: name the one in its place, or none',
  zh: '该编号是本件自身的编号，请填写代替本件的办件编号，没有的不填',
}
