import type { LegalDate } from '../../../shared/time.js'
import { lastDayAhead, tooFarAhead } from '../../catalogue/day-ahead.js'
import type { KnownEntry, OrganRow } from '../import-work-store.js'
import { type LineFinding, lineError } from '../line.js'
import { type EntryVersion, type Kept, seenVersions, type WholeEntry } from './entry.js'
import type { Judged } from './import-kind.js'

/** What a line is compared with. */
export interface Surroundings {
  known: KnownEntry | undefined
  organ: OrganRow | undefined
  reach: string[] | null
  today: LegalDate
  /** Of a version that is here: whether it is the same. */
  isSame(version: number): boolean | undefined
  /** What speaks against the organ as keeper of such entries. */
  checkKeeper(organ: OrganRow): LineFinding[]
}

export interface Compared<D> {
  findings: LineFinding[]
  /** The versions that the line would add. */
  fresh: EntryVersion<D>[]
  /** Those of them that today's rules must let through. */
  judged: Judged<D>[]
}

/** What speaks against a line beside what is here, and what it would add. */
export function compareEntry<D extends Kept>(entry: WholeEntry<D>, around: Surroundings): Compared<D> {
  const { known, today } = around
  const beyond = checkOrgan(entry, around)
  // What another organ has here is not told beside.
  if (beyond.some(({ rule }) => rule === OUT_OF_REACH)) return { findings: beyond, fresh: [], judged: [] }
  const findings = [...beyond, ...checkState(entry, known), ...checkPlan(entry, known, today)]
  const fresh: EntryVersion<D>[] = []
  for (const [index, version] of entry.versions.entries()) {
    const isSame = around.isSame(version.version)
    const pointer = `/versions/${index}`
    if (isSame === false) findings.push(differs(pointer))
    else if (isSame === undefined && version.version <= (known?.latest_version ?? 0))
      findings.push(missing(`${pointer}/version`))
    else if (isSame === undefined) {
      findings.push(...checkDay(`${pointer}/effectiveFrom`, version.effectiveFrom, today))
      fresh.push(version)
    }
  }
  // Without its organ nothing else can be said; what the rules of its day let through is not judged by today's.
  if (findings.length > 0 || (entry.state ?? known?.state) === 'RETIRED')
    return { findings, fresh, judged: [] }
  const judged = seenVersions(fresh, today).map((version) => ({
    version,
    on: isLater(version.effectiveFrom, today) ? version.effectiveFrom : today,
    pointer: `/versions/${entry.versions.indexOf(version)}/document`,
  }))
  return { findings, fresh, judged }
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

const OUT_OF_REACH = 'OUT_OF_REACH'

function checkOrgan<D extends Kept>(
  entry: WholeEntry<D>,
  { known, organ, reach, checkKeeper }: Surroundings,
): LineFinding[] {
  const pointer = '/versions/0/document/organisationCode'
  if (organ === undefined) return [lineError('ORGANISATION_UNKNOWN', pointer, 'No such organ', '没有该机构')]
  if (reach !== null && !reach.some((place) => place === organ.code || organ.divisions.includes(place)))
    return [
      lineError(OUT_OF_REACH, pointer, 'You may not keep entries of this organ', '您无权维护该机构的条目'),
    ]
  if (known !== undefined && known.organisation_code !== entry.versions[0]?.document.organisationCode)
    return [
      lineError('ORGANISATION_FIXED', pointer, 'An entry stays with its organ', '条目的所属机构不能更改'),
    ]
  return checkKeeper(organ).map((finding) => ({
    ...finding,
    pointer: `/versions/0/document${finding.pointer}`,
  }))
}

function checkState<D>({ state, versions }: WholeEntry<D>, known: KnownEntry | undefined): LineFinding[] {
  if (known?.state !== 'RETIRED') return []
  const adds = versions.some(({ version }) => version > known.latest_version)
  if (!adds && (state === undefined || state === 'RETIRED')) return []
  return [lineError('RETIRED', '/state', 'The item is retired, for good', '事项已取消，不可恢复')]
}

/** What is planned must be possible from the state that it has until then, and no slip of the keyboard for good. */
function checkPlan<D>(
  { state, planned }: WholeEntry<D>,
  known: KnownEntry | undefined,
  today: LegalDate,
): LineFinding[] {
  if (planned === undefined) return []
  const tooFar = checkDay('/planned/from', planned.from, today)
  if (tooFar.length > 0) return tooFar
  const until = state ?? (known === undefined || known.state === 'DRAFT' ? 'IN_USE' : known.state)
  if (until !== 'RETIRED' && until !== planned.state) return []
  return [
    lineError(
      'PLAN_STATE',
      '/planned/state',
      `An item that is ${until} cannot become ${planned.state}`,
      `状态为 ${until} 的事项不能预定为 ${planned.state}`,
    ),
  ]
}

/** The rule of publishing: a version that an import adds comes into force no later either. */
function checkDay(pointer: string, day: LegalDate, today: LegalDate): LineFinding[] {
  const last = lastDayAhead(today)
  if (day <= last) return []
  const { en, zh } = tooFarAhead(last)
  return [lineError('TOO_FAR_AHEAD', pointer, en, zh)]
}
