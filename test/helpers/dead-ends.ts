import { allowedActions } from '../../src/features/workflow/allowed-actions.js'
import type { CaseState } from '../../src/features/workflow/case-state.js'
import { openSpecials, openTasks } from '../../src/features/workflow/case-state.js'
import type { WorkflowDefinition } from '../../src/features/workflow/definition.js'
import { personOf } from './actor.js'
import { ACCEPTED, situationOf } from './procedures.js'

/** The people of one organ, as few as the law lets it have; and who was asked. */
const PEOPLE = [
  personOf(['reviewer'], { subject: 'one', posts: [] }),
  personOf(['reviewer'], { subject: 'two', posts: [] }),
  personOf(['approver'], { subject: 'head', posts: ['负责人'] }),
  personOf(['issuer'], { subject: 'issuer', posts: [] }),
  personOf([], { subject: 'asked', answersFor: ['organ-a'] }),
]
const ENDED = new Set(['DELIVERED', 'WITHDRAWN', 'TERMINATED', 'VOIDED'])

/** What tells two places of a case apart: not when, but what is open, what was done, and by whom. */
const keyOf = (state: CaseState): string =>
  JSON.stringify([
    state.status,
    openTasks(state)
      .map(({ step, organisation = '' }) => step + organisation)
      .sort(),
    openSpecials(state).length,
    state.specials.length > 0,
    [
      ...new Set(
        state.tasks.flatMap(({ kind, step, closedBy, outcome }) =>
          kind === 'step' && outcome === 'completed' ? [`${step} ${closedBy}`] : [],
        ),
      ),
    ].sort(),
    state.tasks.findLast(({ agrees }) => agrees !== undefined)?.agrees,
    [...new Set(state.acts.map(({ subject }) => subject))].sort(),
    (state.supplements ?? []).length > 0,
  ])

/**
 * Every place that a case of a procedure can come to from its acceptance on, by acts that are offered; gives the number of
 * places, and those where nobody is offered an act that leads on.
 */
export function deadEndsOf(definition: WorkflowDefinition, form: object): { places: number; dead: string[] } {
  const known = new Set<string>()
  const dead: string[] = []
  const queue: CaseState[] = [ACCEPTED]
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    const key = keyOf(state)
    if (known.has(key)) continue
    known.add(key)
    const { clocks } = ACCEPTED
    const ways = PEOPLE.flatMap((actor) =>
      allowedActions({
        ...situationOf({ ...(state as CaseState), clocks }, definition, form),
        actor,
        organs: new Set(['organ-a']),
        colleagues: new Set(['SC-1', 'SC-2']),
      }),
    )
    if (ways.length === 0 && !ENDED.has(state.status)) dead.push(key)
    queue.push(...ways.map(({ foreseen }) => foreseen.state))
  }
  return { places: known.size, dead }
}
