import type { Queryable } from '../../database/queryable.js'
import { SYSTEM_ACTING } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import type { CalendarChange, ClockOwner, MovedClock, Subject } from '../deadlines/clock-owners.js'
import { toldClock, toldMove } from '../deadlines/told-clock.js'
import type { Status } from '../workflow/statuses.js'
import type { ActContext } from './acts/act-on-case.js'
import { performConsequence } from './acts/system-acts.js'
import {
  type LockedCase,
  lockCases,
  raiseVersions,
  selectClockCases,
  showClocks,
} from './case-clocks-store.js'
import { CASE_CONSEQUENCES, type CaseConsequence } from './case-consequences.js'
import { findInHand } from './case-in-hand.js'

/** Cases, as what clocks belong to (办件时限). Their consequences go through the door that people's acts go through. */
export function createCaseClocks(context: ActContext): ClockOwner<'case'> {
  const drawn = ({ statuses, action }: CaseConsequence) => ({
    statuses,
    action,
    perform: (caseNo: string) => performConsequence(context, caseNo, action),
  })
  const { INTAKE_5D, CORRECTION, OPINION, DEFERRED, ...others } = CASE_CONSEQUENCES
  return {
    consequences: {
      ...others,
      INTAKE_5D: drawn(INTAKE_5D),
      CORRECTION: drawn(CORRECTION),
      DEFERRED: { ...drawn(DEFERRED), applies: ({ deferralEnds }) => deferralEnds === true },
      OPINION: {
        ...drawn(OPINION),
        applies: ({ deemedTasks = [] }, { taskId = '' }) => deemedTasks.includes(taskId),
      },
    },
    subjects: async (db, ids) => (await selectClockCases(db, ids)).map(subjectOfCase),
    show: showClocks,
    async lock(db, ids) {
      const locked = await lockCases(db, ids)
      return (moved, change) => tellMoved(db, locked, moved, change)
    },
    isRecused: async (caller, caseNo) =>
      (await findInHand(context, caller, caseNo))?.around.actor.recused === true,
  }
}

const subjectOfCase = (row: Awaited<ReturnType<typeof selectClockCases>>[number]): Subject => ({
  id: row.id,
  no: row.case_no,
  divisions: row.divisions,
  organ: { code: row.organisation_code, divisions: row.deciding_divisions },
  about: { itemCode: row.item_code, windowId: row.window_id ?? undefined, person: row.person ?? undefined },
  status: row.status,
  automatic: row.automatic,
  ...(row.deemed_tasks.length === 0 ? {} : { deemedTasks: row.deemed_tasks }),
  ...(row.deferral_ends === true ? { deferralEnds: true } : {}),
  ...(row.rests ? { rests: true } : {}),
  ...(row.claimed_before === null ? {} : { claimedBefore: row.claimed_before }),
})

async function tellMoved(
  db: Queryable,
  cases: readonly LockedCase[],
  moved: readonly MovedClock[],
  change: CalendarChange,
): Promise<void> {
  const events = cases.flatMap((row) => {
    const own = moved.filter(({ ownerId }) => ownerId === row.id)
    return own.length === 0 ? [] : [clockMoved(row, own, change)]
  })
  await raiseVersions(db, [...new Set(moved.map(({ ownerId }) => ownerId))])
  await emit(db, ...events)
}

function clockMoved(row: LockedCase, moved: readonly MovedClock[], change: CalendarChange): EventDraft {
  const { book } = change
  const status = row.status as Status
  return {
    type: 'case.clockMoved',
    no: row.case_no,
    version: row.version + 1,
    caseNo: row.case_no,
    caseId: row.id,
    actor: SYSTEM_ACTING,
    sight: { organs: row.organs, divisions: row.divisions },
    clocks: moved.map(({ state }) => toldClock(state, book.calendarOf(state.calendar))),
    payload: {
      status,
      statusBefore: status,
      itemCode: row.item_code,
      itemVersion: row.item_version,
      itemType: row.item_type,
      organisation: row.organisation_code,
      channel: row.channel,
      ...(row.window_id === null ? {} : { windowId: row.window_id }),
      ...(row.situation === null ? {} : { situation: row.situation }),
      ...toldMove(moved, change),
    },
  }
}
