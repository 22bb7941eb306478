import type { Queryable } from '../../database/queryable.js'
import { CASE_FACTS } from '../../events/case-events.js'
import { ACTIONS, type Action, STATUS_NAMES, type Status } from '../workflow/statuses.js'
import { type Target, TRANSITIONS } from '../workflow/transitions.js'
import { UNDOABLE } from './acts/undoable.js'

/** One way from status to status, by what leads there. */
export interface StatusEdge {
  before: Status
  type: string
  after: Status
}

/**
 * Every edge that an event of a case may tell (状态变迁表): those of THE table, their way back where an act may be taken
 * back, and what leaves the status as it is. The database refuses any other (`case_events`, foreign key). Pure.
 */
export function statusEdges(): StatusEdge[] {
  const acts = STATUS_NAMES.flatMap((before) =>
    Object.entries(TRANSITIONS[before]).flatMap(([type, targets]) =>
      // Handled on the spot is told by its single acts.
      type === 'handleOnTheSpot'
        ? []
        : targets.flatMap((target) => reached(before, target)).map((after) => ({ before, type, after })),
    ),
  )
  const back = acts.flatMap(({ before, type, after }) =>
    UNDOABLE.has(type) && before !== after ? [{ before: after, type: 'undo', after: before }] : [],
  )
  const plain = Object.keys(CASE_FACTS).filter((type) => !Object.hasOwn(ACTIONS, type as Action))
  const stays = STATUS_NAMES.flatMap((status) =>
    plain.map((type) => ({ before: status, type, after: status })),
  )
  const expired: StatusEdge = { before: 'DRAFT', type: 'expireDraft', after: 'WITHDRAWN' }
  // 退回转报: it has been examined, and is to be forwarded again.
  const sentBack: StatusEdge = { before: 'CLOSED', type: 'returnForwarded', after: 'APPROVED' }
  // 视为准予延续: what was asked for is asked for no more.
  const renewed: StatusEdge = { before: 'AWAITING_CORRECTION', type: 'deemRenewal', after: 'SUBMITTED' }
  const all = [...acts, ...back, ...stays, expired, sentBack, renewed]
  return [...new Map(all.map((edge) => [Object.values(edge).join(' '), edge])).values()]
}

/** `left`: wherever a special procedure may have interrupted the case. */
function reached(before: Status, target: Target): Status[] {
  if (target === 'same') return [before]
  return target === 'left'
    ? STATUS_NAMES.filter((status) => status !== before && TRANSITIONS[status].startSpecial !== undefined)
    : [target]
}

/** Brings the table of the database up to this code's; what a newer release has there stays. As its owner. */
export async function bringStatusEdges(owner: Queryable): Promise<void> {
  await owner.query(
    `insert into status_edges (status_before, type, status_after)
     select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing`,
    (['before', 'type', 'after'] as const).map((member) => statusEdges().map((edge) => edge[member])),
  )
}
