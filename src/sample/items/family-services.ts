import {
  COUNTY_DISABLED,
  COUNTY_HEALTH,
  COUNTY_VETERANS,
  TOWN_GOVERNMENT,
} from '../../shared/sample-codes.js'
import { count, day, formOf, number, oneOf, personal, sensitive, text } from '../build/fields.js'
import { law, notice, published, regulation } from '../build/laws.js'
import {
  certificate,
  core,
  form,
  household,
  identityCard,
  inSituations,
  photo,
  whenAnswered,
} from '../build/materials.js'
import { extraStep } from '../build/procedure.js'
import { choice, situationsOf, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const MARRIAGE = certificate('marriage-certificate', '婚姻状况证明', 'Proof of the marital status', {
  issuer: '婚姻登记机关',
})

const birthService = sampleItem({
  organ: TOWN_GOVERNMENT,
  serial: '21001',
  name: '生育登记服务',
  nameEn: 'Birth registration',
  synonyms: ['准生证', '生育服务证', '生育服务手册'],
  type: '20',
  themes: { natural: ['生育收养'] },
  legalBases: [law('人口与计划生育法', '第十八条', '国家提倡适龄婚育、优生优育。一对夫妻可以生育三个子女。')],
  conditions: ['生育子女的公民，可以向户籍地或者居住地办理生育登记。'],
  materials: [identityCard, form('birth-form', '生育登记表', 'Registration form')],
  statutory: published(1),
  promised: 0,
  windows: { familyServices: 'decides', general: 'accepts' },
  result: '生育登记凭证',
  form: formOf({
    mother: personal(text('母亲姓名', '李示例', { from: ['population', 'name'] })),
    father: personal(text('父亲姓名', '王示例', { optional: true })),
    child: count('第几个子女', 1),
    expectedOn: day('预产期', '2026-08-01', { optional: true }),
  }),
})

const familyAid = sampleItem({
  organ: COUNTY_HEALTH,
  serial: '22001',
  name: '农村部分计划生育家庭奖励扶助对象资格确认',
  nameEn: 'Confirmation of rural families entitled to family-planning aid',
  synonyms: ['奖励扶助', '奖扶', '独生子女父母奖励'],
  type: '07',
  themes: { natural: ['优待抚恤'] },
  legalBases: [law('人口与计划生育法')],
  conditions: ['符合国家和省规定的奖励扶助条件的农村居民。', '年满六十周岁。'],
  materials: [
    core(form('aid-form', '奖励扶助对象申请审核表', 'Application form')),
    identityCard,
    household,
    MARRIAGE,
  ],
  statutory: published(60),
  promised: 45,
  windows: { familyServices: 'accepts', hallSocial: 'accepts' },
  result: '奖励扶助对象确认表',
  resultType: 'approval',
  more: [
    extraStep(['公示', 'Public notice'], '村民委员会、镇人民政府', '张榜公示无异议', '公示结果', '10日'),
  ],
  form: formOf({
    bornOn: personal(day('出生日期', '1964-05-01', { from: ['population', 'birthDate'] })),
    children: number('现有子女数', 1),
    address: personal(
      text('户籍地址', '四川省乐山市市中区示例镇示例一村', { from: ['population', 'address'] }),
    ),
  }),
})

const soldierPension = sampleItem({
  organ: COUNTY_VETERANS,
  serial: '12001',
  name: '烈士遗属、因公牺牲军人遗属、病故军人遗属定期抚恤金给付',
  nameEn: 'Regular pension for the bereaved of soldiers',
  synonyms: ['优抚金', '抚恤金', '定期抚恤'],
  type: '05',
  themes: { natural: ['优待抚恤'] },
  legalBases: [regulation('军人抚恤优待条例')],
  conditions: ['符合《军人抚恤优待条例》规定的遗属条件。'],
  materials: [
    core(form('pension-form', '定期抚恤金申请表', 'Application for the pension')),
    identityCard,
    household,
    certificate(
      'martyr-certificate',
      '烈士证明书、军人因公牺牲证明书或者军人病故证明书',
      'Certificate of the soldier’s death',
      { issuer: '退役军人事务部门' },
    ),
  ],
  statutory: published(20),
  promised: 15,
  windows: { civilAffairs: 'accepts', hallSocial: 'accepts' },
  result: '定期抚恤金领取证明',
  form: formOf({
    relation: oneOf('与军人的关系', {
      parent: '父母（抚养人）',
      spouse: '配偶',
      child: '子女',
      sibling: '兄弟姐妹',
    }),
    soldierName: personal(text('军人姓名', '张示例')),
  }),
})

const CARD = choice('matter', ['您要办理哪种业务？', 'What do you want to do?'], {
  new: ['新办', 'new'],
  replacement: ['损毁、遗失补换', 'replacement'],
  change: ['残疾类别、等级变更', 'change'],
})

const disabilityCard = sampleItem({
  organ: COUNTY_DISABLED,
  serial: '23001',
  name: '残疾人证办理',
  nameEn: 'Disability card',
  synonyms: ['残疾证', '残疾评定', '残疾人证换领'],
  type: '20',
  themes: { natural: ['优待抚恤', '证件办理'] },
  scope: '1',
  legalBases: [
    law('残疾人保障法', '第二条'),
    notice('中华人民共和国残疾人证管理办法', '中国残疾人联合会、国家卫生计生委', '残联发〔2017〕34号'),
  ],
  conditions: ['符合残疾标准，自愿申领。'],
  questions: [
    CARD,
    yesNo('homeAssessment', ['重度残疾，需要上门评定吗？', 'Must the assessor come to your home?'], {
      '!=': [{ var: 'answers.matter' }, 'replacement'],
    }),
  ],
  situations: situationsOf(CARD),
  materials: [
    identityCard,
    household,
    photo,
    ...inSituations(
      ['new', 'change'],
      core(form('card-form', '残疾人证申请表、残疾评定表', 'Application and assessment forms')),
    ),
    ...inSituations(
      ['change', 'replacement'],
      certificate('old-card', '原残疾人证（遗失的除外）', 'The old card', { necessity: 'optional' }),
    ),
    whenAnswered(
      'homeAssessment',
      true,
      { zh: '因为需要上门评定', en: 'Because the assessor must come' },
      form('home-form', '上门评定申请', 'Request for an assessment at home'),
    ),
  ],
  statutory: published(30),
  promised: 15,
  promisedNotes: '残疾评定和公示的时间不计入',
  visit: '须到指定医疗机构进行残疾评定',
  windows: { general: 'accepts', hallSocial: 'accepts' },
  result: '中华人民共和国残疾人证',
  more: [
    extraStep(['残疾评定', 'Assessment'], '指定评定医疗机构', '按照残疾分类和分级标准评定', '残疾评定表'),
    extraStep(['公示', 'Public notice'], '村（社区）', '公示无异议', '公示结果', '5个工作日'),
  ],
  intermediaries: [
    {
      name: '残疾评定',
      basis: '《中华人民共和国残疾人证管理办法》',
      organs: '区卫生健康局和区残联指定的评定医疗机构',
      fee: '按医疗服务价格',
      limit: '当日',
    },
  ],
  form: formOf({
    kind: sensitive(
      oneOf('残疾类别', {
        limb: '肢体',
        visual: '视力',
        hearing: '听力',
        speech: '言语',
        intellectual: '智力',
        mental: '精神',
        multiple: '多重',
      }),
    ),
    guardian: personal(text('监护人姓名', '王示例', { optional: true })),
  }),
})

/** 计生: families, and who is looked after. */
export const FAMILY_ITEMS = [birthService, familyAid, soldierPension, disabilityCard]
