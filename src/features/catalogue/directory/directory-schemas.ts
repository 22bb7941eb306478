import { Type } from 'typebox'
import { Instant, LegalDate, listOf, model, Strict, strEnum } from '../../../http/schemas.js'
import { FOOD_LICENCE_ITEM_CODE, LESHAN_ITEM_CODE } from '../../../shared/sample-codes.js'
import { DirectoryDocument as DocumentSchema } from './directory-document.js'

export const DirectoryDocument = model('DirectoryDocument', DocumentSchema)

export const basicCode = Type.String({
  minLength: 1,
  maxLength: 50,
  description: 'Basic code (基本编码)',
  examples: [FOOD_LICENCE_ITEM_CODE.slice(19)],
})

/** The entry as everybody sees it: the document in force, with its version. */
export const DirectoryEntry = model(
  'DirectoryEntry',
  Type.Object(
    {
      ...DocumentSchema.properties,
      version: Type.Integer({ examples: [1] }),
      effectiveFrom: LegalDate,
      typeTitle: Type.String(),
      latestVersion: Type.Integer({
        description: 'Higher than `version` while another is scheduled; the ETag goes by it',
        examples: [1],
      }),
    },
    { additionalProperties: false },
  ),
)

export const DirectoryList = listOf(
  Strict({
    basicCode,
    name: Type.String(),
    type: Type.String(),
    typeTitle: Type.String(),
    version: Type.Integer(),
    effectiveFrom: LegalDate,
  }),
)

export const DirectoryVersionList = Strict({
  data: Type.Array(
    Strict({
      version: Type.Integer(),
      effectiveFrom: LegalDate,
      publishedAt: Instant,
      inForce: Type.Boolean(),
      state: strEnum(['SCHEDULED', 'IN_FORCE', 'SUPERSEDED'], { description: '待生效、现行、已被替代' }),
    }),
  ),
})

const FollowerView = model(
  'ImplementationEntry',
  Strict({
    itemCode: Type.String({ examples: [LESHAN_ITEM_CODE] }),
    name: Type.String(),
    organisation: Type.String(),
    division: Type.String(),
    state: strEnum(['DRAFT', 'IN_USE', 'SUSPENDED', 'RETIRED']),
    version: Type.Integer({ description: 'The newest version of the item' }),
    effectiveFrom: LegalDate,
    directoryVersion: Type.Optional(
      Type.Integer({ description: 'Which version of the directory it was checked against' }),
    ),
    follows: Type.Boolean({ description: 'That is the newest (是否已按最新目录)' }),
    findings: Type.Array(
      Strict({
        rule: Type.String(),
        severity: strEnum(['error', 'warning']),
        pointer: Type.String(),
        message: Type.String(),
        mend: Type.String(),
      }),
      { description: 'What would now be found against it; an error means that it must follow (须调整)' },
    ),
  }),
)
export const ImplementationList = listOf(FollowerView)

export const DirectoryPublication = model(
  'DirectoryPublication',
  Strict({
    basicCode,
    version: Type.Integer({
      description: 'Of the entry; with preview the one that it would become',
      examples: [2],
    }),
    effectiveFrom: LegalDate,
    preview: Type.Boolean(),
    entries: Strict(
      {
        count: Type.Integer({ description: 'All items of the entry' }),
        mustFollow: Type.Integer({ description: 'Those that would now be refused' }),
        data: Type.Array(FollowerView, { description: 'The first hundred of them' }),
      },
      { description: 'Which items must follow (须随之调整的实施清单)' },
    ),
  }),
)
