import { COUNTY_CIVIL_AFFAIRS } from '../../shared/sample-codes.js'
import { day, formOf, longText, number, oneOf, personal, sensitive, text } from '../build/fields.js'
import { congressLaw, days, departmentRule, regulation, workingDays } from '../build/laws.js'
import {
  certificate,
  core,
  form,
  household,
  identityCard,
  inSituations,
  paper,
  photo,
} from '../build/materials.js'
import { bothInPerson } from '../build/parties.js'
import { choice, is, situationsOf, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const MARRIAGE_RULES = regulation('婚姻登记条例', 804)

const marriage = sampleItem({
  organ: COUNTY_CIVIL_AFFAIRS,
  serial: '11001',
  name: '内地居民结婚登记',
  nameEn: 'Registration of marriage',
  synonyms: ['结婚证', '婚姻登记', '领证'],
  type: '07',
  themes: { natural: ['婚姻登记'] },
  scope: '1',
  legalBases: [
    congressLaw(
      '民法典',
      '第一千零四十九条',
      '要求结婚的男女双方应当亲自到婚姻登记机关申请结婚登记。符合本法规定的，予以登记，发给结婚证。完成结婚登记，即确立婚姻关系。未办理结婚登记的，应当补办登记。',
    ),
    MARRIAGE_RULES,
  ],
  conditions: [
    '男女双方完全自愿。',
    '男不早于二十二周岁，女不早于二十周岁。',
    '双方均无配偶，没有直系血亲或者三代以内旁系血亲关系。',
  ],
  materials: [
    identityCard,
    core(
      form(
        'single-statement',
        '本人无配偶以及与对方没有禁止结婚亲属关系的签字声明',
        'Signed statement of both',
        { legalBasis: '《婚姻登记条例》' },
      ),
    ),
    paper('couple-photo', '近期二寸双方合影照片', 'Recent photograph of both', {
      originals: 3,
      paperSize: '二寸',
    }),
  ],
  statutory: workingDays(0, '《婚姻登记条例》（符合结婚条件的，当场予以登记）'),
  promised: 0,
  agent: false,
  // 民法典 1047: 男不得早于二十二周岁，女不得早于二十周岁.
  parties: bothInPerson({ minAge: 20, minAgeMale: 22 }),
  visit: '法律规定双方必须亲自到婚姻登记机关',
  windows: { hallSocial: 'decides', civilAffairs: 'advises' },
  result: '结婚证',
  form: formOf({
    spouseName: personal(text('对方姓名', '王示例')),
    plannedOn: day('预约登记日期', '2026-03-02', { optional: true }),
    marriedBefore: personal(oneOf('申请人婚姻状况', { single: '未婚', divorced: '离婚', widowed: '丧偶' })),
  }),
  faqs: [{ question: '结婚登记收费吗？', answer: '不收费。' }],
})

const DIVORCE_STEP = choice('step', ['您办理哪一步？', 'Which step is this?'], {
  application: ['提出离婚登记申请', 'the application for divorce'],
  certificate: ['冷静期满后申请发给离婚证', 'the certificate after the waiting time'],
})

const divorce = sampleItem({
  organ: COUNTY_CIVIL_AFFAIRS,
  serial: '11002',
  name: '内地居民离婚登记',
  nameEn: 'Registration of divorce',
  synonyms: ['离婚证', '协议离婚', '离婚冷静期'],
  type: '07',
  themes: { natural: ['婚姻登记'] },
  scope: '1',
  legalBases: [
    congressLaw(
      '民法典',
      '第一千零七十六条',
      '夫妻双方自愿离婚的，应当签订书面离婚协议，并亲自到婚姻登记机关申请离婚登记。',
    ),
    congressLaw(
      '民法典',
      '第一千零七十七条',
      '自婚姻登记机关收到离婚登记申请之日起三十日内，任何一方不愿意离婚的，可以向婚姻登记机关撤回离婚登记申请。',
    ),
    MARRIAGE_RULES,
  ],
  conditions: ['双方自愿离婚，并对子女抚养、财产以及债务处理等事项协商一致。', '双方在中国内地登记结婚。'],
  questions: [DIVORCE_STEP],
  situations: situationsOf(DIVORCE_STEP),
  materials: [
    identityCard,
    certificate('marriage-certificate', '结婚证', 'Marriage certificate', { issuer: '婚姻登记机关' }),
    ...inSituations(
      ['application'],
      form('divorce-application', '离婚登记申请书', 'Application for divorce'),
    ),
    ...inSituations(
      ['certificate'],
      core(
        paper('divorce-agreement', '双方共同签署的离婚协议书', 'Agreement on the divorce', { originals: 3 }),
      ),
      paper('receipt', '离婚登记申请受理回执单', 'Receipt of the application', { source: 'government' }),
      photo,
    ),
  ],
  statutory: workingDays(0, '《中华人民共和国民法典》第一千零七十八条（查明自愿并协商一致的，予以登记）'),
  promised: 0,
  promisedNotes: '当场办理；三十日的撤回期不计入',
  agent: false,
  parties: bothInPerson(),
  visit: '法律规定双方必须亲自到婚姻登记机关',
  windows: { hallSocial: 'decides', civilAffairs: 'advises' },
  result: '离婚证',
  form: formOf({
    spouseName: personal(text('对方姓名', '王示例')),
    marriedOn: personal(day('结婚登记日期', '2015-05-20')),
    minorChildren: number('未成年子女人数', 0),
  }),
  faqs: [
    {
      question: '多久可以领取离婚证？',
      answer:
        '收到申请之日起三十日内任何一方可以撤回；期满后三十日内，双方应当亲自申请发给离婚证，未申请的视为撤回。',
    },
  ],
})

const CHILD = choice('child', ['您收养什么样的儿童？', 'Which child do you adopt?'], {
  institution: ['儿童福利机构抚养的儿童', 'child of a children’s home'],
  parents: ['有特殊困难无力抚养的生父母送养的子女', 'child whose parents are in particular need'],
  stepChild: ['继子女', 'stepchild'],
})

const adoption = sampleItem({
  organ: COUNTY_CIVIL_AFFAIRS,
  serial: '11003',
  name: '收养登记',
  nameEn: 'Registration of an adoption',
  synonyms: ['领养', '收养证', '收养孩子'],
  type: '07',
  themes: { natural: ['生育收养'] },
  legalBases: [
    congressLaw(
      '民法典',
      '第一千一百零五条',
      '收养应当向县级以上人民政府民政部门登记。收养关系自登记之日起成立。',
    ),
    departmentRule('中国公民收养子女登记办法', '民政部'),
  ],
  conditions: [
    '收养人无子女或者只有一名子女，有抚养、教育和保护被收养人的能力，年满三十周岁。',
    '未患有在医学上认为不应当收养子女的疾病，无不利于被收养人健康成长的违法犯罪记录。',
  ],
  questions: [CHILD, yesNo('married', ['收养人有配偶吗？', 'Are you married?'])],
  situations: situationsOf(CHILD),
  materials: [
    core(form('adoption-application', '收养申请书', 'Application for adoption')),
    identityCard,
    household,
    {
      ...certificate('marriage-certificate', '结婚证', 'Marriage certificate', { issuer: '婚姻登记机关' }),
      when: is('married', true),
      reason: { zh: '因为您有配偶，应当夫妻共同收养', en: 'Because you are married: spouses adopt together' },
    },
    ...inSituations(
      ['institution', 'parents'],
      paper('health-report', '县级以上医疗机构出具的身体健康检查证明', 'Health certificate', {
        source: 'intermediary',
        issuer: '县级以上医疗机构',
      }),
      paper('income-proof', '抚养教育能力和财产状况的证明', 'Proof of income and property'),
    ),
    ...inSituations(
      ['institution'],
      paper('home-consent', '儿童福利机构同意送养的书面意见', 'Consent of the children’s home', {
        source: 'government',
      }),
    ),
    ...inSituations(
      ['parents'],
      paper('parents-hardship', '生父母有特殊困难无力抚养的声明', 'Statement of the parents'),
    ),
    ...inSituations(
      ['parents', 'stepChild'],
      paper('parents-consent', '生父母同意送养的书面意见', 'Consent of the parents'),
    ),
  ],
  statutory: days(30, '《中国公民收养子女登记办法》（自次日起三十日内审查）'),
  promised: 20,
  promisedNotes: '收养评估的时间不计入',
  agent: false,
  visit: '收养登记当事人应当亲自到场',
  windows: { hallSocial: 'accepts', civilAffairs: 'advises' },
  result: '收养登记证',
  review: '审查申请材料，进行收养评估，必要时公告查找生父母',
  form: formOf({
    childName: sensitive(text('被收养人姓名', '示例儿童')),
    childBornOn: sensitive(day('被收养人出生日期', '2020-06-01')),
    reason: longText('收养目的', '抚养、教育子女'),
  }),
  faqs: [{ question: '收养关系从什么时候成立？', answer: '自登记之日起成立。' }],
})

/** 民政: marriage, divorce, adoption. */
export const MARRIAGE_ITEMS = [marriage, divorce, adoption]
