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
  'startSpecial',
  'extend',
  'approve',
  'deny',
] as const
export type StepAct = (typeof STEP_ACTS)[number]

/** Who does a step (环节办理人); absent: the phase's role in the organ of the case. All that is said must hold. */
export interface StepWho {
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
  limit?: { amount: number; unit: 'workingDay' | 'day' }
  next: StepTarget[]
  /** true: every target whose condition holds is opened; otherwise the first. */
  parallel?: boolean
  /** Steps that must be done before this one opens. */
  join?: string[]
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
