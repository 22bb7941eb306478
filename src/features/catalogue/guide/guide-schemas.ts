import { type Static, Type } from 'typebox'
import { LegalDate, model, Strict, strEnum, Uuid } from '../../../http/schemas.js'
import { LESHAN_ITEM_CODE } from '../../../shared/sample-codes.js'
import { DISCLOSURES, type Disclosure } from '../item-document.js'

const said = (description: string) => Type.String({ description })
const maybe = (description: string) => Type.Optional(said(description))

export const FileLink = Strict({
  fileId: Uuid,
  name: Type.String(),
  href: Type.String({ description: 'Path of the public download' }),
})

const toVerify = Type.Optional(
  Type.Boolean({ description: 'The basis was not yet held against the text of the law (待核对)' }),
)

const GuideMaterial = Strict({
  materialCode: Type.String(),
  name: Type.String(),
  necessity: strEnum(['required', 'optional', 'deferrable']),
  necessityTitle: said('必要性'),
  originals: Type.Integer(),
  copies: Type.Integer(),
  count: said('份数, in words'),
  format: strEnum(['paper', 'electronic', 'paperOrElectronic']),
  formatTitle: said('材料形式'),
  paperSize: maybe('纸质材料规格'),
  source: strEnum(['applicant', 'government', 'intermediary', 'other']),
  sourceTitle: said('来源渠道'),
  sourceNote: maybe('来源渠道说明'),
  issuer: maybe('出具机构'),
  acceptanceStandard: maybe('受理标准'),
  fillingNotes: maybe('填报须知'),
  legalBasis: maybe('要求提供材料的依据'),
  toVerify,
  situations: Type.Optional(
    Type.Array(Strict({ key: Type.String(), title: Type.String() }), {
      description: '适用情形; absent: all',
    }),
  ),
  everybody: Type.Boolean({ description: 'Whether everybody brings it (所有申请人)' }),
  forWhom: said('For whom, in words: situations and condition, or everybody (适用情形)'),
  reason: maybe('Why somebody must bring it'),
  fetched: maybe('That nobody has to bring it: it is fetched from a shared register (数据共享免提交)'),
  blankForm: Type.Optional(FileLink),
  filledSample: Type.Optional(FileLink),
})

const GuideStep = Strict({
  number: Type.Integer(),
  title: Type.String(),
  stage: Type.Optional(strEnum(['accept', 'review', 'decide', 'deliver', 'other'])),
  stageTitle: maybe('环节'),
  role: said('办理人员'),
  limit: maybe('办理时限'),
  standard: said('审查标准'),
  result: said('办理结果'),
  forWhom: maybe('For whom, where not for everybody (适用情形)'),
})

const GuideLimit = Strict({
  kind: strEnum(['promised', 'statutory']),
  title: Type.String(),
  variant: maybe('业务办理项, where it has limits of its own'),
  amount: Type.Optional(Type.Integer({ description: 'Absent: no law sets a limit (无法定时限)' })),
  unit: Type.Optional(strEnum(['workingDay', 'day', 'month', 'year'])),
  text: said('In words'),
  notes: Type.Optional(Type.String()),
  basis: Type.Optional(Type.String()),
})

const GuideWindow = Strict({
  name: Type.String(),
  address: said('办理地点'),
  hours: said('办理时间'),
  telephone: Type.Optional(Type.String()),
  directions: maybe('交通指引'),
  authority: Type.Optional(
    strEnum(['decides', 'accepts', 'collects', 'advises'], {
      description: 'As the register of windows has it; absent: it has none (未登记窗口权限)',
    }),
  ),
  authorityTitle: said('窗口权限, in words'),
})

/** One of the eight; beside its lines, what a front end lays out by itself. */
const GuideBlock = Strict({
  key: strEnum(Object.keys(DISCLOSURES) as Disclosure[]),
  title: Type.String(),
  lines: Type.Array(Type.String(), { description: 'The whole block in plain words' }),
  facts: Type.Optional(Type.Array(Strict({ key: Type.String(), title: Type.String(), text: Type.String() }))),
  legalBases: Type.Optional(
    Type.Array(
      Strict({
        name: Type.String(),
        issuer: maybe('颁布机关'),
        number: maybe('文号'),
        article: maybe('条款号'),
        text: maybe('条款内容'),
        effectiveOn: Type.Optional(LegalDate),
        toVerify: toVerify,
      }),
    ),
  ),
  conditions: Type.Optional(Type.Array(Type.String())),
  materials: Type.Optional(Type.Array(GuideMaterial)),
  steps: Type.Optional(Type.Array(GuideStep)),
  results: Type.Optional(
    Type.Array(
      Strict({
        name: Type.String(),
        sample: maybe('结果样本'),
        sampleFile: Type.Optional(FileLink),
        forWhom: maybe('For whom, where not for everybody (适用情形)'),
      }),
    ),
  ),
  limits: Type.Optional(Type.Array(GuideLimit)),
  specialProcedures: Type.Optional(
    Type.Array(
      Strict({
        kind: Type.String(),
        title: Type.String({ examples: ['现场踏勘'] }),
        days: Type.Integer(),
        basis: Type.String(),
        organ: maybe('办理机构'),
      }),
      { description: '特别程序: their days do not count' },
    ),
  ),
  charged: Type.Optional(Type.Boolean({ description: '是否收费' })),
  fees: Type.Optional(
    Type.Array(
      Strict({
        name: Type.String(),
        standard: said('收费标准'),
        legalBasis: said('收费依据'),
        reducible: Type.Boolean({ description: '是否允许减免' }),
        reductionBasis: maybe('允许减免依据'),
        forWhom: maybe('For whom, where not for everybody (适用情形)'),
        reductions: Type.Optional(
          Type.Array(
            Strict({
              name: Type.String(),
              percent: Type.Integer(),
              basis: Type.String(),
              forWhom: said('适用情形'),
            }),
            { description: '减免' },
          ),
        ),
      }),
    ),
  ),
  intermediaries: Type.Optional(
    Type.Array(
      Strict({
        name: Type.String(),
        basis: Type.String(),
        organs: Type.Optional(Type.String()),
        fee: Type.Optional(Type.String()),
        limit: Type.Optional(Type.String()),
      }),
      { description: '中介服务' },
    ),
  ),
  windows: Type.Optional(Type.Array(GuideWindow)),
  channels: Type.Optional(
    Type.Array(
      Strict({ kind: strEnum(['consultation', 'complaint']), title: Type.String(), text: Type.String() }),
    ),
  ),
  faqs: Type.Optional(Type.Array(Strict({ question: Type.String(), answer: Type.String() }))),
})
export type GuideBlock = Static<typeof GuideBlock>
export type GuideStep = Static<typeof GuideStep>
export type GuideMaterial = Static<typeof GuideMaterial>

export const Guide = model(
  'Guide',
  Strict({
    itemCode: Type.String({ examples: [LESHAN_ITEM_CODE] }),
    version: Type.Integer({ examples: [1] }),
    name: Type.String(),
    effectiveFrom: LegalDate,
    state: Type.Optional(
      strEnum(['DRAFT', 'IN_USE', 'SUSPENDED', 'RETIRED', 'EXPIRED'], {
        description: '事项状态: nobody can apply unless it is in use',
      }),
    ),
    organ: Type.Optional(Type.String({ description: '实施主体' })),
    blocks: Type.Array(GuideBlock, {
      description: 'The eight disclosures (项目八公开), in their fixed order',
    }),
  }),
)
export type Guide = Static<typeof Guide>

export const GuideQuery = Strict({
  language: Type.Optional(strEnum(['zh', 'en'], { description: 'Goes before Accept-Language' })),
  layout: Type.Optional(
    strEnum(['a4', 'kiosk'], { description: 'Of the page: A4 to print (default), or large type on a kiosk' }),
  ),
})
