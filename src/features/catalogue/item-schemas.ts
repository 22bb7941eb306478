import { type Static, Type } from 'typebox'
import {
  ExactNumber,
  Instant,
  LegalDate,
  listOf,
  model,
  openEnum,
  Strict,
  strEnum,
} from '../../http/schemas.js'
import { LESHAN_ITEM_CODE } from '../../shared/sample-codes.js'
import { Facets, highlighted } from '../search/search-schemas.js'
import { FileLink } from './guide/guide-schemas.js'
import { ITEM_ACTS, type ItemAct } from './item-change.js'
import { ItemDocument as DocumentSchema } from './item-document.js'
import { dictionaryCode } from './parts/fields.js'

export const ItemDocument = model('ItemDocument', DocumentSchema)

const { limits, ...own } = DocumentSchema.properties
/** What the directory may give. */
const {
  name,
  type,
  level,
  audiences,
  legalBases,
  conditions,
  materials,
  procedure,
  fees,
  results,
  specialProcedures,
} = own

/** A new item: what its directory entry gives may be left out. */
export const NewItem = model(
  'NewItem',
  Strict(
    {
      ...own,
      name: Type.Optional(name),
      type: Type.Optional(type),
      level: Type.Optional(level),
      audiences: Type.Optional(audiences),
      legalBases: Type.Optional(legalBases),
      conditions: Type.Optional(conditions),
      materials: Type.Optional(materials),
      procedure: Type.Optional(procedure),
      fees: Type.Optional(fees),
      limits: Type.Optional(
        Strict({
          statutory: Type.Optional(limits.properties.statutory),
          promised: Type.Optional(limits.properties.promised),
          extension: limits.properties.extension,
          delivery: limits.properties.delivery,
          handledTogether: limits.properties.handledTogether,
        }),
      ),
      results: Type.Optional(results),
      specialProcedures: Type.Optional(specialProcedures),
    },
    {
      description:
        'A new item (新增事项): as ItemDocument, but what its entry of the basic directory gives may be left out (继承)',
    },
  ),
)

const stateName = strEnum(['DRAFT', 'IN_USE', 'SUSPENDED', 'RETIRED', 'EXPIRED'])

export const ItemSummary = model(
  'ItemSummary',
  Strict({
    itemCode: Type.String({ examples: [LESHAN_ITEM_CODE] }),
    name: Type.String({ examples: ['住房公积金提取（偿还购房贷款）'] }),
    type: Type.Unsafe<string>({ ...dictionaryCode('事项类型'), examples: ['20'] }),
    typeTitle: Type.String(),
    handling: strEnum(['onTheSpot', 'promised']),
    organisation: Type.String(),
    division: Type.String(),
    audiences: Type.Array(Type.String()),
    state: stateName,
    ...highlighted,
  }),
)
export const ItemList = Strict({ ...listOf(ItemSummary).properties, facets: Type.Optional(Facets) })

/** The item as everybody sees it: the document of the version, with version and state. */
export const Item = model(
  'Item',
  Type.Object(
    {
      ...DocumentSchema.properties,
      version: Type.Integer(),
      state: stateName,
      typeTitle: Type.String(),
      effectiveFrom: Type.Optional(LegalDate),
    },
    { additionalProperties: false },
  ),
)

export const VersionList = Strict({
  state: stateName,
  data: Type.Array(
    Strict({
      version: Type.Integer(),
      effectiveFrom: LegalDate,
      publishedAt: Instant,
      inForce: Type.Boolean(),
      state: strEnum(['SCHEDULED', 'IN_FORCE', 'SUPERSEDED'], { description: '待生效、现行、已被替代' }),
      directoryVersion: Type.Optional(
        Type.Integer({ description: 'Version of the directory entry (基本目录) that it follows' }),
      ),
    }),
  ),
})

const Differences = Type.Array(
  Strict({
    pointer: Type.String({
      description: 'Entries of a list are named by their key',
      examples: ['/materials/identity-card/copies'],
    }),
    kind: strEnum(['added', 'removed', 'changed', 'moved']),
    title: Type.String({ description: 'In words', examples: ['申报资料·“申请人居民身份证”·复印件份数'] }),
    before: Type.Optional(Type.Unknown()),
    after: Type.Optional(Type.Unknown()),
  }),
)

export const VersionDiff = model(
  'VersionDiff',
  Strict({
    itemCode: Type.String({ examples: [LESHAN_ITEM_CODE] }),
    from: Type.Integer({ examples: [1] }),
    to: Type.Integer({ examples: [2] }),
    changes: Differences,
  }),
)

export const DraftDiff = model(
  'DraftDiff',
  Strict({
    itemCode: Type.String({ examples: [LESHAN_ITEM_CODE] }),
    from: Type.Optional(Type.Integer({ description: 'The version in force', examples: [1] })),
    revision: Type.Integer({ description: 'Of the draft', examples: [2] }),
    changes: Differences,
  }),
)

/** An act on an item, as its history tells it. */
const ItemChange = model(
  'ItemChange',
  Strict({
    act: strEnum(Object.keys(ITEM_ACTS) as ItemAct[]),
    title: Type.String({ description: 'The act in words', examples: ['发布'] }),
    at: Instant,
    by: Type.String({ description: 'issuer|subject' }),
    revision: Type.Optional(Type.Integer({ description: 'Of the draft' })),
    version: Type.Optional(Type.Integer()),
    effectiveFrom: Type.Optional(LegalDate),
    errors: Type.Optional(Type.Integer({ description: 'That a check found' })),
    warnings: Type.Optional(Type.Integer()),
    overtakes: Type.Optional(
      Type.Array(Type.Integer(), {
        description: 'Scheduled versions that never come into force for it (被替代的待生效版本)',
      }),
    ),
    state: Type.Optional(Type.String({ description: 'That was planned (预定状态)' })),
    reason: Type.Optional(Type.String({ description: 'Of a suspension or retirement (原因)' })),
    changes: Type.Optional(Differences),
  }),
)
export const ItemHistory = listOf(ItemChange)

export const QuestionView = Strict({
  key: Type.String(),
  title: Type.String(),
  options: Type.Optional(Type.Array(Strict({ value: Type.String(), title: Type.String() }))),
})

export const ChecklistBody = Strict(
  {
    applicantType: strEnum(['natural', 'legal'], { examples: ['natural'] }),
    answers: Type.Record(
      Type.String({ maxLength: 50 }),
      Type.Union([Type.String({ maxLength: 200 }), Type.Boolean(), ExactNumber]),
      { maxProperties: 50 },
    ),
  },
  { examples: [{ applicantType: 'natural', answers: { lender: 'fund', byAgent: false } }] },
)

export const LimitView = Strict({
  amount: Type.Integer(),
  unit: strEnum(['workingDay', 'day', 'month', 'year']),
  text: Type.String(),
})

/** 时限: what is promised, and what the law says or why it says nothing. */
export const LimitsView = Strict({
  promised: LimitView,
  statutory: Type.Optional(LimitView),
  noStatutory: Type.Optional(
    Type.String({ description: 'In place of `statutory`: why there is none (无法定时限的理由)' }),
  ),
})

/** Where a material of a checklist comes from (材料来源). */
export const sourceFields = {
  source: openEnum(['applicant', 'register'], {
    description:
      'applicant: is brought; register: is fetched from a shared register when the application is handed in, and need not be brought (数据共享免提交)',
  }),
  register: Type.Optional(
    Strict({ code: Type.String(), name: Type.String() }, { description: 'The shared register (共享数据源)' }),
  ),
  sourceReason: Type.Optional(
    Type.String({
      description: 'That it is fetched, and what if it does not come, in words (免提交说明)',
      examples: ['免提交：提交申请时由系统向“企业登记信息”获取；未能获取的，再行告知补交'],
    }),
  ),
}

export const ChecklistView = model(
  'Checklist',
  Strict(
    {
      questions: Type.Optional(
        Type.Array(QuestionView, {
          description: 'Still to be answered, best first: the first one leaves the least open',
        }),
      ),
      order: Type.Optional(
        strEnum(['best', 'document'], {
          description: 'With questions: `document` where there are too many ways to answer to look at all',
        }),
      ),
      situation: Type.Optional(
        Type.String({ description: 'Key of the situation (情形)', examples: ['fund-loan'] }),
      ),
      situationTitle: Type.Optional(Type.String()),
      situationReason: Type.Optional(
        Type.String({
          description: 'The answers that led here, in words',
          examples: ['因为您选择了“住房公积金贷款”'],
        }),
      ),
      variant: Type.Optional(
        Strict(
          {
            variantCode: Type.String(),
            kind: strEnum(['new', 'change', 'renewal', 'cancellation', 'other']),
            name: Type.String(),
          },
          { description: 'Where the item has variants (业务办理项); `limit` is then the variant’s' },
        ),
      ),
      materials: Type.Optional(
        Type.Array(
          Strict({
            materialCode: Type.String(),
            name: Type.String(),
            required: Type.Boolean(),
            necessity: Type.String(),
            reason: Type.String({ description: 'Why this applicant brings it' }),
            ...sourceFields,
            originality: Type.String(),
            originals: Type.Integer(),
            copies: Type.Integer(),
            acceptanceStandard: Type.Optional(Type.String()),
            legalBasis: Type.Optional(Type.String()),
            blankForm: Type.Optional(FileLink),
            filledSample: Type.Optional(FileLink),
          }),
        ),
      ),
      handling: Type.Optional(
        strEnum(['onTheSpot', 'promised'], { description: '办件类型, in this situation' }),
      ),
      conditions: Type.Optional(
        Type.Array(Type.String(), { description: 'What this applicant must meet (申办条件)' }),
      ),
      results: Type.Optional(
        Type.Array(Strict({ name: Type.String() }), { description: 'What this applicant gets (办理结果)' }),
      ),
      fees: Type.Optional(
        Strict({ charged: Type.Boolean(), items: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
      ),
      limit: Type.Optional(LimitsView),
      windows: Type.Optional(
        Type.Array(
          Strict({
            id: Type.String(),
            name: Type.String(),
            centre: Type.String(),
            address: Type.String(),
            level: Type.String(),
          }),
        ),
      ),
    },
    {
      description:
        'Either the questions still to be asked, or the situation with exactly what this applicant brings',
    },
  ),
)
export type ChecklistView = Static<typeof ChecklistView>

export const DraftView = model(
  'ItemDraft',
  Strict({
    revision: Type.Integer(),
    state: strEnum(['DRAFT', 'CHECKED'], {
      description: 'CHECKED: this very revision was checked without errors (草稿、已检查)',
    }),
    checkedAt: Type.Optional(Instant),
    checkedBy: Type.Optional(Type.String({ description: 'issuer|subject' })),
    document: ItemDocument,
  }),
)
export const FindingsView = Strict({
  findings: Type.Array(
    Strict({
      rule: Type.String({ examples: ['MATERIAL_TWICE'] }),
      severity: strEnum(['error', 'warning']),
      pointer: Type.String({ examples: ['/materials/0/name'] }),
      message: Type.String(),
      mend: Type.String({ description: 'How to mend it (整改建议)' }),
    }),
  ),
})
