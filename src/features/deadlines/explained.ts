import type { Text } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'
import type { WorkingCalendar } from './calendar.js'
import { type ClockPause, type ClockState, isRunning, type Lamp } from './clock.js'
import { type ClockKind, isClockKind } from './clock-kinds.js'
import { dayNumberOf, shiftDate } from './day-number.js'
import { type MonitorRule, nextRise } from './lamps.js'
import type { ExplainedDay, Limit } from './limit.js'

/** Why a day counts or does not (计或不计的理由), for people. */
const REASONS: { readonly [R in ExplainedDay['reason']]: Text } = {
  workingDay: { zh: '工作日', en: 'working day' },
  makeUpWorkday: { zh: '调休上班', en: 'working day in return for a day off' },
  weekend: { zh: '休息日，不计', en: 'weekend, not counted' },
  holiday: { zh: '放假，不计', en: 'day off, not counted' },
  calendarDay: { zh: '自然日', en: 'day of the calendar' },
  paused: { zh: '不计入期限', en: 'not counted: the limit stands still' },
  closed: { zh: '不办公，不计', en: 'no hours of office, not counted' },
  rollForward: {
    zh: '期限最后一日为休息日，顺延',
    en: 'the last day is a day off: on to the next working day',
  },
}

export const reasonText = (reason: ExplainedDay['reason']): Text => REASONS[reason]

/** What begins a clock of each kind (起算事由); the day itself is not counted (民法典 Art. 201). */
const BEGINNINGS: { readonly [K in ClockKind]: Text } = {
  INTAKE_5D: {
    zh: '收到申请，或者收到补正后齐全的材料',
    en: 'the application, or what was asked for in the correction, came in',
  },
  INTAKE_PROMISE: {
    zh: '收到申请，或者收到补正后齐全的材料',
    en: 'the application, or what was asked for in the correction, came in',
  },
  CORRECTION: { zh: '告知补正', en: 'a correction was asked for' },
  CORRECTION_REMINDER: { zh: '告知补正', en: 'a correction was asked for' },
  PROMISE: { zh: '受理', en: 'acceptance' },
  LEGAL: { zh: '受理', en: 'acceptance' },
  STEP: { zh: '环节开始', en: 'the step was opened' },
  DELIVERY_10D: {
    zh: '作出准予决定，或者邮寄退回',
    en: 'the decision to grant, or the return of the mail',
  },
  SPECIAL: { zh: '启动特别程序', en: 'the special procedure was begun' },
  OPINION: { zh: '征求意见', en: 'the opinion was asked for' },
  DEFERRED: { zh: '容缺受理', en: 'acceptance with something to follow' },
  COMMITMENT_CHECK: {
    zh: '作出决定，须核查承诺',
    en: 'the decision, after which the promise is looked into',
  },
  HEARING_REQUEST: { zh: '告知听证权利', en: 'those concerned were told of their right to be heard' },
  HEARING_HELD: { zh: '申请听证', en: 'a hearing was asked for' },
  PICKUP: { zh: '结果到出件窗口', en: 'the result came to the exit desk' },
  PAYMENT: { zh: '开具缴费通知', en: 'the notice of payment' },
  PUBLICATION: { zh: '作出准予决定', en: 'the decision to grant' },
  RENEWAL: { zh: '及时申请延续', en: 'the renewal was asked for in time' },
  AUTHORITY_ANSWER: { zh: '申请窗口权限', en: 'the authority of the window was asked for' },
  HANDOVER: { zh: '移交物料', en: 'the papers were handed over' },
  ORDER_REPLY: { zh: '发出督办单，或者退回重新答复', en: 'the order was issued, or its answer returned' },
  ALERT_APPEAL: { zh: '责任单位申诉', en: 'the organ appealed against the alert' },
  RECTIFICATION: { zh: '差评，或者整改被退回', en: 'the bad rating, or the return of its rectification' },
  COMPLAINT_INTAKE: { zh: '登记投诉', en: 'the complaint was received' },
  COMPLAINT_ANSWER: { zh: '受理投诉，或者申请复核', en: 'the complaint was accepted or reopened' },
  CONSULTATION_ANSWER: { zh: '提出咨询', en: 'the question was asked' },
}

export const beginningText = (kind: string): Text | undefined =>
  isClockKind(kind) ? BEGINNINGS[kind] : undefined

/** A lamp that a running clock has shown or will, if nothing happens. */
export interface Rise {
  on: LegalDate
  level: Exclude<Lamp, 'NONE'>
  ruleVersion?: number
  basis?: string
}

/** Every day on which the lamp of a clock rises, from its start on (何时亮灯); none of one that stands still or has stopped. */
export function risesOf(clock: ClockState, calendar: WorkingCalendar, rules: readonly MonitorRule[]): Rise[] {
  if (!isRunning(clock)) return []
  const rises: Rise[] = []
  let after = dayNumberOf(shiftDate(clock.startedOn, -1))
  let seen: Lamp = 'NONE'
  for (;;) {
    const next = nextRise(clock, after, seen, calendar, rules)
    if (next === undefined) return rises
    const rule = rules.find(({ kind, level }) => kind === clock.kind && level === next.level)
    rises.push({
      on: next.on,
      level: next.level,
      ...(rule === undefined ? {} : { ruleVersion: rule.version }),
      ...(rule?.basis === undefined ? {} : { basis: rule.basis }),
    })
    seen = next.level
    after = dayNumberOf(next.on)
  }
}

/** Working days that a pause took (中止的工作日); of an open one up to `today`. */
export function pausedDays(pause: ClockPause, today: LegalDate, calendar: WorkingCalendar): number {
  const to = pause.to ?? shiftDate(today, 1)
  return calendar.countWorkingDays(dayNumberOf(pause.from) - 1, dayNumberOf(to) - 1)
}

/** Days that stood still, each with the basis of what held it then: one that nobody knows has none. */
export const withPauseBasis = (
  days: readonly ExplainedDay[],
  basisOn: (day: LegalDate) => string | undefined,
): ExplainedDay[] =>
  days.map((day) => {
    if (day.reason !== 'paused') return day
    const { basis: _by, ...rest } = day
    const basis = basisOn(day.date)
    return { ...rest, ...(basis === undefined ? {} : { basis }) }
  })

/** The same for a plan: a pause that names its basis is told with that, the others as they are reckoned. */
export const withCitedPauses = (
  days: readonly ExplainedDay[],
  pauses: readonly { from: LegalDate; to: LegalDate; basis?: string }[],
): ExplainedDay[] =>
  withPauseBasis(days, (day) => {
    const cited = pauses.find(({ from, to, basis }) => basis !== undefined && from <= day && day < to)
    return cited?.basis ?? days.find(({ date }) => date === day)?.basis
  })

/** A plan as the clock that it would be. */
export const planned = (
  kind: ClockKind,
  plan: Pick<ClockState, 'limit' | 'calendar' | 'hours'> & {
    start: LegalDate
    pauses: readonly { from: LegalDate; to: LegalDate }[]
    extensions: readonly Limit[]
  },
): ClockState => ({
  clockId: '',
  kind,
  limit: plan.limit,
  ...(plan.hours === undefined ? {} : { hours: plan.hours }),
  calendar: plan.calendar,
  startedOn: plan.start,
  pauses: plan.pauses.map(({ from, to }) => ({ from, to })),
  extensions: plan.extensions.map((each) => ({ ...each, on: plan.start })),
})
