import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import { writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { compileValidator, inputErrorsOf } from '../../http/validation.js'
import type { Organ } from '../../shared/caller.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import type { Encryption } from '../../shared/encryption.js'
import { type InputError, problem, ruleViolated } from '../../shared/problem.js'
import { livingOrganisations } from '../divisions/division-service.js'
import { entryErrors } from './staff-checks.js'
import { staffEvent } from './staff-events.js'
import { inLine, type Line, linesOf, repeated } from './staff-lines.js'
import { mayBeSecond, personsTwice, personTwice } from './staff-persons.js'
import { keepsRightsOf, organOf, STAFF_KEEPERS } from './staff-reach.js'
import { StaffInput } from './staff-schemas.js'
import { personalErrors } from './staff-secrets.js'
import { boundOutOfReach, changedRow, entryOf, FOREIGN_TOKEN, newRow, tokenOf } from './staff-service.js'
import {
  insertStaff,
  type StaffRow,
  type StaffWrite,
  selectStaffLocked,
  selectSubjectsTaken,
  selectToday,
  updateStaff,
} from './staff-store.js'

export const MOST_LINES = 10_000
const MOST_FINDINGS = 1000
/** So many numbers stand in the audit record; every person has an event besides. */
const MOST_AUDITED = 1000

export interface Imported {
  created: number
  changed: number
  unchanged: number
}

/**
 * Imports people (人员导入), a StaffInput a line: new ones are entered, known ones take what the line names. All or
 * nothing; every finding says its line. The number of statements does not grow with the lines.
 */
export async function importStaff(
  db: pg.PoolClient,
  request: FastifyRequest,
  encryption: Encryption,
  text: string,
): Promise<Imported> {
  const lines = readLines(text)
  const organs = await organsOf(db, request, lines)
  const known = new Map(
    (
      await selectStaffLocked(
        db,
        lines.map(({ value }) => value.staffNo),
      )
    ).map((row) => [row.staff_no, row]),
  )
  refuseForeign(request, lines, known)
  const today = await selectToday(db)
  const taken = new Map(
    (await selectSubjectsTaken(db, tokensOf(lines))).map((row) => [tokenOf(row), row.staff_no]),
  )
  const rows = lines.map(({ value }) => {
    const before = known.get(value.staffNo)
    return before === undefined
      ? newRow(encryption, value, today)
      : changedRow(encryption, before, value, today)
  })
  refuse(
    lines.flatMap(({ no, value }, index) => {
      const row = rows[index] as StaffWrite
      const owner = taken.get(tokenOf(value))
      const isTaken = owner !== undefined && owner !== value.staffNo
      return [
        ...entryErrors(entryOf(row)),
        ...personalErrors(value, today),
        ...(isTaken ? [{ pointer: '/subject', code: 'SUBJECT_TAKEN', message: TAKEN }] : []),
      ].map((error) => inLine(no, error))
    }),
  )
  const bound = rows.filter((row) => {
    const before = known.get(row.staff_no)
    return before === undefined || tokenOf(before) !== tokenOf(row)
  })
  const foreign = await boundOutOfReach(db, callerOf(request), bound)
  refuse(lines.flatMap(({ no, value }) => (foreign.has(value.staffNo) ? [inLine(no, FOREIGN_TOKEN)] : [])))
  return write(db, request, lines, { rows, known, organs, today })
}

interface Prepared {
  rows: StaffWrite[]
  known: ReadonlyMap<string, StaffRow>
  organs: ReadonlyMap<string, Organ>
  today: string
}

async function write(
  db: pg.PoolClient,
  request: FastifyRequest,
  lines: readonly Line<StaffInput>[],
  { rows, known, organs, today }: Prepared,
): Promise<Imported> {
  const caller = callerOf(request)
  const created = rows.filter(({ staff_no }) => !known.has(staff_no))
  const changed = rows.filter((row) => {
    const before = known.get(row.staff_no)
    return before !== undefined && !isSame(before, row)
  })
  if ((await insertStaff(db, created)).length < created.length) throw problem('CONCURRENT_CHANGE')
  const versions = await updateStaff(db, changed)
  await refusePersonsTwice(db, lines, { rows: [...created, ...changed], known })
  const told = [...created, ...changed].map((row): EventDraft => {
    const before = known.get(row.staff_no)
    const after = { ...row, divisions: [...(organs.get(row.organisation_code)?.divisions ?? [])], today }
    const ends = before !== undefined && row.valid_until !== null && row.valid_until !== before.valid_until
    const type = before === undefined ? 'staff.register' : ends ? 'staff.end' : 'staff.change'
    const options = before === undefined ? { roles: STAFF_KEEPERS } : { roles: STAFF_KEEPERS, before }
    return staffEvent(type, after, versions.get(row.staff_no) ?? 1, caller, options)
  })
  await emit(db, ...told)
  const counts = {
    created: created.length,
    changed: changed.length,
    unchanged: rows.length - created.length - changed.length,
  }
  const divisions = [...new Set([...organs.values()].flatMap((organ) => organ.divisions))]
  const staffNos = [...created, ...changed].map(({ staff_no }) => staff_no).slice(0, MOST_AUDITED)
  const details = { ...counts, staffNos }
  await writeAudit(db, request, { action: 'importStaff', object: 'staff', details, divisions })
  return counts
}

/** One person, one valid entry; two lines that are one person name each other. */
async function refusePersonsTwice(
  db: pg.PoolClient,
  lines: readonly Line<StaffInput>[],
  { rows, known }: Pick<Prepared, 'rows' | 'known'>,
): Promise<void> {
  const twice = await personsTwice(
    db,
    rows.filter((row) => mayBeSecond(known.get(row.staff_no), row)),
  )
  const lineOf = new Map(lines.map(({ no, value }) => [value.staffNo, no]))
  const told = new Set<number>()
  refuse(
    twice.flatMap(({ staffNo, other }) => {
      const [no = 0, second] = [lineOf.get(staffNo), lineOf.get(other)]
      // Of two lines the later one has the finding, which names both.
      if (told.has(no) || (second !== undefined && second > no)) return []
      told.add(no)
      return [inLine(no, personTwice(second === undefined ? undefined : { first: second, second: no }))]
    }),
  )
}

const isSame = (before: StaffRow, row: StaffWrite): boolean =>
  canonicalJson(plain(row)) === canonicalJson(plain(before))

/** Boxes that were not sealed anew are the very same bytes. */
const plain = (row: StaffWrite) => ({
  name: row.name,
  organisation: row.organisation_code,
  posts: row.posts,
  issuer: row.issuer,
  subject: row.subject,
  from: row.valid_from,
  until: row.valid_until,
  boxes: [row.mobile_encrypted, row.email_encrypted, row.id_number_index].map(
    (box) => box?.toString('base64') ?? '',
  ),
})

let validate: ReturnType<ReturnType<typeof compileValidator>> | undefined

function readLines(text: string): Line<StaffInput>[] {
  const { lines, errors } = linesOf(text)
  if (lines.length > MOST_LINES) throw ruleViolated('', 'TOO_MANY_LINES', TOO_MANY)
  validate ??= compileValidator()(StaffInput, 'body')
  const check = validate
  const invalid = lines.flatMap(({ no, value }) =>
    check(value) ? [] : inputErrorsOf(check.errors ?? [], 'body').map((error) => inLine(no, error)),
  )
  refuse([...errors, ...invalid])
  const read = lines as Line<StaffInput>[]
  refuse([
    ...repeated(read, ({ staffNo }) => staffNo, '/staffNo', 'STAFF_NO_TWICE'),
    ...repeated(read, tokenOf, '/subject', 'SUBJECT_TWICE'),
  ])
  return read
}

/** The organs of the lines, which the caller must all keep. */
async function organsOf(
  db: pg.PoolClient,
  request: FastifyRequest,
  lines: readonly Line<StaffInput>[],
): Promise<Map<string, Organ>> {
  const codes = [...new Set(lines.map(({ value }) => value.organisation))]
  const organs = new Map((await livingOrganisations(db, codes)).map((organ) => [organ.code, organ]))
  const message = { en: 'No organisation in use has this code', zh: '没有该代码的在用机构' }
  refuse(
    lines.flatMap(({ no, value }) =>
      organs.has(value.organisation)
        ? []
        : [inLine(no, { pointer: '/organisation', code: 'ORGANISATION_UNKNOWN', message })],
    ),
  )
  for (const organ of organs.values())
    if (!keepsRightsOf(callerOf(request), organ)) throw problem('FORBIDDEN')
  return organs
}

/** A number of somebody whom the caller does not keep, and the own entry. */
function refuseForeign(
  request: FastifyRequest,
  lines: readonly Line<StaffInput>[],
  known: ReadonlyMap<string, StaffRow>,
): void {
  const caller = callerOf(request)
  const own = tokenOf(caller)
  refuse(
    lines.flatMap(({ no, value }) => {
      const before = known.get(value.staffNo)
      if (before !== undefined && !keepsRightsOf(caller, organOf(before)))
        return [inLine(no, { pointer: '/staffNo', code: 'STAFF_NO_TAKEN', message: NO_TAKEN })]
      const isOwn = tokenOf(value) === own || (before !== undefined && tokenOf(before) === own)
      return isOwn ? [inLine(no, { pointer: '/staffNo', code: 'OWN_ENTRY', message: OWN })] : []
    }),
  )
}

const tokensOf = (lines: readonly Line<StaffInput>[]) =>
  lines.flatMap(({ value: { issuer, subject } }) =>
    issuer === undefined || subject === undefined ? [] : [{ issuer, subject }],
  )

function refuse(errors: InputError[]): void {
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors: errors.slice(0, MOST_FINDINGS) })
}

const TAKEN = {
  en: 'This token belongs to another entry of the register',
  zh: '该 issuer、subject 已登记给其他人员',
}
const NO_TAKEN = { en: 'This staff number is taken', zh: '该工号已被使用' }
const OWN = { en: 'Nobody keeps his own entry: ask another', zh: '不能维护本人的登记，请由他人办理' }
const TOO_MANY = { en: 'At most 10,000 lines at once', zh: '一次至多 10000 行' }
