import fc from 'fast-check'
import type { Command } from '../../src/features/workflow/action-inputs.js'
import { type CaseState, openTasks } from '../../src/features/workflow/case-state.js'
import { checkFlow } from '../../src/features/workflow/checks/flow-checks.js'
import { graphOf } from '../../src/features/workflow/checks/graph.js'
import { explore } from '../../src/features/workflow/checks/runs.js'
import { decide } from '../../src/features/workflow/decide.js'
import type { Decision, Refusal, Situation } from '../../src/features/workflow/decision.js'
import type { WorkflowDefinition, WorkflowStep } from '../../src/features/workflow/definition.js'
import { nextSteps } from '../../src/features/workflow/step-flow.js'
import { compileRule } from '../../src/shared/rules.js'
import { OWN_ORGAN, personOf } from './actor.js'
import { TWO_STEP } from './sample.js'

export const step = (
  key: string,
  next: WorkflowStep['next'],
  more: Partial<WorkflowStep> = {},
): WorkflowStep => ({
  key,
  title: { zh: key, en: key },
  phase: 'review',
  limit: { amount: 3, unit: 'workingDay' },
  next,
  ...more,
})
export const decision = step('decision', [], { phase: 'decide' })

export const procedure = (
  steps: WorkflowStep[],
  more: Partial<WorkflowDefinition> = {},
): WorkflowDefinition => ({
  ...TWO_STEP,
  key: 'procedure',
  start: steps[0]?.key ?? '',
  steps,
  ...more,
})

/** A case that was accepted and waits for its review. */
export const ACCEPTED: CaseState = {
  status: 'ACCEPTED',
  version: 3,
  itemType: '01',
  organisation: OWN_ORGAN,
  handling: 'promised',
  acceptedOn: '2026-03-10',
  materialCodes: ['form'],
  missing: [],
  deferrable: [],
  deferred: [],
  correctionsGiven: 0,
  listedSpecials: [{ kind: 'inspection', days: 10, basis: '《行政许可法》第四十五条' }],
  tasks: [],
  specials: [],
  acts: [],
  clocks: [],
}

let ids = 0
const EVERYBODY = personOf(['clerk', 'reviewer', 'approver', 'lead'])
export const situationOf = (
  state: CaseState,
  definition: WorkflowDefinition,
  form: object = {},
): Situation => ({
  state,
  definition,
  actor: EVERYBODY,
  now: '2026-03-12T01:00:00.000000Z',
  today: '2026-03-12',
  newId: () => {
    ids += 1
    return `id-${ids}`
  },
  organs: new Set(),
  data: { form, answers: {} },
})

export const attempt = (
  state: CaseState,
  definition: WorkflowDefinition,
  command: Command,
  form: object = {},
): Decision | Refusal => decide(situationOf(state, definition, form), command)

export function act(
  state: CaseState,
  definition: WorkflowDefinition,
  command: Command,
  form: object = {},
): CaseState {
  const outcome = attempt(state, definition, command, form)
  if (outcome.kind === 'refusal') throw new Error(`${JSON.stringify(command)}: ${outcome.detail.en}`)
  return outcome.state
}

/** What a form may hold of the fields that random procedures ask about; what is neither yes nor no as well. */
const VALUES: Record<string, readonly unknown[]> = {
  f0: [true, false, 'some'],
  f1: [true, false, 'some'],
  n: [5, 10, 12, 15, 17, 20, 25, undefined],
}
const FORMS: readonly Record<string, unknown>[] = (VALUES.f0 ?? []).flatMap((f0) =>
  (VALUES.f1 ?? []).flatMap((f1) => (VALUES.n ?? []).map((n) => ({ f0, f1, n }))),
)
const CONDITIONS: readonly unknown[] = [
  { var: 'form.f0' },
  { '!': [{ var: 'form.f0' }] },
  { var: 'form.f1' },
  { and: [{ var: 'form.f0' }, { '!': { var: 'form.f1' } }] },
  { or: [{ var: 'form.f0' }, { var: 'form.f1' }] },
  { '>': [{ var: 'form.n' }, 10] },
  { '<=': [{ var: 'form.n' }, 10] },
  { '>=': [{ var: 'form.n' }, 20] },
  { '===': [{ var: 'form.n' }, 15] },
  { and: [{ '>': [{ var: 'form.n' }, 20] }, { '<': [{ var: 'form.n' }, 10] }] },
]

/** Procedures at random: steps lead on, some by condition, some to several at once, some wait for others; most are unsound. */
export const PROCEDURES: fc.Arbitrary<WorkflowDefinition> = fc
  .record({
    drafts: fc.array(
      fc.record({
        next: fc.array(fc.record({ by: fc.nat(3), when: fc.option(fc.nat(CONDITIONS.length - 1)) }), {
          minLength: 1,
          maxLength: 3,
        }),
        parallel: fc.boolean(),
        join: fc.nat(5),
        needs: fc.option(fc.nat(2)),
      }),
      { minLength: 2, maxLength: 6 },
    ),
    decisions: fc.integer({ min: 1, max: 2 }),
    backwards: fc.boolean(),
  })
  .map(({ drafts, decisions, backwards }) => {
    const last = drafts.length
    const name = (index: number) => (index < last ? `s${index}` : `d${Math.min(index - last, decisions - 1)}`)
    const steps = drafts.map((draft, index) => {
      const next = draft.next.map(({ by, when }) => ({
        to: name(index + 1 + by),
        ...(when === null ? {} : { when: CONDITIONS[when] }),
      }))
      if (next.every(({ when }) => when !== undefined)) delete next.at(-1)?.when
      return step(name(index), next, draft.parallel ? { parallel: true } : {})
    })
    for (const [index, each] of steps.entries()) {
      const feeders = steps
        .filter((other) => other.next.some(({ to }) => to === each.key))
        .map(({ key }) => key)
      const joined =
        (drafts[index]?.join ?? 0) < 2 ? [] : drafts[index]?.join === 2 ? feeders.slice(0, 2) : feeders
      if (joined.length < 2) continue
      each.join = joined
      const needs = drafts[index]?.needs ?? null
      if (needs !== null) each.needs = needs === 0 ? 'any' : needs
    }
    const decides = Array.from({ length: decisions }, (_, number) =>
      step(`d${number}`, [], { phase: 'decide' }),
    )
    const all = [...steps, ...decides]
    // The order in which they are written down must tell nothing.
    return procedure(backwards ? all.toReversed() : all, { start: 's0', fourEyes: false })
  })

export interface Seen {
  /** What went wrong in some case in some order. */
  faults: Set<string>
  /** `from>to` of all ways that some case took. */
  taken: Set<string>
}

/** A condition as `decide()` takes it. */
function holds(when: unknown, data: unknown): boolean | undefined {
  try {
    return compileRule(when)(data) === true
  } catch {
    return undefined
  }
}

/** Where each step leads with this form; undefined where a condition cannot be reckoned, and the case stands still. */
function targetsWith(definition: WorkflowDefinition, form: object): Map<string, string[]> | undefined {
  const work = { ...situationOf(ACCEPTED, definition, form), events: [], documents: [] }
  const targets = new Map<string, string[]>()
  for (const each of definition.steps) {
    if (each.phase === 'decide') continue
    const next = nextSteps(work, each, holds)
    if (!Array.isArray(next)) return undefined
    targets.set(each.key, [...new Set(next)])
  }
  return targets
}

/**
 * Every case there can be, in every order in which its steps can be done, through the service's own `decide()`: the plain
 * truth that the check before publication is held against.
 */
export function tryEverything(definition: WorkflowDefinition): Seen {
  const seen: Seen = { faults: new Set(), taken: new Set() }
  const known = new Set<string>()
  for (const form of FORMS) {
    const targets = targetsWith(definition, form)
    // Forms that lead every step to the same ones are one case.
    const key = JSON.stringify([...(targets ?? [])])
    if (targets === undefined || known.has(key)) continue
    known.add(key)
    tryForm(definition, form, targets, seen)
  }
  return seen
}

function tryForm(
  definition: WorkflowDefinition,
  form: object,
  leads: Map<string, string[]>,
  seen: Seen,
): void {
  const phases = new Map(definition.steps.map(({ key, phase }) => [key, phase]))
  const known = new Set<string>()
  const queue = [{ state: act(ACCEPTED, definition, { action: 'startReview' }, form), decisions: '' }]
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    const { state } = place
    if (openTasks(state).length === 0) seen.faults.add('stuck')
    for (const task of openTasks(state)) {
      let { decisions } = place
      for (const target of leads.get(task.step) ?? []) {
        seen.taken.add(`${task.step}>${target}`)
        if (phases.get(target) === 'decide') {
          if (decisions !== '' && decisions !== target) seen.faults.add('decisions')
          decisions = target
        } else if (state.tasks.some((each) => each.step === target)) seen.faults.add(`twice ${target}`)
      }
      const after = act(state, definition, { action: 'completeStep', step: task.step }, form)
      const ended = after.tasks.filter(
        ({ outcome, taskId }) =>
          outcome === 'ended' && openTasks(state).some((each) => each.taskId === taskId),
      )
      const joins = definition.steps.filter(({ needs }) => needs !== undefined)
      for (const each of ended)
        if (joins.every(({ key }) => canEndWithout(each.step, key, leads))) seen.faults.add('cut')
      const left = (leads.get(task.step) ?? []).filter(
        (target) => phases.get(target) !== 'decide' && !after.tasks.some((each) => each.step === target),
      )
      if (
        ended.length === 0 &&
        left.some(
          (target) =>
            joins.length > 0 && definition.steps.find(({ key }) => key === target)?.join === undefined,
        )
      )
        seen.faults.add('cut')
      for (const [index, each] of after.tasks.entries())
        if (after.tasks.findIndex((other) => other.step === each.step) < index)
          seen.faults.add(`twice ${each.step}`)
      const open = after.tasks.map(
        ({ step: name, outcome = 'open', led = [] }) => `${name} ${outcome} ${led}`,
      )
      const key = `${open.join()} ${decisions}`
      // A way that is wrong already tells nothing more.
      if (known.has(key) || after.tasks.length > phases.size + 1) continue
      known.add(key)
      if (after.status === 'REVIEWING') queue.push({ state: after, decisions })
      else if (decisions !== openTasks(after)[0]?.step) seen.faults.add('decisions')
    }
  }
}

/** Whether a step that was ended could have come to an end without the join that ended it. */
function canEndWithout(step: string, join: string, leads: ReadonlyMap<string, readonly string[]>): boolean {
  if (step === join) return false
  const next = leads.get(step)
  return next === undefined || next.length === 0 || next.some((to) => canEndWithout(to, join, leads))
}

/** Holds what the check foresees against what happens; gives whether the procedure is sound. */
export function foreseenAsSeen(definition: WorkflowDefinition): boolean {
  const told = checkFlow(definition).filter(({ rule }) => UNSOUND.has(rule))
  const { faults, taken } = tryEverything(definition)
  // A join that needs only some is refused for what it may do: ending what leads elsewhere, or knowing a branch that it does
  // not name. What else such a procedure does tells nothing.
  const isPartial = (pointer: string) => definition.steps[Number(pointer.split('/')[2])]?.needs !== undefined
  if (checkFlow(definition).some(({ rule, pointer }) => REFUSED.has(rule) && isPartial(pointer))) return false
  if (told.length > 0 !== faults.size > 0)
    throw new Error(`told ${JSON.stringify(told)}; seen ${[...faults].join()}`)
  const graph = graphOf(definition)
  const ways = [...explore(graph).taken].map(
    ({ from, to }) => `${graph.steps[from]?.key}>${graph.steps[to]?.key}`,
  )
  const [foreseen, seen] = [[...new Set(ways)].sort().join(' '), [...taken].sort().join(' ')]
  // A join with enough branches may in every case end what is under way to it: then more is foreseen than happens.
  const isSome = definition.steps.some(({ needs }) => needs !== undefined && needs !== 'all')
  const more = isSome ? [...taken].every((way) => ways.includes(way)) : foreseen === seen
  if (!more) throw new Error(`foreseen ${foreseen}; seen ${seen}`)
  return faults.size === 0
}

const REFUSED: ReadonlySet<string> = new Set(['JOIN_CUTS', 'JOIN_EARLY'])
const UNSOUND: ReadonlySet<string> = new Set([
  'STEP_ENTERED_TWICE',
  'JOIN_EARLY',
  'TWO_DECISIONS',
  'TOO_COMPLEX',
])

/** What a county does with large premises: departments side by side, an inspection, a legal review by somebody else. */
export const JOINT_REVIEW: WorkflowDefinition = procedure([
  step(
    'handle',
    [{ to: 'site', when: { '>': [{ var: 'form.area' }, 100] } }, { to: 'fire' }, { to: 'end' }],
    { title: { zh: '承办（材料审查）', en: 'Handling' }, parallel: true, who: { post: '承办' } },
  ),
  step('site', [{ to: 'again' }], {
    title: {
      zh: '现场核查（两名执法人员，制作核查笔录并拍照存档，申请人或者其代理人在场签字）',
      en: 'Inspection of the premises by two officers, with a record and pictures',
    },
  }),
  step('again', [{ to: 'sum' }], { title: { zh: '核查结果复核', en: 'Second look' } }),
  step('fire', [{ to: 'sum' }], { title: { zh: '消防意见', en: 'Fire brigade' } }),
  step('end', [{ to: 'sum' }], { title: { zh: '规划意见', en: 'Planning' } }),
  step('sum', [{ to: 'legal', when: { '===': [{ var: 'form.kind' }, 'large'] } }, { to: 'decision' }], {
    title: { zh: '汇总', en: 'Summing up' },
    join: ['again', 'fire', 'end'],
  }),
  step('legal', [{ to: 'decision' }], {
    title: { zh: '法制审核', en: 'Legal review' },
    who: { post: '法制审核', notWho: ['handle', 'sum'] },
  }),
  { ...decision, title: { zh: '决定', en: 'Decision' } },
])
