import type pg from 'pg'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import type { LegalDate } from '../../shared/time.js'
import { type NewsOfItem, tellOwners } from '../bundles/member-changes.js'
import { versionEvent } from '../catalogue/item-events.js'
import { replaceSearchEntries } from '../catalogue/item-search.js'
import { catalogueToday, itemsNow } from '../catalogue/item-service.js'
import { type TravellingFile, takeInFile } from '../files/file-service.js'
import type { Batches } from './import-jobs.js'
import { isBlank, type Line } from './import-lines.js'
import { nextLines } from './import-pieces.js'
import type { ImportRow } from './import-store.js'
import {
  addCounts,
  insertFindings,
  type StagedEntry,
  saveProgress,
  selectFirstLines,
  stageEntries,
  takeBeyond,
} from './import-work-store.js'
import { type Importer, importerNow, rightLost } from './importer-now.js'
import {
  type AppliedLine,
  type AppliedVersion,
  applyEntries,
  selectAppliedVersions,
} from './items/import-apply-store.js'
import { checkLines, type Refusal } from './items/import-check.js'
import { CODE_MEMBERS, type EntryKind } from './items/import-kind.js'
import type { PutDeps, TransferDeps } from './kind.js'
import { lineError } from './line.js'

/** Lines that are checked, and bytes of them, before progress is saved. */
const CHECK = { lines: 100, bytes: 4 * 1024 * 1024 }
/** Lines of one applying statement: far below the limit of a statement, and few enough that requests go on meanwhile. */
const APPLY_LINES = 100

/** Whole entries (事项、基本目录): checked into a place beside the catalogue, and copied from there by statements over many. */
export function entryBatches(deps: TransferDeps): Batches {
  const apply = (db: pg.PoolClient, row: ImportRow, { reach }: Importer, after: number) =>
    applyStaged(deps, db, row, reach, after)
  return {
    async check(db, row, { reach }) {
      const from = { bytes: row.read_bytes, lines: row.read_lines }
      const { lines, next } = await nextLines(db, row, from, CHECK, undefined)
      if (lines.length === 0) return false
      const { staged, refused } = await stageLines(deps, db, { ...row, reach }, lines)
      if (refused.length > 0) await insertFindings(db, row.import_id, refused)
      const unchanged = staged.filter((entry) => !entry.is_change).length
      await addCounts(db, row.import_id, {
        accepted: staged.length - unchanged,
        refused: refused.length,
        unchanged,
      })
      await saveProgress(db, row.import_id, { readBytes: next.bytes, readLines: next.lines })
      return true
    },
    async applyAll(db, row, { signal, tell }) {
      let done = 0
      for (let after = 0; ; ) {
        const by = await importerNow(db, row)
        if (by === undefined) return { applied: 0, refused: [rightLost(Math.min(after + 1, row.lines))] }
        const { line, applied, refused, isMore } = await apply(db, row, by, after)
        if (refused.length > 0) return { applied: 0, refused }
        done += applied
        tell({ done: row.lines + line })
        signal.throwIfAborted()
        if (!isMore) return { applied: done, refused: [] }
        after = line
      }
    },
    async applyNext(db, row, by) {
      const { line, applied, refused, isMore } = await apply(db, row, by, row.applied_line)
      return { line, applied, refused, ...(isMore ? { next: { bytes: 0, lines: line } } : {}) }
    },
  }
}

/** What of an import its entries are put by. */
export type EntryImport = Pick<ImportRow, 'import_id' | 'created_by' | 'kind' | 'reach'>

/** Looks at lines of entries, and puts the good ones aside. */
export async function stageLines(
  { files }: PutDeps,
  db: pg.PoolClient,
  row: EntryImport,
  lines: readonly Line[],
): Promise<{ staged: StagedEntry[]; refused: Refusal[] }> {
  const takeIn = (file: TravellingFile) => takeInFile(db, files, file, row.created_by)
  const filled = lines.filter(({ bytes }) => bytes === undefined || !isBlank(bytes))
  const today = await catalogueToday(db)
  const checked = await checkLines(db, filled, { ...row, kind: kindOf(row), today, takeIn })
  const taken = await stageEntries(db, row.import_id, checked.entries, checked.versions)
  const again = checked.entries.filter(({ line }) => !taken.has(line))
  return {
    staged: checked.entries.filter(({ line }) => taken.has(line)),
    refused: [...checked.refused, ...(await twice(db, row, again))],
  }
}

/** Writes the next entries that were put aside after a line, as far as `reach` goes (null: no limit). */
export async function applyStaged(
  deps: PutDeps,
  db: pg.PoolClient,
  row: EntryImport,
  reach: string[] | null,
  after: number,
): Promise<{ line: number; applied: number; refused: Refusal[]; isMore: boolean }> {
  const beyond = reach === null ? [] : await takeBeyond(db, row.import_id, reach, after, APPLY_LINES)
  const rows = await applyEntries(db, row, kindOf(row), after, APPLY_LINES - beyond.length)
  await show(deps, db, row, rows)
  const changed = rows.filter(({ is_done }) => !is_done)
  return {
    line: Math.max(after, ...[...rows, ...beyond].map(({ line }) => line)),
    applied: rows.length - changed.length,
    refused: [...beyond.map(outOfReachNow), ...changed.map(changedMeanwhile)],
    isMore: rows.length + beyond.length === APPLY_LINES,
  }
}

const kindOf = (row: Pick<ImportRow, 'kind'>): EntryKind => (row.kind === 'directory' ? 'directory' : 'items')

/** What people find and are shown of items, before it is committed; the directory is read where it stands. */
async function show(
  { items }: PutDeps,
  db: pg.PoolClient,
  row: EntryImport,
  rows: AppliedLine[],
): Promise<void> {
  if (kindOf(row) !== 'items') return
  const done = rows.filter(({ is_done }) => is_done)
  const versions = await selectAppliedVersions(
    db,
    row.import_id,
    done.map(({ line }) => line),
  )
  await emit(db, ...publishedBy(row, versions))
  await tellOwners(db, await newsOf(db, done, versions))
  await replaceSearchEntries(
    db,
    done.map(({ item_code }) => item_code),
  )
  items?.forgetAll()
}

/** Lines that name an entry that an earlier one names. */
async function twice(
  db: pg.PoolClient,
  row: EntryImport,
  entries: { line: number; item_code: string }[],
): Promise<Refusal[]> {
  if (entries.length === 0) return []
  const codes = entries.map(({ item_code }) => item_code)
  const first = await selectFirstLines(db, row.import_id, codes)
  return entries.map(({ line, item_code }) => {
    const before = first.get(item_code)
    const pointer = `/versions/0/document/${CODE_MEMBERS[kindOf(row)]}`
    return {
      line,
      item_code,
      findings: [
        lineError('CODE_TWICE', pointer, `Line ${before} has this entry`, `第 ${before} 行已有该条目`),
      ],
    }
  })
}

/** The organ was within reach when the line was checked, and is not any more. */
const outOfReachNow = ({ line, item_code }: Omit<AppliedLine, 'is_done'>): Refusal => ({
  line,
  item_code,
  findings: [
    lineError(
      'OUT_OF_REACH',
      '/versions/0/document/organisationCode',
      'You may not keep entries of this organ any more',
      '您已无权维护该机构的条目',
    ),
  ],
})

/** An entry was published, begun or put out of use while the import ran. */
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

/** The versions that lines of an import published, each an event of who sent it in. */
function publishedBy(
  { created_by: by }: Pick<ImportRow, 'created_by'>,
  versions: readonly AppliedVersion[],
): EventDraft[] {
  const at = by.indexOf('|')
  const sender = { issuer: by.slice(0, at), subject: by.slice(at + 1) }
  return versions.map(({ version, effective_from: effectiveFrom, name: _name, ...item }) =>
    versionEvent('publish', item, { version, effectiveFrom }, sender),
  )
}

const ACTS = { IN_USE: 'resume', SUSPENDED: 'suspend', RETIRED: 'retire' } as const

/** What becomes of the items of some lines, for who keeps bundles of them: versions, and states now and later. */
async function newsOf(
  db: pg.PoolClient,
  lines: readonly AppliedLine[],
  versions: readonly AppliedVersion[],
): Promise<NewsOfItem[]> {
  const published = versions.map(
    ({ item_code: itemCode, name, version, effective_from: on }): NewsOfItem => ({
      ...{ itemCode, name, what: 'publish', on },
      key: `${itemCode} version ${version}`,
    }),
  )
  const changing = lines.filter(
    ({ changed_state: now, planned }) => (now ?? undefined) !== undefined || (planned ?? null) !== null,
  )
  if (changing.length === 0) return published
  const items = await itemsNow(
    db,
    changing.map(({ item_code: code }) => code),
  )
  const changed = changing.flatMap(({ item_code: itemCode, changed_state: now, planned }): NewsOfItem[] => {
    const item = items.get(itemCode)
    if (item === undefined) return []
    const told = (state: string, on: LegalDate): NewsOfItem[] => {
      const key = `${itemCode} revision ${item.revision} ${state}`
      return Object.hasOwn(ACTS, state)
        ? [{ itemCode, name: item.name, what: ACTS[state as keyof typeof ACTS], on, key }]
        : []
    }
    return [
      ...(typeof now === 'string' ? told(now, item.today) : []),
      ...(planned === undefined || planned === null ? [] : told(planned.state, planned.from)),
    ]
  })
  return [...published, ...changed]
}
