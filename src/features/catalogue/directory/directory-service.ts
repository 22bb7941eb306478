import type { Queryable } from '../../../database/queryable.js'
import { type Caller, mayWriteShared, type Organ, subjectOf } from '../../../shared/caller.js'
import { isError } from '../../../shared/finding.js'
import { problem, ruleViolated } from '../../../shared/problem.js'
import type { LegalDate } from '../../../shared/time.js'
import { readDictionaries } from '../../dictionaries/dictionary-service.js'
import { organisationWithDivisions } from '../../divisions/division-service.js'
import type { Finding } from '../checks/finding.js'
import { checkInheritance } from '../checks/inheritance-checks.js'
import { selectToday } from '../item-store.js'
import { checkDirectoryDocument, checkKeeper } from './directory-checks.js'
import type { DirectoryDocument } from './directory-document.js'
import {
  type ImplementationRow,
  insertDirectoryVersion,
  selectDirectoriesOn,
  selectDirectoryVersion,
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

export function followerOf(
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

/** The newest version of an entry: what its items must follow, be it in force already or not. */
export async function newestVersion(db: Queryable, basicCode: string, latest: number) {
  const row = await selectDirectoryVersion(db, basicCode, latest)
  if (row === undefined) throw problem('NOT_FOUND')
  return row
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
export async function findFollowers(
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
export async function mustKeepDirectory(
  db: Queryable,
  caller: Caller,
  organisationCode: string,
): Promise<Organ> {
  const organisation = await organisationWithDivisions(db, organisationCode)
  if (organisation === undefined)
    throw ruleViolated('/organisationCode', 'ORGANISATION_UNKNOWN', { en: 'No such organ', zh: '没有该机构' })
  if (!mayWriteShared(caller, organisation, 'cataloguer')) throw problem('FORBIDDEN')
  const errors = checkKeeper(organisation.divisionCode)
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  return organisation
}

export interface Publication {
  basicCode: string
  /** Who keeps the entry; undefined where it is a new one. */
  keeper: string | undefined
  effectiveFrom: LegalDate | undefined
}

/** What forbids publishing this document as the next version; gives the day from which it is in force. */
export async function checkPublication(
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
  return from
}

/** Publishes the next version of a locked entry (发布基本目录条目), and tells which items must follow. */
export async function publishDirectory(
  db: Queryable,
  caller: Caller,
  document: DirectoryDocument,
  effectiveFrom: LegalDate,
): Promise<{ version: number; found: MustFollow }> {
  const version = await insertDirectoryVersion(db, document, effectiveFrom, subjectOf(caller))
  return { version, found: await findFollowers(db, { version, document }) }
}
