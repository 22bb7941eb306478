import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { emit } from '../../events/emit.js'
import { writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { type Caller, type Organ, subjectOf } from '../../shared/caller.js'
import { plainStaffNo } from '../../shared/codes/staff-no.js'
import type { Encryption } from '../../shared/encryption.js'
import { type InputError, problem, ruleViolated } from '../../shared/problem.js'
import { livingOrgan, tokensOutOfReach } from '../access/access-service.js'
import { selectOpenAbsences } from './absence-store.js'
import { blankEntry, entryErrors, rightsErrors } from './staff-checks.js'
import { rightsIn, staffAudit, staffEvent } from './staff-events.js'
import { mustBeOnePerson } from './staff-persons.js'
import {
  keepsRightsOf,
  mustKeepStaffOf,
  organOf,
  readerReach,
  refuseOwnEntry,
  refuseOwnPerson,
  STAFF_KEEPERS,
  staffInSight,
} from './staff-reach.js'
import type { StaffChange, StaffInput } from './staff-schemas.js'
import { NOTHING_SEALED, openContact, personalErrors, sealPersonal } from './staff-secrets.js'
import {
  insertStaff,
  type StaffFilters,
  type StaffRow,
  type StaffWrite,
  selectAtWork,
  selectColleagues,
  selectIsStaffNo,
  selectOneOfStaff,
  selectStaff,
  selectStaffNames,
  selectStaffSubjects,
  selectSubjectsTaken,
  selectToday,
  updateStaff,
} from './staff-store.js'

/** Names of people by their numbers (经办人姓名), for who may know them. */
export async function staffNames(
  db: Queryable,
  staffNos: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (staffNos.length === 0) return new Map()
  return new Map((await selectStaffNames(db, staffNos)).map(({ staff_no, name }) => [staff_no, name]))
}

/** Somebody as papers name people (姓名、职务): the name with the posts; undefined where nobody has this number. */
export async function nameAndPost(db: Queryable, staffNo: string): Promise<string | undefined> {
  const [row] = await selectStaffNames(db, [staffNo])
  if (row === undefined) return undefined
  return row.posts.length === 0 ? row.name : `${row.name}（${row.posts.join('、')}）`
}

/** Whether somebody has, or had, this number, in whatever letters it was typed (工号). */
export const isStaffNo = (db: Queryable, typed: string): Promise<boolean> =>
  selectIsStaffNo(db, plainStaffNo(typed))

/** Numbers of people of an organ who are there today: of those named, or the first few (本机关工作人员). */
export async function colleaguesOf(
  db: Queryable,
  organisation: string,
  { among, most = 20 }: { among?: readonly string[]; most?: number } = {},
): Promise<string[]> {
  return selectColleagues(db, organisation, among ?? null, most)
}

/** As whom people act, `issuer|subject` by their numbers; nobody who has no token. */
export async function subjectsOfStaff(
  db: Queryable,
  staffNos: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = staffNos.length === 0 ? [] : await selectStaffSubjects(db, staffNos)
  return new Map(
    rows.flatMap(({ staff_no, issuer, subject }) =>
      issuer === null || subject === null ? [] : [[staff_no, subjectOf({ issuer, subject })] as const],
    ),
  )
}

/** Somebody as who gives work out must know of them. */
export interface StaffAtWork {
  staffNo: string
  organisation: string
  posts: readonly string[]
  /** By which token they are known; absent: none yet. */
  issuer?: string
  subject?: string
  /** Away today (请假、出差), until when, and who stands in. */
  absence?: { until: string; deputy?: string }
}

/** Whoever has this number and is staff today; undefined: nobody. */
export async function staffAtWork(db: Queryable, staffNo: string): Promise<StaffAtWork | undefined> {
  const row = await selectAtWork(db, staffNo)
  if (row === undefined) return undefined
  const { issuer, subject, away_until: until, deputy_no: deputy } = row
  return {
    staffNo,
    organisation: row.organisation_code,
    posts: row.posts,
    ...(issuer === null ? {} : { issuer }),
    ...(subject === null ? {} : { subject }),
    ...(until === null ? {} : { absence: { until, ...(deputy === null ? {} : { deputy }) } }),
  }
}

/** A page of the people whose organs the caller may read of (工作人员列表), in the order of their numbers. */
export async function listStaff(
  db: Queryable,
  caller: Caller,
  filters: StaffFilters,
  after: string | undefined,
  limit: number,
): Promise<StaffRow[]> {
  return selectStaff(db, readerReach(caller), filters, after, limit)
}

/**
 * Enters a person into the register (人员登记), with its event and audit record. Refused: an organ out of reach (403),
 * the own entry, a token that belongs to somebody else (422), a number that is there (409).
 */
export async function registerStaff(
  db: pg.PoolClient,
  request: FastifyRequest,
  encryption: Encryption,
  input: StaffInput,
): Promise<StaffRow> {
  const caller = callerOf(request)
  const organ = await livingOrgan(db, input.organisation, '/organisation')
  await mustKeepStaffOf(db, caller, organ)
  refuseOwnEntry(caller, input)
  const today = await selectToday(db)
  const row = newRow(encryption, input, today)
  refuseOwnPerson(caller, row)
  refuseErrors([...entryErrors(entryOf(row)), ...personalErrors(input, today)])
  if (!keepsRightsOf(caller, organ)) refuseErrors(rightsErrors(blankEntry(row, today), row))
  await mustReachToken(db, caller, row)
  const [written] = await insertStaff(db, [row])
  const found = await selectOneOfStaff(db, row.staff_no)
  if (written === undefined || found === undefined)
    throw found === undefined ? subjectTaken() : problem('CONFLICT', { detail: THERE })
  await mustBeOnePerson(db, undefined, row)
  await emit(db, staffEvent('staff.register', found, 1, caller, { roles: STAFF_KEEPERS }))
  await writeAudit(db, request, staffAudit('registerStaff', found))
  return found
}

/**
 * Changes an entry (人员变更). `check` guards the version. A person who goes to another organ must be within reach on
 * both sides, and have no open absence there, nor stand in for somebody.
 */
export async function changeStaff(
  db: pg.PoolClient,
  request: FastifyRequest,
  encryption: Encryption,
  { staffNo, change, check }: { staffNo: string; change: StaffChange; check: (version: number) => void },
): Promise<StaffRow> {
  const caller = callerOf(request)
  const before = await staffInSight(db, caller, staffNo, true)
  await mustKeepStaffOf(db, caller, organOf(before))
  check(before.version)
  refuseOwnEntry(caller, { ...before, staffNo })
  const row = changedRow(encryption, before, change, before.today)
  refuseOwnEntry(caller, { issuer: row.issuer, subject: row.subject })
  refuseOwnPerson(caller, before)
  refuseOwnPerson(caller, row)
  refuseErrors([...entryErrors(entryOf(row)), ...personalErrors(change, before.today)])
  if (!keepsRightsOf(caller, organOf(before))) refuseErrors(rightsErrors(before, row))
  const organ = await organAfter(db, caller, before, row)
  if (row.issuer !== null && row.subject !== null) {
    const token = { issuer: row.issuer, subject: row.subject }
    const taken = await selectSubjectsTaken(db, [token])
    if (taken.some(({ staff_no }) => staff_no !== staffNo)) throw subjectTaken()
    if (tokenOf(before) !== tokenOf(row)) await mustReachToken(db, caller, row)
  }
  const version = (await updateStaff(db, [row])).get(staffNo) ?? before.version
  await mustBeOnePerson(db, before, row)
  const after: StaffRow = { ...before, ...row, divisions: [...organ.divisions], version }
  const type =
    row.valid_until !== before.valid_until && row.valid_until !== null ? 'staff.end' : 'staff.change'
  await emit(db, staffEvent(type, after, version, caller, { roles: STAFF_KEEPERS, before }))
  const details = { changed: Object.keys(change).sort(), before: rightsIn(before), after: rightsIn(row) }
  await writeAudit(db, request, staffAudit('changeStaff', after, { details }))
  return after
}

/**
 * A token that has rights already is bound to an entry only by who might have given all of these: the entry's posts, days
 * and deputies would else reach rights of organs that the keeper has nothing to do with. What is held is not said.
 * Gives the staff numbers of the rows whose token is out of reach.
 */
export async function boundOutOfReach(
  db: Queryable,
  caller: Caller,
  rows: readonly StaffWrite[],
): Promise<ReadonlySet<string>> {
  const tokens = rows.flatMap(({ issuer, subject }) =>
    issuer === null || subject === null ? [] : [{ issuer, subject }],
  )
  const foreign = await tokensOutOfReach(db, caller, tokens)
  const isForeign = (row: StaffWrite) => foreign.has(tokenOf(row) ?? '')
  return new Set(rows.filter(isForeign).map(({ staff_no }) => staff_no))
}

async function mustReachToken(db: Queryable, caller: Caller, row: StaffWrite): Promise<void> {
  if ((await boundOutOfReach(db, caller, [row])).size > 0)
    throw problem('RULE_VIOLATED', { errors: [FOREIGN_TOKEN] })
}

async function organAfter(db: Queryable, caller: Caller, before: StaffRow, row: StaffWrite): Promise<Organ> {
  if (row.organisation_code === before.organisation_code) return organOf(before)
  const organ = await livingOrgan(db, row.organisation_code, '/organisation')
  await mustKeepStaffOf(db, caller, organ)
  const open = await selectOpenAbsences(db, before.staff_no)
  if (open > 0) throw ruleViolated('/organisation', 'ABSENCE_OPEN', OPEN)
  return organ
}

export interface Contact {
  mobile?: string
  email?: string
}

/** Telephone and mail in clear (明文查看): for who keeps the register or leads the organ; each reading is told. */
export async function clearContact(
  db: Queryable,
  request: FastifyRequest,
  encryption: Encryption,
  row: StaffRow,
  purpose: string | undefined,
): Promise<Contact> {
  await writeAudit(db, request, staffAudit('readStaffContact', row, { purpose: purposeOf(purpose) }))
  return openContact(encryption, row.staff_no, row)
}

/** 422 without a purpose. */
export function purposeOf(purpose: string | undefined): string {
  if (purpose === undefined || purpose.trim() === '')
    throw ruleViolated('?purpose', 'PURPOSE_REQUIRED', WHAT_FOR)
  return purpose
}

/** The row of a new entry. */
export function newRow(encryption: Encryption, input: StaffInput, today: string): StaffWrite {
  return {
    staff_no: input.staffNo,
    name: input.name.trim(),
    organisation_code: input.organisation,
    posts: input.posts ?? [],
    issuer: input.issuer ?? null,
    subject: input.subject ?? null,
    ...sealPersonal(encryption, input.staffNo, input, NOTHING_SEALED, today),
    valid_from: input.validFrom ?? today,
    valid_until: input.validUntil ?? null,
  }
}

/** The row as a change leaves it: what is not named stays, null takes away. */
export function changedRow(
  encryption: Encryption,
  before: StaffRow,
  change: StaffChange,
  today: string,
): StaffWrite {
  const { divisions: _divisions, today: _today, version: _version, created_at: _created, ...row } = before
  const set = <V>(value: V | undefined, known: V): V => (value === undefined ? known : value)
  return {
    ...row,
    name: set(change.name?.trim(), row.name),
    organisation_code: set(change.organisation, row.organisation_code),
    posts: set(change.posts, row.posts),
    issuer: set(change.issuer, row.issuer),
    subject: set(change.subject, row.subject),
    ...sealPersonal(encryption, row.staff_no, change, before, today),
    valid_from: set(change.validFrom, row.valid_from),
    valid_until: set(change.validUntil, row.valid_until),
  }
}

export const entryOf = (row: StaffWrite) => ({
  issuer: row.issuer,
  subject: row.subject,
  validFrom: row.valid_from,
  validUntil: row.valid_until,
})

export function refuseErrors(errors: InputError[]): void {
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
}

const subjectTaken = () => ruleViolated('/subject', 'SUBJECT_TAKEN', TAKEN)

/** `issuer|subject`, where a person has a token. */
export const tokenOf = ({ issuer, subject }: { issuer?: string | null; subject?: string | null }) =>
  issuer == null || subject == null ? undefined : subjectOf({ issuer, subject })

const THERE = { en: 'This staff number is there already.', zh: '该工号已登记。' }
const TAKEN = {
  en: 'This token belongs to another entry of the register',
  zh: '该 issuer、subject 已登记给其他人员',
}
export const FOREIGN_TOKEN: InputError = {
  pointer: '/subject',
  code: 'TOKEN_OUT_OF_REACH',
  message: {
    en: 'This token is bound by a security administrator with a wider reach: ask there',
    zh: '该 issuer、subject 应由管辖范围更大的安全管理员登记',
  },
}
const OPEN = {
  en: 'There is an absence that is not over, as absent or as deputy: end it first',
  zh: '存在未结束的请假或代理，请先办结',
}
const WHAT_FOR = { en: 'Clear values are read for a purpose: say which', zh: '查看明文应说明用途' }
