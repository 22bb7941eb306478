import { makeCaseNo } from '../../shared/ids.js'
import { COUNTY_HEALTH, HOUSING_FUND_WINDOW_ID, LESHAN_ITEM_CODE } from '../../shared/sample-codes.js'
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

/** What an example says beyond what its action always requires: the case above names no window. */
const BEYOND: { [A in Action]?: object } = {
  // Who ends a step says what was found; without a word supervision sees it (NO_EXAMINATION).
  completeStep: { opinion: '经审查，申请材料齐全、内容一致，符合条件' },
  handleOnTheSpot: { windowId: HOUSING_FUND_WINDOW_ID },
  addReviewer: { organisation: COUNTY_HEALTH },
  removeReviewer: { organisation: COUNTY_HEALTH },
  refuseAcceptance: { competentAuthority: '县市场监督管理局' },
}

/** An example of each action that somebody can do, 受理 first: the page shows the first. */
const SHOWN = ACTION_NAMES.filter((action) => ACTIONS[action].roles.length > 0).toSorted(
  (a, b) => Number(b === 'accept') - Number(a === 'accept'),
)
export const exampleCommands = SHOWN.map((action) => ({
  ...exampleOf(JSON.parse(JSON.stringify(ACTION_INPUTS[action]))),
  ...BEYOND[action],
}))

/** Numbers of the sample's cases; the first is the one that most examples name. */
const exampleNo = (serial: number): string => makeCaseNo('511102', '2026-03-02T01:00:00.000000Z', '1', serial)
export const EXAMPLE_CASE_NO = exampleNo(1)
/** Still a draft. */
export const EXAMPLE_DRAFT_NO = exampleNo(2)
/** Handed in over the web, asked for with the code beside it. */
export const EXAMPLE_PROGRESS = { caseNo: '511100260302200001F', queryCode: '402917' }
/** Looked through by a clerk who may take that back. */
export const EXAMPLE_UNDO_NO = exampleNo(191)
/** Taken back at the counter without the applicant's word on record. */
export const EXAMPLE_UNPROVEN_NO = exampleNo(192)
/** The receipt of the first, with the code on it. */
export const EXAMPLE_PAPER = { documentNo: `${EXAMPLE_CASE_NO}-01`, code: '7K3M9QX2TB' }
/** Each action has a case that stands where it is possible. */
export const exampleCaseNos = (): string[] => SHOWN.map(exampleCaseNoOf)
export const exampleCaseNoOf = (action: Action): string => exampleNo(101 + ACTION_NAMES.indexOf(action))
