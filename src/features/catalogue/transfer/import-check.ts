import { setImmediate as immediate } from 'node:timers/promises'
import type { Queryable } from '../../../database/queryable.js'
import { type AjvError, inputErrorsOf, makeAjv } from '../../../http/validation.js'
import type { LegalDate } from '../../../shared/time.js'
import { readCheckContext } from '../check-service.js'
import type { CheckContext } from '../checks/check-context.js'
import { checkItemDocument } from '../checks/item-checks.js'
import { type DirectoryInForce, directoriesOn } from '../directory/directory-service.js'
import {
  checkEntry,
  Entry,
  type EntryVersion,
  type LineFinding,
  lineError,
  readLine,
  seenVersions,
  TOO_LONG,
} from './entry.js'
import type { Line } from './import-lines.js'
import type { ImportRow } from './import-store.js'
import {
  compareVersions,
  type KnownItem,
  type OrganRow,
  type StagedEntry,
  type StagedVersion,
  selectKnownItems,
  selectOrgans,
} from './import-work-store.js'

/** A line in form, and what it is compared with. */
interface Candidate {
  line: number
  entry: Entry
  itemCode: string
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
/** Requests are served between slices of this length. */
const SLICE_MS = 10

const validate = makeAjv(false).compile(Entry)

/** Looks at some lines of an upload: what each would do, or what speaks against it. A handful of queries for all. */
export async function checkLines(
  db: Queryable,
  lines: readonly Line[],
  { reach, today, created_by: importedBy }: Pick<ImportRow, 'reach' | 'created_by'> & { today: LegalDate },
): Promise<CheckedLines> {
  const checked: CheckedLines = { entries: [], versions: [], refused: [] }
  const pause = createPause()
  const candidates: Candidate[] = []
  for (const line of lines) {
    const read = readEntry(line)
    if ('findings' in read) checked.refused.push(read)
    else candidates.push(read)
    await pause()
  }
  const documents = candidates.flatMap(({ entry }) => entry.versions.map(({ document }) => document))
  const context = await readCheckContext(db, { documents, on: today, importedBy })
  const around = await readAround(db, candidates)
  const looked = candidates.map((candidate) => {
    const known = around.items.get(candidate.itemCode)
    const organ = around.organs.get(candidate.entry.versions[0]?.document.organisationCode ?? '')
    return {
      candidate,
      known,
      organ,
      ...compareCandidate(candidate, { known, organ, reach, today, same: around.same }),
    }
  })
  const directory = await directoriesOn(
    db,
    looked.flatMap(({ judged }) => judged.map(({ basicCode, on }) => ({ basicCode, on }))),
  )
  for (const { candidate, known, organ, findings, fresh, judged } of looked) {
    const directoryVersions = new Map<EntryVersion, number | undefined>()
    for (const each of judged) {
      const entry = directory(each.basicCode, each.on)
      directoryVersions.set(each.version, entry?.version)
      findings.push(...judge(each, context, entry))
    }
    if (findings.some(({ severity }) => severity === 'error') || organ === undefined) {
      const few = findings.slice(0, MOST_FINDINGS)
      checked.refused.push({ line: candidate.line, item_code: candidate.itemCode, findings: few })
    } else {
      checked.entries.push(staged(candidate, { known, organ, fresh }))
      checked.versions.push(
        ...fresh.map((each) => ({
          line: candidate.line,
          version: each.version,
          effective_from: each.effectiveFrom,
          document: each.document,
          directory_version: directoryVersions.get(each) ?? null,
        })),
      )
    }
    await pause()
  }
  return checked
}

function createPause(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < SLICE_MS) return
    await immediate()
    began = performance.now()
  }
}

function readEntry({ number: line, bytes }: Line): Candidate | Refusal {
  const read = bytes === undefined ? { findings: [TOO_LONG] } : readLine(bytes)
  if ('findings' in read) return { line, item_code: null, findings: read.findings }
  const { value } = read
  const itemCode = codeOf(value)
  if (!validate(value)) {
    const found = inputErrorsOf((validate.errors ?? []) as AjvError[], 'body')
    const findings = found.map(({ code, pointer, message }) =>
      lineError(code, pointer, message.en, message.zh),
    )
    return { line, item_code: itemCode ?? null, findings }
  }
  const entry = value as Entry
  const findings = checkEntry(entry)
  return findings.length > 0 || itemCode === undefined
    ? { line, item_code: itemCode ?? null, findings }
    : { line, entry, itemCode }
}

/** The code of a line that may have any form. */
function codeOf(value: unknown): string | undefined {
  const { versions } = value as { versions?: { document?: { itemCode?: unknown } }[] }
  const code = Array.isArray(versions) ? versions[0]?.document?.itemCode : undefined
  return typeof code === 'string' ? code.slice(0, 50) : undefined
}

interface Around {
  organs: Map<string, OrganRow>
  items: Map<string, KnownItem>
  /** Versions that are here, by line and number: whether they are the same. */
  same: Map<string, boolean>
}

const nameOf = (line: number, version: number): string => `${line}/${version}`

async function readAround(db: Queryable, candidates: Candidate[]): Promise<Around> {
  const codes = candidates.map(({ itemCode }) => itemCode)
  const organCodes = candidates.map(({ entry }) => entry.versions[0]?.document.organisationCode ?? '')
  const organs = await selectOrgans(db, [...new Set(organCodes)])
  const items = new Map((await selectKnownItems(db, codes)).map((item) => [item.item_code, item]))
  const given = candidates
    .filter(({ itemCode }) => items.has(itemCode))
    .flatMap(({ line, itemCode, entry }) =>
      entry.versions.map(({ version, effectiveFrom, document }) => ({
        line,
        item_code: itemCode,
        version,
        effective_from: effectiveFrom,
        document,
      })),
    )
  const compared = given.length === 0 ? [] : await compareVersions(db, given)
  return {
    organs: new Map(organs.map((organ) => [organ.code, organ])),
    items,
    same: new Map(compared.map(({ line, version, is_same }) => [nameOf(line, version), is_same])),
  }
}

interface Surroundings {
  known: KnownItem | undefined
  organ: OrganRow | undefined
  reach: string[] | null
  today: LegalDate
  same: Map<string, boolean>
}

/** A version that people see or will see: today's rules must let it through. */
interface Judged {
  version: EntryVersion
  basicCode: string
  /** The day on which codes must be valid and whose directory binds it: the one from which it is in force, or today. */
  on: LegalDate
  pointer: string
}

/** What speaks against a line beside what is here, the versions that it would add, and those of them to be judged. */
function compareCandidate(
  { line, entry }: Candidate,
  { known, organ, reach, today, same }: Surroundings,
): { findings: LineFinding[]; fresh: EntryVersion[]; judged: Judged[] } {
  const findings = [...checkOrgan(entry, known, organ, reach), ...checkState(entry, known)]
  const fresh: EntryVersion[] = []
  for (const [index, version] of entry.versions.entries()) {
    const isSame = same.get(nameOf(line, version.version))
    const pointer = `/versions/${index}`
    if (isSame === false) findings.push(differs(pointer))
    else if (isSame === undefined && version.version <= (known?.latest_version ?? 0))
      findings.push(missing(`${pointer}/version`))
    else if (isSame === undefined) fresh.push(version)
  }
  // Without its organ nothing else can be said; what the rules of its day let through is not judged by today's.
  if (findings.length > 0 || (entry.state ?? known?.state) === 'RETIRED')
    return { findings, fresh, judged: [] }
  const judged = seenVersions(fresh, today).map((version) => ({
    version,
    basicCode: version.document.basicCode,
    on: isLater(version.effectiveFrom, today) ? version.effectiveFrom : today,
    pointer: `/versions/${entry.versions.indexOf(version)}/document`,
  }))
  return { findings, fresh, judged }
}

/** The checks before publication, the directory's included (发布前检查). */
function judge(
  { version, on, pointer }: Judged,
  context: CheckContext,
  entry: DirectoryInForce | undefined,
): LineFinding[] {
  const around: CheckContext = { ...context, today: on, directoryEntry: entry?.document ?? 'none' }
  return checkItemDocument(version.document, around).map((finding) => ({
    ...finding,
    pointer: pointer + finding.pointer,
  }))
}

const isLater = (one: LegalDate, other: LegalDate): boolean => one > other

const differs = (pointer: string): LineFinding =>
  lineError(
    'VERSION_DIFFERS',
    pointer,
    'This version is published here with another content; a published version never changes: give it the next number',
    '该版本已发布且内容不同；已发布版本不可更改，请使用下一个版本号',
  )

const missing = (pointer: string): LineFinding =>
  lineError(
    'VERSION_PASSED',
    pointer,
    'Older than the newest version here: versions are only added after it',
    '早于现有最新版本，只能在其后新增版本',
  )

function checkOrgan(
  entry: Entry,
  known: KnownItem | undefined,
  organ: OrganRow | undefined,
  reach: string[] | null,
): LineFinding[] {
  const pointer = '/versions/0/document/organisationCode'
  if (organ === undefined)
    return [lineError('ORGANISATION_UNKNOWN', pointer, 'No such organ', '没有该实施主体')]
  if (reach !== null && !reach.some((division) => organ.divisions.includes(division)))
    return [
      lineError(
        'OUT_OF_REACH',
        pointer,
        'You may not keep items of this organ',
        '您无权维护该实施主体的事项',
      ),
    ]
  if (known !== undefined && known.organisation_code !== entry.versions[0]?.document.organisationCode)
    return [
      lineError('ORGANISATION_FIXED', pointer, 'An item stays with its organ', '事项的实施主体不能更改'),
    ]
  return []
}

function checkState({ state, versions }: Entry, known: KnownItem | undefined): LineFinding[] {
  if (known?.state !== 'RETIRED') return []
  const adds = versions.some(({ version }) => version > known.latest_version)
  if (!adds && (state === undefined || state === 'RETIRED')) return []
  return [lineError('RETIRED', '/state', 'The item is retired, for good', '事项已取消，不可恢复')]
}

function staged(
  { line, entry, itemCode }: Candidate,
  { known, organ, fresh }: { known: KnownItem | undefined; organ: OrganRow; fresh: EntryVersion[] },
): StagedEntry {
  const published = known === undefined || known.state === 'DRAFT' ? 'IN_USE' : known.state
  const state = entry.state ?? published
  return {
    line,
    item_code: itemCode,
    organisation_code: organ.code,
    division_code: organ.division_code,
    divisions: organ.divisions,
    state,
    is_change: fresh.length > 0 || state !== known?.state,
    base_revision: known?.revision ?? null,
  }
}
