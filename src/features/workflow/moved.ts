import type { CaseState } from './case-state.js'
import { type Refusal, refuse } from './decision.js'
import type { Action } from './statuses.js'

/** How what was moved may end: nothing of this makes the application run a second time. */
const ENDS: ReadonlySet<Action> = new Set<Action>(['withdraw', 'terminate', 'void'])

/** What time does by itself to an application that waits for the office or for its applicant. */
const BY_TIME: ReadonlySet<Action> = new Set<Action>(['deemAccept', 'expireCorrection'])

/**
 * Why nothing but an end is left to what was moved to the right item (分办更正), and why time does nothing to what ended there:
 * who took his application back, or was told that it is not accepted, is not deemed accepted elsewhere (行政许可法 Art. 32).
 * Undefined: nothing stands against it.
 */
export function refuseMoved(
  { goesOnAs, endedAs }: Pick<CaseState, 'goesOnAs' | 'endedAs'>,
  action: Action,
): Refusal | undefined {
  if (endedAs !== undefined && BY_TIME.has(action))
    return refuse('STATE', `The application ended as case ${endedAs}`, `该申请已在 ${endedAs} 终结`)
  if (goesOnAs === undefined || ENDS.has(action)) return undefined
  const message = {
    en: `It was moved: the application goes on as case ${goesOnAs}. Act there, and void this one.`,
    zh: `本件已改办为 ${goesOnAs}，请在该件办理，并将本件作废`,
  }
  return refuse('STATE', message.en, message.zh, [{ pointer: '/action', code: 'CASE_MOVED', message }])
}
