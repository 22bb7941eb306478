import { LESHAN_ITEM_CODE } from '../../shared/sample-codes.js'

/** A request that really works against the sample data: the Leshan item, a housing-fund loan. */
export const exampleCase = {
  itemCode: LESHAN_ITEM_CODE,
  submit: true,
  channel: 'WEB',
  answers: { lender: 'fund', byAgent: false },
  parties: [
    {
      role: 'applicant',
      type: 'natural',
      name: '李小敏',
      idType: '111',
      idNumber: '11010519491231002X',
      mobile: '13800001234',
    },
  ],
  form: {
    loanYear: 2023,
    amountRequested: { amount: 1200000, currency: 'CNY' },
    repaidThisYear: { amount: 1500000, currency: 'CNY' },
    withdrawnBefore: { amount: 0, currency: 'CNY' },
    repaidTotal: { amount: 4200000, currency: 'CNY' },
  },
  materials: [
    { materialCode: 'approval-form', source: 'paper' },
    { materialCode: 'identity-card', source: 'paper', copies: 1 },
  ],
}
