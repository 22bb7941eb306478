import type { Role } from '../../shared/roles.js'
import type { Held } from '../deadlines/answerable.js'

/** 待答复、已答复、退回重答、已办结、已撤回 */
export const ORDER_STATUSES = ['ISSUED', 'REPLIED', 'RETURNED', 'ACCEPTED', 'WITHDRAWN'] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

interface OrderAct {
  from: readonly OrderStatus[]
  to: OrderStatus
  /** Of the organ that is asked, or of who supervises it. */
  roles: readonly Role[]
  /** The clock runs on, stops, or begins anew. */
  clock: 'stops' | 'starts'
}

/** THE table of what may be done with a supervision order, by whom. Nothing is left without a next act for somebody. */
export const ORDER_ACTS = {
  reply: { from: ['ISSUED', 'RETURNED'], to: 'REPLIED', roles: ['lead', 'approver'], clock: 'stops' },
  accept: { from: ['REPLIED'], to: 'ACCEPTED', roles: ['supervisor'], clock: 'stops' },
  return: { from: ['REPLIED'], to: 'RETURNED', roles: ['supervisor'], clock: 'starts' },
  withdraw: {
    from: ['ISSUED', 'REPLIED', 'RETURNED'],
    to: 'WITHDRAWN',
    roles: ['supervisor'],
    clock: 'stops',
  },
} as const satisfies Record<string, OrderAct>
export type OrderAction = keyof typeof ORDER_ACTS
export const ORDER_ACTIONS = Object.keys(ORDER_ACTS) as OrderAction[]

/** Who answers for an order now (责任机关、责任人): whose answer came back, else whose work it is; undefined while nobody waits. */
export function answerableFor(order: {
  status: OrderStatus
  organisation_code: string
  living_organisation?: string | null
  history: readonly { action: string; by: string }[]
}): Held | undefined {
  const { status, history } = order
  const organisation = order.living_organisation ?? order.organisation_code
  const { from, roles } = ORDER_ACTS.reply
  if (!(from as readonly string[]).includes(status)) return undefined
  return { organisation, roles, person: history.findLast(({ action }) => action === 'reply')?.by }
}

/** What may be done in a status. */
export const actionsIn = (status: OrderStatus): OrderAction[] =>
  ORDER_ACTIONS.filter((action) => (ORDER_ACTS[action].from as readonly string[]).includes(status))
