import { COUNTY_EMERGENCY, COUNTY_TRANSPORT } from '../../shared/sample-codes.js'
import { count, day, formOf, number, oneOf, text } from '../build/fields.js'
import { departmentRule, LICENCE_LIMIT, LICENCE_SPECIAL, regulation, workingDays } from '../build/laws.js'
import {
  businessLicence,
  certificate,
  core,
  deferrable,
  form,
  identityCard,
  inSituations,
  paper,
  report,
} from '../build/materials.js'
import { sampleItem } from '../build/sample-item.js'

import { ALL_MATTERS, oldLicence, SHOP } from '../build/trade-parts.js'

const freight = sampleItem({
  organ: COUNTY_TRANSPORT,
  serial: '73001',
  name: '道路货物运输经营许可',
  nameEn: 'Licence for road haulage',
  synonyms: ['货运许可', '道路运输证', '货车营运证', '道路货运'],
  type: '01',
  themes: { natural: ['交通出行'], legal: ['交通运输'] },
  audiences: ['1', '2', '6'],
  legalBases: [
    regulation('道路运输条例', 406, '第二十一条、第二十四条'),
    departmentRule('道路货物运输及站场管理规定', '交通运输部'),
  ],
  conditions: [
    '有与其经营业务相适应并经检测合格的车辆。',
    '驾驶人员取得相应的机动车驾驶证，年龄不超过六十周岁，并经考试合格。',
    '有健全的安全生产管理制度。',
  ],
  ...ALL_MATTERS,
  materials: [
    form('freight-form', '道路货物运输经营申请表', 'Application'),
    identityCard,
    ...inSituations(
      ['new'],
      core(certificate('vehicle-licence', '机动车行驶证', 'Registration of the vehicles')),
      certificate('driver-licence', '驾驶人员机动车驾驶证和从业资格证', 'Licences of the drivers'),
      deferrable(paper('safety-rules', '安全生产管理制度文本', 'Rules of safety')),
    ),
    ...oldLicence('道路运输经营许可证'),
  ],
  statutory: workingDays(20, '《道路运输条例》第二十四条（自受理申请之日起20日内）'),
  promised: 3,
  windows: { hallTransport: 'accepts', general: 'advises' },
  result: '道路运输经营许可证',
  form: formOf({
    owner: text('经营者名称', '乐山示例物流有限公司'),
    vehicles: count('拟投入车辆数', 5),
    tonnage: number('总质量（吨）', 18),
  }),
  faqs: [
    {
      question: '小货车需要办理吗？',
      answer:
        '使用总质量4500千克及以下普通货运车辆从事普通货运经营的，无需申请取得道路运输经营许可证及车辆营运证。',
    },
  ],
})

const rideHailing = sampleItem({
  organ: COUNTY_TRANSPORT,
  serial: '73002',
  name: '网络预约出租汽车驾驶员证核发',
  nameEn: 'Licence for drivers of ride-hailing cars',
  synonyms: ['网约车', '网约车驾驶员证', '跑滴滴', '网约车资格证'],
  type: '01',
  themes: { natural: ['交通出行', '职业资格'] },
  legalBases: [
    departmentRule(
      '网络预约出租汽车经营服务管理暂行办法',
      '交通运输部、工业和信息化部、公安部、商务部、市场监管总局、国家网信办',
      undefined,
      '第十四条、第十五条',
    ),
  ],
  conditions: [
    '取得相应准驾车型机动车驾驶证并具有3年以上驾驶经历。',
    '无交通肇事犯罪、危险驾驶犯罪记录，无吸毒记录，无饮酒后驾驶记录，最近连续3个记分周期内没有记满12分记录。',
    '无暴力犯罪记录。',
  ],
  materials: [
    core(form('driver-form', '网络预约出租汽车驾驶员证申请表', 'Application')),
    identityCard,
    certificate('driving-licence', '机动车驾驶证', 'Driving licence'),
    report('exam-result', '从业资格考试合格证明', 'Result of the examination', { source: 'government' }),
  ],
  statutory: LICENCE_LIMIT,
  promised: 10,
  windows: { hallTransport: 'accepts' },
  result: '网络预约出租汽车驾驶员证',
  specialProcedures: [{ kind: 'appraisal', days: 5, basis: LICENCE_SPECIAL, organ: '公安机关（背景核查）' }],
  form: formOf({
    licensedSince: day('初次领证日期', '2018-05-01'),
    vehicleClass: oneOf('准驾车型', { C1: 'C1', C2: 'C2', B2: 'B2' }),
  }),
})

const fireworks = sampleItem({
  organ: COUNTY_EMERGENCY,
  serial: '75001',
  name: '烟花爆竹经营（零售）许可',
  nameEn: 'Licence to sell fireworks',
  synonyms: ['烟花爆竹', '卖鞭炮', '烟花零售'],
  type: '01',
  themes: { natural: ['公共安全'], legal: ['安全生产'] },
  audiences: ['1', '2', '6'],
  legalBases: [regulation('烟花爆竹安全管理条例', 455, '第十七条、第十九条')],
  conditions: [
    '主要负责人经过安全知识教育。',
    '实行专店或者专柜销售，设专人负责安全管理。',
    '经营场所配备必要的消防器材，张贴明显的安全警示标志。',
  ],
  quantityLimit: '按照零售网点布设规划确定',
  materials: [
    core(form('fireworks-form', '烟花爆竹经营（零售）许可证申请书', 'Application')),
    identityCard,
    businessLicence,
    paper('shop-plan', '零售点及其周围安全条件说明', 'Statement on the surroundings'),
    certificate('training', '主要负责人、销售人员安全知识教育材料', 'Proof of the safety training'),
  ],
  statutory: workingDays(20, '《烟花爆竹安全管理条例》第十九条'),
  promised: 10,
  windows: { hallPermits: 'accepts', general: 'collects' },
  result: '烟花爆竹经营（零售）许可证',
  specialProcedures: [
    { kind: 'siteVisit', days: 5, basis: '《烟花爆竹安全管理条例》第十九条（现场核查）', charged: false },
  ],
  form: formOf({
    ...SHOP,
    season: oneOf('经营期限', { spring: '春节期间', year: '全年' }),
    boxes: count('存放数量（箱）', 20),
  }),
})

/** Transport and what is dangerous: haulage, ride-hailing, fireworks. */
export const TRANSPORT_ITEMS = [freight, rideHailing, fireworks]
