import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import type { JobRow } from '../../jobs/job-service.js'
import type { Caller } from '../../shared/caller.js'
import { type InputError, outOfReach, problem, ruleViolated } from '../../shared/problem.js'
import { lockTree, selectLineage } from './division-moves-store.js'
import { mayWriteDivision } from './division-rights.js'
import { selectRoots } from './division-store.js'
import {
  type DivisionInput,
  type KnownDivision,
  movedRows,
  normalised,
  placedRows,
  uprooted,
} from './division-tree.js'
import { type DivisionWrite, importDivisions } from './division-writes.js'
import { orderPlacing } from './placing.js'

export interface ImportedDivisions {
  written: number
  /** Divisions that stand under another parent now. */
  moved: string[]
  /** What is above all of them, as it was and as it is. */
  divisions: string[]
  /** What lies below them is placed anew by this job. */
  job?: JobRow
}

/**
 * Imports divisions (区划导入), all or nothing: every row is looked at and every finding told. A parent must be known or
 * stand among the rows, and nothing stands below itself. What lies below a division that moves is placed anew by a job;
 * rights over an organ's own cases go by its code and do not wait for that. 403: out of reach, before or after.
 */
export async function importDivisionRows(
  db: Queryable,
  caller: Caller,
  inputs: DivisionInput[],
): Promise<ImportedDivisions> {
  const errors: InputError[] = []
  const rows = normalised(inputs, errors)
  // Two imports that are right by themselves could make a ring together.
  await lockTree(db)
  const known = await selectLineage(db, [
    ...new Set(rows.flatMap(({ code, parent }) => (parent === undefined ? [code] : [code, parent]))),
  ])
  const written = placedRows(rows, known, errors)
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors: errors.slice(0, 1000) })
  const divisions = await mustReachAll(db, caller, written, known)
  const second = rows.findIndex((row) => row.parent === undefined && !known.has(row.code))
  // Who stands above all would stand above all no longer, and nobody could take it back.
  if (second !== -1 && (await selectRoots(db)).length > 0) throw rootExists(second)
  const index = uprooted(rows, known)
  if (index !== undefined) throw parentMissing(index)
  const versions = await importDivisions(db, written)
  const moved = movedRows(written, known)
  if (moved.length === 0) return { written: versions.size, moved: [], divisions }
  await emit(db, ...moved.map((move) => moveEvent(move, versions, caller)))
  const codes = moved.map(({ row }) => row.code)
  const job = await orderPlacing(db, caller, { divisions: codes, organisations: [] }, divisions)
  return { written: versions.size, moved: codes, divisions, job }
}

const rootExists = (index: number) =>
  ruleViolated(`/divisions/${index}/parent`, 'ROOT_EXISTS', {
    en: 'The tree has its top: name the division below which this one stands',
    zh: '区划树已有顶层区划，请写明上级区划',
  })

const parentMissing = (index: number) =>
  ruleViolated(`/divisions/${index}/parent`, 'PARENT_MISSING', {
    en: 'The division stands below another: name the one that it shall stand below',
    zh: '该区划已有上级区划，请写明上级区划',
  })

/** 403 where one of the rows is beyond the caller's reach. Gives the divisions above what is written, before and after. */
async function mustReachAll(
  db: Queryable,
  caller: Caller,
  written: readonly DivisionWrite[],
  known: ReadonlyMap<string, KnownDivision>,
): Promise<string[]> {
  const top = { roots: await selectRoots(db) }
  const changes = written.map(({ code, parent_code, ancestors }) => ({
    before: known.get(code),
    parent: parent_code ?? undefined,
    above: ancestors
      .slice(1)
      .map((each) => known.get(each))
      .find((each) => each !== undefined),
  }))
  if (!changes.every((change) => mayWriteDivision(caller, change, top))) throw outOfReach()
  const places = changes.flatMap(({ before, above }) => [
    ...(before?.ancestors.slice(1) ?? []),
    ...(above?.ancestors ?? []),
  ])
  return places.length === 0 ? top.roots : [...new Set(places)]
}

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
