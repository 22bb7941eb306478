import type { Command } from '../../src/features/workflow/action-inputs.js'
import { allowedActions } from '../../src/features/workflow/allowed-actions.js'
import { type CaseState, openSpecials } from '../../src/features/workflow/case-state.js'
import { awaitsReceipt } from '../../src/features/workflow/collecting.js'
import { decide } from '../../src/features/workflow/decide.js'
import type { Actor, Situation } from '../../src/features/workflow/decision.js'
import { STATUSES, type Status } from '../../src/features/workflow/statuses.js'
import { OWN_ORGAN, personOf, SYSTEM_ACTOR } from './actor.js'
import { TWO_STEP } from './sample.js'

// Every state that intake, correction and deferral of a small item can come into, and every way between them.

export interface SpaceOptions {
  /** Of type 01: five days, and what follows. */
  licence: boolean
  /** The law's consequences follow by themselves. */
  automatic: boolean
  daysToCorrect: boolean
  /** It comes in at a window that only collects. */
  collected: boolean
  /** Papers by their need; `mayComeLater` may be promised, in place of `word` the applicant's word does. */
  papers: { code: string; mayComeLater?: boolean; word?: boolean }[]
}

export interface Place {
  state: CaseState
  /** Keys of the places to which each lawful step leads. */
  steps: { by: string; to: string }[]
  /** At intake: actions that `…/actions` would show to the office and the applicant. */
  shown: string[]
}

const TODAY = '2026-03-12'
const [PASSED, COMING] = ['2026-03-05', '2026-03-20']
const EVERYBODY = personOf(['clerk', 'reviewer', 'issuer', 'lead'])
const APPROVER = personOf(['approver'], { subject: 'issuer|approver' })
const FIELD = 'businessName'

const AT_INTAKE: ReadonlySet<Status> = new Set<Status>(['SUBMITTED', 'AWAITING_CORRECTION'])

/** All places from the first submission on, by key. */
export function explore(options: SpaceOptions): Map<string, Place> {
  const places = new Map<string, Place>()
  const waiting: CaseState[] = beginnings(options)
  for (const state of waiting) places.set(keyOf(state), { state, steps: [], shown: [] })
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const place = places.get(keyOf(next))
    if (place === undefined) continue
    // Each action's schema is copied to be told: slow, and after acceptance others look at it.
    if (AT_INTAKE.has(next.status))
      place.shown = allowedActions(situationOf(next, options, EVERYBODY)).map(({ action }) => action)
    for (const [by, state] of stepsFrom(next, options)) {
      const key = keyOf(state)
      place.steps.push({ by, to: key })
      if (places.has(key)) continue
      places.set(key, { state, steps: [], shown: [] })
      waiting.push(state)
    }
  }
  return places
}

/** Handed in with each choice of the papers. */
function beginnings(options: SpaceOptions): CaseState[] {
  const codes = options.papers.map(({ code }) => code)
  return subsets(codes).flatMap((missing) => {
    const state: CaseState = {
      status: 'DRAFT',
      version: 0,
      itemType: options.licence ? '01' : '20',
      organisation: OWN_ORGAN,
      handling: 'promised',
      windowAuthority: options.collected ? 'collects' : 'accepts',
      ...(options.collected ? { collects: true } : {}),
      materialCodes: codes,
      missing,
      defective: [],
      deferrable: options.papers.flatMap(({ code, mayComeLater }) => (mayComeLater === true ? [code] : [])),
      commitments: options.papers.flatMap(({ code, word }) => (word === true ? [code] : [])),
      formFields: { [FIELD]: '示例' },
      ...(options.daysToCorrect ? { correctionDays: 10 } : {}),
      deferred: [],
      correctionsGiven: 0,
      tasks: [],
      specials: [],
      acts: [],
      clocks: [],
    }
    const submitted = done(state, options, EVERYBODY, { action: 'submit' })
    return submitted === undefined ? [] : [submitted]
  })
}

/** What anybody, or the law, or time can do to a case, with every choice of papers. */
function stepsFrom(state: CaseState, options: SpaceOptions): [string, CaseState][] {
  const steps: [string, CaseState][] = []
  const attempt = (by: string, command: Command, from = state, actor: Actor = EVERYBODY) => {
    // What was found bad before the act is what it is judged by (acts/legal-act.ts); what came is new afterwards.
    const { defective = [] } = from
    const after = done({ ...from, defective: state.defective ?? [] }, options, actor, command)
    if (after !== undefined) steps.push([by, { ...after, defective }])
  }
  const choices = subsets(state.materialCodes)
  for (const [action, after] of passingTime(state)) steps.push([action, after])
  for (const action of ['deemAccept', 'expireCorrection'] as const)
    attempt(`law: ${action}`, { action }, state, SYSTEM_ACTOR)
  if (state.status === 'SUBMITTED') {
    if (awaitsReceipt(state))
      steps.push(['hand over', { ...state, collected: { on: TODAY, receivedOn: TODAY } }])
    for (const code of state.materialCodes)
      if (!state.missing.includes(code)) steps.push([`look ${code}`, foundWanting(state, code)])
    attempt('accept', { action: 'accept' })
    for (const codes of choices) {
      attempt(`on the spot ${codes}`, { action: 'correctOnTheSpot', note: '当场更正' }, brought(state, codes))
      for (const fields of [[], [FIELD]]) attempt(`tell ${codes} ${fields}`, notice(codes, fields))
      const deferred = codes.map((materialCode) => ({ materialCode, dueOn: COMING }))
      if (codes.length > 0)
        attempt(`promise ${codes}`, { action: 'acceptWithDeferral', deferred, promise: '承诺补交' })
    }
    for (const ground of ['outsideCompetence', 'correctionNotSupplied', 'falseStatement'] as const)
      attempt(`turn away: ${ground}`, {
        action: 'refuseAcceptance',
        ground,
        reason: '申请事项依法不属于本机关职权范围',
        competentAuthority: '县市场监督管理局',
      })
    attempt('not required', { action: 'declareNotRequired', reason: '依法不需要取得行政许可' })
  }
  if (state.status === 'AWAITING_CORRECTION')
    for (const codes of choices) {
      const materials = codes.map((materialCode) => ({ materialCode, source: 'paper' as const }))
      attempt(
        `bring ${codes}`,
        { action: 'submit', ...(codes.length === 0 ? {} : { materials }) },
        brought(state, codes, [FIELD]),
      )
    }
  if (!['SUBMITTED', 'AWAITING_CORRECTION'].includes(state.status)) {
    for (const codes of choices) {
      const materials = codes.map((materialCode) => ({ materialCode, source: 'paper' as const }))
      if (codes.length > 0)
        attempt(`supply ${codes}`, { action: 'supplyMaterials', materials }, brought(state, codes))
    }
    if (['ACCEPTED', 'REVIEWING', 'SPECIAL_PROCEDURE', 'DECIDING'].includes(state.status))
      for (const code of state.materialCodes)
        if (!state.missing.includes(code)) steps.push([`look ${code}`, foundWanting(state, code)])
    attempt('start the review', { action: 'startReview' })
    attempt('end the step', { action: 'completeStep' })
    // A second inspection beside the first is like it.
    if (openSpecials(state).length === 0)
      attempt('inspection begins', {
        action: 'startSpecial',
        kind: 'inspection',
        estimatedDays: 5,
        basis: '第四十五条',
      })
    attempt('inspection ends', { action: 'endSpecial', result: '合格' })
    attempt('grant', { action: 'approve' }, state, APPROVER)
    attempt('refuse', { action: 'deny', reason: '不符合食品安全标准的要求' }, state, APPROVER)
    attempt('close', { action: 'close' }, state, APPROVER)
    attempt('deliver', { action: 'deliver', method: 'pickup' })
  }
  attempt('take back', { action: 'withdraw', reason: '申请人要求撤回' })
  attempt('end', { action: 'terminate', ground: 'applicantGone', reason: '申请人死亡' })
  return steps
}

const notice = (codes: string[], fields: string[]): Command => ({
  action: 'requestCorrection',
  items: [
    ...codes.map((materialCode) => ({ materialCode, reason: '请重新提交' })),
    ...fields.map((field) => ({ field, reason: '请更正' })),
  ],
  correctedDefective: true,
})

/** The last day of something passes. */
function passingTime(state: CaseState): [string, CaseState][] {
  const running = state.clocks.filter(({ due, stopped }) => !stopped && due === COMING)
  const open = state.deferred.filter(({ dueOn, suppliedOn }) => suppliedOn === undefined && dueOn === COMING)
  return [
    ...running.map(({ kind }): [string, CaseState] => [
      `time: ${kind}`,
      {
        ...state,
        clocks: state.clocks.map((each) => (each.kind === kind ? { ...each, due: PASSED } : each)),
      },
    ]),
    ...(open.length === 0
      ? []
      : [
          [
            'time: promises',
            { ...state, deferred: state.deferred.map((each) => ({ ...each, dueOn: PASSED })) },
          ] as [string, CaseState],
        ]),
  ]
}

/** Looked at since it came, and found bad. */
const foundWanting = (state: CaseState, materialCode: string): CaseState => ({
  ...state,
  defective: [
    ...(state.defective ?? []).filter((each) => each.materialCode !== materialCode),
    { materialCode },
  ],
})

/** What comes with an act is there before it is decided (command-input.ts). */
function brought(state: CaseState, codes: readonly string[], fields: readonly string[] = []): CaseState {
  const { correction } = state
  return {
    ...state,
    missing: state.missing.filter((code) => !codes.includes(code)),
    defective: (state.defective ?? []).filter(({ materialCode }) => !codes.includes(materialCode)),
    ...(correction === undefined
      ? {}
      : {
          correction: {
            ...correction,
            openMaterials: correction.openMaterials.filter((code) => !codes.includes(code)),
            openFields: correction.openFields.filter((field) => !fields.includes(field)),
          },
        }),
  }
}

/** After an act, with the clocks that it starts and stops; undefined where it is refused. */
function done(from: CaseState, options: SpaceOptions, actor: Actor, command: Command): CaseState | undefined {
  const decision = decide(situationOf(from, options, actor), command)
  if (decision.kind === 'refusal') return undefined
  const { state } = decision
  if (state.status === from.status) return state
  const clock = (kind: string) => ({ kind, due: COMING, stopped: false, extended: false })
  const clocks: Partial<Record<Status, CaseState['clocks']>> = {
    SUBMITTED: options.licence ? [clock('INTAKE_5D')] : [],
    AWAITING_CORRECTION: options.daysToCorrect ? [clock('CORRECTION')] : [],
  }
  return { ...state, clocks: clocks[state.status] ?? [] }
}

const situationOf = (state: CaseState, { automatic }: SpaceOptions, actor: Actor): Situation => ({
  state,
  definition: { ...TWO_STEP, automaticConsequences: automatic },
  actor,
  now: `${TODAY}T01:00:00.000000Z`,
  today: TODAY,
  newId: () => String(state.tasks.length + state.specials.length),
  organs: new Set(),
  data: { form: {}, answers: {} },
})

/** Two states of one key allow the same: what only counts up is left out. */
function keyOf(state: CaseState): string {
  const { status, missing, defective = [], correction, corrected, deferred, acceptMode, collected } = state
  if (STATUSES[status].final) return status
  return JSON.stringify([
    status,
    [...missing].sort(),
    defective.map(({ materialCode }) => materialCode).sort(),
    correction && [
      correction.openMaterials,
      correction.openFields,
      correction.items.map((item) => [item.materialCode, item.field]),
    ],
    corrected && [corrected.materials, corrected.fields, corrected.late],
    state.correctionsGiven > 0,
    deferred.map(({ materialCode, dueOn, suppliedOn }) => [materialCode, dueOn, suppliedOn !== undefined]),
    acceptMode,
    collected && collected.receivedOn !== undefined,
    state.resultType,
    state.clocks.map(({ kind, due }) => [kind, due]),
    state.specials.filter(({ endedOn }) => endedOn === undefined).length,
    state.statusLeft,
  ])
}

const subsets = (codes: readonly string[]): string[][] =>
  Array.from({ length: 2 ** codes.length }, (_, mask) => codes.filter((_code, bit) => (mask >> bit) & 1))

/** To give up, or to let time pass, is no way on. */
const isWayOn = (by: string): boolean => by !== 'take back' && by !== 'end'
const isSomebodys = (by: string): boolean => isWayOn(by) && !/^(time|look)/.test(by)
const isOffices = (by: string): boolean => /^(accept|promise|tell|hand over)/.test(by)

/** Places in which nobody can do anything lawful, or from which no way leads to a decision that is delivered. */
export function deadEnds(places: ReadonlyMap<string, Place>): string[] {
  const toDelivery = fromWhere(places, ({ status }) => status === 'DELIVERED', isWayOn)
  return [...places].flatMap(([key, { state, steps, shown }]) => {
    if (STATUSES[state.status].final) return []
    const faults: string[] = []
    if (!steps.some(({ by }) => isSomebodys(by))) faults.push('nobody can do anything')
    if (!toDelivery.has(key)) faults.push('no way leads to a decision that is delivered')
    if (state.status === 'SUBMITTED' && !steps.some(({ by }) => isOffices(by)))
      faults.push('the office can neither take it in nor say what is wanted')
    if (AT_INTAKE.has(state.status) && shown.length === 0) faults.push('no action is shown')
    return faults.map((fault) => `${fault}: ${key}`)
  })
}

/** Keys of the places from which a place that is wanted can be reached by steps that count. */
function fromWhere(
  places: ReadonlyMap<string, Place>,
  isWanted: (state: CaseState) => boolean,
  counts: (by: string) => boolean,
): Set<string> {
  const before = new Map<string, string[]>()
  for (const [key, { steps }] of places)
    for (const { by, to } of steps) if (counts(by)) before.set(to, [...(before.get(to) ?? []), key])
  const reached = new Set([...places].flatMap(([key, { state }]) => (isWanted(state) ? [key] : [])))
  const waiting = [...reached]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const key of before.get(next) ?? [])
      if (!reached.has(key)) {
        reached.add(key)
        waiting.push(key)
      }
  return reached
}
