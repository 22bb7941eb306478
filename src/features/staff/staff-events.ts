import { actingOver } from '../../events/acting.js'
import type { EventDraft } from '../../events/make-event.js'
import type { AuditRecord } from '../../http/audit.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import type { Role } from '../../shared/roles.js'
import type { StaffRow } from './staff-store.js'

type Told = Pick<
  StaffRow,
  'staff_no' | 'organisation_code' | 'divisions' | 'posts' | 'valid_from' | 'valid_until'
>

/** What every event of a person says: number, organ, validity; no name, no contact, and no posts, which are free words. */
export const toldStaff = (row: Told) => ({
  staffNo: row.staff_no,
  organisation: row.organisation_code,
  validFrom: row.valid_from,
  ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
})

/** What of an entry is a right, for the audit trail; no name, no number, no contact. */
export const rightsIn = (row: Omit<Told, 'staff_no' | 'divisions'>) => ({
  organisation: row.organisation_code,
  posts: row.posts,
  validFrom: row.valid_from,
  validUntil: row.valid_until,
})

/** An event of the register (人员变动). `before`: the organ that the person came from hears of it too. */
export function staffEvent(
  type: 'staff.register' | 'staff.change' | 'staff.end',
  row: Told,
  version: number,
  caller: Caller,
  { roles, before = row }: { roles: readonly Role[]; before?: Told },
): EventDraft {
  const organ = { code: row.organisation_code, divisions: row.divisions }
  return {
    type,
    no: row.staff_no,
    version,
    payload: toldStaff(row),
    actor: actingOver(caller, organ, ...roles),
    sight: {
      organs: [...new Set([organ.code, before.organisation_code])],
      divisions: [...new Set([...organ.divisions, ...before.divisions])],
    },
  }
}

/** The audit record of something done to a person's entry. */
export const staffAudit = (
  action: string,
  row: Pick<StaffRow, 'staff_no' | 'organisation_code' | 'divisions' | 'issuer' | 'subject'>,
  more: Pick<AuditRecord, 'details' | 'purpose'> = {},
): AuditRecord => ({
  action,
  object: `staff ${row.staff_no}`,
  ...more,
  divisions: row.divisions,
  organisation: row.organisation_code,
  subjects:
    row.issuer === null || row.subject === null
      ? []
      : [subjectOf({ issuer: row.issuer, subject: row.subject })],
})
