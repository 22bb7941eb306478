import { CITY_LAND_REGISTRY, COUNTY_HOUSING } from '../../shared/sample-codes.js'
import { count, flag, formOf, money, number, personal, sensitive, text } from '../build/fields.js'
import { congressLaw, departmentRule, published, regulation, workingDays } from '../build/laws.js'
import {
  certificate,
  core,
  form,
  household,
  identityCard,
  inSituations,
  paper,
  whenAnswered,
} from '../build/materials.js'
import { extraStep } from '../build/procedure.js'
import { choice, is, situation, situationsOf } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const rentAid = sampleItem({
  organ: COUNTY_HOUSING,
  serial: '92001',
  name: '公共租赁住房保障资格确认',
  nameEn: 'Entitlement to public rental housing',
  synonyms: ['公租房', '廉租房', '住房补贴', '租赁补贴'],
  type: '07',
  themes: { natural: ['住房保障'] },
  legalBases: [
    departmentRule('公共租赁住房管理办法', '住房和城乡建设部', '住房和城乡建设部令第11号', '第七条'),
  ],
  conditions: [
    '在本地无住房或者住房面积低于规定标准。',
    '收入、财产低于规定标准。',
    '申请人为外来务工人员的，在本地稳定就业达到规定年限。',
  ],
  questions: [
    choice('group', ['您属于哪类人员？', 'To which group do you belong?'], {
      family: ['城镇中低收入住房困难家庭', 'family with a low income'],
      graduate: ['新就业无房职工', 'new employee without a home'],
      migrant: ['外来务工人员', 'migrant worker'],
    }),
    choice('form', ['希望怎样保障？', 'What do you want?'], {
      home: ['实物配租', 'a home'],
      money: ['租赁补贴', 'an allowance'],
    }),
  ],
  situations: [
    situation('family', ['住房困难家庭', 'family'], is('group', 'family')),
    situation('graduate', ['新就业无房职工', 'new employee'], is('group', 'graduate')),
    situation('migrant', ['外来务工人员', 'migrant worker'], is('group', 'migrant')),
  ],
  materials: [
    core(form('housing-form', '公共租赁住房申请表', 'Application')),
    identityCard,
    ...inSituations(
      ['family'],
      household,
      paper('income-proof', '收入和财产状况证明', 'Proof of income and property'),
    ),
    ...inSituations(
      ['graduate', 'migrant'],
      paper('work-contract', '劳动合同及社会保险缴纳证明', 'Work contract'),
    ),
    whenAnswered(
      'form',
      'money',
      { zh: '因为申请租赁补贴', en: 'Because you ask for an allowance' },
      paper('lease', '房屋租赁合同', 'Lease'),
    ),
  ],
  statutory: published(40),
  promised: 25,
  windows: { hallSocial: 'accepts', general: 'collects' },
  result: '公共租赁住房保障资格确认书',
  resultType: 'approval',
  more: [
    extraStep(['公示', 'Public notice'], '镇人民政府、区住房和城乡建设局', '公示无异议', '公示结果', '20日'),
  ],
  form: formOf({
    members: count('家庭人数', 3),
    floorArea: number('现住房面积（平方米）', 0),
    monthlyIncome: sensitive(money('家庭月收入（分）', 450_000)),
  }),
})

const HOME_KIND = choice('registration', ['办理哪种登记？', 'Which registration?'], {
  transfer: ['转移登记（买卖、赠与、继承）', 'transfer'],
  mortgage: ['抵押权登记', 'mortgage'],
  lost: ['遗失补证', 'lost certificate'],
})

const RATE = '发改价格规〔2016〕2559号'

const realEstate = sampleItem({
  organ: CITY_LAND_REGISTRY,
  serial: '96001',
  name: '不动产登记',
  nameEn: 'Registration of real estate',
  synonyms: ['房产证', '房产过户', '房屋抵押登记', '不动产权证', '二手房过户'],
  type: '07',
  themes: { natural: ['住房保障'], legal: ['抵押质押', '国土和规划建设'] },
  scope: '3',
  legalBases: [
    congressLaw(
      '民法典',
      '第二百零九条',
      '不动产物权的设立、变更、转让和消灭，经依法登记，发生效力；未经登记，不发生效力，但是法律另有规定的除外。',
    ),
    regulation('不动产登记暂行条例', 656),
  ],
  conditions: [
    '不动产权属清楚，没有争议，没有被依法查封。',
    '因买卖、设定抵押权等申请登记的，由当事人双方共同申请。',
  ],
  questions: [
    HOME_KIND,
    choice(
      'cause',
      ['因什么转移？', 'Why is it transferred?'],
      { sale: ['买卖', 'sale'], gift: ['赠与', 'gift'], inheritance: ['继承', 'inheritance'] },
      is('registration', 'transfer'),
    ),
  ],
  situations: situationsOf(HOME_KIND),
  materials: [
    form('estate-form', '不动产登记申请书', 'Application'),
    identityCard,
    ...inSituations(
      ['transfer', 'mortgage'],
      core(
        certificate('title', '不动产权证书', 'Certificate of title', { originality: 'original', copies: 0 }),
      ),
    ),
    ...inSituations(
      ['transfer'],
      paper('tax-receipt', '完税或者减免税凭证', 'Proof of the taxes', { source: 'government' }),
    ),
    ...inSituations(
      ['mortgage'],
      paper('loan-contract', '主债权合同和抵押合同', 'Loan and mortgage contracts'),
    ),
    ...inSituations(
      ['lost'],
      paper('lost-statement', '遗失声明（登记机构网站公示十五个工作日）', 'Statement of the loss'),
    ),
    whenAnswered(
      'cause',
      'sale',
      { zh: '因为是买卖', en: 'Because it is sold' },
      paper('sale-contract', '买卖合同', 'Contract of sale'),
    ),
    whenAnswered(
      'cause',
      'gift',
      { zh: '因为是赠与', en: 'Because it is given' },
      paper('gift-contract', '赠与合同', 'Contract of gift'),
    ),
    whenAnswered(
      'cause',
      'inheritance',
      { zh: '因为是继承', en: 'Because it is inherited' },
      paper('inheritance-proof', '被继承人死亡证明和继承权证明材料', 'Proof of the inheritance'),
    ),
  ],
  statutory: workingDays(30, '《不动产登记暂行条例》（自受理登记申请之日起30个工作日内）'),
  promised: 3,
  visit: '须核验身份并现场签字',
  windows: { hallRealEstate: 'accepts', general: 'advises' },
  fees: [
    {
      name: '不动产登记费（住宅类）',
      standard: '80元/件',
      legalBasis: RATE,
      reducible: true,
      reductionBasis: '财税〔2019〕45号、发改价格规〔2016〕2559号规定的减免情形',
    },
    {
      name: '不动产登记费（非住宅类）',
      standard: '550元/件',
      legalBasis: RATE,
      reducible: true,
      reductionBasis: '小微企业免收',
    },
  ],
  result: '不动产权证书或者不动产登记证明',
  form: formOf({
    address: personal(text('不动产坐落', '乐山市市中区示例大道8号1栋1单元101号')),
    unitNumber: personal(text('不动产单元号', '511102001001GB00001F00010001')),
    area: number('面积（平方米）', 98.5),
    shared: flag('是否共有', false),
  }),
  faqs: [
    {
      question: '抵押登记要双方到场吗？',
      answer: '由抵押人和抵押权人共同申请；金融机构可以在网上一并提交。',
    },
  ],
})

/** Homes: public rental housing and the land registry. */
export const HOME_ITEMS = [rentAid, realEstate]
