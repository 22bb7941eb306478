import { COUNTY_APPROVAL } from '../../shared/sample-codes.js'
import { NAME_AND_PLACE, NEW_CHANGE_CANCELLATION, PREMISES } from '../build/business-parts.js'
import { count, formOf, list, money, number, oneOf, text } from '../build/fields.js'
import { law, regulation, workingDays } from '../build/laws.js'
import { core, form, identityCard, inSituations, paper, whenAnswered } from '../build/materials.js'
import { yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'
import { oldLicence } from '../build/trade-parts.js'

const REGISTRATION = regulation(
  '市场主体登记管理条例',
  746,
  '第十九条',
  '登记机关应当对申请材料进行形式审查。对申请材料齐全、符合法定形式的予以确认并当场登记。不能当场登记的，应当在3个工作日内予以登记；情形复杂的，经登记机关负责人批准，可以再延长3个工作日。',
)

const REGISTRATION_LIMIT = workingDays(3, '《市场主体登记管理条例》第十九条')

const soleTrader = sampleItem({
  organ: COUNTY_APPROVAL,
  serial: '81001',
  name: '个体工商户登记',
  nameEn: 'Registration of a sole trader',
  synonyms: ['个体户', '个体营业执照', '办营业执照', '开店'],
  type: '01',
  themes: { natural: ['设立变更'] },
  scope: '3',
  legalBases: [REGISTRATION, regulation('促进个体工商户发展条例', 755)],
  conditions: ['有经营能力的公民。', '有确定的名称和经营场所；申请人对材料的真实性、合法性和有效性负责。'],
  ...NEW_CHANGE_CANCELLATION,
  materials: [
    core(form('trader-form', '个体工商户登记（备案）申请书', 'Application')),
    identityCard,
    ...inSituations(['new'], PREMISES),
    ...oldLicence('营业执照正、副本', ['change', 'cancellation']),
    ...inSituations(
      ['cancellation'],
      paper('tax-clearance', '清税证明', 'Tax clearance', { source: 'government' }),
    ),
  ],
  statutory: REGISTRATION_LIMIT,
  promised: 0,
  windows: { hallBusiness: 'decides', general: 'collects', market: 'advises' },
  result: '营业执照',
  form: formOf({
    ...NAME_AND_PLACE,
    scope: list('经营范围', ['日用百货销售']),
    composition: oneOf('组成形式', { person: '个人经营', family: '家庭经营' }),
    employees: number('从业人数', 2),
  }),
  faqs: [{ question: '登记收费吗？', answer: '不收费。' }],
})

const company = sampleItem({
  organ: COUNTY_APPROVAL,
  serial: '81002',
  name: '有限责任公司登记',
  nameEn: 'Registration of a limited company',
  synonyms: ['开公司', '公司注册', '企业设立', '企业开办', '工商登记'],
  type: '01',
  themes: { natural: ['设立变更'], legal: ['设立变更'] },
  scope: '3',
  legalBases: [law('公司法', '第二十九条', '设立公司，应当依法向公司登记机关申请设立登记。'), REGISTRATION],
  conditions: ['由一个以上五十个以下股东出资设立。', '有公司名称、章程、住所和符合要求的组织机构。'],
  ...NEW_CHANGE_CANCELLATION,
  questions: [
    ...NEW_CHANGE_CANCELLATION.questions,
    yesNo('foreign', ['有外国投资者吗？', 'Is there a foreign investor?']),
  ],
  materials: [
    core(form('company-form', '公司登记（备案）申请书', 'Application')),
    ...inSituations(
      ['new'],
      paper('statutes', '公司章程', 'Statutes'),
      paper('shareholder-identity', '股东主体资格文件或者自然人身份证件', 'Proof of the shareholders'),
      paper('appointments', '法定代表人、董事、监事和高级管理人员的任职文件', 'Appointments'),
      PREMISES,
    ),
    ...inSituations(['change'], paper('resolution', '变更决议或者决定', 'Resolution on the change')),
    ...inSituations(
      ['cancellation'],
      paper('liquidation-report', '清算报告', 'Report of the liquidation'),
      paper('tax-clearance', '清税证明', 'Tax clearance', { source: 'government' }),
    ),
    ...oldLicence('营业执照正、副本', ['change', 'cancellation']),
    whenAnswered(
      'foreign',
      true,
      { zh: '因为有外国投资者', en: 'Because there is a foreign investor' },
      paper(
        'foreign-identity',
        '经公证认证的境外投资者主体资格证明',
        'Attested proof of the foreign investor',
      ),
    ),
  ],
  statutory: REGISTRATION_LIMIT,
  promised: 1,
  windows: { hallBusiness: 'accepts', general: 'advises' },
  result: '营业执照',
  form: formOf({
    ...NAME_AND_PLACE,
    tradeName: text('公司名称', '乐山示例商贸有限公司'),
    capital: money('注册资本（分）', 100_000_000),
    shareholders: count('股东人数', 2),
    scope: list('经营范围', ['日用百货销售']),
  }),
  faqs: [
    {
      question: '注册资本什么时候缴足？',
      answer: '全体股东认缴的出资额由股东按照公司章程的规定自公司成立之日起五年内缴足。',
    },
  ],
})

/** Starting a business: registration. */
export const BUSINESS_ITEMS = [soleTrader, company]
