import type { ItemDocument } from '../../features/catalogue/item-document.js'
import { CITY_HOUSING_FUND, LESHAN_ITEM_CODE } from '../../shared/sample-codes.js'

const money = (title: string, amount: number) => ({
  type: 'object',
  title,
  additionalProperties: false,
  required: ['amount', 'currency'],
  properties: {
    amount: { type: 'integer', minimum: 0, examples: [amount] },
    currency: { type: 'string', enum: ['CNY'] },
  },
  examples: [{ amount, currency: 'CNY' }],
})

const amount = (field: string) => ({ var: `form.${field}.amount` })

/**
 * 职工提取住房公积金偿还住房贷款, Leshan: the facts as the fund centre published them. The codes are not in the source: they
 * are made up, with right layouts and check characters.
 */
export const leshanHousingFund: ItemDocument = {
  itemCode: LESHAN_ITEM_CODE,
  basicCode: LESHAN_ITEM_CODE.slice(19),
  organisationCode: CITY_HOUSING_FUND,
  name: '职工提取住房公积金偿还住房贷款',
  nameEn: 'Withdrawal of housing fund to repay a housing loan',
  synonyms: ['公积金', '住房公积金提取', '公积金还贷', '公积金支取'],
  type: '20',
  level: 3,
  handling: 'onTheSpot',
  audiences: ['1'],
  legalBases: [
    {
      name: '住房公积金管理条例',
      kind: 'administrativeRegulation',
      article: '第二十四条、第二十五条',
      number: '国务院令第262号',
    },
    { name: '四川省住房公积金提取管理办法', kind: 'normativeDocument' },
    { name: '乐山市住房公积金提取管理实施细则', kind: 'normativeDocument' },
  ],
  conditions: ['职工有住房公积金贷款或者商业银行住房贷款，从贷款次年起可以提取。'],
  questions: [
    {
      key: 'lender',
      title: '您的住房贷款由谁发放？',
      titleEn: 'Who lent you the money for your home?',
      options: [
        { value: 'fund', title: '住房公积金贷款', titleEn: 'the housing fund' },
        { value: 'bank', title: '银行贷款', titleEn: 'a commercial bank' },
      ],
    },
    {
      key: 'withdrawal',
      title: '这是您第几次支取？',
      titleEn: 'Is this your first withdrawal?',
      options: [
        { value: 'first', title: '第一次支取', titleEn: 'the first' },
        { value: 'later', title: '第二次及以后支取', titleEn: 'the second or a later one' },
      ],
      when: { '==': [{ var: 'answers.lender' }, 'bank'] },
    },
    { key: 'byAgent', title: '是否由他人代办？', titleEn: 'Does somebody act for you?' },
  ],
  situations: [
    {
      key: 'fund-loan',
      title: '住房公积金贷款',
      titleEn: 'loan of the housing fund',
      when: { '==': [{ var: 'answers.lender' }, 'fund'] },
    },
    {
      key: 'bank-loan-first',
      title: '银行贷款第一次支取',
      titleEn: 'bank loan, first withdrawal',
      when: {
        and: [
          { '==': [{ var: 'answers.lender' }, 'bank'] },
          { '==': [{ var: 'answers.withdrawal' }, 'first'] },
        ],
      },
    },
    {
      key: 'bank-loan-later',
      title: '银行贷款第二次支取',
      titleEn: 'bank loan, second or later withdrawal',
      when: {
        and: [
          { '==': [{ var: 'answers.lender' }, 'bank'] },
          { '==': [{ var: 'answers.withdrawal' }, 'later'] },
        ],
      },
    },
  ],
  materials: [
    material('approval-form', '乐山市住房公积金支取使用审批表', 'Approval form of the fund', 'form', 1, 0, {
      acceptanceStandard: '已盖单位预留印鉴章',
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
      {
        when: { '==': [{ var: 'answers.byAgent' }, true] },
        reason: { zh: '因为由他人代办', en: 'Because somebody acts for you' },
      },
    ),
    material(
      'agent-identity-card',
      '代办人居民身份证',
      'Identity card of the representative',
      'certificate',
      1,
      1,
      {
        when: { '==': [{ var: 'answers.byAgent' }, true] },
        reason: { zh: '因为由他人代办', en: 'Because somebody acts for you' },
      },
    ),
  ],
  procedure: [
    {
      title: '领取表格',
      role: '申请人',
      standard: '在管理部或县（市、区）办事处领取，或从公积金网站下载审批表',
      result: '取得审批表',
    },
    { title: '单位盖章', role: '所在单位', standard: '单位核实后加盖预留印鉴章', result: '盖章的审批表' },
    {
      title: '递交办理',
      role: '公积金管理部',
      limit: '当场',
      standard: '资料齐全、符合条件',
      result: '当场办结',
    },
  ],
  fees: { charged: false, items: [] },
  limits: {
    statutory: {
      amount: 3,
      unit: 'day',
      basis: '《住房公积金管理条例》第二十五条',
      notes: '自受理申请之日起三日内作出准予或者不准提取的决定（待核实）',
    },
    promised: { amount: 0, unit: 'workingDay', notes: '资料齐全，当场办结' },
  },
  windowAuthority: '住房公积金窗口可当场决定；其他窗口仅提供咨询。',
  visits: 1,
  visitReason: '须核对证件原件',
  online: false,
  results: [{ name: '住房公积金提取审批结果', type: 'approval', sample: '审批表回执联' }],
  consultation: ['公积金服务热线：0833-12329', '电话：0833-2123290'],
  complaints: ['监督电话：0833-2123291'],
  specialProcedures: [],
  workflow: 'on-the-spot',
  form: {
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: ['loanYear', 'amountRequested', 'repaidThisYear', 'withdrawnBefore', 'repaidTotal'],
      properties: {
        loanYear: { type: 'integer', title: '贷款年份', minimum: 1990, maximum: 2100, examples: [2023] },
        amountRequested: money('本次提取金额（分）', 1_200_000),
        repaidThisYear: money('当年还款额（分）', 1_500_000),
        withdrawnBefore: money('此前累计提取（分）', 0),
        repaidTotal: money('实际还款本息总额（分）', 4_200_000),
      },
    },
  },
  rules: [
    {
      key: 'loan-year',
      must: { '<': [{ var: 'form.loanYear' }, { var: 'applicationYear' }] },
      pointer: '/form/loanYear',
      message: { zh: '从贷款次年起才可以提取', en: 'Withdrawal is possible from the year after the loan on' },
    },
    {
      key: 'within-repayment-of-year',
      must: { '<=': [amount('amountRequested'), amount('repaidThisYear')] },
      pointer: '/form/amountRequested',
      message: { zh: '提取金额不大于当年的还款额', en: 'Not more than the repayment of the current year' },
    },
    {
      key: 'within-total-repayment',
      must: {
        '<=': [{ '+': [amount('amountRequested'), amount('withdrawnBefore')] }, amount('repaidTotal')],
      },
      pointer: '/form/amountRequested',
      message: {
        zh: '累计提取总额不得大于实际的还款本息总额',
        en: 'All withdrawals together not more than the principal and interest really repaid',
      },
    },
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
