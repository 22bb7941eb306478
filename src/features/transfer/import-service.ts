import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { endJob, type JobRow, jobStates } from '../../jobs/job-service.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import {
  type ImportLine,
  type ImportRow,
  type RefusedLine,
  selectFindings,
  selectImport,
  selectImports,
  selectLines,
  selectOpenJobs,
  settleStates,
} from './import-store.js'
import type { KindName } from './kind-names.js'

export type { ImportMode } from './import-store.js'

/** An import that the caller began (本人的导入), as it stands; 404 else. */
export async function ownImport(db: Queryable, caller: Caller, importId: string): Promise<ImportRow> {
  const row = await selectImport(db, importId)
  if (row === undefined || row.created_by !== subjectOf(caller)) throw problem('NOT_FOUND')
  return (await withJobStates(db, [row]))[0] ?? row
}

/** A page of the caller's imports of some kinds, the newest first. */
export async function ownImports(
  db: Queryable,
  caller: Caller,
  kinds: readonly KindName[],
  after: string | undefined,
  limit: number,
): Promise<ImportRow[]> {
  return withJobStates(db, await selectImports(db, subjectOf(caller), kinds, after, limit))
}

/** A page of what became of the lines of an import that the caller began (逐行结果). */
export async function ownImportLines(
  db: Queryable,
  caller: Caller,
  { importId, outcome }: { importId: string; outcome: string | undefined },
  after: number,
  limit: number,
): Promise<ImportLine[]> {
  await ownImport(db, caller, importId)
  return selectLines(db, importId, outcome, after, limit)
}

/** A page of the refused lines of an import that the caller began (导入问题), with its kind. */
export async function ownImportFindings(
  db: Queryable,
  caller: Caller,
  importId: string,
  after: number,
  limit: number,
): Promise<{ kind: KindName; rows: RefusedLine[] }> {
  const { kind } = await ownImport(db, caller, importId)
  return { kind, rows: await selectFindings(db, importId, after, limit) }
}

/**
 * Ends an import on the word of who began it (取消导入): at once where nobody works on it, else after the batch in hand.
 * What is written stays. One that is over stays as it is. 404 for those of others.
 */
export async function cancelImport(
  db: pg.PoolClient,
  caller: Caller,
  importId: string,
  audit: (db: Queryable, job: JobRow) => Promise<void>,
): Promise<ImportRow> {
  const before = await ownImport(db, caller, importId)
  const isOpen = before.state === 'checking' || before.state === 'applying'
  const job = isOpen && before.job_id !== null ? await endJob(db, before.job_id) : undefined
  if (job === undefined) return before
  await audit(db, job)
  await settleImports(db)
  return ownImport(db, caller, importId)
}

/** Writes down which imports ended with their jobs: given up, or ended on request. They go on when their job does. */
export async function settleImports(db: Queryable): Promise<void> {
  const open = await selectOpenJobs(db)
  if (open.length === 0) return
  const states = await jobStates(db, open)
  const over = [...states].filter(([, state]) => state === 'failed' || state === 'cancelled')
  if (over.length > 0) await settleStates(db, over)
}

/** An import is over as soon as its job is, and goes on as soon as that is let go on. */
async function withJobStates(db: Queryable, rows: ImportRow[]): Promise<ImportRow[]> {
  const unsure = rows.flatMap(({ state, job_id: id }) => (UNSURE.has(state) && id !== null ? [id] : []))
  const states = unsure.length === 0 ? new Map<string, string>() : await jobStates(db, unsure)
  return rows.map((row) => {
    const state = states.get(row.job_id ?? '')
    if (state === 'failed' || state === 'cancelled') return { ...row, state }
    const goesOn = state !== undefined && (row.state === 'failed' || row.state === 'cancelled')
    return goesOn ? { ...row, state: 'checking', finished_at: null } : row
  })
}

/** What its job may know better. */
const UNSURE: ReadonlySet<ImportRow['state']> = new Set(['checking', 'applying', 'failed', 'cancelled'])
