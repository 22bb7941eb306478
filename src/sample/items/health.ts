import { COUNTY_HEALTH } from '../../shared/sample-codes.js'
import { count, formOf, list, number, oneOf, text } from '../build/fields.js'
import { days, departmentRule, LICENCE_SPECIAL, law, regulation, workingDays } from '../build/laws.js'
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
import { byMatter, choice, is, situation } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'
import { ALL_MATTERS, oldLicence, SHOP } from '../build/trade-parts.js'

const nurse = sampleItem({
  organ: COUNTY_HEALTH,
  serial: '22101',
  name: '护士执业注册',
  nameEn: 'Registration of a nurse',
  synonyms: ['护士证', '护士注册', '护士执业证书'],
  type: '01',
  themes: { natural: ['职业资格'] },
  legalBases: [
    regulation('护士条例', 517, '第七条、第八条'),
    departmentRule('护士执业注册管理办法', '国家卫生健康委员会'),
  ],
  conditions: ['具有完全民事行为能力。', '通过护士执业资格考试。', '符合规定的健康标准。'],
  questions: [
    choice('kind', ['您要办理哪种注册？', 'Which registration?'], {
      first: ['首次注册', 'first'],
      change: ['变更执业地点', 'another workplace'],
      renewal: ['延续注册', 'renewal'],
    }),
  ],
  situations: [
    situation('first', ['首次注册', 'first registration'], is('kind', 'first')),
    situation('change', ['变更注册', 'another workplace'], is('kind', 'change')),
    situation('renewal', ['延续注册', 'renewal'], is('kind', 'renewal')),
  ],
  variants: [
    { kind: 'new', situations: ['first'] },
    { kind: 'change', situations: ['change'], promised: 5 },
    { kind: 'renewal', situations: ['renewal'], promised: 5 },
  ],
  materials: [
    form('nurse-form', '护士执业注册申请审核表', 'Application for the registration'),
    identityCard,
    ...inSituations(
      ['first'],
      core(certificate('exam-certificate', '护士执业资格考试成绩合格证明', 'Proof of the examination')),
      certificate('diploma', '学历证书', 'Diploma'),
      report('health-report', '六个月内的健康体检证明', 'Health certificate'),
    ),
    ...inSituations(
      ['change', 'renewal'],
      certificate('nurse-certificate', '护士执业证书', 'The certificate'),
    ),
    ...inSituations(
      ['renewal'],
      report('health-report-renewal', '六个月内的健康体检证明', 'Health certificate'),
    ),
  ],
  statutory: { amount: 20, unit: 'workingDay', basis: '《护士条例》第八条' },
  promised: 7,
  windows: { hallPermits: 'accepts', familyServices: 'advises' },
  result: '护士执业证书',
  form: formOf({
    workplace: text('拟执业医疗机构', '示例医院'),
    qualification: oneOf('学历', { college: '大专', bachelor: '本科', secondary: '中专' }),
  }),
  faqs: [{ question: '护士执业注册有效期多长？', answer: '有效期为五年。' }],
})

const publicPlaces = sampleItem({
  organ: COUNTY_HEALTH,
  serial: '22002',
  name: '公共场所卫生许可',
  nameEn: 'Hygiene licence for public places',
  synonyms: ['卫生许可证', '理发店卫生许可', '开理发店', '公共场所卫生许可证'],
  type: '01',
  themes: { natural: ['准营准办'], legal: ['医疗卫生', '准营准办'] },
  audiences: ['1', '2', '3', '6'],
  legalBases: [
    { ...regulation('公共场所卫生管理条例', undefined, '第四条'), number: '国发〔1987〕24号' },
    departmentRule('公共场所卫生管理条例实施细则', '卫生部', '卫生部令第80号'),
  ],
  conditions: [
    '场所的空气、水质、采光、照明、噪音和顾客用具符合国家卫生标准和要求。',
    '从业人员取得有效健康合格证明。',
  ],
  ...ALL_MATTERS,
  materials: [
    form('hygiene-form', '公共场所卫生许可证申请表', 'Application'),
    businessLicence,
    ...inSituations(
      ['new'],
      core(paper('layout', '公共场所地址方位示意图、平面图和卫生设施平面布局图', 'Layout')),
    ),
    ...inSituations(
      ['new', 'renewal'],
      report('hygiene-test', '卫生检测或者评价报告', 'Hygiene test', { necessity: 'deferrable' }),
    ),
    ...oldLicence('公共场所卫生许可证'),
  ],
  statutory: workingDays(20, '《公共场所卫生管理条例实施细则》（自受理之日起20日内）'),
  promised: 5,
  windows: { hallPermits: 'accepts', general: 'collects' },
  result: '公共场所卫生许可证',
  specialProcedures: [{ kind: 'testing', days: 10, basis: LICENCE_SPECIAL }],
  form: formOf({
    ...SHOP,
    kind: oneOf('场所类别', { hair: '理发店、美容店', hotel: '旅店', bath: '公共浴室', pool: '游泳馆' }),
    staff: count('从业人员数', 4),
  }),
  faqs: [{ question: '公共场所卫生许可证有效期多长？', answer: '有效期限为四年。' }],
})

const hospital = sampleItem({
  organ: COUNTY_HEALTH,
  serial: '22003',
  name: '医疗机构执业登记',
  nameEn: 'Registration of a medical institution',
  synonyms: ['诊所', '开诊所', '医疗机构执业许可证', '村卫生室'],
  type: '01',
  themes: { legal: ['医疗卫生'] },
  audiences: ['2', '3', '6'],
  legalBases: [
    law('基本医疗卫生与健康促进法', '第三十八条'),
    regulation('医疗机构管理条例', 149, '第十五条、第十九条'),
  ],
  conditions: [
    '符合医疗机构的基本标准。',
    '有适合的名称、组织机构和场所。',
    '有与其开展的业务相适应的经费、设施、设备和专业卫生技术人员。',
    '能够独立承担民事责任。',
  ],
  ...byMatter('new', 'change', 'cancellation'),
  materials: [
    core(form('hospital-form', '医疗机构申请执业登记注册书', 'Application')),
    businessLicence,
    ...inSituations(
      ['new'],
      paper('building-plan', '医疗机构建筑设计平面图', 'Plan of the building'),
      certificate('staff-certificates', '法定代表人及卫生技术人员的资格证书', 'Certificates of the staff'),
      deferrable(paper('hospital-rules', '医疗机构规章制度', 'Rules of the institution')),
    ),
    ...oldLicence('医疗机构执业许可证', ['change', 'cancellation']),
  ],
  statutory: days(45, '《医疗机构管理条例》第十九条'),
  promised: 25,
  windows: { hallPermits: 'accepts', familyServices: 'advises' },
  result: '医疗机构执业许可证',
  specialProcedures: [
    { kind: 'siteVisit', days: 10, basis: '《医疗机构管理条例》第十九条（现场审核）', charged: false },
  ],
  form: formOf({
    ...SHOP,
    kind: oneOf('机构类别', { clinic: '门诊部', village: '村卫生室', hospital: '医院' }),
    beds: number('床位数', 0),
    departments: list('诊疗科目', ['全科医疗科']),
  }),
})

/** 卫生健康: hygiene, medical institutions, nurses. */
export const PUBLIC_HEALTH_ITEMS = [publicPlaces, hospital, nurse]
