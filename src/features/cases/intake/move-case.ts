import { type Refusal, refuse } from '../../workflow/decision.js'
import type { Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { InHand } from '../case-in-hand.js'

export interface MoveCommand {
  action: 'moveCase'
  /** Number of the case that is handed in beside this, and goes on in its place. */
  to: string
}

/** Before acceptance alone the application may go to another item. */
export const MOVES: ReadonlySet<string> = new Set(['SUBMITTED', 'AWAITING_CORRECTION'])

/** 改办: from now on the application is the other case's; this one may end, and does nothing else. Its status stays. */
export function moveCase({ record, around }: InHand, { to }: MoveCommand): Prepared | Refusal {
  const as = around.actor.standings.find(({ role }) => role === 'clerk' || role === 'lead')
  if (!MOVES.has(record.status) || record.goesOnAs !== undefined)
    return refuse('STATE', 'Only once, and before acceptance', '仅限受理前改办一次')
  const acting = as === undefined ? around : { ...around, actor: { ...around.actor, as } }
  const next = { ...record, movedTo: to, goesOnAs: to }
  const decision = plainDecision(next, acting, 'moveCase', { facts: { to } })
  const related = [...(record.facts.related ?? []), { relation: 'movedTo' as const, caseNo: to }]
  return {
    kind: 'prepared',
    record: next,
    base: record,
    around: acting,
    decision: { ...decision, state: { ...decision.state, related } },
  }
}
