import { CASE_EVENTS } from '../../events/case-events.js'
import type { Text } from '../../shared/text.js'
import { ACTIONS, type Action, actionTitle, type DecidedAs } from '../workflow/statuses.js'

/**
 * What an act in the history of a case is called (动作名称): by the table of actions, and what is none of them (补交撤回凭据,
 * 材料审核 …) by the catalogue of events; undefined where neither knows it.
 */
export function titleOfAct(type: string, itemType: string, decidedAs?: DecidedAs): Text | undefined {
  if (Object.hasOwn(ACTIONS, type)) return actionTitle(type as Action, itemType, decidedAs)
  const event = `case.${type}`
  return Object.hasOwn(CASE_EVENTS, event) ? CASE_EVENTS[event as keyof typeof CASE_EVENTS].title : undefined
}
