import type { LegalDate } from '../../shared/time.js'
import type { Standing } from '../access/competence.js'
import type { CaseState } from './case-state.js'
import { type Refusal, refuse } from './decision.js'
import type { Action } from './statuses.js'

/**
 * A case whose papers came in at a window that only collects (代收): the organ has them once it has received what was
 * handed over. A new round of papers at the window begins anew.
 */
export interface Collected {
  /** The day on which the window took the papers in. */
  on: LegalDate
  /** The list with which they are on the way. */
  handoverId?: string
  /** The last list with which they were on the way and did not arrive: refused (退回), or lost (遗失), and by whom that was told. */
  returned?: Returned
  /** The day on which the organ received them: its five days begin (行政许可法 Art. 32). */
  receivedOn?: LegalDate
}

/** A list that came to nothing: why, its sheets say (`GET /v1/handovers/{handoverId}`). */
export interface Returned {
  handoverId: string
  on: LegalDate
  /** Organisation of who refused it, and what people know it as; of what was lost, of who should have got it. */
  by: string
  byName: string
  lost?: true
}

/** Whether the deciding organ has not received yet what a window collected for it. */
export const awaitsReceipt = ({ collected }: Pick<CaseState, 'collected'>): boolean =>
  collected !== undefined && collected.receivedOn === undefined

/**
 * What a submission leaves: the first one lies where it was handed in, a later one (补正) where it was brought to. The
 * people of the organ itself have it in their hands.
 */
export function collectedAfterSubmit(
  { collected, collects, receivedOn }: Pick<CaseState, 'collected' | 'collects' | 'receivedOn'>,
  as: Pick<Standing, 'windowAuthority'> | undefined,
  today: LegalDate,
): Collected | undefined {
  const atWindow = receivedOn === undefined ? collects === true : as?.windowAuthority === 'collects'
  return atWindow ? { on: today } : collected
}

/** What the deciding organ does with papers before it: not before it has them. */
const ON_PAPERS: ReadonlySet<Action> = new Set<Action>([
  'correctOnTheSpot',
  'requestCorrection',
  'accept',
  'acceptWithDeferral',
  'deemAccept',
  'refuseAcceptance',
  'declareNotRequired',
  'handleOnTheSpot',
])

/** Why an intake decision has to wait for the hand-over; undefined: it has not. */
export function refuseBeforeReceipt(state: CaseState, action: Action): Refusal | undefined {
  if (!ON_PAPERS.has(action) || !awaitsReceipt(state)) return undefined
  const message = {
    en: 'The papers were collected at a window: the organ decides on the intake once it has received them (hand-over)',
    zh: '本件由代收窗口收取材料，受理机关接收移交的材料后方可办理受理事宜',
  }
  return refuse('STATE', message.en, message.zh, [
    { pointer: '/action', code: 'HANDOVER_NOT_RECEIVED', message },
  ])
}
