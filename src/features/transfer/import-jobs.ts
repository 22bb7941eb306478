import type pg from 'pg'
import {
  createJobRunner,
  type JobContext,
  type JobRunner,
  type JobStep,
  type JobWork,
} from '../../jobs/runner.js'
import { entryBatches } from './import-entries-work.js'
import { auditBatch, putLines, readLines } from './import-lines-work.js'
import { nextLines, type UploadPlace } from './import-pieces.js'
import { settleImports } from './import-service.js'
import { deleteOldImports, type ImportRow } from './import-store.js'
import {
  addCounts,
  deleteOutcomes,
  endChecking,
  insertFindings,
  insertOutcomes,
  lockImport,
  saveProgress,
  selectAccepted,
  selectFirstLines,
} from './import-work-store.js'
import { type Importer, importerNow, rightLost } from './importer-now.js'
import { deleteStaged, finishImport, saveApplied } from './items/import-apply-store.js'
import type { Refusal } from './items/import-check.js'
import { isEntryKind } from './items/import-kind.js'
import type { LineKind, TransferDeps } from './kind.js'
import { LINE_KINDS } from './kinds.js'
import { lineError, linesTwice } from './line.js'

export const IMPORT_JOB = 'import'
/** Bytes of lines that are in memory at once, unless one line is longer. */
const BATCH_BYTES = 4 * 1024 * 1024
const WHOLE_BYTES = 32 * 1024 * 1024
const MANY_LINES = 1000
const TIDY_ROWS = 5000

/** How the lines of an import are worked on, a batch at a time, each in the transaction of its job. */
export interface Batches {
  /** Looks at the next lines; gives whether any were left. */
  check(db: pg.PoolClient, row: ImportRow, by: Importer): Promise<boolean>
  /** Writes everything, by rights read anew for each batch; gives the lines that are refused now: then nothing of it may stay. */
  applyAll(
    db: pg.PoolClient,
    row: ImportRow,
    context: JobContext,
  ): Promise<{ applied: number; refused: Refusal[] }>
  /** Writes the next good lines; `next` absent: that was all. */
  applyNext(
    db: pg.PoolClient,
    row: ImportRow,
    by: Importer,
    from: UploadPlace,
  ): Promise<{ line: number; applied: number; refused: Refusal[]; next?: UploadPlace }>
}

const BEGIN: UploadPlace = { bytes: 0, lines: 0 }

/**
 * 批量导入: looks at every line of an upload and writes the good ones, batch by batch; each batch is committed with its
 * progress, so that any instance goes on where another died (docs/adr/010-imports.md).
 */
export function createImportWork(deps: TransferDeps): JobWork {
  const entries = entryBatches(deps)
  return async (db, job, context) => {
    const { importId } = job.payload as { importId: string }
    const row = await lockImport(db, importId)
    if (row === undefined) return tidyStep(db, job)
    const batches = isEntryKind(row.kind) ? entries : lineBatches(deps, LINE_KINDS[row.kind])
    if (row.state === 'applying' && row.mode === 'all') return applyAllStep(db, row, batches, context)
    const by = await importerNow(db, row)
    if (by === undefined) return rightLostStep(db, row)
    if (row.state === 'checking')
      return checkStep(db, row, by, batches, (job.position as UploadPlace | null) ?? BEGIN)
    return applyNextStep(db, row, by, batches, (job.position as UploadPlace | null) ?? BEGIN)
  }
}

/** The work of imports alone: for the command line and tests. */
export const createImporter = (deps: TransferDeps): JobRunner =>
  createJobRunner({ pool: deps.pool, log: deps.log, kinds: { [IMPORT_JOB]: createImportWork(deps) } })

/** What was put aside for what is finished is removed, some rows at a time; then the job is done. */
async function tidyStep(db: pg.PoolClient, { done }: { done: number }): Promise<JobStep> {
  const isDone = (await deleteStaged(db, TIDY_ROWS)) === 0
  return { position: {}, done, total: done, isDone }
}

/** Ends an import whose beginner lost the right: what was written by it stays, nothing more comes. */
async function rightLostStep(db: pg.PoolClient, row: ImportRow): Promise<JobStep> {
  const next = 1 + (row.state === 'checking' ? row.read_lines : row.applied_line)
  await finishImport(db, row.import_id, { state: 'refused' })
  await insertFindings(db, row.import_id, [rightLost(Math.min(next, row.lines))])
  return { position: {}, done: 2 * row.lines, total: 2 * row.lines, isDone: false }
}

async function checkStep(
  db: pg.PoolClient,
  row: ImportRow,
  by: Importer,
  batches: Batches,
  /** Where the writing stood, of an import that was ended and goes on. */
  position: UploadPlace,
): Promise<JobStep> {
  if (!(await batches.check(db, row, by))) await endChecking(db, row.import_id)
  return {
    position,
    done: row.read_lines,
    total: 2 * row.lines,
    isDone: false,
  }
}

/** Everything in one transaction: readers see nothing of it, or all. */
async function applyAllStep(
  db: pg.PoolClient,
  row: ImportRow,
  batches: Batches,
  context: JobContext,
): Promise<JobStep> {
  await db.query('savepoint everything')
  const { applied, refused } = await batches.applyAll(db, row, context)
  if (refused.length > 0) {
    await db.query('rollback to savepoint everything')
    await finishImport(db, row.import_id, { state: 'refused', applied: 0, refusedNow: refused.length })
    await insertFindings(db, row.import_id, refused)
  } else await finishImport(db, row.import_id, { state: 'done', applied })
  return { position: {}, done: 2 * row.lines, total: 2 * row.lines, isDone: false }
}

async function applyNextStep(
  db: pg.PoolClient,
  row: ImportRow,
  by: Importer,
  batches: Batches,
  from: UploadPlace,
): Promise<JobStep> {
  const { line, applied, refused, next } = await batches.applyNext(db, row, by, from)
  await saveApplied(db, row.import_id, { line, applied, refused: refused.length })
  if (refused.length > 0) await insertFindings(db, row.import_id, refused)
  if (next === undefined) await finishImport(db, row.import_id, { state: 'done' })
  const done = next === undefined ? 2 * row.lines : row.lines + line
  return { position: next ?? {}, done, total: 2 * row.lines, isDone: false }
}

/** A line, a thing: looked at by putting it and taking that back, so that check and writing are the same code. */
function lineBatches(deps: TransferDeps, kind: LineKind): Batches {
  const open = kind.personal === true ? deps.encryption : undefined
  const most = { lines: kind.most, bytes: kind.most > MANY_LINES ? WHOLE_BYTES : BATCH_BYTES }
  const apply = async (db: pg.PoolClient, row: ImportRow, { caller }: Importer, from: UploadPlace) => {
    const { lines, next } = await nextLines(db, row, from, most, open)
    const { given } = await readLines(kind, lines)
    const accepted = await selectAccepted(db, row.import_id, from.lines + 1, next.lines)
    const put = await putLines(
      kind,
      { db, deps, caller },
      given.filter(({ line }) => accepted.has(line)),
    )
    await auditBatch(db, caller, row, put.written)
    return { ...put, next, isMore: lines.length > 0 }
  }
  return {
    async check(db, row, { caller }) {
      const from = { bytes: row.read_bytes, lines: row.read_lines }
      const { lines, next } = await nextLines(db, row, from, most, open)
      if (lines.length === 0) return false
      const read = await readLines(kind, lines)
      await db.query('savepoint look')
      const put = await putLines(kind, { db, deps, caller }, read.given)
      await db.query('rollback to savepoint look')
      const taken = await insertOutcomes(db, row.import_id, put.written)
      const again = put.written.filter(({ line }) => !taken.has(line))
      const refused = [...read.refused, ...put.refused, ...(await twice(db, row, kind, again))]
      if (refused.length > 0) await insertFindings(db, row.import_id, refused)
      const good = put.written.filter(({ line }) => taken.has(line))
      const unchanged = good.filter(({ is }) => is === 'unchanged').length
      await addCounts(db, row.import_id, {
        accepted: good.length - unchanged,
        refused: refused.length,
        unchanged,
      })
      await saveProgress(db, row.import_id, { readBytes: next.bytes, readLines: next.lines })
      return true
    },
    async applyAll(db, row, { signal, tell }) {
      let applied = 0
      for (let from = BEGIN; ; ) {
        const by = await importerNow(db, row)
        if (by === undefined) return { applied: 0, refused: [rightLost(Math.min(from.lines + 1, row.lines))] }
        const { written, refused, next, isMore } = await apply(db, row, by, from)
        if (refused.length > 0) return { applied: 0, refused }
        applied += written.length
        tell({ done: row.lines + next.lines })
        signal.throwIfAborted()
        if (!isMore) break
        from = next
      }
      kind.forget?.(deps)
      return { applied, refused: [] }
    },
    async applyNext(db, row, by, from) {
      const { written, refused, next, isMore } = await apply(db, row, by, from)
      if (refused.length > 0)
        await deleteOutcomes(
          db,
          row.import_id,
          refused.map(({ line }) => line),
        )
      kind.forget?.(deps)
      return { line: next.lines, applied: written.length, refused, ...(isMore ? { next } : {}) }
    },
  }
}

/** Lines that name what an earlier one names; both are told. */
async function twice(
  db: pg.PoolClient,
  { import_id: importId }: ImportRow,
  { codeMember }: LineKind,
  lines: readonly { line: number; code: string }[],
): Promise<Refusal[]> {
  if (lines.length === 0) return []
  const first = await selectFirstLines(
    db,
    importId,
    lines.map(({ code }) => code),
  )
  return lines.map(({ line, code }) => {
    const { en, zh } = linesTwice(first.get(code) ?? 0, line)
    const finding = lineError('CODE_TWICE', `/${codeMember}`, en, zh)
    return { line, item_code: code, findings: [finding] }
  })
}

/**
 * So many imports run beside each other over all instances, each of another caller: who brings a province's catalogue
 * holds up nobody's list of windows. Each takes a connection, and requests keep most of them.
 */
export const importsBeside = (poolSize: number): number => Math.min(3, Math.max(1, Math.floor(poolSize / 3)))

/** Removes uploads that broke off with their instance, what was put aside for what is finished, and old imports. */
export async function sweepImports(pool: pg.Pool): Promise<number> {
  await settleImports(pool)
  while ((await deleteStaged(pool, TIDY_ROWS)) > 0);
  return deleteOldImports(pool)
}
