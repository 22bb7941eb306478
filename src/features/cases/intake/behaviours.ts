import type { WrittenRow } from '../../../database/rows.js'
import { type EventRow, makeEvent } from '../../../events/make-event.js'
import { concernedIn } from '../../access/competence.js'
import { alertEvent } from '../../deadlines/alert-events.js'
import type { alerts } from '../../deadlines/deadline-tables.js'
import type { EventDraft } from '../../workflow/decision.js'
import type { CaseRecord } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { organsOf } from '../case-visibility.js'

/** An alert as it is raised with the act that it is about. */
type RaisedAlert = WrittenRow<typeof alerts>

/**
 * Alerts about acts themselves (行为监察), e.g. a second notice (CORRECT_TWICE): yellow, and red where it happens again.
 * They stand beside those of clocks, with an event each; pure.
 */
export function watchedActs(
  events: readonly EventDraft[],
  record: CaseRecord,
  { newId, now, today }: Pick<Surroundings, 'newId' | 'now' | 'today'>,
): { alert: RaisedAlert; event: EventRow & { occurred_at: string } }[] {
  return events.flatMap(({ behaviour }) => {
    if (behaviour === undefined) return []
    const alert = {
      case_id: record.id,
      alert_id: newId(),
      // No clock: each such act is one of its own.
      clock_id: newId(),
      owner_kind: 'case',
      owner_no: null,
      case_no: record.caseNo,
      divisions: record.divisions,
      organisation_code: record.organ.code,
      item_code: record.itemCode,
      window_id: record.windowId ?? null,
      // The act itself names who did it.
      person: null,
      rule: behaviour.rule,
      rule_version: 1,
      level: behaviour.times > 2 ? ('RED' as const) : ('YELLOW' as const),
      status: 'OPEN' as const,
      raised_at: now,
      facts: { today, times: behaviour.times },
      history: [],
      version: 1,
    }
    const draft = { ...alertEvent('raise', alert), occurredAt: now, sight: concernedIn(organsOf(record)) }
    return [{ alert, event: { ...makeEvent(draft, newId), occurred_at: now } }]
  })
}
