import type { Acting, EventDraft } from '../../events/make-event.js'
import type { OrderAction } from './order.js'
import type { OrderRow } from './order-store.js'

type OrderEvent = Extract<EventDraft, { type: 'supervisionOrder.issue' }>

/** What happened to a supervision order (督办单), without its words: those stand beside the event. */
export function orderEvent(
  what: 'issue' | 'clockMoved' | OrderAction,
  row: OrderRow,
  actor: Acting,
  words: Record<string, unknown> = {},
): OrderEvent {
  return {
    // The payload of all of them is one shape.
    type: `supervisionOrder.${what}` as 'supervisionOrder.issue',
    no: row.id,
    version: row.version,
    ...(row.case_no === null ? {} : { caseNo: row.case_no }),
    actor,
    sight: { organs: [row.organisation_code], divisions: row.divisions },
    words,
    payload: {
      organisation: row.organisation_code,
      status: row.status,
      replyBy: row.reply_by,
      ...(row.alert_id === null ? {} : { alertId: row.alert_id }),
      ...(row.official_no === null ? {} : { officialNo: row.official_no }),
      issuedBy: row.issued_by,
    },
  }
}
