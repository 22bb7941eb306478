import type { Queryable } from '../../database/queryable.js'
import type { Encryption } from '../../shared/encryption.js'
import { maskName } from '../../shared/masks.js'
import { openContact } from './staff-secrets.js'
import { selectStaffContacts, selectToldStaff } from './told-staff-store.js'

/** A person of the register to whom something is told; names masked. */
export interface ToldStaff {
  staffNo: string
  subject?: string
  name: string
}

/** Whose work something is, and who stands in today (代理人). */
export interface ToldWorker extends ToldStaff {
  deputy?: ToldStaff
}

/** People of the register by their tokens (`issuer|subject`) or numbers; who is in none is left out. One query. */
export async function workersOf(
  db: Queryable,
  persons: readonly string[],
): Promise<ReadonlyMap<string, ToldWorker>> {
  if (persons.length === 0) return new Map()
  const told = (staffNo: string, name: string, subject: string | null): ToldStaff => ({
    staffNo,
    name: maskName(name),
    ...(subject === null ? {} : { subject }),
  })
  return new Map(
    (await selectToldStaff(db, persons)).map((row) => [
      row.person,
      {
        ...told(row.staff_no, row.name, row.subject),
        ...(row.deputy_no === null
          ? {}
          : { deputy: told(row.deputy_no, row.deputy_name ?? '', row.deputy_subject) }),
      },
    ]),
  )
}

/** The masked telephone and mail of some people; who has ended is left out. */
export async function maskedContactsOfStaff(
  db: Queryable,
  staffNos: readonly string[],
): Promise<ReadonlyMap<string, { mobile: string | null; email: string | null }>> {
  if (staffNos.length === 0) return new Map()
  const rows = await selectStaffContacts(db, staffNos)
  return new Map(
    rows.map(({ staff_no, mobile_masked: mobile, email_masked: email }) => [staff_no, { mobile, email }]),
  )
}

/** Telephone and mail of some people. Opened when it is asked for; then it may throw SealBroken. */
export async function contactsOfStaff(
  db: Queryable,
  encryption: Encryption,
  staffNos: readonly string[],
): Promise<ReadonlyMap<string, () => { mobile?: string; email?: string }>> {
  if (staffNos.length === 0) return new Map()
  const rows = await selectStaffContacts(db, staffNos)
  return new Map(rows.map((row) => [row.staff_no, () => openContact(encryption, row.staff_no, row)]))
}
