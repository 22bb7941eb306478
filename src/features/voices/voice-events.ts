import type { Acting, EventDraft } from '../../events/make-event.js'
import type { VoiceRow } from './voice-store.js'

type VoiceEvent = Extract<EventDraft, { type: 'complaint.receive' }>

/** Who raised something is told to nobody (匿名): neither in an event nor in the audit trail. */
export const SOMEBODY: Acting = { kind: 'person', subject: 'urn:yichuang:public|anonymous' }

/** What happened to a complaint, a consultation or a rectification; never its words, which are sealed. */
export function voiceEvent(what: string, row: VoiceRow, actor: Acting): VoiceEvent {
  const outcome = row.history.at(-1)?.outcome
  return {
    // The payload of all of them is one shape.
    type: `${row.kind}.${what}` as 'complaint.receive',
    no: row.id,
    version: row.version,
    ...(row.case_no === null ? {} : { caseNo: row.case_no }),
    actor,
    sight: { organs: [row.organisation_code], divisions: row.divisions },
    payload: {
      organisation: row.organisation_code,
      status: row.status,
      ...(row.due_on === null ? {} : { dueOn: row.due_on }),
      ...(row.item_code === null ? {} : { itemCode: row.item_code }),
      ...(row.window_id === null ? {} : { windowId: row.window_id }),
      ...(row.rating_id === null ? {} : { ratingId: row.rating_id }),
      ...(outcome === undefined ? {} : { outcome }),
    },
  }
}
