import { COUNTY_LAND, TOWN_GOVERNMENT } from '../../shared/sample-codes.js'
import { count, formOf, longText, number, ofForm, oneOf, personal, rule, text } from '../build/fields.js'
import {
  departmentRule,
  LICENCE_LIMIT,
  LICENCE_SPECIAL,
  law,
  months,
  notice,
  published,
  regulation,
} from '../build/laws.js'
import { certificate, core, form, household, identityCard, inSituations, paper } from '../build/materials.js'
import { extraStep } from '../build/procedure.js'
import { choice, is, situation, situationsOf } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const homestead = sampleItem({
  organ: TOWN_GOVERNMENT,
  serial: '61001',
  name: '农村村民宅基地审批',
  nameEn: 'Approval of a rural homestead',
  synonyms: ['宅基地', '农村建房', '盖房'],
  type: '01',
  themes: { natural: ['规划建设'] },
  legalBases: [
    law(
      '土地管理法',
      '第六十二条',
      '农村村民一户只能拥有一处宅基地，其宅基地的面积不得超过省、自治区、直辖市规定的标准。',
    ),
    law('城乡规划法', '第四十一条'),
  ],
  conditions: [
    '农村村民一户只能拥有一处宅基地，面积不超过省规定的标准。',
    '符合乡（镇）土地利用总体规划、村庄规划，不得占用永久基本农田。',
  ],
  jointOrgans: ['市中区自然资源局', '市中区农业农村局'],
  questions: [
    choice('building', ['怎样建房？', 'How do you build?'], {
      newSite: ['新址新建', 'on a new site'],
      oldSite: ['原址翻建、改扩建', 'on the old site'],
    }),
  ],
  situations: [
    situation('newSite', ['新址新建', 'new site'], is('building', 'newSite')),
    situation('oldSite', ['原址翻建、改扩建', 'old site'], is('building', 'oldSite')),
  ],
  materials: [
    core(form('homestead-form', '农村宅基地和建房（规划许可）申请表', 'Application')),
    form('homestead-promise', '农村宅基地使用承诺书', 'Promise'),
    identityCard,
    household,
    ...inSituations(
      ['oldSite'],
      certificate('old-title', '原宅基地权属证明', 'Title to the old homestead', { necessity: 'deferrable' }),
    ),
  ],
  statutory: LICENCE_LIMIT,
  promised: 15,
  windows: { land: 'accepts', general: 'collects' },
  result: '农村宅基地批准书',
  specialProcedures: [{ kind: 'siteVisit', days: 10, basis: LICENCE_SPECIAL, charged: false }],
  more: [
    extraStep(
      ['联合审查', 'Joint review'],
      '镇农业农村、自然资源、建设机构',
      '审查是否符合规划、面积标准和建房要求',
      '联合审查意见',
    ),
  ],
  form: formOf({
    householdMembers: count('家庭人口', 4),
    area: number('宅基地面积（平方米）', 120),
    storeys: count('建房层数', 2),
    address: personal(text('地点', '示例一村二组', { from: ['population', 'address'] })),
  }),
  rules: [
    rule(
      'area-for-members',
      { '<=': [ofForm('area'), { '*': [ofForm('householdMembers'), 30] }] },
      'area',
      '宅基地面积每人不超过三十平方米（示例标准）',
      'No more than thirty square metres a person (sample standard)',
    ),
  ],
  faqs: [
    {
      question: '批准后多久要动工？',
      answer: '按农村宅基地批准书载明的有效期动工；逾期未用的由村集体经济组织收回。',
    },
  ],
})

const farmFacility = sampleItem({
  organ: COUNTY_LAND,
  serial: '63001',
  name: '设施农业用地备案',
  nameEn: 'Filing of land for agricultural facilities',
  synonyms: ['设施农用地', '大棚用地', '养殖用地', '基本农田'],
  type: '10',
  themes: { natural: ['规划建设'], legal: ['农林牧渔'] },
  audiences: ['1', '2', '6'],
  legalBases: [
    notice(
      '自然资源部 农业农村部关于设施农业用地管理有关问题的通知',
      '自然资源部、农业农村部',
      '自然资规〔2019〕4号',
    ),
    regulation('基本农田保护条例', 257),
  ],
  conditions: ['直接用于作物种植和畜禽水产养殖的设施建设用地，签订用地协议。'],
  materials: [
    paper('facility-plan', '设施农业建设方案', 'Plan of the facility'),
    paper('land-agreement', '用地协议', 'Agreement on the land'),
    identityCard,
  ],
  statutory: published(10),
  promised: 5,
  windows: { land: 'accepts' },
  result: '设施农业用地备案表',
  resultType: 'other',
  form: formOf({
    place: text('用地位置', '示例二村'),
    area: number('用地面积（亩）', 10),
    use: oneOf('用途', { planting: '作物种植', livestock: '畜禽养殖', aquaculture: '水产养殖' }),
  }),
})

const PARTIES = choice('parties', ['争议发生在谁之间？', 'Between whom is the dispute?'], {
  individuals: ['个人之间', 'individuals'],
  unit: ['个人与单位之间', 'an individual and an organisation'],
})

const landDispute = sampleItem({
  organ: TOWN_GOVERNMENT,
  serial: '61901',
  name: '土地权属争议裁决',
  nameEn: 'Ruling on a dispute over land',
  synonyms: ['土地纠纷', '土地确权争议', '地界纠纷'],
  type: '09',
  themes: { natural: ['司法公证'], legal: ['国土和规划建设'] },
  audiences: ['1', '2', '6'],
  legalBases: [
    law(
      '土地管理法',
      '第十四条',
      '土地所有权和使用权争议，由当事人协商解决；协商不成的，由人民政府处理。单位之间的争议，由县级以上人民政府处理；个人之间、个人与单位之间的争议，由乡级人民政府或者县级以上人民政府处理。',
    ),
    departmentRule('土地权属争议调查处理办法', '国土资源部', '国土资源部令第17号'),
  ],
  conditions: ['申请人与争议的土地有直接利害关系。', '有明确的请求处理对象、具体的处理请求和事实根据。'],
  questions: [PARTIES],
  situations: situationsOf(PARTIES),
  materials: [
    core(form('dispute-application', '土地权属争议调查处理申请书', 'Application for a ruling')),
    identityCard,
    paper('evidence', '证明土地权属的证据材料', 'Evidence'),
    ...inSituations(
      ['unit'],
      paper('unit-proof', '单位主体资格证明', 'Proof of the organisation', {
        originals: 0,
        copies: 1,
        originality: 'copy',
      }),
    ),
  ],
  statutory: months(6, '《土地权属争议调查处理办法》（自受理争议之日起6个月内提出调查处理意见）'),
  promised: 4,
  visit: '须到场参加调查和调解',
  windows: { land: 'accepts', general: 'advises' },
  result: '土地权属争议处理决定书',
  resultType: 'approval',
  review: '调查取证、现场勘查',
  more: [
    extraStep(
      ['调解', 'Mediation'],
      '镇人民政府',
      '在查清事实、分清权属关系的基础上先行调解',
      '调解书或者调解不成的记录',
    ),
  ],
  form: formOf({
    other: personal(text('被申请人', '张示例')),
    place: text('争议土地位置', '示例三村一组'),
    claim: longText('处理请求', '确认争议地块的使用权归申请人'),
  }),
  faqs: [
    {
      question: '对处理决定不服怎么办？',
      answer: '可以自接到处理决定通知之日起三十日内向人民法院起诉，或者依法申请行政复议。',
    },
  ],
})

/** 国土: homesteads, farmland, disputes. */
export const LAND_ITEMS = [homestead, farmFacility, landDispute]
