import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import {
  type Caller,
  concerns,
  covers,
  isOfOwn,
  mayWriteShared,
  type Organ,
  reachOf,
  subjectOf,
} from '../../shared/caller.js'
import { type InputError, outOfReach, problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { organsOfItems } from '../catalogue/item-organs.js'
import type { Calendars } from '../deadlines/calendar-cache.js'
import { followRequests } from './authority-clocks.js'
import {
  type AuthorityRow,
  answerRequest,
  deleteAuthority,
  lockRequest,
  lockWindows,
  lockWindowsOfCentre,
  type RequestPosition,
  type RequestRow,
  replaceAuthorities,
  selectAuthority,
  selectRequests,
} from './authority-store.js'
import type { PlacedWindowRow } from './centre-store.js'
import { windowOf } from './division-service.js'
import { ANSWERERS, type Authority, authorityChanges, type Level, planAuthority } from './window-authority.js'

export type { RequestPosition } from './authority-store.js'

/** Who keeps the windows of a centre. */
export const WINDOW_KEEPERS = ['manager', 'operator'] as const satisfies Role[]

/** Within which transaction, and by which calendars requests are answered. */
export interface AuthorityWriting {
  db: Queryable
  calendars: Calendars
}

/** A change of a window's authority, as events and the audit trail tell it. */
export interface ToldChange {
  what: 'request' | 'confirm' | 'refuse' | 'withdraw'
  windowId: string
  itemCode: string
  level: string
  /** The organ whose item it is. */
  organ: Organ | undefined
}

/** A window (窗口), locked until the transaction ends; 404 when there is none. */
export async function heldWindow(db: Queryable, id: string): Promise<PlacedWindowRow> {
  await lockWindows(db, [id])
  return windowOf(db, id)
}

/** A page of what windows ask for (窗口权限申请) that the caller's organs answer, or its own centres asked; the oldest first. */
export async function listRequests(
  db: Queryable,
  { grants }: Caller,
  filters: { window?: string | undefined; item?: string | undefined },
  after: RequestPosition | undefined,
  limit: number,
): Promise<RequestRow[]> {
  const reach = { answers: reachOf(grants, ANSWERERS), asks: reachOf(grants, WINDOW_KEEPERS) }
  return selectRequests(db, reach, filters, after, limit)
}

/**
 * Sets what a locked window may do (窗口权限): at once what the caller may give, or what is less than before; the rest
 * waits for the organs whose items they are. 422 for an item that does not exist or stands twice.
 */
export async function setAuthority(
  { db, calendars }: AuthorityWriting,
  caller: Caller,
  window: PlacedWindowRow,
  wanted: readonly Authority[],
): Promise<ToldChange[]> {
  const rows = await selectAuthority(db, [window.id])
  const codes = [...rows.map((row) => row.item_code), ...wanted.map(({ itemCode }) => itemCode)]
  const organs = await organsOfItems(db, [...new Set(codes)])
  const errors = inputErrors(wanted, organs)
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  return followRequests(db, calendars, [window.id], () =>
    replan(db, caller, centreOfWindow(window), rows, organs, new Map([[window.id, wanted]])),
  )
}

/**
 * Other people sit at the windows from now on (another organ's, or under another centre's): what they might do was
 * confirmed for those before. What the caller may not give himself waits again for its organ.
 */
export async function askAnew(
  { db, calendars }: AuthorityWriting,
  caller: Caller,
  centre: Organ,
  windowIds: readonly string[],
): Promise<ToldChange[]> {
  if (windowIds.length === 0) return []
  const rows = await selectAuthority(db, windowIds)
  const organs = await organsOfItems(db, [...new Set(rows.map((row) => row.item_code))])
  const wantedOf = (held: readonly AuthorityRow[]): Authority[] =>
    held.map(({ item_code: itemCode, held, asked }) => ({ itemCode, level: asked ?? held ?? '' }))
  const wanted = new Map(windowIds.map((id) => [id, wantedOf(rows.filter((row) => row.window_id === id))]))
  return followRequests(db, calendars, windowIds, () =>
    replan(db, caller, centre, rows, organs, wanted, 'nothing'),
  )
}

/** The same for every window of a centre that comes under another one. */
export async function askAnewInCentre(
  writing: AuthorityWriting,
  caller: Caller,
  centre: Organ,
  centreId: string,
): Promise<ToldChange[]> {
  return askAnew(writing, caller, centre, await lockWindowsOfCentre(writing.db, centreId))
}

/** Plans, writes and tells the authority of some locked windows of a centre. */
async function replan(
  db: Queryable,
  caller: Caller,
  centre: Organ,
  rows: readonly AuthorityRow[],
  organs: ReadonlyMap<string, Organ>,
  wanted: ReadonlyMap<string, readonly Authority[]>,
  keeps: 'what is held' | 'nothing' = 'what is held',
): Promise<ToldChange[]> {
  const plans = [...wanted].map(([windowId, authority]) => {
    const before = beforeOf(rows.filter((row) => row.window_id === windowId))
    const held = keeps === 'nothing' ? new Map<string, string>() : before.held
    const gives = (itemCode: string): boolean => givesAtOnce(caller, organs.get(itemCode), itemCode)
    const planned = planAuthority(held, authority, gives)
    return { windowId, planned, changes: authorityChanges(before, planned) }
  })
  const writes = plans.flatMap(({ windowId, planned }) =>
    planned.map((each) => ({ ...each, windowId, organisation: organs.get(each.itemCode)?.code })),
  )
  const versions = await replaceAuthorities(db, [...wanted.keys()], writes, subjectOf(caller))
  const told = plans.flatMap(({ windowId, changes }) =>
    changes.map(({ type: what, itemCode, level }) => ({
      what,
      windowId,
      itemCode,
      level,
      organ: organs.get(itemCode),
    })),
  )
  await emit(db, ...told.map((each) => eventOf(caller, centre, each, versions.get(each.windowId) ?? 1)))
  return told
}

const GIVERS = [...ANSWERERS, ...WINDOW_KEEPERS]

/**
 * Power over an item is its organ's own to give (Art. 24): its lead or cataloguer does so at once. Who keeps windows
 * speaks for no organ; only who stands above the whole deployment sets it up without asking.
 */
function givesAtOnce(caller: Caller, organ: Organ | undefined, itemCode: string): boolean {
  if (maySpeakFor(caller, organ, itemCode, ANSWERERS)) return true
  const roots = organ?.divisions.slice(-1) ?? []
  return mayWriteShared(caller, { roots }, ...WINDOW_KEEPERS)
}

const beforeOf = (rows: readonly AuthorityRow[]) => ({
  held: new Map(rows.flatMap(({ item_code, held }) => (held === null ? [] : [[item_code, held] as const]))),
  asked: new Map(
    rows.flatMap(({ item_code, asked }) => (asked === null ? [] : [[item_code, asked] as const])),
  ),
})

/** Whether a grant in one of the roles covers the organ of an item; one that was delegated passes nothing on. */
function maySpeakFor(
  caller: Caller,
  organ: Organ | undefined,
  itemCode: string,
  roles: readonly Role[],
): boolean {
  if (organ === undefined) return false
  return caller.grants.some(
    (grant) =>
      roles.includes(grant.role) && isOfOwn(grant) && concerns(grant, itemCode) && covers(grant, organ),
  )
}

function inputErrors(wanted: readonly Authority[], organs: ReadonlyMap<string, Organ>): InputError[] {
  const seen = new Set<string>()
  return wanted.flatMap(({ itemCode }, index): InputError[] => {
    const pointer = `/authority/${index}/itemCode`
    const isTwice = seen.has(itemCode)
    seen.add(itemCode)
    if (isTwice)
      return [{ pointer, code: 'ITEM_TWICE', message: { en: 'This item stands twice', zh: '事项重复' } }]
    return organs.has(itemCode)
      ? []
      : [{ pointer, code: 'ITEM_UNKNOWN', message: { en: 'No such item', zh: '没有该事项' } }]
  })
}

/**
 * Answers a request of a window (确认、不予确认窗口权限) for the organ whose item it is. 404 where there is none, or the
 * caller does not speak for that organ; 409 where another level is asked for meanwhile.
 */
export async function answerAuthority(
  { db, calendars }: AuthorityWriting,
  caller: Caller,
  { windowId, itemCode, level }: { windowId: string; itemCode: string; level: string },
  centreOf: (row: RequestRow) => Promise<Organ>,
  answer: { confirms: true } | { confirms: false; reason: string },
): Promise<ToldChange> {
  const row = await lockRequest(db, windowId, itemCode)
  const organ = (await organsOfItems(db, [itemCode])).get(itemCode)
  if (row === undefined || !maySpeakFor(caller, organ, itemCode, ANSWERERS)) throw problem('NOT_FOUND')
  if (row.level !== level)
    throw problem('CONFLICT', { detail: OTHER_LEVEL, extensions: { level: row.level } })
  const by = answer.confirms ? subjectOf(caller) : undefined
  const version = await followRequests(db, calendars, [windowId], () =>
    answerRequest(db, windowId, itemCode, by),
  )
  const told: ToldChange = { what: answer.confirms ? 'confirm' : 'refuse', windowId, itemCode, level, organ }
  const words = answer.confirms ? undefined : { reason: answer.reason }
  await emit(db, eventOf(caller, await centreOf(row), told, version, words))
  return told
}

/**
 * Takes an authority of a locked window away again (收回窗口权限): the organ whose item it is may do so at any time.
 * 403 for others, 404 where the window has none.
 */
export async function withdrawAuthority(
  { db, calendars }: AuthorityWriting,
  caller: Caller,
  window: PlacedWindowRow,
  itemCode: string,
): Promise<ToldChange> {
  const organ = (await organsOfItems(db, [itemCode])).get(itemCode)
  if (organ === undefined) throw problem('NOT_FOUND')
  if (!maySpeakFor(caller, organ, itemCode, ANSWERERS)) throw outOfReach()
  const gone = await followRequests(db, calendars, [window.id], () =>
    deleteAuthority(db, window.id, itemCode),
  )
  if (gone === undefined) throw problem('NOT_FOUND')
  const told: ToldChange = { what: 'withdraw', windowId: window.id, itemCode, level: gone.level, organ }
  await emit(db, eventOf(caller, centreOfWindow(window), told, gone.version))
  return told
}

export const centreOfWindow = (window: PlacedWindowRow): Organ => ({
  code: window.centre_organisation,
  divisions: window.ancestors,
})

function eventOf(
  caller: Caller,
  centre: Organ,
  { what, windowId, itemCode, level, organ }: ToldChange,
  version: number,
  words?: Record<string, string>,
): EventDraft {
  const concerned = organ === undefined ? [centre] : [organ, centre]
  const role = GIVERS.find((each) => caller.grants.some((grant) => grant.role === each))
  return {
    type: `windowAuthority.${what}`,
    no: `${windowId}/${itemCode}`,
    version,
    actor: actingCaller(caller, role),
    sight: {
      organs: [...new Set(concerned.map(({ code }) => code))],
      divisions: [...new Set(concerned.flatMap(({ divisions }) => divisions))],
    },
    payload: {
      windowId,
      itemCode,
      level: level as Level,
      ...(organ === undefined ? {} : { organisation: organ.code }),
    },
    ...(words === undefined ? {} : { words }),
  }
}

const OTHER_LEVEL = {
  en: 'The window asks for another level meanwhile: read the request again',
  zh: '该窗口申请的权限已变更，请重新查看后再处理',
}
