import type { Role } from '../../shared/roles.js'
import type { Text } from '../../shared/text.js'

/** Where a step leads; `when` is JSON Logic over `{ form, answers }`. */
export interface StepTarget {
  to: string
  when?: unknown
}

/** Acts that a step may leave out; what ends a case or is the applicant's right is nothing a procedure takes away. */
export const STEP_ACTS = [
  'completeStep',
  'returnStep',
  'requestJointReview',
  'requestSupplement',
  'addReviewer',
  'removeReviewer',
  'startSpecial',
  'extend',
  'approve',
  'deny',
] as const
export type StepAct = (typeof STEP_ACTS)[number]

export interface StepLimit {
  amount: number
  unit: 'workingDay' | 'day'
}

/** Of a step: hours as well, which count on working days (小时). */
export interface OwnLimit {
  amount: number
  unit: StepLimit['unit'] | 'hour'
}

const HOURS_OF_A_DAY = 24

/** The same in days, for what is reckoned in days alone. */
export const inDays = ({ amount, unit }: OwnLimit): StepLimit =>
  unit === 'hour' ? { amount: Math.ceil(amount / HOURS_OF_A_DAY), unit: 'workingDay' } : { amount, unit }

/** JSON Logic over `{ form, answers, steps, history }`. */
export type Expression = Record<string, unknown>
/** An organ: `item` is that of the case, anything else a code; or an expression that gives one. */
export type OrganOf = string | Expression
/** How many must have come: absent or `all`, every one; `any`, one. */
export type Needs = 'all' | 'any' | number

/** One of the organs that are asked side by side. */
export interface EachOrgan {
  organ: OrganOf
  /** Its own days; absent: those of the step. */
  limit?: StepLimit
  /** It may read personal data clear until it has answered. */
  personal?: boolean
}

/** 联审: one task for each of these organs; who holds the step sums up what they say. */
export interface EachOf {
  eachOf: (OrganOf | EachOrgan)[]
  needs?: Needs
}

/** What the silence of an asked organ means once its days are over (逾期未答复). */
export interface OnSilence {
  /**
   * `remind`: the step goes on with a reason; `escalate`: it waits until the organ answers or is taken out, by a lead;
   * `deemedAgreement`: it counts as agreement by the basis.
   */
  act: 'remind' | 'escalate' | 'deemedAgreement'
  /** The statute by which silence is agreement. */
  basis?: string
}

/** Who does a step (环节办理人); absent: the phase's role in the organ of the case. All that is said must hold. */
export interface StepWho {
  /** Which organ; absent: that of the case. */
  organ?: OrganOf | EachOf
  /** The organ of the step may read personal data clear while it does it. */
  personal?: boolean
  /** The role; only one that may finish a step of its phase. */
  role?: Role
  /** A post (岗位) of the organ. */
  post?: string
  /** Nobody who did one of these steps, nor does who did this one do them (不相容岗位分离). */
  notWho?: string[]
  /** The organ that did this step: where an item is delegated, several act in one case. */
  sameOrganAs?: string
  notSameOrganAs?: string
}

/** A field of a step (环节填报项): no free words, which may name people. */
export interface StepField {
  type: 'boolean' | 'integer' | 'number' | 'string'
  title?: Text
  /** Of a string, unless it is a date. */
  enum?: string[]
  format?: 'date'
  minimum?: number
  maximum?: number
}

export interface StepInput {
  properties: Record<string, StepField>
  required?: string[]
}

export interface WorkflowStep {
  key: string
  title: Text
  phase: 'review' | 'decide'
  /** Narrows the role to a post (岗位), e.g. 法制审核. */
  post?: string
  who?: StepWho
  /** What may be done while it is open; absent: all that the status allows. */
  acts?: StepAct[]
  /** What the applicant is told while it is open (申请人可见说明). */
  forApplicant?: Text
  /** It is done only by who has claimed it before, or to whom it was assigned (须先领取). */
  claim?: boolean
  /** The step's own limit (环节时限). */
  limit?: OwnLimit
  /** So long before the limit who holds the task is reminded (到期前提醒). */
  reminders?: OwnLimit[]
  next: StepTarget[]
  /** true: every target whose condition holds is opened; otherwise the first. */
  parallel?: boolean
  /** Steps that must be done before this one opens. */
  join?: string[]
  /** How many of `join` must be done; what can still come then is ended. */
  needs?: Needs
  onSilence?: OnSilence
  /** What who does the step fills in; guards read it as `steps.<key>.<field>`. */
  input?: StepInput
  /** Other organs may be asked for opinions in this step (会审). */
  jointReview?: boolean
  /** The premises are looked at (现场核查): by how many officers at least, two or more (行政许可法 Art. 34). */
  visit?: { officers: number }
}

/** A procedure as data (流程定义); a case pins one version at acceptance. */
export interface WorkflowDefinition {
  key: string
  version: number
  /** Whose it is (归属机构); absent: the whole deployment's. */
  organisation?: string
  title: Text
  /** Who reviewed may not decide (审查与决定分离). */
  fourEyes: boolean
  /** false: the monitor raises an alert instead of deeming accepted. */
  automaticConsequences: boolean
  /** Acceptance to closing may be one act of a window that decides (即办). */
  onTheSpot: boolean
  /** For how long who did an act may take it back (撤销上一步); absent: an hour; 0: not at all. */
  undoMinutes?: number
  /** How many hours lie between two askings after the same case or task (催办间隔); absent: a day. */
  remindHours?: number
  /** 统一、联合、集中办理: 45 working days instead of 20, extended by 15 (行政许可法 Art. 42(2)). */
  together?: 'unified' | 'joint' | 'centralised'
  start: string
  steps: WorkflowStep[]
}

export function stepOf(definition: WorkflowDefinition, key: string): WorkflowStep {
  const step = definition.steps.find((candidate) => candidate.key === key)
  if (step === undefined) throw new Error(`workflow ${definition.key} has no step ${key}`)
  return step
}

/** The steps that may follow a step, itself among them. */
export function reachableFrom(steps: readonly WorkflowStep[], start: string): Set<string> {
  const named = new Map(steps.map((step) => [step.key, step]))
  const reached = new Set([start])
  for (const key of reached) for (const target of named.get(key)?.next ?? []) reached.add(target.to)
  return reached
}
