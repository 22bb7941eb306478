import { COUNTY_CULTURE } from '../../shared/sample-codes.js'
import { count, day, formOf, list, number, oneOf, text } from '../build/fields.js'
import { days, departmentRule, LICENCE_LIMIT, regulation, workingDays } from '../build/laws.js'
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
import { yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

import { ALL_MATTERS, oldLicence, SHOP } from '../build/trade-parts.js'

const books = sampleItem({
  organ: COUNTY_CULTURE,
  serial: '74001',
  name: '出版物零售单位设立审批',
  nameEn: 'Licence for a bookshop',
  synonyms: ['书店', '开书店', '出版物经营许可证', '卖书'],
  type: '01',
  themes: { natural: ['准营准办'], legal: ['文体教育'] },
  audiences: ['1', '2', '6'],
  legalBases: [
    regulation('出版管理条例', 343, '第三十五条'),
    departmentRule(
      '出版物市场管理规定',
      '国家新闻出版广电总局、商务部',
      '国家新闻出版广电总局、商务部令第10号',
    ),
  ],
  conditions: ['已完成工商注册登记。', '有固定的经营场所。'],
  ...ALL_MATTERS,
  materials: [
    form('book-form', '出版物经营许可申请登记表', 'Application'),
    businessLicence,
    ...inSituations(
      ['new'],
      core(paper('premises-proof', '经营场所的情况及使用权证明', 'Proof of the premises')),
    ),
    ...oldLicence('出版物经营许可证'),
  ],
  statutory: workingDays(20, '《出版物市场管理规定》（自受理申请之日起20个工作日内）'),
  promised: 3,
  windows: { hallPermits: 'accepts' },
  result: '出版物经营许可证',
  form: formOf({ ...SHOP, goods: list('经营范围', ['图书、报纸、期刊']) }),
})

const entertainment = sampleItem({
  organ: COUNTY_CULTURE,
  serial: '74002',
  name: '娱乐场所从事娱乐场所经营活动审批',
  nameEn: 'Licence for places of entertainment',
  synonyms: ['KTV', '歌舞厅', '游艺厅', '娱乐经营许可证', '电玩城'],
  type: '01',
  themes: { legal: ['文体教育', '准营准办'] },
  audiences: ['2', '6'],
  legalBases: [
    regulation('娱乐场所管理条例', 458, '第九条'),
    departmentRule('娱乐场所管理办法', '文化部', '文化部令第55号'),
  ],
  conditions: [
    '不得设在居民楼、博物馆、图书馆和被核定为文物保护单位的建筑物内，居民住宅区和学校、医院、机关周围，车站、机场等人群密集的场所等地点。',
    '边界噪声符合国家规定的环境噪声排放标准。',
    '消费人数和面积符合规定。',
  ],
  ...ALL_MATTERS,
  materials: [
    form('entertainment-form', '娱乐经营许可证申请表', 'Application'),
    businessLicence,
    ...inSituations(
      ['new'],
      core(paper('venue-plan', '经营场所地理位置图和内部结构平面图', 'Plan of the venue')),
      report('noise-report', '环境噪声检测报告', 'Report on the noise', { necessity: 'deferrable' }),
      certificate('fire-certificate', '消防安全检查意见', 'Fire-safety inspection'),
    ),
    ...oldLicence('娱乐经营许可证'),
  ],
  statutory: LICENCE_LIMIT,
  promised: 12,
  windows: { hallPermits: 'accepts' },
  result: '娱乐经营许可证',
  specialProcedures: [
    {
      kind: 'hearing',
      days: 30,
      basis: '《娱乐场所管理条例》（审批娱乐场所应当举行听证）；《中华人民共和国行政许可法》第四十五条',
      organ: '市中区文化体育和旅游局',
      charged: false,
    },
  ],
  form: formOf({
    ...SHOP,
    kind: oneOf('场所类别', { singing: '歌舞娱乐场所', games: '游艺娱乐场所' }),
    area: number('使用面积（平方米）', 500),
    guests: count('核定人数', 150),
  }),
  faqs: [
    {
      question: '为什么要听证？',
      answer: '《娱乐场所管理条例》规定，审批娱乐场所应当举行听证；听证的时间不计入办理期限。',
    },
  ],
})

const performance = sampleItem({
  organ: COUNTY_CULTURE,
  serial: '74003',
  name: '营业性演出审批',
  nameEn: 'Approval of a commercial performance',
  synonyms: ['演出审批', '演唱会', '商演', '演出备案'],
  type: '01',
  themes: { legal: ['文体教育'] },
  audiences: ['2', '3', '4'],
  legalBases: [regulation('营业性演出管理条例', 439, '第十三条')],
  conditions: ['由演出经纪机构、演出场所经营单位或者文艺表演团体举办。', '演出内容合法。'],
  questions: [yesNo('outdoor', ['在非演出场所（露天、商场等）举办吗？', 'Is it held outside a theatre?'])],
  materials: [
    core(form('performance-form', '营业性演出申请表', 'Application')),
    certificate('agency-licence', '营业性演出许可证', 'Licence of the agency'),
    paper('programme', '节目单、演员名单及身份证明', 'Programme and performers'),
    whenAnswered(
      'outdoor',
      true,
      { zh: '因为在非演出场所举办', en: 'Because it is held outside a theatre' },
      paper('safety-plan', '安全保卫工作方案、灭火和应急疏散预案', 'Plan of safety'),
    ),
  ],
  statutory: days(3, '《营业性演出管理条例》第十三条（受理之日起3日内）'),
  promised: 2,
  windows: { hallPermits: 'accepts' },
  result: '营业性演出准予许可决定书',
  resultType: 'approval',
  form: formOf({
    title: text('演出名称', '新春音乐会'),
    on: day('演出日期', '2026-05-01'),
    place: text('演出地点', '示例剧场'),
    audience: count('预计观众人数', 600),
  }),
})

const pool = sampleItem({
  organ: COUNTY_CULTURE,
  serial: '74004',
  name: '经营高危险性体育项目许可（游泳）',
  nameEn: 'Licence for dangerous sports: swimming',
  synonyms: ['游泳馆', '开游泳馆', '高危险性体育', '健身'],
  type: '01',
  themes: { legal: ['文体教育'] },
  audiences: ['2', '3', '6'],
  legalBases: [
    regulation('全民健身条例', 560, '第三十二条'),
    departmentRule('经营高危险性体育项目许可管理办法', '国家体育总局', '国家体育总局令第17号'),
  ],
  conditions: [
    '相关体育设施符合国家标准。',
    '具有达到规定数量的取得国家职业资格证书的社会体育指导人员和救助人员。',
    '具有相应的安全保障制度和措施。',
  ],
  materials: [
    core(form('sports-form', '经营高危险性体育项目申请书', 'Application')),
    businessLicence,
    paper('facilities', '体育设施符合相关国家标准的说明性材料', 'Statement on the facilities'),
    certificate('lifeguards', '社会体育指导人员、救助人员的职业资格证明', 'Certificates of the lifeguards'),
    deferrable(paper('safety-rules', '安全保障制度和措施', 'Rules of safety')),
  ],
  statutory: days(30, '《全民健身条例》第三十二条（自收到申请之日起30日内）'),
  promised: 15,
  windows: { hallPermits: 'accepts' },
  result: '高危险性体育项目经营许可证',
  specialProcedures: [
    { kind: 'siteVisit', days: 10, basis: '《经营高危险性体育项目许可管理办法》（实地核查）' },
  ],
  form: formOf({ ...SHOP, waterArea: number('水面面积（平方米）', 300), lifeguards: count('救助人员数', 4) }),
})

/** Books, entertainment, performances, sports. */
export const CULTURE_ITEMS = [books, entertainment, performance, pool]
