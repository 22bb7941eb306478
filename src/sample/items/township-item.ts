import type { ItemDocument } from '../../features/catalogue/item-document.js'
import { makeImplementationCode } from '../../shared/codes/item-code.js'

type LegalBasis = ItemDocument['legalBases'][number]
type Material = ItemDocument['materials'][number]

/** What differs between the items of the township windows; the rest is the same for all of them. */
export interface TownshipItem {
  organisation: string
  level: 4 | 5
  /** Five digits of the main item within its type; made up. */
  serial: string
  name: string
  nameEn: string
  synonyms: string[]
  type: ItemDocument['type']
  audiences?: ItemDocument['audiences']
  legalBases: LegalBasis[]
  conditions: string[]
  materials: Material[]
  statutory: ItemDocument['limits']['statutory']
  /** Working days; 0: on the spot. */
  promised: number
  windowAuthority: string
  result: string
  resultType?: 'certificate' | 'approval' | 'other'
  telephone: string
  specialProcedures?: ItemDocument['specialProcedures']
}

/** The whole document of a township item. Codes are made up, with right layouts and check characters. */
export function townshipItem(item: TownshipItem): ItemDocument {
  const basicCode = `51${item.type}${item.serial}000`
  const onTheSpot = item.promised === 0
  return {
    itemCode: makeImplementationCode(item.organisation, item.level, basicCode),
    basicCode,
    organisationCode: item.organisation,
    name: item.name,
    nameEn: item.nameEn,
    synonyms: item.synonyms,
    type: item.type,
    level: item.level,
    handling: onTheSpot ? 'onTheSpot' : 'promised',
    audiences: item.audiences ?? ['1'],
    legalBases: item.legalBases,
    conditions: item.conditions,
    questions: [{ key: 'byAgent', title: '是否由他人代办？', titleEn: 'Does somebody act for you?' }],
    situations: [{ key: 'general', title: '一般情形', titleEn: 'general', when: true }],
    materials: [
      ...item.materials,
      {
        ...paper('mandate', '授权委托书及代办人身份证件', 'other'),
        nameEn: 'Mandate and identity card of the representative',
        when: { '==': [{ var: 'answers.byAgent' }, true] },
        reason: { zh: '因为由他人代办', en: 'Because somebody acts for you' },
      },
    ],
    procedure: procedureOf(item, onTheSpot),
    fees: { charged: false, items: [] },
    limits: { statutory: item.statutory, promised: { amount: item.promised, unit: 'workingDay' } },
    windowAuthority: item.windowAuthority,
    visits: 1,
    visitReason: '须核对证件或材料原件',
    online: true,
    results: [{ name: item.result, type: item.resultType ?? 'approval', sample: `${item.result}样本` }],
    consultation: [`窗口电话：${item.telephone}`],
    complaints: ['监督电话：12345'],
    specialProcedures: item.specialProcedures ?? [],
    ...(item.type === '01'
      ? { faqs: [{ question: '可以委托他人办理吗？', answer: '可以，须提交授权委托书和代办人身份证件。' }] }
      : {}),
    workflow: onTheSpot ? 'on-the-spot' : 'two-step',
    form: {
      schema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        additionalProperties: false,
        required: ['matter'],
        properties: {
          matter: {
            type: 'string',
            title: '申请事由',
            minLength: 1,
            maxLength: 1000,
            examples: [`申请${item.name}`],
          },
          address: {
            type: 'string',
            title: '住址或者地点',
            maxLength: 300,
            examples: ['四川省乐山市市中区示例镇示例一村'],
          },
        },
      },
    },
    rules: [],
    remarks: '编码为示例。',
  }
}

function procedureOf(item: TownshipItem, onTheSpot: boolean): ItemDocument['procedure'] {
  if (onTheSpot) {
    return [
      {
        title: '收件受理',
        role: '窗口受理人员',
        limit: '当场',
        standard: '材料齐全、符合法定形式',
        result: '受理',
      },
      { title: '办结', role: '窗口受理人员', limit: '当场', standard: '符合条件', result: item.result },
    ]
  }
  return [
    {
      title: '受理',
      role: '窗口受理人员',
      limit: '5个工作日内',
      standard: '材料齐全、符合法定形式',
      result: '受理通知书',
    },
    { title: '审查', role: '审查人员', standard: '对材料和条件进行审查', result: '审查意见' },
    { title: '决定', role: '决定人员', standard: '符合条件的准予', result: '决定书' },
    {
      title: '送达',
      role: '统一出件窗口',
      limit: '10个工作日内',
      standard: '自取、邮寄或者电子送达',
      result: item.result,
    },
  ]
}

/** A required material in one original; certificates come with a copy. */
export function paper(
  materialCode: string,
  name: string,
  category: Material['category'],
  legalBasis = '事项实施规定',
): Material {
  const certificate = category === 'certificate'
  return {
    materialCode,
    name,
    necessity: 'required',
    originality: certificate ? 'originalAndCopy' : 'original',
    category,
    format: 'paperOrElectronic',
    originals: 1,
    copies: certificate ? 1 : 0,
    source: certificate ? 'government' : 'applicant',
    legalBasis,
  }
}
