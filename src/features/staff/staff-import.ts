import type pg from 'pg'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import type { Caller, Organ } from '../../shared/caller.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import type { Encryption } from '../../shared/encryption.js'
import { type InputError, problem } from '../../shared/problem.js'
import { livingOrganisations } from '../divisions/division-service.js'
import type { Outcome } from '../transfer/kind.js'
import { type LineFinding, lineErrorOf } from '../transfer/line.js'
import { entryErrors } from './staff-checks.js'
import { staffEvent } from './staff-events.js'
import { inLine, type Line, repeated } from './staff-lines.js'
import { mayBeSecond, personsTwice, personTwice } from './staff-persons.js'
import { keepsRightsOf, organOf, STAFF_KEEPERS } from './staff-reach.js'
import type { StaffInput } from './staff-schemas.js'
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

/** What became of each line, by its number, and which organs the good ones name. */
interface PutStaff {
  outcomes: Map<number, Outcome>
  divisions: string[]
}

/**
 * Puts people into the register, a StaffInput a line (人员导入): new ones are entered, known ones take what the line names.
 * Good lines are written, whatever is refused beside them. The number of statements does not grow with the lines.
 */
export async function putStaff(
  db: pg.PoolClient,
  caller: Caller,
  encryption: Encryption,
  given: readonly Line<StaffInput>[],
): Promise<PutStaff> {
  const refused = createRefusals()
  refused.add([
    ...repeated(given, ({ staffNo }) => staffNo, '/staffNo', 'STAFF_NO_TWICE'),
    ...repeated(given, tokenOf, '/subject', 'SUBJECT_TWICE'),
  ])
  const organs = await organsOf(db, caller, given, refused)
  const locked = await selectStaffLocked(
    db,
    given.map(({ value }) => value.staffNo),
  )
  const known = new Map(locked.map((row) => [row.staff_no, row]))
  refused.add(foreignErrors(caller, given, known, organs))
  const today = await selectToday(db)
  const taken = new Map(
    (await selectSubjectsTaken(db, tokensOf(given))).map((row) => [tokenOf(row), row.staff_no]),
  )
  const rows = new Map(
    refused.others(given).map(({ no, value }) => {
      const before = known.get(value.staffNo)
      const row =
        before === undefined ? newRow(encryption, value, today) : changedRow(encryption, before, value, today)
      return [no, row]
    }),
  )
  for (const { no, value } of refused.others(given)) {
    const row = rows.get(no) as StaffWrite
    const owner = taken.get(tokenOf(value))
    const isTaken = owner !== undefined && owner !== value.staffNo
    refused.add(
      [
        ...entryErrors(entryOf(row)),
        ...personalErrors(value, today),
        ...(isTaken ? [{ pointer: '/subject', code: 'SUBJECT_TAKEN', message: TAKEN }] : []),
      ].map((error) => inLine(no, error)),
    )
  }
  const bound = refused.others(given).flatMap(({ no }) => {
    const row = rows.get(no) as StaffWrite
    const before = known.get(row.staff_no)
    return before === undefined || tokenOf(before) !== tokenOf(row) ? [row] : []
  })
  const foreign = await boundOutOfReach(db, caller, bound)
  refused.add(
    given.flatMap(({ no, value }) => (foreign.has(value.staffNo) ? [inLine(no, FOREIGN_TOKEN)] : [])),
  )
  const outcomes = await writeApart(db, caller, refused, { given, rows, known, organs, today })
  return { outcomes, divisions: [...new Set([...organs.values()].flatMap((organ) => organ.divisions))] }
}

interface Prepared {
  given: readonly Line<StaffInput>[]
  rows: ReadonlyMap<number, StaffWrite>
  known: ReadonlyMap<string, StaffRow>
  organs: ReadonlyMap<string, Organ>
  today: string
}

/** Writes the good lines; of those that turn out to be one person with another entry it is taken back, and done without. */
async function writeApart(
  db: pg.PoolClient,
  caller: Caller,
  refused: Refusals,
  prepared: Prepared,
): Promise<Map<number, Outcome>> {
  for (;;) {
    const lines = refused.others(prepared.given)
    await db.query('savepoint staff')
    const written = await write(db, lines, prepared)
    const twice = await personsTwiceIn(db, lines, prepared, written)
    if (twice.length === 0) {
      await db.query('release savepoint staff')
      await tell(db, caller, prepared, written)
      const is = (no: number) => {
        const number = prepared.rows.get(no)?.staff_no ?? ''
        return written.created.has(number)
          ? 'created'
          : written.versions.has(number)
            ? 'changed'
            : 'unchanged'
      }
      return new Map<number, Outcome>([
        ...refused.outcomes(),
        ...lines.map(({ no }): [number, Outcome] => [no, { is: is(no) }]),
      ])
    }
    await db.query('rollback to savepoint staff')
    refused.add(twice)
  }
}

interface WrittenStaff {
  created: ReadonlySet<string>
  /** Of those that were changed. */
  versions: ReadonlyMap<string, number>
}

async function write(
  db: pg.PoolClient,
  lines: readonly Line<StaffInput>[],
  { rows, known }: Prepared,
): Promise<WrittenStaff> {
  const good = lines.flatMap(({ no }) => rows.get(no) ?? [])
  const created = good.filter(({ staff_no }) => !known.has(staff_no))
  const changed = good.filter((row) => {
    const before = known.get(row.staff_no)
    return before !== undefined && !isSame(before, row)
  })
  if ((await insertStaff(db, created)).length < created.length) throw problem('CONCURRENT_CHANGE')
  const versions = await updateStaff(db, changed)
  return { created: new Set(created.map(({ staff_no }) => staff_no)), versions }
}

const isWritten = ({ created, versions }: WrittenStaff, number: string): boolean =>
  created.has(number) || versions.has(number)

async function tell(
  db: pg.PoolClient,
  caller: Caller,
  { rows, known, organs, today }: Prepared,
  written: WrittenStaff,
): Promise<void> {
  const told = [...rows.values()].filter(({ staff_no }) => isWritten(written, staff_no))
  await emit(
    db,
    ...told.map((row): EventDraft => {
      const before = known.get(row.staff_no)
      const after = { ...row, divisions: [...(organs.get(row.organisation_code)?.divisions ?? [])], today }
      const ends = before !== undefined && row.valid_until !== null && row.valid_until !== before.valid_until
      const type = before === undefined ? 'staff.register' : ends ? 'staff.end' : 'staff.change'
      const options = before === undefined ? { roles: STAFF_KEEPERS } : { roles: STAFF_KEEPERS, before }
      return staffEvent(type, after, written.versions.get(row.staff_no) ?? 1, caller, options)
    }),
  )
}

/** One person, one valid entry; two lines that are one person name each other. */
async function personsTwiceIn(
  db: pg.PoolClient,
  lines: readonly Line<StaffInput>[],
  { rows, known }: Prepared,
  written: WrittenStaff,
): Promise<InputError[]> {
  const fresh = [...rows.values()].filter(({ staff_no }) => isWritten(written, staff_no))
  const twice = await personsTwice(
    db,
    fresh.filter((row) => mayBeSecond(known.get(row.staff_no), row)),
  )
  const lineOf = new Map(lines.map(({ no, value }) => [value.staffNo, no]))
  const told = new Set<number>()
  return twice.flatMap(({ staffNo, other }) => {
    const [no = 0, second] = [lineOf.get(staffNo), lineOf.get(other)]
    // Of two lines the later one has the finding, which names both.
    if (told.has(no) || (second !== undefined && second > no)) return []
    told.add(no)
    return [inLine(no, personTwice(second === undefined ? undefined : { first: second, second: no }))]
  })
}

interface Refusals {
  /** Findings with their line in front, as `inLine` makes them. */
  add(errors: readonly InputError[]): void
  /** The lines that nothing speaks against yet. */
  others<T>(lines: readonly Line<T>[]): Line<T>[]
  outcomes(): [number, Outcome][]
}

function createRefusals(): Refusals {
  const found = new Map<number, LineFinding[]>()
  return {
    add(errors) {
      for (const error of errors) {
        const [, , no = '0', ...rest] = error.pointer.split('/')
        const pointer = rest.length === 0 ? '' : `/${rest.join('/')}`
        found.set(Number(no), [...(found.get(Number(no)) ?? []), lineErrorOf({ ...error, pointer })])
      }
    },
    others: (lines) => lines.filter(({ no }) => !found.has(no)),
    outcomes: () => [...found].map(([no, findings]) => [no, { findings }]),
  }
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

/** The organs of the lines; refused: those that are not in use, and those that the caller does not keep. */
async function organsOf(
  db: pg.PoolClient,
  caller: Caller,
  lines: readonly Line<StaffInput>[],
  refused: Refusals,
): Promise<Map<string, Organ>> {
  const codes = [...new Set(lines.map(({ value }) => value.organisation))]
  const organs = new Map((await livingOrganisations(db, codes)).map((organ) => [organ.code, organ]))
  const message = { en: 'No organisation in use has this code', zh: '没有该代码的在用机构' }
  refused.add(
    lines.flatMap(({ no, value }) => {
      const organ = organs.get(value.organisation)
      if (organ === undefined)
        return [inLine(no, { pointer: '/organisation', code: 'ORGANISATION_UNKNOWN', message })]
      return keepsRightsOf(caller, organ) ? [] : [inLine(no, OUT_OF_REACH)]
    }),
  )
  return organs
}

/**
 * A number of somebody whom the caller does not keep, and the own entry. Who names an organ that he does not keep has been
 * told so, and does not hear besides which numbers others have.
 */
function foreignErrors(
  caller: Caller,
  lines: readonly Line<StaffInput>[],
  known: ReadonlyMap<string, StaffRow>,
  organs: ReadonlyMap<string, Organ>,
): InputError[] {
  const own = tokenOf(caller)
  return lines.flatMap(({ no, value }) => {
    const before = known.get(value.staffNo)
    const organ = organs.get(value.organisation)
    const isKept = organ !== undefined && keepsRightsOf(caller, organ)
    if (isKept && before !== undefined && !keepsRightsOf(caller, organOf(before)))
      return [inLine(no, { pointer: '/staffNo', code: 'STAFF_NO_TAKEN', message: NO_TAKEN })]
    const isOwn = tokenOf(value) === own || (before !== undefined && tokenOf(before) === own)
    return isOwn ? [inLine(no, { pointer: '/staffNo', code: 'OWN_ENTRY', message: OWN })] : []
  })
}

const tokensOf = (lines: readonly Line<StaffInput>[]) =>
  lines.flatMap(({ value: { issuer, subject } }) =>
    issuer === undefined || subject === undefined ? [] : [{ issuer, subject }],
  )

export const OUT_OF_REACH: InputError = {
  pointer: '/organisation',
  code: 'OUT_OF_REACH',
  message: { en: 'You do not keep the people of this organ', zh: '您无权维护该机构的人员' },
}
const TAKEN = {
  en: 'This token belongs to another entry of the register',
  zh: '该 issuer、subject 已登记给其他人员',
}
const NO_TAKEN = { en: 'This staff number is taken', zh: '该工号已被使用' }
const OWN = { en: 'Nobody keeps his own entry: ask another', zh: '不能维护本人的登记，请由他人办理' }
