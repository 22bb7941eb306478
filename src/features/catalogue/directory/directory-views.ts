import { type Language, say } from '../../../shared/text.js'
import { codeTitle, type Dictionaries } from '../../dictionaries/dictionary.js'
import type { Finding } from '../checks/finding.js'
import type { Follower, MustFollow } from './directory-service.js'
import type { DirectoryVersionRow, ListedDirectoryRow } from './directory-store.js'

export const viewDirectory = (
  { document, version, effective_from }: DirectoryVersionRow,
  latestVersion: number,
  language: Language,
  dictionaries: Dictionaries,
) => ({
  ...document,
  version,
  effectiveFrom: effective_from,
  typeTitle: codeTitle(dictionaries, 'itemType', document.type, language),
  latestVersion,
})

export const summariseDirectory = (
  row: ListedDirectoryRow,
  language: Language,
  dictionaries: Dictionaries,
) => ({
  basicCode: row.basic_code,
  name: row.name,
  type: row.type,
  typeTitle: codeTitle(dictionaries, 'itemType', row.type, language),
  version: row.version,
  effectiveFrom: row.effective_from,
})

export const viewFindings = (findings: readonly Finding[], language: Language) =>
  findings.map((finding) => ({
    ...finding,
    message: say(finding.message, language),
    mend: say(finding.mend, language),
  }))

export const viewFollower = ({ row, follows, findings }: Follower, language: Language) => ({
  itemCode: row.item_code,
  name: row.name,
  organisation: row.organisation_code,
  division: row.division_code,
  state: row.state,
  version: row.version,
  effectiveFrom: row.effective_from,
  ...(row.directory_version === null ? {} : { directoryVersion: row.directory_version }),
  follows,
  findings: viewFindings(findings, language),
})

export const viewMustFollow = ({ count, mustFollow, first }: MustFollow, language: Language) => ({
  count,
  mustFollow,
  data: first.map((follower) => viewFollower(follower, language)),
})
