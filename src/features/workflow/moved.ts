import type { CaseState } from './case-state.js'
import { type Refusal, refuse } from './decision.js'
import type { Action } from './statuses.js'

/** How what was moved may end: nothing of this makes the application run a second time. */
const ENDS: ReadonlySet<Action> = new Set<Action>(['withdraw', 'terminate', 'void'])

/** Why nothing but an end is left to what was moved to the right item (分办更正); undefined: it was not. */
export function refuseMoved({ goesOnAs }: Pick<CaseState, 'goesOnAs'>, action: Action): Refusal | undefined {
  if (goesOnAs === undefined || ENDS.has(action)) return undefined
  const message = {
    en: `It was moved: the application goes on as case ${goesOnAs}. Act there, and void this one.`,
    zh: `本件已改办为 ${goesOnAs}，请在该件办理，并将本件作废`,
  }
  return refuse('STATE', message.en, message.zh, [{ pointer: '/action', code: 'CASE_MOVED', message }])
}
