import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { callerOf } from '../../http/policy.js'
import { subjectOf } from '../../shared/caller.js'
import { typedCaseNo } from '../../shared/case-number.js'
import { newId } from '../../shared/ids.js'
import { outOfReach, problem } from '../../shared/problem.js'
import { findAtDesk, findInHand, type InHand } from '../cases/case-in-hand.js'
import { hasWindowsIn, placedWindow } from '../divisions/division-service.js'
import { isOnTheWay } from '../handovers/handover-service.js'
import { found, pickUpNoOf } from './exit.js'
import { act, audited, deskOf } from './exit-service.js'
import { type ExitRow, insertExit, nextSerial, settlePosted } from './exit-store.js'

export interface Arrival {
  caseNo: string
  windowId: string
  place: string
}

/**
 * Registers the result of a closed case at an exit desk (结果入库): where it lies, and by which number it is called. 422 for
 * a case that the caller does not see and for a window elsewhere, 403 unless issuer of either, 409 while the case is not
 * closed, the result on its way or there already. The applicant is told.
 */
export async function registerExit(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  input: Arrival,
): Promise<ExitRow> {
  const caller = callerOf(request)
  const window = await placedWindow(db, input.windowId)
  const codes = window && [...new Set([window.organisation_code, window.centre_organisation])]
  const place = window?.ancestors ?? []
  const mine = deskOf(caller, codes ?? [], place)
  const reading = { ...deps, pool: db }
  const caseNo = typedCaseNo(input.caseNo)
  const seen = await findInHand(reading, caller, caseNo)
  const hand = seen ?? (mine && (await findAtDesk(reading, caller, caseNo, mine)))
  const here =
    hand && window && codes
      ? codes.some((code) => ofCase(hand).has(code)) || (await servesOnline(db, hand, window.centre_id))
      : false
  // Who sees nothing of it learns nothing of it, but that it is handed out here.
  if (!hand || (seen === undefined && !here))
    throw problem('RULE_VIOLATED', { errors: [found('/caseNo', 'CASE_UNKNOWN')] })
  const { record } = hand
  if (window === undefined || codes === undefined)
    throw problem('RULE_VIOLATED', { errors: [found('/windowId', 'WINDOW_UNKNOWN')] })
  if (!here) throw problem('RULE_VIOLATED', { errors: [found('/windowId', 'WINDOW_ELSEWHERE')] })
  const desk = mine ?? deskOf(caller, [record.organ.code], place)
  if (desk === undefined) throw outOfReach()
  if (await isOnTheWay(db, record.id)) throw problem('CONFLICT', { detail: ON_THE_WAY })
  const id = newId()
  const serial = await nextSerial(db, window.id)
  const pickUpNo = pickUpNoOf(hand.around.today, serial)
  const shelf = {
    ...{ exitId: id, windowId: window.id, windowName: window.name, pickUpNo },
    since: hand.around.today,
    days: deps.config.pickUpDays,
  }
  await act(deps, db, { caller, desk }, record.caseNo, { action: 'shelveResult', shelf })
  await settlePosted(db, record.id)
  await insertExit(db, {
    id,
    case_id: record.id,
    case_no: record.caseNo,
    item_code: record.itemCode,
    item_name: record.itemName,
    organisation_code: record.organ.code,
    window_id: window.id,
    window_name: window.name,
    organs: [...new Set([...codes, record.organ.code])],
    divisions: [...new Set([...window.ancestors, ...record.organ.divisions])],
    ...{ serial, pick_up_no: pickUpNo, place: input.place, state: 'ON_SHELF' },
    arrived_on: hand.around.today,
    done_by: subjectOf(caller),
    done_staff_no: caller.staffNo ?? null,
  })
  return audited(db, request, id, 'registerExit')
}

/** What came in online, at no window, is handed out at the centre in which the organ that decided has its windows. */
const servesOnline = async (db: Queryable, { record }: InHand, centreId: string): Promise<boolean> =>
  record.windowId === undefined &&
  record.status === 'CLOSED' &&
  (await hasWindowsIn(
    db,
    centreId,
    [record.organ.code, record.organ.successor ?? record.organ.code],
    record.itemCode,
  ))

/** Whose desks may hand its result out: of where it came in, and of who decided. */
const ofCase = ({ record: { organ, windowOrganisation, centreOrganisation } }: InHand): Set<string> =>
  new Set(
    [organ.code, organ.successor, windowOrganisation, centreOrganisation].filter(
      (code) => code !== undefined,
    ),
  )

const ON_THE_WAY = {
  en: 'The papers are on their way still: receive the list first',
  zh: '结果尚在移交途中，请先接收移交清单',
}
