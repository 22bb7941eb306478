import { Type } from 'typebox'
import { LegalDate, part, Strict, strEnum, Uuid } from '../../shared/schema.js'

/** Members of the record of an item (实施清单), after the national exchange tables `up_task_general_*`. */

export const text = (maxLength = 2000) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
export const key = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]{0,49}$' })
/** A code of a dictionary (字典): which are known is data, looked at by the checks before publication. */
export const dictionaryCode = (description: string) =>
  Type.String({ pattern: '^[0-9A-Za-z]{1,20}$', description })
export const Condition = Type.Unknown({
  description: 'JSON Logic over answers and applicant (条件)',
  'x-parts': 2000,
})
const Url = Type.String({ pattern: '^https?://[^\\s]{1,500}$' })

/** A file that was uploaded; everybody may read it once a version that names it is published. */
export const FileReference = part('FileReference', Strict({ fileId: Uuid, name: text(200) }))

/** 待核对: as it is remembered, and not yet held against the text of the law. */
const toVerify = Type.Optional(
  Type.Boolean({
    description: 'Not yet held against the text of the law: the guide says so (待核对)',
  }),
)

export const LegalBasis = part(
  'LegalBasis',
  Strict({
    name: text(200),
    kind: strEnum([
      'law',
      'administrativeRegulation',
      'departmentRule',
      'localRegulation',
      'localRule',
      'normativeDocument',
      'other',
    ]),
    issuer: Type.Optional(Type.Unsafe<string>({ ...text(200), description: '颁布机关' })),
    number: Type.Optional(text(100)),
    article: Type.Optional(text(100)),
    text: Type.Optional(text(5000)),
    effectiveOn: Type.Optional(LegalDate),
    toVerify,
  }),
)

export const Question = part(
  'Question',
  Strict({
    key,
    title: text(200),
    titleEn: Type.Optional(text(200)),
    /** No options: yes or no. */
    options: Type.Optional(
      Type.Array(Strict({ value: key, title: text(200), titleEn: Type.Optional(text(200)) }), {
        minItems: 2,
        maxItems: 30,
      }),
    ),
    /** Asked only when this holds for the answers so far. */
    when: Type.Optional(Condition),
    youngerThan: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 150,
        description:
          'A question of yes or no that the birth date in the applicant’s number answers: yes below this age in years (按证件号码判断未满几周岁); what is answered otherwise is refused',
      }),
    ),
    personal: Type.Optional(
      strEnum(['plain', 'sensitive'], {
        description:
          'The answer is personal data (个人信息、敏感个人信息): masked as such fields of the form are',
      }),
    ),
  }),
)

export const Situation = part(
  'Situation',
  Strict({
    key,
    title: text(200),
    titleEn: Type.Optional(text(200)),
    when: Condition,
  }),
)

/** What was granted before counts (既往办理): the system's own records are asked, not the applicant alone. */
export const EarlierGrants = part(
  'EarlierGrants',
  Strict({
    mostPerYear: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 366, description: 'Grants a calendar year (每年限办次数)' }),
    ),
    amount: Type.Optional(
      Type.Unsafe<string>({ ...text(100), description: 'Field of the form with the money that is granted' }),
    ),
    statedBefore: Type.Optional(
      Type.Unsafe<string>({
        ...text(100),
        description: 'Field in which the applicant states what was granted before: never less than it was',
      }),
    ),
  }),
)

/** What must have been applied for before, and waited for (前置申请和等待期，如离婚冷静期). */
export const PrecededBy = part(
  'PrecededBy',
  Strict(
    {
      situation: Type.Optional(key),
      by: Strict(
        {
          itemCode: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
          situation: Type.Optional(key),
        },
        { description: 'The earlier application: of this item when no code stands here' },
      ),
      waitDays: Type.Integer({
        minimum: 0,
        maximum: 3650,
        description: 'Days after its acceptance in which nothing comes of it (等待期，自然日)',
      }),
      withinDays: Type.Integer({
        minimum: 1,
        maximum: 3650,
        description:
          'Days after these in which this is applied for; later the earlier one counts as withdrawn',
      }),
      basis: text(500),
    },
    { description: 'In this situation (in all when absent) the same people have applied before, and waited' },
  ),
)

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

/** Who a part is for: some situations, a condition over answers and applicant, or both; absent: everybody. */
const bound = {
  situations: Type.Optional(
    Type.Array(key, {
      minItems: 1,
      maxItems: 50,
      description: 'Keys of situations, as of a variant (适用情形); absent: all',
    }),
  ),
  when: Type.Optional(Condition),
}

/** A condition of the grant (申办条件) that holds for some applicants only. */
export const ItemCondition = part(
  'ItemCondition',
  Strict({ text: text(2000), textEn: Type.Optional(text(2000)), ...bound }),
)

export const ProcedureStep = part(
  'ProcedureStep',
  Strict({
    title: text(100),
    titleEn: Type.Optional(text(100)),
    ...bound,
    stage: Type.Optional(
      strEnum(['accept', 'review', 'decide', 'deliver', 'other'], {
        description: '受理、审查、决定、送达、其他',
      }),
    ),
    role: text(100),
    limit: Type.Optional(text(100)),
    standard: text(1000),
    result: text(500),
  }),
)

export const Rule = part(
  'FormRule',
  Strict({
    key,
    /** Must hold for `{ form, answers, applicationYear }`. */
    when: Type.Optional(Condition),
    must: Condition,
    pointer: Type.String({ pattern: '^/form/', maxLength: 500 }),
    message: Strict({ zh: text(500), en: text(500) }),
  }),
)

export const Limit = part(
  'LimitInput',
  Strict({
    amount: Type.Integer({ minimum: 0, maximum: 1000 }),
    unit: strEnum(['workingDay', 'day', 'month', 'year'], { description: '工作日、自然日、月、年' }),
    notes: Type.Optional(text(500)),
  }),
)

export const Limits = part(
  'ItemLimits',
  Strict({
    statutory: Type.Union([
      Strict({ ...Limit.properties, basis: text(500), toVerify }),
      Strict(
        { none: Type.Unsafe<string>({ ...text(500), description: 'Why there is none (理由)' }) },
        { description: '无法定时限: no law sets one; then nothing but the promise runs' },
      ),
    ]),
    promised: Limit,
    extension: Type.Optional(
      Strict(
        { amount: Limit.properties.amount, unit: Limit.properties.unit, basis: text(500) },
        {
          description:
            'By how much the statutory limit may be extended, once, where another law than Art. 42 says so (延长期限); absent: ten working days for licences, nothing else',
        },
      ),
    ),
    delivery: Type.Optional(
      Strict(
        { amount: Limit.properties.amount, unit: Limit.properties.unit, basis: text(500) },
        {
          description: 'By when the certificate goes out, where another law than Art. 44 says so (发证期限)',
        },
      ),
    ),
    handledTogether: Type.Optional(
      strEnum(['unified', 'joint', 'centralised'], {
        description:
          '统一办理、联合办理、集中办理: forty-five days, fifteen more with the approval of the government’s head (行政许可法第四十二条第二款)',
      }),
    ),
  }),
)

/** 业务办理项: new, change, renewal …; each has situations of its own, and may have limits of its own. */
export const Variant = part(
  'ItemVariant',
  Strict({
    variantCode: Type.String({
      pattern: '^[0-9A-Za-z]{1,50}$',
      description:
        'Code of the variant (业务办理项编码): the implementation code and two or three digits more',
    }),
    kind: strEnum(['new', 'change', 'renewal', 'cancellation', 'other'], {
      description: '新设、变更、延续、注销、其他',
    }),
    name: text(200),
    nameEn: Type.Optional(text(200)),
    situations: Type.Array(key, { minItems: 1, maxItems: 50 }),
    limits: Type.Optional(Limits),
    handling: Type.Optional(
      strEnum(['onTheSpot', 'promised'], { description: '办件类型, where it differs from that of the item' }),
    ),
  }),
)

/** 减免: of several that hold, the best for who pays. */
export const FeeReduction = part(
  'FeeReduction',
  Strict({
    code: key,
    name: text(200),
    nameEn: Type.Optional(text(200)),
    when: Condition,
    percent: Type.Integer({ minimum: 1, maximum: 100, description: '减免比例; 100: 免收' }),
    basis: Type.Unsafe<string>({ ...text(500), description: '减免依据' }),
  }),
)

/** What is charged (收费项目). With an amount the system assesses it for each case; without, it only tells the standard. */
export const Fee = Strict({
  feeCode: Type.Optional(Type.Unsafe<string>({ ...key, description: 'Needed where there is an amount' })),
  name: text(200),
  nameEn: Type.Optional(text(200)),
  standard: text(500),
  legalBasis: text(500),
  reducible: Type.Boolean(),
  reductionBasis: Type.Optional(Type.Unsafe<string>({ ...text(500), description: '允许减免依据' })),
  /** Charged only in these situations, and when this holds for `{ answers, applicant, form }`. */
  ...bound,
  amount: Type.Optional(
    Strict(
      { amount: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), currency: strEnum(['CNY']) },
      { description: 'In 分 (金额)' },
    ),
  ),
  /** How many times the amount, by a rule that gives a whole number; absent: once. */
  count: Type.Optional(Condition),
  due: Type.Optional(
    strEnum(['submit', 'accept', 'decide'], {
      description: 'When the bill is made: on receipt, on acceptance (default), on approval (何时开单)',
    }),
  ),
  blocks: Type.Optional(
    strEnum(['accept', 'decide', 'close'], {
      description:
        'What waits until it is paid: acceptance, the decision, closing; absent: nothing (未缴不办)',
    }),
  ),
  reductions: Type.Optional(Type.Array(FeeReduction, { minItems: 1, maxItems: 20 })),
})

export const Fees = part(
  'ItemFees',
  Strict({
    charged: Type.Boolean(),
    /** 是否支持网上支付; must be answered for what is charged. */
    onlinePayment: Type.Optional(Type.Boolean()),
    items: Type.Array(Fee, { maxItems: 50 }),
  }),
)

/** What a result is that lives on as a licence (证照): its number, how long it holds, how early it is renewed. */
const ResultLicence = Strict(
  {
    number: Type.String({
      maxLength: 100,
      pattern: '^[^{}]*(\\{(year|division)\\}[^{}]*)*\\{serial\\}[^{}]*$',
      description:
        'Number of {year}, {division} and {serial}; serials run on within what stands around (证照编号规则)',
      examples: ['JY2{division}{serial}'],
    }),
    digits: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 12,
        description: 'Digits of the serial; 6 when absent (流水号位数)',
      }),
    ),
    validity: Type.Optional(
      Strict(
        {
          amount: Type.Integer({ minimum: 1, maximum: 1000 }),
          unit: strEnum(['day', 'month', 'year']),
        },
        { description: 'How long it holds from the decision; absent: without an end (有效期)' },
      ),
    ),
    renewalLead: Type.Optional(
      Strict(
        { amount: Type.Integer({ minimum: 0, maximum: 365 }), unit: strEnum(['workingDay', 'day']) },
        {
          description:
            'So long before its end a renewal is applied for; 30 days when absent (行政许可法 Art. 50, 延续提出时限)',
        },
      ),
    ),
  },
  { description: 'A certificate that is kept in the result register (证照登记); absent: it is not' },
)

export const Result = part(
  'ItemResult',
  Strict({
    name: text(200),
    type: strEnum(['certificate', 'approval', 'other']),
    sample: Type.Optional(text(500)),
    sampleFile: Type.Optional(FileReference),
    licence: Type.Optional(ResultLicence),
    ...bound,
  }),
)

export const Place = part(
  'ItemPlace',
  Strict({
    windowId: Type.Optional(Uuid),
    name: text(200),
    address: text(300),
    hours: text(200),
    telephone: Type.Optional(text(50)),
    directions: Type.Optional(Type.Unsafe<string>({ ...text(500), description: '交通指引' })),
    authority: strEnum(['decides', 'accepts', 'collects', 'advises'], {
      description: '可当场决定、受理、代收、咨询',
    }),
  }),
)

export const Intermediary = part(
  'Intermediary',
  Strict({
    name: text(200),
    basis: text(500),
    organs: Type.Optional(text(500)),
    fee: Type.Optional(text(500)),
    limit: Type.Optional(text(100)),
  }),
)

export const SpecialProcedure = part(
  'SpecialProcedure',
  Strict({
    kind: key,
    days: Type.Integer({ minimum: 1, maximum: 365 }),
    basis: text(500),
    organ: Type.Optional(text(200)),
    telephone: Type.Optional(text(50)),
    charged: Type.Optional(Type.Boolean()),
    notCounted: Type.Optional(
      Type.Boolean({
        description:
          'Not of the eight of Art. 45, but the statute in `basis` says that its time is not counted (所需时间不计算在期限内)',
      }),
    ),
    hearing: Type.Optional(
      strEnum(['tell', 'hold'], {
        description:
          'Of a hearing: those concerned are told of their right before a decision (应当告知听证权利，行政许可法第四十七条), or it is held anyhow (应当听证，第四十六条)',
      }),
    ),
  }),
)

/** How the item can be handled without coming, or with less waiting. */
export const Services = part(
  'ItemServices',
  Strict({
    onlineDepth: Type.Optional(dictionaryCode('网上办理深度')),
    onlineUrl: Type.Optional(Url),
    mobileUrl: Type.Optional(Url),
    appointment: Type.Optional(Type.Boolean({ description: '是否支持预约办理' })),
    express: Type.Optional(Type.Boolean({ description: '是否支持物流快递' })),
    selfService: Type.Optional(Type.Boolean({ description: '是否支持自助终端办理' })),
    inCentre: Type.Optional(Type.Boolean({ description: '是否进驻政务大厅' })),
    singleSignOn: Type.Optional(Type.Boolean({ description: '是否支持单点登录' })),
  }),
)

/** The applicant's form (申请表单); bindings prefill fields from shared data (共享数据). */
export const Form = part(
  'ItemForm',
  Strict({
    schema: Type.Record(Type.String(), Type.Unknown(), {
      description: 'JSON Schema 2020-12 without $ref',
      'x-parts': 20000,
    }),
    bindings: Type.Optional(
      Type.Array(
        Strict({
          pointer: Type.Unsafe<string>(Type.String({ pattern: '^/form/', maxLength: 200 })),
          register: Type.Unsafe<string>({ ...key, description: 'Shared register (基础库), e.g. population' }),
          path: text(200),
        }),
        { maxItems: 200 },
      ),
    ),
  }),
)
