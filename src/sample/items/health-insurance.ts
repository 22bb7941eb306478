import { COUNTY_MEDICAL_INSURANCE } from '../../shared/sample-codes.js'
import { count, day, formOf, oneOf, personal, sensitive, text } from '../build/fields.js'
import { law, published, regulation } from '../build/laws.js'
import { form, household, identityCard, inSituations, paper, report } from '../build/materials.js'
import { choice, is, situation, situationsOf, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const REMOTE = choice('reason', ['因什么原因异地就医？', 'Why are you treated elsewhere?'], {
  residence: ['异地长期居住（退休安置、常驻工作）', 'living elsewhere'],
  referral: ['转诊转院', 'referred by a hospital'],
  emergency: ['异地急诊抢救', 'an emergency'],
})

const remoteTreatment = sampleItem({
  organ: COUNTY_MEDICAL_INSURANCE,
  serial: '24001',
  name: '基本医疗保险异地就医备案',
  nameEn: 'Filing of medical treatment elsewhere',
  synonyms: ['异地就医', '医保异地备案', '转诊备案'],
  type: '20',
  themes: { natural: ['医疗卫生', '社会保障'] },
  scope: '1',
  legalBases: [law('社会保险法', '第二十九条'), regulation('医疗保障基金使用监督管理条例', 735)],
  conditions: ['参加基本医疗保险，在参保地以外就医。'],
  questions: [REMOTE],
  situations: situationsOf(REMOTE),
  materials: [
    form('remote-form', '异地就医登记备案表', 'Filing form'),
    identityCard,
    ...inSituations(
      ['residence'],
      paper('residence-proof', '居住证明或者个人承诺书', 'Proof of residence or a promise'),
    ),
    ...inSituations(['referral'], report('referral-letter', '转诊转院证明', 'Letter of referral')),
  ],
  statutory: published(2),
  promised: 0,
  windows: { medicalInsurance: 'decides', hallSocial: 'decides' },
  result: '异地就医备案凭证',
  resultType: 'other',
  form: formOf({
    place: text('就医地', '四川省成都市'),
    from: day('备案开始日期', '2026-03-01'),
    hospital: sensitive(text('就医医院', '示例医院', { optional: true })),
  }),
})

const chronicDisease = sampleItem({
  organ: COUNTY_MEDICAL_INSURANCE,
  serial: '24002',
  name: '基本医疗保险门诊慢特病病种待遇认定',
  nameEn: 'Recognition of a chronic disease for outpatient benefits',
  synonyms: ['门诊慢病', '慢特病', '特殊疾病门诊', '慢性病'],
  type: '20',
  themes: { natural: ['医疗卫生', '社会保障'] },
  legalBases: [law('社会保险法', '第二十八条'), regulation('医疗保障基金使用监督管理条例', 735)],
  conditions: ['参保人员患有规定的门诊慢性病、特殊疾病。'],
  materials: [
    form('disease-form', '门诊慢特病病种待遇认定申请表', 'Application form'),
    identityCard,
    report('medical-record', '病历资料、检查检验报告', 'Medical record'),
  ],
  statutory: published(20),
  promised: 10,
  windows: { medicalInsurance: 'accepts' },
  result: '门诊慢特病认定结果',
  resultType: 'approval',
  form: formOf({
    disease: sensitive(
      oneOf('申请病种', {
        hypertension: '高血压',
        diabetes: '糖尿病',
        kidney: '慢性肾功能衰竭',
        cancer: '恶性肿瘤',
      }),
    ),
    hospital: sensitive(text('选定的定点医疗机构', '示例镇卫生院')),
  }),
})

const residentMedical = sampleItem({
  organ: COUNTY_MEDICAL_INSURANCE,
  serial: '24003',
  name: '城乡居民基本医疗保险参保登记',
  nameEn: 'Enrolment of residents in the basic medical insurance',
  synonyms: ['医保参保', '新农合', '居民医保', '新生儿医保'],
  type: '20',
  themes: { natural: ['社会保障'] },
  legalBases: [law('社会保险法', '第二十五条', '国家建立和完善城镇居民基本医疗保险制度。')],
  conditions: ['未参加职工基本医疗保险的城乡居民。'],
  questions: [yesNo('newborn', ['为新生儿参保吗？', 'Is it for a newborn child?'])],
  situations: [
    situation('newborn', ['新生儿', 'newborn child'], is('newborn', true)),
    situation('resident', ['一般居民', 'resident'], is('newborn', false)),
  ],
  materials: [
    ...inSituations(['resident'], identityCard),
    ...inSituations(['newborn'], household),
    form('medical-form', '基本医疗保险参保登记表', 'Enrolment form'),
  ],
  statutory: published(5),
  promised: 0,
  windows: { medicalInsurance: 'decides', general: 'accepts' },
  result: '参保登记凭证',
  resultType: 'other',
  form: formOf({ insured: personal(text('参保人姓名', '李示例')), year: count('参保年度', 2026) }),
})

/** 医保: enrolment, treatment elsewhere, chronic diseases. */
export const HEALTH_INSURANCE_ITEMS = [remoteTreatment, chronicDisease, residentMedical]
