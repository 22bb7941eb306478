import { HOUSING_FUND_WINDOW_ID, LESHAN_ITEM_CODE } from '../../shared/sample-codes.js'
import { ACTION_INPUTS } from '../workflow/action-inputs.js'
import { exampleOf } from '../workflow/allowed-actions.js'
import { ACTION_NAMES, ACTIONS, type Action } from '../workflow/statuses.js'

export const EXAMPLE_KEY = '0f8b1d5e-7b1c-4a57-9b3e-2f0c6f1f5a10'

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

/** What an example says beyond what its action requires: the case above names no window. */
const BEYOND: { [A in Action]?: object } = { handleOnTheSpot: { windowId: HOUSING_FUND_WINDOW_ID } }

/** An example of each action that somebody can do, 受理 first: the page shows the first. */
export const exampleCommands = ACTION_NAMES.filter((action) => ACTIONS[action].roles.length > 0)
  .toSorted((a, b) => Number(b === 'accept') - Number(a === 'accept'))
  .map((action) => ({ ...exampleOf(JSON.parse(JSON.stringify(ACTION_INPUTS[action]))), ...BEYOND[action] }))
