import { type Static, type TSchema, Type } from 'typebox'
import { LegalDate, SAID, Strict, strEnum, Uuid } from '../../../shared/schema.js'
import { DirectoryDocument } from '../../catalogue/directory/directory-document.js'
import { ItemDocument } from '../../catalogue/item-document.js'
import { type LineFinding, lineError } from '../line.js'

/**
 * The published versions of an entry. Their numbers are those of the catalogue that they come from (事项版本); they rise,
 * gaps are allowed.
 */
const versionsOf = <D extends TSchema>(document: D) =>
  Type.Array(
    Strict({
      version: Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description: 'Number of the version (事项版本)',
      }),
      effectiveFrom: LegalDate,
      document,
    }),
    { minItems: 1, maxItems: 1000, description: 'Published versions, oldest first' },
  )

const EntryFile = Strict({
  fileId: Uuid,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  mediaType: Type.String({ minLength: 1, maxLength: 100, examples: ['application/pdf'] }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Of the bytes' }),
  content: Type.String({ maxLength: 28_000_000, description: 'The bytes in base64, 20 MiB of them at most' }),
})

/** What an item becomes on a later day (预定状态). */
const PlannedState = Strict(
  {
    state: strEnum(['IN_USE', 'SUSPENDED', 'RETIRED']),
    from: LegalDate,
    reason: Type.Optional(
      Type.String({ minLength: 2, maxLength: 500, pattern: SAID, description: 'Why (原因)' }),
    ),
  },
  { description: 'State from a later day on (预定状态); absent: as it is' },
)
export type PlannedState = Static<typeof PlannedState>

/** A whole item (事项整条记录): one line of an import and of an export. */
export const wholeItem = <D extends TSchema>(document: D) =>
  Strict(
    {
      state: Type.Optional(
        strEnum(['IN_USE', 'SUSPENDED', 'RETIRED'], {
          description: 'State (事项状态); absent: as it is, IN_USE for what is new',
        }),
      ),
      planned: Type.Optional(PlannedState),
      versions: versionsOf(document),
      files: Type.Optional(
        Type.Array(EntryFile, {
          maxItems: 500,
          description:
            'Blank forms, filled samples and samples of results that the versions name (随行文件): what is not here yet is taken in',
        }),
      ),
    },
    { description: 'A whole entry of the catalogue: one line of NDJSON (事项整条记录)' },
  )

/** A whole entry of the basic directory (基本目录整条记录), which knows no state. */
export const wholeDirectoryEntry = <D extends TSchema>(document: D) =>
  Strict(
    { versions: versionsOf(document) },
    { description: 'A whole entry of the basic directory: one line of NDJSON (基本目录整条记录)' },
  )

export const Entry = wholeItem(ItemDocument)
export type Entry = Static<typeof Entry>
export const DirectoryLine = wholeDirectoryEntry(DirectoryDocument)

/** What items and entries of the directory have in common. */
export interface Kept {
  organisationCode: string
}

export interface EntryVersion<D> {
  version: number
  effectiveFrom: string
  document: D
}

export interface WholeEntry<D> {
  files?: Static<typeof EntryFile>[]
  state?: Entry['state']
  planned?: PlannedState
  versions: EntryVersion<D>[]
}

/** The member of a document by which one entry is told from another. */
export type CodeMember = 'itemCode' | 'basicCode'

/** The code of a document that may have any form. */
export function codeOf(document: unknown, member: CodeMember): string | undefined {
  const code = (document as Partial<Record<CodeMember, unknown>> | undefined)?.[member]
  return typeof code === 'string' ? code.slice(0, 50) : undefined
}

/** What the versions of one line must have in common. */
export function checkEntry<D extends Kept>({ versions }: WholeEntry<D>, code: CodeMember): LineFinding[] {
  const [first] = versions
  return versions.flatMap(({ version, document }, index) => {
    const pointer = `/versions/${index}`
    const findings: LineFinding[] = []
    if (version <= (versions[index - 1]?.version ?? 0))
      findings.push(
        lineError(
          'VERSION_ORDER',
          `${pointer}/version`,
          'Versions rise, the oldest first',
          '版本号应从旧到新递增',
        ),
      )
    if (codeOf(document, code) !== codeOf(first?.document, code))
      findings.push(
        lineError(
          'CODE_DIFFERS',
          `${pointer}/document/${code}`,
          'Not the code of this entry',
          '与本条目编码不一致',
        ),
      )
    if (document.organisationCode !== first?.document.organisationCode)
      findings.push(
        lineError(
          'ORGANISATION_FIXED',
          `${pointer}/document/organisationCode`,
          'An entry stays with its organ',
          '条目的所属机构不能更改',
        ),
      )
    return findings
  })
}

/** The version in force on a day and those that follow it: what people see or will see. */
export function seenVersions<V extends { effectiveFrom: string }>(
  versions: readonly V[],
  today: string,
): V[] {
  const last = versions.findLastIndex(({ effectiveFrom }) => effectiveFrom <= today)
  return versions.slice(Math.max(0, last))
}
