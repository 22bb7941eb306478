import { COUNTY_LABOUR } from '../../shared/sample-codes.js'
import { count, day, formOf, oneOf, personal, sensitive, text } from '../build/fields.js'
import { days, law, notice, published, regulation } from '../build/laws.js'
import {
  businessLicence,
  core,
  deferrable,
  form,
  household,
  identityCard,
  inSituations,
  paper,
  photo,
  whenAnswered,
} from '../build/materials.js'
import { choice, situationsOf, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const residentPension = sampleItem({
  organ: COUNTY_LABOUR,
  serial: '31002',
  name: '城乡居民基本养老保险参保登记',
  nameEn: 'Enrolment in the basic pension insurance for residents',
  synonyms: ['养老保险', '社保', '城乡居保'],
  type: '20',
  themes: { natural: ['社会保障'] },
  legalBases: [law('社会保险法', '第二十条、第二十二条'), regulation('社会保险经办条例', 765)],
  conditions: [
    '年满十六周岁（不含在校学生），非国家机关和事业单位工作人员及不属于职工基本养老保险制度覆盖范围的城乡居民。',
  ],
  materials: [identityCard, household, form('enrolment-form', '参保登记表', 'Enrolment form')],
  statutory: published(15),
  promised: 3,
  windows: { labour: 'accepts', general: 'collects' },
  result: '参保登记凭证',
  form: formOf({
    level: oneOf('缴费档次', { low: '每年200元', middle: '每年1000元', high: '每年3000元' }),
    address: personal(
      text('户籍地址', '四川省乐山市市中区示例镇示例一村', { from: ['population', 'address'] }),
    ),
  }),
})

const unemploymentBenefit = sampleItem({
  organ: COUNTY_LABOUR,
  serial: '31003',
  name: '失业保险金申领',
  nameEn: 'Unemployment benefit',
  synonyms: ['失业金', '失业保险', '失业救济'],
  type: '05',
  themes: { natural: ['社会保障'] },
  scope: '2',
  legalBases: [
    law(
      '社会保险法',
      '第四十五条',
      '失业人员符合下列条件的，从失业保险基金中领取失业保险金：（一）失业前用人单位和本人已经缴纳失业保险费满一年的；（二）非因本人意愿中断就业的；（三）已经进行失业登记，并有求职要求的。',
    ),
    regulation('失业保险条例', 258),
  ],
  conditions: [
    '失业前用人单位和本人已经缴纳失业保险费满一年。',
    '非因本人意愿中断就业。',
    '已经进行失业登记，并有求职要求。',
  ],
  materials: [
    identityCard,
    deferrable(
      paper('end-of-contract', '终止或者解除劳动关系的证明', 'Proof that the contract ended', {
        source: 'other',
      }),
    ),
  ],
  statutory: published(10),
  promised: 5,
  windows: { labour: 'accepts', hallSocial: 'accepts' },
  result: '失业保险待遇核定表',
  resultType: 'approval',
  form: formOf({
    lastEmployer: personal(text('原工作单位', '乐山示例制造有限公司')),
    endedOn: day('解除（终止）劳动关系日期', '2026-01-31'),
    monthsPaid: count('累计缴费月数', 36),
  }),
})

const WHO = choice('who', ['由谁提出申请？', 'Who applies?'], {
  employer: ['用人单位', 'the employer'],
  worker: ['职工或者其近亲属', 'the worker or a relative'],
})

const workInjury = sampleItem({
  organ: COUNTY_LABOUR,
  serial: '31006',
  name: '工伤认定',
  nameEn: 'Recognition of an injury at work',
  synonyms: ['工伤', '工伤鉴定', '职业病认定'],
  type: '07',
  themes: { natural: ['社会保障'], legal: ['社会保障'] },
  legalBases: [
    regulation(
      '工伤保险条例',
      586,
      '第十七条',
      '职工发生事故伤害或者按照职业病防治法规定被诊断、鉴定为职业病，所在单位应当自事故伤害发生之日或者被诊断、鉴定为职业病之日起30日内，向统筹地区社会保险行政部门提出工伤认定申请。',
    ),
    regulation('工伤保险条例', 586, '第二十条'),
  ],
  conditions: [
    '用人单位在事故发生之日起30日内提出；用人单位未提出的，职工或者其近亲属、工会组织在1年内可以直接提出。',
  ],
  questions: [
    WHO,
    yesNo('trafficAccident', [
      '是上下班途中的交通事故吗？',
      'Was it a traffic accident on the way to work or back?',
    ]),
  ],
  situations: situationsOf(WHO),
  materials: [
    core(
      form('injury-form', '工伤认定申请表', 'Application for recognition', {
        legalBasis: '《工伤保险条例》第十八条',
      }),
    ),
    identityCard,
    paper(
      'employment-proof',
      '与用人单位存在劳动关系（包括事实劳动关系）的证明材料',
      'Proof of the employment',
      { legalBasis: '《工伤保险条例》第十八条' },
    ),
    paper('diagnosis', '医疗诊断证明或者职业病诊断证明书（职业病诊断鉴定书）', 'Diagnosis', {
      source: 'other',
      legalBasis: '《工伤保险条例》第十八条',
    }),
    whenAnswered(
      'trafficAccident',
      true,
      { zh: '因为是上下班途中的交通事故', en: 'Because it was a traffic accident' },
      paper('accident-report', '道路交通事故认定书', 'Report of the traffic police', {
        source: 'government',
      }),
    ),
    ...inSituations(
      ['employer'],
      paper('employer-licence', '用人单位主体资格证明', 'Proof of the employer', {
        originals: 0,
        copies: 1,
        originality: 'copy',
      }),
    ),
  ],
  statutory: days(60, '《工伤保险条例》第二十条'),
  promised: 40,
  promisedNotes: '事实清楚、权利义务明确的，15日内作出决定',
  windows: { labour: 'collects', hallSocial: 'accepts' },
  result: '认定工伤决定书',
  resultType: 'approval',
  form: formOf({
    employer: text('用人单位', '乐山示例制造有限公司'),
    happenedOn: day('事故发生日期', '2026-02-10'),
    place: text('事故地点', '乐山市市中区示例路1号'),
    injuredPart: sensitive(text('受伤害部位', '右手')),
  }),
  faqs: [
    {
      question: '单位不申请怎么办？',
      answer:
        '职工或者其近亲属、工会组织可以在事故伤害发生之日或者被诊断、鉴定为职业病之日起1年内直接提出申请。',
    },
  ],
})

const enterpriseInsurance = sampleItem({
  organ: COUNTY_LABOUR,
  serial: '31007',
  name: '用人单位职工参保登记',
  nameEn: 'Enrolment of employees in social insurance',
  synonyms: ['职工社保', '单位参保', '社保增员'],
  type: '20',
  themes: { legal: ['社会保障'] },
  legalBases: [
    law(
      '社会保险法',
      '第五十八条',
      '用人单位应当自用工之日起三十日内为其职工向社会保险经办机构申请办理社会保险登记。',
    ),
  ],
  conditions: ['依法成立的用人单位，自用工之日起三十日内。'],
  materials: [form('employees-form', '参保人员增减表', 'List of employees'), businessLicence],
  statutory: published(5),
  promised: 0,
  windows: { labour: 'decides', hallBusiness: 'decides' },
  result: '参保登记凭证',
  form: formOf({
    employerName: text('单位名称', '乐山示例制造有限公司', { from: ['legalEntities', 'name'] }),
    employees: count('本次参保人数', 3),
    employedOn: day('用工日期', '2026-02-20'),
  }),
})

const socialSecurityCard = sampleItem({
  organ: COUNTY_LABOUR,
  serial: '31008',
  name: '社会保障卡申领',
  nameEn: 'Social-security card',
  synonyms: ['社保卡', '社保卡补办', '社会保障卡补换'],
  type: '20',
  themes: { natural: ['社会保障', '证件办理'] },
  scope: '1',
  legalBases: [notice('“中华人民共和国社会保障卡”管理办法', '人力资源和社会保障部', '人社部发〔2011〕47号')],
  conditions: ['已参加社会保险或者享受公共就业服务的人员。'],
  questions: [yesNo('minor', ['为未满十六周岁的人申领吗？', 'Is the card for somebody under sixteen?'])],
  materials: [
    identityCard,
    photo,
    whenAnswered(
      'minor',
      true,
      { zh: '因为持卡人未满十六周岁', en: 'Because the holder is under sixteen' },
      household,
    ),
  ],
  statutory: published(30),
  promised: 15,
  visit: '须现场核对身份并领取卡片',
  windows: { labour: 'accepts', general: 'accepts' },
  result: '社会保障卡',
  form: formOf({
    bank: oneOf('合作银行', { rural: '农村商业银行', icbc: '工商银行', boc: '中国银行' }),
    card: oneOf('申领类型', { first: '首次申领', replace: '补领、换领' }),
  }),
})

/** 劳保: pensions, benefits, injuries at work. */
export const SOCIAL_INSURANCE_ITEMS = [
  residentPension,
  unemploymentBenefit,
  workInjury,
  enterpriseInsurance,
  socialSecurityCard,
]
