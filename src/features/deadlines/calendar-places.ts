import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { EVERYBODY } from '../../events/make-event.js'
import type { Caller, Owner } from '../../shared/caller.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { codeOf, mustCoverDivision, mustOwn } from '../divisions/owner-service.js'
import { type CalendarPlace, insertCalendar, lockCalendars } from './calendar-place-store.js'

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
 * division, 409 where the code or the place is taken, 422 for a parent that does not hold there. In a transaction.
 */
export async function createCalendar(db: Queryable, caller: Caller, wanted: NewCalendar): Promise<Owner> {
  const { code, parent, division, organisation } = wanted
  const owner = await mustOwn(db, caller, { before: undefined, named: organisation }, 'operator')
  const divisions =
    division === undefined ? undefined : await mustCoverDivision(db, caller, division, 'operator')
  if (division === undefined && organisation === undefined)
    throw ruleViolated('/division', 'PLACE_MISSING', {
      en: 'Say where it holds: a division, or an organisation',
      zh: '请写明适用的区划或者机构',
    })
  const there = await lockCalendars(db)
  const above = there.find((each) => each.code === parent)
  if (above === undefined) throw ruleViolated('/parent', 'CALENDAR_UNKNOWN', NO_CALENDAR)
  if (!holdsOver(above, divisions ?? ('roots' in owner ? [] : owner.divisions)))
    throw ruleViolated('/parent', 'PARENT_ELSEWHERE', ELSEWHERE)
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

const NO_CALENDAR = { en: 'No such calendar; see GET /v1/calendars', zh: '没有该日历，见 GET /v1/calendars' }
const ELSEWHERE = {
  en: 'The parent calendar does not hold in that place',
  zh: '上级日历不适用于该区划（机构）',
}
const TAKEN = {
  en: 'A calendar of this code, or of this place, is there already',
  zh: '该代码或者该区划（机构）已有日历',
}
