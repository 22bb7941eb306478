import type { ItemDocument } from '../../features/catalogue/item-document.js'
import {
  BLANK_FORM_ID,
  CITY_HOUSING_FUND,
  FILLED_SAMPLE_ID,
  LESHAN_ITEM_CODE,
} from '../../shared/sample-codes.js'
import { amountOf as amount, formOf, money, rule, year } from '../build/fields.js'
import { regulation } from '../build/laws.js'
import { BY_AGENT, both, choice, is, situation } from '../build/questions.js'
import { naturalTheme } from '../build/themes.js'
import { placesOf, type WindowLevels } from '../centres.js'

export const LESHAN_WINDOWS: WindowLevels = { housingFund: 'decides' }

const LENDER = choice('lender', ['您的住房贷款由谁发放？', 'Who lent you the money for your home?'], {
  fund: ['住房公积金贷款', 'the housing fund'],
  bank: ['银行贷款', 'a commercial bank'],
})
const BY_AGENT_ONLY = {
  when: is('byAgent', true),
  reason: { zh: '因为由他人代办', en: 'Because somebody acts for you' },
}

/**
 * 职工提取住房公积金偿还住房贷款, Leshan: the facts as the fund centre published them. The codes are not in the source: they
 * are made up, with right layouts and check characters.
 */
export const leshanHousingFund: ItemDocument = {
  itemCode: LESHAN_ITEM_CODE,
  basicCode: LESHAN_ITEM_CODE.slice(19),
  organisationCode: CITY_HOUSING_FUND,
  organNature: '2',
  powerSource: '1',
  name: '职工提取住房公积金偿还住房贷款',
  nameEn: 'Withdrawal of housing fund to repay a housing loan',
  synonyms: ['公积金', '住房公积金提取', '公积金还贷', '公积金支取'],
  type: '20',
  level: 3,
  handling: 'onTheSpot',
  handlingForms: ['1'],
  audiences: ['1'],
  themes: { natural: [naturalTheme('住房保障')] },
  scope: '3',
  legalBases: [
    regulation('住房公积金管理条例', 262, '第二十四条'),
    regulation(
      '住房公积金管理条例',
      262,
      '第二十五条',
      '职工提取住房公积金账户内的存储余额的，所在单位应当予以核实，并出具提取证明。职工应当持提取证明向住房公积金管理中心申请提取住房公积金。住房公积金管理中心应当自受理申请之日起3日内作出准予提取或者不准提取的决定，并通知申请人；准予提取的，由受托银行办理支付手续。',
    ),
    { name: '四川省住房公积金提取管理办法', kind: 'normativeDocument' },
    { name: '乐山市住房公积金提取管理实施细则', kind: 'normativeDocument' },
  ],
  conditions: ['职工有住房公积金贷款或者商业银行住房贷款，从贷款次年起可以提取。'],
  questions: [
    LENDER,
    choice(
      'withdrawal',
      ['这是您第几次支取？', 'Is this your first withdrawal?'],
      { first: ['第一次支取', 'the first'], later: ['第二次及以后支取', 'the second or a later one'] },
      is('lender', 'bank'),
    ),
    BY_AGENT,
  ],
  situations: [
    situation('fund-loan', ['住房公积金贷款', 'loan of the housing fund'], is('lender', 'fund')),
    situation(
      'bank-loan-first',
      ['银行贷款第一次支取', 'bank loan, first withdrawal'],
      both(is('lender', 'bank'), is('withdrawal', 'first')),
    ),
    situation(
      'bank-loan-later',
      ['银行贷款第二次支取', 'bank loan, second or later withdrawal'],
      both(is('lender', 'bank'), is('withdrawal', 'later')),
    ),
  ],
  materials: [
    material('approval-form', '乐山市住房公积金支取使用审批表', 'Approval form of the fund', 'form', 1, 0, {
      acceptanceStandard: '已盖单位预留印鉴章',
      blankForm: { fileId: BLANK_FORM_ID, name: '空白审批表' },
      filledSample: { fileId: FILLED_SAMPLE_ID, name: '审批表示例' },
    }),
    material('identity-card', '申请人居民身份证', 'Identity card of the applicant', 'certificate', 1, 1),
    material('purchase-contract', '购房合同', 'Contract of purchase', 'other', 1, 1, {
      situations: ['bank-loan-first'],
    }),
    material('loan-contract', '借款合同', 'Loan contract', 'other', 1, 1, {
      situations: ['bank-loan-first'],
    }),
    material(
      'repayment-passbook',
      '还款存折（含最近三期还款记录）',
      'Repayment passbook with the last three periods',
      'other',
      1,
      1,
      { situations: ['bank-loan-first', 'bank-loan-later'] },
    ),
    material(
      'previous-form-sheet',
      '上次支取审批表第三联',
      'Third sheet of the form of the previous withdrawal',
      'form',
      0,
      1,
      { situations: ['bank-loan-later'] },
    ),
    material(
      'mandate',
      '申请人亲笔书写的委托书（签名并按手印）',
      'Mandate in the applicant’s own hand, signed and with a fingerprint',
      'other',
      1,
      0,
      BY_AGENT_ONLY,
    ),
    material(
      'agent-identity-card',
      '代办人居民身份证',
      'Identity card of the representative',
      'certificate',
      1,
      1,
      BY_AGENT_ONLY,
    ),
  ],
  procedure: [
    {
      title: '领取表格',
      titleEn: 'Fetch the form',
      stage: 'other',
      role: '申请人',
      standard: '在管理部或县（市、区）办事处领取，或从公积金网站下载审批表',
      result: '取得审批表',
    },
    {
      title: '单位盖章',
      titleEn: 'Stamp of the employer',
      stage: 'other',
      role: '所在单位',
      standard: '单位核实后加盖预留印鉴章',
      result: '盖章的审批表',
    },
    {
      title: '递交办理',
      titleEn: 'Handing in and decision',
      stage: 'decide',
      role: '公积金管理部',
      limit: '当场',
      standard: '资料齐全、符合条件',
      result: '当场办结',
    },
  ],
  fees: { charged: false, onlinePayment: false, items: [] },
  limits: {
    statutory: {
      amount: 3,
      unit: 'day',
      basis: '《住房公积金管理条例》第二十五条',
      notes: '自受理申请之日起三日内作出准予提取或者不准提取的决定',
    },
    promised: { amount: 0, unit: 'workingDay', notes: '资料齐全，当场办结' },
  },
  windowAuthority: '住房公积金窗口可当场决定；其他窗口仅提供咨询。',
  windows: placesOf(LESHAN_WINDOWS),
  visits: 1,
  visitReason: '须核对证件原件',
  online: false,
  services: { appointment: true, express: false, selfService: false, inCentre: true, singleSignOn: false },
  results: [{ name: '住房公积金提取审批结果', type: 'approval', sample: '审批表回执联' }],
  consultation: ['公积金服务热线：0833-12329', '电话：0833-2123290'],
  complaints: ['监督电话：0833-2123291'],
  specialProcedures: [],
  faqs: [
    { question: '贷款当年可以提取吗？', answer: '不可以，从贷款次年起可以提取。' },
    { question: '可以委托他人办理吗？', answer: '可以，须提交申请人亲笔书写的委托书和代办人居民身份证。' },
  ],
  workflow: 'on-the-spot',
  form: formOf({
    loanYear: year('贷款年份', 2023),
    amountRequested: money('本次提取金额（分）', 1_200_000),
    repaidThisYear: money('当年还款额（分）', 1_500_000),
    withdrawnBefore: money('此前累计提取（分）', 0),
    repaidTotal: money('实际还款本息总额（分）', 4_200_000),
  }),
  parties: [{ role: 'representative', min: 0, max: 1, proof: 'mandate' }],
  earlierGrants: { mostPerYear: 1, amount: 'amountRequested', statedBefore: 'withdrawnBefore' },
  rules: [
    rule(
      'loan-year',
      { '<': [{ var: 'form.loanYear' }, { var: 'applicationYear' }] },
      'loanYear',
      '从贷款次年起才可以提取',
      'Withdrawal is possible from the year after the loan on',
    ),
    rule(
      'within-repayment-of-year',
      { '<=': [amount('amountRequested'), amount('repaidThisYear')] },
      'amountRequested',
      '提取金额不大于当年的还款额',
      'Not more than the repayment of the current year',
    ),
    rule(
      'within-total-repayment',
      { '<=': [{ '+': [amount('amountRequested'), amount('withdrawnBefore')] }, amount('repaidTotal')] },
      'amountRequested',
      '累计提取总额不得大于实际的还款本息总额',
      'All withdrawals together not more than the principal and interest really repaid',
    ),
  ],
  remarks: '编码为示例，事实内容以公积金中心公布为准。',
}

type Material = ItemDocument['materials'][number]

function material(
  materialCode: string,
  name: string,
  nameEn: string,
  category: Material['category'],
  originals: number,
  copies: number,
  more: Partial<Material> = {},
): Material {
  return {
    materialCode,
    name,
    nameEn,
    necessity: 'required',
    originality: originals === 0 ? 'copy' : copies === 0 ? 'original' : 'originalAndCopy',
    category,
    format: 'paper',
    originals,
    copies,
    source: category === 'certificate' ? 'government' : 'applicant',
    legalBasis: '《乐山市住房公积金提取管理实施细则》',
    ...more,
  }
}
