import { type Static, Type } from 'typebox'
import { LegalDate, listOf, model, Strict, strEnum } from '../../http/schemas.js'
import { SAMPLE_BUNDLE_CODE } from '../../shared/sample-codes.js'
import { CreateCaseBody } from '../cases/application-schemas.js'
import { DISCLOSURES, type Disclosure } from '../catalogue/item-document.js'
import {
  ChecklistBody,
  LimitsView,
  LimitView,
  QuestionView,
  sourceFields,
} from '../catalogue/item-schemas.js'
import { MaterialInput } from '../workflow/material-input.js'
import { BundleDocument as DocumentSchema } from './bundle-document.js'

export const BundleDocument = model('BundleDocument', DocumentSchema)

export const bundleCode = Type.String({
  minLength: 1,
  maxLength: 50,
  description: 'Code of the bundle (一件事编码)',
  examples: [SAMPLE_BUNDLE_CODE],
})

const summary = {
  bundleCode,
  version: Type.Integer({ examples: [1] }),
  name: Type.String({ examples: ['开办餐饮店一件事'] }),
  description: Type.String(),
  organisation: Type.String(),
  division: Type.String(),
  themes: Type.Array(Type.String()),
  items: Type.Array(Type.String(), { description: 'Codes of the members' }),
}
export const BundleSummary = model('BundleSummary', Strict(summary))
export const BundleList = listOf(BundleSummary)

const MemberName = { itemCode: Type.String(), name: Type.String({ examples: ['食品经营许可'] }) }

/** The bundle as everybody sees it: the document of the version in force, its members by name. */
export const Bundle = model(
  'Bundle',
  Type.Object(
    {
      ...DocumentSchema.properties,
      version: Type.Integer(),
      effectiveFrom: LegalDate,
      items: Type.Array(
        Strict({
          ...MemberName,
          version: Type.Integer(),
          inUse: Type.Boolean({
            description: 'false: suspended or retired; the bundle is then not to be had',
          }),
        }),
      ),
    },
    { additionalProperties: false },
  ),
)

const MaterialView = Strict({
  materialCode: Type.String(),
  name: Type.String(),
  required: Type.Boolean(),
  necessity: strEnum(['required', 'deferrable', 'optional']),
  originality: strEnum(['original', 'copy', 'originalAndCopy']),
  originals: Type.Integer({ description: 'The most that one item asks for' }),
  copies: Type.Integer({ description: 'The most that one item asks for' }),
  acceptanceStandards: Type.Array(Type.String()),
  legalBases: Type.Array(Type.String()),
  neededBy: Type.Array(Strict({ itemCode: Type.String(), materialCode: Type.String() })),
  reasons: Type.Array(Type.String()),
  ...sourceFields,
})

const MemberView = Strict({
  ...MemberName,
  version: Type.Integer(),
  situation: Type.String(),
  situationTitle: Type.String(),
  situationReason: Type.String(),
  variantCode: Type.Optional(Type.String()),
  limit: LimitsView,
  fees: Strict({ charged: Type.Boolean(), items: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
})

export const BundleChecklistView = model(
  'BundleChecklist',
  Strict(
    {
      questions: Type.Optional(Type.Array(QuestionView, { description: 'Still to be answered, best first' })),
      order: Type.Optional(strEnum(['best', 'document'])),
      items: Type.Optional(Type.Array(MemberView, { description: 'The members that take part' })),
      materials: Type.Optional(
        Type.Array(MaterialView, { description: 'Of all members, each paper once (材料合并)' }),
      ),
      results: Type.Optional(
        Type.Array(
          Strict({
            itemCode: Type.String(),
            materialCode: Type.String(),
            name: Type.String(),
            from: Type.String({ description: 'Code of the member that issues it' }),
          }),
          {
            description:
              'Materials that nobody brings: another member issues them, and the one that needs them waits (前置结果)',
          },
        ),
      ),
      charged: Type.Optional(Type.Boolean({ description: 'One of the members charges a fee' })),
      limit: Type.Optional(Strict({ promised: LimitView })),
      windows: Type.Optional(
        Type.Array(
          Strict({
            id: Type.String(),
            name: Type.String(),
            centre: Type.String(),
            address: Type.String(),
            items: Type.Array(Strict({ itemCode: Type.String(), level: Type.String() })),
          }),
          { description: 'Windows that take in most of the members first' },
        ),
      ),
    },
    { description: 'Either the questions still to be asked, or one checklist for the whole bundle' },
  ),
)
export type BundleChecklistView = Static<typeof BundleChecklistView>

const answersExample = { registered: false, publicPlace: true, promise: true, byAgent: false }

export const BundleChecklistBody = Strict(ChecklistBody.properties, {
  examples: [
    { applicantType: 'natural', answers: { registered: false } },
    { applicantType: 'natural', answers: answersExample },
  ],
})

const FORM_EXAMPLE = {
  shopName: '乐山市市中区示例饭店',
  address: '四川省乐山市市中区示例路1号',
  scope: ['餐饮服务'],
  composition: 'person',
  employees: 6,
  businessKind: 'catering',
  foodItems: ['热食类食品制售'],
  area: 420,
  floor: '一层',
}

export const BundleFormsBody = Strict(
  {
    ...ChecklistBody.properties,
    form: Type.Record(Type.String(), Type.Unknown(), { maxProperties: 200, 'x-parts': 3000 }),
  },
  {
    examples: [
      {
        applicantType: 'natural',
        answers: answersExample,
        form: FORM_EXAMPLE,
      },
    ],
  },
)

export const BundleForms = model(
  'BundleForms',
  Strict({
    bundleCode,
    version: Type.Integer(),
    applications: Type.Array(
      Strict({
        ...MemberName,
        version: Type.Integer(),
        situation: Type.String(),
        answers: Type.Record(Type.String(), Type.Unknown()),
        form: Type.Record(Type.String(), Type.Unknown()),
      }),
      { description: 'For each member what POST /v1/cases takes as answers and form' },
    ),
  }),
)

const {
  itemCode: _itemCode,
  movedFrom: _movedFrom,
  forwardedFrom: _forwardedFrom,
  situation: _situation,
  ...applied
} = CreateCaseBody.properties

/** The one application for all members. */
export const BundleCaseBody = Strict(
  {
    ...applied,
    materials: Type.Optional(
      Type.Array(
        Strict({
          ...MaterialInput.properties,
          itemCode: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 50,
              description:
                'For this member alone; absent: for every member that asks for it (不填则提供给所有需要该材料的事项)',
            }),
          ),
        }),
        { maxItems: 200, description: 'Each paper once (材料一次提交)' },
      ),
    ),
  },
  {
    examples: [
      {
        submit: true,
        channel: 'WEB',
        answers: { registered: false, publicPlace: false },
        parties: [
          {
            role: 'applicant',
            type: 'natural',
            name: '张小敏',
            idType: '111',
            idNumber: '11010519491231002X',
            mobile: '13800001234',
          },
        ],
        form: FORM_EXAMPLE,
        materials: [
          { materialCode: 'trader-form', source: 'paper' },
          { materialCode: 'identity-card', source: 'paper', copies: 1 },
        ],
      },
    ],
  },
)
export type BundleCaseBody = Static<typeof BundleCaseBody>

export const BundleGuide = model(
  'BundleGuide',
  Strict({
    bundleCode,
    version: Type.Integer(),
    name: Type.String(),
    description: Type.String(),
    items: Type.Array(Strict(MemberName)),
    blocks: Type.Array(
      Strict({
        key: strEnum(Object.keys(DISCLOSURES) as Disclosure[]),
        title: Type.String(),
        lines: Type.Array(Type.String()),
        materials: Type.Optional(
          Type.Array(
            Strict({
              materialCode: Type.String(),
              name: Type.String(),
              necessity: strEnum(['required', 'deferrable', 'optional']),
              necessityTitle: Type.String({ description: '必要性' }),
              count: Type.String({ description: '份数, in words' }),
              everybody: Type.Boolean({ description: 'Whether everybody brings it (所有申请人)' }),
              forWhom: Type.String({
                description: 'For whom, in words of the bundle’s questions (适用情形)',
              }),
              neededBy: Type.Array(Type.String(), { description: 'Names of the members (需要该材料的事项)' }),
              fetched: Type.Optional(
                Type.String({ description: 'That nobody has to bring it: it is fetched (数据共享免提交)' }),
              ),
            }),
            { description: 'Of the block `materials`: each paper once (材料合并)' },
          ),
        ),
      }),
      { description: 'The eight disclosures (项目八公开) of all members, what they have in common once' },
    ),
  }),
)
export type BundleGuide = Static<typeof BundleGuide>

export const BundleDraftView = model(
  'BundleDraft',
  Strict({ revision: Type.Integer({ examples: [1] }), document: BundleDocument }),
)
export const BundleFindingsView = Strict({
  findings: Type.Array(
    Strict({
      rule: Type.String(),
      severity: strEnum(['error', 'warning']),
      pointer: Type.String({ examples: ['/form/mappings/0/from'] }),
      message: Type.String(),
      mend: Type.String({ description: 'How to mend it (整改建议)' }),
    }),
  ),
})
