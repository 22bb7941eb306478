import { Type } from 'typebox'
import { LegalDate, Strict, strEnum, Uuid } from '../../shared/schema.js'
import { GRANT_FIELDS } from './decision-inputs.js'
import { input, note, reason, resultType, words } from './input-fields.js'
import { Materials } from './material-input.js'
import { OverrideProof } from './override-proof.js'

const Form = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
  maxProperties: 500,
  'x-parts': 3000,
})

const Overrides = Type.Optional(
  Type.Array(
    Strict({
      pointer: Type.String({ maxLength: 100 }),
      reason: words('核对营业执照原件无误'),
      proof: Type.Optional(OverrideProof),
    }),
    {
      maxItems: 20,
      description: 'Warnings that staff take upon themselves, each with a reason',
    },
  ),
)

/** Receipt, correction and acceptance (收件、补正、受理). */
export const INTAKE_INPUTS = {
  submit: input('submit', {
    materials: Type.Optional(Materials),
    form: Type.Optional(Form),
    unchanged: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        description:
          'Fields that the notice asked for and that stay as they are: the applicant stands by them (申请人坚持原填写内容)',
      }),
    ),
    overrides: Overrides,
  }),
  preReview: input('preReview', { note }),
  correctOnTheSpot: input('correctOnTheSpot', {
    note: words('当场更正联系地址'),
    form: Type.Optional(Form),
    materials: Type.Optional(Materials),
    overrides: Overrides,
  }),
  requestCorrection: input('requestCorrection', {
    items: Type.Array(
      Strict({
        materialCode: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
        field: Type.Optional(
          Type.String({ minLength: 1, maxLength: 100, description: 'Name of a field of the form' }),
        ),
        reason: reason('复印件不清晰，请重新提交'),
      }),
      {
        minItems: 1,
        maxItems: 200,
        examples: [[{ materialCode: 'approval-form', reason: '复印件不清晰，请重新提交' }]],
      },
    ),
    correctedDefective: Type.Optional(
      Type.Boolean({
        description: 'A second notice is lawful only when what was corrected is itself defective',
      }),
    ),
  }),
  accept: input('accept', { note, windowId: Type.Optional(Uuid), overrides: Overrides }),
  acceptWithDeferral: input('acceptWithDeferral', {
    deferred: Type.Array(
      Strict({
        materialCode: Type.String({ minLength: 1, maxLength: 50 }),
        dueOn: Type.Optional(
          Type.Unsafe<string>({
            ...LegalDate,
            description: 'Within the legal limit; its last day when absent (不填为法定办理期限届满日)',
          }),
        ),
      }),
      {
        minItems: 1,
        maxItems: 50,
        examples: [[{ materialCode: 'safety-rules' }]],
      },
    ),
    promise: words('承诺在约定日期前补交所缺材料'),
    windowId: Type.Optional(Uuid),
    overrides: Overrides,
    note,
  }),
  deemAccept: input('deemAccept', {}),
  refuseAcceptance: input('refuseAcceptance', {
    ground: strEnum(['outsideCompetence', 'correctionNotSupplied', 'falseStatement'], {
      examples: ['outsideCompetence'],
      description: '不属于本机关职权、补正逾期不来、隐瞒情况或者提供虚假材料',
    }),
    reason: reason('申请事项依法不属于本机关职权范围', 10),
    competentAuthority: Type.Optional({
      ...words('县市场监督管理局'),
      description: 'Where to go instead (有权机关); needed for outsideCompetence',
    }),
  }),
  declareNotRequired: input('declareNotRequired', { reason: reason('该事项依法不需要取得行政许可') }),
  handleOnTheSpot: input('handleOnTheSpot', {
    note,
    resultType,
    windowId: Type.Optional(Uuid),
    overrides: Overrides,
    ...GRANT_FIELDS,
  }),
  expireCorrection: input('expireCorrection', {}),
}
