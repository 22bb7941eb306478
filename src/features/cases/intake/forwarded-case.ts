import type { Queryable } from '../../../database/queryable.js'
import type { Caller } from '../../../shared/caller.js'
import { typedCaseNo } from '../../../shared/case-number.js'
import type { InputError } from '../../../shared/problem.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import { organsGoingOn } from '../../divisions/owner-service.js'
import type { Refusal } from '../../workflow/decision.js'
import { isHandedIn } from '../../workflow/handed-in.js'
import type { ActContext } from '../acts/act-on-case.js'
import type { CreateCaseBody } from '../application-schemas.js'
import type { CaseRecord } from '../case.js'
import { recordOf } from '../case-rows.js'
import { readCase } from '../case-store.js'
import { competenceOver } from '../case-visibility.js'
import {
  lockForwarded,
  selectCaseAbove,
  selectStandings,
  selectTakenIn,
  wasTakenBack,
} from '../forwarded-store.js'
import { forwardedOrgan } from '../informing/informed.js'
import { offeredCommitments } from '../intake.js'
import { APPLICANTS } from '../parties/relations.js'
import { signedInBefore } from '../parties/signed-in-before.js'
import { refuseInput } from '../refuse-input.js'
import type { StillLawful } from './earlier-applications.js'

type Sent = NonNullable<CreateCaseBody['materials']>[number] & Pick<CaseRecord['materials'][number], 'proof'>

/** What a lower organ forwards: its case, and the file that comes along. */
export interface Forwarded {
  lower: CaseRecord
  materials: Sent[]
  /** It was taken in once and turned away: its days begin today. */
  again: boolean
}

/**
 * 转报 (行政许可法 Art. 35): the case that a lower organ examined and granted for its part, with everything of its file that
 * this item lists: nothing is asked for again. Undefined where nothing is forwarded; else what is wrong.
 */
export async function forwardedFrom(
  { pool }: Pick<ActContext, 'pool'>,
  caller: Caller,
  { forwardedFrom: typed, submit, materials: sent = [] }: CreateCaseBody,
  item: { organisationCode: string; document: ItemDocument },
): Promise<Forwarded | Refusal | undefined> {
  if (typed === undefined) return undefined
  const caseNo = typedCaseNo(typed)
  const lower = recordOf(await readCase(pool, caseNo))
  const sight = lower && competenceOver(caller, lower)
  if (lower === undefined || sight?.asStaff !== true) return refuseInput([wrong('CASE_UNKNOWN')])
  const isForwarded =
    lower.status === 'APPROVED' || (lower.status === 'CLOSED' && lower.resultType === 'forwarded')
  if (!isForwarded) return refuseInput([wrong('NOT_FORWARDED')])
  if (lower.organ.code === item.organisationCode) return refuseInput([wrong('OWN_ORGAN')])
  const to = forwardedOrgan(lower.facts.copies)
  // Who was asked for an opinion or told of it (会审、抄送) sees it, and has no file of it.
  if (to === undefined && sight.standings.length === 0) return refuseInput([wrong('NOT_FORWARDED')])
  if (to !== undefined && !(await isSameOrgan(pool, to.code, item.organisationCode)))
    return refuseInput([wrong('FORWARDED_ELSEWHERE')])
  const taken = await selectTakenIn(pool, lower)
  if (taken !== undefined) return refuseInput([wrong(wasTakenBack(taken) ? 'TAKEN_BACK' : 'TAKEN_IN')])
  const again = (await selectCaseAbove(pool, lower)) !== undefined
  if (submit !== true) return refuseInput([wrong('AT_ONCE')])
  const listed = new Set(item.document.materials.map(({ materialCode }) => materialCode))
  const own = new Set(sent.map(({ materialCode }) => materialCode))
  const offered = offeredCommitments(item.document)
  const materials = lower.materials
    .filter(
      (each) =>
        each.removedAt === undefined &&
        listed.has(each.materialCode) &&
        !own.has(each.materialCode) &&
        isHandedIn(each, offered),
    )
    .map(
      ({ materialCode, source, copies, fileId, licence, reference, proof }): Sent => ({
        ...{ materialCode, source, copies },
        ...(fileId === undefined ? {} : { fileId }),
        ...(licence === undefined ? {} : { licence }),
        ...(reference === undefined ? {} : { reference }),
        ...(proof === undefined ? {} : { proof }),
      }),
    )
  return { lower, materials, again }
}

/** The organ itself, or the one that goes on with what was sent to it (承继机构). */
async function isSameOrgan(db: Queryable, code: string, other: string): Promise<boolean> {
  if (code === other) return true
  const going = await organsGoingOn(db, [code, other])
  return going.get(code)?.code === (going.get(other)?.code ?? other)
}

/** What was sent with what came along. */
export const withForwarded = <T extends Pick<CreateCaseBody, 'materials'>>(
  body: T,
  forwarded: Forwarded | undefined,
): T =>
  forwarded === undefined ? body : { ...body, materials: [...(body.materials ?? []), ...forwarded.materials] }

/** Taken in once, by however many that do so in the same instant; undefined where nothing is forwarded. */
export const notTakenIn = (
  lower: Pick<CaseRecord, 'caseNo' | 'parties' | 'status'> | undefined,
): StillLawful | undefined =>
  lower &&
  (async (db) => {
    await lockForwarded(db, lower.caseNo)
    // Nor was it sent back in the same instant (退回转报).
    const [now] = await selectStandings(db, [lower.caseNo])
    return now?.status === lower.status && (await selectTakenIn(db, lower)) === undefined
  })

/** The case says from where it came; 422 where somebody else applies in it. */
export function linkForwarded(record: CaseRecord, forwarded: Forwarded | undefined): InputError[] {
  if (forwarded === undefined) return []
  const { lower, materials, again } = forwarded
  const applicants = lower.parties.filter(({ role }) => APPLICANTS.has(role))
  const isSame = record.parties.some(
    ({ role, idNumberIndex }) =>
      APPLICANTS.has(role) && applicants.some((each) => each.idNumberIndex.equals(idNumberIndex)),
  )
  if (!isSame) return [wrong('OTHER_APPLICANT')]
  record.parties = signedInBefore(record.parties, lower.parties)
  // The file lies with this organ since it was sent to it: nobody's days begin only when it is opened. What it answered once
  // has had its days: they would be over, and what nobody left unanswered would be deemed accepted (视为受理).
  const { closedOn } = lower
  if (!again && closedOn !== undefined && forwardedOrgan(lower.facts.copies) !== undefined)
    record.facts.receivedFirst = closedOn
  record.facts.related = [
    {
      relation: 'forwardedFrom',
      caseNo: lower.caseNo,
      materials: materials.map(({ materialCode }) => materialCode),
    },
  ]
  return []
}

const MESSAGES = {
  CASE_UNKNOWN: { en: 'There is no such case', zh: '没有该编号的办件' },
  NOT_FORWARDED: {
    en: 'Only what the lower organ has approved and sent is forwarded',
    zh: '下级机关初审同意并转报后才能收件',
  },
  FORWARDED_ELSEWHERE: {
    en: 'It was forwarded to another organ than that of this item',
    zh: '该办件转报的不是本事项的实施机关',
  },
  TAKEN_IN: {
    en: 'The organ above has taken it in already',
    zh: '上级机关已经收件，请勿重复收取',
  },
  TAKEN_BACK: {
    en: 'Its applicant took the application back here: it has ended, and begins anew with the lower organ',
    zh: '申请人已在上级机关撤回申请，本次转报已终结；申请人仍需办理的，应当重新提出申请',
  },
  OWN_ORGAN: { en: 'It is this very organ’s case', zh: '该办件属于本机关，不能转报给自己' },
  AT_ONCE: {
    en: 'What is forwarded is handed in at once (submit: true)',
    zh: '转报的办件应当直接收件（submit 为 true）',
  },
  OTHER_APPLICANT: { en: 'It is the case of another applicant', zh: '申请人与下级办件不一致' },
} as const

const wrong = (code: keyof typeof MESSAGES): InputError => ({
  pointer: '/forwardedFrom',
  code,
  message: MESSAGES[code],
})
