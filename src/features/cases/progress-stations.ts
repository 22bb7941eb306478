import type { Text } from '../../shared/text.js'
import type { Action, Status } from '../workflow/statuses.js'
import type { CaseRecord } from './case.js'
import { type Forwarding, isDecidedAbove } from './forwarding-words.js'

/** The stations of a case as an applicant sees them (办理环节). Pure. */

export interface Station extends Text {
  key: string
  state: 'done' | 'current' | 'toCome'
}

/** The way of a case in the words of an applicant; special statuses stand at their place on it. */
const WAY: (Text & { key: string; statuses: Status[] })[] = [
  { key: 'received', zh: '收件', en: 'Received', statuses: ['SUBMITTED', 'AWAITING_CORRECTION'] },
  { key: 'accepted', zh: '受理', en: 'Accepted', statuses: ['ACCEPTED'] },
  { key: 'review', zh: '审查', en: 'Review', statuses: ['REVIEWING', 'SPECIAL_PROCEDURE'] },
  { key: 'decision', zh: '决定', en: 'Decision', statuses: ['DECIDING'] },
  { key: 'closed', zh: '办结', en: 'Closed', statuses: ['APPROVED', 'DENIED'] },
  { key: 'delivered', zh: '送达', en: 'Delivered', statuses: ['CLOSED', 'DELIVERED'] },
]

/** 初审转报 (行政许可法 Art. 35): nothing is decided here; the organ above decides, and hands out what it decides. */
const WAY_UP: typeof WAY = [
  ...WAY.slice(0, 3),
  { key: 'examined', zh: '初审', en: 'Examined', statuses: ['DECIDING'] },
  { key: 'forwarded', zh: '转报', en: 'Forwarded', statuses: ['APPROVED'] },
  { key: 'decidedAbove', zh: '上级机关决定', en: 'Decided by the organ above', statuses: ['CLOSED'] },
]

/** Where a case ends before its decision: nothing is to come any more. */
const ENDED = {
  WITHDRAWN: { zh: '已撤回', en: 'Withdrawn' },
  TERMINATED: { zh: '已终止', en: 'Ended' },
  VOIDED: { zh: '已作废', en: 'Void' },
  NOT_ACCEPTED: { zh: '不予受理', en: 'Not accepted' },
  NOT_REQUIRED: { zh: '不受理', en: 'No licence needed' },
} as const satisfies Partial<Record<Status, Text>>
type Ended = keyof typeof ENDED
const GRANT_ENDED = { key: 'ended', zh: '准予已失效', en: 'Ended since' }
/** What the last station is called, as long as nobody knows that it arrived. */
const SENT: Partial<Record<string, Text>> = {
  post: { zh: '寄出', en: 'Posted' },
  announcement: { zh: '公告送达', en: 'Announced' },
}
export const isEnded = (status: string): status is Ended => Object.hasOwn(ENDED, status)

export type Told = Pick<
  CaseRecord,
  'status' | 'receivedOn' | 'acceptedOn' | 'decidedOn' | 'resultType' | 'facts' | 'goesOnAs' | 'endedAs'
>

export const didEver = ({ facts }: Pick<Told, 'facts'>, action: Action): boolean =>
  facts.acts.some((act) => act.action === action)

/** Refused on the merits (不予), also once the case is closed and the decision handed over. */
export const isDenied = (record: Told): boolean =>
  record.status === 'DENIED' || (!isEnded(record.status) && didEver(record, 'deny'))

/**
 * The stations of a case. What was done is done after an end as well, and what will never be done is no station of it;
 * the end itself is the last.
 */
export function stationsOf(record: Told, forwarding?: Forwarding): Station[] {
  const { status } = record
  const station = ({ key, zh, en }: (typeof WAY)[number], state: Station['state']) => ({ key, zh, en, state })
  const end = isEnded(status) ? ENDED[status] : MOVABLE.has(status) ? leftWords(record) : undefined
  if (end !== undefined) {
    const reached = WAY.filter(({ key }) => wasReached(record, key)).map((each) => station(each, 'done'))
    return [...reached, { key: 'ended', ...end, state: 'done' }]
  }
  const way = forwarding !== undefined && !isDenied(record) ? WAY_UP : WAY
  const at = way.findIndex(({ statuses }) => statuses.includes(status))
  const isOver = record.resultType === 'forwarded' && isDecidedAbove(forwarding ?? {})
  // 撤销、撤回、注销 before it was fetched: nothing goes out any more.
  if (status === 'CLOSED' && record.facts.grantEnded === true && !isDenied(record))
    return [...way.slice(0, -1).map((each) => station(each, 'done')), { ...GRANT_ENDED, state: 'done' }]
  return way.map((each, index) => {
    if (at < 0) return station(each, wasReached(record, each.key) ? 'done' : 'toCome')
    if (index === at && status === 'DELIVERED') return station({ ...each, ...asSent(record) }, 'done')
    if (index < at || (index === at && isOver)) return station(each, 'done')
    return station(each, index === at ? 'current' : 'toCome')
  })
}

/** The last station of what was moved (分办更正): nothing comes after it here. */
const leftWords = ({ goesOnAs, endedAs }: Told): Text | undefined =>
  goesOnAs !== undefined
    ? { zh: '已改办', en: 'Goes on elsewhere' }
    : endedAs !== undefined
      ? { zh: '改办后已终结', en: 'Ended elsewhere' }
      : undefined

const asSent = ({ facts: { delivery } }: Told): Text | undefined =>
  delivery === undefined || delivery.provenOn !== undefined ? undefined : SENT[delivery.method]

function wasReached(record: Told, key: string): boolean {
  switch (key) {
    case 'received':
      return record.receivedOn !== undefined
    case 'accepted':
      return record.acceptedOn !== undefined
    case 'review':
      return didEver(record, 'startReview')
    case 'decision':
      return record.decidedOn !== undefined
    default:
      return false
  }
}

/** Where what was moved stands, as long as nobody has ended it (分办更正). */
export const MOVABLE: ReadonlySet<string> = new Set<Status>(['SUBMITTED', 'AWAITING_CORRECTION'])
