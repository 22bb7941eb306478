import { COUNTY_AGRICULTURE } from '../../shared/sample-codes.js'
import { count, formOf, list, number, oneOf } from '../build/fields.js'
import { departmentRule, law, regulation, workingDays } from '../build/laws.js'
import {
  businessLicence,
  certificate,
  core,
  deferrable,
  form,
  inSituations,
  paper,
  whenAnswered,
} from '../build/materials.js'
import { choice, is, situation, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

import { ALL_MATTERS, oldLicence, SHOP } from '../build/trade-parts.js'

const epidemic = sampleItem({
  organ: COUNTY_AGRICULTURE,
  serial: '53001',
  name: '动物防疫条件合格证核发',
  nameEn: 'Certificate of animal epidemic prevention',
  synonyms: ['养殖场', '防疫合格证', '养猪场', '屠宰场'],
  type: '01',
  themes: { natural: ['准营准办'], legal: ['农林牧渔'] },
  audiences: ['1', '2', '6'],
  legalBases: [
    law('动物防疫法', '第二十五条', '国家实行动物防疫条件审查制度。'),
    departmentRule('动物防疫条件审查办法', '农业农村部', '农业农村部令2022年第8号'),
  ],
  conditions: ['场所选址、布局、设施设备符合动物防疫条件。', '有完善的防疫制度和相应的防疫技术人员。'],
  questions: [
    choice('place', ['是哪种场所？', 'Which place?'], {
      farm: ['动物饲养场', 'a farm'],
      slaughter: ['动物屠宰加工场所', 'a slaughterhouse'],
      disposal: ['动物和动物产品无害化处理场所', 'a disposal plant'],
    }),
  ],
  situations: [
    situation('farm', ['动物饲养场', 'farm'], is('place', 'farm')),
    situation('other', ['屠宰加工、无害化处理场所', 'slaughter or disposal'], {
      '!=': [{ var: 'answers.place' }, 'farm'],
    }),
  ],
  materials: [
    core(form('epidemic-form', '动物防疫条件审查申请表', 'Application')),
    businessLicence,
    paper('site-plan', '场所地理位置图、各功能区布局平面图', 'Plan of the site'),
    deferrable(paper('epidemic-rules', '管理制度文本', 'Rules')),
    ...inSituations(['other'], paper('equipment-list', '设施设备清单', 'List of the equipment')),
  ],
  statutory: workingDays(15, '《动物防疫条件审查办法》'),
  promised: 10,
  windows: { hallPermits: 'accepts', general: 'collects' },
  result: '动物防疫条件合格证',
  specialProcedures: [
    { kind: 'siteVisit', days: 10, basis: '《动物防疫条件审查办法》（现场审查）', charged: false },
  ],
  form: formOf({
    ...SHOP,
    animals: oneOf('动物种类', { pig: '猪', cattle: '牛羊', poultry: '禽' }),
    capacity: count('设计规模（头、只）', 800),
  }),
})

const veterinaryDrugs = sampleItem({
  organ: COUNTY_AGRICULTURE,
  serial: '53002',
  name: '兽药经营许可证核发',
  nameEn: 'Licence to sell veterinary drugs',
  synonyms: ['兽药店', '兽药经营', '卖兽药'],
  type: '01',
  themes: { legal: ['农林牧渔', '准营准办'] },
  audiences: ['2', '6'],
  legalBases: [regulation('兽药管理条例', 404, '第二十二条')],
  conditions: [
    '有与所经营的兽药相适应的兽药技术人员、营业场所、设备、仓库设施、质量管理机构或者人员。',
    '符合兽药经营质量管理规范。',
  ],
  ...ALL_MATTERS,
  materials: [
    form('drug-form', '兽药经营许可证申请表', 'Application'),
    businessLicence,
    ...inSituations(
      ['new'],
      core(certificate('technician', '兽药技术人员资格证明', 'Qualification of the technician')),
      paper('shop-plan', '营业场所和仓库平面图', 'Plan of the shop'),
      deferrable(paper('quality-rules', '兽药质量管理制度', 'Rules of quality')),
    ),
    ...oldLicence('兽药经营许可证'),
  ],
  statutory: workingDays(30, '《兽药管理条例》第二十二条'),
  promised: 15,
  windows: { hallPermits: 'accepts' },
  result: '兽药经营许可证',
  specialProcedures: [
    {
      kind: 'inspection',
      days: 10,
      basis: '《兽药管理条例》第二十二条（审查）；《中华人民共和国行政许可法》第四十五条',
    },
  ],
  form: formOf({ ...SHOP, drugs: list('经营范围', ['中化药']), area: number('营业面积（平方米）', 60) }),
  faqs: [{ question: '兽药经营许可证有效期多长？', answer: '有效期为五年。' }],
})

const pesticides = sampleItem({
  organ: COUNTY_AGRICULTURE,
  serial: '53003',
  name: '农药经营许可',
  nameEn: 'Licence to sell pesticides',
  synonyms: ['卖农药', '农药店', '农资店', '农药经营许可证'],
  type: '01',
  themes: { natural: ['准营准办'], legal: ['农林牧渔'] },
  audiences: ['1', '2', '6'],
  legalBases: [
    regulation('农药管理条例', 677, '第二十四条、第二十五条'),
    departmentRule('农药经营许可管理办法', '农业部', '农业部令2017年第5号'),
  ],
  conditions: [
    '有具备农药和病虫害防治专业知识，熟悉农药管理规定，能够指导安全合理使用农药的经营人员。',
    '有与其他商品以及饮用水水源、生活区域等有效隔离的营业场所和仓储场所。',
  ],
  questions: [
    ...ALL_MATTERS.questions,
    yesNo('restricted', ['经营限制使用农药吗？', 'Do you sell restricted pesticides?']),
  ],
  situations: ALL_MATTERS.situations,
  variants: ALL_MATTERS.variants,
  materials: [
    form('pesticide-form', '农药经营许可证申请表', 'Application'),
    businessLicence,
    ...inSituations(
      ['new'],
      core(certificate('training', '经营人员学历或者培训证明', 'Training of the staff')),
      paper('shop-plan', '营业场所和仓储场所地址、面积、平面图', 'Plan of the shop'),
    ),
    ...oldLicence('农药经营许可证'),
    whenAnswered(
      'restricted',
      true,
      { zh: '因为经营限制使用农药', en: 'Because you sell restricted pesticides' },
      paper('restricted-counter', '限制使用农药专柜及明示管理制度', 'Counter for restricted pesticides'),
    ),
  ],
  statutory: workingDays(20, '《农药管理条例》第二十五条'),
  promised: 10,
  windows: { hallPermits: 'accepts', general: 'collects' },
  result: '农药经营许可证',
  form: formOf({ ...SHOP, area: number('营业场所面积（平方米）', 40), staff: count('经营人员数', 2) }),
})

/** 农业: animals, veterinary drugs, pesticides. */
export const FARMING_ITEMS = [epidemic, veterinaryDrugs, pesticides]
