import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { emit } from '../../events/emit.js'
import { writeAuditAs } from '../../http/audit.js'
import {
  ANONYMOUS,
  type Caller,
  reachOf,
  rolesOverOrgan,
  subjectOf,
  withoutDelegated,
} from '../../shared/caller.js'
import { typedCaseNo } from '../../shared/case-number.js'
import { divisionLevel } from '../../shared/codes/division-code.js'
import { newId } from '../../shared/ids.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { type LegalDate, legalDateOf } from '../../shared/time.js'
import type { CaseRecord } from '../cases/case.js'
import { officersOf, type Speaker } from '../cases/speaker.js'
import { shiftDate } from '../deadlines/day-number.js'
import { databaseNow } from '../deadlines/owned-clocks.js'
import { tellOfVoice } from '../notifications/tell-voices.js'
import { SOMEBODY } from '../voices/voice-events.js'
import { raiseVoice } from '../voices/voice-service.js'
import { rectificationOf, type Voice, type VoiceRow } from '../voices/voice-sight.js'
import { isStatus, STATUSES } from '../workflow/statuses.js'
import { isBad, type RatingGroup } from './rating.js'
import { ratingPlace } from './rating-secrets.js'
import {
  discountRating,
  insertRating,
  type RatingFilters,
  type RatingRow,
  selectRating,
  selectRatingOf,
  selectRatings,
  sumRatings,
  sumSatisfied,
} from './rating-store.js'

export type { RatingRow } from './rating-store.js'

/** Who reads ratings of the own organ, window or centre. */
export const RATING_READERS = [
  'supervisor',
  'lead',
  'manager',
  'approver',
  'reviewer',
  'clerk',
] as const satisfies readonly Role[]

/** Who sees the sums. */
export const SUM_READERS = ['supervisor', 'leader', 'lead', 'manager'] as const satisfies readonly Role[]

/** A rating with its words opened. */
export interface Rating {
  row: RatingRow
  text?: string
}

const opened = ({ encryption }: Pick<Deps, 'encryption'>, row: RatingRow): Rating =>
  row.sealed === null
    ? { row }
    : { row, text: encryption.decrypt(row.sealed, ratingPlace(row.id)).toString() }

export interface RatingInput {
  satisfaction: string
  aspects?: string[] | undefined
  text?: string | undefined
  channel: string
}

/** At an end (办结): nothing more comes that could still change what somebody thinks of it. What was keyed in wrongly is no case. */
const isOver = ({ status, receivedOn }: CaseRecord): boolean =>
  receivedOn !== undefined &&
  status !== 'VOIDED' &&
  (status === 'CLOSED' || (isStatus(status) && STATUSES[status].final))

/**
 * Takes a rating (评价), once by each party, as soon as the case is at an end: 409 before and twice. A bad one orders a
 * rectification of the organ that decided. Who rated is told neither in the event nor in the audit trail.
 */
export async function rateCase(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  { record, partyNo }: Speaker,
  input: RatingInput,
): Promise<Rating & { rectification?: VoiceRow }> {
  if (!isOver(record)) throw problem('CONFLICT', { detail: NOT_OVER })
  const id = newId()
  const officers = await officersOf(db, record)
  const { organ, windowOrganisation, centreOrganisation } = record
  const sealed = input.text === undefined ? null : deps.encryption.encrypt(input.text, ratingPlace(id))
  const row = await insertRating(db, {
    ...{ id, case_id: record.id, case_no: record.caseNo, party_no: partyNo },
    satisfaction: input.satisfaction,
    aspects: input.aspects ?? [],
    channel: input.channel,
    sealed: sealed === null ? null : `\\x${sealed.toString('hex')}`,
    item_code: record.itemCode,
    organisation_code: organ.code,
    window_id: record.windowId ?? null,
    organs: [
      ...new Set([organ.code, windowOrganisation, centreOrganisation].filter((code) => code !== undefined)),
    ],
    divisions: [...organ.divisions],
    officers,
  })
  if (row === undefined) throw problem('CONFLICT', { detail: RATED })
  await emit(db, {
    type: 'rating.give',
    no: id,
    version: 1,
    caseNo: record.caseNo,
    actor: SOMEBODY,
    sight: { organs: row.organs, divisions: row.divisions },
    payload: {
      organisation: organ.code,
      itemCode: record.itemCode,
      satisfaction: input.satisfaction as '1',
      channel: input.channel,
      ...(record.windowId === undefined ? {} : { windowId: record.windowId }),
    },
  })
  await writeAuditAs(db, ANONYMOUS, request, {
    action: 'rateCase',
    object: `rating ${id}`,
    details: { satisfaction: input.satisfaction },
    divisions: row.divisions,
    organisation: organ.code,
  })
  const rating = { row, ...(input.text === undefined ? {} : { text: input.text }) }
  if (!isBad(input.satisfaction)) return rating
  const rectification = await raiseVoice(db, deps, {
    kind: 'rectification',
    organ,
    caseNo: record.caseNo,
    itemCode: record.itemCode,
    windowId: record.windowId,
    ratingId: id,
    about: officers,
    said: {},
  })
  return { ...rating, rectification }
}

/** The party's own rating, with what was done about it; 404 where there is none. */
export async function ownRating(
  deps: Deps,
  { record, partyNo }: Speaker,
): Promise<Rating & { rectification?: Voice }> {
  const row = await selectRatingOf(deps.pool, record.id, partyNo)
  if (row === undefined) throw problem('NOT_FOUND')
  const rectification = isBad(row.satisfaction) ? await rectificationOf(deps, row.id) : undefined
  return { ...opened(deps, row), ...(rectification === undefined ? {} : { rectification }) }
}

/** A page of ratings within the caller's reach, the latest first. */
export async function listRatings(
  deps: Deps,
  caller: Caller,
  filters: RatingFilters,
  before: string | undefined,
  limit: number,
): Promise<Rating[]> {
  const reach = reachOf(withoutDelegated(caller).grants, RATING_READERS)
  const names = [subjectOf(caller), ...(caller.staffNo === undefined ? [] : [`staff:${caller.staffNo}`])]
  const caseNo = filters.caseNo === undefined ? {} : { caseNo: typedCaseNo(filters.caseNo) }
  const rows = await selectRatings(deps.pool, reach, names, { ...filters, ...caseNo }, before, limit)
  return rows.map((row) => opened(deps, row))
}

/** One within reach; 404 else. */
export async function ratingInSight(deps: Deps, caller: Caller, id: string): Promise<Rating> {
  const row = await selectRating(deps.pool, id)
  const sees = row?.organs.some((code) => {
    const held = rolesOverOrgan(caller, { code, divisions: row.divisions })
    return RATING_READERS.some((role) => held.has(role))
  })
  if (row === undefined || sees !== true) throw problem('NOT_FOUND')
  return opened(deps, row)
}

/** What supervision dismissed is not counted (申诉成立), and whoever rated is told so: the reason stands beside the rating. */
export async function discountRatingOf(db: Queryable, row: VoiceRow): Promise<void> {
  if (row.rating_id !== null) await discountRating(db, row.rating_id)
  await tellRater(db, row, 'ratingDismissed')
}

/** Whoever rated is told that it was answered, once supervision has confirmed it (回访). */
export const tellAnswered = (db: Queryable, row: VoiceRow): Promise<void> =>
  tellRater(db, row, 'ratingAnswered')

async function tellRater(
  db: Queryable,
  row: VoiceRow,
  kind: 'ratingAnswered' | 'ratingDismissed',
): Promise<void> {
  const rating = row.rating_id === null ? undefined : await selectRating(db, row.rating_id)
  if (rating === undefined) return
  const { id: voiceNo, version, organisation_code: organisation, history } = row
  const on = legalDateOf(history.at(-1)?.at ?? row.raised_at)
  await tellOfVoice(
    db,
    { kind, voiceNo, version, organisation, on },
    { to: 'rater', caseNo: rating.case_no, partyNo: rating.party_no },
  )
}

const MOST_DAYS = 366

/**
 * How satisfied people were (满意率) with what the caller's right reaches, in a period of at most a year (422): sums by level,
 * all together and by group; one group more than asked for where there is more.
 */
export async function sumsOfRatings(
  { pool }: Pick<Deps, 'pool'>,
  caller: Caller,
  query: { from?: LegalDate | undefined; to?: LegalDate | undefined; groupBy?: RatingGroup | undefined },
  after: string | undefined,
  limit: number,
) {
  const to = query.to ?? legalDateOf(await databaseNow(pool))
  const from = query.from ?? `${to.slice(0, 4)}-01-01`
  if (from > to) throw ruleViolated('?from', 'DAYS_REVERSED', REVERSED)
  if (to > shiftDate(from, MOST_DAYS)) throw ruleViolated('?to', 'SPAN_TOO_LONG', TOO_LONG)
  const reach = reachOf(withoutDelegated(caller).grants, SUM_READERS)
  const [total] = await sumRatings(pool, reach, 'all', { from, to, after: '', limit: 1 })
  const groups = await sumRatings(pool, reach, query.groupBy ?? 'organisation', {
    ...{ from, to, limit },
    after: after ?? '',
  })
  return { from, to, total: total?.counts ?? [0, 0, 0, 0, 0], groups }
}

/**
 * The same for who counts performance: at a place (`o:` an organ, `d:` a division with all below), all together and for the
 * groups that are shown. One query.
 */
export async function satisfactionAt(
  db: Queryable,
  place: string,
  {
    by,
    keys,
    from,
    to,
  }: { by: RatingGroup | 'level'; keys: readonly string[]; from: LegalDate; to: LegalDate },
): Promise<{ total: Rated; groups: Map<string, Rated> }> {
  const code = place.slice(2)
  const at = place.startsWith('o:') ? { organ: code, division: null } : { organ: null, division: code }
  const groups = new Map<string, Rated>()
  const total = { satisfied: 0, rated: 0 }
  for (const { key, satisfied, rated } of await sumSatisfied(db, at, by, { keys, from, to })) {
    total.satisfied += satisfied
    total.rated += rated
    if (key === null) continue
    const name = by === 'level' ? String(divisionLevel(key)) : key
    const known = groups.get(name) ?? { satisfied: 0, rated: 0 }
    groups.set(name, { satisfied: known.satisfied + satisfied, rated: known.rated + rated })
  }
  return { total, groups }
}

export interface Rated {
  satisfied: number
  rated: number
}

const NOT_OVER = {
  en: 'The case is not at an end yet: rate it then',
  zh: '该办件尚未办结，请在办结后评价',
}
const RATED = {
  en: 'This party has rated the case already: one rating a case and person',
  zh: '您已评价过该办件，一事一评',
}
const REVERSED = { en: 'It ends before it begins', zh: '结束日期早于开始日期' }
const TOO_LONG = { en: 'At most a year', zh: '最多查询一年' }
