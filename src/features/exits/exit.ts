import type { InputError } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'

/** Results at an exit desk (统一出件): where they lie, and who may take them away. Pure. */

export const EXIT_STATES = ['ON_SHELF', 'HANDED_OUT', 'POSTED', 'DELIVERED', 'GIVEN_BACK'] as const
export type ExitState = (typeof EXIT_STATES)[number]

/** What is done with a result, and from where it is possible. */
export const EXIT_STEPS = {
  handOut: { from: 'ON_SHELF', to: 'HANDED_OUT' },
  post: { from: 'ON_SHELF', to: 'POSTED' },
  prove: { from: 'POSTED', to: 'DELIVERED' },
  takeBack: { from: 'POSTED', to: 'ON_SHELF' },
  giveBack: { from: 'ON_SHELF', to: 'GIVEN_BACK' },
} as const satisfies Record<string, { from: ExitState; to: ExitState }>
export type ExitAct = keyof typeof EXIT_STEPS

/** Whether it is possible now; what was told of a letter is put right with its reason (更正). */
export const mayStep = (act: ExitAct, state: ExitState, again: string | undefined): boolean =>
  state === EXIT_STEPS[act].from || (again !== undefined && RIGHTED[act]?.includes(state) === true)

/** From where else: told to have arrived, to have come back, handed to the wrong person (妥投、退件、误交的更正). */
const RIGHTED: Partial<Record<ExitAct, readonly ExitState[]>> = {
  prove: ['DELIVERED', 'ON_SHELF'],
  takeBack: ['DELIVERED', 'HANDED_OUT'],
}

/** The number that is called out (取件号): of the desk, the day, and the order of the day. */
export const pickUpNoOf = (day: LegalDate, serial: number): string =>
  `${day.slice(5, 7)}${day.slice(8, 10)}-${String(serial).padStart(3, '0')}`

/** A person of the case, as far as it matters who takes its result away. */
export interface Entitled {
  role: string
  type: 'natural' | 'legal'
  idNumberIndex: Buffer
  /** Why the person’s power to act for somebody has ended or does not go so far (代理权终止); absent: it has not. */
  lapsed?: InputError | undefined
}

/** Who may take the result away without another paper: the person itself, or who acts for it in the case. */
const MAY_TAKE: ReadonlySet<string> = new Set([
  'applicant',
  'coApplicant',
  'legalRepresentative',
  'handler',
  'representative',
  'guardian',
])

export interface Taking {
  /** Of the document that was shown. */
  number: Buffer
  mandate?: { validUntil?: LegalDate | undefined } | undefined
  today: LegalDate
}

/**
 * As what somebody takes a result away (领取人身份): by the number of the document shown a person of the case, else by a
 * mandate that was seen (行政许可法 Art. 29(2); 民法典 165). An entity sends somebody.
 */
export function takerOf(
  parties: readonly Entitled[],
  { number, mandate, today }: Taking,
): { receivedAs: string; byMandate: boolean } | { errors: InputError[] } {
  const own = parties.find(
    ({ role, type, idNumberIndex }) =>
      type === 'natural' && MAY_TAKE.has(role) && idNumberIndex.equals(number),
  )
  if (own !== undefined && (own.lapsed === undefined || mandate === undefined)) {
    if (own.lapsed !== undefined) return { errors: [own.lapsed] }
    return { receivedAs: own.role, byMandate: false }
  }
  if (mandate === undefined) return { errors: [found('/mandate', 'MANDATE_REQUIRED')] }
  if (mandate.validUntil !== undefined && mandate.validUntil < today)
    return { errors: [found('/mandate/validUntil', 'MANDATE_EXPIRED')] }
  return { receivedAs: 'agent', byMandate: true }
}

const FINDINGS = {
  MANDATE_REQUIRED: [
    'The document shown is nobody’s who applies or acts in this case: a mandate is needed',
    '出示的证件不属于本件申请人或者其代理人，须有授权委托书',
  ],
  MANDATE_EXPIRED: ['The mandate has run out', '授权委托书已过期'],
  WINDOW_UNKNOWN: ['There is no window of this id', '没有该窗口'],
  WINDOW_ELSEWHERE: [
    'The window is neither of the centre at which the case came in nor of the organ that decided it',
    '该窗口既不属于本件的收件中心，也不属于作出决定的机关',
  ],
  CASE_UNKNOWN: ['There is no case of this number', '没有该编号的办件'],
  DATE_BEFORE_POSTING: ['It was not posted yet on that day', '早于寄出日期'],
  DATE_IN_FUTURE: ['This day has not come', '日期尚未到来'],
} as const satisfies Record<string, readonly [string, string]>

/** A finding at the desk, in both languages. */
export function found(pointer: string, code: keyof typeof FINDINGS): InputError {
  const [en, zh] = FINDINGS[code]
  return { pointer, code, message: { en, zh } }
}
