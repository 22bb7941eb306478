import type pg from 'pg'
import { rolesOverOrgan } from '../../../shared/caller.js'
import { canonicalJson } from '../../../shared/canonical-json.js'
import { findClassified } from '../../../shared/classified.js'
import { holdsSomebodysNumber } from '../../../shared/masks.js'
import type { InputError } from '../../../shared/problem.js'
import { type LegalDate, legalDateOf } from '../../../shared/time.js'
import { itemsInForce } from '../../catalogue/item-service.js'
import { predecessorsOf } from '../../divisions/division-service.js'
import type { Given, Outcome, Putting } from '../../transfer/kind.js'
import { type LineFinding, lineError, lineErrorOf } from '../../transfer/line.js'
import { type Bringing, bringIn } from './bring-in.js'
import { checkOldCase } from './old-case.js'
import type { OldCaseLine } from './old-case-schemas.js'
import {
  insertOldCases,
  type OldCaseRow,
  type OldCaseWrite,
  readForOldCases,
  selectOldCases,
} from './old-case-store.js'

/** Who may bring old cases in (历史办件导入): who keeps the system or the centres, over the organ of the case. */
export const BRINGERS = ['operator', 'manager'] as const

type Line = OldCaseLine
type InForce = Awaited<ReturnType<typeof itemsInForce>>[number]

/**
 * Brings cases of an earlier system in (历史办件导入, docs/adr/035-old-cases.md): the same few statements for one as for a
 * thousand. A line that is here already says so; one that says something else of the same case is refused, and a refused
 * line has written nothing.
 */
export async function putOldCases(
  putting: Putting,
  lines: readonly Given<Line>[],
): Promise<ReadonlyMap<number, Outcome>> {
  const { db } = putting
  const around = await surroundingsOf(putting, lines)
  const write: OldCaseWrite = {
    cases: [],
    parties: [],
    materials: [],
    clocks: [],
    forms: [],
    events: [],
    known: [],
  }
  const outcomes = new Map<number, Outcome>()
  const named = new Set<string>()
  for (const [index, { line, value }] of lines.entries()) {
    const key = keyOf(value)
    const judged = await judgeLine(around, value, { index, isNamed: named.has(key) })
    named.add(key)
    if ('write' in judged) add(write, judged.write)
    outcomes.set(line, 'write' in judged ? { is: 'created' } : judged)
  }
  if (write.cases.length > 0) await insertOldCases(db, write)
  return outcomes
}

interface Around extends Omit<Bringing, 'serial' | 'place'> {
  serials: readonly number[]
  inForce: ReadonlyMap<string, InForce>
  here: ReadonlyMap<string, OldCaseRow>
  predecessors: PredecessorsOf
}

/** What is read for a batch: the same statements, however many lines it has. */
async function surroundingsOf({ db, caller, deps }: Putting, lines: readonly Given<Line>[]): Promise<Around> {
  const { encryption, items, dictionaries, workflows, calendars } = deps
  if (items === undefined || dictionaries === undefined || workflows === undefined)
    throw new Error('old cases are brought into a service that runs')
  const values = lines.map(({ value }) => value)
  const inForce = await itemsInForce(db, [...new Set(values.map(({ itemCode }) => itemCode))])
  const { now, serials, calendar_revision } = await readForOldCases(db, lines.length)
  const here = await selectOldCases(db, values)
  return {
    ...{ encryption, items, dictionaries, workflows, caller, now, serials, today: legalDateOf(now) },
    calendars: await calendars.at(calendar_revision, db),
    inForce: new Map(inForce.map((row) => [row.item_code, row])),
    here: new Map(here.map((row) => [keyOf(row), row])),
    predecessors: organReader(db),
  }
}

/** What becomes of a line: rows to be written, or its outcome. Whether something lies beyond the caller's reach is not told. */
async function judgeLine(
  around: Around,
  value: Line,
  { index, isNamed }: { index: number; isNamed: boolean },
): Promise<{ write: OldCaseWrite } | Outcome> {
  const { encryption, caller, today } = around
  const found = await placeOf(value, around.inForce.get(value.itemCode), around.predecessors)
  if ('finding' in found) return { findings: [found.finding] }
  const { place } = found
  const roles = rolesOverOrgan(caller, place.organ, value.itemCode)
  if (!BRINGERS.some((role) => roles.has(role))) return { findings: [BEYOND] }
  // One that an earlier line names is told by who counts the lines.
  if (isNamed) return { is: 'unchanged' }
  const lineIndex = encryption.blindIndex('oldCase', canonicalJson(value))
  const before = around.here.get(keyOf(value))
  if (before !== undefined) return asBefore(before, place.organ.code, lineIndex)
  const wrong = wrongOn(value, today)
  if (wrong.length > 0) return { findings: wrong.map(lineErrorOf) }
  const brought = await bringIn({ ...around, serial: around.serials[index] ?? 0, place }, value, lineIndex)
  return 'errors' in brought ? { findings: brought.errors.map(lineErrorOf) } : { write: brought }
}

const keyOf = ({ number, system }: { number: string; system: string }): string => `${system} ${number}`

function add(write: OldCaseWrite, more: OldCaseWrite): void {
  for (const name of Object.keys(write) as (keyof OldCaseWrite)[])
    (write[name] as unknown[]).push(...more[name])
}

/** The case is here: the same line changes nothing, and another one neither. */
function asBefore(before: OldCaseRow, organ: string, lineIndex: Buffer): Outcome {
  if (before.organisation_code !== organ) return { findings: [BEYOND] }
  if (before.line_index.equals(lineIndex)) return { is: 'unchanged' }
  return { findings: [lineError('ALREADY_HERE', '/number', ALREADY_HERE.en, ALREADY_HERE.zh)] }
}

function wrongOn(value: Line, today: LegalDate): InputError[] {
  const marked = findClassified(value)
  if (marked !== undefined) return [{ pointer: marked, code: 'CLASSIFIED_MATERIAL', message: CLASSIFIED }]
  const errors = checkOldCase(value, today)
  if (holdsSomebodysNumber(value.number))
    errors.unshift({ pointer: '/number', code: 'NUMBER_PERSONAL', message: PERSONAL })
  return errors
}

type PredecessorsOf = (organ: string) => Promise<readonly string[]>

/** Asked once of each organ, and only where a line names another than the item's. */
function organReader(db: pg.PoolClient): PredecessorsOf {
  const known = new Map<string, Promise<readonly string[]>>()
  return (organ) => {
    const asked = known.get(organ) ?? predecessorsOf(db, organ)
    known.set(organ, asked)
    return asked
  }
}

/** Whose the case is: the organ of the item today, or one that went into it since. */
async function placeOf(
  { organisation, itemVersion }: Line,
  item: InForce | undefined,
  predecessors: PredecessorsOf,
): Promise<{ place: Bringing['place'] } | { finding: LineFinding }> {
  if (item === undefined) return { finding: lineError('ITEM_UNKNOWN', '/itemCode', ITEM.en, ITEM.zh) }
  const { organisation_code: today, divisions } = item
  const code = organisation ?? today
  const isOther = code !== today
  if (isOther && !(await predecessors(today)).includes(code))
    return { finding: lineError('ORGAN_NOT_OF_ITEM', '/organisation', ORGAN.en, ORGAN.zh) }
  return {
    place: {
      organ: { code, divisions, ...(isOther ? { successor: today } : {}) },
      divisionCode: item.division_code,
      version: itemVersion ?? item.in_force_version,
    },
  }
}

const BEYOND = lineError(
  'OUT_OF_REACH',
  '',
  'Cases of this organ are brought in by operators and managers whose grant reaches it',
  '该机构的历史办件须由授权范围覆盖该机构的系统管理员或中心管理员导入',
)
const ITEM = { en: 'There is no such published item', zh: '没有该已发布事项' }
const ORGAN = {
  en: 'Neither the organ of the item nor one that went into it',
  zh: '不是该事项的实施机构，也不是并入该机构的机构',
}
const ALREADY_HERE = {
  en: 'This case is here, and came in with another content; an import changes none',
  zh: '该办件已经导入，且内容与本行不同；导入不会修改已有办件',
}
const CLASSIFIED = {
  en: 'Classified material does not come over this network',
  zh: '涉密内容不得通过本系统导入',
}
const PERSONAL = {
  en: 'The number of a case must not hold the number of a person: use the running number',
  zh: '办件编号中不得包含个人证件号码或者电话，请使用流水号',
}
