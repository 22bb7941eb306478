import { COUNTY_FIRE, COUNTY_HOUSING, COUNTY_URBAN } from '../../shared/sample-codes.js'
import { day, formOf, longText, number, ofForm, oneOf, rule, text } from '../build/fields.js'
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
  certificate,
  core,
  form,
  identityCard,
  inSituations,
  paper,
  report,
  whenAnswered,
} from '../build/materials.js'
import { byMatter, choice, is, situation, situationsOf, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const drainage = sampleItem({
  organ: COUNTY_HOUSING,
  serial: '93001',
  name: '城镇污水排入排水管网许可',
  nameEn: 'Licence to discharge sewage into the network',
  synonyms: ['排水许可', '排水证', '污水接入'],
  type: '01',
  themes: { legal: ['环保绿化', '公用事业'] },
  audiences: ['2', '3', '6'],
  legalBases: [
    regulation('城镇排水与污水处理条例', 641, '第二十一条'),
    departmentRule('城镇污水排入排水管网许可管理办法', '住房和城乡建设部', '住房和城乡建设部令第21号'),
  ],
  conditions: [
    '污水排放口的设置符合城镇排水与污水处理规划的要求。',
    '排放的污水符合国家或者地方规定的有关排放标准。',
    '按照国家有关规定建设相应的预处理设施和水质、水量检测设施。',
  ],
  ...byMatter('new', 'change', 'renewal'),
  materials: [
    form('drainage-form', '排水许可申请表', 'Application'),
    businessLicence,
    ...inSituations(
      ['new'],
      core(paper('drainage-plan', '排水管网及排放口的图纸和说明', 'Drawings of the pipes')),
      report('sewage-test', '排放污水的水质检测报告', 'Test of the sewage', { necessity: 'deferrable' }),
    ),
    ...inSituations(
      ['renewal', 'change'],
      certificate('drainage-licence', '污水排入排水管网许可证', 'The licence'),
    ),
    ...inSituations(
      ['renewal'],
      report('sewage-test-renewal', '近一年内的水质检测报告', 'Test of the last year'),
    ),
  ],
  statutory: workingDays(20, '《城镇污水排入排水管网许可管理办法》'),
  promised: 8,
  windows: { hallConstruction: 'accepts' },
  result: '污水排入排水管网许可证',
  specialProcedures: [{ kind: 'testing', days: 10, basis: LICENCE_SPECIAL }],
  form: formOf({
    unit: text('排水户名称', '乐山示例洗车场', { from: ['legalEntities', 'name'] }),
    place: text('排放口位置', '示例路1号'),
    daily: number('日排水量（立方米）', 15),
    industry: oneOf('行业类别', { carWash: '洗车', catering: '餐饮', medical: '医疗', construction: '建筑' }),
  }),
})

const ROAD = choice('use', ['怎样使用道路？', 'How is the road used?'], {
  occupy: ['临时占用', 'occupied for a time'],
  dig: ['挖掘', 'dug up'],
})

const roadUse = sampleItem({
  organ: COUNTY_URBAN,
  serial: '94001',
  name: '占用、挖掘城市道路审批',
  nameEn: 'Approval to occupy or dig up a street',
  synonyms: ['占道', '临时占道', '挖路', '道路开挖'],
  type: '01',
  themes: { natural: ['公用事业'], legal: ['交通运输'] },
  legalBases: [regulation('城市道路管理条例', 198, '第三十条、第三十一条、第三十三条')],
  conditions: ['确需临时占用或者因工程建设需要挖掘城市道路。', '有保障通行和安全的措施。'],
  jointOrgans: ['乐山市公安局交通警察支队'],
  questions: [ROAD, yesNo('urgent', ['是管线故障紧急抢修吗？', 'Is it an urgent repair?'], is('use', 'dig'))],
  situations: situationsOf(ROAD),
  materials: [
    form('road-form', '占用（挖掘）城市道路申请表', 'Application'),
    identityCard,
    core(paper('site-plan', '占用（挖掘）位置图', 'Plan of the site')),
    ...inSituations(
      ['dig'],
      report('dig-design', '施工组织方案和道路恢复方案', 'Plan of the work and of the restoration'),
    ),
    whenAnswered(
      'urgent',
      true,
      { zh: '因为是紧急抢修（24小时内补办）', en: 'Because it is an urgent repair' },
      paper('urgent-statement', '抢修情况说明', 'Statement on the repair', { necessity: 'deferrable' }),
    ),
  ],
  statutory: LICENCE_LIMIT,
  promised: 5,
  windows: { hallConstruction: 'accepts', general: 'collects' },
  fees: [
    {
      name: '城市道路占用、挖掘修复费',
      standard: '按占用（挖掘）面积、期限和道路等级计收，以当地公布的标准为准',
      legalBasis: '《城市道路管理条例》第三十七条',
      reducible: false,
    },
  ],
  result: '占用（挖掘）城市道路许可决定书',
  resultType: 'approval',
  form: formOf({
    street: text('道路名称', '示例大道'),
    area: number('面积（平方米）', 40),
    from: day('开始日期', '2026-04-01'),
    until: day('结束日期', '2026-04-10'),
  }),
  faqs: [
    {
      question: '管线抢修来不及申请怎么办？',
      answer: '可以先行破路抢修，并同时通知主管部门和公安交通管理部门，在24小时内按照规定补办批准手续。',
    },
  ],
})

const RUBBLE = choice('who', ['您做什么？', 'What do you do?'], {
  produce: ['产生建筑垃圾（工地）', 'a site that produces rubble'],
  transport: ['运输建筑垃圾', 'transport of rubble'],
})

const rubble = sampleItem({
  organ: COUNTY_URBAN,
  serial: '94002',
  name: '城市建筑垃圾处置核准',
  nameEn: 'Approval of the disposal of building rubble',
  synonyms: ['渣土', '建筑垃圾', '渣土运输', '建筑垃圾清运'],
  type: '01',
  themes: { legal: ['环保绿化'] },
  legalBases: [
    regulation('城市市容和环境卫生管理条例', 101, '第十六条'),
    departmentRule('城市建筑垃圾管理规定', '建设部', '建设部令第139号', '第七条'),
  ],
  conditions: [
    '处置建筑垃圾的单位有明确的运输路线、运输时间和处置地点。',
    '运输车辆密闭，具备合法的行驶证。',
  ],
  questions: [RUBBLE],
  situations: situationsOf(RUBBLE),
  materials: [
    form('rubble-form', '建筑垃圾处置申请表', 'Application'),
    businessLicence,
    ...inSituations(
      ['produce'],
      core(paper('rubble-plan', '建筑垃圾处置方案及运输合同', 'Plan of disposal and contract of transport')),
      certificate('building-permit', '建筑工程施工许可证', 'Building permit', { necessity: 'deferrable' }),
    ),
    ...inSituations(
      ['transport'],
      certificate('vehicle-licences', '运输车辆行驶证', 'Registration of the vehicles'),
    ),
  ],
  statutory: workingDays(20, '《城市建筑垃圾管理规定》（自接到申请后20日内）'),
  promised: 5,
  windows: { hallConstruction: 'accepts', general: 'collects' },
  result: '城市建筑垃圾处置核准文件',
  resultType: 'approval',
  form: formOf({
    site: text('工地名称', '示例小学教学楼工地'),
    volume: number('数量（立方米）', 2600),
    destination: text('处置地点', '示例消纳场'),
    until: day('结束日期', '2026-06-30'),
    route: longText('运输路线和时间', '示例大道至示例消纳场，每日22时至次日6时'),
  }),
  faqs: [
    {
      question: '装修垃圾要办吗？',
      answer: '居民装修产生的垃圾按照物业或者社区指定的地点堆放，由具有资格的单位清运，不需要居民办理。',
    },
  ],
})

const fire = sampleItem({
  organ: COUNTY_FIRE,
  serial: '95001',
  name: '公众聚集场所投入使用、营业前消防安全检查',
  nameEn: 'Fire-safety inspection before a public place opens',
  synonyms: ['消防检查', '消防许可', '开业消防', '消防合格证'],
  type: '01',
  themes: { natural: ['公共安全'], legal: ['公安消防'] },
  audiences: ['1', '2', '3', '6'],
  legalBases: [law('消防法', '第十五条', '公众聚集场所投入使用、营业前消防安全检查实行告知承诺管理。')],
  conditions: ['场所符合消防技术标准和管理规定，消防设施、器材完好有效。'],
  questions: [yesNo('promise', ['采用告知承诺方式办理吗？', 'Do you promise that everything is in order?'])],
  situations: [
    situation('promise', ['告知承诺', 'by a promise'], is('promise', true)),
    situation('inspection', ['先检查后许可', 'after an inspection'], is('promise', false)),
  ],
  materials: [
    businessLicence,
    paper('fire-rules', '消防安全制度、灭火和应急疏散预案', 'Rules of fire safety'),
    paper('fire-plan', '场所平面布置图、消防设施平面图', 'Plan of the place'),
    ...inSituations(
      ['promise'],
      core(form('fire-promise', '公众聚集场所消防安全告知承诺书', 'Promise of fire safety')),
    ),
    ...inSituations(['inspection'], core(form('fire-form', '公众聚集场所消防安全检查申报表', 'Application'))),
  ],
  statutory: workingDays(10, '《中华人民共和国消防法》第十五条'),
  promised: 3,
  promisedNotes: '告知承诺的当场作出决定，并在20个工作日内核查',
  windows: { hallPermits: 'accepts', hallConstruction: 'advises' },
  result: '公众聚集场所投入使用、营业前消防安全检查意见书',
  resultType: 'approval',
  specialProcedures: [
    { kind: 'inspection', days: 10, basis: '《中华人民共和国消防法》第十五条（现场检查）', charged: false },
  ],
  form: formOf({
    place: text('场所名称', '乐山示例饭店', { from: ['legalEntities', 'name'] }),
    kind: oneOf('场所性质', { restaurant: '餐饮', hotel: '宾馆', mall: '商场', entertainment: '歌舞娱乐' }),
    area: number('建筑面积（平方米）', 420),
    floor: text('所在楼层', '一层'),
  }),
  rules: [rule('has-area', { '>': [ofForm('area'), 0] }, 'area', '建筑面积应大于零', 'An area above zero')],
  faqs: [
    {
      question: '哪些场所需要办理？',
      answer:
        '宾馆、饭店、商场、集贸市场、客运车站候车室、客运码头候船厅、民用机场航站楼、体育场馆、会堂以及公共娱乐场所等公众聚集场所。',
    },
  ],
})

/** Streets, sewers, rubble, fire safety. */
export const STREET_ITEMS = [drainage, roadUse, rubble, fire]
