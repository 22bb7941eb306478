import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { toDatabaseError } from '../../../database/errors.js'
import type { Log } from '../../../database/log.js'
import { withTransaction } from '../../../database/transaction.js'
import { emit } from '../../../events/emit.js'
import type { EventDraft } from '../../../events/make-event.js'
import { newId } from '../../../shared/ids.js'
import { versionEvent } from '../item-events.js'
import type { ItemReader } from '../item-reader.js'
import { replaceSearchEntries } from '../item-search.js'
import { selectToday } from '../item-store.js'
import {
  type AppliedLine,
  applyEntries,
  deleteStaged,
  finishImport,
  saveApplied,
  selectAppliedVersions,
  tellApplied,
} from './import-apply-store.js'
import { checkLines, type Refusal } from './import-check.js'
import { CODE_MEMBERS } from './import-kind.js'
import { isBlank, type Line, linesOf } from './import-lines.js'
import { deleteOldImports, type ImportRow } from './import-store.js'
import {
  addCounts,
  claimImport,
  countFailure,
  endChecking,
  insertFindings,
  releaseImport,
  saveProgress,
  selectChunk,
  selectFirstLines,
  stageEntries,
} from './import-work-store.js'
import { LINE_LIMIT, lineError } from './line.js'

/** Lines that are checked, and bytes of them, before progress is saved. */
const CHECK_LINES = 100
const CHECK_BYTES = 4 * 1024 * 1024
/** Lines of one applying statement: far below the limit of a statement, and few enough that requests go on meanwhile. */
const APPLY_LINES = 100
const POLL_MS = 1000
const TIDY_ROWS = 5000

export interface ImporterDeps {
  pool: pg.Pool
  log: Log
  items: Pick<ItemReader, 'forgetAll'>
}

export interface Importer {
  start(): void
  /** Works until no import is left that it may take; for tests and the command line. */
  drain(): Promise<void>
  /** Leaves off at the next batch; another instance goes on at once. */
  stop(): Promise<void>
}

/** Somebody else has the work, or this instance is stopping: nothing of the batch in hand stays. */
class WorkLost extends Error {}

/**
 * 事项导入: checks uploads line by line and applies them, in batches that each are one transaction with its progress. Any
 * instance takes over what another left lying (docs/adr/010-imports.md).
 */
export function createImporter({ pool, log, items }: ImporterDeps): Importer {
  const worker = newId()
  let stopping = new AbortController()
  let running: Promise<void> | undefined
  const mustGoOn = (isOurs: boolean): void => {
    if (!isOurs || stopping.signal.aborted) throw new WorkLost()
  }

  /** Reads on where the last batch ended. */
  const check = async (row: ImportRow): Promise<void> => {
    const today = await selectToday(pool)
    let done = { readBytes: row.read_bytes, readLines: row.read_lines }
    const save = async (lines: Line[]): Promise<void> => {
      const last = lines.at(-1)
      if (last === undefined) return
      const filled = lines.filter(({ bytes }) => bytes === undefined || !isBlank(bytes))
      const checked = await checkLines(pool, filled, { ...row, today })
      const next = { readBytes: last.next, readLines: last.number }
      await withTransaction(pool, async (db) => {
        mustGoOn(await saveProgress(db, row.import_id, worker, done.readBytes, next))
        const taken = await stageEntries(db, row.import_id, checked.entries, checked.versions)
        const again = checked.entries.filter(({ line }) => !taken.has(line))
        const refused = [...checked.refused, ...(await twice(db, row, again))]
        if (refused.length > 0) await insertFindings(db, row.import_id, refused)
        const staged = checked.entries.filter(({ line }) => taken.has(line))
        const unchanged = staged.filter((entry) => !entry.is_change).length
        await addCounts(db, row.import_id, {
          accepted: staged.length - unchanged,
          refused: refused.length,
          unchanged,
        })
      })
      done = next
    }
    let lines: Line[] = []
    let size = 0
    const from = { bytes: row.read_bytes, lines: row.read_lines }
    for await (const line of linesOf(piecesOf(pool, row), from, LINE_LIMIT)) {
      lines.push(line)
      size += line.bytes?.length ?? 0
      if (lines.length < CHECK_LINES && size < CHECK_BYTES) continue
      await save(lines)
      lines = []
      size = 0
    }
    await save(lines)
    const state = await endChecking(pool, row.import_id, worker)
    mustGoOn(state !== undefined)
    if (state === 'applying') await apply({ ...row, state })
  }

  const apply = (row: ImportRow): Promise<void> => (row.mode === 'all' ? applyAll(row) : applyValid(row))

  /** What people find and are shown of items, before it is committed; the directory is read where it stands. */
  const show = async (db: pg.PoolClient, row: ImportRow, rows: AppliedLine[]): Promise<void> => {
    if (row.kind !== 'items') return
    await emit(db, ...(await publishedBy(db, row, rows)))
    await replaceSearchEntries(db, codesOf(rows))
    items.forgetAll()
  }

  /** Everything in one transaction: readers see nothing of it, or all. */
  const applyAll = async (row: ImportRow): Promise<void> => {
    const { import_id: importId } = row
    try {
      await withTransaction(pool, async (db) => {
        let applied = 0
        for (let after = 0, rows: AppliedLine[] = []; ; after = rows.at(-1)?.line ?? after) {
          rows = await applyEntries(db, row, after, APPLY_LINES)
          const changed = rows.filter(({ is_done }) => !is_done)
          if (changed.length > 0) throw new ChangedMeanwhile(changed)
          await show(db, row, rows)
          applied += rows.length
          mustGoOn(await tellApplied(pool, importId, worker, applied))
          if (rows.length < APPLY_LINES) break
        }
        mustGoOn(await finishImport(db, importId, worker, { state: 'done', applied }))
      })
    } catch (failure) {
      if (!(failure instanceof ChangedMeanwhile)) throw failure
      await withTransaction(pool, async (db) => {
        const end = { state: 'refused', applied: 0, refusedNow: failure.lines.length } as const
        mustGoOn(await finishImport(db, importId, worker, end))
        await insertFindings(db, importId, failure.lines.map(changedMeanwhile))
      })
    }
  }

  /** Each batch for itself. */
  const applyValid = async (row: ImportRow): Promise<void> => {
    const { import_id: importId } = row
    let after = row.applied_line
    for (;;) {
      const rows = await withTransaction(pool, async (db) => {
        const rows = await applyEntries(db, row, after, APPLY_LINES)
        const changed = rows.filter(({ is_done }) => !is_done)
        const [applied, refused] = [rows.length - changed.length, changed.length]
        const batch = { from: after, line: rows.at(-1)?.line ?? after, applied, refused }
        mustGoOn(await saveApplied(db, importId, worker, batch))
        if (changed.length > 0) await insertFindings(db, importId, changed.map(changedMeanwhile))
        await show(db, row, rows)
        return rows
      })
      after = rows.at(-1)?.line ?? after
      if (rows.length < APPLY_LINES) break
    }
    mustGoOn(await finishImport(pool, importId, worker, { state: 'done' }))
  }

  /** One import, as far as it goes; false when there is none to be had. */
  const work = async (): Promise<boolean> => {
    const row = await claimImport(pool, worker)
    if (row === undefined) return false
    try {
      await (row.state === 'checking' ? check(row) : apply(row))
    } catch (failure) {
      if (failure instanceof WorkLost) return false
      if (toDatabaseError(failure)?.kind !== 'unavailable') await countFailure(pool, row.import_id, worker)
      throw failure
    } finally {
      await releaseImport(pool, worker).catch(() => {})
    }
    log.info(`import ${row.import_id}: worked through`)
    return true
  }

  const drain = async (): Promise<void> => {
    let worked = false
    while (!stopping.signal.aborted && (await work())) worked = true
    if (worked) await tidy(pool, stopping.signal)
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await drain()
      } catch (failure) {
        log.warn(`an import waits: ${describe(failure)}`)
      }
      await sleep(POLL_MS, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  return {
    drain,
    start() {
      running ??= run()
    },
    async stop() {
      stopping.abort()
      await running
      running = undefined
      stopping = new AbortController()
    },
  }
}

async function tidy(pool: pg.Pool, signal?: AbortSignal): Promise<void> {
  while (signal?.aborted !== true && (await deleteStaged(pool, TIDY_ROWS)) > 0);
}

/** Removes uploads that broke off with their instance, what was put aside for what is finished, and old imports. */
export async function sweepImports(pool: pg.Pool): Promise<number> {
  await tidy(pool)
  return deleteOldImports(pool)
}

/** The upload from a byte on, a piece at a time. */
async function* piecesOf(pool: pg.Pool, row: ImportRow): AsyncGenerator<Buffer> {
  let at = row.read_bytes
  while (at < row.bytes) {
    const chunk = await selectChunk(pool, row.import_id, at)
    if (chunk === undefined) throw new Error('a piece of the upload is missing')
    const piece = chunk.bytes.subarray(at - chunk.start_at)
    if (piece.length === 0) throw new Error('a piece of the upload is missing')
    yield piece
    at += piece.length
  }
}

/** Lines that name an entry that an earlier one names. */
async function twice(
  db: pg.PoolClient,
  { import_id: importId, kind }: ImportRow,
  entries: { line: number; item_code: string }[],
): Promise<Refusal[]> {
  if (entries.length === 0) return []
  const codes = entries.map(({ item_code }) => item_code)
  const first = await selectFirstLines(db, importId, codes)
  return entries.map(({ line, item_code }) => {
    const before = first.get(item_code)
    const pointer = `/versions/0/document/${CODE_MEMBERS[kind]}`
    return {
      line,
      item_code,
      findings: [
        lineError('CODE_TWICE', pointer, `Line ${before} has this entry`, `第 ${before} 行已有该条目`),
      ],
    }
  })
}

/** An entry was published, begun or put out of use while the import ran. */
class ChangedMeanwhile extends Error {
  constructor(readonly lines: AppliedLine[]) {
    super('entries were changed meanwhile')
  }
}

const changedMeanwhile = ({ line, item_code }: AppliedLine): Refusal => ({
  line,
  item_code,
  findings: [
    lineError(
      'CHANGED_MEANWHILE',
      '',
      'The entry was changed while the import ran: import it again',
      '导入过程中该条目被修改，请重新导入',
    ),
  ],
})

/** Never the message of a query error, which may quote data. */
function describe(failure: unknown): string {
  return toDatabaseError(failure)?.message ?? (failure instanceof Error ? failure.name : 'unknown failure')
}

const codesOf = (rows: AppliedLine[]): string[] =>
  rows.filter(({ is_done }) => is_done).map(({ item_code }) => item_code)

/** The versions that lines of an import published, each an event of who sent it in. */
async function publishedBy(
  db: pg.PoolClient,
  { import_id: importId, created_by: by }: Pick<ImportRow, 'import_id' | 'created_by'>,
  rows: readonly AppliedLine[],
): Promise<EventDraft[]> {
  const at = by.indexOf('|')
  const sender = { issuer: by.slice(0, at), subject: by.slice(at + 1) }
  const lines = rows.filter((row) => row.is_done).map((row) => row.line)
  const versions = await selectAppliedVersions(db, importId, lines)
  return versions.map(({ version, effective_from: effectiveFrom, ...item }) =>
    versionEvent('publish', item, { version, effectiveFrom }, sender),
  )
}
