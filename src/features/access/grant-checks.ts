import type { InputError } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import type { LegalDate } from '../../shared/time.js'

/** A grant as it is asked for, with the items that exist of those it names. */
export interface GrantToCheck {
  role: Role
  items?: readonly string[] | undefined
  validFrom?: LegalDate | undefined
  validUntil?: LegalDate | undefined
  personal?: boolean | undefined
  today: LegalDate
  knownItems: ReadonlySet<string>
}

/** What is wrong with a grant by itself (授权检查). */
export function grantErrors(grant: GrantToCheck): InputError[] {
  const { role, items = [], validFrom, validUntil, personal = false, today, knownItems } = grant
  return [
    ...periodErrors({ from: validFrom, until: validUntil, today, name: 'validUntil' }),
    ...items.flatMap((item, index) =>
      knownItems.has(item) ? [] : [{ pointer: `/items/${index}`, code: 'ITEM_UNKNOWN', message: NO_ITEM }],
    ),
    ...(personal && role !== 'exchange'
      ? [{ pointer: '/personal', code: 'PERSONAL_ONLY_EXCHANGE', message: ONLY_EXCHANGE }]
      : []),
  ]
}

/** A period that has no day left, or is turned round; `name` is the member with its last day. */
export function periodErrors({
  from,
  until,
  today,
  name,
}: {
  from: LegalDate | undefined
  until: LegalDate | undefined
  today: LegalDate
  name: string
}): InputError[] {
  if (until === undefined) return []
  if (from !== undefined && until < from)
    return [{ pointer: `/${name}`, code: 'PERIOD_REVERSED', message: REVERSED }]
  return until < today ? [{ pointer: `/${name}`, code: 'PERIOD_PAST', message: PAST }] : []
}

const REVERSED = { en: 'The last day is before the first', zh: '截止日期早于起始日期' }
const PAST = { en: 'The last day is past', zh: '截止日期已过' }
export const NO_ITEM = { en: 'No published item has this code', zh: '没有该编码的已发布事项' }
const ONLY_EXCHANGE = {
  en: 'Clear personal data by a grant are for exchange clients alone; staff read them by the case',
  zh: '仅数据交换角色可凭授权取得明文，工作人员依办件查看',
}
