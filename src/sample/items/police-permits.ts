import { CITY_TRAFFIC_POLICE, COUNTY_POLICE } from '../../shared/sample-codes.js'
import { count, day, flag, formOf, oneOf, text } from '../build/fields.js'
import { departmentRule, LICENCE_LIMIT, law, notice, regulation, workingDays } from '../build/laws.js'
import {
  businessLicence,
  certificate,
  core,
  form,
  identityCard,
  inSituations,
  paper,
  photo,
  report,
  whenAnswered,
} from '../build/materials.js'
import { choice, situationsOf, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const FOR_WHAT = choice('purpose', ['用于什么？', 'What is it for?'], {
  job: ['入职、从业资格', 'work'],
  abroad: ['出国（境）', 'going abroad'],
})

const noRecord = sampleItem({
  organ: COUNTY_POLICE,
  serial: '71004',
  name: '无犯罪记录证明开具',
  nameEn: 'Certificate of no criminal record',
  synonyms: ['无犯罪证明', '无违法犯罪证明', '政审证明'],
  type: '20',
  themes: { natural: ['公共安全'], legal: ['公安消防'] },
  legalBases: [notice('公安机关办理犯罪记录查询工作规定', '公安部', '公通字〔2021〕19号')],
  conditions: ['公民查询本人犯罪记录；单位依法查询本单位在职人员或者拟招录人员的犯罪记录。'],
  questions: [FOR_WHAT],
  materials: [
    form('record-form', '查询犯罪记录申请表', 'Application'),
    identityCard,
    whenAnswered(
      'purpose',
      'abroad',
      { zh: '因为用于出国（境）', en: 'Because you go abroad' },
      paper('abroad-proof', '有关国家或者地区要求提供的说明', 'Requirement of the other country', {
        necessity: 'optional',
      }),
    ),
  ],
  statutory: workingDays(3, '《公安机关办理犯罪记录查询工作规定》'),
  promised: 0,
  windows: { publicSecurity: 'decides', hallPolice: 'decides' },
  result: '无犯罪记录证明',
  form: formOf({
    reason: text('用途', '应聘教师岗位'),
    from: day('查询起始日期', '2008-01-01', { optional: true }),
  }),
})

const hongKong = sampleItem({
  organ: COUNTY_POLICE,
  serial: '71102',
  name: '往来港澳通行证签发',
  nameEn: 'Permit to travel to Hong Kong and Macao',
  synonyms: ['港澳通行证', '出入境证件', '港澳签注'],
  type: '01',
  themes: { natural: ['出境入境'] },
  scope: '1',
  legalBases: [
    regulation('中国公民因私事往来香港地区或者澳门地区的暂行管理办法'),
    law('出境入境管理法', '第十条'),
  ],
  conditions: ['内地居民因私往来香港或者澳门。', '没有法律规定不准出境的情形。'],
  questions: [
    yesNo('minor', ['申请人未满十六周岁吗？', 'Is the applicant under sixteen?']),
    yesNo('registeredStaff', ['是登记备案的国家工作人员吗？', 'Are you registered state staff?']),
  ],
  materials: [
    core(form('travel-form', '中国公民出入境证件申请表', 'Application')),
    identityCard,
    photo,
    whenAnswered(
      'minor',
      true,
      { zh: '因为申请人未满十六周岁', en: 'Because the applicant is under sixteen' },
      paper('guardian-consent', '监护人同意书和监护证明', 'Consent of the guardian'),
    ),
    whenAnswered(
      'registeredStaff',
      true,
      { zh: '因为您是登记备案的国家工作人员', en: 'Because you are registered state staff' },
      paper('employer-consent', '所在工作单位同意办证的函件', 'Consent of the employer'),
    ),
  ],
  statutory: LICENCE_LIMIT,
  promised: 7,
  agent: false,
  visit: '须现场采集人像和指纹',
  windows: { hallPolice: 'accepts', publicSecurity: 'advises' },
  fees: [
    {
      name: '往来港澳通行证工本费',
      standard: '60元/证',
      legalBasis: '发改价格〔2019〕914号',
      reducible: false,
    },
  ],
  result: '往来港澳通行证',
  form: formOf({
    purpose: oneOf('事由', { tourism: '旅游', family: '探亲', business: '商务' }),
    times: count('签注次数', 1),
  }),
})

const DRIVING = choice('matter', ['您要办理哪种业务？', 'What do you want to do?'], {
  expired: ['期满换证', 'expiry'],
  damaged: ['损毁换证', 'damaged'],
  lost: ['遗失补证', 'lost'],
})

const drivingLicence = sampleItem({
  organ: CITY_TRAFFIC_POLICE,
  serial: '72101',
  name: '机动车驾驶证换证、补证',
  nameEn: 'Driving licence: renewal, replacement',
  synonyms: ['驾照', '换驾照', '期满换证', '驾驶证', '补驾照'],
  type: '01',
  themes: { natural: ['交通出行', '证件办理'] },
  scope: '1',
  legalBases: [
    law('道路交通安全法', '第十九条'),
    departmentRule('机动车驾驶证申领和使用规定', '公安部', '公安部令第162号'),
  ],
  conditions: ['机动车驾驶证有效期满前九十日内申请换证。', '道路交通安全违法行为、交通事故已处理完毕。'],
  questions: [DRIVING],
  situations: situationsOf(DRIVING),
  materials: [
    identityCard,
    form('driving-form', '机动车驾驶证申请表', 'Application'),
    photo,
    ...inSituations(
      ['expired'],
      report('health-declaration', '县级或者部队团级以上医疗机构出具的身体条件证明', 'Proof of fitness'),
    ),
    ...inSituations(
      ['expired', 'damaged'],
      certificate('old-licence', '机动车驾驶证', 'The old licence', { originality: 'original', copies: 0 }),
    ),
    ...inSituations(['lost'], paper('lost-statement', '驾驶证遗失的书面声明', 'Statement of the loss')),
  ],
  statutory: workingDays(1, '《机动车驾驶证申领和使用规定》（一日内换发）'),
  promised: 0,
  windows: { hallPolice: 'decides', publicSecurity: 'advises' },
  fees: [
    {
      name: '机动车驾驶证工本费',
      standard: '10元/证',
      legalBasis: '发改价格〔2004〕2831号',
      reducible: false,
    },
  ],
  result: '中华人民共和国机动车驾驶证',
  form: formOf({
    vehicleClass: oneOf('准驾车型', { C1: 'C1 小型汽车', C2: 'C2 小型自动挡汽车', B2: 'B2 大型货车' }),
    sightOk: flag('视力符合要求', true),
    validUntil: day('有效期止', '2026-05-01'),
  }),
})

const hotel = sampleItem({
  organ: COUNTY_POLICE,
  serial: '71103',
  name: '旅馆业特种行业许可证核发',
  nameEn: 'Licence for hotels and inns',
  synonyms: ['旅馆许可', '开宾馆', '开酒店', '民宿', '特种行业许可证'],
  type: '01',
  themes: { legal: ['公安消防', '准营准办'], natural: ['准营准办'] },
  audiences: ['1', '2', '6'],
  legalBases: [departmentRule('旅馆业治安管理办法', '公安部')],
  conditions: [
    '房屋建筑、消防设备、出入口和通道等符合有关规定。',
    '具备必要的防盗安全设施和旅客信息采集系统。',
  ],
  materials: [
    core(form('hotel-form', '特种行业许可证申请登记表', 'Application')),
    businessLicence,
    identityCard,
    paper('floor-plan', '经营场所平面图和客房分布图', 'Floor plan'),
    report('fire-certificate', '公众聚集场所投入使用、营业前消防安全检查意见', 'Fire-safety inspection', {
      source: 'government',
      necessity: 'deferrable',
    }),
  ],
  statutory: LICENCE_LIMIT,
  promised: 8,
  windows: { hallPermits: 'accepts', publicSecurity: 'advises' },
  result: '特种行业许可证',
  specialProcedures: [{ kind: 'siteVisit', days: 5, basis: '《旅馆业治安管理办法》（现场核查）' }],
  form: formOf({
    hotelName: text('旅馆名称', '乐山示例宾馆', { from: ['legalEntities', 'name'] }),
    address: text('经营地址', '乐山市市中区示例路6号'),
    rooms: count('客房数', 30),
    beds: count('床位数', 52),
  }),
  faqs: [{ question: '民宿要办吗？', answer: '经营旅馆业的均须取得特种行业许可，具体范围以当地规定为准。' }],
})

/** 公安: certificates, travel, driving, and one trade. */
export const POLICE_PERMIT_ITEMS = [hongKong, drivingLicence, hotel, noRecord]
