import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import type { JobRow } from '../../jobs/job-service.js'
import type { Caller } from '../../shared/caller.js'
import { type InputError, outOfReach, problem } from '../../shared/problem.js'
import { lockTree, selectLineage } from './division-moves-store.js'
import { mayWriteDivision } from './division-rights.js'
import { selectRoots } from './division-store.js'
import {
  type DivisionInput,
  type KnownDivision,
  MOST_TOLD,
  movedRows,
  normalised,
  placedRows,
  type Row,
  type TellTwice,
} from './division-tree.js'
import { type DivisionWrite, importDivisions } from './division-writes.js'
import { orderPlacing } from './placing.js'

export interface ImportedDivisions {
  /** Rows that are new or other than what was there. */
  written: DivisionWrite[]
  created: ReadonlySet<string>
  unchanged: number
  /** Divisions that stand under another parent now. */
  moved: string[]
  /** What is above all of them, as it was and as it is. */
  divisions: string[]
  /** What lies below them is placed anew by this job. */
  job?: JobRow
}

/** What is there of the rows, under the lock of the tree: two imports that are right by themselves could make a ring together. */
export interface Surroundings {
  known: ReadonlyMap<string, KnownDivision>
  roots: string[]
}

export async function surroundingsOf(db: Queryable, rows: readonly Row[]): Promise<Surroundings> {
  await lockTree(db)
  const codes = new Set<string>()
  for (const { code, parent } of rows) {
    codes.add(code)
    if (parent !== undefined) codes.add(parent)
  }
  return { known: await selectLineage(db, [...codes]), roots: await selectRoots(db) }
}

/** What would be written for the rows, and what speaks against them, each with its place; `OUT_OF_REACH` among it. */
export function planDivisions(
  caller: Caller,
  rows: readonly Row[],
  { known, roots }: Surroundings,
  twice?: TellTwice,
): { writes: DivisionWrite[]; errors: InputError[]; divisions: string[] } {
  const errors: InputError[] = []
  const writes = placedRows(rows, known, errors, twice)
  if (writes.length < rows.length) return { writes, errors, divisions: roots }
  const top = { roots }
  const divisions = new Set<string>()
  rows.forEach((row, index) => {
    const { ancestors = [], parent_code = null } = writes[index] ?? {}
    const before = known.get(row.code)
    const above = ancestors
      .slice(1)
      .map((each) => known.get(each))
      .find((each) => each !== undefined)
    for (const each of [...(before?.ancestors.slice(1) ?? []), ...(above?.ancestors ?? [])])
      divisions.add(each)
    if (ancestors.length === 0) return
    const change = { before, parent: parent_code ?? undefined, above }
    const pointer = `/divisions/${row.index}/parent`
    if (!mayWriteDivision(caller, change, top)) errors.push({ ...OUT_OF_REACH, pointer })
    // Who stands above all would stand above all no longer, and nobody could take it back.
    else if (row.parent === undefined && before === undefined && roots.length > 0)
      errors.push({ ...ROOT_EXISTS, pointer })
    else if (row.parent === undefined && (before?.parent_code ?? null) !== null)
      errors.push({ ...PARENT_MISSING, pointer })
  })
  return { writes, errors, divisions: divisions.size === 0 ? roots : [...divisions] }
}

/**
 * Writes what was planned without errors. What lies below a division that moves is placed anew by a job; rights over an
 * organ's own cases go by its code and do not wait for that.
 */
export async function writeDivisions(
  db: Queryable,
  caller: Caller,
  writes: readonly DivisionWrite[],
  { known, divisions }: { known: ReadonlyMap<string, KnownDivision>; divisions: string[] },
): Promise<ImportedDivisions> {
  const written = writes.filter((row) => !isSame(row, known.get(row.code)))
  const created = new Set(written.flatMap(({ code }) => (known.has(code) ? [] : [code])))
  const versions = await importDivisions(db, written)
  const moved = movedRows(written, known)
  const codes = moved.map(({ row }) => row.code)
  const told = { written, created, unchanged: writes.length - written.length, moved: codes, divisions }
  if (moved.length === 0) return told
  await emit(db, ...moved.map((move) => moveEvent(move, versions, caller)))
  return { ...told, job: await orderPlacing(db, caller, { divisions: codes, organisations: [] }, divisions) }
}

const isSame = (row: DivisionWrite, before: KnownDivision | undefined): boolean =>
  before !== undefined &&
  before.parent_code === row.parent_code &&
  before.name === row.name &&
  before.name_en === row.name_en

/**
 * Imports divisions (区划导入), all or nothing: every row is looked at and every finding told. A parent must be known or
 * stand among the rows, and nothing stands below itself. 403: out of reach, before or after.
 */
export async function importDivisionRows(
  db: Queryable,
  caller: Caller,
  inputs: DivisionInput[],
): Promise<ImportedDivisions> {
  const errors: InputError[] = []
  const rows = normalised(inputs, errors)
  const around = await surroundingsOf(db, rows)
  const plan = planDivisions(caller, rows, around)
  const faults = [...errors, ...plan.errors.filter(({ code }) => !SECOND.has(code))]
  if (faults.length > 0) throw problem('RULE_VIOLATED', { errors: faults.slice(0, MOST_TOLD) })
  if (plan.errors.some(({ code }) => code === OUT_OF_REACH.code)) throw outOfReach()
  if (plan.errors.length > 0) throw problem('RULE_VIOLATED', { errors: plan.errors.slice(0, MOST_TOLD) })
  return writeDivisions(db, caller, plan.writes, { known: around.known, divisions: plan.divisions })
}

const OUT_OF_REACH = {
  code: 'OUT_OF_REACH',
  message: { en: 'The division lies outside your grants', zh: '该区划不在您的授权范围内' },
}
const ROOT_EXISTS = {
  code: 'ROOT_EXISTS',
  message: {
    en: 'The tree has its top: name the division below which this one stands',
    zh: '区划树已有顶层区划，请写明上级区划',
  },
}
const PARENT_MISSING = {
  code: 'PARENT_MISSING',
  message: {
    en: 'The division stands below another: name the one that it shall stand below',
    zh: '该区划已有上级区划，请写明上级区划',
  },
}
/** Told only where nothing else speaks against the rows. */
const SECOND = new Set([OUT_OF_REACH.code, ROOT_EXISTS.code, PARENT_MISSING.code])

function moveEvent(
  { row, before }: { row: DivisionWrite; before: KnownDivision },
  versions: ReadonlyMap<string, number>,
  caller: Caller,
): EventDraft {
  return {
    type: 'division.move',
    no: row.code,
    version: versions.get(row.code) ?? before.version + 1,
    payload: { code: row.code, parent: row.parent_code ?? '' },
    actor: actingCaller(caller, 'operator'),
    sight: { organs: [], divisions: [...new Set([...row.ancestors, ...before.ancestors])] },
  }
}
