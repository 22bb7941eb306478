import type { Finding } from '../../shared/finding.js'
import { checkRule } from '../../shared/rule-check.js'
import type { Text } from '../../shared/text.js'

/** Where a step leads; `when` is JSON Logic over `{ form, answers }`. */
export interface StepTarget {
  to: string
  when?: unknown
}

export interface WorkflowStep {
  key: string
  title: Text
  phase: 'review' | 'decide'
  /** Narrows the role to a post (岗位), e.g. 法制审核. */
  post?: string
  /** The step's own limit (环节时限). */
  limit?: { amount: number; unit: 'workingDay' | 'day' }
  next: StepTarget[]
  /** true: every target whose condition holds is opened; otherwise the first. */
  parallel?: boolean
  /** Steps that must be done before this one opens. */
  join?: string[]
  /** Other organs may be asked for opinions in this step (会审). */
  jointReview?: boolean
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
  const reached = new Set<string>()
  const queue = [start]
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (reached.has(key)) continue
    reached.add(key)
    for (const target of steps.find((step) => step.key === key)?.next ?? []) queue.push(target.to)
  }
  return reached
}

/** What keeps a definition from being published; empty when it is sound. */
export function checkDefinition(definition: WorkflowDefinition): Finding[] {
  return [
    ...checkKeys(definition),
    ...checkTargets(definition),
    ...checkReach(definition),
    ...checkConditions(definition),
    ...checkJoins(definition),
    ...checkDecision(definition),
  ]
}

function finding(rule: string, pointer: string, en: string, zh: string): Finding {
  return { rule, severity: 'error', pointer, message: { en, zh } }
}

function checkKeys({ steps, start, onTheSpot, fourEyes }: WorkflowDefinition): Finding[] {
  const findings: Finding[] = []
  const keys = steps.map((step) => step.key)
  keys.forEach((key, index) => {
    if (keys.indexOf(key) !== index)
      findings.push(
        finding('STEP_TWICE', `/steps/${index}/key`, `Step ${key} stands twice`, `环节 ${key} 重复`),
      )
  })
  if (!keys.includes(start))
    findings.push(finding('START_UNKNOWN', '/start', 'The start is no step', '起始环节不存在'))
  if (onTheSpot && fourEyes) {
    findings.push(
      finding(
        'ON_THE_SPOT_FOUR_EYES',
        '/fourEyes',
        'One act on the spot cannot have four eyes',
        '当场办结与审查决定分离不能同时启用',
      ),
    )
  }
  return findings
}

function checkTargets({ steps }: WorkflowDefinition): Finding[] {
  const keys = new Set(steps.map((step) => step.key))
  return steps.flatMap((step, index) => {
    const findings: Finding[] = []
    step.next.forEach((target, number) => {
      if (!keys.has(target.to)) {
        findings.push(
          finding(
            'TARGET_UNKNOWN',
            `/steps/${index}/next/${number}/to`,
            `${target.to} is no step`,
            `环节 ${target.to} 不存在`,
          ),
        )
      }
    })
    for (const before of step.join ?? []) {
      if (!keys.has(before))
        findings.push(
          finding('JOIN_UNKNOWN', `/steps/${index}/join`, `${before} is no step`, `环节 ${before} 不存在`),
        )
    }
    if (step.phase === 'review' && step.next.length === 0) {
      findings.push(
        finding(
          'DEAD_END',
          `/steps/${index}/next`,
          `Nothing follows review step ${step.key}`,
          `审查环节 ${step.key} 之后没有环节`,
        ),
      )
    }
    if (step.limit === undefined) {
      findings.push(
        finding(
          'NO_LIMIT',
          `/steps/${index}/limit`,
          `Step ${step.key} has no limit`,
          `环节 ${step.key} 没有时限`,
        ),
      )
    }
    if (step.phase === 'decide' && step.next.length > 0) {
      findings.push(
        finding(
          'AFTER_DECISION',
          `/steps/${index}/next`,
          'Nothing follows the decision',
          '决定环节之后不能再有环节',
        ),
      )
    }
    return findings
  })
}

function checkReach({ steps, start }: WorkflowDefinition): Finding[] {
  const reached = reachableFrom(steps, start)
  return steps.flatMap((step, index) =>
    reached.has(step.key)
      ? []
      : [
          finding(
            'UNREACHABLE',
            `/steps/${index}`,
            `Step ${step.key} is never reached`,
            `环节 ${step.key} 无法到达`,
          ),
        ],
  )
}

function checkDecision({ steps, start }: WorkflowDefinition): Finding[] {
  const findings: Finding[] = []
  if (!steps.some((step) => step.phase === 'decide')) {
    findings.push(finding('NO_DECISION', '/steps', 'No step decides', '缺少决定环节'))
  }
  if (steps.find((step) => step.key === start)?.phase === 'decide') {
    findings.push(finding('NO_REVIEW', '/start', 'The first step must review', '第一个环节应为审查环节'))
  }
  steps.forEach((step, index) => {
    const opensDecision = step.next.some(
      (target) => steps.find((other) => other.key === target.to)?.phase === 'decide',
    )
    if (step.parallel === true && opensDecision) {
      findings.push(
        finding(
          'DECISION_IN_PARALLEL',
          `/steps/${index}/parallel`,
          'A decision must not run beside a review',
          '决定环节不能与审查环节并行',
        ),
      )
    }
  })
  return findings
}

/** What a condition of a step may look at. */
const CONDITION_DATA = new Set(['form', 'answers'])

function checkConditions({ steps }: WorkflowDefinition): Finding[] {
  const ahead = new Map(steps.map(({ key }) => [key, reachableFrom(steps, key)]))
  return steps.flatMap((step, index) => {
    const findings = step.next.flatMap(({ when }, number) =>
      when === undefined
        ? []
        : checkRule(when, CONDITION_DATA).map(({ pointer, message }) =>
            finding('CONDITION', `/steps/${index}/next/${number}/when${pointer}`, message.en, message.zh),
          ),
    )
    step.next.forEach(({ to }, number) => {
      if (ahead.get(to)?.has(step.key) !== true) return
      findings.push(
        finding(
          'CYCLE',
          `/steps/${index}/next/${number}/to`,
          `${to} leads back to ${step.key}: going back is an act of a person (returnStep)`,
          `环节 ${to} 又回到 ${step.key}：退回应由办理人员操作`,
        ),
      )
    })
    if (step.next.length > 0 && step.next.every(({ when }) => when !== undefined)) {
      findings.push(
        finding(
          'NO_DEFAULT',
          `/steps/${index}/next`,
          `A case that fits no condition of ${step.key} would stand still: one target needs no condition`,
          `环节 ${step.key} 须有一个无条件的后续环节，否则不符合条件的办件无法继续`,
        ),
      )
    }
    return findings
  })
}

function checkJoins({ steps, onTheSpot }: WorkflowDefinition): Finding[] {
  return steps.flatMap((step, index) => {
    const findings: Finding[] = []
    if (onTheSpot && step.parallel === true) {
      findings.push(
        finding(
          'ON_THE_SPOT_PARALLEL',
          `/steps/${index}/parallel`,
          'One act on the spot has no parallel steps',
          '当场办结的流程不能有并行环节',
        ),
      )
    }
    if (step.join === undefined) return findings
    const pointer = `/steps/${index}/join`
    if (new Set(step.join).size < 2)
      findings.push(finding('JOIN_ALONE', pointer, 'A join has two branches or more', '汇合至少要有两个分支'))
    const idle = step.join.filter((before) => {
      const branch = steps.find((other) => other.key === before)
      return branch !== undefined && !branch.next.some((target) => target.to === step.key)
    })
    for (const before of idle)
      findings.push(
        finding(
          'JOIN_NOT_FED',
          pointer,
          `${before} does not lead to ${step.key}`,
          `环节 ${before} 不通向 ${step.key}`,
        ),
      )
    return findings
  })
}
