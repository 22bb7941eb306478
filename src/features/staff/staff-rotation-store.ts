import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { staff } from './staff-tables.js'

/** A person; the boxes are null where they are current or absent. */
export interface StaleContact
  extends Pick<RowOf<typeof staff>, 'staff_no' | 'mobile_masked' | 'email_masked'> {
  mobile: Buffer | null
  email: Buffer | null
}

/** The next people in the order of their numbers, whatever their boxes. */
export async function pageOfContacts(
  db: Queryable,
  after: string,
  currentPrefix: Buffer,
  limit: number,
): Promise<StaleContact[]> {
  const { rows } = await db.query<StaleContact>({
    name: 'page-of-contacts',
    text: `select staff_no, mobile_masked, email_masked,
        case when substring(mobile_encrypted for $2) <> $3 then mobile_encrypted end as mobile,
        case when substring(email_encrypted for $2) <> $3 then email_encrypted end as email
      from staff where staff_no > $1 order by staff_no limit $4`,
    values: [after, currentPrefix.length, currentPrefix, limit],
  })
  return rows
}

export interface RewrittenContact {
  staff_no: string
  mobile: { before: Buffer; now: Buffer } | undefined
  email: { before: Buffer; now: Buffer } | undefined
}

/** Writes boxes that are still what they were; who is held by somebody is left for the next pass. Gives how many. */
export async function rewriteContacts(db: Queryable, people: RewrittenContact[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'rewrite-contacts',
    text: `with r as (
        select * from unnest($1::text[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[])
          r(staff_no, mobile_before, mobile_now, email_before, email_now)),
      held as (
        select s.staff_no from staff s join r using (staff_no)
        where (r.mobile_before is null or s.mobile_encrypted = r.mobile_before)
          and (r.email_before is null or s.email_encrypted = r.email_before)
        for update of s skip locked)
      update staff s set mobile_encrypted = coalesce(r.mobile_now, s.mobile_encrypted),
        email_encrypted = coalesce(r.email_now, s.email_encrypted)
      from held join r using (staff_no) where s.staff_no = held.staff_no`,
    values: [
      people.map(({ staff_no }) => staff_no),
      people.map(({ mobile }) => mobile?.before ?? null),
      people.map(({ mobile }) => mobile?.now ?? null),
      people.map(({ email }) => email?.before ?? null),
      people.map(({ email }) => email?.now ?? null),
    ],
  })
  return rowCount ?? 0
}
