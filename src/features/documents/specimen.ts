import type { DocumentKind } from '../workflow/decision.js'
import type { Printed } from './page.js'
import { sheetFor } from './page.js'
import { composeSheet } from './sheet.js'
import type { Letterhead, SheetSource } from './sheet-parts.js'
import type { TemplateContent } from './template.js'

/** Papers that nobody gets (样张): what a template makes of an act that was not done. Pure. */

const DAY = '2026-03-02'
const WHY = '（此处为办理人员填写的理由）'
const due = (kind: string, day: string) => ({ kind, due: day })

const LICENCE = { licenceNo: 'JY20000000000001', licenceName: '示例许可证', reason: WHY }

/** The facts of such an act. */
const ACTS: Record<DocumentKind, Record<string, unknown>> = {
  receipt: {
    received: [{ materialCode: 'a', copies: 1, source: 'paper' }],
    missing: ['b'],
    lastDays: [due('intake', '2026-03-09')],
  },
  acceptanceNotice: {
    acceptedOn: DAY,
    lastDays: [due('promise', '2026-03-12'), due('legal', '2026-03-30')],
  },
  correctionNotice: { items: [{ materialCode: 'b', reason: WHY }] },
  supplementNotice: { items: [{ materialCode: 'b', reason: WHY }] },
  notAcceptedNotice: { ground: 'outsideCompetence', reason: WHY, competentAuthority: '示例市示例局' },
  notRequiredNotice: { reason: WHY },
  specialNotice: { kind: 'inspection', estimatedDays: 7, lastDays: [due('special', '2026-03-11')] },
  hearingRightNotice: {
    interest: WHY,
    thirdParties: '示例灌区管理处',
    lastDays: [due('hearing', '2026-03-09')],
  },
  hearingNotice: { hearingOn: '2026-03-16', hearingTime: '09:30', place: '听证室', presider: 'SC-101' },
  hearingWithdrawal: { requestedOn: DAY, hearingBy: 'applicant' },
  hearingRecord: { hearingOn: '2026-03-16', presider: 'SC-101', record: WHY, signed: '李小敏' },
  extensionNotice: { days: 10, reason: WHY, lastDays: [due('legal', '2026-04-13')] },
  approval: { decidedOn: DAY, lastDays: [due('delivery', '2026-03-16')] },
  renewalDecision: { decidedOn: DAY, lastDays: [due('delivery', '2026-03-16')] },
  changeDecision: { decidedOn: DAY, lastDays: [due('delivery', '2026-03-16')] },
  denial: { decidedOn: DAY, reason: WHY },
  renewalDenial: { decidedOn: DAY, reason: WHY },
  changeDenial: { decidedOn: DAY, reason: WHY },
  deliveryReceipt: { method: 'pickup', deliveredOn: DAY, receiver: '李小敏' },
  withdrawalConfirmation: { reason: WHY },
  terminationNotice: { ground: 'applicantGone', reason: WHY },
  revocationDecision: { revokedOn: DAY, reason: WHY, heard: WHY },
  voidNotice: { reason: WHY },
  paymentNotice: {
    paymentCode: '0000000000000000000010',
    amount: 8000,
    fees: [{ feeCode: 'a', full: 8000, amount: 8000 }],
  },
  paymentReceipt: {
    paymentCode: '0000000000000000000010',
    transactionNo: 'P0000000000000001',
    amount: 8000,
    paidOn: DAY,
    fees: [{ feeCode: 'a', full: 8000, amount: 8000 }],
  },
  refundReceipt: {
    refundNo: '0000000000000000000R01A',
    paymentNo: 'P0000000000000001',
    transactionNo: 'R0000000000000001',
    amount: 8000,
    refundedOn: DAY,
  },
  returnList: { returned: ['a', 'b'], givenBy: 'A0001' },
  deferralPromise: {
    deferred: [{ materialCode: 'b', dueOn: '2026-03-09' }],
    promise: '按期补交所缺材料',
    lastDays: [due('deferred', '2026-03-09')],
  },
  commitmentLetter: { pledged: ['b'] },
  licenceRevocation: { ...LICENCE, ground: 'fraud' },
  licenceWithdrawal: { ...LICENCE, ground: 'lawChanged' },
  licenceCancellation: { ...LICENCE, ground: 'notRenewed' },
  licenceSuspension: { ...LICENCE, ground: 'rectify', statute: '《示例条例》第十条', until: '2026-03-31' },
  licenceResumption: { ...LICENCE, ground: 'rectified' },
  licenceReprint: { ...LICENCE, ground: 'lost' },
  handoverVoucher: {
    handedFrom: '综合窗口',
    handedTo: '示例局',
    givenOn: DAY,
    givenBy: 'A0001',
    arrivedOn: '2026-03-03',
    sheets: [{ materialCode: 'a', count: 2, received: 1, refused: 1, lost: 0 }],
  },
}

export const SPECIMEN_KINDS = Object.keys(ACTS) as DocumentKind[]

const ITEM: SheetSource['item'] = {
  materials: [
    { materialCode: 'a', name: '申请书' },
    { materialCode: 'b', name: '场所证明' },
  ] as SheetSource['item']['materials'],
  legalBases: [{ name: '示例条例', article: '第一条' }] as SheetSource['item']['legalBases'],
  form: { schema: {} },
  results: [{ name: '示例许可证' }] as SheetSource['item']['results'],
  consultation: ['咨询电话：0000-0000000'],
  complaints: ['监督电话：0000-0000000'],
  specialProcedures: [],
  fees: {
    charged: true,
    items: [
      {
        feeCode: 'a',
        name: '示例费',
        standard: '80元/件',
        legalBasis: '示例价〔2026〕1号',
        reducible: false,
      },
    ],
  },
}

/** The paper of a kind as a template has it, with nobody’s name on it, marked as a specimen. */
export function specimenOf(
  kind: DocumentKind,
  itemType: string,
  { template, organ }: { template: TemplateContent; organ: Letterhead },
): Printed {
  const sheet = composeSheet({
    kind,
    issuedOn: DAY,
    content: ACTS[kind],
    template,
    organ,
    parties: [{ type: 'natural', name: '（申请人姓名）' }],
    case: { caseNo: '0000000000000000000', itemName: '示例事项', itemType, receivedOn: DAY, acceptedOn: DAY },
    item: ITEM,
    ...(kind === 'deliveryReceipt' ? { delivered: { decision: 'approval', title: '准予决定书' } } : {}),
  })
  return {
    sheet: sheetFor(sheet, { names: true, words: true }),
    documentNo: '样张',
    specimen: true,
    standing: { state: 'valid', words: '样张，不具有任何效力' },
  }
}
