import type { Deps } from '../../deps.js'
import type { Caller } from '../../shared/caller.js'
import type { Role } from '../../shared/roles.js'
import { type Language, say } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'
import { type ClockState, explainClock, isKnownClock, isStopped } from '../deadlines/clock.js'
import { beginningText, pausedDays, reasonText, risesOf, withPauseBasis } from '../deadlines/explained.js'
import { organsGoingOn } from '../divisions/owner-service.js'
import { openTasks, type SpecialState, type TaskState } from '../workflow/case-state.js'
import { specialTitle } from '../workflow/special-procedures.js'
import type { CaseRecord } from './case.js'
import type { Surroundings } from './case-change.js'
import { takeInHand } from './case-in-hand.js'
import { outOfReachOf } from './tasks/out-of-reach.js'
import { viewClock } from './view-clock.js'

/**
 * Every clock of the case, explained (时限解释): why it began, each day counted or not and why, what stood still and by what
 * basis, what was added, when which lamp comes on. 404 for a case that the caller does not see.
 */
export async function readClocks(deps: Deps, caller: Caller, caseNo: string, language: Language) {
  const { record, around, asStaff } = await takeInHand(deps, caller, caseNo)
  const living = asStaff ? await goingOn(deps, record) : new Map<string, string>()
  const gone = asStaff ? await outOfReachOf(deps.pool, record, holdersOf(record)) : new Set<string>()
  return {
    data: record.clocks.map((clock) => ({
      ...viewClock(clock, record, around),
      ...(asStaff && !isStopped(clock) ? { answerable: answerableFor(clock, record, living, gone) } : {}),
      ...explain(clock, record, around, language),
    })),
  }
}

/** Into which organs those went that do open steps (承继机构). No query where none is another's. */
async function goingOn({ pool }: Deps, { tasks }: CaseRecord): Promise<ReadonlyMap<string, string>> {
  const codes = [...new Set(openTasks({ tasks }).flatMap(({ organisation }) => organisation ?? []))]
  if (codes.length === 0) return new Map()
  return new Map([...(await organsGoingOn(pool, codes))].map(([code, organ]) => [code, organ.code]))
}

/** Who holds its open steps, while a clock runs for which they answer. */
const holdersOf = ({ tasks, clocks }: CaseRecord): string[] =>
  clocks.every(isStopped) ? [] : openTasks({ tasks }).flatMap(({ assignee }) => assignee ?? [])

/** 责任机关、责任人: of the step that a clock watches; of the others who has the oldest open step, as their alerts name him; else whose work the step is. What somebody holds who may not do it any more (`gone`) is the lead's to give to another. */
function answerableFor(
  { taskId }: ClockState,
  { tasks, organ }: CaseRecord,
  living: ReadonlyMap<string, string>,
  gone: ReadonlySet<string>,
) {
  const open = openTasks({ tasks })
  const own = taskId === undefined ? undefined : open.find((task) => task.taskId === taskId)
  const held = own ?? open.find(({ assignee }) => assignee !== undefined)
  const waiting = own ?? open[0]
  return {
    organisation:
      (own?.organisation && living.get(own.organisation)) ??
      own?.organisation ??
      organ.successor ??
      organ.code,
    ...whoHas(held?.assignee, gone, waiting),
  }
}

function whoHas(
  holder: string | undefined,
  gone: ReadonlySet<string>,
  waiting: TaskState | undefined,
): { person?: string; roles?: Role[] } {
  if (holder !== undefined) return gone.has(holder) ? { roles: ['lead'] } : { person: holder }
  return waiting === undefined ? {} : { roles: [waiting.phase === 'decide' ? 'approver' : 'reviewer'] }
}

function explain(
  clock: ClockState,
  record: CaseRecord,
  { calendars, today }: Pick<Surroundings, 'calendars' | 'today'>,
  language: Language,
) {
  const why = beginningText(clock.kind)
  const begun = {
    on: clock.startedOn,
    ...(why === undefined ? {} : { why: say(why, language) }),
    ...(clock.basis === undefined ? {} : { basis: clock.basis }),
  }
  // What a newer release began is told by its code, and no day of it is reckoned here.
  if (!isKnownClock(clock, calendars)) return { begun, pauses: [], extensions: [], lamps: [], days: [] }
  const calendar = calendars.calendarOf(clock.calendar)
  const { days } = explainClock(clock, today, calendar)
  return {
    begun,
    pauses: clock.pauses.map((pause) => {
      const ran = specialsDuring(record, pause.from, pause.to)
      const basis = basisFrom(ran, record)
      return {
        from: pause.from,
        ...(pause.to === undefined ? {} : { to: pause.to }),
        ...(pause.estimatedDays === undefined ? {} : { estimatedDays: pause.estimatedDays }),
        workingDays: pausedDays(pause, today, calendar),
        reasons: [...new Set(ran.map(({ kind }) => say(specialTitle(kind), language)))],
        ...(basis === undefined ? {} : { basis }),
      }
    }),
    extensions: clock.extensions.map(({ on, amount, unit }) => ({ on, amount, unit })),
    lamps: risesOf(clock, calendar, calendars.rulesFor(record.organ.code)),
    days: withPauseBasis(days, (day) => basisFrom(specialsDuring(record, day, undefined, day), record)).map(
      (day) => ({ ...day, title: say(reasonText(day.reason), language) }),
    ),
  }
}

/** The special procedures that ran between two days. */
const specialsDuring = (
  { facts }: CaseRecord,
  from: LegalDate,
  to: LegalDate | undefined,
  last: LegalDate | undefined = to,
): SpecialState[] =>
  facts.specials.filter(
    ({ startedOn, endedOn }) =>
      (last === undefined || startedOn <= last) && (endedOn === undefined || endedOn > from),
  )

/** By which law the time is not counted: what was cited; Art. 45 by itself only of a licence (type 01). */
function basisFrom(ran: readonly SpecialState[], { itemType }: CaseRecord): string | undefined {
  const cited = [...new Set(ran.map(({ basis }) => basis))]
  if (cited.length > 0) return cited.join('；')
  return itemType === '01' ? '《行政许可法》第四十五条' : undefined
}
