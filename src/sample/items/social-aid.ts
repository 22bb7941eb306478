import { COUNTY_CIVIL_AFFAIRS } from '../../shared/sample-codes.js'
import {
  count,
  day,
  formOf,
  longText,
  money,
  number,
  ofForm,
  oneOf,
  personal,
  rule,
  sensitive,
  text,
} from '../build/fields.js'
import { law, published, regulation } from '../build/laws.js'
import { certificate, core, form, household, identityCard, inSituations, paper } from '../build/materials.js'
import { extraStep } from '../build/procedure.js'
import { choice, is, situation, situationsOf, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const publicNotice = (duration: string) =>
  extraStep(['公示', 'Public notice'], '镇人民政府', '在村（社区）公示栏公示，无异议', '公示结果', duration)

const disasterRelief = sampleItem({
  organ: COUNTY_CIVIL_AFFAIRS,
  serial: '12002',
  name: '受灾人员住房恢复重建补助',
  nameEn: 'Aid to rebuild homes after a disaster',
  synonyms: ['救灾', '灾害救助', '重建补助'],
  type: '05',
  themes: { natural: ['社会保障'] },
  legalBases: [regulation('自然灾害救助条例', 577, '第二十条')],
  conditions: ['因自然灾害导致住房倒塌或者严重损坏，经核实需要恢复重建。'],
  materials: [
    core(form('relief-form', '住房恢复重建补助申请表', 'Application for rebuilding aid')),
    identityCard,
    household,
  ],
  statutory: published(30),
  promised: 20,
  windows: { civilAffairs: 'accepts', hallSocial: 'accepts' },
  result: '住房恢复重建补助审批表',
  resultType: 'approval',
  more: [
    extraStep(
      ['民主评议', 'Assessment by the village'],
      '村民委员会',
      '由村民小组或者村民会议评议',
      '评议意见',
      '5个工作日',
    ),
    publicNotice('5个工作日'),
  ],
  form: formOf({
    address: personal(
      text('受灾住房地址', '四川省乐山市市中区示例镇示例一村', { from: ['population', 'address'] }),
    ),
    damage: oneOf('损坏程度', { collapsed: '倒塌', severe: '严重损坏' }),
    happenedOn: day('受灾日期', '2026-01-15'),
    rooms: count('倒塌或者损坏间数', 3),
  }),
})

const INCOME_RULE = rule(
  'income-positive',
  { '<=': [ofForm('workingMembers'), ofForm('members')] },
  'workingMembers',
  '有劳动能力的人数不大于家庭人数',
  'Not more than all members of the family',
)

const minimumLiving = sampleItem({
  organ: COUNTY_CIVIL_AFFAIRS,
  serial: '12003',
  name: '最低生活保障金给付',
  nameEn: 'Minimum living allowance',
  synonyms: ['低保', '最低生活保障', '吃低保'],
  type: '05',
  themes: { natural: ['社会保障'] },
  legalBases: [
    regulation(
      '社会救助暂行办法',
      649,
      '第九条',
      '国家对共同生活的家庭成员人均收入低于当地最低生活保障标准，且符合当地最低生活保障家庭财产状况规定的家庭，给予最低生活保障。',
    ),
    regulation('城市居民最低生活保障条例', 271),
  ],
  conditions: ['共同生活的家庭成员人均收入低于当地最低生活保障标准。', '家庭财产状况符合当地规定。'],
  questions: [
    {
      ...yesNo('disabledMember', [
        '家庭成员中有重度残疾人或者重病患者吗？',
        'Is a member of the family severely disabled or ill?',
      ]),
      personal: 'sensitive',
    },
  ],
  materials: [
    core(form('allowance-application', '最低生活保障申请书', 'Application for the allowance')),
    identityCard,
    household,
    form(
      'income-statement',
      '家庭经济状况申报表及核对授权书',
      'Statement of income with the consent to check it',
    ),
    {
      ...certificate('illness-proof', '残疾人证或者疾病诊断证明', 'Disability card or diagnosis'),
      when: is('disabledMember', true),
      reason: {
        zh: '因为家庭成员中有重度残疾人或者重病患者',
        en: 'Because a member is severely disabled or ill',
      },
    },
  ],
  statutory: published(45),
  promised: 25,
  windows: { civilAffairs: 'accepts', hallSocial: 'advises' },
  result: '最低生活保障审核确认通知书',
  resultType: 'approval',
  review: '信息核对、入户调查',
  more: [publicNotice('7日')],
  form: formOf({
    members: count('共同生活的家庭成员人数', 3),
    workingMembers: number('其中有劳动能力的人数', 1),
    monthlyIncome: sensitive(money('家庭月收入（分）', 120_000)),
    cause: sensitive(longText('致困原因', '主要劳动力因病失去劳动能力')),
  }),
  rules: [INCOME_RULE],
  faqs: [{ question: '多久复核一次？', answer: '由民政部门定期核查，家庭情况变化的应当及时报告。' }],
})

const CARE = choice('care', ['希望以哪种方式供养？', 'Where do you want to be cared for?'], {
  home: ['在家分散供养', 'at home'],
  institution: ['供养服务机构集中供养', 'in an institution'],
})

const destitute = sampleItem({
  organ: COUNTY_CIVIL_AFFAIRS,
  serial: '12004',
  name: '特困人员认定及救助供养金给付',
  nameEn: 'Support of destitute persons',
  synonyms: ['五保户', '特困供养', '特困人员'],
  type: '05',
  themes: { natural: ['社会保障'] },
  legalBases: [regulation('社会救助暂行办法', 649, '第十四条至第十九条')],
  conditions: ['无劳动能力、无生活来源且无法定赡养、抚养、扶养义务人，或者其法定义务人无履行义务能力。'],
  questions: [CARE],
  situations: situationsOf(CARE),
  materials: [
    core(form('destitute-application', '特困人员救助供养申请书', 'Application for support')),
    identityCard,
    household,
    form(
      'income-statement',
      '收入、财产状况书面声明及核对授权书',
      'Statement of income with the consent to check it',
    ),
    ...inSituations(
      ['institution'],
      paper('health-report', '体检报告', 'Health report', { source: 'intermediary' }),
    ),
    ...inSituations(
      ['home'],
      paper('care-agreement', '照料服务协议', 'Agreement with the carer', { necessity: 'deferrable' }),
    ),
  ],
  statutory: published(45),
  promised: 25,
  windows: { civilAffairs: 'accepts' },
  result: '特困人员救助供养证',
  more: [publicNotice('7日')],
  form: formOf({
    situationOfLife: sensitive(longText('生活状况', '无劳动能力、无生活来源，无法定义务人')),
    carer: personal(text('照料人', '示例一村村民委员会', { optional: true })),
  }),
})

const emergencyAid = sampleItem({
  organ: COUNTY_CIVIL_AFFAIRS,
  serial: '12005',
  name: '临时救助金给付',
  nameEn: 'Temporary aid',
  synonyms: ['临时救助', '急难救助', '困难补助'],
  type: '05',
  themes: { natural: ['社会保障'] },
  legalBases: [regulation('社会救助暂行办法', 649, '第四十七条')],
  conditions: ['因火灾、交通事故等意外事件，家庭成员突发重大疾病等原因，导致基本生活暂时出现严重困难。'],
  questions: [yesNo('urgent', ['情况紧急、需要立即采取措施吗？', 'Is help needed at once?'])],
  situations: [
    situation('urgent', ['急难型（先行救助，事后补充手续）', 'help first, papers later'], is('urgent', true)),
    situation('expense', ['支出型', 'high expenses'], is('urgent', false)),
  ],
  materials: [
    form('aid-application', '临时救助申请书', 'Application for aid'),
    identityCard,
    ...inSituations(
      ['expense'],
      household,
      paper('expense-proof', '支出票据或者费用证明', 'Proof of the expenses'),
    ),
    ...inSituations(
      ['urgent'],
      paper('event-proof', '遭遇突发事件、意外伤害的证明', 'Proof of the event', { necessity: 'deferrable' }),
    ),
  ],
  statutory: published(20),
  promised: 10,
  promisedNotes: '急难型24小时内先行救助',
  windows: { civilAffairs: 'accepts', hallSocial: 'advises' },
  result: '临时救助审批表',
  resultType: 'approval',
  form: formOf({
    event: sensitive(longText('遭遇的困难', '家庭成员突发重大疾病，自负费用较高')),
    amountNeeded: sensitive(money('需要救助的金额（分）', 300_000)),
  }),
})

const oldAge = sampleItem({
  organ: COUNTY_CIVIL_AFFAIRS,
  serial: '12006',
  name: '高龄津贴给付',
  nameEn: 'Allowance for the very old',
  synonyms: ['高龄补贴', '老龄津贴', '八十岁补贴', '长寿金'],
  type: '05',
  themes: { natural: ['社会保障'] },
  legalBases: [law('老年人权益保障法', '第三十三条')],
  conditions: ['年满八十周岁的本地户籍老年人。'],
  materials: [
    form('old-age-form', '高龄津贴申请表', 'Application for the allowance'),
    identityCard,
    household,
  ],
  statutory: published(20),
  promised: 7,
  windows: { civilAffairs: 'accepts', general: 'collects' },
  result: '高龄津贴审核通知书',
  resultType: 'approval',
  form: formOf({
    bornOn: personal(day('出生日期', '1944-03-01', { from: ['population', 'birthDate'] })),
    bankAccountHolder: sensitive(text('领款账户户名', '李示例')),
    payoutBy: oneOf('发放方式', { bank: '银行代发', card: '社会保障卡' }),
  }),
})

/** 民政: aid after disasters, allowances, support. */
export const SOCIAL_AID_ITEMS = [disasterRelief, minimumLiving, destitute, emergencyAid, oldAge]
