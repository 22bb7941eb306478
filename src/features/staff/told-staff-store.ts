import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import { TODAY } from './staff-store.js'
import type { staff } from './staff-tables.js'

type StaffRow = RowOf<typeof staff>

/** A person of the register as far as messages go, with who stands in today. */
export interface ToldStaffRow extends Pick<StaffRow, 'staff_no' | 'name'> {
  /** As it was asked for. */
  person: string
  subject: string | null
  deputy_no: string | null
  deputy_name: string | null
  deputy_subject: string | null
}

/** People by their tokens (`issuer|subject`) or numbers. One query. */
export async function selectToldStaff(db: Queryable, persons: readonly string[]): Promise<ToldStaffRow[]> {
  const { rows } = await db.query<ToldStaffRow>({
    name: 'select-told-staff',
    text: `select w.person, s.staff_no, s.name, s.issuer || '|' || s.subject as subject,
        d.staff_no as deputy_no, d.name as deputy_name, d.issuer || '|' || d.subject as deputy_subject
      from unnest($1::text[]) w(person)
      join staff s on s.staff_no = w.person or position('|' in w.person) > 0
        and s.issuer = split_part(w.person, '|', 1)
        and s.subject = substr(w.person, length(split_part(w.person, '|', 1)) + 2)
      left join lateral (select a.deputy_no from staff_absences a
        where a.staff_no = s.staff_no and ${TODAY} between a.from_on and a.until_on
        order by a.absence_id limit 1) a on true
      left join staff d on d.staff_no = a.deputy_no`,
    values: [persons],
  })
  return rows
}

/** The boxes of telephone and mail of some people. */
export async function selectStaffContacts(
  db: Queryable,
  staffNos: readonly string[],
): Promise<
  Pick<StaffRow, 'staff_no' | 'mobile_encrypted' | 'email_encrypted' | 'mobile_masked' | 'email_masked'>[]
> {
  const { rows } = await db.query<
    Pick<StaffRow, 'staff_no' | 'mobile_encrypted' | 'email_encrypted' | 'mobile_masked' | 'email_masked'>
  >({
    name: 'select-staff-contacts',
    text: `select staff_no, mobile_encrypted, email_encrypted, mobile_masked, email_masked from staff
      where staff_no = any($1::text[]) and not coalesce(${TODAY} > valid_until, false)`,
    values: [staffNos],
  })
  return rows
}
