import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { actingOver } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { type Caller, reachOf, subjectOf, withoutDelegated } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { outOfReach, problem } from '../../shared/problem.js'
import { delegatesOf } from '../access/delegation-service.js'
import { actOnCase } from '../cases/acts/act-on-case.js'
import { problemOf } from '../cases/acts/answer-act.js'
import { findInHand, type InHand } from '../cases/case-in-hand.js'
import { type HandedList, type HandingCommand, isReady, isUnderWay } from '../cases/handing/hand-over-act.js'
import { placeOfOrgan } from '../deadlines/calendar-book.js'
import { dayNumberOf } from '../deadlines/day-number.js'
import type { Limit } from '../deadlines/limit.js'
import { todayIn } from '../deadlines/owned-clocks.js'
import {
  checkList,
  checkNotTwice,
  type HandedCase,
  leftOutOf,
  organsOf,
  RESULT_SHEET,
  type Sheet,
  type Side,
} from './handover.js'
import { beginWaiting, type Waiting } from './handover-clocks.js'
import { HANDLERS, HANDOVER_READERS, sideNamed, sidesOf, standsFor } from './handover-sides.js'
import {
  type EarlierRow,
  type HandoverFilters,
  type HandoverRow,
  insertHandover,
  selectEarlier,
  selectHandover,
  selectHandovers,
} from './handover-store.js'

/** Whether something of a case is on its way between two sides. */
export const isOnTheWay = async (db: Queryable, caseId: string): Promise<boolean> =>
  (await selectEarlier(db, [caseId])).some(({ on_the_way: on }) => on)

export { HANDLERS, HANDOVER_READERS } from './handover-sides.js'
export type { HandoverRow } from './handover-store.js'

/** A page of what the caller's organs and centres gave or got (移交清单列表), the latest first. */
export async function listHandovers(
  db: Queryable,
  caller: Caller,
  filters: HandoverFilters,
  before: string | undefined,
  limit: number,
): Promise<HandoverRow[]> {
  const reach = reachOf(withoutDelegated(caller).grants, HANDOVER_READERS)
  return selectHandovers(db, reach, filters, before, limit)
}

/** A list that the caller's organs or centres gave or got; 404 else. */
export async function handoverInSight(
  db: Queryable,
  caller: Caller,
  id: string,
  lock = false,
): Promise<HandoverRow> {
  const row = await selectHandover(db, id, lock)
  if (row === undefined) throw problem('NOT_FOUND')
  const { from, to } = sidesOf(row)
  if (![from, to].some((side) => standsFor(caller, side, HANDOVER_READERS))) throw problem('NOT_FOUND')
  return row
}

export interface NewList {
  from: string
  to: string
  cases: string[]
  sheets: Sheet[]
  dueOn?: string | undefined
}

/**
 * Reads cases once before the transaction of what is done with them: what of their items and calendars is not in memory
 * yet is read here, so that no request ever holds two connections.
 */
export async function readAhead(deps: Deps, caller: Caller, numbers: readonly string[]): Promise<void> {
  for (const caseNo of new Set(numbers)) await findInHand(deps, caller, caseNo)
}

/**
 * Hands papers of cases over (移交), and results of closed cases to the exit desk (结果移交). 403 unless the caller is clerk of the giving side; 422 for a case that is not the
 * caller's, did not come in there or is another organ's, and for sheets that the list cannot have; 409 for what is on the
 * way or there already. With an event of each case and of the list.
 */
export async function createHandover(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  input: NewList,
): Promise<HandoverRow> {
  const caller = callerOf(request)
  const from = await sideNamed(db, input.from, '/from')
  if (!standsFor(caller, from, HANDLERS)) throw outOfReach()
  const to = await sideNamed(db, input.to, '/to')
  const hands: (InHand | undefined)[] = []
  for (const caseNo of input.cases) hands.push(await findInHand({ ...deps, pool: db }, caller, caseNo))
  const earlier = await selectEarlier(
    db,
    hands.flatMap((hand) => hand?.record.id ?? []),
  )
  const cases: (HandedCase | undefined)[] = []
  for (const hand of hands) cases.push(hand && handedCase(hand, earlier, await organsFor(db, hand)))
  const errors = checkList({ from, to }, cases, input.cases, input.sheets)
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  const there = hands.filter((hand) => hand !== undefined)
  const twice = checkNotTwice(
    cases.filter((each) => each !== undefined),
    input.sheets,
  )
  if (twice.length > 0) throw problem('CONFLICT', { detail: TWICE, errors: twice })
  const id = newId()
  const list = listFor(id, { from, to }, there[0]?.around.today ?? '', caller)
  for (const { record } of there.toSorted((a, b) => a.record.caseNo.localeCompare(b.record.caseNo))) {
    const sheets = input.sheets
      .filter(({ caseNo }) => caseNo === record.caseNo)
      .map(({ materialCode, count }) => ({ materialCode, count }))
    await act(deps, db, caller, record.caseNo, { action: 'handOver', list, sheets })
  }
  const receiverSubject = newId()
  const dueOn = await waitFor(deps, db, { id, receiverSubject, from, to }, input.dueOn)
  await write(db, caller, {
    ...{ id, receiverSubject, from, to, dueOn, hands: there, sheets: input.sheets },
    leftOut: leftOutOf(
      cases.filter((each) => each !== undefined),
      input.sheets,
    ),
  })
  return told(db, request, id, 'create', from)
}

/** Who decides it: its organ, who goes on for that, and who acts for it in this item by a delegation (委托、授权). */
async function organsFor(db: Queryable, { record: { organ, itemCode } }: InHand): Promise<string[]> {
  const acting = organ.successor ?? organ.code
  return [organ.code, acting, ...(await delegatesOf(db, acting, itemCode))]
}

function handedCase(
  { record, around }: InHand,
  earlier: readonly EarlierRow[],
  organ: readonly string[],
): HandedCase {
  const before = earlier.find(({ case_id }) => case_id === record.id)
  const { collected } = record.facts
  const { windowOrganisation, centreOrganisation } = record
  // What came in or was found wanting since is no longer what the organ has.
  const isStill = (code: string, at: string): boolean =>
    record.materials.some(
      (each) => each.materialCode === code && each.addedAt <= at && each.inspection?.result !== 'defective',
    )
  if (isReady(record))
    return {
      caseNo: record.caseNo,
      isUnderWay: false,
      result: { atDesk: record.facts.shelf !== undefined },
      windowOrgans: [windowOrganisation, centreOrganisation].filter((code) => code !== undefined),
      organ,
      materialCodes: [RESULT_SHEET],
      papers: [],
      isReceived: false,
      receivedMaterials: new Set(),
      isOnTheWay: before?.on_the_way === true,
    }
  return {
    caseNo: record.caseNo,
    isUnderWay: isUnderWay(record),
    ...(record.windowId === undefined ? {} : { windowId: record.windowId }),
    windowOrgans: [windowOrganisation, centreOrganisation].filter((code) => code !== undefined),
    organ,
    materialCodes: around.document.materials.map(({ materialCode }) => materialCode),
    papers: record.materials.flatMap(({ materialCode, source, removedAt }) =>
      source === 'paper' && removedAt === undefined ? [materialCode] : [],
    ),
    isReceived: collected?.receivedOn !== undefined,
    receivedMaterials: new Set(
      (before?.received ?? []).flatMap(({ materialCode, at }) =>
        isStill(materialCode, at) ? [materialCode] : [],
      ),
    ),
    isOnTheWay: before?.on_the_way === true,
  }
}

export const listFor = (
  id: string,
  { from, to }: { from: Side; to: Side },
  givenOn: string,
  caller: Caller,
): HandedList => ({
  handoverId: id,
  from: from.organisation,
  fromName: from.name,
  to: to.organisation,
  toName: to.name,
  givenOn,
  ...(caller.staffNo === undefined ? {} : { givenBy: caller.staffNo }),
})

/** Both sides wait, by the calendar of who receives: so many working days, or until the day that the list names. */
async function waitFor(
  { calendars, config }: Pick<Deps, 'calendars' | 'config'>,
  db: Queryable,
  list: { id: string; receiverSubject: string; from: Side; to: Side },
  until: string | undefined,
): Promise<string> {
  const book = await calendars.within(db)
  const today = await todayIn(db)
  const { to } = list
  const limit: Limit =
    until === undefined
      ? { amount: config.handoverDays, unit: 'workingDay' }
      : { amount: Math.max(0, dayNumberOf(until) - dayNumberOf(today)), unit: 'day' }
  const calendar = book.calendarFor(placeOfOrgan({ code: to.organisation, divisions: [...to.divisions] }))
  return beginWaiting(db, book, sidesWaiting(list), { limit, calendar })
}

/** The sides of a list under the ids of their clocks; lists of an earlier release have none. */
export const sidesWaiting = ({
  id,
  receiverSubject,
  from,
  to,
}: {
  id: string
  receiverSubject: string | null
  from: Side
  to: Side
}): Waiting[] =>
  receiverSubject === null
    ? []
    : [
        { subject: id, organisation: from.organisation, divisions: from.divisions },
        { subject: receiverSubject, organisation: to.organisation, divisions: to.divisions },
      ]

async function write(
  db: Queryable,
  caller: Caller,
  {
    id,
    from,
    to,
    receiverSubject,
    dueOn,
    leftOut,
    hands,
    sheets,
  }: {
    id: string
    receiverSubject: string
    from: Side
    to: Side
    dueOn: string
    leftOut: { caseNo: string; materialCode: string }[]
    hands: readonly InHand[]
    sheets: readonly Sheet[]
  },
): Promise<void> {
  const ids = new Map(hands.map(({ record }) => [record.caseNo, record.id]))
  await insertHandover(db, {
    list: {
      id,
      from_window: from.windowId,
      from_organisation: from.organisation,
      from_name: from.name,
      to_window: to.windowId,
      to_organisation: to.organisation,
      to_name: to.name,
      from_organs: [...from.organs],
      to_organs: [...to.organs],
      from_divisions: [...from.divisions],
      to_divisions: [...to.divisions],
      status: 'ON_THE_WAY',
      receiver_subject: receiverSubject,
      left_out: leftOut,
      due_on: dueOn,
      given_by: subjectOf(caller),
      given_staff_no: caller.staffNo,
    },
    cases: hands.map(({ record }) => ({
      case_id: record.id,
      handover_id: id,
      case_no: record.caseNo,
      status: 'ON_THE_WAY',
    })),
    sheets: sheets.map(({ caseNo, materialCode, count }) => ({
      case_id: ids.get(caseNo) ?? '',
      handover_id: id,
      material_code: materialCode,
      count,
    })),
  })
}

/** One case's part, through the door that every act goes through. */
export async function act(
  deps: Deps,
  db: Queryable,
  caller: Caller,
  caseNo: string,
  command: HandingCommand,
): Promise<void> {
  const outcome = await actOnCase(deps, { caseNo, caller, command, expected: 'any', within: db })
  if (outcome.kind !== 'done') throw problemOf(outcome, 'any')
}

/** The list as it stands after what was done with it, with its event and its record in the audit trail. */
export async function told(
  db: pg.PoolClient,
  request: FastifyRequest,
  id: string,
  what: keyof typeof AUDITED,
  side: Side,
): Promise<HandoverRow> {
  const caller = callerOf(request)
  const row = await handoverInSight(db, caller, id)
  const { from, to } = sidesOf(row)
  const [organ = { code: side.organisation, divisions: side.divisions }] = organsOf(side)
  await emit(db, {
    type: `handover.${what}`,
    no: id,
    version: row.version,
    payload: {
      handoverId: id,
      from: from.organisation,
      ...(from.windowId === undefined ? {} : { fromWindow: from.windowId }),
      to: to.organisation,
      ...(to.windowId === undefined ? {} : { toWindow: to.windowId }),
      status: row.status,
      dueOn: row.due_on,
      cases: row.cases.map(({ caseNo }) => caseNo),
    },
    actor: actingOver(withoutDelegated(caller), organ, ...HANDLERS),
    sight: {
      organs: [...new Set([...from.organs, ...to.organs])],
      divisions: [...new Set([...from.divisions, ...to.divisions])],
    },
  })
  await writeAudit(db, request, {
    action: AUDITED[what],
    object: `handover ${id}`,
    details: { from: from.organisation, to: to.organisation, status: row.status, cases: row.cases.length },
    organisation: organ.code,
    divisions: organ.divisions,
  })
  return row
}

const AUDITED = {
  create: 'createHandover',
  receive: 'receiveHandover',
  reject: 'rejectHandover',
  lose: 'loseHandover',
} as const

const TWICE = {
  en: 'Some of it is on the way, or there, already: see errors',
  zh: '部分办件或者材料已在途中或者已被接收，详见 errors',
}
