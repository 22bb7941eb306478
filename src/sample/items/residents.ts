import { COUNTY_POLICE } from '../../shared/sample-codes.js'
import { count, day, flag, formOf, oneOf, personal, sensitive, text } from '../build/fields.js'
import { days, LICENCE_LIMIT, law, published, regulation } from '../build/laws.js'
import {
  certificate,
  core,
  form,
  household,
  identityCard,
  inSituations,
  paper,
  photo,
  whenAnswered,
} from '../build/materials.js'
import { choice, is, situation, situationsOf, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const CARD = choice('matter', ['您要办理哪种业务？', 'What do you want to do?'], {
  first: ['首次申领', 'first card'],
  exchange: ['换领（有效期满、信息变更）', 'exchange'],
  lost: ['丢失补领', 'lost card'],
})

const identityCards = sampleItem({
  organ: COUNTY_POLICE,
  serial: '71001',
  name: '居民身份证申领、换领、补领',
  nameEn: 'Identity card: first, exchange, replacement',
  synonyms: ['身份证', '办身份证', '补办身份证', '二代证', '身份证明'],
  type: '07',
  themes: { natural: ['证件办理', '户籍办理'] },
  scope: '1',
  legalBases: [
    law(
      '居民身份证法',
      '第二条',
      '居住在中华人民共和国境内的年满十六周岁的中国公民，应当依照本法的规定申请领取居民身份证；未满十六周岁的中国公民，可以依照本法的规定申请领取居民身份证。',
    ),
    law('居民身份证法', '第十二条'),
  ],
  conditions: ['居住在中华人民共和国境内的中国公民；未满十六周岁的，由监护人代为申请。'],
  questions: [CARD, yesNo('minor', ['申领人未满十六周岁吗？', 'Is the applicant under sixteen?'])],
  situations: situationsOf(CARD),
  materials: [
    form('card-form', '居民身份证申领登记表', 'Registration form'),
    household,
    ...inSituations(
      ['exchange'],
      certificate('old-card', '原居民身份证', 'The old card', { originality: 'original', copies: 0 }),
    ),
    whenAnswered(
      'minor',
      true,
      { zh: '因为申领人未满十六周岁', en: 'Because the applicant is under sixteen' },
      certificate('guardian-card', '监护人居民身份证', 'Identity card of the guardian'),
    ),
  ],
  statutory: days(60, '《中华人民共和国居民身份证法》第十二条'),
  promised: 20,
  agent: false,
  visit: '须现场采集人像和指纹',
  windows: { publicSecurity: 'accepts', hallPolice: 'accepts' },
  fees: [
    {
      name: '居民身份证工本费（换领）',
      standard: '20元/证',
      legalBasis: '发改价格〔2003〕2322号',
      reducible: false,
    },
    {
      name: '居民身份证工本费（丢失补领、损坏换领）',
      standard: '40元/证',
      legalBasis: '发改价格〔2003〕2322号',
      reducible: false,
    },
  ],
  result: '中华人民共和国居民身份证',
  form: formOf({
    address: personal(
      text('常住户口所在地住址', '四川省乐山市市中区示例镇示例一村', {
        from: ['population', 'address'],
      }),
    ),
    nation: sensitive(text('民族', '汉族', { from: ['population', 'nation'] })),
    fingerprints: flag('同意登记指纹信息', true),
  }),
  faqs: [{ question: '首次申领收费吗？', answer: '首次申领居民身份证免收工本费。' }],
})

const BORN = choice('place', ['孩子在哪里出生？', 'Where was the child born?'], {
  mainland: ['国内', 'in the country'],
  abroad: ['国（境）外', 'abroad'],
})

const birthEntry = sampleItem({
  organ: COUNTY_POLICE,
  serial: '71002',
  name: '出生登记（户口）',
  nameEn: 'Household registration of a newborn child',
  synonyms: ['新生儿上户口', '上户', '新生儿落户', '小孩上户口'],
  type: '07',
  themes: { natural: ['户籍办理', '生育收养'] },
  legalBases: [
    law(
      '户口登记条例',
      '第七条',
      '婴儿出生后一个月以内，由户主、亲属、抚养人或者邻居向婴儿常住地户口登记机关申报出生登记。',
    ),
  ],
  conditions: ['父母一方具有本地常住户口。'],
  questions: [BORN, yesNo('married', ['父母是婚姻关系吗？', 'Are the parents married?'])],
  situations: situationsOf(BORN),
  materials: [
    form('birth-application', '出生登记申请书', 'Application'),
    household,
    identityCard,
    ...inSituations(
      ['mainland'],
      core(
        certificate('birth-certificate', '出生医学证明', 'Medical certificate of birth', {
          issuer: '助产机构',
        }),
      ),
    ),
    ...inSituations(
      ['abroad'],
      core(
        paper(
          'foreign-birth',
          '国（境）外出生证明及翻译件',
          'Foreign certificate of birth with its translation',
        ),
      ),
      paper('citizenship', '中国国籍证明（旅行证或者护照）', 'Proof of citizenship'),
    ),
    whenAnswered(
      'married',
      true,
      { zh: '因为父母是婚姻关系', en: 'Because the parents are married' },
      certificate('marriage-certificate', '结婚证', 'Marriage certificate'),
    ),
    whenAnswered(
      'married',
      false,
      { zh: '因为随父或者非婚生子女落户', en: 'Because the parents are not married' },
      paper('parents-statement', '非婚生育说明', 'Statement of the parents'),
    ),
  ],
  statutory: published(5),
  promised: 0,
  visit: '须核对户口簿和证件原件',
  windows: { publicSecurity: 'decides', hallPolice: 'decides' },
  result: '居民户口簿',
  form: formOf({
    childName: sensitive(text('婴儿姓名', '李小示')),
    bornOn: sensitive(day('出生日期', '2026-02-01')),
    sex: oneOf('性别', { female: '女', male: '男' }),
  }),
})

const WHY = choice('reason', ['因什么原因迁移？', 'Why do you move?'], {
  home: ['购房、合法稳定住所', 'an own home'],
  family: ['投靠配偶、父母、子女', 'to join the family'],
  work: ['就业、人才引进', 'work'],
})

const movingIn = sampleItem({
  organ: COUNTY_POLICE,
  serial: '71101',
  name: '户口迁移审批',
  nameEn: 'Approval of moving the household registration',
  synonyms: ['迁户口', '落户', '户口迁入', '户籍迁移'],
  type: '01',
  themes: { natural: ['户籍办理'] },
  scope: '1',
  legalBases: [law('户口登记条例', '第十条、第十三条')],
  conditions: ['符合迁入地的落户条件。'],
  questions: [WHY],
  situations: situationsOf(WHY),
  materials: [
    form('move-form', '户口迁移申请表', 'Application'),
    identityCard,
    household,
    ...inSituations(
      ['home'],
      certificate('home-title', '不动产权证书或者其他合法稳定住所证明', 'Title to the home'),
    ),
    ...inSituations(
      ['family'],
      paper('relation-proof', '亲属关系证明', 'Proof of the relation', { source: 'government' }),
    ),
    ...inSituations(
      ['work'],
      paper('work-contract', '劳动合同及参保证明，或者人才引进材料', 'Work contract'),
    ),
  ],
  statutory: LICENCE_LIMIT,
  promised: 7,
  windows: { publicSecurity: 'accepts', hallPolice: 'accepts' },
  result: '户口准予迁入证明',
  resultType: 'approval',
  form: formOf({
    to: personal(text('迁入地址', '乐山市市中区示例大道8号')),
    from: personal(text('现户口所在地', '四川省乐山市五通桥区', { from: ['population', 'address'] })),
    members: count('随迁人数', 1),
  }),
})

const RESIDENCE_PROOF = '《居住证暂行条例》第九条'

const residencePermit = sampleItem({
  organ: COUNTY_POLICE,
  serial: '71003',
  name: '居住证申领',
  nameEn: 'Residence permit',
  synonyms: ['暂住证', '流动人口登记', '居住登记'],
  type: '07',
  themes: { natural: ['户籍办理', '证件办理'] },
  legalBases: [
    regulation(
      '居住证暂行条例',
      663,
      '第二条',
      '公民离开常住户口所在地，到其他城市居住半年以上，符合有合法稳定就业、合法稳定住所、连续就读条件之一的，可以依照本条例的规定申领居住证。',
    ),
  ],
  conditions: ['到本地居住半年以上。', '有合法稳定就业、合法稳定住所、连续就读条件之一。'],
  questions: [
    choice('ground', ['您符合哪一项条件？', 'Which condition do you fulfil?'], {
      work: ['合法稳定就业', 'work'],
      home: ['合法稳定住所', 'home'],
      study: ['连续就读', 'school'],
    }),
  ],
  situations: [
    situation('work', ['合法稳定就业', 'work'], is('ground', 'work')),
    situation('home', ['合法稳定住所', 'home'], is('ground', 'home')),
    situation('study', ['连续就读', 'school'], is('ground', 'study')),
  ],
  materials: [
    identityCard,
    photo,
    form('residence-form', '居住证申请表', 'Application'),
    ...inSituations(
      ['work'],
      paper('work-proof', '营业执照、劳动合同或者用人单位出具的劳动关系证明', 'Proof of work', {
        legalBasis: RESIDENCE_PROOF,
      }),
    ),
    ...inSituations(
      ['home'],
      paper('home-proof', '房屋租赁合同、房屋产权证明文件或者购房合同', 'Proof of the home', {
        legalBasis: RESIDENCE_PROOF,
      }),
    ),
    ...inSituations(
      ['study'],
      paper('study-proof', '学生证或者就读学校出具的就读证明', 'Proof of study', {
        legalBasis: RESIDENCE_PROOF,
      }),
    ),
  ],
  statutory: days(15, '《居住证暂行条例》（自受理之日起十五日内制作发放）'),
  promised: 10,
  windows: { publicSecurity: 'accepts', familyServices: 'collects' },
  result: '居住证',
  form: formOf({
    address: personal(text('居住地址', '乐山市市中区示例镇示例街5号')),
    since: day('居住开始日期', '2025-06-01'),
    dwelling: oneOf('居所类型', { rented: '租赁', own: '自有', dormitory: '单位宿舍' }),
  }),
  faqs: [{ question: '首次申领收费吗？', answer: '首次申领居住证，免收证件工本费。' }],
})

/** 公安户籍: registers and cards. */
export const RESIDENT_ITEMS = [identityCards, birthEntry, movingIn, residencePermit]
