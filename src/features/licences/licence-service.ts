import type { Queryable } from '../../database/queryable.js'
import { type Caller, reachOf, rolesOverOrgan, withoutDelegated } from '../../shared/caller.js'
import { sha256 } from '../../shared/canonical-json.js'
import { sameBytes } from '../../shared/ids.js'
import { maskPartyName } from '../../shared/masks.js'
import { problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { casesOfHolder, type Holder, holdersOfCases } from '../cases/granted-cases.js'
import { typedCode, typedNumber } from '../documents/sealed-sheet.js'
import { type Issuing, issueLicences } from './issue-licences.js'
import { lapseOf, stateOn } from './licence.js'
import {
  type LicenceFilters,
  type LicenceRow,
  selectLicence,
  selectLicences,
  selectLicencesByNo,
} from './licence-store.js'

export type { LicenceRow } from './licence-store.js'

/** Who looks into the register of the own organ and of those below. */
export const LICENCE_READERS = [
  'clerk',
  'reviewer',
  'approver',
  'issuer',
  'lead',
  'supervisor',
] as const satisfies readonly Role[]
/** And whose it is, online. */
export const LICENCE_VIEWERS = [...LICENCE_READERS, 'citizen'] as const satisfies readonly Role[]

type Register = Issuing

/** A licence with whose it is. */
export type Registered = LicenceRow & { holders: readonly Holder[] }

/** A page of the register within the caller's reach, or of the caller's own (证照登记列表), the latest first. */
export async function listLicences(
  register: Register,
  caller: Caller,
  filters: LicenceFilters,
  before: string | undefined,
  limit: number,
): Promise<Registered[]> {
  await issueLicences(register)
  const reach = reachOf(withoutDelegated(caller).grants, LICENCE_READERS)
  const number = filters.number === undefined ? {} : { number: typedNumber(filters.number) }
  const own = await casesOfHolder(register.pool, caller)
  return withHolders(
    register.pool,
    await selectLicences(register.pool, { ...reach, own }, { ...filters, ...number }, before, limit),
  )
}

/** A licence of an organ within the caller's reach, or the caller's own; 404 else. */
export async function licenceInSight(register: Register, caller: Caller, id: string): Promise<Registered> {
  await issueLicences(register)
  const row = await selectLicence(register.pool, id)
  if (row === undefined || !(await isSeen(register.pool, row, caller))) throw problem('NOT_FOUND')
  const [registered] = await withHolders(register.pool, [row])
  if (registered === undefined) throw problem('NOT_FOUND')
  return registered
}

/** The same, locked until the transaction ends. */
export async function lockedInSight(db: Queryable, caller: Caller, id: string): Promise<Registered> {
  const row = await selectLicence(db, id, true)
  const [registered] =
    row === undefined || !(await isSeen(db, row, caller)) ? [] : await withHolders(db, [row])
  if (registered === undefined) throw problem('NOT_FOUND')
  return registered
}

function isInSight(row: LicenceRow, caller: Caller): boolean {
  const held = rolesOverOrgan(caller, { code: row.organisation_code, divisions: row.divisions })
  return LICENCE_READERS.some((role) => held.has(role))
}

const isSeen = async (db: Queryable, row: LicenceRow, caller: Caller): Promise<boolean> =>
  isInSight(row, caller) || (await casesOfHolder(db, caller, [row.holder_case_id])).length > 0

async function withHolders(db: Queryable, rows: readonly LicenceRow[]): Promise<Registered[]> {
  if (rows.length === 0) return []
  const holders = await holdersOfCases(db, [...new Set(rows.map((row) => row.holder_case_id))])
  return rows.map((row) => ({ ...row, holders: holders.get(row.holder_case_id) ?? [] }))
}

/**
 * What a licence is, for who has its number and the code on it (证照核验); a wrong code and an unknown number get the same
 * answer. Throws NOT_FOUND.
 */
export async function verifyLicence(
  register: Register,
  { licenceNo, code }: { licenceNo: string; code: string },
): Promise<Registered> {
  await issueLicences(register)
  const typed = sha256(typedCode(code))
  const found = await selectLicencesByNo(register.pool, typedNumber(licenceNo))
  const fits = found.filter((row) => sameBytes(sha256(row.code), typed))
  const [genuine] = await withHolders(register.pool, fits)
  if (genuine === undefined) throw problem('NOT_FOUND')
  return genuine
}

/** What everybody who has the code is told. */
export function viewVerified(row: Registered) {
  return {
    licenceNo: row.licence_no,
    name: row.name,
    state: stateOn(row, row.today) as 'current',
    organisation: row.organisation_code,
    itemCode: row.item_code,
    itemName: row.item_name,
    holders: row.holders.map(({ type, name, idNumberMasked }) => ({
      type,
      name: maskPartyName(type, name),
      idNumber: idNumberMasked,
    })),
    grantedOn: row.granted_on,
    validFrom: row.valid_from,
    ...(row.valid_to === null ? {} : { validTo: row.valid_to }),
    ...lapseOf(row.acts),
    ...(row.suspended_until === null || stateOn(row, row.today) !== 'suspended'
      ? {}
      : { suspendedUntil: row.suspended_until }),
  }
}

/** What the register tells its organ. */
export function viewLicence(row: Registered) {
  return {
    licenceId: row.id,
    ...viewVerified(row),
    caseNo: row.case_no,
    content: row.content,
    ...termsOf(row),
    ...(row.renewal_case_no === null
      ? {}
      : { renewal: { caseNo: row.renewal_case_no, inTime: row.renewal_in_time === true } }),
    verificationCode: row.code,
    acts: row.acts.map((act) => ({
      act: act.act as 'issue',
      on: act.done_on,
      caseNo: act.case_no,
      ...(act.document_no === null ? {} : { documentNo: act.document_no }),
      ...(act.ground === null ? {} : { ground: act.ground }),
      ...(act.staff_no === null ? {} : { staffNo: act.staff_no }),
      ...(act.valid_to === null ? {} : { validTo: act.valid_to }),
    })),
    version: row.version,
  }
}

/** With what and how far it was granted; why not further stands on the decision alone. */
function termsOf({ terms }: Registered) {
  const { conditions, partial } = terms ?? {}
  return {
    ...(conditions === undefined ? {} : { conditions: [...conditions] }),
    ...(partial === undefined ? {} : { partial: { granted: partial.granted, refused: partial.refused } }),
  }
}
