import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Deps } from '../../deps.js'
import { callerOf } from '../../http/policy.js'
import { subjectOf } from '../../shared/caller.js'
import { outOfReach, problem } from '../../shared/problem.js'
import { legalDateOf } from '../../shared/time.js'
import {
  type Answered,
  answeredSheet,
  caseStatusAfter,
  checkAnswers,
  type HandedCaseStatus,
  isAnswered,
  listStatusAfter,
  lostSheet,
  refusedSheet,
  type SheetAnswer,
} from './handover.js'
import { endWaiting } from './handover-clocks.js'
import { act, handoverInSight, listFor, sidesWaiting, told } from './handover-service.js'
import { HANDLERS, sidesOf, standsFor } from './handover-sides.js'
import { type HandoverRow, updateHandover } from './handover-store.js'

/** What somebody says of a list: who, what, of which sheets. Without sheets: of all that are not answered yet. */
export type Answer =
  | { what: 'receive'; sheets?: readonly SheetAnswer[] | undefined }
  | { what: 'reject'; sheets?: readonly SheetAnswer[] | undefined; reason?: string | undefined }
  | { what: 'lose' }

/**
 * Answers a list sheet by sheet (接收、退回), or says that it was lost on the way (遗失). 404 unless seen, 403 unless clerk of
 * the receiving side (of either side for what was lost), 409 when nothing is on the way any more, 422 for sheets that it has
 * not. A case is received once all its sheets are answered and any of them came: what was collected for the organ is then
 * the organ's, and its days begin.
 */
export async function answerHandover(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  id: string,
  answer: Answer,
  check: (version: number) => void,
): Promise<HandoverRow> {
  const caller = callerOf(request)
  const row = await handoverInSight(db, caller, id, true)
  const { from, to } = sidesOf(row)
  const sides = answer.what === 'lose' ? [to, from] : [to]
  const side = sides.find((each) => standsFor(caller, each, HANDLERS))
  if (side === undefined) throw outOfReach()
  check(row.version)
  if (row.status !== 'ON_THE_WAY') throw problem('CONFLICT', { detail: OVER })
  const answered = answersOf(row, answer)
  const after = stateAfter(row, answered, answer)
  const list = listFor(id, { from, to }, legalDateOf(row.given_at), { ...caller, ...giverOf(row) })
  for (const { caseNo, status, sheets } of after.closing) {
    await act(
      deps,
      db,
      caller,
      caseNo,
      status === 'RECEIVED'
        ? { action: 'receiveHandover', list, sheets }
        : { action: 'returnHandover', list, sheets, lost: status === 'LOST' },
    )
  }
  const status = listStatusAfter(after.cases, after.sheets)
  if (status !== 'ON_THE_WAY') {
    const waiting = sidesWaiting({ id, receiverSubject: row.receiver_subject, from, to })
    await endWaiting(db, await deps.calendars.within(db), waiting)
  }
  await updateHandover(db, id, {
    status,
    cases: after.cases,
    sheets: answered,
    by: subjectOf(caller),
    staffNo: caller.staffNo,
  })
  return told(db, request, id, answer.what, side)
}

/** The voucher names who gave, whoever receives. */
const giverOf = ({ given_staff_no }: HandoverRow): { staffNo?: string } =>
  given_staff_no === null ? {} : { staffNo: given_staff_no }

/** The sheets that are answered now; 422 for those that the list has not, or that were answered. */
function answersOf(row: HandoverRow, answer: Answer): Answered[] {
  const open = row.sheets.filter((sheet) => !isAnswered(sheet))
  if (answer.what === 'lose') return open.map(lostSheet)
  const { sheets, what } = answer
  const reason = what === 'reject' ? answer.reason : undefined
  if (sheets === undefined) {
    if (what === 'receive') return open.map((sheet) => answeredSheet(sheet, {}))
    if (reason === undefined) throw problem('RULE_VIOLATED', { errors: [REASON] })
    return open.map((sheet) => refusedSheet(sheet, reason))
  }
  const errors = checkAnswers(sheets, row.sheets, what === 'reject' && reason === undefined)
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  return sheets.flatMap(({ caseNo, materialCode, ...said }) => {
    const sheet = open.find((each) => each.caseNo === caseNo && each.materialCode === materialCode)
    if (sheet === undefined) return []
    return [
      what === 'receive' ? answeredSheet(sheet, said) : refusedSheet(sheet, said.reason ?? reason ?? ''),
    ]
  })
}

/** Cases and sheets after the answer, and which cases come to their end with it. */
function stateAfter(row: HandoverRow, answered: readonly Answered[], answer: Answer) {
  const sheets = row.sheets.map(
    (sheet) =>
      answered.find((each) => each.caseNo === sheet.caseNo && each.materialCode === sheet.materialCode) ??
      sheet,
  )
  // A case without papers comes with the list: it is refused or lost only with the whole of it.
  const whole = ({ receive: 'received', reject: 'refused', lose: 'lost' } as const)[answer.what]
  const all = answer.what === 'lose' || answer.what === 'receive' || answer.sheets === undefined
  const cases = row.cases.map(({ caseNo, status }) => {
    const own = sheets.filter((sheet) => sheet.caseNo === caseNo)
    const isOpen = own.length === 0 ? !all : !own.every(isAnswered)
    if (status !== 'ON_THE_WAY' || isOpen) return { caseNo, status, sheets: [] as Answered[], closes: false }
    const done = own.filter(isAnswered)
    return { caseNo, status: caseStatusAfter(done, whole), sheets: done, closes: true }
  })
  return {
    sheets,
    cases: cases.map(({ caseNo, status }): { caseNo: string; status: HandedCaseStatus } => ({
      caseNo,
      status,
    })),
    closing: cases.filter(({ closes }) => closes),
  }
}

const REASON = {
  pointer: '/reason',
  code: 'REQUIRED',
  message: { en: 'Say why: for all of it, or for each sheet', zh: '请说明退回理由（整单或者逐份）' },
}
const OVER = { en: 'Nothing of this list is on the way any more', zh: '本移交清单已办结' }
