import type { Deps } from '../../deps.js'
import type { Caller } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { type LegalDate, legalDateOf } from '../../shared/time.js'
import { CASE_CONSEQUENCES } from '../cases/case-consequences.js'
import { takeInHand } from '../cases/case-in-hand.js'
import { deferralEndsBy } from '../cases/item-rules.js'
import { runsElsewhere } from '../cases/moved.js'
import { isReckonable, outOfRange } from '../deadlines/calculate.js'
import { placeOfOrgan } from '../deadlines/calendar-book.js'
import { dueOn } from '../deadlines/clock.js'
import { isCaseClock } from '../deadlines/clock-kinds.js'
import { shiftDate } from '../deadlines/day-number.js'
import { databaseNow } from '../deadlines/owned-clocks.js'
import { simulate } from '../deadlines/simulate.js'
import { stepOf } from '../workflow/definition.js'
import { openOpinions } from '../workflow/opinion-acts.js'
import type { Status } from '../workflow/statuses.js'
import { messagesOf, viewOf } from './foreseen-view.js'
import { changesOf, type Plan, type PlannedAct } from './planned-acts.js'
import { mustBeTriable, type TriedRule, withTried } from './tried-rules.js'

export interface SimulationInput {
  caseNo?: string | undefined
  itemCode?: string | undefined
  situation?: string | undefined
  receivedOn?: LegalDate | undefined
  until?: LegalDate | undefined
  acts?: PlannedAct[] | undefined
  /** Without `when` one that is ended. */
  rules?: TriedRule[] | undefined
}

/** Half a year is looked at where nobody says until when, and never more than ten years. */
const DAYS = 183
const MOST_DAYS = 3653

interface Begun extends Plan {
  caseNo?: string
  organ: string
  automatic: boolean
  today: LegalDate
}

/**
 * What would come when (时限模拟) for a case, or for an application that there is not yet: warnings, cards, consequences and
 * messages, if nobody does anything but the acts that are planned. Nothing is touched. 404 for a case that the caller does
 * not see; 422 for an item that is not in force.
 */
export async function simulateDeadlines(deps: Deps, caller: Caller, input: SimulationInput) {
  if ((input.caseNo === undefined) === (input.itemCode === undefined))
    throw ruleViolated('/caseNo', 'CASE_OR_ITEM', CASE_OR_ITEM)
  mustBeReckonable(input)
  mustBeTriable(input.rules ?? [])
  const begun =
    input.caseNo === undefined ? await fromItem(deps, input) : await fromCase(deps, caller, input.caseNo)
  const from = input.caseNo === undefined ? begun.start.receivedOn : begun.today
  const until = input.until ?? shiftDate(from, DAYS)
  if (until < from) throw ruleViolated('/until', 'DAYS_REVERSED', REVERSED)
  if (until > shiftDate(from, MOST_DAYS)) throw ruleViolated('/until', 'SPAN_TOO_LONG', TOO_LONG)
  const reversed = input.acts?.findIndex(({ on, dueOn }) => dueOn !== undefined && dueOn < on) ?? -1
  if (reversed >= 0) throw ruleViolated(`/acts/${reversed}/dueOn`, 'DAYS_REVERSED', REVERSED_DUE)
  const early = input.acts?.findIndex(({ on }) => on < from) ?? -1
  if (early >= 0) throw ruleViolated(`/acts/${early}/on`, 'DAYS_REVERSED', REVERSED)
  const rules = withTried(begun.book, begun.organ, input.rules ?? [])
  const { happened, end, impossible } = simulate({
    start: begun.start,
    from,
    until,
    acts: [
      // An application that there is not yet is handed in complete.
      ...(input.caseNo === undefined ? [{ on: from, action: 'submit' }] : []),
      ...(input.acts ?? []),
    ],
    book: begun.book,
    rules,
    changeOf: changesOf(begun),
    consequenceOf: ({ kind, taskId = '' }) => {
      const attached = isCaseClock(kind) ? CASE_CONSEQUENCES[kind] : 'lamps'
      if (kind === 'OPINION' && begun.deemedTasks?.includes(taskId) !== true) return undefined
      if (kind === 'DEFERRED' && deferralEndsBy(begun.document) === undefined) return undefined
      return attached === 'lamps' ? undefined : attached
    },
    automatic: begun.automatic,
    newClockId: newId,
  })
  return {
    ...(begun.caseNo === undefined ? {} : { caseNo: begun.caseNo }),
    from,
    until,
    status: end.status,
    events: happened.map((each) => ({ ...viewOf(each, begun.book), messages: messagesOf(each, begun) })),
    clocks: end.clocks.map((clock) => ({
      kind: clock.kind,
      startedOn: clock.startedOn,
      ...dueOn(clock, begun.book.calendarOf(clock.calendar)),
      ...(clock.stoppedOn === undefined ? {} : { stoppedOn: clock.stoppedOn }),
    })),
    impossible: impossible.map(({ on, action }) => ({ on, action })),
  }
}

/** Clocks start on these days: calendars must reach them. */
function mustBeReckonable({ receivedOn, acts = [] }: SimulationInput): void {
  const days: [string, LegalDate | undefined][] = [
    ['/receivedOn', receivedOn],
    ...acts.flatMap(({ on, dueOn }, index): [string, LegalDate | undefined][] => [
      [`/acts/${index}/on`, on],
      [`/acts/${index}/dueOn`, dueOn],
    ]),
  ]
  const errors = days.flatMap(([pointer, day]) =>
    day === undefined || isReckonable(day) ? [] : [outOfRange(pointer)],
  )
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
}

/** A case as it stands today. */
async function fromCase(deps: Deps, caller: Caller, caseNo: string): Promise<Begun> {
  const { record, around } = await takeInHand(deps, caller, caseNo)
  const { calendars: book, today, document, definition } = around
  const status = record.status as Status
  const left = record.facts.statusLeft
  return {
    caseNo: record.caseNo,
    start: {
      status,
      // What was moved runs where it goes on: here nothing comes of it.
      clocks: runsElsewhere(record) ? [] : record.clocks,
      receivedOn: record.receivedOn ?? today,
      ...(record.acceptedOn === undefined ? {} : { acceptedOn: record.acceptedOn }),
      ...(left === undefined ? {} : { left }),
    },
    document,
    situation: record.situation,
    calendar: book.calendarFor(placeOfOrgan(record.organ)),
    organ: record.organ.code,
    automatic: definition.automaticConsequences,
    deemedTasks: openOpinions(record).flatMap(({ taskId, step, reviewer }) =>
      reviewer === undefined && stepOf(definition, step).onSilence?.act === 'deemedAgreement' ? [taskId] : [],
    ),
    today,
    book,
  }
}

/** An application that there is not yet, handed in complete on a day. */
async function fromItem(
  deps: Deps,
  { itemCode = '', situation, receivedOn }: SimulationInput,
): Promise<Begun> {
  const item = await deps.items.inForce(itemCode)
  if (item === undefined || item.state !== 'IN_USE')
    throw ruleViolated('/itemCode', 'ITEM_UNKNOWN', {
      en: 'No item in force has this code',
      zh: '没有该编码的在用事项',
    })
  const book = await deps.calendars.published()
  const today = legalDateOf(await databaseNow(deps.pool))
  const { document, organisationCode: organ, divisions } = item
  const situations = document.situations.map(({ key }) => key)
  if (situation !== undefined && !situations.includes(situation))
    throw ruleViolated('/situation', 'SITUATION_UNKNOWN', {
      en: `The item has the situations ${situations.join(', ')}`,
      zh: `该事项的情形为 ${situations.join('、')}`,
    })
  const workflow =
    document.workflow === undefined ? undefined : await deps.workflows.current(document.workflow)
  return {
    start: { status: 'DRAFT', clocks: [], receivedOn: receivedOn ?? today },
    document,
    situation,
    calendar: book.calendarFor(placeOfOrgan({ code: organ, divisions })),
    organ,
    automatic: workflow?.automaticConsequences ?? true,
    today,
    book,
  }
}

const CASE_OR_ITEM = {
  en: 'Name either a case (caseNo) or an item (itemCode)',
  zh: '请写明 caseNo（办件）或者 itemCode（事项），二者择一',
}
const TOO_LONG = { en: 'At most ten years', zh: '最多模拟十年' }
const REVERSED_DUE = {
  en: 'The promised day lies before the act',
  zh: '承诺补交日期早于该动作的日期',
}
const REVERSED = {
  en: 'It lies before the first day of the simulation',
  zh: '该日期早于模拟的起始日',
}
