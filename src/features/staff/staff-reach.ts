import type { Queryable } from '../../database/queryable.js'
import {
  type Caller,
  type Organ,
  type Reach,
  reachOf,
  rolesOverOrgan,
  withoutDelegated,
} from '../../shared/caller.js'
import { outOfReach, problem, ruleViolated } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { runsCentre } from '../divisions/division-service.js'
import { type StaffRow, selectOneOfStaff } from './staff-store.js'

/** Who reads the register of an organ: its own people, and who keeps or supervises it. */
export const STAFF_READERS = [
  'security',
  'manager',
  'lead',
  'clerk',
  'reviewer',
  'approver',
  'issuer',
  'supervisor',
  'cataloguer',
] as const satisfies readonly Role[]
/** Who keeps it: security within its reach, a centre's management for the staff of the centre. */
export const STAFF_KEEPERS = ['security', 'manager'] as const satisfies readonly Role[]

export const readerReach = (caller: Caller): Reach => reachOf(withoutDelegated(caller).grants, STAFF_READERS)

export const organOf = (row: Pick<StaffRow, 'organisation_code' | 'divisions'>): Organ => ({
  code: row.organisation_code,
  divisions: row.divisions,
})

/** Whether the caller keeps what of an organ's entries is a right: posts, days, token, identity number, organ. */
export const keepsRightsOf = (caller: Caller, organ: Organ): boolean =>
  rolesOverOrgan(withoutDelegated(caller), organ).has('security')

/** Whether the caller keeps the staff of an organ. */
export async function keepsStaffOf(db: Queryable, caller: Caller, organ: Organ): Promise<boolean> {
  return (
    keepsRightsOf(caller, organ) ||
    (rolesOverOrgan(withoutDelegated(caller), organ).has('manager') && (await runsCentre(db, organ.code)))
  )
}

/** 403 unless the caller keeps the staff of the organ. */
export async function mustKeepStaffOf(db: Queryable, caller: Caller, organ: Organ): Promise<void> {
  if (!(await keepsStaffOf(db, caller, organ))) throw outOfReach()
}

/** A person whom the caller may read of; 404 else. `lock`: until the end of the transaction. */
export async function staffInSight(
  db: Queryable,
  caller: Caller,
  staffNo: string,
  lock = false,
): Promise<StaffRow> {
  const row = await selectOneOfStaff(db, staffNo, lock)
  if (row === undefined) throw problem('NOT_FOUND')
  const held = rolesOverOrgan(withoutDelegated(caller), organOf(row))
  if (!STAFF_READERS.some((role) => held.has(role))) throw problem('NOT_FOUND')
  return row
}

/** Nobody keeps the own entry: posts, validity and token are rights. */
export function refuseOwnEntry(
  caller: Caller,
  { issuer, subject, staffNo }: { issuer?: string | null; subject?: string | null; staffNo?: string },
): void {
  const isOwn =
    (issuer === caller.issuer && subject === caller.subject) ||
    (staffNo !== undefined && staffNo === caller.staffNo)
  if (isOwn) throw ruleViolated('/staffNo', 'OWN_ENTRY', OWN)
}

/** Nor a second entry of the own person, known by the identity number. */
export function refuseOwnPerson(caller: Caller, row: Pick<StaffRow, 'id_number_index'>): void {
  const { idNumberIndex } = caller
  if (idNumberIndex !== undefined && row.id_number_index?.equals(idNumberIndex) === true)
    throw ruleViolated('/staffNo', 'OWN_ENTRY', OWN)
}

const OWN = { en: 'Nobody keeps his own entry: ask another', zh: '不能维护本人的登记，请由他人办理' }
