import type { ItemDocument } from '../item-document.js'

type Limit = Pick<ItemDocument['limits']['promised'], 'amount' | 'unit'>

/** Working days in a unit, where one can say so; natural days cannot be said in working days. */
const WORKING_DAYS: Partial<Record<Limit['unit'], number>> = { workingDay: 1, month: 22, year: 250 }

/** Whether a limit is longer than another; `unclear` where only the calendar could tell. */
export function compareLimits(limit: Limit, most: Limit): 'longer' | 'notLonger' | 'unclear' {
  const isLonger = (is: boolean) => (is ? 'longer' : 'notLonger')
  if (limit.amount === 0 || limit.unit === most.unit) return isLonger(limit.amount > most.amount)
  if (most.amount === 0) return 'longer'
  const months = (each: Limit) => each.amount * (each.unit === 'year' ? 12 : 1)
  if (isMonthOrYear(limit) && isMonthOrYear(most)) return isLonger(months(limit) > months(most))
  const [days, mostDays] = [WORKING_DAYS[limit.unit], WORKING_DAYS[most.unit]]
  if (days !== undefined && mostDays !== undefined)
    return isLonger(limit.amount * days > most.amount * mostDays)
  // Natural days on one side: as many natural days never last longer than working days, and not the other way round.
  if (days === undefined && mostDays !== undefined && limit.amount <= most.amount * mostDays)
    return 'notLonger'
  if (days !== undefined && limit.amount * days > most.amount) return 'longer'
  return 'unclear'
}

const isMonthOrYear = ({ unit }: Limit): boolean => unit === 'month' || unit === 'year'
