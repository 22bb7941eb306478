import { COUNTY_EDUCATION } from '../../shared/sample-codes.js'
import { count, day, formOf, number, oneOf, personal, sensitive, text } from '../build/fields.js'
import { days, law, published, regulation } from '../build/laws.js'
import {
  certificate,
  core,
  deferrable,
  form,
  household,
  identityCard,
  inSituations,
  optional,
  paper,
  photo,
  report,
  whenAnswered,
} from '../build/materials.js'
import { byMatter, choice, is, situation, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const kindergarten = sampleItem({
  organ: COUNTY_EDUCATION,
  serial: '44001',
  name: '民办幼儿园设立、变更和终止审批',
  nameEn: 'Approval of a private kindergarten',
  synonyms: ['开幼儿园', '民办学校', '幼儿园办学许可', '办学许可证'],
  type: '01',
  themes: { natural: ['教育科研'], legal: ['文体教育'] },
  audiences: ['1', '2', '4', '6'],
  legalBases: [law('民办教育促进法', '第十二条、第十四条'), regulation('民办教育促进法实施条例', 741)],
  conditions: [
    '符合国家和地方规定的幼儿园设置标准。',
    '举办者有良好的信用状况，有必备的办学资金和稳定的经费来源。',
  ],
  ...byMatter('new', 'change', 'cancellation'),
  materials: [
    core(form('kindergarten-form', '民办幼儿园设立（变更、终止）申请表', 'Application')),
    identityCard,
    ...inSituations(
      ['new'],
      paper('kindergarten-statutes', '章程和举办者资产来源、资金数额证明', 'Statutes and proof of the funds'),
      report('fire-certificate', '消防验收合格（备案）意见', 'Fire acceptance', { source: 'government' }),
      certificate('teachers', '园长、教师资格证书', 'Certificates of the staff'),
      deferrable(report('kitchen-licence', '食堂许可证或者供餐协议', 'Licence of the kitchen')),
    ),
    ...inSituations(
      ['change', 'cancellation'],
      certificate('school-licence', '民办学校办学许可证', 'The licence', {
        originality: 'original',
        copies: 0,
      }),
      paper('board-resolution', '理事会（董事会）决议', 'Resolution of the board'),
    ),
    ...inSituations(
      ['cancellation'],
      report('liquidation-report', '财务清算报告和幼儿安置方案', 'Liquidation and plan for the children'),
    ),
  ],
  statutory: {
    amount: 3,
    unit: 'month',
    basis: '《民办教育促进法》（自受理之日起三个月内以书面形式作出决定）',
  },
  promised: 2,
  windows: { hallSocial: 'accepts' },
  result: '民办学校办学许可证',
  specialProcedures: [
    { kind: 'expertReview', days: 15, basis: '《中华人民共和国行政许可法》第四十五条', charged: false },
  ],
  form: formOf({
    schoolName: text('幼儿园名称', '乐山市市中区示例幼儿园'),
    classes: count('班级数', 6),
    children: count('拟招收幼儿数', 150),
    area: number('园舍面积（平方米）', 1800),
  }),
})

const teacher = sampleItem({
  organ: COUNTY_EDUCATION,
  serial: '44002',
  name: '教师资格认定（幼儿园、小学、初中）',
  nameEn: 'Qualification of teachers',
  synonyms: ['教师资格证', '教资', '教师证'],
  type: '01',
  themes: { natural: ['职业资格', '教育科研'] },
  legalBases: [law('教师法', '第十条、第十三条'), regulation('教师资格条例', 188)],
  conditions: [
    '遵守宪法和法律，热爱教育事业，具有良好的思想品德。',
    '具备规定的学历，教师资格考试合格。',
    '有教育教学能力，普通话水平达到规定标准。',
  ],
  questions: [
    choice('grade', ['申请哪种教师资格？', 'For which school?'], {
      kindergarten: ['幼儿园', 'kindergarten'],
      primary: ['小学', 'primary school'],
      middle: ['初级中学', 'middle school'],
    }),
    yesNo('trained', ['是免试认定的师范生吗？', 'Are you exempt from the examination?']),
  ],
  situations: [
    situation('exam', ['国家考试合格', 'by examination'], is('trained', false)),
    situation('exempt', ['师范生免试认定', 'exempt from examination'], is('trained', true)),
  ],
  materials: [
    identityCard,
    certificate('diploma', '学历证书', 'Diploma'),
    core(report('health-report', '指定医院出具的体格检查合格证明', 'Health certificate')),
    certificate('mandarin', '普通话水平测试等级证书', 'Certificate of Mandarin'),
    photo,
    ...inSituations(
      ['exam'],
      certificate('exam-certificate', '中小学教师资格考试合格证明', 'Result of the examination'),
    ),
    ...inSituations(
      ['exempt'],
      certificate('ability-certificate', '师范生教师职业能力证书', 'Certificate of teaching ability'),
    ),
    whenAnswered(
      'grade',
      'kindergarten',
      { zh: '因为申请幼儿园教师资格', en: 'Because you apply for the kindergarten' },
      paper('kindergarten-promise', '幼儿园教师从业承诺书', 'Promise of kindergarten teachers'),
    ),
  ],
  statutory: days(30, '《教师资格条例》（受理期限届满之日起30日内）'),
  promised: 20,
  visit: '须现场确认并核验原件',
  windows: { hallSocial: 'accepts' },
  result: '教师资格证书',
  form: formOf({
    subject: text('任教学科', '语文'),
    residence: oneOf('申请地', { household: '户籍地', living: '居住地', study: '就读学校所在地' }),
  }),
  faqs: [{ question: '教师资格证多久注册一次？', answer: '中小学教师资格实行五年一周期的定期注册。' }],
})

const schoolEntry = sampleItem({
  organ: COUNTY_EDUCATION,
  serial: '44901',
  name: '义务教育阶段新生入学登记',
  nameEn: 'Enrolment of new pupils',
  synonyms: ['小学报名', '幼升小', '入学报名', '上小学'],
  type: '20',
  themes: { natural: ['教育科研'] },
  legalBases: [
    law(
      '义务教育法',
      '第十一条',
      '凡年满六周岁的儿童，其父母或者其他法定监护人应当送其入学接受并完成义务教育；条件不具备的地区的儿童，可以推迟到七周岁。',
    ),
    law('义务教育法', '第十二条'),
  ],
  conditions: ['年满六周岁的适龄儿童。'],
  questions: [
    choice('status', ['孩子属于哪种情况？', 'Which child?'], {
      local: ['户籍在学区内', 'registered in the district'],
      migrant: ['进城务工人员随迁子女', 'child of migrant workers'],
    }),
  ],
  situations: [
    situation('local', ['本地户籍', 'local'], is('status', 'local')),
    situation('migrant', ['随迁子女', 'child of migrant workers'], is('status', 'migrant')),
  ],
  materials: [
    form('school-form', '新生入学登记表', 'Registration form'),
    household,
    ...inSituations(['local'], certificate('home-title', '不动产权证书或者居住证明', 'Proof of the home')),
    ...inSituations(
      ['migrant'],
      certificate('residence-permit', '父母居住证', 'Residence permit of the parents'),
      optional(paper('work-proof', '父母务工证明', 'Proof of work')),
    ),
  ],
  statutory: published(15),
  promised: 7,
  windows: { general: 'accepts', hallSocial: 'accepts' },
  result: '入学通知书',
  resultType: 'other',
  form: formOf({
    childName: sensitive(text('儿童姓名', '李小示')),
    bornOn: sensitive(day('出生日期', '2020-03-01')),
    school: personal(text('意向学校', '示例小学')),
  }),
})

/** Schools and teachers. */
export const EDUCATION_ITEMS = [kindergarten, teacher, schoolEntry]
