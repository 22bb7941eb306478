import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { createDatabase } from '../../database/pool.js'
import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import { assigned, columnsOf, listed, type RowOf } from '../../database/rows.js'
import { binder } from '../../database/statement.js'
import type { Reach } from '../../shared/caller.js'
import { placesOfReach } from '../../shared/places.js'
import type { LegalDate } from '../../shared/time.js'
import { organInReach } from '../divisions/organ-in-reach.js'
import { staff } from './staff-tables.js'

/** A row of `staff` with its organ's divisions, and the day by the service's clock. */
export interface StaffRow extends RowOf<typeof staff> {
  divisions: string[]
  today: LegalDate
}

/** What is written of a person; version and instant of creation are the database's. */
export type StaffWrite = Omit<RowOf<typeof staff>, 'version' | 'created_at'>

export const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`
const WRITTEN = columnsOf(staff, 'version', 'created_at')
/** By hand, and so the reads that begin with it: the organ's divisions are another feature's tables. */
const STAFF = `select ${listed(columnsOf(staff), 's')}, d.ancestors as divisions, ${TODAY} as today from staff s
  join organisations o on o.code = s.organisation_code join divisions d on d.code = o.division_code`

export interface StaffFilters {
  organisation?: string | undefined
  post?: string | undefined
}

/** A page of the register within reach, in the order of the numbers: of each place the first, merged. One query. */
export async function selectStaff(
  db: Queryable,
  reach: Reach,
  { organisation, post }: StaffFilters,
  after: string | undefined,
  limit: number,
): Promise<StaffRow[]> {
  const { bound, bind } = binder()
  const places = () => `unnest(${bind(placesOfReach(reach))}::text[]) k(way)`
  const next = after === undefined ? [] : [bind(after)]
  const of = post === undefined ? [] : [`${bind(post)} = any(s.posts)`]
  const merged =
    organisation === undefined
      ? `select r.staff_no from ${places()} cross join lateral (
          select r.staff_no from staff_listings r ${of.length === 0 ? '' : 'join staff s on s.staff_no = r.staff_no'}
          where ${['r.place = hashtextextended(k.way, 0)', ...of, ...next.map((no) => `r.staff_no > ${no}`)].join(' and ')}
          order by r.staff_no limit ${limit}) r`
      : `select s.staff_no from staff s where ${[`s.organisation_code = ${bind(organisation)}`, ...of, ...next.map((no) => `s.staff_no > ${no}`)].join(' and ')}
          and ${organInReach(bind(organisation), reach, bind)}
          order by s.staff_no limit ${limit}`
  const text = `${STAFF} where s.staff_no = any(array(select distinct u.staff_no from (${merged}) u order by u.staff_no limit ${limit})) order by s.staff_no`
  const { rows } = await db.query<StaffRow>(prepared('list-staff', text, bound))
  return rows
}

export async function selectOneOfStaff(
  db: Queryable,
  staffNo: string,
  lock = false,
): Promise<StaffRow | undefined> {
  const { rows } = await db.query<StaffRow>(
    `${STAFF} where s.staff_no = $1${lock ? ' for update of s' : ''}`,
    [staffNo],
  )
  return rows[0]
}

/** People of an organ who are there today, of those named or all, in the order of their numbers. */
export async function selectColleagues(
  db: Queryable,
  organisation: string,
  among: readonly string[] | null,
  most: number,
): Promise<string[]> {
  const { rows } = await db.query<Pick<StaffRow, 'staff_no'>>({
    name: 'select-colleagues',
    text: `select staff_no from staff where organisation_code = $1 and ($2::text[] is null or staff_no = any($2))
      and valid_from <= ${TODAY} and (valid_until is null or valid_until >= ${TODAY}) order by staff_no limit $3`,
    values: [organisation, among, most],
  })
  return rows.map(({ staff_no }) => staff_no)
}

export interface AtWorkRow
  extends Pick<StaffRow, 'staff_no' | 'organisation_code' | 'posts' | 'issuer' | 'subject'> {
  away_until: LegalDate | null
  deputy_no: string | null
}

/** Somebody who is staff today, and the absence that lasts, if any. */
export async function selectAtWork(db: Queryable, staffNo: string): Promise<AtWorkRow | undefined> {
  const { rows } = await db.query<AtWorkRow>({
    name: 'select-at-work',
    text: `select s.staff_no, s.organisation_code, s.posts, s.issuer, s.subject, a.until_on as away_until, a.deputy_no from staff s
      left join lateral (select a.until_on, a.deputy_no from staff_absences a
        where a.staff_no = s.staff_no and ${TODAY} between a.from_on and a.until_on order by a.until_on desc limit 1) a on true
      where s.staff_no = $1 and s.valid_from <= ${TODAY} and (s.valid_until is null or s.valid_until >= ${TODAY})`,
    values: [staffNo],
  })
  return rows[0]
}

/** Names and posts of people by their numbers. */
export async function selectStaffNames(
  db: Queryable,
  staffNos: readonly string[],
): Promise<Pick<StaffRow, 'staff_no' | 'name' | 'posts'>[]> {
  return createDatabase(db)
    .select({ staff_no: staff.staffNo, name: staff.name, posts: staff.posts })
    .from(staff)
    .where(inArray(staff.staffNo, [...staffNos]))
}

/** Whether anybody has this number, given in small letters. One query over the register. */
export async function selectIsStaffNo(db: Queryable, staffNo: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'select-is-staff-no',
    text: 'select 1 from staff where lower(staff_no) = $1 limit 1',
    values: [staffNo],
  })
  return rowCount === 1
}

/** As whom people act, by their numbers. */
export async function selectStaffSubjects(
  db: Queryable,
  staffNos: readonly string[],
): Promise<Pick<StaffRow, 'staff_no' | 'issuer' | 'subject'>[]> {
  return createDatabase(db)
    .select({ staff_no: staff.staffNo, issuer: staff.issuer, subject: staff.subject })
    .from(staff)
    .where(inArray(staff.staffNo, [...staffNos]))
}

/** Several people, locked in the order of their numbers, so that two who take the same ones do not wait in a ring. */
export async function selectStaffLocked(db: Queryable, staffNos: readonly string[]): Promise<StaffRow[]> {
  const { rows } = await db.query<StaffRow>(
    `${STAFF} where s.staff_no = any($1::text[]) order by s.staff_no for update of s`,
    [staffNos],
  )
  return rows
}

/** Of some tokens those that belong to somebody of the register. By hand: joined with the pairs of a whole import. */
export async function selectSubjectsTaken(
  db: Queryable,
  tokens: readonly { issuer: string; subject: string }[],
): Promise<{ staff_no: string; issuer: string; subject: string }[]> {
  const { rows } = await db.query<{ staff_no: string; issuer: string; subject: string }>(
    `select s.staff_no, s.issuer, s.subject from staff s
      join unnest($1::text[], $2::text[]) t(issuer, subject) on t.issuer = s.issuer and t.subject = s.subject`,
    [tokens.map(({ issuer }) => issuer), tokens.map(({ subject }) => subject)],
  )
  return rows
}

/** Held until the transaction ends by who writes identity numbers: two entries of one person would else come in at once. */
export async function lockPersons(db: Queryable): Promise<void> {
  await db.query('select pg_advisory_xact_lock(7924013)')
}

/** Of some entries those that have the identity number of another one, with a day from today on at which both are valid. */
export async function selectPersonsTwice(
  db: Queryable,
  staffNos: readonly string[],
): Promise<{ staff_no: string; other: string }[]> {
  const other = alias(staff, 'other')
  const bothUntil = sql`least(coalesce(${staff.validUntil}, 'infinity'), coalesce(${other.validUntil}, 'infinity'))`
  return createDatabase(db)
    .select({ staff_no: staff.staffNo, other: other.staffNo })
    .from(staff)
    .innerJoin(other, and(eq(other.idNumberIndex, staff.idNumberIndex), ne(other.staffNo, staff.staffNo)))
    .where(
      and(
        sql`${staff.staffNo} = any(${sql.param([...staffNos])}::text[])`,
        sql`${bothUntil} >= greatest(${staff.validFrom}, ${other.validFrom}, ${sql.raw(TODAY)})`,
      ),
    )
    .orderBy(staff.staffNo, other.staffNo)
}

export async function selectToday(db: Queryable): Promise<LegalDate> {
  const { rows } = await db.query<{ today: LegalDate }>(`select ${TODAY} as today`)
  return rows[0]?.today ?? ''
}

const RECORDS = `jsonb_to_recordset($1::jsonb) r(staff_no text, name text, organisation_code text, posts text[],
  issuer text, subject text, mobile_encrypted bytea, mobile_masked text, email_encrypted bytea, email_masked text,
  id_number_index bytea, valid_from date, valid_until date)`

/** Writes new people; gives the numbers of those that were not there yet, by number or by token. By hand: a whole import. */
export async function insertStaff(db: Queryable, rows: readonly StaffWrite[]): Promise<string[]> {
  const { rows: written } = await db.query<{ staff_no: string }>({
    text: `insert into staff (${WRITTEN.join(', ')}, created_at) select ${listed(WRITTEN, 'r')}, app_now() from ${RECORDS}
      on conflict do nothing returning staff_no`,
    values: [JSON.stringify(rows.map(inJson))],
  })
  return written.map(({ staff_no }) => staff_no)
}

/** Changes people whose rows are locked, and raises their versions; gives these by number. By hand: a whole import. */
export async function updateStaff(db: Queryable, rows: readonly StaffWrite[]): Promise<Map<string, number>> {
  const changed = WRITTEN.filter((name) => name !== 'staff_no')
  const { rows: written } = await db.query<{ staff_no: string; version: number }>({
    text: `update staff s set ${assigned(changed, 'r')}, version = s.version + 1 from ${RECORDS}
      where s.staff_no = r.staff_no returning s.staff_no, s.version`,
    values: [JSON.stringify(rows.map(inJson))],
  })
  return new Map(written.map(({ staff_no, version }) => [staff_no, version]))
}

/** Bytes travel in JSON as `\x…`. */
const inJson = (row: StaffWrite): Record<string, unknown> =>
  Object.fromEntries(
    WRITTEN.map((name) => {
      const value = row[name as keyof StaffWrite]
      return [name, Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value]
    }),
  )
