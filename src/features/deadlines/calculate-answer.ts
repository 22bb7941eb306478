import type { Static } from 'typebox'
import { problem } from '../../shared/problem.js'
import { type Language, say } from '../../shared/text.js'
import { type CalculationInput, calculate, standingOn } from './calculate.js'
import type { CalculateBody } from './calculation-schemas.js'
import type { WorkingCalendar } from './calendar.js'
import type { ClockState } from './clock.js'
import type { Calculation } from './deadline-schemas.js'
import { disputedRange } from './disputed.js'
import { planned, reasonText, risesOf, withCitedPauses } from './explained.js'
import type { MonitorRule } from './lamps.js'
import { areDays } from './limit.js'
import { hoursLimit, momentOn } from './moments.js'
import { msOf, timeAt } from './office-hours.js'

type Asked = Static<typeof CalculateBody>

/** What is said of a limit that somebody asks for (期限计算), in a language. Throws RULE_VIOLATED for what cannot be reckoned. */
export function answerCalculation(
  body: Asked,
  calendar: WorkingCalendar,
  rules: readonly MonitorRule[],
  language: Language,
): Static<typeof Calculation> {
  const { calendar: _code, clock, organisation: _organ, disputed, ...asked } = body
  const { on, onTime } = asked
  const input: CalculationInput = { ...asked, calendar }
  const result = calculate(input)
  if (!result.ok) throw problem('RULE_VIOLATED', { errors: result.errors })
  const { due, provisional, until, days } = result
  const range = disputed === true ? disputedRange(input) : undefined
  return {
    due,
    ...(until === undefined ? {} : { dueAt: momentOn(due, until) }),
    provisional,
    ...(on === undefined ? {} : { standing: standingOn(input, result, on, onTime) }),
    ...(range === undefined ? {} : { range }),
    days: withCitedPauses(days, asked.pauses ?? []).map(({ spans, ...day }) => ({
      ...day,
      ...(spans === undefined
        ? {}
        : { hours: spans.map(({ from, to }) => ({ from: timeAt(from), to: timeAt(to) })) }),
      title: say(reasonText(day.reason), language),
    })),
    ...(clock === undefined ? {} : { lamps: risesOf(planned(clock, planOf(input)), calendar, rules) }),
  }
}

/** The limit as a clock keeps it. */
function planOf({
  start,
  startTime = '00:00',
  limit,
  pauses = [],
  extensions = [],
  calendar,
}: CalculationInput) {
  const parts = [limit, ...extensions]
  const plan = { start, calendar: calendar.code, pauses }
  if (areDays(parts)) {
    const [first, ...rest] = parts
    return { ...plan, limit: first as ClockState['limit'], extensions: rest }
  }
  const hours = parts.reduce((sum, { amount }) => sum + amount, 0)
  return { ...plan, extensions: [], ...hoursLimit(momentOn(start, msOf(startTime)), hours, calendar) }
}
