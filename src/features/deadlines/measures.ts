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
  /** What it counts when it is confirmed (记分). */
  score?: number
}

/** The same of an alert that was raised, with days: a rule that changes later changes nothing of it. */
export interface RaisedMeasures extends Omit<Measures, 'escalate'> {
  escalate?: { on: LegalDate; to: Told[] }[]
  /** How many of the escalations have been told. */
  done?: number
}

/** The measures of an alert that is raised today; undefined where its rule has none. */
export function measuresToday(
  measures: Measures | null | undefined,
  today: LegalDate,
  calendar: WorkingCalendar,
): RaisedMeasures | undefined {
  if (measures === null || measures === undefined || Object.keys(measures).length === 0) return undefined
  const { escalate, ...others } = measures
  const steps = (escalate ?? []).toSorted((a, b) => a.afterDays - b.afterDays)
  const dated = steps.map(({ afterDays, to }) => ({
    on: legalDateAt(calendar.addWorkingDays(dayNumberOf(today), afterDays)),
    to,
  }))
  return { ...others, ...(dated.length === 0 ? {} : { escalate: dated }) }
}

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
