import type { MonitorRule } from './lamps.js'

/**
 * Acts that supervision looks at whatever the clocks say (行为监察): a second notice (二次补正告知), a promise in a material's
 * place that was not kept (承诺未履行), a case taken back without the applicant's word (撤回凭据欠缺), the delivery of a
 * refusal put right by who told it (不利决定送达更正), a refusal without sufficient reason (理由不充分), a decision without a record of examination (无审查记录), an act outside the hours of the
 * office (非工作时间办理). Whether one raises an alert, and which, is a rule as those of clocks.
 */
export const BEHAVIOURS = [
  'CORRECT_TWICE',
  'COMMITMENT_BROKEN',
  'WITHDRAWN_UNPROVEN',
  'DELIVERY_RIGHTED',
  'NO_REASON',
  'NO_EXAMINATION',
  'OFF_HOURS',
] as const
export type BehaviourKind = (typeof BEHAVIOURS)[number]

export const isBehaviour = (kind: string): kind is BehaviourKind =>
  (BEHAVIOURS as readonly string[]).includes(kind)

/** When a rule of behaviour holds. */
export interface BehaviourCondition {
  /** How often in the case, this time counted. */
  timesAtLeast?: number
  /** Of NO_REASON: letters of the reason, without blanks and punctuation. */
  shorterThan?: number
  /** Of OFF_HOURS: the office works from here, HH:MM; without both: by the hours of the calendar … */
  worksFrom?: string
  /** … to there, on working days. */
  worksTo?: string
}

/** What was done, as far as rules of behaviour judge it. */
export interface Behaved {
  kind: BehaviourKind
  times: number
  /** Letters of the reason. */
  letters?: number
  /** The time of the day, HH:MM. */
  at?: string
  isWorkingDay?: boolean
  /** Whether the calendar's office works then (办公时间). */
  isOpen?: boolean
}

/** The gravest rule that what was done falls under. Pure. */
export function judged(done: Behaved, rules: readonly MonitorRule[]): MonitorRule | undefined {
  const grave = ['RED', 'YELLOW', 'NOTICE'] as const
  const held = rules.filter(({ kind, when }) => kind === done.kind && holds(when, done))
  return grave.flatMap((level) => held.find((rule) => rule.level === level) ?? [])[0]
}

function holds(
  when: BehaviourCondition,
  { kind, times, letters, at, isWorkingDay, isOpen }: Behaved,
): boolean {
  const { timesAtLeast = 1, shorterThan = 10, worksFrom = '00:00', worksTo = '24:00' } = when
  if (times < timesAtLeast) return false
  if (kind === 'NO_REASON') return letters !== undefined && letters < shorterThan
  if (kind !== 'OFF_HOURS' || at === undefined) return kind !== 'OFF_HOURS'
  // A rule that names no times goes by those of the calendar.
  if (when.worksFrom === undefined && when.worksTo === undefined && isOpen === false) return true
  return isWorkingDay !== true || at < worksFrom || at >= worksTo
}
