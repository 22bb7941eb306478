import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { actingOver } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { type Caller, isOwn, rolesOverOrgan, subjectOf, withoutDelegated } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { outOfReach, problem, ruleViolated } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { type LegalDate, legalDatePlusDays } from '../../shared/time.js'
import { HEAD_POST } from '../workflow/extension-acts.js'
import {
  type AbsenceRow,
  deleteAbsence,
  endAbsence,
  insertAbsence,
  raiseStaffVersion,
  selectAbsence,
  selectAbsences,
  selectOverlaps,
} from './absence-store.js'
import { absenceErrors } from './staff-checks.js'
import { staffAudit, toldStaff } from './staff-events.js'
import { keepsStaffOf, organOf, staffInSight } from './staff-reach.js'
import { refuseErrors } from './staff-service.js'
import { type StaffRow, selectStaffLocked } from './staff-store.js'

/** Who enters absences: who keeps the register, and the lead of the organ. */
export const ABSENCE_KEEPERS = ['security', 'manager', 'lead'] as const satisfies readonly Role[]

export interface AbsenceInput {
  from: LegalDate
  until: LegalDate
  deputy?: string
}

/** A page of the absences (请假记录) of a person whom the caller may read of, the latest entry first; 404 for others. */
export async function listAbsences(
  db: Queryable,
  caller: Caller,
  staffNo: string,
  before: string | undefined,
  limit: number,
): Promise<AbsenceRow[]> {
  await staffInSight(db, caller, staffNo)
  return selectAbsences(db, staffNo, before, limit)
}

/** One absence of a person whom the caller may read of; 404 else. */
export async function readAbsence(
  db: Queryable,
  caller: Caller,
  staffNo: string,
  absenceId: string,
): Promise<AbsenceRow> {
  await staffInSight(db, caller, staffNo)
  return absenceOf(db, staffNo, absenceId)
}

/**
 * Enters an absence (请假登记) with who stands in: roles in cases pass to the deputy on these days. Nobody names
 * himself: it would be a right given to oneself.
 */
export async function enterAbsence(
  db: pg.PoolClient,
  request: FastifyRequest,
  staffNo: string,
  input: AbsenceInput,
): Promise<AbsenceRow> {
  const { person, row } = await addAbsence(db, callerOf(request), staffNo, input)
  await writeAbsenceAudit(db, request, 'enterAbsence', person, row)
  return row
}

/** The same without an entry of the audit trail, under an id that it has elsewhere. */
export async function addAbsence(
  db: pg.PoolClient,
  caller: Caller,
  staffNo: string,
  { from, until, deputy: deputyNo }: AbsenceInput,
  absenceId: string = newId(),
): Promise<{ person: StaffRow; row: AbsenceRow }> {
  await keptForAbsences(db, caller, staffNo)
  // Both are held until the commit: else the deputy's own absence might be entered meanwhile.
  const held = await selectStaffLocked(db, deputyNo === undefined ? [staffNo] : [staffNo, deputyNo])
  const person = held.find((row) => row.staff_no === staffNo)
  if (person === undefined) throw problem('NOT_FOUND')
  if (deputyNo !== undefined) mustNameDeputyOf(caller, person)
  const deputy = held.find((row) => row.staff_no === deputyNo)
  if (deputyNo !== undefined && isCaller(caller, deputy)) throw ruleViolated('/deputy', 'OWN_DEPUTY', OWN)
  refuseErrors(
    absenceErrors({
      from,
      until,
      today: person.today,
      person: { staffNo, organisation: person.organisation_code },
      deputy: deputyNo === undefined ? undefined : (standInOf(deputy) ?? null),
      overlapping: await selectOverlaps(db, { staffNo, deputy: deputyNo, from, until }),
    }),
  )
  await insertAbsence(db, { staffNo, absenceId, from, until, deputy: deputyNo }, subjectOf(caller))
  const row = await selectAbsence(db, staffNo, absenceId)
  if (row === undefined) throw problem('NOT_FOUND')
  await tell(db, caller, 'staff.absence', person, row)
  return { person, row }
}

/**
 * Ends an absence (销假): one that has not begun is taken out, a running one ends with yesterday, and the deputy's
 * rights with it. One that is over stays as it was (422).
 */
export async function returnFromAbsence(
  db: pg.PoolClient,
  request: FastifyRequest,
  { staffNo, absenceId, check }: { staffNo: string; absenceId: string; check: () => void },
): Promise<void> {
  const caller = callerOf(request)
  const person = await staffInSight(db, caller, staffNo, true)
  const row = await absenceOf(db, staffNo, absenceId)
  await mustEnterAbsencesOf(db, caller, person)
  check()
  const { today } = person
  if (row.untilOn < today) throw ruleViolated('/absenceId', 'ABSENCE_OVER', OVER)
  const tellReturn = async (ended: AbsenceRow): Promise<void> => {
    await tell(db, caller, 'staff.return', person, ended)
    await writeAbsenceAudit(db, request, 'endAbsence', person, ended)
  }
  if (row.fromOn >= today) {
    await deleteAbsence(db, staffNo, absenceId)
    return tellReturn(row)
  }
  const lastDay = legalDatePlusDays(today, -1)
  await endAbsence(db, staffNo, absenceId, lastDay)
  return tellReturn({ ...row, untilOn: lastDay })
}

/** An absence of the person; 404 else. */
export async function absenceOf(db: Queryable, staffNo: string, absenceId: string): Promise<AbsenceRow> {
  const row = await selectAbsence(db, staffNo, absenceId)
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}

/** A person whose absences the caller enters; 404 for one whom he does not see, 403 for one whom he only sees. */
export async function keptForAbsences(db: Queryable, caller: Caller, staffNo: string): Promise<StaffRow> {
  const person = await staffInSight(db, caller, staffNo)
  await mustEnterAbsencesOf(db, caller, person)
  return person
}

async function mustEnterAbsencesOf(db: Queryable, caller: Caller, person: StaffRow): Promise<void> {
  const organ = organOf(person)
  // A lead speaks for the own organ: a subtree lets nobody choose who stands in at the organs below.
  const leads = withoutDelegated(caller).grants.some(
    (grant) => grant.role === 'lead' && grant.items === undefined && isOwn(grant, organ.code),
  )
  if (leads || (await keepsStaffOf(db, caller, organ))) return
  throw outOfReach()
}

/** Who names the deputy of the organ's head gives away what the law leaves to the head (行政许可法 Art. 42): security alone. */
function mustNameDeputyOf(caller: Caller, person: StaffRow): void {
  if (!person.posts.includes(HEAD_POST)) return
  if (!rolesOverOrgan(withoutDelegated(caller), organOf(person)).has('security'))
    throw problem('FORBIDDEN', { detail: OF_HEAD })
}

const isCaller = (caller: Caller, row: StaffRow | undefined): boolean =>
  row !== undefined &&
  (row.staff_no === caller.staffNo || (row.issuer === caller.issuer && row.subject === caller.subject))

const standInOf = (row: StaffRow | undefined) =>
  row && {
    staffNo: row.staff_no,
    organisation: row.organisation_code,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
  }

async function tell(
  db: pg.PoolClient,
  caller: Caller,
  type: 'staff.absence' | 'staff.return',
  person: StaffRow,
  row: AbsenceRow,
): Promise<void> {
  const organ = organOf(person)
  await emit(db, {
    type,
    no: person.staff_no,
    version: await raiseStaffVersion(db, person.staff_no),
    payload: { ...toldStaff(person), ...periodOf(row) },
    actor: actingOver(withoutDelegated(caller), organ, ...ABSENCE_KEEPERS),
    sight: { organs: [organ.code], divisions: organ.divisions },
  })
}

const periodOf = ({ fromOn, untilOn, deputyNo }: AbsenceRow) => ({
  from: fromOn,
  to: untilOn,
  ...(deputyNo === null ? {} : { deputy: deputyNo }),
})

const writeAbsenceAudit = (
  db: pg.PoolClient,
  request: FastifyRequest,
  action: 'enterAbsence' | 'endAbsence',
  person: StaffRow,
  row: AbsenceRow,
): Promise<void> => {
  const details = { absenceId: row.absenceId, ...periodOf(row) }
  return writeAudit(db, request, staffAudit(action, person, { details }))
}

const OWN = { en: 'Nobody names himself as a deputy: ask another', zh: '不能指定本人为代理人，请由他人办理' }
const OF_HEAD = {
  en: 'Who stands in for the head of an organ (负责人) is entered by the security administrator.',
  zh: '机关负责人的代理人由安全管理员登记。',
}
const OVER = { en: 'This absence is over', zh: '该请假已结束' }
