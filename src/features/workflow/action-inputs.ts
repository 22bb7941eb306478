import { type Static, type TProperties, Type } from 'typebox'
import { ExactNumber, LegalDate, part, SEEN, Strict, strEnum, Uuid } from '../../shared/schema.js'
import { SPECIAL_KINDS } from './special-procedures.js'
import type { Action } from './statuses.js'
import { GROUND_NAMES } from './termination-grounds.js'

export const RESULT_TYPES = ['issued', 'returned', 'forwarded', 'other'] as const
const SOURCES = ['upload', 'paper', 'licence', 'register', 'dossier', 'commitment', 'deferred'] as const

const reason = (example: string, minLength = 1) =>
  Type.String({ minLength, maxLength: 2000, pattern: SEEN, description: 'Why (理由)', examples: [example] })
const note = Type.Optional(Type.String({ maxLength: 2000, description: 'Note (备注)' }))
const words = (example: string, maxLength = 500) =>
  Type.String({ minLength: 1, maxLength, pattern: SEEN, examples: [example] })
const organ = Type.String({ minLength: 1, maxLength: 50, description: 'Code of an organ' })
const staffNo = Type.String({ minLength: 1, maxLength: 50, description: 'Number of a member of staff' })
const resultType = Type.Optional(
  strEnum(RESULT_TYPES, { description: 'issued 出证, returned 退回, forwarded 转报, other' }),
)

/** A material as it is handed in; the same shape in POST /v1/cases and in transitions. */
export const MaterialInput = part(
  'MaterialInput',
  Strict({
    materialCode: Type.String({ minLength: 1, maxLength: 50, examples: ['approval-form'] }),
    source: strEnum(SOURCES, { examples: ['paper'] }),
    copies: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })),
    fileId: Type.Optional(Uuid),
    licence: Type.Optional(
      Strict({ type: Type.String({ maxLength: 50 }), number: Type.String({ minLength: 1, maxLength: 100 }) }),
    ),
    reference: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        pattern: SEEN,
        description: 'Of the look-up in a shared register or a dossier (核验编号)',
      }),
    ),
  }),
)
export type MaterialInput = Static<typeof MaterialInput>

const Materials = Type.Array(MaterialInput, {
  minItems: 1,
  maxItems: 200,
  examples: [[{ materialCode: 'approval-form', source: 'paper' }]],
})
const Form = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
  maxProperties: 500,
  'x-parts': 3000,
})
/** Papers that show what this system does not know: a marriage that ended elsewhere, an application taken in elsewhere. */
export const OVERRIDE_PROOFS = [
  'deathCertificate',
  'courtJudgment',
  'courtMediation',
  'divorceCertificate',
  'applicationReceipt',
] as const

/** The paper that staff saw (查验的凭证). */
export const OverrideProof = Strict(
  {
    kind: strEnum(OVERRIDE_PROOFS, {
      description:
        '死亡证明、法院判决书、法院调解书、其他机关的离婚证；离婚登记申请受理回执单 (applicationReceipt, with `on`)',
    }),
    number: Type.String({
      minLength: 2,
      maxLength: 100,
      pattern: SEEN,
      description: 'Its number (文号、编号), never that of a person',
      examples: ['（2025）川1102民初123号'],
    }),
    on: Type.Optional(Type.Unsafe<string>({ ...LegalDate, description: 'The day that it tells (落款日期)' })),
  },
  { description: 'What proves it, where a reason alone does not: the paper that was seen' },
)
export type OverrideProof = Static<typeof OverrideProof>

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

const answerToDissent = Type.Optional({
  ...words('已就选址意见与该机关会商，按其意见调整布局后不影响许可条件', 2000),
  minLength: 4,
  description:
    'Why the case goes on though an organ or a person that was asked disagrees or is silent (对不同意见、逾期未答复的处理理由)',
})

const input = <A extends Action, P extends TProperties>(action: A, properties: P) =>
  Strict({ action: Type.Literal(action), ...properties })

/** The input of each action; its fields stand flat beside `action`. */
export const ACTION_INPUTS = {
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
  }),
  preReview: input('preReview', { note }),
  correctOnTheSpot: input('correctOnTheSpot', {
    note: words('当场更正联系地址'),
    form: Type.Optional(Form),
    materials: Type.Optional(Materials),
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
  }),
  expireCorrection: input('expireCorrection', {}),
  deemAgreement: input('deemAgreement', {}),
  startReview: input('startReview', { note }),
  completeStep: input('completeStep', {
    step: Type.Optional(Type.String({ maxLength: 50 })),
    opinion: Type.Optional(Type.String({ maxLength: 2000, description: 'Opinion (审查意见)' })),
    input: Type.Optional(
      Type.Record(
        Type.String({ maxLength: 50 }),
        Type.Union([Type.Boolean(), ExactNumber, Type.String({ maxLength: 10_000 })]),
        {
          maxProperties: 50,
          description: 'What the step asks for, by its own schema (环节填报)',
        },
      ),
    ),
    visit: Type.Optional(
      Strict(
        {
          officers: Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
            minItems: 2,
            maxItems: 20,
            description: 'Staff numbers of who was there (核查人员)',
            examples: [['SC-101', 'SC-102']],
          }),
          place: words('四川省乐山市市中区示例路1号'),
          record: words('场所布局与图纸一致，设备设施齐全', 4000),
          pictures: Type.Optional(
            Type.Array(Uuid, { maxItems: 50, description: 'Uploaded pictures (现场照片)' }),
          ),
        },
        { description: 'Record of the visit, where the step is one (现场核查记录)' },
      ),
    ),
    answerToDissent,
  }),
  returnStep: input('returnStep', {
    step: Type.Optional(Type.String({ maxLength: 50, description: 'The open step that is returned' })),
    toStep: Type.Optional(Type.String({ maxLength: 50, description: 'Default: the first step' })),
    reason: reason('材料核对不完整，退回重新审查'),
  }),
  requestJointReview: input('requestJointReview', {
    organisations: Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
      minItems: 1,
      maxItems: 20,
      description: 'Codes of the organs asked',
      examples: [['11511102MB0YCH005R']],
    }),
    question: words('请就选址是否符合规划提出意见', 2000),
    days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 60,
        description:
          'Working days to answer (答复期限); else those of the step, five at most. OPINION watches them',
      }),
    ),
    personal: Type.Optional(
      Type.Boolean({
        description:
          'The organs asked may read personal data clear until they have answered (可查阅个人信息)',
      }),
    ),
  }),
  giveOpinion: input('giveOpinion', {
    taskId: Type.Optional(Uuid),
    agrees: Type.Boolean({ examples: [true] }),
    opinion: words('同意', 2000),
    attachments: Type.Optional(
      Type.Array(Uuid, {
        minItems: 1,
        maxItems: 20,
        description: 'Uploaded files that belong to it (意见附件)',
      }),
    ),
  }),
  startSpecial: input('startSpecial', {
    kind: strEnum(Object.keys(SPECIAL_KINDS) as (keyof typeof SPECIAL_KINDS)[], { examples: ['inspection'] }),
    estimatedDays: Type.Integer({
      minimum: 1,
      maximum: 365,
      examples: [5],
      description: 'Working days, as the applicant is told; at most those of the item (预计天数)',
    }),
    basis: words('《中华人民共和国行政许可法》第四十五条'),
    hearing: Type.Optional(
      Strict(
        {
          on: Type.Unsafe<string>({
            ...LegalDate,
            description: 'Seven days’ notice at least (听证日期)',
            examples: ['2030-03-13'],
          }),
          time: Type.Optional(Type.String({ pattern: '^[0-2][0-9]:[0-5][0-9]$', description: '听证时间' })),
          place: words('乐山市市中区政务服务中心二楼听证室'),
          presider: Type.String({
            minLength: 1,
            maxLength: 50,
            description: 'Staff number of who presides; nobody who reviewed the application (听证主持人)',
          }),
        },
        { description: 'Of a hearing, when and where it is held (听证安排)' },
      ),
    ),
    reason: Type.Optional(Type.String({ minLength: 2, maxLength: 2000 })),
  }),
  endSpecial: input('endSpecial', {
    specialId: Type.Optional(Uuid),
    result: words('检验合格', 2000),
    hearing: Type.Optional(
      Strict(
        {
          record: words('申请人陈述了取水的必要性，利害关系人对取水量提出异议', 20_000),
          signedBy: Type.Array(words('王小民', 100), {
            minItems: 1,
            maxItems: 100,
            description: 'Who took part and signed (签字确认的听证参加人)',
          }),
        },
        { description: 'Record of a hearing that was held; without it, it was put off (听证笔录)' },
      ),
    ),
  }),
  approve: input('approve', {
    opinion: Type.Optional(Type.String({ maxLength: 2000 })),
    answerToDissent,
    conditions: Type.Optional(
      Type.Array(
        Strict({
          text: words('每日营业时间不得超过二十二时', 1000),
          until: Type.Optional(
            Type.Unsafe<string>({ ...LegalDate, description: 'Until when it binds (附带条件截止日)' }),
          ),
        }),
        { minItems: 1, maxItems: 50, description: 'What the holder must keep to (附带条件)' },
      ),
    ),
    partial: Type.Optional(
      Strict(
        {
          granted: { ...words('准予预包装食品销售', 2000), description: '准予的部分' },
          refused: { ...words('散装熟食销售', 2000), description: '不予的部分' },
          reason: reason('经营场所没有散装熟食所需的专间和冷藏设备', 10),
        },
        {
          description:
            'Granted in part (部分准予): a refusal for the rest, with its reason; the decision names the remedies',
        },
      ),
    ),
    amount: Type.Optional(
      Type.Object(
        {
          amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [1_250_000] }),
          currency: strEnum(['CNY']),
        },
        {
          additionalProperties: false,
          description:
            'How much, where the item grants money, in 分 (准予金额): at most what was asked for; counted by the limits of later applications',
          examples: [{ amount: 1_250_000, currency: 'CNY' }],
        },
      ),
    ),
    number: Type.Optional({
      ...words('乐市中资助2026-017', 100),
      description:
        'By which the own books of the organ know the result, where the register of licences numbers it not (结果编号)',
    }),
  }),
  deny: input('deny', {
    reason: reason('申请人的经营场所不符合食品安全标准的要求', 10),
    remedy: Type.Optional(Type.String({ maxLength: 2000 })),
  }),
  extend: input('extend', {
    reason: reason('情况复杂，经本行政机关负责人批准延长办理期限', 4),
    days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 365,
        description:
          'Days in the unit of the limit, at most and by default what the law of the item allows: ten working days by Art. 42 (延长天数)',
      }),
    ),
  }),
  supplyMaterials: input('supplyMaterials', {
    materials: { ...Materials, examples: [[{ materialCode: 'safety-rules', source: 'paper' }]] },
  }),
  requestSupplement: input('requestSupplement', {
    items: Type.Array(
      Strict({
        materialCode: Type.String({ minLength: 1, maxLength: 50 }),
        reason: reason('审查需要核对，请补充该材料'),
      }),
      {
        minItems: 1,
        maxItems: 200,
        examples: [[{ materialCode: 'layout-plan', reason: '审查需要核对，请补充该材料' }]],
      },
    ),
  }),
  informOfHearing: input('informOfHearing', {
    interest: words('拟批准的取水量直接关系下游用水户的重大利益', 2000),
    thirdParties: Type.Optional(
      Type.Array(words('示例灌区管理处', 200), {
        minItems: 1,
        maxItems: 50,
        description: 'Who else is concerned and is told (利害关系人)',
      }),
    ),
  }),
  requestHearing: input('requestHearing', {
    by: Type.Optional(
      strEnum(['applicant', 'thirdParty'], {
        description: 'Who asks; the applicant when absent (申请人、利害关系人)',
      }),
    ),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, pattern: SEEN })),
  }),
  waiveHearing: input('waiveHearing', {
    by: Type.Optional(
      strEnum(['applicant', 'thirdParty'], {
        description:
          'Of a hearing that was asked for: who asked, and takes that back (撤回听证申请); the applicant when absent',
      }),
    ),
    reason: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2000,
        pattern: SEEN,
        description: 'The applicant’s word, as it was given (放弃听证的声明)',
      }),
    ),
  }),
  close: input('close', {
    resultType,
    forwardedTo: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description: 'Number of the case of the organ above; needed for forwarded (转报的上级办件)',
      }),
    ),
    revocation: Type.Optional(
      Strict(
        {
          reason: reason('承诺补交的材料逾期未补，不符合法定条件', 10),
          heard: {
            ...words('已告知陈述、申辩权，申请人未提出意见'),
            description: 'What the applicant was told and said (陈述、申辩情况，行政许可法第七条)',
          },
        },
        {
          description:
            'What was granted on promised materials that never came is revoked (撤销，行政许可法第六十九条第一款第四项); the case ends as returned, with a decision of its own and remedies',
        },
      ),
    ),
    note,
  }),
  deliver: input('deliver', {
    method: strEnum(['pickup', 'post', 'electronic'], {
      examples: ['pickup'],
      description: '自取、邮寄、电子',
    }),
    receiver: Type.Optional(
      Type.String({ maxLength: 200, description: 'Who took it away or is written to (收件人)' }),
    ),
    address: Type.Optional({
      ...words('四川省乐山市市中区示例路1号'),
      description: 'Where it was sent; needed for post (邮寄地址)',
    }),
    trackingNumber: Type.Optional({
      ...words('EA123456789CN', 50),
      description: 'Of the letter; needed for post: the ten days of Art. 44 end when it was sent (邮件号码)',
    }),
    note,
  }),
  returnMail: input('returnMail', { reason: reason('邮件因地址不详被退回') }),
  withdraw: input('withdraw', {
    reason: reason('申请人要求撤回申请'),
    proof: Type.Optional({
      ...words('申请人签字的撤回申请书'),
      description:
        'The signed or recorded word of who asked, e.g. a file or the number of a recording (撤回凭据); an office that has none is asked for it by supervision',
    }),
  }),
  terminate: input('terminate', {
    ground: strEnum(GROUND_NAMES, {
      examples: ['applicantGone'],
      description: '申请人死亡或者终止、事项取消、容缺材料逾期未补、其他（须写明依据）',
    }),
    reason: reason('申请人死亡或者法人终止'),
    basis: Type.Optional({ ...words('《示例条例》第十条'), description: 'Needed for other (依据)' }),
  }),
  void: input('void', {
    reason: reason('重复录入，作废本件'),
    supersededBy: Type.Optional(
      Type.String({ minLength: 1, maxLength: 50, description: 'Number of the case in its place (替代办件)' }),
    ),
  }),
  addReviewer: input('addReviewer', {
    organisation: Type.Optional({ ...organ, description: 'An organ that is added (加签机关); or `staffNo`' }),
    staffNo: Type.Optional({
      ...staffNo,
      description: 'A colleague of the deciding organ who is added (加签人员工号); or `organisation`',
    }),
    reason: reason('涉及消防安全，请一并提出意见'),
    position: Type.Optional(
      strEnum(['before', 'after'], {
        description:
          'Before who holds the step has spoken (前加签), by default; or after (后加签): then `opinion` says what, and who is added reads it',
      }),
    ),
    opinion: Type.Optional({
      ...words('材料齐全，符合条件', 2000),
      description: 'The own opinion, with `after`',
    }),
    step: Type.Optional(
      Type.String({ maxLength: 50, description: 'The open step, where there are several' }),
    ),
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 60, description: 'Working days to answer, as of a joint review' }),
    ),
  }),
  removeReviewer: input('removeReviewer', {
    taskId: Type.Optional({
      ...Uuid,
      description: 'The task of who is removed; or `organisation`, or `staffNo`',
    }),
    organisation: Type.Optional(organ),
    staffNo: Type.Optional(staffNo),
    reason: reason('该事项不涉及其职责，撤回征求意见'),
  }),
} as const satisfies Record<Action, unknown>

export type ActionInputs = { [A in Action]: Static<(typeof ACTION_INPUTS)[A]> }
/** An action with its fields flat beside it: the body of POST /v1/cases/{caseNo}/transitions. */
export type Command = ActionInputs[Action]
