import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { LegalDate } from '../../../shared/time.js'
import { isReckonable, outOfRange } from '../../deadlines/calculate.js'
import type { ClockState } from '../../deadlines/clock.js'
import type { ClockLimits, ClockSurroundings } from '../../deadlines/clock-change.js'
import { applyClockEffects } from '../../deadlines/clock-rules.js'
import { STATUSES, type Status } from '../../workflow/statuses.js'
import type { OldCaseLine } from './old-case-schemas.js'

const DAYS = ['receivedOn', 'acceptedOn', 'decidedOn', 'closedOn'] as const
type Day = (typeof DAYS)[number]

/**
 * Which days a line of each status must name, and which it may: a new status does not compile without its row. `never`: it is
 * not taken in.
 */
const RULES: { readonly [S in Status]: { must: readonly Day[]; may?: readonly Day[] } | 'never' } = {
  // A draft is its applicant's, and the days of a special procedure are known to who runs it.
  DRAFT: 'never',
  SPECIAL_PROCEDURE: 'never',
  SUBMITTED: { must: [] },
  AWAITING_CORRECTION: { must: [] },
  ACCEPTED: { must: ['acceptedOn'] },
  REVIEWING: { must: ['acceptedOn'] },
  DECIDING: { must: ['acceptedOn'] },
  APPROVED: { must: ['acceptedOn', 'decidedOn'] },
  DENIED: { must: ['acceptedOn', 'decidedOn'] },
  CLOSED: { must: ['acceptedOn', 'decidedOn', 'closedOn'] },
  DELIVERED: { must: ['acceptedOn', 'decidedOn', 'closedOn'] },
  NOT_ACCEPTED: { must: [], may: ['closedOn'] },
  NOT_REQUIRED: { must: [], may: ['closedOn'] },
  WITHDRAWN: { must: [], may: ['acceptedOn', 'closedOn'] },
  TERMINATED: { must: [], may: ['acceptedOn', 'closedOn'] },
  VOIDED: { must: [], may: ['acceptedOn', 'decidedOn', 'closedOn'] },
}

/**
 * Where a case stands here that says to stand so there: a review and a decision are made of steps, opinions and who did
 * them, which another system's word does not prove. They are done here, from acceptance on.
 */
export const standsAs = (status: Status): Status =>
  status === 'REVIEWING' || status === 'DECIDING' ? 'ACCEPTED' : status

/** Whether anything is still to be done with it here: only then does a limit run. */
export const isRunning = (status: Status): boolean => !STATUSES[status].final && status !== 'CLOSED'

/** Whether something was granted, as the line says it. */
export const isGranted = ({ status, decision }: Pick<OldCaseLine, 'status' | 'decision'>): boolean =>
  status === 'APPROVED' || decision === 'granted'

/** What speaks against the days, the decision and the notice of a line, each with its place; pure. */
export function checkOldCase(line: OldCaseLine, today: LegalDate): InputError[] {
  const { status, decision, correction } = line
  const rule = RULES[status]
  if (rule === 'never') return [error('/status', 'STATUS_NOT_TAKEN', NOT_TAKEN)]
  const errors: InputError[] = []
  const allowed = new Set<Day>(['receivedOn', ...rule.must, ...(rule.may ?? [])])
  for (const day of DAYS) {
    const date = line[day]
    if (date === undefined && rule.must.includes(day))
      errors.push(error(`/${day}`, 'DATE_REQUIRED', REQUIRED))
    if (date !== undefined && !allowed.has(day)) errors.push(error(`/${day}`, 'DATE_UNFIT', UNFIT))
    // Calendars do not reach it, and its limits would run from there.
    if (date !== undefined && isRunning(status) && !isReckonable(date)) errors.push(outOfRange(`/${day}`))
    if (date !== undefined && date > today) errors.push(error(`/${day}`, 'DATE_IN_FUTURE', FUTURE))
  }
  const given = DAYS.filter((day) => line[day] !== undefined)
  for (const [index, day] of given.entries()) {
    const before = given[index - 1]
    if (before !== undefined && String(line[day]) < String(line[before]))
      errors.push(error(`/${day}`, 'DATES_OUT_OF_ORDER', ORDER))
  }
  const said = status === 'CLOSED' || status === 'DELIVERED'
  const implied = status === 'APPROVED' ? 'granted' : status === 'DENIED' ? 'refused' : undefined
  if (said ? decision === undefined : decision !== undefined && decision !== implied)
    errors.push(error('/decision', said ? 'DECISION_REQUIRED' : 'DECISION_UNFIT', DECISION))
  return [...errors, ...checkCorrection(status, line.receivedOn, correction, today)]
}

function checkCorrection(
  status: Status,
  receivedOn: LegalDate,
  correction: OldCaseLine['correction'],
  today: LegalDate,
): InputError[] {
  if ((status === 'AWAITING_CORRECTION') !== (correction !== undefined))
    return [error('/correction', correction === undefined ? 'REQUIRED' : 'CORRECTION_UNFIT', CORRECTION)]
  if (correction === undefined) return []
  const { requestedOn, items } = correction
  const errors = items.flatMap(({ materialCode, field }, index) =>
    (materialCode === undefined) === (field === undefined)
      ? [error(`/correction/items/${index}`, 'MATERIAL_OR_FIELD', MATERIAL_OR_FIELD)]
      : [],
  )
  if (requestedOn > today) errors.push(error('/correction/requestedOn', 'DATE_IN_FUTURE', FUTURE))
  if (requestedOn < receivedOn) errors.push(error('/correction/requestedOn', 'DATES_OUT_OF_ORDER', ORDER))
  return errors
}

/** In what a clock of a case that runs on here is started. */
interface ClockTerms extends ClockSurroundings {
  calendar: string
  limits: ClockLimits
}

/**
 * The limits that still run of a case that runs on (在办时限), from its real days: intake from receipt, promise and legal limit
 * from acceptance, delivery from the decision. What ended elsewhere has none: nobody here could have kept them.
 */
export function runningClocks(line: OldCaseLine, { calendar, limits, ...around }: ClockTerms): ClockState[] {
  const act = lastAct(line)
  if (act === undefined) return []
  const { receivedOn, acceptedOn } = line
  const days = { receivedOn, ...(acceptedOn === undefined ? {} : { acceptedOn }) }
  return applyClockEffects([], { ...act, ...days, calendar, limits }, around)
}

/** The act that brought it to where it stands, of those that start a limit. */
function lastAct(line: OldCaseLine) {
  const { receivedOn, acceptedOn = receivedOn, decidedOn = acceptedOn, correction } = line
  switch (standsAs(line.status)) {
    case 'SUBMITTED':
      return { action: 'submit', statusAfter: 'SUBMITTED', on: receivedOn } as const
    case 'AWAITING_CORRECTION':
      return {
        action: 'requestCorrection',
        statusBefore: 'SUBMITTED',
        statusAfter: 'AWAITING_CORRECTION',
        on: correction?.requestedOn ?? receivedOn,
      } as const
    case 'ACCEPTED':
      return { action: 'accept', statusBefore: 'SUBMITTED', statusAfter: 'ACCEPTED', on: acceptedOn } as const
    case 'APPROVED':
      return { action: 'approve', statusBefore: 'DECIDING', statusAfter: 'APPROVED', on: decidedOn } as const
    default:
      return undefined
  }
}

const error = (pointer: string, code: string, message: Text): InputError => ({ pointer, code, message })

const NOT_TAKEN = {
  en: 'Drafts are their applicants’, and a special procedure is ended where it was begun: bring the case after it',
  zh: '草稿不导入；特别程序请在原系统结束后再导入该办件',
}
const REQUIRED = { en: 'A case in this status has this day', zh: '该状态的办件须填写此日期' }
const UNFIT = { en: 'A case in this status has not come to this day', zh: '该状态的办件不应有此日期' }
const FUTURE = { en: 'This day has not come yet', zh: '日期晚于今天' }
const ORDER = { en: 'This day lies before an earlier one of the case', zh: '日期早于前一环节的日期' }
const DECISION = {
  en: 'What is closed or delivered says granted or refused; nothing else says what its status does not',
  zh: '办结、送达的办件须写明 granted 或 refused；其他状态不得与状态不符',
}
const CORRECTION = {
  en: 'A case that awaits correction brings its notice, and no other does',
  zh: '待补正的办件须附补正告知内容，其他状态不得填写',
}
const MATERIAL_OR_FIELD = { en: 'Name a material or a field', zh: '请填写材料编码或者字段名之一' }
