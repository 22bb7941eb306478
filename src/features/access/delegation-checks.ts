import type { InputError } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import { NO_ITEM, periodErrors } from './grant-checks.js'

/** A delegation as it is asked for, with what is known of its organs and items. */
export interface DelegationToCheck {
  from: string
  to: string
  /** Kind of the organ that is to act. */
  toKind: string
  items: readonly string[]
  kind: 'entrusted' | 'authorised'
  validFrom: LegalDate
  validTo: LegalDate
  today: LegalDate
  /** Who holds each item (实施主体), and its type. */
  holders: ReadonlyMap<string, { organisation: string; type: string }>
  /** Items that `from` has by a delegation itself. */
  heldByDelegation: ReadonlySet<string>
  /** Items that `to` has from `from` already in some of these days. */
  givenAlready: ReadonlySet<string>
}

/** 行政许可: only these rules bind it (行政许可法). */
const LICENCE = '01'
/** Kinds that are no administrative organ: Art. 24 entrusts to those alone. */
const NOT_ADMINISTRATIVE: ReadonlySet<string> = new Set([
  'publicInstitution',
  'enterprise',
  'socialOrganisation',
])

/** What is wrong with a delegation (委托、授权检查; 行政许可法 Art. 23, 24). */
export function delegationErrors(delegation: DelegationToCheck): InputError[] {
  const { from, to, validFrom, validTo, today } = delegation
  if (from === to) return [{ pointer: '/to', code: 'DELEGATION_TO_ONESELF', message: ONESELF }]
  return [
    ...periodErrors({ from: validFrom, until: validTo, today, name: 'validTo' }),
    ...kindErrors(delegation),
    ...delegation.items.flatMap((item, index) => {
      const found = itemError(item, delegation)
      return found === undefined ? [] : [{ pointer: `/items/${index}`, ...found }]
    }),
  ]
}

function kindErrors({ kind, toKind, items, holders }: DelegationToCheck): InputError[] {
  const isLicence = items.some((item) => holders.get(item)?.type === LICENCE)
  if (kind !== 'entrusted' || !isLicence || !NOT_ADMINISTRATIVE.has(toKind)) return []
  return [{ pointer: '/to', code: 'NOT_ADMINISTRATIVE', message: NO_ORGAN }]
}

function itemError(item: string, delegation: DelegationToCheck): Omit<InputError, 'pointer'> | undefined {
  const holder = delegation.holders.get(item)
  if (holder === undefined) return { code: 'ITEM_UNKNOWN', message: NO_ITEM }
  if (holder.organisation === delegation.to) return { code: 'DELEGATION_CIRCLE', message: CIRCLE }
  if (holder.organisation !== delegation.from)
    return delegation.heldByDelegation.has(item)
      ? { code: 'DELEGATION_ONWARD', message: ONWARD }
      : { code: 'ITEM_NOT_HELD', message: NOT_HELD }
  return delegation.givenAlready.has(item) ? { code: 'DELEGATION_OVERLAPS', message: OVERLAPS } : undefined
}

const ONESELF = { en: 'Nobody delegates to himself', zh: '不能委托（授权）给本机构' }
const NO_ORGAN = {
  en: 'A licence is entrusted to an administrative organ alone (Art. 24 of the Administrative Licensing Law)',
  zh: '行政许可只能委托其他行政机关实施（《行政许可法》第二十四条）',
}
const CIRCLE = {
  en: 'The item is that organ’s own: it would go in a circle',
  zh: '该事项本为受托机构所有，形成循环',
}
const ONWARD = {
  en: 'The item is held by a delegation only, which is not passed on (Art. 24)',
  zh: '该事项系受委托（授权）取得，不得再委托（《行政许可法》第二十四条）',
}
const NOT_HELD = { en: 'The giving organ does not hold this item', zh: '委托机构不是该事项的实施主体' }
const OVERLAPS = {
  en: 'It is delegated to this organ for some of these days already',
  zh: '该事项在此期间已委托（授权）给该机构',
}
