import type { Situation } from './decision.js'

/** What conditions and expressions of a procedure look at (条件数据). */
export interface GuardData {
  form: unknown
  answers: unknown
  /** What was filled in in the steps that are done, the last time. */
  steps: Record<string, Record<string, unknown>>
  /** How often an act was done in the case; `dissent`: how many of those asked are against it. */
  history: Record<string, number>
}

/** Acts that a condition may count, and what was said. */
export const HISTORY = [
  'returnStep',
  'requestSupplement',
  'requestCorrection',
  'extend',
  'startSpecial',
  'requestJointReview',
  'addReviewer',
  'dissent',
] as const

export function guardData({ state, data }: Pick<Situation, 'state' | 'data'>): GuardData {
  const steps: GuardData['steps'] = {}
  const said = new Map<string, boolean>()
  for (const {
    kind,
    step,
    outcome,
    input,
    organisation = '',
    reviewer = organisation,
    agrees,
  } of state.tasks) {
    if (kind === 'step' && outcome === 'completed') steps[step] = input ?? {}
    if (kind === 'opinion' && agrees !== undefined) said.set(`${step} ${reviewer}`, agrees)
  }
  const history: GuardData['history'] = Object.fromEntries(HISTORY.map((name) => [name, 0]))
  for (const { action } of state.acts)
    if (Object.hasOwn(history, action)) history[action] = (history[action] ?? 0) + 1
  history.dissent = [...said.values()].filter((agrees) => !agrees).length
  return { form: data.form, answers: data.answers, steps, history }
}
