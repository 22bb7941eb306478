import { COUNTY_APPROVAL, COUNTY_TOBACCO } from '../../shared/sample-codes.js'
import { NAME_AND_PLACE, NEW_CHANGE_CANCELLATION, PREMISES } from '../build/business-parts.js'
import { count, formOf, list, longText, number, oneOf, text } from '../build/fields.js'
import {
  departmentRule,
  LICENCE_LIMIT,
  law,
  localRegulation,
  published,
  regulation,
  workingDays,
} from '../build/laws.js'
import {
  businessLicence,
  certificate,
  core,
  deferrable,
  form,
  identityCard,
  inSituations,
  optional,
  paper,
  report,
} from '../build/materials.js'
import { byMatter, choice, situationsOf } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'
import { oldLicence } from '../build/trade-parts.js'

const workshop = sampleItem({
  organ: COUNTY_APPROVAL,
  serial: '81901',
  name: '食品小作坊备案',
  nameEn: 'Filing of a small food workshop',
  synonyms: ['小作坊', '豆腐坊', '小作坊备案证'],
  type: '10',
  themes: { natural: ['准营准办'] },
  audiences: ['1'],
  legalBases: [law('食品安全法', '第三十六条'), localRegulation('四川省食品小作坊、小经营店及摊贩管理条例')],
  conditions: [
    '有固定的生产加工场所，与有毒有害场所和其他污染源保持规定的距离。',
    '生产加工的食品不在禁止生产加工的目录内。',
  ],
  ...NEW_CHANGE_CANCELLATION,
  materials: [
    form('workshop-form', '食品小作坊备案表', 'Filing form'),
    identityCard,
    businessLicence,
    ...inSituations(
      ['new'],
      paper('workshop-plan', '生产加工场所平面图和工艺流程', 'Plan of the workshop'),
      deferrable(report('worker-health', '从业人员健康证明', 'Health certificates of the workers')),
    ),
    ...inSituations(
      ['change', 'cancellation'],
      certificate('workshop-certificate', '食品小作坊备案证', 'The certificate'),
    ),
  ],
  statutory: published(15),
  promised: 7,
  windows: { market: 'collects', hallPermits: 'accepts' },
  result: '食品小作坊备案证',
  form: formOf({
    ...NAME_AND_PLACE,
    tradeName: text('字号名称', '示例豆腐坊'),
    foods: list('食品种类', ['豆制品']),
    workers: count('从业人数', 3),
  }),
})

const tobacco = sampleItem({
  organ: COUNTY_TOBACCO,
  serial: '82001',
  name: '烟草专卖零售许可证核发',
  nameEn: 'Licence to sell tobacco',
  synonyms: ['烟草证', '卖烟', '香烟零售', '烟草专卖许可'],
  type: '01',
  themes: { natural: ['准营准办'], legal: ['准营准办', '商务贸易'] },
  audiences: ['1', '2', '6'],
  legalBases: [
    law('烟草专卖法', '第十六条'),
    regulation('烟草专卖法实施条例', 223, '第九条'),
    departmentRule('烟草专卖许可证管理办法', '工业和信息化部', '工业和信息化部令第37号'),
  ],
  conditions: [
    '有与经营烟草制品零售业务相适应的资金。',
    '有与住所相独立的固定经营场所。',
    '符合烟草制品零售点合理布局的要求。',
  ],
  ...byMatter('new', 'change', 'renewal', 'cancellation'),
  quantityLimit: '按照烟草制品零售点合理布局规划确定',
  materials: [
    core(form('tobacco-form', '烟草专卖零售许可证申请表', 'Application')),
    identityCard,
    businessLicence,
    ...inSituations(['new'], PREMISES),
    ...oldLicence('烟草专卖零售许可证'),
  ],
  statutory: LICENCE_LIMIT,
  promised: 9,
  windows: { hallPermits: 'accepts', general: 'advises' },
  result: '烟草专卖零售许可证',
  specialProcedures: [{ kind: 'siteVisit', days: 5, basis: '《烟草专卖许可证管理办法》（实地核查）' }],
  form: formOf({
    ...NAME_AND_PLACE,
    distanceToSchool: number('与最近学校出入口的距离（米）', 300),
    area: number('经营面积（平方米）', 30),
  }),
  faqs: [
    {
      question: '学校周边可以办理吗？',
      answer: '中小学校周边不得设置烟草制品零售点，具体距离以当地合理布局规定为准。',
    },
  ],
})

const pharmacy = sampleItem({
  organ: COUNTY_APPROVAL,
  serial: '83001',
  name: '药品零售企业经营许可',
  nameEn: 'Licence for a pharmacy',
  synonyms: ['药店许可', '开药店', '药品经营许可证', '药房'],
  type: '01',
  themes: { legal: ['准营准办', '医疗卫生'] },
  audiences: ['2', '6'],
  legalBases: [
    law(
      '药品管理法',
      '第五十一条',
      '从事药品零售活动，应当经所在地县级以上地方人民政府药品监督管理部门批准，取得药品经营许可证。无药品经营许可证的，不得经营药品。',
    ),
    departmentRule('药品经营和使用质量监督管理办法', '国家市场监督管理总局', '国家市场监督管理总局令第84号'),
  ],
  conditions: [
    '有依法经过资格认定的药师或者其他药学技术人员。',
    '有与所经营药品相适应的营业场所、设备、仓储设施和卫生环境。',
    '有与所经营药品相适应的质量管理机构或者人员。',
    '有保证药品质量的规章制度。',
  ],
  ...byMatter('new', 'change', 'renewal', 'cancellation'),
  materials: [
    form('pharmacy-form', '药品经营许可证申请表', 'Application'),
    businessLicence,
    ...inSituations(
      ['new'],
      core(
        certificate('pharmacist', '执业药师注册证或者药学技术人员资格证明', 'Registration of the pharmacist'),
      ),
      paper('shop-plan', '营业场所、仓库平面布置图及使用证明', 'Plan of the shop'),
      deferrable(paper('quality-rules', '质量管理文件目录及主要设施设备目录', 'Rules of quality')),
    ),
    ...oldLicence('药品经营许可证'),
    ...inSituations(['renewal'], paper('self-report', '企业自查报告', 'Self-assessment')),
  ],
  statutory: workingDays(20, '《药品经营和使用质量监督管理办法》'),
  promised: 10,
  windows: { hallPermits: 'accepts', market: 'advises' },
  result: '药品经营许可证',
  specialProcedures: [
    {
      kind: 'inspection',
      days: 10,
      basis: '《药品经营和使用质量监督管理办法》（现场检查）；《中华人民共和国行政许可法》第四十五条',
      organ: '市中区行政审批局',
    },
  ],
  form: formOf({
    shop: text('企业名称', '乐山示例大药房', { from: ['legalEntities', 'name'] }),
    address: NAME_AND_PLACE.address,
    mode: oneOf('经营类别', { prescription: '处方药、甲类和乙类非处方药', otc: '乙类非处方药' }),
    pharmacists: count('药学技术人员数', 2),
  }),
  faqs: [{ question: '药品经营许可证有效期多长？', answer: '有效期为五年。' }],
})

const DEVICE = choice('matter', ['您要办理哪种业务？', 'What do you want to do?'], {
  first: ['首次备案', 'first filing'],
  change: ['变更备案', 'change'],
  cancel: ['取消备案', 'cancellation'],
})

const medicalDevices = sampleItem({
  organ: COUNTY_APPROVAL,
  serial: '83901',
  name: '第二类医疗器械经营备案',
  nameEn: 'Filing of the sale of medical devices of class II',
  synonyms: ['医疗器械备案', '二类器械', '卖血压计'],
  type: '10',
  themes: { legal: ['医疗卫生', '准营准办'] },
  audiences: ['2', '6'],
  legalBases: [
    regulation('医疗器械监督管理条例', 739, '第四十一条'),
    departmentRule('医疗器械经营监督管理办法', '国家市场监督管理总局', '国家市场监督管理总局令第54号'),
  ],
  conditions: ['有与经营规模和经营范围相适应的经营场所和贮存条件，以及质量管理制度和质量管理机构或者人员。'],
  questions: [DEVICE],
  situations: situationsOf(DEVICE),
  materials: [
    form('device-form', '第二类医疗器械经营备案表', 'Filing form'),
    businessLicence,
    ...inSituations(
      ['first'],
      certificate('quality-person', '质量负责人学历或者职称证明', 'Qualification of who is responsible'),
      PREMISES,
    ),
    ...inSituations(['change'], paper('change-proof', '变更情况说明及证明文件', 'Proof of the change')),
  ],
  statutory: published(1),
  promised: 0,
  windows: { hallPermits: 'decides', market: 'advises' },
  result: '第二类医疗器械经营备案编号告知书',
  resultType: 'other',
  form: formOf({
    shop: text('企业名称', '乐山示例大药房', { from: ['legalEntities', 'name'] }),
    warehouse: text('库房地址', '乐山市市中区示例路1号', { optional: true }),
    devices: list('经营范围', ['血压计']),
  }),
})

const boiler = sampleItem({
  organ: COUNTY_APPROVAL,
  serial: '84001',
  name: '特种设备使用登记',
  nameEn: 'Registration of special equipment',
  synonyms: ['电梯登记', '锅炉登记', '叉车上牌', '特种设备'],
  type: '01',
  themes: { legal: ['质量技术', '安全生产'] },
  legalBases: [
    law(
      '特种设备安全法',
      '第三十三条',
      '特种设备使用单位应当在特种设备投入使用前或者投入使用后三十日内，向负责特种设备安全监督管理的部门办理使用登记，取得使用登记证书。登记标志应当置于该特种设备的显著位置。',
    ),
  ],
  conditions: ['使用取得许可生产并经检验合格的特种设备。', '建立安全管理制度，配备安全管理人员。'],
  ...NEW_CHANGE_CANCELLATION,
  materials: [
    form('equipment-form', '特种设备使用登记表', 'Registration form'),
    businessLicence,
    ...inSituations(
      ['new'],
      core(report('inspection-report', '监督检验证明或者首次检验报告', 'Report of the inspection')),
      paper('product-certificate', '产品合格证（含产品数据表）', 'Certificate of the product'),
    ),
    ...inSituations(
      ['change', 'cancellation'],
      certificate('equipment-certificate', '特种设备使用登记证', 'The certificate'),
    ),
    ...inSituations(
      ['change'],
      optional(report('latest-report', '最近一次定期检验报告', 'Latest inspection report')),
    ),
  ],
  statutory: LICENCE_LIMIT,
  promised: 3,
  windows: { hallPermits: 'accepts', market: 'collects' },
  result: '特种设备使用登记证',
  form: formOf({
    kind: oneOf('设备种类', {
      lift: '电梯',
      boiler: '锅炉',
      crane: '起重机械',
      truck: '场（厂）内专用机动车辆',
    }),
    address: text('使用地点', '乐山市市中区示例大道2号'),
    units: count('台数', 1),
    duty: longText('安全管理人员及职责', '王示例，负责日常检查'),
  }),
})

/** What a business may make and sell. */
export const DEALING_ITEMS = [workshop, tobacco, pharmacy, medicalDevices, boiler]
