import type { Queryable } from '../../database/queryable.js'
import { columnsOf, insertRows, listed, type RowOf, type WrittenRow } from '../../database/rows.js'
import type { Reach } from '../../shared/caller.js'
import type { Grant } from '../workflow/grant.js'
import { licenceActs, licences } from './licence-tables.js'

type Unread = 'holder_numbers' | 'found_by' | 'renewal_claim' | 'renewal_claimed_at'

export interface LicenceRow extends Omit<RowOf<typeof licences>, Unread> {
  content: string[]
  terms: Grant | null
  acts: LicenceActRow[]
  /** The legal date of the database. */
  today: string
}
export type LicenceActRow = Pick<
  RowOf<typeof licenceActs>,
  'version' | 'act' | 'done_on' | 'case_no' | 'document_no' | 'ground' | 'staff_no' | 'valid_to'
> & {
  /** Of a renewal: the day of its decision. */
  decided_on?: string | null
}

export const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`
const READ = columnsOf(licences, 'holder_numbers', 'found_by', 'renewal_claim', 'renewal_claimed_at')
export const LICENCES = `select ${listed(READ, 'l')}, ${TODAY} as today,
  (select jsonb_agg(jsonb_build_object('version', a.version, 'act', a.act, 'done_on', a.done_on, 'case_no', a.case_no,
     'document_no', a.document_no, 'ground', a.ground, 'staff_no', a.staff_no, 'valid_to', a.valid_to,
     'decided_on', case when a.act = 'renew' then (select c.decided_on from cases c where c.case_no = a.case_no) end)
     order by a.version) from licence_acts a where a.licence_id = l.id) as acts
  from licences l`
/** Its renewal was asked for in time, and a law renews it where nobody decides (视为准予延续), as `stateOn` has it. */
export const HOLDS_ON = `(coalesce(l.renewal_in_time, false) and (l.item_type = '01' or l.renewal_basis is not null))`
/** As `stateOn` has it. */
const STATE = `case when l.state in ('current', 'suspended') and l.valid_to < ${TODAY} and not ${HOLDS_ON} then 'expired'
  when l.state = 'suspended' and l.suspended_until < ${TODAY} then 'current' else l.state end`

export interface LicenceFilters {
  number?: string | undefined
  item?: string | undefined
  organisation?: string | undefined
  caseNo?: string | undefined
  state?: string | undefined
  expiresBefore?: string | undefined
}

/** A page of licences of organs within reach, or of some holders' cases, the latest first. One query. */
export async function selectLicences(
  db: Queryable,
  { organs, divisions, own }: Reach & { own: readonly string[] },
  filters: LicenceFilters,
  before: string | undefined,
  limit: number,
): Promise<LicenceRow[]> {
  const { rows } = await db.query<LicenceRow>({
    name: 'select-licences',
    text: `${LICENCES}
      where (l.organisation_code = any($1::text[]) or l.divisions && $2::text[] or l.holder_case_id = any($11::uuid[]))
        and ($3::text is null or l.found_by = $3)
        and ($4::text is null or l.item_code = $4)
        and ($5::text is null or l.organisation_code = $5)
        and ($6::text is null or l.case_no = $6)
        and ($7::text is null or ${STATE} = $7)
        and ($8::date is null or l.valid_to < $8)
        and ($9::uuid is null or l.id < $9)
      order by l.id desc limit $10`,
    values: [
      organs,
      divisions,
      filters.number ?? null,
      filters.item ?? null,
      filters.organisation ?? null,
      filters.caseNo ?? null,
      filters.state ?? null,
      filters.expiresBefore ?? null,
      before ?? null,
      limit,
      own,
    ],
  })
  return rows
}

export async function selectLicence(
  db: Queryable,
  id: string,
  lock = false,
): Promise<LicenceRow | undefined> {
  // Locked by a statement of its own: its acts are then read as whoever held it before left them.
  if (lock)
    await db.query({
      name: 'lock-licence',
      text: 'select from licences where id = $1 for update',
      values: [id],
    })
  const { rows } = await db.query<LicenceRow>({
    name: 'select-licence',
    text: `${LICENCES} where l.id = $1`,
    values: [id],
  })
  return rows[0]
}

/** Licences of a number in one spelling; several organs may have chosen the same pattern. */
export async function selectLicencesByNo(db: Queryable, foundBy: string): Promise<LicenceRow[]> {
  const { rows } = await db.query<LicenceRow>({
    name: 'select-licences-by-no',
    text: `${LICENCES} where l.found_by = $1 limit 20`,
    values: [foundBy],
  })
  return rows
}

/** Cases that wait to be looked at. */
export async function selectWaitingCases(
  db: Queryable,
  limit: number,
  aside: readonly string[],
): Promise<string[]> {
  const { rows } = await db.query<{ case_id: string }>({
    name: 'licences-waiting',
    text: 'select case_id from licences_waiting where not case_id::text = any($2) order by case_id limit $1',
    values: [limit, aside],
  })
  return rows.map(({ case_id }) => case_id)
}

/** Takes a case from those that wait; false where somebody else has. */
export async function takeWaiting(db: Queryable, caseId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'take-licence-waiting',
    text: 'delete from licences_waiting where case_id = $1',
    values: [caseId],
  })
  return rowCount === 1
}

export async function countWaitingCases(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>('select count(*)::int as count from licences_waiting')
  return rows[0]?.count ?? 0
}

const LEFT = ['created_at', 'renewal_claim', 'renewal_claimed_at'] as const
export type NewLicence = WrittenRow<typeof licences, (typeof LEFT)[number]>
type NewAct = WrittenRow<typeof licenceActs>

/** A licence with the first of its acts. One statement. */
export async function insertLicence(db: Queryable, licence: NewLicence, act: NewAct): Promise<void> {
  const columns = columnsOf(licences, ...LEFT)
  await db.query({
    name: 'insert-licence',
    text: `with made as (
        insert into licences (${columns.join(', ')}, created_at)
        select ${listed(columns, 'r')}, app_now() from jsonb_populate_record(null::licences, $1) r returning id)
      ${insertRows(licenceActs, '$2', { from: 'made' })}`,
    values: [JSON.stringify(licence), JSON.stringify([act])],
  })
}

/** What an act makes of a locked licence, and the line that says so. One statement. */
export async function updateLicence(
  db: Queryable,
  id: string,
  after: {
    act: string
    state: string
    code: string
    caseNo: string
    documentNo: string | null
    ground: string | null
    staffNo: string | undefined
    validTo: string | null
    suspendedUntil?: string | undefined
    /** Where it holds longer from now on. */
    remindOn?: string | null
  },
): Promise<void> {
  await db.query({
    name: 'update-licence',
    text: `with changed as (
        update licences set state = $2, code = $3, valid_to = $4, suspended_until = $10,
          remind_on = case when $11 then $12 else remind_on end, version = version + 1 where id = $1
        returning id, version, valid_to)
      insert into licence_acts (licence_id, version, act, done_on, case_no, document_no, ground, staff_no, valid_to)
      select id, version, $5, ${TODAY}, $6, $7, $8, $9, valid_to from changed`,
    values: [
      id,
      after.state,
      after.code,
      after.validTo,
      after.act,
      after.caseNo,
      after.documentNo,
      after.ground,
      after.staffNo ?? null,
      after.state === 'suspended' ? (after.suspendedUntil ?? null) : null,
      after.remindOn !== undefined,
      after.remindOn ?? null,
    ],
  })
}

/** Blind indexes of whose it is. */
export async function holderNumbersOf(db: Queryable, id: string): Promise<Buffer[]> {
  const { rows } = await db.query<Pick<RowOf<typeof licences>, 'holder_numbers'>>({
    name: 'holder-numbers',
    text: 'select holder_numbers from licences where id = $1',
    values: [id],
  })
  return rows[0]?.holder_numbers ?? []
}

/** Whether something else that the case granted holds. */
export async function hasOtherHolding(db: Queryable, caseNo: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'other-holding-licences',
    text: `select 1 from licences where case_no = $1 and id <> $2 and state in ('current', 'suspended') limit 1`,
    values: [caseNo, id],
  })
  return (rowCount ?? 0) > 0
}

/** The licences that a case granted. */
export async function readLicencesOf(db: Queryable, caseNo: string): Promise<LicenceRow[]> {
  const { rows } = await db.query<LicenceRow>({
    name: 'read-licences-of-case',
    text: `${LICENCES} where l.case_no = $1 order by l.id`,
    values: [caseNo],
  })
  return rows
}

/** The licences that a case granted, locked. */
export async function lockLicencesOf(db: Queryable, caseNo: string): Promise<LicenceRow[]> {
  await db.query({
    name: 'lock-licences-of-case',
    text: 'select from licences where case_no = $1 order by id for update',
    values: [caseNo],
  })
  return readLicencesOf(db, caseNo)
}

/** Whose it is and what it says are those of another case from now on. */
export async function setHolderCase(
  db: Queryable,
  id: string,
  given: {
    caseId: string
    content: readonly string[]
    numbers: readonly Buffer[]
    /** Absent: those that it had go on. */
    terms: Grant | null
  },
): Promise<void> {
  await db.query({
    name: 'set-holder-case',
    text: `update licences set holder_case_id = $2, content = $3, holder_numbers = $4,
      terms = coalesce($5, terms) where id = $1`,
    values: [
      id,
      given.caseId,
      JSON.stringify(given.content),
      given.numbers,
      given.terms === null ? null : JSON.stringify(given.terms),
    ],
  })
}
