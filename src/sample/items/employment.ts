import { COUNTY_LABOUR } from '../../shared/sample-codes.js'
import {
  amountOf,
  count,
  day,
  formOf,
  longText,
  money,
  number,
  oneOf,
  personal,
  rule,
  text,
} from '../build/fields.js'
import { departmentRule, LICENCE_LIMIT, law, published, regulation, workingDays } from '../build/laws.js'
import {
  businessLicence,
  certificate,
  core,
  deferrable,
  form,
  identityCard,
  inSituations,
  paper,
  whenAnswered,
} from '../build/materials.js'
import { byMatter, choice, is } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'
import { oldLicence } from '../build/trade-parts.js'

const unemployment = sampleItem({
  organ: COUNTY_LABOUR,
  serial: '31001',
  name: '失业登记',
  nameEn: 'Registration of unemployment',
  synonyms: ['失业证', '就业创业证'],
  type: '20',
  themes: { natural: ['就业创业'] },
  scope: '1',
  legalBases: [
    law('就业促进法', '第三十五条'),
    departmentRule('就业服务与就业管理规定', '人力资源和社会保障部', undefined, '第六十二条、第六十三条'),
  ],
  conditions: ['在法定劳动年龄内，有劳动能力，有就业要求，处于无业状态。'],
  materials: [identityCard, form('unemployment-form', '失业登记表', 'Registration form')],
  statutory: published(5),
  promised: 0,
  windows: { labour: 'decides', hallSocial: 'decides' },
  result: '就业创业证',
  form: formOf({
    address: personal(
      text('常住地址', '四川省乐山市市中区示例镇示例一村', { from: ['population', 'address'] }),
    ),
    unemployedSince: day('失业日期', '2026-01-31'),
    cause: personal(
      oneOf('失业原因', {
        contractEnded: '劳动合同期满',
        dismissed: '被用人单位解除合同',
        graduated: '毕业未就业',
      }),
    ),
  }),
})

const flexibleWorkers = sampleItem({
  organ: COUNTY_LABOUR,
  serial: '31004',
  name: '灵活就业人员社会保险补贴',
  nameEn: 'Social-insurance subsidy for flexible workers',
  synonyms: ['灵活就业补贴', '社保补贴', '就业困难人员补贴'],
  type: '05',
  themes: { natural: ['就业创业'] },
  legalBases: [law('就业促进法', '第十七条、第五十二条')],
  conditions: ['就业困难人员、离校两年内未就业的高校毕业生灵活就业，并以个人身份缴纳社会保险费。'],
  questions: [
    choice('group', ['您属于哪类人员？', 'To which group do you belong?'], {
      hardToPlace: ['就业困难人员', 'hard to place'],
      graduate: ['离校两年内未就业的高校毕业生', 'graduate of the last two years'],
    }),
  ],
  materials: [
    form('subsidy-form', '灵活就业社会保险补贴申请表', 'Application for the subsidy'),
    identityCard,
    paper('work-proof', '灵活就业情况说明', 'Statement on the work'),
    whenAnswered(
      'group',
      'graduate',
      { zh: '因为您是高校毕业生', en: 'Because you are a graduate' },
      certificate('diploma', '毕业证书', 'Diploma'),
    ),
  ],
  statutory: published(30),
  promised: 15,
  windows: { labour: 'accepts' },
  result: '社会保险补贴审批表',
  resultType: 'approval',
  form: formOf({
    work: text('灵活就业的工作', '网约配送'),
    paidFrom: day('本次申请补贴的起始月', '2025-10-01'),
    paidTotal: personal(money('已缴纳的社会保险费（分）', 300_000)),
    amountRequested: money('申请补贴金额（分）', 200_000),
  }),
  rules: [
    rule(
      'two-thirds',
      { '<=': [{ '*': [amountOf('amountRequested'), 3] }, { '*': [amountOf('paidTotal'), 2] }] },
      'amountRequested',
      '补贴不超过实际缴费的三分之二',
      'Not more than two thirds of what was paid',
    ),
  ],
})

const startUpLoan = sampleItem({
  organ: COUNTY_LABOUR,
  serial: '31005',
  name: '创业担保贷款申请',
  nameEn: 'Guaranteed loan for a start-up',
  synonyms: ['创业贷款', '小额担保贷款', '贴息贷款'],
  type: '20',
  themes: { natural: ['就业创业'], legal: ['其他'] },
  audiences: ['1', '2'],
  legalBases: [law('就业促进法', '第十九条、第四十九条')],
  conditions: [
    '符合条件的重点就业群体自主创业，或者小微企业新招用符合条件人员达到规定比例，无不良信用记录。',
  ],
  jointOrgans: ['经办银行', '融资担保机构'],
  questions: [
    choice('guarantee', ['以什么方式担保？', 'What secures the loan?'], {
      guarantor: ['自然人担保', 'a guarantor'],
      property: ['房产抵押', 'a mortgage'],
      exempt: ['符合免除反担保条件', 'no security needed'],
    }),
  ],
  materials: [
    core(form('loan-form', '创业担保贷款申请表', 'Application for the loan')),
    identityCard,
    businessLicence,
    whenAnswered(
      'guarantee',
      'guarantor',
      { zh: '因为由自然人担保', en: 'Because a guarantor secures the loan' },
      paper('guarantor-income', '担保人身份证件和收入证明', 'Identity and income of the guarantor'),
    ),
    whenAnswered(
      'guarantee',
      'property',
      { zh: '因为以房产抵押', en: 'Because a mortgage secures the loan' },
      certificate('property-title', '不动产权证书', 'Certificate of title'),
    ),
  ],
  statutory: published(30),
  promised: 15,
  windows: { labour: 'accepts', hallBusiness: 'advises' },
  result: '创业担保贷款资格审核意见',
  resultType: 'approval',
  form: formOf({
    project: text('创业项目', '示例农家乐'),
    amountRequested: money('申请贷款金额（分）', 20_000_000),
    months: count('贷款期限（月）', 24),
    employees: number('带动就业人数', 5),
  }),
  rules: [
    rule(
      'at-most-three-years',
      { '<=': [{ var: 'form.months' }, 36] },
      'months',
      '贷款期限最长不超过三年',
      'Three years at most',
    ),
  ],
})

const dispatch = sampleItem({
  organ: COUNTY_LABOUR,
  serial: '31101',
  name: '劳务派遣经营许可',
  nameEn: 'Licence to dispatch workers',
  synonyms: ['劳务派遣', '派遣公司', '劳务派遣许可证'],
  type: '01',
  themes: { legal: ['人力资源'] },
  audiences: ['2'],
  legalBases: [
    law(
      '劳动合同法',
      '第五十七条',
      '经营劳务派遣业务，应当向劳动行政部门依法申请行政许可；经许可的，依法办理相应的公司登记。未经许可，任何单位和个人不得经营劳务派遣业务。',
    ),
    departmentRule('劳务派遣行政许可实施办法', '人力资源和社会保障部', '人力资源和社会保障部令第19号'),
  ],
  conditions: [
    '注册资本不得少于人民币二百万元。',
    '有与开展业务相适应的固定的经营场所和设施。',
    '有符合法律、行政法规规定的劳务派遣管理制度。',
  ],
  ...byMatter('new', 'change', 'renewal', 'cancellation'),
  materials: [
    form('dispatch-form', '劳务派遣经营许可申请书', 'Application for the licence'),
    businessLicence,
    ...inSituations(
      ['new'],
      core(paper('capital-proof', '公司章程和验资报告或者财务审计报告', 'Statutes and proof of the capital')),
      paper('premises-proof', '经营场所使用证明以及办公设施设备清单', 'Proof of the premises'),
      deferrable(
        paper('dispatch-rules', '劳务派遣管理制度文本、拟签订的劳务派遣协议样本', 'Rules and model contract'),
      ),
    ),
    ...oldLicence('劳务派遣经营许可证'),
    ...inSituations(
      ['renewal'],
      paper('three-years-report', '三年来的基本经营情况', 'Report on three years'),
    ),
    ...inSituations(
      ['cancellation'],
      paper(
        'workers-settled',
        '已依法处理与被派遣劳动者的劳动关系及其社会保险权益的材料',
        'Proof that the workers are provided for',
      ),
    ),
  ],
  statutory: LICENCE_LIMIT,
  promised: 10,
  windows: { hallPermits: 'accepts', labour: 'advises' },
  result: '劳务派遣经营许可证',
  form: formOf({
    companyName: text('单位名称', '乐山示例人力资源有限公司', { from: ['legalEntities', 'name'] }),
    capital: money('注册资本（分）', 200_000_000),
    premises: text('经营场所', '四川省乐山市市中区示例路3号'),
  }),
  rules: [
    rule(
      'capital',
      { '>=': [amountOf('capital'), 200_000_000] },
      'capital',
      '注册资本不得少于人民币二百万元',
      'A capital of two million yuan at least',
      is('matter', 'new'),
    ),
  ],
  faqs: [
    { question: '劳务派遣经营许可证有效期多长？', answer: '有效期三年，需要延续的在有效期届满60日前提出。' },
  ],
})

const agency = sampleItem({
  organ: COUNTY_LABOUR,
  serial: '31102',
  name: '人力资源服务许可',
  nameEn: 'Licence for employment agencies',
  synonyms: ['职业中介', '人力资源服务许可证', '劳务中介'],
  type: '01',
  themes: { legal: ['人力资源'] },
  audiences: ['2'],
  legalBases: [regulation('人力资源市场暂行条例', 700, '第十八条'), law('就业促进法', '第四十条')],
  conditions: [
    '有明确的章程和管理制度。',
    '有开展业务必备的固定场所、办公设施和一定数额的开办资金。',
    '有一定数量具备相应职业资格的专职工作人员。',
  ],
  ...byMatter('new', 'change'),
  materials: [
    form('agency-form', '人力资源服务许可申请书', 'Application for the licence'),
    businessLicence,
    ...inSituations(
      ['new'],
      paper('premises-proof', '服务场所证明', 'Proof of the premises'),
      deferrable(paper('staff-proof', '专职工作人员名单及资格材料', 'Staff and their qualifications')),
    ),
    ...inSituations(['change'], certificate('agency-licence', '人力资源服务许可证', 'The licence')),
  ],
  statutory: workingDays(20, '《人力资源市场暂行条例》第十八条'),
  promised: 8,
  windows: { hallPermits: 'accepts', labour: 'advises' },
  result: '人力资源服务许可证',
  form: formOf({
    agencyName: text('机构名称', '乐山示例人才服务有限公司', { from: ['legalEntities', 'name'] }),
    staff: count('专职工作人员数', 5),
    services: longText('服务项目', '职业介绍、职业指导'),
  }),
})

/** 劳保: employment, start-ups, and the two licences of the labour market. */
export const EMPLOYMENT_ITEMS = [unemployment, flexibleWorkers, startUpLoan, dispatch, agency]
