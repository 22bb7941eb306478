import type { LegalDate } from '../../shared/time.js'
import type { Sheet } from './sheet-parts.js'

/** The last days that a paper tells (期限). Pure. */

const DUES = [
  'intake',
  'promise',
  'legal',
  'correction',
  'special',
  'delivery',
  'deferred',
  'hearing',
] as const

/** The objects of a list; nothing of what is none. */
export const rows = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : []

interface LastDay {
  kind: (typeof DUES)[number]
  due: LegalDate
  provisional?: boolean
}

/** Last days as the clocks stood when the act was done. */
export const lastDaysOf = ({ lastDays }: Record<string, unknown>): LastDay[] =>
  rows(lastDays).flatMap((each) => {
    const { kind, due, provisional } = each as unknown as LastDay
    return DUES.includes(kind) && typeof due === 'string'
      ? [{ kind, due, provisional: provisional === true }]
      : []
  })

/** The last day of what was promised for a day: the one that its clock has, the same or the next working day. */
export const rolledDay = (content: Record<string, unknown>, promised: LegalDate): LegalDate =>
  lastDaysOf(content)
    .filter(({ kind, due }) => kind === 'deferred' && due >= promised)
    .map(({ due }) => due)
    .toSorted()[0] ?? promised

const DATE_LABELS: Record<LastDay['kind'], string> = {
  intake: '受理审查截止日',
  promise: '承诺办结期限',
  legal: '法定办结期限',
  correction: '补正截止日',
  special: '特别程序预计完成日',
  delivery: '送达证件截止日',
  deferred: '补交材料截止日',
  hearing: '申请听证截止日',
}

/** 初审: by then it is examined; when it is decided the organ above says. */
const EXAMINED_LABELS: Partial<typeof DATE_LABELS> = { promise: '承诺初审期限', legal: '法定初审期限' }

export const datesOf = (content: Record<string, unknown>, isExaminedOnly: boolean): Sheet['dates'] =>
  lastDaysOf(content).map(({ kind, due, provisional = false }) => ({
    label: (isExaminedOnly ? EXAMINED_LABELS[kind] : undefined) ?? DATE_LABELS[kind],
    date: due,
    provisional,
  }))
