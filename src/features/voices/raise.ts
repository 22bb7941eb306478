import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Deps } from '../../deps.js'
import { writeAuditAs } from '../../http/audit.js'
import { ANONYMOUS, type Organ, rolesOf, subjectOf } from '../../shared/caller.js'
import { normaliseMobile } from '../../shared/codes/phone.js'
import { newId, newQueryCode } from '../../shared/ids.js'
import { ruleViolated } from '../../shared/problem.js'
import { placedWindow } from '../divisions/division-service.js'
import { organsGoingOn } from '../divisions/owner-service.js'
import { isStaffNo } from '../staff/staff-service.js'
import { ofNobody, ofStaff } from './voice.js'
import { raiseVoice } from './voice-service.js'
import type { Voice } from './voice-sight.js'

export interface RaiseInput {
  organisation?: string | undefined
  windowId?: string | undefined
  itemCode?: string | undefined
  staffNo?: string | undefined
  channel: string
  title: string
  text: string
  name?: string | undefined
  mobile?: string | undefined
}

/** The case that a complaint is about, as far as it matters here. */
export interface AboutCase {
  caseNo: string
  itemCode: string
  organ: Organ
  windowId?: string | undefined
}

/**
 * Takes a complaint or a question (登记投诉、咨询) of anybody; gives the code by which the answer is asked for. 422 where no
 * organ is named, or it is unknown. Who raised it is told in no event and no audit record.
 */
export async function raise(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  kind: 'complaint' | 'consultation',
  input: RaiseInput,
  of?: AboutCase,
): Promise<{ voice: Voice; queryCode: string }> {
  const id = newId()
  const queryCode = newQueryCode()
  const window = input.windowId === undefined ? undefined : await placedWindow(db, input.windowId)
  if (input.windowId !== undefined && window === undefined)
    throw ruleViolated('/windowId', 'WINDOW_UNKNOWN', { en: 'No such window', zh: '没有该窗口' })
  const about = input.staffNo === undefined ? [] : [await namedBy(db, request, input.staffNo)]
  if (input.mobile !== undefined && normaliseMobile(input.mobile) === undefined)
    throw ruleViolated('/mobile', 'MOBILE_INVALID', NOT_A_MOBILE)
  const code = input.organisation ?? of?.organ.code ?? window?.organisation_code
  if (code === undefined) throw ruleViolated('/organisation', 'ORGANISATION_NEEDED', WHOSE)
  const organ = (await organsGoingOn(db, [code])).get(code)
  if (organ === undefined)
    throw ruleViolated('/organisation', 'ORGANISATION_UNKNOWN', {
      en: 'No such organisation',
      zh: '没有该机构',
    })
  const { caller } = request
  const { title, text, name } = input
  const mobile = input.mobile === undefined ? undefined : normaliseMobile(input.mobile)
  const said = { title, text, name, mobile }
  const row = await raiseVoice(db, deps, {
    ...{ id, kind, organ, queryCode, said, channel: input.channel },
    caseNo: of?.caseNo,
    itemCode: input.itemCode ?? of?.itemCode,
    windowId: input.windowId ?? of?.windowId,
    about,
    raisedBy: caller !== undefined && rolesOf(caller).has('citizen') ? subjectOf(caller) : undefined,
  })
  await writeAuditAs(db, ANONYMOUS, request, {
    action: kind === 'complaint' ? 'complain' : 'consult',
    object: `${kind} ${id}`,
    details: { dueOn: row.due_on, channel: input.channel },
    divisions: row.divisions,
    organisation: organ.code,
  })
  return { voice: { row, said: { ...said, acts: [null] } }, queryCode }
}

/**
 * Whom a complaint names (被投诉人工号). Somebody of the staff is told of a number that nobody has (422); anybody else is not:
 * the answer would say of every number whether a person works here. Who deals with it reads that it is unknown, and asks.
 */
async function namedBy(db: pg.PoolClient, { caller }: FastifyRequest, staffNo: string): Promise<string> {
  if (await isStaffNo(db, staffNo)) return ofStaff(staffNo)
  const isStaff = caller?.grants.some(({ role }) => role !== 'citizen') === true
  if (isStaff) throw ruleViolated('/staffNo', 'STAFF_UNKNOWN', NOBODY)
  return ofNobody(staffNo)
}

const NOT_A_MOBILE = { en: 'Must be a mobile number of 11 digits', zh: '应为 11 位手机号码' }
const NOBODY = {
  en: 'Nobody has this staff number: look at the badge again, or leave it out and describe the person',
  zh: '没有该工号，请核对工牌，或者不填工号而在内容中说明',
}
const WHOSE = {
  en: 'Say which organ, window or case it is about',
  zh: '请写明单位、窗口或者办件',
}
