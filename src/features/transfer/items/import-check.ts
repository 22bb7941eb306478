import { isDeepStrictEqual } from 'node:util'
import type { Queryable } from '../../../database/queryable.js'
import type { LegalDate } from '../../../shared/time.js'
import type { TravellingFile } from '../../files/file-service.js'
import type { Line } from '../import-lines.js'
import type { ImportRow } from '../import-store.js'
import {
  compareVersions,
  type KnownEntry,
  type OrganRow,
  type StagedEntry,
  type StagedVersion,
  selectOrgans,
} from '../import-work-store.js'
import { findingsOf } from '../kind.js'
import type { LineFinding } from '../line.js'
import { createSlices } from '../slices.js'
import { type Compared, compareEntry } from './compare-entry.js'
import type { EntryVersion, Kept, WholeEntry } from './entry.js'
import { DIRECTORY } from './import-directory.js'
import { ITEMS } from './import-items.js'
import { CODE_MEMBERS, type EntryKind, type Kind, type Verdict } from './import-kind.js'
import { readEntry } from './read-entry.js'

/** A line in form, and what it is compared with. */
interface Candidate<D> {
  line: number
  code: string
  entry: WholeEntry<D>
}

export interface Refusal {
  line: number
  item_code: string | null
  findings: LineFinding[]
}

export interface CheckedLines {
  entries: StagedEntry[]
  versions: StagedVersion[]
  refused: Refusal[]
}

/** Findings of one line that are kept; more say nothing new. */
const MOST_FINDINGS = 50

type Terms = Pick<ImportRow, 'reach' | 'created_by'> & {
  today: LegalDate
  /** Takes in a file that comes with a line; throws what speaks against it. */
  takeIn(file: TravellingFile): Promise<void>
}

/** Looks at some lines of an upload: what each would do, or what speaks against it. A handful of queries for all. */
export const checkLines = (
  db: Queryable,
  lines: readonly Line[],
  { kind, ...terms }: Terms & { kind: EntryKind },
): Promise<CheckedLines> =>
  kind === 'items' ? checkLinesOf(ITEMS, db, lines, terms) : checkLinesOf(DIRECTORY, db, lines, terms)

async function checkLinesOf<D extends Kept>(
  kind: Kind<D>,
  db: Queryable,
  lines: readonly Line[],
  { reach, today, takeIn, created_by: importedBy }: Terms,
): Promise<CheckedLines> {
  const checked: CheckedLines = { entries: [], versions: [], refused: [] }
  const pause = createSlices()
  const candidates: Candidate<D>[] = []
  for (const { number: line, bytes } of lines) {
    const read = readEntry<D>(bytes, kind.schema, CODE_MEMBERS[kind.name])
    if ('findings' in read)
      checked.refused.push({ line, item_code: read.code ?? null, findings: read.findings })
    else {
      const findings = await takeInFiles(read.entry.files ?? [], takeIn)
      if (findings.length > 0) checked.refused.push({ line, item_code: read.code, findings })
      else candidates.push({ line, ...read })
    }
    await pause()
  }
  const around = await readAround(kind, db, candidates)
  const looked = candidates.map((candidate) => {
    const { line, code, entry } = candidate
    const known = around.known.get(code)
    const organ = around.organs.get(organOf(entry))
    const isSame = (version: number) => around.same.get(nameOf(line, version))
    const { checkOrgan: checkKeeper } = kind
    const compared = compareEntry(entry, { known, organ, reach, today, isSame, checkKeeper })
    return { candidate, known, organ, compared }
  })
  const judged = looked.flatMap(({ compared }) => compared.judged)
  const judge = await kind.rules(db, judged, { today, importedBy })
  for (const { candidate, known, organ, compared } of looked) {
    const verdicts = new Map<EntryVersion<D>, Verdict>()
    for (const each of compared.judged) {
      verdicts.set(each.version, judge(each))
      await pause()
    }
    const findings = [...compared.findings, ...findingsIn(compared, verdicts)]
    const { line, code: item_code } = candidate
    if (findings.some(({ severity }) => severity === 'error') || organ === undefined) {
      checked.refused.push({ line, item_code, findings: findings.slice(0, MOST_FINDINGS) })
      continue
    }
    checked.entries.push(staged(candidate, { known, organ, isNew: compared.fresh.length > 0 }))
    for (const fresh of compared.fresh)
      checked.versions.push({
        line,
        version: fresh.version,
        effective_from: fresh.effectiveFrom,
        document: fresh.document,
        directory_version: verdicts.get(fresh)?.directoryVersion ?? null,
      })
  }
  return checked
}

/** The files of a line, each where it is not here yet; what speaks against them. */
async function takeInFiles(
  files: readonly TravellingFile[],
  takeIn: Terms['takeIn'],
): Promise<LineFinding[]> {
  for (const [index, file] of files.entries())
    try {
      await takeIn({ ...file, fileId: file.fileId.toLowerCase() })
    } catch (failure) {
      return findingsOf(failure).map((finding) => ({
        ...finding,
        pointer: `/files/${index}${finding.pointer}`,
      }))
    }
  return []
}

/** With pointers into the line. */
const findingsIn = <D>({ judged }: Compared<D>, verdicts: Map<EntryVersion<D>, Verdict>): LineFinding[] =>
  judged.flatMap(({ version, pointer }) =>
    (verdicts.get(version)?.findings ?? []).map((finding) => ({
      ...finding,
      pointer: pointer + finding.pointer,
    })),
  )

interface Around {
  organs: Map<string, OrganRow>
  known: Map<string, KnownEntry>
  /** Versions that are here, by line and number: whether they are the same. */
  same: Map<string, boolean>
}

const nameOf = (line: number, version: number): string => `${line}/${version}`
const organOf = <D extends Kept>({ versions }: WholeEntry<D>): string =>
  versions[0]?.document.organisationCode ?? ''

async function readAround<D extends Kept>(
  kind: Kind<D>,
  db: Queryable,
  candidates: Candidate<D>[],
): Promise<Around> {
  const organs = await selectOrgans(db, [...new Set(candidates.map(({ entry }) => organOf(entry)))])
  const rows = await kind.known(
    db,
    candidates.map(({ code }) => code),
  )
  const known = new Map(rows.map((row) => [row.code, row]))
  const given = candidates
    .filter(({ code }) => known.has(code))
    .flatMap(({ line, code, entry }) =>
      entry.versions.map(({ version, effectiveFrom, document }) => ({
        line,
        code,
        version,
        effective_from: effectiveFrom,
        document,
      })),
    )
  const compared = given.length === 0 ? [] : await compareVersions(db, kind.name, given)
  return {
    organs: new Map(organs.map((organ) => [organ.code, organ])),
    known,
    same: new Map(compared.map(({ line, version, is_same }) => [nameOf(line, version), is_same])),
  }
}

function staged<D>(
  { line, code, entry }: Candidate<D>,
  { known, organ, isNew }: { known: KnownEntry | undefined; organ: OrganRow; isNew: boolean },
): StagedEntry {
  const published = known === undefined || known.state === 'DRAFT' ? 'IN_USE' : known.state
  const state = entry.state ?? published
  const isPlanned = entry.planned !== undefined && !isDeepStrictEqual(entry.planned, known?.planned)
  return {
    line,
    item_code: code,
    organisation_code: organ.code,
    division_code: organ.division_code,
    divisions: organ.divisions,
    state,
    is_change: isNew || state !== known?.state || isPlanned,
    base_revision: known?.revision ?? null,
    planned: isPlanned ? (entry.planned ?? null) : null,
  }
}
