import {
  COUNTY_CIVIL_AFFAIRS,
  COUNTY_EMERGENCY,
  COUNTY_JUSTICE,
  COUNTY_POLICE,
  TOWN_GOVERNMENT,
} from '../../shared/sample-codes.js'
import { count, day, formOf, longText, money, oneOf, personal, sensitive, text } from '../build/fields.js'
import { days, law, localRegulation, published, regulation } from '../build/laws.js'
import {
  certificate,
  core,
  deferrable,
  form,
  identityCard,
  inSituations,
  paper,
  report,
  whenAnswered,
} from '../build/materials.js'
import { extraStep } from '../build/procedure.js'
import { byMatter, choice, situationsOf, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'
import { oldLicence } from '../build/trade-parts.js'

const association = sampleItem({
  organ: COUNTY_CIVIL_AFFAIRS,
  serial: '11101',
  name: '社会团体登记',
  nameEn: 'Registration of an association',
  synonyms: ['成立协会', '协会登记', '商会', '社团登记'],
  type: '01',
  themes: { natural: ['其他'], legal: ['设立变更'] },
  legalBases: [regulation('社会团体登记管理条例', 250, '第十条、第十二条')],
  conditions: [
    '有50个以上的个人会员或者30个以上的单位会员；个人会员、单位会员混合组成的，会员总数不得少于50个。',
    '有规范的名称和相应的组织机构。',
    '有固定的住所，有与其业务活动相适应的专职工作人员和合法的资产、经费来源。',
  ],
  ...byMatter('new', 'change', 'cancellation'),
  materials: [
    core(form('association-form', '社会团体登记申请书', 'Application')),
    paper('supervisor-consent', '业务主管单位的批准文件', 'Consent of the organ in charge', {
      source: 'government',
    }),
    ...inSituations(
      ['new'],
      paper('association-statutes', '章程草案', 'Draft statutes'),
      report('capital-report', '验资报告、场所使用权证明', 'Proof of the capital and premises'),
      paper('members', '会员名单、负责人基本情况和身份证明', 'Members and officers'),
    ),
    ...inSituations(['change'], paper('resolution', '会员大会（代表大会）决议', 'Resolution')),
    ...inSituations(
      ['cancellation'],
      report('liquidation-report', '清算报告书', 'Report of the liquidation'),
    ),
    ...oldLicence('社会团体法人登记证书', ['change', 'cancellation']),
  ],
  statutory: days(60, '《社会团体登记管理条例》第十二条'),
  promised: 30,
  windows: { hallSocial: 'accepts', civilAffairs: 'advises' },
  result: '社会团体法人登记证书',
  form: formOf({
    associationName: text('社会团体名称', '乐山市市中区示例行业协会'),
    members: count('会员数', 60),
    capital: money('注册资金（分）', 3_000_000),
    purpose: longText('宗旨', '服务会员，促进行业发展'),
  }),
})

const LEGAL_AID = choice('matter', ['需要哪种援助？', 'Which aid?'], {
  civil: ['民事、行政案件', 'civil or administrative case'],
  criminal: ['刑事案件', 'criminal case'],
})

const legalAid = sampleItem({
  organ: COUNTY_JUSTICE,
  serial: '45001',
  name: '法律援助申请审查',
  nameEn: 'Legal aid',
  synonyms: ['法律援助', '免费律师', '请律师', '讨薪'],
  type: '05',
  themes: { natural: ['司法公证'] },
  legalBases: [
    law(
      '法律援助法',
      '第四十三条',
      '法律援助机构应当自收到法律援助申请之日起七日内进行审查，作出是否给予法律援助的决定。',
    ),
  ],
  conditions: [
    '申请事项属于法律援助的范围。',
    '因经济困难没有委托代理人；法律规定不受经济困难条件限制的除外。',
  ],
  questions: [
    LEGAL_AID,
    {
      ...yesNo('exempt', [
        '免予核查经济困难状况吗（如低保对象、进城务工人员请求支付劳动报酬）？',
        'Are you exempt from proof of hardship?',
      ]),
      personal: 'sensitive',
    },
  ],
  situations: situationsOf(LEGAL_AID),
  materials: [
    form('aid-form', '法律援助申请表', 'Application'),
    identityCard,
    paper('case-papers', '与所申请法律援助事项有关的案件材料', 'Papers of the case'),
    whenAnswered(
      'exempt',
      false,
      { zh: '因为需要核查经济困难状况', en: 'Because hardship must be checked' },
      form('hardship-statement', '经济困难状况说明表', 'Statement of hardship'),
    ),
    whenAnswered(
      'exempt',
      true,
      { zh: '因为免予核查经济困难状况', en: 'Because you are exempt from proof of hardship' },
      certificate('exempt-proof', '低保证、劳动关系等免予核查的证明', 'Proof of the exemption'),
    ),
  ],
  statutory: days(7, '《中华人民共和国法律援助法》第四十三条'),
  promised: 5,
  windows: { hallSocial: 'accepts', general: 'collects' },
  result: '给予法律援助决定书',
  resultType: 'approval',
  form: formOf({
    facts: sensitive(longText('案情及申请理由', '用人单位拖欠劳动报酬')),
    opponent: personal(text('对方当事人', '乐山示例建筑有限公司')),
    amount: money('涉及金额（分）', 1_800_000),
  }),
})

const bravery = sampleItem({
  organ: COUNTY_POLICE,
  serial: '71801',
  name: '见义勇为行为确认和奖励',
  nameEn: 'Award for acts of bravery',
  synonyms: ['见义勇为', '见义勇为奖励', '见义勇为证书'],
  type: '08',
  themes: { natural: ['优待抚恤'] },
  legalBases: [localRegulation('四川省保护和奖励见义勇为条例')],
  conditions: [
    '非因法定职责、法定义务，为保护国家、集体利益或者他人的人身、财产安全，不顾个人安危，与正在发生的违法犯罪行为作斗争或者抢险救灾救人，事迹突出。',
  ],
  materials: [
    core(form('bravery-form', '见义勇为确认申请表', 'Application')),
    identityCard,
    paper('witness', '受益人、知情人证明或者其他事迹材料', 'Testimony'),
    deferrable(report('injury-report', '伤情诊断证明', 'Diagnosis')),
  ],
  statutory: published(60),
  promised: 30,
  windows: { publicSecurity: 'accepts', hallPolice: 'accepts' },
  result: '见义勇为证书',
  review: '调查核实，组织评审',
  more: [
    extraStep(['公示', 'Public notice'], '市中区公安分局', '公示无异议（需要保密的除外）', '公示结果', '7日'),
  ],
  form: formOf({
    happenedOn: day('行为发生日期', '2026-01-20'),
    place: text('地点', '示例河边'),
    deed: longText('事迹', '救起落水儿童两名'),
  }),
})

const safetyReport = sampleItem({
  organ: COUNTY_EMERGENCY,
  serial: '75801',
  name: '安全生产举报奖励',
  nameEn: 'Reward for reports on work safety',
  synonyms: ['举报奖励', '隐患举报', '安全举报'],
  type: '08',
  themes: { natural: ['公共安全'] },
  legalBases: [
    law('安全生产法'),
    { name: '安全生产领域举报奖励办法', kind: 'normativeDocument', issuer: '安全监管总局、财政部' },
  ],
  conditions: ['举报的重大事故隐患或者安全生产违法行为经核查属实，且此前未被发现。'],
  questions: [yesNo('insider', ['是生产经营单位从业人员吗？', 'Do you work there?'])],
  materials: [
    form('reward-form', '安全生产举报奖励领取申请表', 'Application'),
    identityCard,
    whenAnswered(
      'insider',
      true,
      { zh: '因为您是从业人员，按规定提高奖励', en: 'Because you work there the reward is higher' },
      paper('insider-proof', '从业人员身份证明', 'Proof of the work'),
    ),
  ],
  statutory: published(30),
  promised: 15,
  windows: { hallSocial: 'accepts', general: 'advises' },
  result: '举报奖励通知书',
  resultType: 'approval',
  form: formOf({
    reportNumber: text('举报受理编号', 'JB-2026-0001'),
    reportedOn: day('举报日期', '2026-01-10'),
    payout: oneOf('领取方式', { bank: '银行转账', cash: '现场领取' }),
  }),
})

const archive = sampleItem({
  organ: TOWN_GOVERNMENT,
  serial: '46001',
  name: '民生档案查询利用',
  nameEn: 'Look-up in public archives',
  synonyms: ['档案查询', '查档案', '婚姻档案查询', '独生子女档案'],
  type: '20',
  themes: { natural: ['其他'] },
  scope: '2',
  legalBases: [law('档案法', '第二十八条')],
  conditions: ['查询与本人有关的档案；查询他人档案的须有合法授权。'],
  materials: [identityCard, form('archive-form', '档案查询利用登记表', 'Registration form')],
  statutory: published(5),
  promised: 0,
  windows: { general: 'decides', civilAffairs: 'advises' },
  result: '档案复制件（加盖证明章）',
  resultType: 'other',
  form: formOf({
    kind: oneOf('档案类别', {
      marriage: '婚姻登记',
      onlyChild: '独生子女',
      school: '学籍',
      land: '土地承包',
    }),
    detail: personal(text('查询内容', '2008年结婚登记档案')),
    pages: count('需要份数', 1),
  }),
})

/** Associations, legal aid, awards and archives. */
export const SOCIETY_ITEMS = [association, legalAid, bravery, safetyReport, archive]
