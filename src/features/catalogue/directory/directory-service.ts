import type pg from 'pg'
import type { Queryable } from '../../../database/queryable.js'
import { withTransaction } from '../../../database/transaction.js'
import { type Caller, mayWriteShared, type Organ, reachOf, subjectOf } from '../../../shared/caller.js'
import { isError } from '../../../shared/finding.js'
import { outOfReach, problem, ruleViolated } from '../../../shared/problem.js'
import type { LegalDate } from '../../../shared/time.js'
import { readDictionaries } from '../../dictionaries/dictionary-service.js'
import { organisationWithDivisions } from '../../divisions/division-service.js'
import type { Finding } from '../checks/finding.js'
import { checkInheritance } from '../checks/inheritance-checks.js'
import { refuseDayTooFar } from '../day-ahead.js'
import { selectToday } from '../item-store.js'
import { checkDirectoryDocument, checkKeeper } from './directory-checks.js'
import type { DirectoryDocument } from './directory-document.js'
import {
  type ImplementationRow,
  insertDirectoryVersion,
  lockDirectoryEntry,
  selectDirectoriesOn,
  selectDirectory,
  selectDirectoryEntry,
  selectDirectoryOn,
  selectDirectoryVersion,
  selectDirectoryVersions,
  selectImplementations,
} from './directory-store.js'

/** An implementation entry as a directory entry sees it. */
export interface Follower {
  row: ImplementationRow
  /** It was checked against the newest version when it was published. */
  follows: boolean
  /** What would now be found against it; nothing is looked at where it follows. */
  findings: Finding[]
}

function followerOf(
  row: ImplementationRow,
  { version, document }: { version: number; document: DirectoryDocument },
): Follower {
  const follows = row.directory_version === version
  return { row, follows, findings: follows ? [] : checkInheritance(row.document, document) }
}

/** Directory entries on many days, in one query: who asks for an item and a day is given the version that binds it then. */
export async function directoriesOn(
  db: Queryable,
  asked: readonly { basicCode: string; on: LegalDate }[],
): Promise<(basicCode: string, on: LegalDate) => DirectoryInForce | undefined> {
  const nameOf = (basicCode: string, on: LegalDate): string => `${on} ${basicCode}`
  const rows = asked.length === 0 ? [] : await selectDirectoriesOn(db, asked)
  const found = new Map(
    rows.flatMap(({ basic_code, days, version, document }) =>
      days.map((day) => [nameOf(basic_code, day), { version, document }] as const),
    ),
  )
  return (basicCode, on) => found.get(nameOf(basicCode, on))
}

/** A version of a directory entry that is in force. */
export interface DirectoryInForce {
  version: number
  document: DirectoryDocument
}

/** A page of the directory (基本目录), in the order of its codes. */
export const listDirectory = selectDirectory

/** The version of an entry that is in force today, with the number of its newest; 404 without. */
export async function directoryInForce(db: Queryable, code: string) {
  return withLatest(db, code, selectDirectoryOn(db, code))
}

/** One version of an entry, with the number of its newest; 404 without. */
export async function directoryVersion(db: Queryable, code: string, version: number) {
  return withLatest(db, code, selectDirectoryVersion(db, code, version))
}

async function withLatest(db: Queryable, code: string, version: ReturnType<typeof selectDirectoryOn>) {
  const [entry, row] = await Promise.all([selectDirectoryEntry(db, code), version])
  if (entry === undefined || row === undefined) throw problem('NOT_FOUND')
  return { row, latest: entry.latest_version }
}

/** The versions of an entry, newest first, with today's date; 404 without. */
export async function directoryVersions(db: Queryable, code: string) {
  const [rows, today] = await Promise.all([selectDirectoryVersions(db, code), selectToday(db)])
  if (rows.length === 0) throw problem('NOT_FOUND')
  return { rows, today }
}

/**
 * A page of the items within the caller's reach that belong to an entry (实施清单): judged by its newest version, which
 * they must follow, be it in force already or not. 404 where there is no entry.
 */
export async function listFollowers(
  db: Queryable,
  caller: Caller,
  code: string,
  after: string | undefined,
  limit: number,
): Promise<Follower[]> {
  const entry = await selectDirectoryEntry(db, code)
  const newest = entry && (await selectDirectoryVersion(db, code, entry.latest_version))
  if (newest === undefined) throw problem('NOT_FOUND')
  const reach = reachOf(caller.grants, ['cataloguer'])
  const rows = await selectImplementations(db, code, { reach, after, limit })
  return rows.map((row) => followerOf(row, newest))
}

export interface MustFollow {
  /** All items of the entry. */
  count: number
  /** Those that would now be refused. */
  mustFollow: number
  /** The first hundred of them. */
  first: Follower[]
}

const BATCH = 500
const SHOWN = 100

/** Which items a version of the directory would refuse (须随之调整的实施清单): all of them looked at, five hundred a query. */
async function findFollowers(
  db: Queryable,
  version: { version: number; document: DirectoryDocument },
): Promise<MustFollow> {
  const found: MustFollow = { count: 0, mustFollow: 0, first: [] }
  let after: string | undefined
  do {
    const rows = await selectImplementations(db, version.document.basicCode, { after, limit: BATCH })
    const refused = rows
      .map((row) => followerOf(row, version))
      .filter(({ findings }) => findings.some(isError))
    found.count += rows.length
    found.mustFollow += refused.length
    found.first.push(...refused.slice(0, SHOWN - found.first.length))
    after = rows.length < BATCH ? undefined : rows.at(-1)?.item_code
  } while (after !== undefined)
  return found
}

/** Refuses who does not keep this entry; gives the organ that does. */
async function mustKeepDirectory(db: Queryable, caller: Caller, organisationCode: string): Promise<Organ> {
  const organisation = await organisationWithDivisions(db, organisationCode)
  if (organisation === undefined)
    throw ruleViolated('/organisationCode', 'ORGANISATION_UNKNOWN', { en: 'No such organ', zh: '没有该机构' })
  if (!mayWriteShared(caller, organisation, 'cataloguer')) throw outOfReach()
  const errors = checkKeeper(organisation.divisionCode)
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  return organisation
}

interface Publication {
  basicCode: string
  /** Who keeps the entry; undefined where it is a new one. */
  keeper: string | undefined
  effectiveFrom: LegalDate | undefined
}

/** What forbids publishing this document as the next version; gives the day from which it is in force. */
async function checkPublication(
  db: Queryable,
  document: DirectoryDocument,
  { basicCode, keeper, effectiveFrom }: Publication,
): Promise<LegalDate> {
  if (document.basicCode !== basicCode)
    throw ruleViolated('/basicCode', 'CODE_DIFFERS', {
      en: 'Not the code of this entry',
      zh: '与本条目编码不一致',
    })
  if (keeper !== undefined && keeper !== document.organisationCode)
    throw ruleViolated('/organisationCode', 'ORGANISATION_FIXED', {
      en: 'An entry stays with its organ',
      zh: '条目的管理机构不能更改',
    })
  const errors = checkDirectoryDocument(document, await readDictionaries(db))
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  const today = await selectToday(db)
  const from = effectiveFrom ?? today
  if (from < today)
    throw ruleViolated('?effectiveFrom', 'IN_THE_PAST', {
      en: 'A version cannot be in force before it is published',
      zh: '生效日期不能早于今天',
    })
  refuseDayTooFar('?effectiveFrom', from, today)
  return from
}

/** What a publication would be: asked for, allowed, and from which day. */
export interface PlannedPublication {
  code: string
  document: DirectoryDocument
  effectiveFrom: LegalDate | undefined
  /** The organ that keeps the entry. */
  keeper: Organ
  version: number
  from: LegalDate
  /** Which items would have to follow. */
  find(): Promise<MustFollow>
}

/**
 * Looks at the next version of an entry without writing it (试发布). 403 for who does not keep it, 422 for what speaks
 * against the document; `guard` sees the number of the newest version.
 */
export async function previewPublication(
  db: Queryable,
  caller: Caller,
  asked: Pick<PlannedPublication, 'code' | 'document' | 'effectiveFrom'>,
  guard: (latest: number) => void,
): Promise<PlannedPublication> {
  const { code, document, effectiveFrom } = asked
  const before = await selectDirectoryEntry(db, code)
  const keeper = await mustKeepDirectory(db, caller, before?.organisation_code ?? document.organisationCode)
  const latest = before?.latest_version ?? 0
  guard(latest)
  const from = await checkPublication(db, document, {
    basicCode: code,
    keeper: before?.organisation_code,
    effectiveFrom,
  })
  const version = latest + 1
  return { ...asked, keeper, version, from, find: () => findFollowers(db, { version, document }) }
}

/**
 * Publishes the next version of an entry (发布基本目录条目), and tells which items must follow: looked at once more under
 * the lock of the entry, in one transaction with its audit record.
 */
export async function publishDirectory(
  pool: pg.Pool,
  caller: Caller,
  { code, document, effectiveFrom, from }: PlannedPublication,
  guard: (latest: number) => void,
  audit: (db: pg.PoolClient, published: { version: number; found: MustFollow }) => Promise<void>,
): Promise<{ version: number; found: MustFollow }> {
  return withTransaction(pool, async (db) => {
    const entry = await lockDirectoryEntry(db, code, document.organisationCode)
    guard(entry.latest_version)
    await checkPublication(db, document, {
      basicCode: code,
      keeper: entry.organisation_code,
      effectiveFrom,
    })
    const version = await insertDirectoryVersion(db, document, from, subjectOf(caller))
    const published = { version, found: await findFollowers(db, { version, document }) }
    await audit(db, published)
    return published
  })
}
