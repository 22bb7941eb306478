import type { AbsenceRow } from './absence-store.js'
import type { Contact } from './staff-service.js'
import type { StaffRow } from './staff-store.js'

/** A person as the API shows them; the token only to who keeps the register, contact masked unless it was opened. */
export function viewStaff(row: StaffRow, { isKeeper, contact }: { isKeeper: boolean; contact?: Contact }) {
  const mobile = contact?.mobile ?? row.mobile_masked
  const email = contact?.email ?? row.email_masked
  return {
    staffNo: row.staff_no,
    name: row.name,
    organisation: row.organisation_code,
    posts: row.posts,
    ...(isKeeper && row.issuer !== null ? { issuer: row.issuer } : {}),
    ...(isKeeper && row.subject !== null ? { subject: row.subject } : {}),
    ...(mobile === null ? {} : { mobile }),
    ...(email === null ? {} : { email }),
    validFrom: row.valid_from,
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
    version: row.version,
  }
}

export function viewAbsence(row: AbsenceRow) {
  return {
    absenceId: row.absenceId,
    staffNo: row.staffNo,
    from: row.fromOn,
    until: row.untilOn,
    ...(row.deputyNo === null ? {} : { deputy: row.deputyNo }),
    enteredAt: row.createdAt,
  }
}
