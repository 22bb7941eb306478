import type { Queryable } from '../../database/queryable.js'
import { type Reach, reachOf } from '../../shared/caller.js'
import type { Encryption } from '../../shared/encryption.js'
import { defineKind } from '../transfer/kind.js'
import { putStaff } from './staff-import.js'
import { StaffInput } from './staff-schemas.js'
import { openContact } from './staff-secrets.js'
import { type StaffRow, selectStaff } from './staff-store.js'

const PAGE = 500

/** Members of staff (工作人员). Telephone and mail go out in clear only, and masked ones say nothing; identity numbers do not go out. */
export const STAFF_LINES = defineKind(StaffInput, {
  name: 'staff',
  roles: ['security'],
  most: 10_000,
  personal: true,
  codeMember: 'staffNo',
  codeOf: ({ staffNo }) => staffNo,
  async put({ db, caller, deps }, lines) {
    const numbered = lines.map(({ line: no, value }) => ({ no, value: withoutMasked(value) }))
    return (await putStaff(db, caller, deps.encryption, numbered)).outcomes
  },
  read: (db, caller, after, clear) => staffLines(db, reachOf(caller.grants, ['security']), after, clear),
})

/** A masked value, as the register shows it, leaves what is kept as it is. */
function withoutMasked({ mobile, email, ...person }: StaffInput): StaffInput {
  return {
    ...person,
    ...(mobile === undefined || mobile.includes('*') ? {} : { mobile }),
    ...(email === undefined || email.includes('***@') ? {} : { email }),
  }
}

/** A page of the register as lines; `clear`: with telephone and mail. */
export async function staffLines(
  db: Queryable,
  reach: Reach,
  after: string | undefined,
  clear?: Encryption,
): Promise<{ lines: StaffInput[]; last?: string }> {
  const rows = await selectStaff(db, reach, {}, after, PAGE)
  const last = rows.length < PAGE ? undefined : rows.at(-1)?.staff_no
  return { lines: rows.map((row) => lineOf(row, clear)), ...(last === undefined ? {} : { last }) }
}

const lineOf = (row: StaffRow, clear: Encryption | undefined): StaffInput => ({
  staffNo: row.staff_no,
  name: row.name,
  organisation: row.organisation_code,
  posts: row.posts,
  ...(row.issuer === null ? {} : { issuer: row.issuer }),
  ...(row.subject === null ? {} : { subject: row.subject }),
  ...(clear === undefined ? {} : openContact(clear, row.staff_no, row)),
  validFrom: row.valid_from,
  ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
})
