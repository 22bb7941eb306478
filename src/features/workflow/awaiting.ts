import type { LegalDate } from '../../shared/time.js'
import { type Refusal, refuse } from './decision.js'
import type { Action } from './statuses.js'

/** A material that another case of the same bundle issues (前置结果): waited for, and neither missing nor there. */
export interface AwaitedResult {
  materialCode: string
  /** The case whose result it is. */
  caseNo: string
  itemCode: string
  itemName: string
  /** `failed`: it will never come, so the material is owed like any other. `otherwise`: it was brought another way. */
  state: 'waiting' | 'came' | 'failed' | 'otherwise'
  /** The day on which the waiting ended. */
  on?: LegalDate
}

interface Awaiting {
  awaits?: readonly AwaitedResult[] | undefined
}

/** What is still waited for. */
export const waitedFor = ({ awaits = [] }: Awaiting): AwaitedResult[] =>
  awaits.filter(({ state }) => state === 'waiting')

export const isWaiting = (state: Awaiting): boolean => waitedFor(state).length > 0

/** Codes of what was waited for in vain: no notice before could name it, so one after it may (行政许可法 Art. 32(4)). */
export const lostResults = ({ awaits = [] }: Awaiting): string[] =>
  awaits.flatMap(({ state, materialCode }) => (state === 'failed' ? [materialCode] : []))

/** After these materials came from the applicant: nobody waits for what is there. */
export const broughtOtherwise = (
  awaits: readonly AwaitedResult[],
  codes: readonly string[],
  on: LegalDate,
): AwaitedResult[] =>
  awaits.map((each) =>
    each.state === 'waiting' && codes.includes(each.materialCode)
      ? { ...each, state: 'otherwise', on }
      : each,
  )

/** What takes the application as complete. Turning it away, or telling what else is wrong, waits for nothing. */
const ON_COMPLETE: ReadonlySet<Action> = new Set<Action>([
  'accept',
  'acceptWithDeferral',
  'deemAccept',
  'handleOnTheSpot',
])

/** Why an acceptance has to wait for the result of another case; undefined: it has not. */
export function refuseWhileWaiting(state: Awaiting, action: Action): Refusal | undefined {
  const waiting = waitedFor(state)
  if (!ON_COMPLETE.has(action) || waiting.length === 0) return undefined
  const errors = waiting.map(({ materialCode, itemName, caseNo }) => ({
    pointer: '/action',
    code: 'RESULT_AWAITED',
    message: {
      en: `${materialCode} is the result of case ${caseNo}, which is not granted yet`,
      zh: `${materialCode} 为“${itemName}”（${caseNo}）的办理结果，尚未取得`,
    },
  }))
  return refuse(
    'STATE',
    'A material is the result of another case of the same bundle: this one goes on when that is granted',
    '部分材料为同一件事其他事项的办理结果，取得后方可受理',
    errors,
  )
}
