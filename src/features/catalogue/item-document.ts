import { type Static, Type } from 'typebox'
import { LegalDate, Strict, strEnum } from '../../shared/schema.js'
import { EarlierGrants, ItemCondition, PrecededBy, UnmetDeferral } from './parts/conditions.js'
import { Fees } from './parts/fees.js'
import { dictionaryCode, key, text } from './parts/fields.js'
import { Form, Rule } from './parts/form.js'
import { ForwardsTo } from './parts/forwarding.js'
import { LegalBasis } from './parts/legal-basis.js'
import { Limit, Limits } from './parts/limits.js'
import { Material } from './parts/material.js'
import { ProcedureStep, SpecialProcedure } from './parts/procedure.js'
import { Question, Situation } from './parts/questions.js'
import { Result } from './parts/result.js'
import { Intermediary, Place, Services } from './parts/services.js'
import { Variant } from './parts/variant.js'
import { MarriageRule, PartyRule } from './party-rule.js'

const themes = Type.Optional(
  Type.Array(dictionaryCode('主题分类'), { minItems: 1, maxItems: 20, uniqueItems: true }),
)

/** An implementation entry (实施清单) as one document; its published versions never change. */
export const ItemDocument = Strict(
  {
    itemCode: Type.String({ minLength: 1, maxLength: 50, description: 'Implementation code (实施编码)' }),
    basicCode: Type.String({ minLength: 1, maxLength: 50, description: 'Basic code (基本编码)' }),
    localCode: Type.Optional(Type.Unsafe<string>({ ...text(50), description: '地方编码' })),
    codeProfile: Type.Optional(
      strEnum(['C0109', 'GBT39046', 'LOCAL'], {
        description: 'Layout of the two codes (编码规则); C0109 when absent: 12 digits and 31 characters',
      }),
    ),
    organisationCode: Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Implementing organ (实施主体)',
    }),
    organNature: Type.Optional(dictionaryCode('实施主体性质')),
    entrustedBy: Type.Optional(Type.Unsafe<string>({ ...text(200), description: '委托部门' })),
    jointOrgans: Type.Optional(Type.Array(text(200), { maxItems: 20, description: '联办机构' })),
    powerSource: Type.Optional(dictionaryCode('权力来源')),
    name: text(200),
    nameEn: Type.Optional(text(200)),
    synonyms: Type.Array(text(100), { maxItems: 50 }),
    type: dictionaryCode('事项类型'),
    level: Type.Integer({ minimum: 1, maximum: 7, description: '行使层级' }),
    handling: strEnum(['onTheSpot', 'promised'], { description: '办件类型：即办件、承诺件' }),
    handlingForms: Type.Optional(
      Type.Array(dictionaryCode('办理形式'), { minItems: 1, maxItems: 10, uniqueItems: true }),
    ),
    audiences: Type.Array(dictionaryCode('服务对象'), { minItems: 1, maxItems: 10, uniqueItems: true }),
    /** 主题分类 for natural persons and for legal entities; each is there exactly when the audience is served. */
    themes: Type.Optional(Strict({ natural: themes, legal: themes })),
    scope: Type.Optional(dictionaryCode('通办范围')),
    legalBases: Type.Array(LegalBasis, { maxItems: 50 }),
    conditions: Type.Array(Type.Union([text(2000), ItemCondition]), {
      maxItems: 100,
      description: '申办条件: a text, or one with whom it is for',
    }),
    quantityLimit: Type.Optional(Type.Unsafe<string>({ ...text(500), description: '数量限制' })),
    variants: Type.Optional(Type.Array(Variant, { minItems: 1, maxItems: 20, description: '业务办理项' })),
    questions: Type.Array(Question, { maxItems: 30 }),
    situations: Type.Array(Situation, { minItems: 1, maxItems: 50 }),
    materials: Type.Array(Material, { maxItems: 200 }),
    procedure: Type.Array(ProcedureStep, { maxItems: 50 }),
    fees: Fees,
    limits: Limits,
    /** Rules of the licence law that bind other types only where a basis says so (contract: type 01 has them by law). */
    citedClocks: Type.Optional(
      Strict({
        intake: Type.Optional(text(500)),
        delivery: Type.Optional(text(500)),
        renewal: Type.Optional({
          ...text(500),
          description:
            'By which law a licence of this item counts as renewed when its renewal, applied for in time, is not decided before its end (视为准予延续依据)',
        }),
      }),
    ),
    windowAuthority: text(500),
    windows: Type.Optional(Type.Array(Place, { maxItems: 50, description: '办理窗口及其权限' })),
    visits: Type.Integer({ minimum: 0, maximum: 20, description: '到办事现场次数' }),
    visitReason: Type.Optional(text(500)),
    online: Type.Boolean({ description: '是否网办' }),
    services: Type.Optional(Services),
    results: Type.Array(Result, { maxItems: 20 }),
    intermediaries: Type.Optional(Type.Array(Intermediary, { maxItems: 20, description: '中介服务' })),
    consultation: Type.Array(text(200), { minItems: 1, maxItems: 20 }),
    complaints: Type.Array(text(200), { minItems: 1, maxItems: 20 }),
    specialProcedures: Type.Array(SpecialProcedure, { maxItems: 20 }),
    faqs: Type.Optional(Type.Array(Strict({ question: text(500), answer: text(2000) }), { maxItems: 50 })),
    workflow: key,
    forwardsTo: Type.Optional(
      Type.Array(ForwardsTo, {
        minItems: 1,
        maxItems: 20,
        description:
          'This organ examines only, one of these above decides (初审后转报, 行政许可法 Art. 35): a case is closed as forwarded to one of them, and nothing is granted here; absent: nothing is forwarded to an organ',
      }),
    ),
    duplicates: Type.Optional(
      strEnum(['allow', 'warn', 'refuse'], {
        description: 'A second application of the same person under way (重复申请); warn when absent',
      }),
    ),
    earlierGrants: Type.Optional(EarlierGrants),
    barAfterFalseStatement: Type.Optional(
      Type.Boolean({
        description:
          'Public safety, health, life or property: no new application within a year of a refusal for a false statement (行政许可法第七十八条，一年内不得再次申请)',
      }),
    ),
    precededBy: Type.Optional(PrecededBy),
    unmetDeferral: Type.Optional(UnmetDeferral),
    correctionDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    correctionReminder: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 365,
        description:
          'Days after which a correction without a last day is recalled (补正提醒); 30 when absent',
      }),
    ),
    intakePromise: Type.Optional(
      Type.Unsafe<Static<typeof Limit>>({
        ...Limit,
        description:
          'By when a receipt is answered where the licence law does not bind (收件答复承诺); 5 working days when absent',
      }),
    ),
    payWithin: Type.Optional(
      Type.Unsafe<Static<typeof Limit>>({
        ...Limit,
        description: 'By when a notice of payment is paid (缴费期限); 15 days when absent',
      }),
    ),
    publishWithin: Type.Optional(
      Strict(
        { amount: Limit.properties.amount, unit: Limit.properties.unit, basis: text(500) },
        {
          description:
            'A decision to grant is made public within these days (决定公开期限); absent: none runs',
        },
      ),
    ),
    form: Form,
    rules: Type.Array(Rule, { maxItems: 50 }),
    parties: Type.Optional(
      Type.Array(PartyRule, {
        maxItems: 12,
        description: 'Who must be party, how many, how old (当事人要求)',
      }),
    ),
    attendance: Type.Optional(
      strEnum(['named', 'free'], {
        description:
          'named: who comes to a window for a legal entity stands among the parties with how that was proved (法人到窗口办理须登记经办人或者法定代表人并核验身份); who accepts says why where nobody came, as by letter. free, or absent: the entity alone suffices',
      }),
    ),
    marriage: Type.Optional(MarriageRule),
    remarks: Type.Optional(text(2000)),
    validUntil: Type.Optional(LegalDate),
  },
  { description: 'Item of the catalogue as one document (实施清单)' },
)
export type ItemDocument = Static<typeof ItemDocument>
export type ItemMaterial = ItemDocument['materials'][number]
export type ItemPartyRule = NonNullable<ItemDocument['parties']>[number]
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
