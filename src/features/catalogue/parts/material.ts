import { Type } from 'typebox'
import { part, Strict, strEnum } from '../../../shared/schema.js'
import { Condition, FileReference, key, text, toVerify } from './fields.js'

/** 告知承诺: what the applicant is told and promises, and by when it is looked into. */
export const Commitment = part(
  'ItemCommitment',
  Strict({
    promise: Type.Unsafe<string>({ ...text(2000), description: '承诺内容' }),
    checkWithin: Strict(
      {
        amount: Type.Integer({ minimum: 1, maximum: 3650 }),
        unit: strEnum(['workingDay', 'day', 'month', 'year']),
      },
      { description: '核查期限, from the decision' },
    ),
    basis: Type.Optional(Type.Unsafe<string>({ ...text(500), description: '依据' })),
    barAfterBreach: Type.Optional(
      Strict(
        {
          basis: Type.Unsafe<string>({
            ...text(500),
            description: 'The rule that says so, named with its title (依据)',
          }),
        },
        {
          description:
            'Whose promise was found broken is not offered another by this item until that is repaired (作出虚假承诺的，信用修复前不适用告知承诺，国办发〔2020〕42号)',
        },
      ),
    ),
  }),
)

export const Material = part(
  'ItemMaterial',
  Strict({
    materialCode: key,
    name: text(200),
    nameEn: Type.Optional(text(200)),
    necessity: strEnum(['required', 'optional', 'deferrable'], { description: '必要、非必要、容缺后补' }),
    /** 核心（主审）要件: never deferrable. */
    core: Type.Optional(Type.Boolean()),
    originality: strEnum(['original', 'copy', 'originalAndCopy']),
    category: strEnum(['certificate', 'form', 'other'], { description: '证件证书证明、申请表格文书、其他' }),
    format: strEnum(['paper', 'electronic', 'paperOrElectronic']),
    paperSize: Type.Optional(Type.Unsafe<string>({ ...text(50), description: '纸质材料规格, e.g. A4' })),
    originals: Type.Integer({ minimum: 0, maximum: 99 }),
    copies: Type.Integer({ minimum: 0, maximum: 99 }),
    source: strEnum(['applicant', 'government', 'intermediary', 'other']),
    sourceNote: Type.Optional(text(500)),
    issuer: Type.Optional(Type.Unsafe<string>({ ...text(200), description: '出具机构' })),
    blankForm: Type.Optional(FileReference),
    filledSample: Type.Optional(FileReference),
    fillingNotes: Type.Optional(Type.Unsafe<string>({ ...text(2000), description: '填报须知' })),
    acceptanceStandard: Type.Optional(text(1000)),
    /** By what it is looked at (受理标准), one by one: what is not met is told by its code. */
    acceptanceStandards: Type.Optional(
      Type.Array(Strict({ code: key, text: text(500), textEn: Type.Optional(text(500)) }), {
        minItems: 1,
        maxItems: 30,
      }),
    ),
    legalBasis: Type.Optional(text(500)),
    /** Of the basis. */
    toVerify,
    /** Keys of situations; absent: all. */
    situations: Type.Optional(Type.Array(key, { minItems: 1, maxItems: 50 })),
    /** Beside the situation, e.g. only when somebody acts for the applicant. */
    when: Type.Optional(Condition),
    /** 告知承诺: in its place the applicant's word is taken, and looked into after the decision. */
    commitment: Type.Optional(Commitment),
    /** Why this applicant must bring it. */
    reason: Type.Optional(Strict({ zh: text(500), en: text(500) })),
  }),
)
