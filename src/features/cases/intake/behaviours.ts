import type { WrittenRow } from '../../../database/rows.js'
import { type EventRow, makeEvent } from '../../../events/make-event.js'
import { startOfLegalDate, timeOfDay } from '../../../shared/time.js'
import { concernedIn } from '../../access/competence.js'
import { alertEvent } from '../../deadlines/alert-events.js'
import { type Behaved, judged } from '../../deadlines/behaviour-kinds.js'
import { placeOfOrgan } from '../../deadlines/calendar-book.js'
import { dayNumberOf } from '../../deadlines/day-number.js'
import type { alerts } from '../../deadlines/deadline-tables.js'
import { measuresToday } from '../../deadlines/measures.js'
import { msOf } from '../../deadlines/office-hours.js'
import type { EventDraft } from '../../workflow/decision.js'
import type { CaseRecord } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { organsOf } from '../case-visibility.js'

/** An alert as it is raised with the act that it is about. */
type RaisedAlert = WrittenRow<typeof alerts>

/** Acts that say why something is not granted or not taken in. */
const REFUSALS: ReadonlySet<string> = new Set(['deny', 'refuseAcceptance', 'declareNotRequired'])
/** Acts that leave a record of what was examined (审查记录). */
const EXAMINATIONS: ReadonlySet<string> = new Set([
  'completeStep',
  'giveOpinion',
  'endSpecial',
  'inspectMaterial',
  // On the spot acceptance, examination and decision are one act (Art. 34).
  'handleOnTheSpot',
])
/** Acts of staff with which a case goes on or ends. */
const DECISIVE: ReadonlySet<string> = new Set([
  'accept',
  'acceptWithDeferral',
  'refuseAcceptance',
  'completeStep',
  'approve',
  'deny',
  'handleOnTheSpot',
])

/** What of an act supervision judges by rules (行为监察): what the act itself says, and what it shows. */
function behavedIn(
  { type, facts, behaviour, actor }: EventDraft,
  record: CaseRecord,
  { now, today, calendars }: Watching,
  isOnTheSpot: boolean,
): Behaved[] {
  const { reason } = facts
  const isExamined = record.facts.acts.some(({ action }) => EXAMINATIONS.has(action))
  const isOfStaff = actor.as !== undefined && actor.as.role !== 'citizen'
  const calendar = calendars.calendarOf(calendars.calendarFor(placeOfOrgan(record.organ)))
  return [
    ...(behaviour === undefined ? [] : [{ kind: behaviour.rule, times: behaviour.times }]),
    ...(REFUSALS.has(type) && typeof reason === 'string'
      ? [{ kind: 'NO_REASON' as const, times: 1, letters: lettersOf(reason) }]
      : []),
    ...(((type === 'approve' || type === 'deny') && !isExamined) || (!isOnTheSpot && isBareStep(type, facts))
      ? [{ kind: 'NO_EXAMINATION' as const, times: 1 }]
      : []),
    ...(DECISIVE.has(type) && isOfStaff
      ? [
          {
            kind: 'OFF_HOURS' as const,
            times: 1,
            at: timeOfDay(now),
            isWorkingDay: calendar.isWorkingDay(dayNumberOf(today)),
            isOpen: calendar
              .hoursOf(dayNumberOf(today))
              .some(({ from, to }) => from <= msOf(timeOfDay(now)) && msOf(timeOfDay(now)) < to),
          },
        ]
      : []),
  ]
}

/** A step that was ended without a word of what was looked at: neither an opinion nor a visit nor what the step asks for. */
const isBareStep = (type: string, { opinion, record, filledIn }: EventDraft['facts']): boolean =>
  type === 'completeStep' &&
  lettersOf(typeof opinion === 'string' ? opinion : '') === 0 &&
  record === undefined &&
  filledIn === undefined

/** Letters that say something: 不符合！！！ has three. */
const lettersOf = (words: string): number => [...words.replaceAll(/[\p{P}\p{S}\p{Z}\p{C}]/gu, '')].length

type Watching = Pick<Surroundings, 'newId' | 'now' | 'today' | 'calendars'>

/**
 * Alerts about acts themselves (行为监察), by the rules of their organ: e.g. a second notice (CORRECT_TWICE) yellow, and red
 * where it happens again. They stand beside those of clocks, with an event each; pure.
 */
export function watchedActs(
  events: readonly EventDraft[],
  record: CaseRecord,
  around: Watching,
): { alert: RaisedAlert; event: EventRow & { occurred_at: string } }[] {
  const { newId, now, today, calendars } = around
  const rules = calendars.rulesFor(record.organ.code)
  // On the spot everything is one act, which is its own examination (Art. 34).
  const isOnTheSpot = events.some(({ type }) => type === 'accept') && events.length > 1
  return events.flatMap((event) =>
    behavedIn(event, record, around, isOnTheSpot).flatMap((done) => {
      const rule = judged(done, rules)
      if (rule === undefined) return []
      const calendar = calendars.calendarOf(calendars.calendarFor(placeOfOrgan(record.organ)))
      const measures = measuresToday(rule.measures, today, calendar)
      const further = measures.escalate?.[0]?.on
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
        rule: done.kind,
        rule_version: rule.version,
        level: rule.level,
        status: 'OPEN' as const,
        raised_at: now,
        facts: { today, times: done.times, act: event.type },
        history: [],
        version: 1,
        measures,
        escalate_at: further === undefined ? null : startOfLegalDate(further),
        score: null,
      }
      const draft = { ...alertEvent('raise', alert), occurredAt: now, sight: concernedIn(organsOf(record)) }
      return [{ alert, event: { ...makeEvent(draft, newId), occurred_at: now } }]
    }),
  )
}
