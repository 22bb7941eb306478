import type pg from 'pg'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { applyStaged, type EntryImport, stageLines } from './import-entries-work.js'
import type { Line } from './import-lines.js'
import { putLines, readLines } from './import-lines-work.js'
import { deleteImport, insertImport } from './import-store.js'
import { codeOf } from './items/entry.js'
import type { Refusal } from './items/import-check.js'
import { DIRECTORY } from './items/import-directory.js'
import { ITEMS } from './items/import-items.js'
import { CODE_MEMBERS, type EntryKind, isEntryKind } from './items/import-kind.js'
import { keepCaller } from './kept-caller.js'
import type { LineKind, Putting } from './kind.js'
import type { KindName } from './kind-names.js'
import { LINE_KINDS } from './kinds.js'

/** Entries that are checked together. */
const ENTRIES = 100

/**
 * Imports lines of a kind in the transaction at hand (随首次启动导入), by the code of every import, but without an upload,
 * a job and a record of its own. What has a code that is here stays as it is. Gives how many things are new; throws the
 * first finding where one line is refused.
 */
export async function importMissing(
  putting: Putting,
  kind: KindName,
  texts: readonly string[],
): Promise<number> {
  const lines = texts.map((text, index): Line => ({ number: index + 1, next: 0, bytes: Buffer.from(text) }))
  return isEntryKind(kind) ? putEntries(putting, kind, lines) : putThings(putting, LINE_KINDS[kind], lines)
}

async function putThings(putting: Putting, kind: LineKind, lines: readonly Line[]): Promise<number> {
  const here = await codesHere(putting, kind)
  // Their form is looked at only where there is something to write: most starts have nothing to bring.
  const missing = lines.filter(({ bytes }) => !here.has(kind.codeOf(JSON.parse(String(bytes)))))
  if (missing.length === 0) return 0
  const { given, refused } = await readLines(kind, missing)
  refuse(kind.name, refused)
  for (let from = 0; from < given.length; from += kind.most) {
    const put = await putLines(kind, putting, given.slice(from, from + kind.most))
    refuse(kind.name, put.refused)
  }
  return given.length
}

/** The codes that are here of a kind, as its export gives them, and of what ended here. */
async function codesHere({ db, caller }: Putting, kind: LineKind): Promise<Set<string>> {
  const codes = new Set(await kind.ended?.(db))
  for (let after: string | undefined; ; ) {
    const { lines, last }: Awaited<ReturnType<LineKind['read']>> = await kind.read(db, caller, after)
    for (const line of lines) codes.add(kind.codeOf(line))
    if (last === undefined) return codes
    after = last
  }
}

async function putEntries(
  { db, caller, deps }: Putting,
  kind: EntryKind,
  lines: readonly Line[],
): Promise<number> {
  const missing = await missingEntries(db, kind, lines)
  if (missing.length === 0) return 0
  const row = await openImport(db, caller, kind)
  for (let from = 0; from < missing.length; from += ENTRIES) {
    const { refused } = await stageLines(deps, db, row, missing.slice(from, from + ENTRIES))
    refuse(kind, refused)
  }
  for (let after = 0, isMore = true; isMore; ) {
    const put = await applyStaged(deps, db, row, null, after)
    refuse(kind, put.refused)
    after = put.line
    isMore = put.isMore
  }
  await deleteImport(db, row.import_id)
  return missing.length
}

/** Entries of which nothing is here: one that is here may have gone on since, or be out of use. */
async function missingEntries(db: pg.PoolClient, kind: EntryKind, lines: readonly Line[]): Promise<Line[]> {
  const coded = lines.map((line) => ({ line, code: codeOfEntry(kind, line) }))
  const { known } = kind === 'items' ? ITEMS : DIRECTORY
  const rows = await known(
    db,
    coded.map(({ code }) => code),
  )
  const here = new Set(rows.map(({ code }) => code))
  return coded.flatMap(({ line, code }) => (here.has(code) ? [] : [line]))
}

function codeOfEntry(kind: EntryKind, { bytes }: Line): string {
  const { versions = [] } = JSON.parse(String(bytes)) as { versions?: { document?: unknown }[] }
  return codeOf(versions[0]?.document, CODE_MEMBERS[kind]) ?? ''
}

/** A place for entries to be put aside; gone when they are written. */
async function openImport(db: pg.PoolClient, caller: Caller, kind: EntryKind): Promise<EntryImport> {
  const row = { import_id: newId(), created_by: subjectOf(caller), kind, reach: null }
  const terms = { createdBy: row.created_by, reach: null, kind, mode: 'all' as const }
  await insertImport(db, { importId: row.import_id, ...terms, caller: keepCaller(caller) })
  return row
}

function refuse(kind: KindName, refused: readonly Refusal[]): void {
  const [first] = refused
  if (first === undefined) return
  const { rule, pointer, message } =
    first.findings.find(({ severity }) => severity === 'error') ?? first.findings[0] ?? NOTHING
  throw new Error(`${kind}, line ${first.line} (${first.item_code ?? ''}): ${rule} ${pointer} ${message.en}`)
}

const NOTHING = { rule: '', pointer: '', message: { en: '' } }
