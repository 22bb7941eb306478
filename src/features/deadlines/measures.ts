import type { LegalDate } from '../../shared/time.js'
import type { WorkingCalendar } from './calendar.js'
import { dayNumberOf, legalDateAt } from './day-number.js'

/**
 * Who is told (告知对象): who has the work in hand (承办人), who stands in for that person (代理人), who stands above the
 * organ (上级: the lead of the organisation above it, else the supervision of its division), the organ itself at who
 * leads it and those who decide for it, its head among them (本机关).
 */
export const TOLD = ['officer', 'deputy', 'superior', 'organ'] as const
export type Told = (typeof TOLD)[number]

/** What follows from an alert besides its lamp (处置措施): data of its rule. */
export interface Measures {
  /** Who is told when it rises; absent: the officer with who stands in, from the yellow card on the organ's lead too. */
  tell?: Told[]
  /** Who is told when nobody has explained it after so many working days (升级提醒). */
  escalate?: { afterDays: number; to: Told[] }[]
  /** Working days to explain it (说明期限); absent: `EXPLAIN_WITHIN`. */
  explainWithin?: number
  /** Working days to appeal against it once it is confirmed (申诉期限); absent: `APPEAL_WITHIN`. */
  appealWithin?: number
  /** What it counts when it is confirmed (记分). */
  score?: number
}

/** Where a rule sets no days for it. No statute does: a choice of ours, as long as an intake's (行政许可法 Art. 32). */
export const EXPLAIN_WITHIN = 5

/** The same of an appeal: no statute sets it either, and it is as long as that for the explanation. */
export const APPEAL_WITHIN = 5

/** Working days in which an appeal is judged (复核期限): no statute sets it, and it is as long as that for the appeal. */
export const JUDGE_WITHIN = 5

/** The same of an alert that was raised, with days: a rule that changes later changes nothing of it. */
export interface RaisedMeasures extends Omit<Measures, 'escalate' | 'explainWithin'> {
  /** The last day on which nobody but who is warned says anything (说明期限届满日). */
  explainBy?: LegalDate
  /** The last day of an appeal, fixed when it is confirmed (申诉期限届满日). */
  appealBy?: LegalDate
  /** While an appeal waits: its last day to be judged, and the organ whose supervision judges it (复核期限届满日、复核机关). */
  judge?: { by: LegalDate; organisation?: string }
  escalate?: { on: LegalDate; to: Told[] }[]
  /** How many of the escalations have been told. */
  done?: number
}

/** The measures of an alert that is raised today; until when it may be explained at least. */
export function measuresToday(
  measures: Measures | null | undefined,
  today: LegalDate,
  calendar: WorkingCalendar,
): RaisedMeasures {
  const { escalate, explainWithin, ...others } = measures ?? {}
  const steps = (escalate ?? []).toSorted((a, b) => a.afterDays - b.afterDays)
  const dated = steps.map(({ afterDays, to }) => ({
    on: legalDateAt(calendar.addWorkingDays(dayNumberOf(today), afterDays)),
    to,
  }))
  const explainBy = lastDayToExplain(today, calendar, explainWithin)
  return { ...others, explainBy, ...(dated.length === 0 ? {} : { escalate: dated }) }
}

/** Until when an alert of a day may be explained before it counts against anybody (说明期限). */
export const lastDayToExplain = (
  raisedOn: LegalDate,
  calendar: WorkingCalendar,
  days: number = EXPLAIN_WITHIN,
): LegalDate => legalDateAt(calendar.addWorkingDays(dayNumberOf(raisedOn), days))

/** The same where the organ was told only on a later day (告知日): as many days, from that one. */
export const lastDayToldLate = (
  days: { raisedOn: LegalDate; explainBy: LegalDate; toldOn: LegalDate },
  calendar: WorkingCalendar,
): LegalDate => {
  const { raisedOn, explainBy, toldOn } = days
  if (toldOn <= raisedOn) return explainBy
  const within = calendar.countWorkingDays(dayNumberOf(raisedOn), dayNumberOf(explainBy))
  return lastDayToExplain(toldOn, calendar, within)
}

/** Until when the organ may appeal against an alert that was confirmed on a day (申诉期限). */
export const lastDayToAppeal = (
  confirmedOn: LegalDate,
  calendar: WorkingCalendar,
  days: number = APPEAL_WITHIN,
): LegalDate => legalDateAt(calendar.addWorkingDays(dayNumberOf(confirmedOn), days))

/** Whom an alert that nobody explained is told to on a day, and when the next ones are. */
export function escalated(
  measures: RaisedMeasures,
  today: LegalDate,
): { to: Told[]; measures: RaisedMeasures; next: LegalDate | undefined } {
  const { escalate = [], done = 0 } = measures
  const due = escalate.slice(done).filter(({ on }) => on <= today)
  const next = escalate[done + due.length]?.on
  return {
    to: TOLD.filter((who) => due.some(({ to }) => to.includes(who))),
    measures: { ...measures, done: done + due.length },
    next,
  }
}
