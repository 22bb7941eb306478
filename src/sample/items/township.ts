import type { ItemDocument } from '../../features/catalogue/item-document.js'
import {
  COUNTY_CIVIL_AFFAIRS,
  COUNTY_FORESTRY,
  COUNTY_HEALTH,
  COUNTY_LABOUR,
  COUNTY_LAND,
  COUNTY_WATER,
  TOWN_GOVERNMENT,
} from '../../shared/sample-codes.js'
import type { Level } from '../centres.js'
import { paper, townshipItem } from './township-item.js'

const LICENCE_LIMIT = {
  amount: 20,
  unit: 'workingDay' as const,
  basis: '《中华人民共和国行政许可法》第四十二条',
}
/** Where no law names a limit, the one that the organ published. */
const PUBLISHED = (amount: number) => ({
  amount,
  unit: 'workingDay' as const,
  basis: '法律法规未规定办理期限，以公布的期限为准',
})
const identity = paper('identity-card', '居民身份证', 'certificate')
const household = paper('household-register', '户口簿', 'certificate')

const marriage = townshipItem({
  organisation: COUNTY_CIVIL_AFFAIRS,
  level: 4,
  serial: '11001',
  name: '内地居民结婚登记',
  nameEn: 'Registration of marriage',
  synonyms: ['结婚证', '婚姻登记', '领证'],
  type: '07',
  legalBases: [
    { name: '中华人民共和国民法典', kind: 'law', article: '第一千零四十六条至第一千零四十九条' },
    { name: '婚姻登记条例', kind: 'administrativeRegulation' },
  ],
  conditions: ['男女双方完全自愿，均达到法定婚龄，均无配偶，没有直系血亲或者三代以内旁系血亲关系。'],
  materials: [
    identity,
    paper(
      'single-statement',
      '本人无配偶以及与对方没有禁止结婚亲属关系的签字声明',
      'form',
      '《婚姻登记条例》',
    ),
    paper('photo', '近期二寸双方合影照片', 'other', '《婚姻登记条例》'),
  ],
  statutory: { amount: 0, unit: 'workingDay', basis: '《婚姻登记条例》（符合结婚条件的，当场予以登记）' },
  promised: 0,
  windowAuthority: '民政窗口代收、咨询；由区民政局婚姻登记机关办理。',
  result: '结婚证',
  resultType: 'certificate',
  telephone: '0833-2100301',
})

const pension = townshipItem({
  organisation: COUNTY_CIVIL_AFFAIRS,
  level: 4,
  serial: '12001',
  name: '烈士遗属、因公牺牲军人遗属、病故军人遗属定期抚恤金给付',
  nameEn: 'Regular pension for the bereaved of soldiers',
  synonyms: ['优抚金', '抚恤金', '定期抚恤'],
  type: '05',
  legalBases: [{ name: '军人抚恤优待条例', kind: 'administrativeRegulation' }],
  conditions: ['符合《军人抚恤优待条例》规定的遗属条件。'],
  materials: [
    paper('pension-form', '定期抚恤金申请表', 'form', '《军人抚恤优待条例》'),
    identity,
    household,
    paper(
      'martyr-certificate',
      '烈士证明书、军人因公牺牲证明书或者军人病故证明书',
      'certificate',
      '《军人抚恤优待条例》',
    ),
  ],
  statutory: PUBLISHED(20),
  promised: 15,
  windowAuthority: '民政窗口受理初审；由区级主管部门决定。',
  result: '定期抚恤金领取证明',
  telephone: '0833-2100301',
})

const disasterRelief = townshipItem({
  organisation: COUNTY_CIVIL_AFFAIRS,
  level: 4,
  serial: '12002',
  name: '受灾人员住房恢复重建补助',
  nameEn: 'Aid to rebuild homes after a disaster',
  synonyms: ['救灾', '灾害救助', '重建补助'],
  type: '05',
  legalBases: [
    {
      name: '自然灾害救助条例',
      kind: 'administrativeRegulation',
      article: '第二十条',
      number: '国务院令第577号',
    },
  ],
  conditions: ['因自然灾害导致住房倒塌或者严重损坏，经核实需要恢复重建。'],
  materials: [
    paper('relief-form', '住房恢复重建补助申请表', 'form', '《自然灾害救助条例》第二十条'),
    identity,
    household,
  ],
  statutory: PUBLISHED(30),
  promised: 20,
  windowAuthority: '民政窗口受理，经民主评议、公示后上报；由区级主管部门审批。',
  result: '住房恢复重建补助审批表',
  telephone: '0833-2100301',
})

const birthRegistration = townshipItem({
  organisation: TOWN_GOVERNMENT,
  level: 5,
  serial: '21001',
  name: '生育登记服务',
  nameEn: 'Birth registration',
  synonyms: ['准生证', '生育服务证', '生育服务手册'],
  type: '20',
  legalBases: [{ name: '中华人民共和国人口与计划生育法', kind: 'law', article: '第十八条' }],
  conditions: ['生育子女的公民，可以向户籍地或者居住地办理生育登记。'],
  materials: [identity, paper('birth-form', '生育登记表', 'form')],
  statutory: PUBLISHED(1),
  promised: 0,
  windowAuthority: '计生窗口可当场办结。',
  result: '生育登记凭证',
  resultType: 'certificate',
  telephone: '0833-2100302',
})

const familyAid = townshipItem({
  organisation: COUNTY_HEALTH,
  level: 4,
  serial: '22001',
  name: '农村部分计划生育家庭奖励扶助对象资格确认',
  nameEn: 'Confirmation of rural families entitled to family-planning aid',
  synonyms: ['奖励扶助', '奖扶'],
  type: '07',
  legalBases: [{ name: '中华人民共和国人口与计划生育法', kind: 'law', article: '第二十三条' }],
  conditions: ['符合国家和省规定的奖励扶助条件的农村居民。'],
  materials: [
    paper('aid-form', '奖励扶助对象申请审核表', 'form'),
    identity,
    household,
    paper('marriage-certificate', '婚姻状况证明', 'certificate'),
  ],
  statutory: PUBLISHED(60),
  promised: 45,
  windowAuthority: '计生窗口受理、初审；由区卫生健康局确认。',
  result: '奖励扶助对象确认表',
  telephone: '0833-2100302',
})

const unemployment = townshipItem({
  organisation: COUNTY_LABOUR,
  level: 4,
  serial: '31001',
  name: '失业登记',
  nameEn: 'Registration of unemployment',
  synonyms: ['失业证', '就业创业证'],
  type: '20',
  legalBases: [
    { name: '中华人民共和国就业促进法', kind: 'law', article: '第三十五条' },
    { name: '就业服务与就业管理规定', kind: 'departmentRule', article: '第六十二条、第六十三条' },
  ],
  conditions: ['在法定劳动年龄内，有劳动能力，有就业要求，处于无业状态。'],
  materials: [identity, paper('unemployment-form', '失业登记表', 'form')],
  statutory: PUBLISHED(5),
  promised: 0,
  windowAuthority: '劳保窗口可当场办结。',
  result: '就业创业证',
  resultType: 'certificate',
  telephone: '0833-2100303',
})

const residentPension = townshipItem({
  organisation: COUNTY_LABOUR,
  level: 4,
  serial: '31002',
  name: '城乡居民基本养老保险参保登记',
  nameEn: 'Enrolment in the basic pension insurance for residents',
  synonyms: ['养老保险', '社保', '城乡居保'],
  type: '20',
  legalBases: [
    { name: '中华人民共和国社会保险法', kind: 'law', article: '第二十条、第二十二条' },
    { name: '社会保险经办条例', kind: 'administrativeRegulation' },
  ],
  conditions: [
    '年满十六周岁（不含在校学生），非国家机关和事业单位工作人员及不属于职工基本养老保险制度覆盖范围的城乡居民。',
  ],
  materials: [identity, household, paper('enrolment-form', '参保登记表', 'form')],
  statutory: PUBLISHED(15),
  promised: 3,
  windowAuthority: '劳保窗口受理；由区社会保险经办机构办理。',
  result: '参保登记凭证',
  telephone: '0833-2100303',
})

const waterLicence = townshipItem({
  organisation: COUNTY_WATER,
  level: 4,
  serial: '41001',
  name: '取水许可',
  nameEn: 'Licence to draw water',
  synonyms: ['取水证', '取水许可证', '用水', '人畜饮水'],
  type: '01',
  audiences: ['1', '2', '3', '4', '6'],
  legalBases: [
    { name: '中华人民共和国水法', kind: 'law', article: '第七条、第四十八条' },
    {
      name: '取水许可和水资源费征收管理条例',
      kind: 'administrativeRegulation',
      article: '第十九条',
      number: '国务院令第460号',
    },
  ],
  conditions: ['符合水资源规划、水量分配方案和取用水定额，不损害第三者合法权益。'],
  materials: [
    paper('water-form', '取水许可申请书', 'form', '《取水许可和水资源费征收管理条例》第十一条'),
    paper(
      'third-party-statement',
      '与第三者利害关系的相关说明',
      'other',
      '《取水许可和水资源费征收管理条例》第十一条',
    ),
    identity,
  ],
  statutory: { amount: 45, unit: 'workingDay', basis: '《取水许可和水资源费征收管理条例》第十九条' },
  promised: 20,
  windowAuthority: '水利窗口代收；由区水务局审批。',
  result: '取水许可证',
  resultType: 'certificate',
  telephone: '0833-2100304',
  specialProcedures: [
    { kind: 'hearing', days: 20, basis: '《中华人民共和国行政许可法》第四十五条、第四十七条' },
  ],
})

const riverWorks = townshipItem({
  organisation: COUNTY_WATER,
  level: 4,
  serial: '41002',
  name: '河道管理范围内建设项目工程建设方案审批',
  nameEn: 'Approval of works within a river’s management area',
  synonyms: ['河道建设', '涉河建设'],
  type: '01',
  audiences: ['1', '2', '3', '4', '5', '6'],
  legalBases: [
    { name: '中华人民共和国水法', kind: 'law', article: '第三十八条' },
    { name: '中华人民共和国防洪法', kind: 'law', article: '第二十七条' },
  ],
  conditions: ['符合防洪标准和岸线规划，不影响河势稳定和行洪安全。'],
  materials: [
    paper('river-form', '工程建设方案申请书', 'form'),
    paper('works-plan', '工程建设方案', 'other'),
  ],
  statutory: LICENCE_LIMIT,
  promised: 12,
  windowAuthority: '水利窗口代收；由区水务局审批。',
  result: '准予行政许可决定书',
  telephone: '0833-2100304',
  specialProcedures: [{ kind: 'expertReview', days: 30, basis: '《中华人民共和国行政许可法》第四十五条' }],
})

const felling = townshipItem({
  organisation: COUNTY_FORESTRY,
  level: 4,
  serial: '51001',
  name: '林木采伐许可证核发',
  nameEn: 'Licence to fell trees',
  synonyms: ['砍树', '采伐证', '林木采伐'],
  type: '01',
  audiences: ['1', '2', '3', '4', '6'],
  legalBases: [{ name: '中华人民共和国森林法', kind: 'law', article: '第五十六条、第五十七条' }],
  conditions: ['采伐林地上的林木，符合采伐限额和采伐技术规程。'],
  materials: [
    paper(
      'felling-form',
      '林木采伐申请书（含采伐地点、林种、树种、面积、蓄积、方式、更新措施）',
      'form',
      '《森林法》第五十八条',
    ),
    paper('forest-title', '林木权属证明', 'certificate', '《森林法》第五十八条'),
    identity,
  ],
  statutory: LICENCE_LIMIT,
  promised: 8,
  windowAuthority: '林业窗口受理；由区林业局核发。',
  result: '林木采伐许可证',
  resultType: 'certificate',
  telephone: '0833-2100305',
  specialProcedures: [
    { kind: 'siteVisit', days: 10, basis: '《森林法》第五十九条；《中华人民共和国行政许可法》第四十五条' },
  ],
})

const forestLand = townshipItem({
  organisation: COUNTY_FORESTRY,
  level: 4,
  serial: '51002',
  name: '临时使用林地审批',
  nameEn: 'Approval of the temporary use of forest land',
  synonyms: ['占用林地', '临时用林地'],
  type: '01',
  audiences: ['1', '2', '3', '4', '6'],
  legalBases: [{ name: '中华人民共和国森林法', kind: 'law', article: '第三十八条' }],
  conditions: ['临时使用林地期限一般不超过二年，不得修建永久性建筑物。'],
  materials: [
    paper('forest-land-form', '使用林地申请表', 'form'),
    identity,
    paper('restoration-plan', '恢复林业生产条件的方案', 'other', '《森林法》第三十八条'),
  ],
  statutory: LICENCE_LIMIT,
  promised: 10,
  windowAuthority: '林业窗口代收；由区林业局审批。',
  result: '准予行政许可决定书',
  telephone: '0833-2100305',
})

const homestead = townshipItem({
  organisation: TOWN_GOVERNMENT,
  level: 5,
  serial: '61001',
  name: '农村村民宅基地审批',
  nameEn: 'Approval of a rural homestead',
  synonyms: ['宅基地', '农村建房', '盖房'],
  type: '01',
  legalBases: [{ name: '中华人民共和国土地管理法', kind: 'law', article: '第六十二条' }],
  conditions: [
    '农村村民一户只能拥有一处宅基地，面积不超过省规定的标准，符合乡（镇）土地利用总体规划、村庄规划，不得占用永久基本农田。',
  ],
  materials: [
    paper('homestead-form', '农村宅基地和建房（规划许可）申请表', 'form'),
    paper('homestead-promise', '农村宅基地使用承诺书', 'form'),
    identity,
    household,
  ],
  statutory: LICENCE_LIMIT,
  promised: 15,
  windowAuthority: '国土窗口受理；由镇人民政府审核批准。',
  result: '农村宅基地批准书',
  resultType: 'certificate',
  telephone: '0833-2100306',
  specialProcedures: [{ kind: 'siteVisit', days: 10, basis: '《中华人民共和国行政许可法》第四十五条' }],
})

const farmFacility = townshipItem({
  organisation: COUNTY_LAND,
  level: 4,
  serial: '63001',
  name: '设施农业用地备案',
  nameEn: 'Filing of land for agricultural facilities',
  synonyms: ['设施农用地', '大棚用地', '养殖用地', '基本农田'],
  type: '10',
  audiences: ['1', '2', '6'],
  legalBases: [
    {
      name: '自然资源部 农业农村部关于设施农业用地管理有关问题的通知',
      kind: 'normativeDocument',
      number: '自然资规〔2019〕4号',
    },
    { name: '基本农田保护条例', kind: 'administrativeRegulation' },
  ],
  conditions: ['直接用于作物种植和畜禽水产养殖的设施建设用地，签订用地协议。'],
  materials: [
    paper('facility-plan', '设施农业建设方案', 'other'),
    paper('land-agreement', '用地协议', 'other'),
    identity,
  ],
  statutory: PUBLISHED(10),
  promised: 5,
  windowAuthority: '国土窗口受理；由镇人民政府备案，区自然资源局核实。',
  result: '设施农业用地备案表',
  telephone: '0833-2100306',
})

/** Thirteen items across the six windows of the township centre. */
export const TOWNSHIP_ITEMS: readonly ItemDocument[] = [
  marriage,
  pension,
  disasterRelief,
  birthRegistration,
  familyAid,
  unemployment,
  residentPension,
  waterLicence,
  riverWorks,
  felling,
  forestLand,
  homestead,
  farmFacility,
]

/** What the windows may do with them; items of the town itself are named with their window. */
export const TOWNSHIP_LEVELS: Readonly<Record<string, Level>> = {
  [marriage.itemCode]: 'advises',
  [pension.itemCode]: 'accepts',
  [disasterRelief.itemCode]: 'accepts',
  [`familyServices/${birthRegistration.itemCode}`]: 'decides',
  [familyAid.itemCode]: 'accepts',
  [unemployment.itemCode]: 'decides',
  [residentPension.itemCode]: 'accepts',
  [waterLicence.itemCode]: 'collects',
  [riverWorks.itemCode]: 'collects',
  [felling.itemCode]: 'accepts',
  [forestLand.itemCode]: 'collects',
  [`land/${homestead.itemCode}`]: 'accepts',
  [farmFacility.itemCode]: 'accepts',
}
