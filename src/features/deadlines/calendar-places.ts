import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { EVERYBODY } from '../../events/make-event.js'
import { type Caller, mayWriteShared, type Owner } from '../../shared/caller.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { codeOf, mustCoverDivision, mustCoverPlaces, mustOwn } from '../divisions/owner-service.js'
import {
  type CalendarPlace,
  insertCalendar,
  lockCalendars,
  selectPlacesOver,
} from './calendar-place-store.js'

/** A calendar over another one, and where it holds. */
export interface NewCalendar {
  code: string
  name: string
  nameEn?: string
  parent: string
  /** 12 digits: it holds there and below; absent: for its owner alone. */
  division?: string
  organisation?: string
}

/**
 * Puts a calendar over another one (新建下级日历), e.g. for a region's feast days: it inherits all days, and its own win. For
 * clocks that begin from now on; those that run keep theirs. 403 unless the caller reaches its owner and the whole
 * division (where it holds for an organ alone, that of the organ), 409 where the code or the place is taken, 422 for a
 * parent that does not hold there. In a transaction.
 */
export async function createCalendar(db: Queryable, caller: Caller, wanted: NewCalendar): Promise<Owner> {
  const { code, parent, division, organisation } = wanted
  const owner = await mustOwn(db, caller, { before: undefined, named: organisation }, 'operator')
  const divisions = await mustSetDays(db, caller, owner, { division })
  if (division === undefined && organisation === undefined)
    throw ruleViolated('/division', 'PLACE_MISSING', {
      en: 'Say where it holds: a division, or an organisation',
      zh: '请写明适用的区划或者机构',
    })
  const there = await lockCalendars(db)
  const above = there.find((each) => each.code === parent)
  if (above === undefined) throw ruleViolated('/parent', 'CALENDAR_UNKNOWN', NO_CALENDAR)
  if (!holdsOver(above, divisions)) throw ruleViolated('/parent', 'PARENT_ELSEWHERE', ELSEWHERE)
  const rival = there.find((each) => each.code === code || isSamePlace(each, division, organisation))
  if (rival !== undefined) throw problem('CONFLICT', { detail: TAKEN, extensions: { calendar: rival.code } })
  await insertCalendar(db, wanted)
  await emit(db, {
    type: 'calendar.create',
    no: code,
    version: 1,
    actor: actingCaller(caller, 'operator'),
    sight: EVERYBODY,
    payload: {
      calendar: code,
      parent,
      ...(division === undefined ? {} : { division }),
      ...(organisation === undefined ? {} : { organisation: codeOf(owner) ?? organisation }),
    },
  })
  return owner
}

/**
 * Guards the days of a place (设定放假日): 403 unless a subtree reaches all of its division or, where a calendar is an
 * organ's alone, all of that organ's. A bureau has no power to set its own days off (国务院《全国年节及纪念日放假办法》), so
 * the own organ is never enough. Those that lie over a calendar which is there move with it: the same holds for where they
 * are, wherever an organ or a division has gone meanwhile. Gives the division with all above; none for the whole deployment.
 */
export async function mustSetDays(
  db: Queryable,
  caller: Caller,
  owner: Owner,
  { division, code }: { division: string | null | undefined; code?: string },
): Promise<readonly string[]> {
  const isAll = division == null && 'roots' in owner
  if (code !== undefined && !isAll)
    await mustCoverPlaces(db, caller, await selectPlacesOver(db, code), 'operator')
  if (division != null) return mustCoverDivision(db, caller, division, 'operator')
  if ('roots' in owner) return []
  const place = { code: '', divisions: owner.divisions }
  if (!mayWriteShared(caller, place, 'operator')) throw problem('FORBIDDEN', { detail: NO_POWER })
  return owner.divisions
}

/** The nation's holds everywhere; another one in its division; one of an organ alone has none below it. */
const holdsOver = ({ area_code, organisation_code }: CalendarPlace, divisions: readonly string[]): boolean =>
  area_code === null ? organisation_code === null : divisions.includes(area_code)

const isSamePlace = (
  { area_code, organisation_code }: CalendarPlace,
  division: string | undefined,
  organisation: string | undefined,
): boolean =>
  division === undefined
    ? area_code === null && organisation_code === (organisation ?? '')
    : area_code === division

const NO_POWER = {
  en: 'An organ sets no days off for itself: who is responsible for its whole division does, by a notice of the government.',
  zh: '单个机构无权自行设定放假日；由负责该区划全域的管理员依据人民政府的放假通知维护。',
}
const NO_CALENDAR = { en: 'No such calendar; see GET /v1/calendars', zh: '没有该日历，见 GET /v1/calendars' }
const ELSEWHERE = {
  en: 'The parent calendar does not hold in that place',
  zh: '上级日历不适用于该区划（机构）',
}
const TAKEN = {
  en: 'A calendar of this code, or of this place, is there already',
  zh: '该代码或者该区划（机构）已有日历',
}
