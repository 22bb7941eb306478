import { COUNTY_HOUSING, COUNTY_LAND } from '../../shared/sample-codes.js'
import { count, day, formOf, money, number, rule, text } from '../build/fields.js'
import { days, departmentRule, LICENCE_LIMIT, LICENCE_SPECIAL, law, regulation } from '../build/laws.js'
import {
  businessLicence,
  certificate,
  core,
  deferrable,
  form,
  inSituations,
  paper,
  report,
  whenAnswered,
} from '../build/materials.js'
import { choice, is, situation, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const PROJECT = {
  project: text('项目名称', '示例小学教学楼', { from: ['investmentProjects', 'name'] }),
  projectCode: text('项目代码', '2601-511102-04-01-000001', { from: ['investmentProjects', 'code'] }),
}

const planning = sampleItem({
  organ: COUNTY_LAND,
  serial: '62001',
  name: '建设工程规划许可证核发',
  nameEn: 'Planning permission for a building',
  synonyms: ['规划许可', '工规证', '建设规划'],
  type: '01',
  themes: { legal: ['国土和规划建设', '投资审批'] },
  legalBases: [
    law(
      '城乡规划法',
      '第四十条',
      '在城市、镇规划区内进行建筑物、构筑物、道路、管线和其他工程建设的，建设单位或者个人应当向城市、县人民政府城乡规划主管部门或者省、自治区、直辖市人民政府确定的镇人民政府申请办理建设工程规划许可证。',
    ),
  ],
  conditions: ['取得使用土地的有关证明文件。', '建设工程设计方案符合控制性详细规划和规划条件。'],
  questions: [
    choice('work', ['建设什么？', 'What is built?'], {
      building: ['建筑物、构筑物', 'a building'],
      pipeline: ['道路、管线', 'a road or pipes'],
    }),
  ],
  situations: [
    situation('building', ['建筑类', 'building'], is('work', 'building')),
    situation('pipeline', ['市政类', 'road or pipes'], is('work', 'pipeline')),
  ],
  materials: [
    core(form('planning-form', '建设工程规划许可证申请表', 'Application')),
    businessLicence,
    certificate('land-title', '使用土地的有关证明文件', 'Title to the land'),
    ...inSituations(['building'], report('building-design', '建设工程设计方案', 'Design of the building')),
    ...inSituations(['pipeline'], report('pipeline-design', '市政工程设计方案', 'Design of the works')),
  ],
  statutory: LICENCE_LIMIT,
  promised: 10,
  windows: { hallConstruction: 'accepts', land: 'advises' },
  result: '建设工程规划许可证',
  specialProcedures: [
    { kind: 'publicNotice', days: 7, basis: '《城乡规划法》（设计方案公示）', charged: false },
    { kind: 'expertReview', days: 15, basis: LICENCE_SPECIAL, charged: false },
  ],
  form: formOf({
    ...PROJECT,
    floorArea: number('总建筑面积（平方米）', 3600),
    height: number('建筑高度（米）', 18),
  }),
  faqs: [
    {
      question: '设计方案要公示吗？',
      answer: '规划主管部门依法将经审定的修建性详细规划、建设工程设计方案的总平面图予以公布。',
    },
  ],
})

const buildingPermit = sampleItem({
  organ: COUNTY_HOUSING,
  serial: '91001',
  name: '建筑工程施工许可证核发',
  nameEn: 'Building permit',
  synonyms: ['施工许可', '施工证', '开工许可'],
  type: '01',
  themes: { legal: ['国土和规划建设', '投资审批'] },
  legalBases: [
    law(
      '建筑法',
      '第七条',
      '建筑工程开工前，建设单位应当按照国家有关规定向工程所在地县级以上人民政府建设行政主管部门申请领取施工许可证；但是，国务院建设行政主管部门确定的限额以下的小型工程除外。',
    ),
    law('建筑法', '第八条'),
    departmentRule('建筑工程施工许可管理办法', '住房和城乡建设部', '住房和城乡建设部令第18号'),
  ],
  conditions: [
    '已经办理该建筑工程用地批准手续，依法应当办理建设工程规划许可证的已经取得。',
    '已经确定建筑施工企业。',
    '有满足施工需要的资金安排、施工图纸及技术资料。',
    '有保证工程质量和安全的具体措施。',
  ],
  questions: [yesNo('supervised', ['是必须实行监理的工程吗？', 'Must the work be supervised?'])],
  materials: [
    core(form('building-form', '建筑工程施工许可证申请表', 'Application')),
    certificate('planning-permission', '建设工程规划许可证', 'Planning permission'),
    paper('contract', '施工合同', 'Contract with the builder'),
    report('drawings-review', '施工图设计文件审查合格书', 'Review of the drawings'),
    deferrable(paper('funds-promise', '建设资金已经落实承诺书', 'Promise that the funds are there')),
    whenAnswered(
      'supervised',
      true,
      { zh: '因为是必须实行监理的工程', en: 'Because the work must be supervised' },
      paper('supervision-contract', '监理合同', 'Contract of supervision'),
    ),
  ],
  statutory: days(7, '《中华人民共和国建筑法》第八条'),
  promised: 3,
  windows: { hallConstruction: 'accepts' },
  result: '建筑工程施工许可证',
  intermediaries: [
    {
      name: '施工图设计文件审查',
      basis: '《房屋建筑和市政基础设施工程施工图设计文件审查管理办法》',
      organs: '省住房城乡建设主管部门认定的审查机构',
      fee: '由双方协商',
      limit: '15个工作日',
    },
  ],
  form: formOf({
    ...PROJECT,
    contractPrice: money('合同价格（分）', 1_200_000_000),
    startsOn: day('计划开工日期', '2026-05-01'),
    builder: text('施工单位', '乐山示例建筑有限公司'),
  }),
  faqs: [{ question: '领证后多久要开工？', answer: '建设单位应当自领取施工许可证之日起三个月内开工。' }],
})

const presale = sampleItem({
  organ: COUNTY_HOUSING,
  serial: '91002',
  name: '商品房预售许可',
  nameEn: 'Permission to sell homes before completion',
  synonyms: ['预售证', '商品房预售', '预售许可证'],
  type: '01',
  themes: { legal: ['国土和规划建设'] },
  audiences: ['2'],
  legalBases: [law('城市房地产管理法', '第四十五条'), regulation('城市房地产开发经营管理条例', 248)],
  conditions: [
    '已交付全部土地使用权出让金，取得土地使用权证书。',
    '持有建设工程规划许可证和施工许可证。',
    '按提供预售的商品房计算，投入开发建设的资金达到工程建设总投资的百分之二十五以上，并已经确定施工进度和竣工交付日期。',
  ],
  materials: [
    core(form('presale-form', '商品房预售许可申请表', 'Application')),
    businessLicence,
    certificate('building-permit', '建筑工程施工许可证', 'Building permit'),
    paper('presale-plan', '商品房预售方案', 'Plan of the sale'),
    report('progress-report', '投入资金及工程形象进度证明', 'Proof of the progress'),
  ],
  statutory: days(10, '《城市房地产开发经营管理条例》（自收到商品房预售申请之日起10日内）'),
  promised: 5,
  windows: { hallConstruction: 'accepts' },
  result: '商品房预售许可证',
  specialProcedures: [{ kind: 'siteVisit', days: 5, basis: '《城市商品房预售管理办法》（现场勘查）' }],
  form: formOf({
    ...PROJECT,
    homes: count('预售套数', 120),
    invested: money('已投入资金（分）', 3_000_000_000),
    total: money('工程建设总投资（分）', 10_000_000_000),
    finishedOn: day('竣工交付日期', '2027-12-31'),
  }),
  rules: [
    rule(
      'quarter',
      { '>=': [{ '*': [{ var: 'form.invested.amount' }, 4] }, { var: 'form.total.amount' }] },
      'invested',
      '投入资金应达到工程建设总投资的百分之二十五以上',
      'A quarter of the investment at least',
    ),
  ],
})

/** Building: planning, permits, sale before completion. */
export const CONSTRUCTION_ITEMS = [planning, buildingPermit, presale]
