import type { Organ } from '../../shared/caller.js'
import type { InputError } from '../../shared/problem.js'

/** Hand-overs (物料流转): who hands what to whom, and what becomes of it. Pure. */

export const HANDOVER_STATUSES = ['ON_THE_WAY', 'RECEIVED', 'PARTLY_RECEIVED', 'REJECTED', 'LOST'] as const
export type HandoverStatus = (typeof HANDOVER_STATUSES)[number]
export type HandedCaseStatus = 'ON_THE_WAY' | 'RECEIVED' | 'RETURNED' | 'LOST'

/** One side of a hand-over: a window, or an organ itself. */
export interface Side {
  windowId?: string
  /** Whose people hand over or receive. */
  organisation: string
  name: string
  /** The organ, and who runs the window's centre. */
  organs: readonly string[]
  divisions: readonly string[]
}

/** The organs of a side as rights are reckoned over them. */
export const organsOf = ({ organs, divisions }: Pick<Side, 'organs' | 'divisions'>): Organ[] =>
  organs.map((code) => ({ code, divisions }))

export interface Sheet {
  caseNo: string
  materialCode: string
  count: number
}

/** A sheet as it stands: the counts are there once somebody has answered for it. */
export interface SheetState extends Sheet {
  received?: number
  refused?: number
  lost?: number
  reason?: string
}

/** What somebody says of a sheet: how many came, and why the rest is refused; without a reason the rest never came. */
export interface SheetAnswer {
  caseNo: string
  materialCode: string
  count?: number | undefined
  reason?: string | undefined
}

export type Answered = SheetState & { received: number; refused: number; lost: number }

export const isAnswered = (sheet: SheetState): sheet is Answered => sheet.received !== undefined

const keyOf = ({ caseNo, materialCode }: Pick<Sheet, 'caseNo' | 'materialCode'>) =>
  `${caseNo} ${materialCode}`

/** 422 findings of answers: sheets of the list, each once, not answered before, no more than were sent. */
export function checkAnswers(
  answers: readonly SheetAnswer[],
  sheets: readonly SheetState[],
  reasonNeeded: boolean,
): InputError[] {
  const known = new Map(sheets.map((sheet) => [keyOf(sheet), sheet]))
  const seen = new Set<string>()
  return answers.flatMap((answer, index): InputError[] => {
    const pointer = `/sheets/${index}`
    const sheet = known.get(keyOf(answer))
    const isTwice = seen.has(keyOf(answer))
    seen.add(keyOf(answer))
    if (sheet === undefined) return [found(`${pointer}/materialCode`, 'SHEET_UNKNOWN')]
    if (isTwice) return [found(pointer, 'SHEET_TWICE')]
    if (isAnswered(sheet)) return [found(pointer, 'SHEET_ANSWERED')]
    if ((answer.count ?? 0) > sheet.count) return [found(`${pointer}/count`, 'MORE_THAN_SENT')]
    return reasonNeeded && answer.reason === undefined ? [found(`${pointer}/reason`, 'REQUIRED')] : []
  })
}

/** What became of a sheet by an answer: named with a reason and no count, all of it is refused. */
export function answeredSheet(
  sheet: Sheet,
  { count, reason }: Omit<SheetAnswer, 'caseNo' | 'materialCode'>,
): Answered {
  const received = count ?? (reason === undefined ? sheet.count : 0)
  const rest = sheet.count - received
  return {
    caseNo: sheet.caseNo,
    materialCode: sheet.materialCode,
    count: sheet.count,
    received,
    refused: reason === undefined ? 0 : rest,
    lost: reason === undefined ? rest : 0,
    ...(reason === undefined || rest === 0 ? {} : { reason }),
  }
}

export const refusedSheet = (sheet: Sheet, reason: string): Answered => ({
  ...answeredSheet(sheet, { count: 0, reason }),
})
export const lostSheet = (sheet: Sheet): Answered => ({ ...answeredSheet(sheet, { count: 0 }) })

/** What becomes of a case once every sheet of it is answered; one without sheets is itself what comes. */
export function caseStatusAfter(
  sheets: readonly Answered[],
  whole: 'received' | 'refused' | 'lost',
): HandedCaseStatus {
  if (sheets.length === 0)
    return ({ received: 'RECEIVED', refused: 'RETURNED', lost: 'LOST' } as const)[whole]
  if (sheets.some(({ received }) => received > 0)) return 'RECEIVED'
  return sheets.some(({ refused }) => refused > 0) ? 'RETURNED' : 'LOST'
}

/** What the whole list has come to. */
export function listStatusAfter(
  cases: readonly { status: HandedCaseStatus }[],
  sheets: readonly SheetState[],
): HandoverStatus {
  const states = new Set(cases.map(({ status }) => status))
  if (states.has('ON_THE_WAY')) return 'ON_THE_WAY'
  const wanting = sheets.some(({ refused = 0, lost = 0 }) => refused + lost > 0)
  if (states.size > 1 || (states.has('RECEIVED') && wanting)) return 'PARTLY_RECEIVED'
  if (states.has('RECEIVED')) return 'RECEIVED'
  return states.has('LOST') ? 'LOST' : 'REJECTED'
}

const FINDINGS = {
  SIDE_UNKNOWN: ['No window and no organisation has this code', '没有该窗口或者机构'],
  SAME_SIDE: ['Nothing is handed over to oneself', '移交方与接收方不能相同'],
  CASE_TWICE: ['This case stands twice', '办件重复'],
  CASE_UNKNOWN: ['No case of this number is yours to hand over', '没有可由您移交的该编号办件'],
  CASE_NOT_HERE: ['The case did not come in at this side', '本件不是在该移交方收件的'],
  CASE_OF_OTHER_ORGAN: ['This side does not decide the case', '该接收方不是本件的受理机关'],
  CASE_NOT_UNDER_WAY: ['The case is a draft or has ended', '本件尚为草稿或者已经结束'],
  RESULT_NOT_YOURS: ['Its result is with the organ that decided', '本件结果由作出决定的机关移交'],
  RESULT_ELSEWHERE: [
    'Its result goes to a desk of the centre at which the case came in',
    '本件结果应当移交收件中心的出件窗口',
  ],
  RESULT_AT_DESK: ['The result is at the exit desk already', '本件结果已在出件窗口'],
  CASE_ON_THE_WAY: ['The case is on the way already', '本件已在移交途中'],
  CASE_RECEIVED: ['The organ has received this case already', '受理机关已接收本件'],
  CASE_MISSING: ['The sheet belongs to none of the cases', '该材料所属办件不在移交清单中'],
  SHEET_TWICE: ['This sheet stands twice', '材料重复'],
  SHEET_UNKNOWN: ['The list has no such sheet', '移交清单中没有该材料'],
  SHEET_ANSWERED: ['This sheet has been answered already', '该材料已办理接收或者退回'],
  SHEET_RECEIVED: ['The organ has received this paper already', '受理机关已接收该材料'],
  MATERIAL_UNKNOWN: ['The item has no such material', '该事项没有此材料'],
  MORE_THAN_SENT: ['More than were handed over', '超过移交份数'],
  REQUIRED: ['Say why', '请说明理由'],
} as const satisfies Record<string, readonly [string, string]>

/** A finding of a hand-over, in both languages. */
export function found(pointer: string, code: keyof typeof FINDINGS): InputError {
  const [en, zh] = FINDINGS[code]
  return { pointer, code, message: { en, zh } }
}

/** What papers of a result are called in a list (结果材料). */
export const RESULT_SHEET = 'result'

/** What a case must be to be handed over. */
export interface HandedCase {
  caseNo: string
  isUnderWay: boolean
  /** It is closed: its result goes the other way, from the organ to the exit desk (结果移交). */
  result?: { atDesk: boolean }
  /** Where it came in: the window, and its organs. */
  windowId?: string
  windowOrgans: readonly string[]
  /** Codes of the organ that decides it, and of who goes on for it. */
  organ: readonly string[]
  materialCodes: readonly string[]
  /** Papers that the case has (纸质材料). */
  papers: readonly string[]
  /** The organ has received what a window collected of it. */
  isReceived: boolean
  /** Papers that the organ has, and that did not come anew since. */
  receivedMaterials: ReadonlySet<string>
  isOnTheWay: boolean
}

/** 422 findings of a list before it goes: its cases, whose they are, its sheets. `undefined`: none that the caller sees. */
export function checkList(
  { from, to }: { from: Side; to: Side },
  cases: readonly (HandedCase | undefined)[],
  numbers: readonly string[],
  sheets: readonly Sheet[],
): InputError[] {
  const byNo = new Map(cases.flatMap((each) => (each === undefined ? [] : [[each.caseNo, each] as const])))
  const isSame = from.windowId === to.windowId && from.organisation === to.organisation
  const ofCases = cases.flatMap((each, index): InputError[] => {
    const pointer = `/cases/${index}`
    if (numbers.indexOf(numbers[index] ?? '') !== index) return [found(pointer, 'CASE_TWICE')]
    if (each === undefined) return [found(pointer, 'CASE_UNKNOWN')]
    if (each.result !== undefined) return checkResult(each, { from, to }, pointer)
    if (!each.isUnderWay) return [found(pointer, 'CASE_NOT_UNDER_WAY')]
    if (!cameInAt(each, from)) return [found(pointer, 'CASE_NOT_HERE')]
    return each.organ.includes(to.organisation) ? [] : [found(pointer, 'CASE_OF_OTHER_ORGAN')]
  })
  const seen = new Set<string>()
  const ofSheets = sheets.flatMap((sheet, index): InputError[] => {
    const pointer = `/sheets/${index}`
    const isTwice = seen.has(keyOf(sheet))
    seen.add(keyOf(sheet))
    if (isTwice) return [found(pointer, 'SHEET_TWICE')]
    if (!numbers.includes(sheet.caseNo)) return [found(`${pointer}/caseNo`, 'CASE_MISSING')]
    const materials = byNo.get(sheet.caseNo)?.materialCodes
    return materials?.includes(sheet.materialCode) === false
      ? [found(`${pointer}/materialCode`, 'MATERIAL_UNKNOWN')]
      : []
  })
  return [...(isSame ? [found('/to', 'SAME_SIDE')] : []), ...ofCases, ...ofSheets]
}

/** A result goes from who decided to a desk of the centre at which the case came in. */
function checkResult(
  each: HandedCase,
  { from, to }: { from: Side; to: Side },
  pointer: string,
): InputError[] {
  if (!each.organ.includes(from.organisation)) return [found(pointer, 'RESULT_NOT_YOURS')]
  return to.organs.some((code) => each.windowOrgans.includes(code))
    ? []
    : [found(pointer, 'RESULT_ELSEWHERE')]
}

const cameInAt = ({ windowId, windowOrgans }: HandedCase, from: Side): boolean =>
  from.windowId === undefined ? windowOrgans.includes(from.organisation) : from.windowId === windowId

/** 409 findings: what is on the way, or there already, is not handed over a second time. */
export function checkNotTwice(cases: readonly HandedCase[], sheets: readonly Sheet[]): InputError[] {
  return [
    ...cases.flatMap((each, index): InputError[] => {
      if (each.isOnTheWay) return [found(`/cases/${index}`, 'CASE_ON_THE_WAY')]
      if (each.result?.atDesk === true) return [found(`/cases/${index}`, 'RESULT_AT_DESK')]
      const brings = sheets.some(({ caseNo }) => caseNo === each.caseNo)
      return each.isReceived && !brings ? [found(`/cases/${index}`, 'CASE_RECEIVED')] : []
    }),
    ...sheets.flatMap(({ caseNo, materialCode }, index): InputError[] =>
      cases.find((each) => each.caseNo === caseNo)?.receivedMaterials.has(materialCode) === true
        ? [found(`/sheets/${index}`, 'SHEET_RECEIVED')]
        : [],
    ),
  ]
}

/**
 * Papers that stay behind (未列入清单的材料): the case has them, the organ does not, and no sheet of the list names them.
 * They may follow; what nobody notices is missed only when the organ looks for it.
 */
export const leftOutOf = (
  cases: readonly HandedCase[],
  sheets: readonly Pick<Sheet, 'caseNo' | 'materialCode'>[],
): { caseNo: string; materialCode: string }[] =>
  cases.flatMap(({ caseNo, papers, receivedMaterials }) =>
    papers
      .filter(
        (materialCode) =>
          !receivedMaterials.has(materialCode) &&
          !sheets.some((sheet) => sheet.caseNo === caseNo && sheet.materialCode === materialCode),
      )
      .map((materialCode) => ({ caseNo, materialCode })),
  )
