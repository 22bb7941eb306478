import { COUNTY_WATER } from '../../shared/sample-codes.js'
import { day, formOf, number, oneOf, text } from '../build/fields.js'
import {
  departmentRule,
  LICENCE_LIMIT,
  LICENCE_SPECIAL,
  law,
  regulation,
  workingDays,
} from '../build/laws.js'
import {
  businessLicence,
  core,
  form,
  identityCard,
  inSituations,
  paper,
  report,
  whenAnswered,
} from '../build/materials.js'
import { byMatter, choice, is, situation, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'
import { oldLicence } from '../build/trade-parts.js'

const WATER_RULES = regulation('取水许可和水资源费征收管理条例', 460, '第十九条')

const WATER_PAPERS = '《取水许可和水资源费征收管理条例》第十一条'

const waterLicence = sampleItem({
  organ: COUNTY_WATER,
  serial: '41001',
  name: '取水许可',
  nameEn: 'Licence to draw water',
  synonyms: ['取水证', '取水许可证', '用水', '人畜饮水'],
  type: '01',
  themes: { natural: ['公用事业'], legal: ['水务气象'] },
  legalBases: [
    law(
      '水法',
      '第四十八条',
      '直接从江河、湖泊或者地下取用水资源的单位和个人，应当按照国家取水许可制度和水资源有偿使用制度的规定，向水行政主管部门或者流域管理机构申请领取取水许可证，并缴纳水资源费，取得取水权。',
    ),
    WATER_RULES,
  ],
  conditions: ['符合水资源规划、水量分配方案和取用水定额。', '不损害第三者合法权益。'],
  ...byMatter('new', 'change', 'renewal'),
  materials: [
    core(form('water-form', '取水许可申请书', 'Application for the licence', { legalBasis: WATER_PAPERS })),
    identityCard,
    ...inSituations(
      ['new'],
      paper('third-party-statement', '与第三者利害关系的相关说明', 'Statement on the interests of others', {
        legalBasis: WATER_PAPERS,
      }),
      report('water-report', '建设项目水资源论证报告', 'Report on the water resources', {
        legalBasis: WATER_PAPERS,
        necessity: 'deferrable',
      }),
    ),
    ...oldLicence('取水许可证', ['change', 'renewal']),
  ],
  statutory: workingDays(45, '《取水许可和水资源费征收管理条例》第十九条'),
  promised: 20,
  windows: { water: 'collects', hallPermits: 'accepts' },
  result: '取水许可证',
  specialProcedures: [
    {
      kind: 'hearing',
      days: 20,
      basis: '《中华人民共和国行政许可法》第四十五条、第四十七条',
      organ: '市中区水务局',
      charged: false,
    },
  ],
  intermediaries: [
    {
      name: '水资源论证报告编制',
      basis: '《取水许可和水资源费征收管理条例》第十一条',
      organs: '具备相应能力的机构',
      fee: '由双方协商',
      limit: '由双方协商',
    },
  ],
  form: formOf({
    source: oneOf('取水水源', { surface: '地表水', ground: '地下水' }),
    place: text('取水地点', '乐山市市中区示例镇示例河'),
    yearly: number('年取水量（立方米）', 12000),
    purpose: text('取水用途', '农村集中供水'),
  }),
  faqs: [
    {
      question: '哪些取水不需要许可？',
      answer:
        '家庭生活和零星散养、圈养畜禽饮用等少量取水，农村集体经济组织及其成员使用本集体水塘、水库中的水，不需要申请领取取水许可证。',
    },
  ],
})

const riverWorks = sampleItem({
  organ: COUNTY_WATER,
  serial: '41002',
  name: '河道管理范围内建设项目工程建设方案审批',
  nameEn: 'Approval of works within a river’s management area',
  synonyms: ['河道建设', '涉河建设'],
  type: '01',
  themes: { natural: ['规划建设'], legal: ['水务气象', '投资审批'] },
  audiences: ['1', '2', '3', '4', '5', '6'],
  legalBases: [
    law(
      '水法',
      '第三十八条',
      '在河道管理范围内建设桥梁、码头和其他拦河、跨河、临河建筑物、构筑物，铺设跨河管道、电缆，应当符合国家规定的防洪标准和其他有关的技术要求，工程建设方案应当依照防洪法的有关规定报经有关水行政主管部门审查同意。',
    ),
    law('防洪法', '第二十七条'),
  ],
  conditions: ['符合防洪标准和岸线规划，不影响河势稳定和行洪安全。'],
  questions: [
    yesNo('major', ['工程对防洪有较大影响吗？', 'Does the work affect the protection from floods much?']),
  ],
  materials: [
    core(form('river-form', '工程建设方案申请书', 'Application')),
    paper('works-plan', '工程建设方案', 'Plan of the works'),
    whenAnswered(
      'major',
      true,
      { zh: '因为工程对防洪有较大影响', en: 'Because the work affects the protection from floods' },
      report('flood-report', '防洪评价报告', 'Report on the protection from floods'),
    ),
  ],
  statutory: LICENCE_LIMIT,
  promised: 12,
  windows: { water: 'collects', hallConstruction: 'accepts' },
  result: '准予行政许可决定书',
  resultType: 'approval',
  specialProcedures: [{ kind: 'expertReview', days: 30, basis: LICENCE_SPECIAL, charged: false }],
  form: formOf({
    project: text('项目名称', '示例河人行桥'),
    river: text('河道名称', '示例河'),
    startsOn: day('计划开工日期', '2026-10-01'),
  }),
  faqs: [
    {
      question: '什么时候可以开工？',
      answer: '工程建设方案经审查同意，并经水务部门审查批准工程的位置和界限后，方可开工。',
    },
  ],
})

const soilConservation = sampleItem({
  organ: COUNTY_WATER,
  serial: '41003',
  name: '生产建设项目水土保持方案审批',
  nameEn: 'Approval of a plan for soil and water conservation',
  synonyms: ['水保方案', '水土保持'],
  type: '01',
  themes: { legal: ['水务气象', '投资审批'] },
  legalBases: [
    law('水土保持法', '第二十五条'),
    departmentRule('生产建设项目水土保持方案管理办法', '水利部', '水利部令第53号'),
  ],
  conditions: [
    '在山区、丘陵区、风沙区以及水土保持规划确定的容易发生水土流失的其他区域开办可能造成水土流失的生产建设项目。',
  ],
  questions: [
    choice('size', ['项目规模有多大？', 'How large is the project?'], {
      table: ['征占地5公顷以下且挖填土石方5万立方米以下', 'small'],
      book: ['5公顷以上或者5万立方米以上', 'large'],
    }),
  ],
  situations: [
    situation('table', ['报告表（承诺制）', 'short report'], is('size', 'table')),
    situation('book', ['报告书', 'full report'], is('size', 'book')),
  ],
  materials: [
    form('soil-form', '水土保持方案审批申请', 'Application'),
    businessLicence,
    ...inSituations(['table'], paper('soil-table', '水土保持方案报告表及承诺书', 'Short report and promise')),
    ...inSituations(['book'], core(report('soil-book', '水土保持方案报告书', 'Full report'))),
  ],
  statutory: workingDays(10, '《生产建设项目水土保持方案管理办法》'),
  promised: 7,
  windows: { hallConstruction: 'accepts', water: 'collects' },
  result: '水土保持方案准予许可决定书',
  resultType: 'approval',
  specialProcedures: [{ kind: 'expertReview', days: 15, basis: LICENCE_SPECIAL }],
  form: formOf({
    project: text('项目名称', '示例食品加工园'),
    area: number('征占地面积（公顷）', 3.2),
    earth: number('挖填土石方（万立方米）', 2.5),
  }),
})

/** 水利: drawing water, works in rivers, conservation. */
export const WATER_ITEMS = [waterLicence, riverWorks, soilConservation]
