import { type Static, Type } from 'typebox'
import { LegalDate, Strict, strEnum } from '../../shared/schema.js'

/** Codes of the national lists (事项类型 …); validity and mappings become data with the complete catalogue. */
export const ITEM_TYPES = {
  '01': { zh: '行政许可', en: 'administrative licence' },
  '05': { zh: '行政给付', en: 'benefit' },
  '07': { zh: '行政确认', en: 'confirmation' },
  '08': { zh: '行政奖励', en: 'award' },
  '09': { zh: '行政裁决', en: 'ruling' },
  '10': { zh: '其他行政权力', en: 'other administrative power' },
  '20': { zh: '公共服务', en: 'public service' },
} as const
export type ItemType = keyof typeof ITEM_TYPES

const text = (maxLength = 2000) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
const key = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]{0,49}$' })
const Condition = Type.Unknown({ description: 'JSON Logic over answers and applicant (条件)' })
const limitUnit = strEnum(['workingDay', 'day', 'month', 'year'])

const LegalBasis = Strict({
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
  article: Type.Optional(text(100)),
  text: Type.Optional(text(5000)),
  number: Type.Optional(text(100)),
})

const Question = Strict({
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
})

const Situation = Strict({
  key,
  title: text(200),
  titleEn: Type.Optional(text(200)),
  when: Condition,
})

const Material = Strict({
  materialCode: key,
  name: text(200),
  nameEn: Type.Optional(text(200)),
  necessity: strEnum(['required', 'optional', 'deferrable'], { description: '必要、非必要、容缺后补' }),
  originality: strEnum(['original', 'copy', 'originalAndCopy']),
  category: strEnum(['certificate', 'form', 'other'], { description: '证件证书证明、申请表格文书、其他' }),
  format: strEnum(['paper', 'electronic', 'paperOrElectronic']),
  originals: Type.Integer({ minimum: 0, maximum: 99 }),
  copies: Type.Integer({ minimum: 0, maximum: 99 }),
  source: strEnum(['applicant', 'government', 'intermediary', 'other']),
  sourceNote: Type.Optional(text(500)),
  acceptanceStandard: Type.Optional(text(1000)),
  legalBasis: Type.Optional(text(500)),
  /** Keys of situations; absent: all. */
  situations: Type.Optional(Type.Array(key, { minItems: 1, maxItems: 50 })),
  /** Beside the situation, e.g. only when somebody acts for the applicant. */
  when: Type.Optional(Condition),
  /** Why this applicant must bring it. */
  reason: Type.Optional(Strict({ zh: text(500), en: text(500) })),
})

const ProcedureStep = Strict({
  title: text(100),
  titleEn: Type.Optional(text(100)),
  role: text(100),
  limit: Type.Optional(text(100)),
  standard: text(1000),
  result: text(500),
})

const Rule = Strict({
  key,
  /** Must hold for `{ form, answers, applicationYear }`. */
  when: Type.Optional(Condition),
  must: Condition,
  pointer: Type.String({ pattern: '^/form/' }),
  message: Strict({ zh: text(500), en: text(500) }),
})

const Limit = Strict({
  amount: Type.Integer({ minimum: 0, maximum: 1000 }),
  unit: limitUnit,
  notes: Type.Optional(text(500)),
})

/** An implementation entry (实施清单) as one document; its published versions never change. */
export const ItemDocument = Strict(
  {
    itemCode: Type.String({ minLength: 1, maxLength: 50, description: 'Implementation code (实施编码)' }),
    basicCode: Type.String({ minLength: 1, maxLength: 50, description: 'Basic code (基本编码)' }),
    organisationCode: Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Implementing organ (实施主体)',
    }),
    name: text(200),
    nameEn: Type.Optional(text(200)),
    synonyms: Type.Array(text(100), { maxItems: 50 }),
    type: strEnum(Object.keys(ITEM_TYPES) as ItemType[], { description: '事项类型' }),
    level: Type.Integer({ minimum: 1, maximum: 7, description: '行使层级' }),
    handling: strEnum(['onTheSpot', 'promised'], { description: '办件类型：即办件、承诺件' }),
    audiences: Type.Array(strEnum(['1', '2', '3', '4', '5', '6']), {
      minItems: 1,
      maxItems: 6,
      uniqueItems: true,
      description: '服务对象：1 自然人 2 企业法人 3 事业法人 4 社会组织法人 5 行政机关 6 其他组织',
    }),
    legalBases: Type.Array(LegalBasis, { maxItems: 50 }),
    conditions: Type.Array(text(2000), { maxItems: 100 }),
    questions: Type.Array(Question, { maxItems: 30 }),
    situations: Type.Array(Situation, { minItems: 1, maxItems: 50 }),
    materials: Type.Array(Material, { maxItems: 200 }),
    procedure: Type.Array(ProcedureStep, { maxItems: 50 }),
    fees: Strict({
      charged: Type.Boolean(),
      items: Type.Array(
        Strict({ name: text(200), standard: text(500), legalBasis: text(500), reducible: Type.Boolean() }),
        { maxItems: 50 },
      ),
    }),
    limits: Strict({
      statutory: Strict({ ...Limit.properties, basis: text(500) }),
      promised: Limit,
    }),
    /** Rules of the licence law that bind other types only where a basis says so (contract: type 01 has them by law). */
    citedClocks: Type.Optional(
      Strict({ intake: Type.Optional(text(500)), delivery: Type.Optional(text(500)) }),
    ),
    windowAuthority: text(500),
    visits: Type.Integer({ minimum: 0, maximum: 20, description: '到办事现场次数' }),
    visitReason: Type.Optional(text(500)),
    online: Type.Boolean({ description: '是否网办' }),
    results: Type.Array(
      Strict({
        name: text(200),
        type: strEnum(['certificate', 'approval', 'other']),
        sample: Type.Optional(text(500)),
      }),
      { maxItems: 20 },
    ),
    consultation: Type.Array(text(200), { minItems: 1, maxItems: 20 }),
    complaints: Type.Array(text(200), { minItems: 1, maxItems: 20 }),
    specialProcedures: Type.Array(
      Strict({ kind: key, days: Type.Integer({ minimum: 1, maximum: 365 }), basis: text(500) }),
      { maxItems: 20 },
    ),
    faqs: Type.Optional(Type.Array(Strict({ question: text(500), answer: text(2000) }), { maxItems: 50 })),
    workflow: key,
    correctionDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    form: Strict({
      schema: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema 2020-12 without $ref' }),
    }),
    rules: Type.Array(Rule, { maxItems: 50 }),
    remarks: Type.Optional(text(2000)),
    validUntil: Type.Optional(LegalDate),
  },
  { description: 'Item of the catalogue as one document (实施清单)' },
)
export type ItemDocument = Static<typeof ItemDocument>
export type ItemMaterial = ItemDocument['materials'][number]
export type ItemQuestion = ItemDocument['questions'][number]

/** The titles of the eight disclosures (项目八公开), in their fixed order. */
export const DISCLOSURES = {
  name: { zh: '项目名称', en: 'Name' },
  legalBasis: { zh: '设立依据', en: 'Legal basis' },
  conditions: { zh: '申办条件', en: 'Conditions' },
  materials: { zh: '申报资料', en: 'Materials' },
  procedure: { zh: '办事程序', en: 'Procedure' },
  limit: { zh: '承诺时限', en: 'Promised limit' },
  fees: { zh: '收费标准', en: 'Fees' },
  windowAuthority: { zh: '窗口权限', en: "The window's authority" },
} as const
export type Disclosure = keyof typeof DISCLOSURES
