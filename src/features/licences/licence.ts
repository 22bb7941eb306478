import type { LegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { addMonths, dayNumberOf, legalDateAt, shiftDate } from '../deadlines/day-number.js'

/** Licences (证照): what was granted and lives on. Pure. */

export const LICENCE_STATES = [
  'current',
  'suspended',
  'expired',
  'revoked',
  'withdrawn',
  'cancelled',
  'voided',
] as const

/** In these it may run out. */
const LIVING: ReadonlySet<string> = new Set(['current', 'suspended'])

export type LicenceKind = NonNullable<ItemDocument['results'][number]['licence']>

const DIGITS = 6

/** Of the organ's division the county, or what is above it. */
const PLACE_DIGITS = 6

/** The number of a licence but for its serial (证照编号): within it serials run on. */
export const seriesOf = (
  { number }: Pick<LicenceKind, 'number'>,
  { on, divisions }: { on: LegalDate; divisions: readonly string[] },
): string =>
  number
    .replaceAll('{year}', on.slice(0, 4))
    .replaceAll('{division}', (divisions.toSorted().at(-1) ?? '').slice(0, PLACE_DIGITS))

export const numberOf = (series: string, serial: number, { digits = DIGITS }: LicenceKind): string =>
  series.replace('{serial}', String(serial).padStart(digits, '0'))

/** The last day of a licence that begins on a day (有效期至): the day before the same day of the year, or month. */
export function lastDayOf({ validity }: LicenceKind, from: LegalDate): LegalDate | undefined {
  if (validity === undefined) return undefined
  const { amount, unit } = validity
  const begin = dayNumberOf(from)
  if (unit === 'day') return legalDateAt(begin + amount - 1)
  return legalDateAt(addMonths(begin, unit === 'year' ? amount * 12 : amount) - 1)
}

/**
 * From when a renewed licence holds: without a gap where it was decided before the end; else from the day of the decision, since
 * what had ended did not hold in between.
 */
export const renewedFrom = (oldEnd: LegalDate, decidedOn: LegalDate): LegalDate => {
  const next = shiftDate(oldEnd, 1)
  return next < decidedOn ? decidedOn : next
}

/** Where it did not hold between its end and a renewal that was granted late (断档): the last such days; undefined: it held on. */
export function lapseOf(
  acts: readonly { act: string; valid_to: LegalDate | null; decided_on?: LegalDate | null }[],
): { lapsedFrom: LegalDate; renewedFrom: LegalDate } | undefined {
  const gaps = acts.flatMap(({ act, decided_on: decided }, at) => {
    const end = acts[at - 1]?.valid_to
    if (act !== 'renew' || decided == null || end == null) return []
    const [lapsedFrom, from] = [shiftDate(end, 1), renewedFrom(end, decided)]
    return from > lapsedFrom ? [{ lapsedFrom, renewedFrom: from }] : []
  })
  return gaps.at(-1)
}

/** How early a renewal is asked for where its item says nothing else (行政许可法 Art. 50). */
export const RENEWAL_LEAD = { amount: 30, unit: 'day' } as const

/** So much before the last day for a renewal its holder is reminded of it: time to bring the papers together. */
const REMIND_AHEAD = 30

/** By when a renewal is asked for at the latest, in plain days: working days may take half as many more. */
const leadInDays = ({
  renewalLead: { amount, unit } = RENEWAL_LEAD,
}: Pick<LicenceKind, 'renewalLead'>): number => (unit === 'day' ? amount : Math.ceil(amount * 1.6))

/** By which day the holder applies at the latest, so that it is certainly in time (延续申请截止日). */
export const renewBy = (kind: LicenceKind, validTo: LegalDate): LegalDate =>
  legalDateAt(dayNumberOf(validTo) - leadInDays(kind))

/** When the holder is reminded that a licence ends (到期提醒): never for one that is granted for less than that. */
export function remindOn(kind: LicenceKind, from: LegalDate, validTo: LegalDate | null): LegalDate | null {
  if (validTo === null) return null
  const day = legalDateAt(dayNumberOf(renewBy(kind, validTo)) - REMIND_AHEAD)
  return day > from ? day : null
}

/** What a licence is on a day: a suspension ends with its last day; one whose renewal was asked for in time holds on until that is decided (行政许可法 Art. 50, or what its item cites). */
export function stateOn(
  row: {
    state: string
    valid_to: LegalDate | null
    suspended_until?: LegalDate | null
    renewal_in_time: boolean | null
    renewal_basis: string | null
    item_type: string
  },
  today: LegalDate,
): string {
  const { state, suspended_until: until } = row
  const isLifted = state === 'suspended' && until != null && until < today
  const isOver = LIVING.has(state) && row.valid_to !== null && row.valid_to < today
  const isDeemed = row.renewal_in_time === true && (row.item_type === '01' || row.renewal_basis !== null)
  if (isOver && !isDeemed) return 'expired'
  return isLifted ? 'current' : state
}
