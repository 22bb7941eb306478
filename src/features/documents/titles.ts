import type { Text } from '../../shared/text.js'
import type { DocumentKind } from '../workflow/decision.js'

/** Titles of documents (文书) where no template says otherwise. */
const TITLES: Record<DocumentKind, Text> = {
  receipt: { zh: '收件回执', en: 'Receipt' },
  acceptanceNotice: { zh: '受理通知书', en: 'Notice of acceptance' },
  correctionNotice: { zh: '补正告知书', en: 'Notice of correction' },
  supplementNotice: { zh: '补充材料告知书', en: 'Notice of supplementary materials' },
  notAcceptedNotice: { zh: '不予受理通知书', en: 'Notice of refusal of acceptance' },
  notRequiredNotice: { zh: '不受理告知书', en: 'Notice that no licence is required' },
  specialNotice: { zh: '特别程序期限告知书', en: 'Notice of a special procedure' },
  hearingRightNotice: { zh: '听证告知书', en: 'Notice of the right to a hearing' },
  hearingNotice: { zh: '听证通知书', en: 'Notice of a hearing' },
  hearingWithdrawal: { zh: '撤回听证申请确认书', en: 'Confirmation that a hearing is asked for no more' },
  hearingRecord: { zh: '听证笔录', en: 'Record of a hearing' },
  extensionNotice: { zh: '延长办理期限通知书', en: 'Notice of extension' },
  approval: { zh: '准予决定书', en: 'Decision of approval' },
  renewalDecision: { zh: '准予延续决定书', en: 'Decision to renew' },
  changeDecision: { zh: '准予变更决定书', en: 'Decision to change' },
  denial: { zh: '不予决定书', en: 'Decision of refusal' },
  renewalDenial: { zh: '不予延续决定书', en: 'Decision to refuse a renewal' },
  changeDenial: { zh: '不予变更决定书', en: 'Decision to refuse a change' },
  deliveryReceipt: { zh: '送达回执', en: 'Receipt of delivery' },
  withdrawalConfirmation: { zh: '撤回确认书', en: 'Confirmation of withdrawal' },
  voidNotice: { zh: '办件作废告知书', en: 'Notice that a case is void' },
  revocationDecision: { zh: '撤销决定书', en: 'Decision of revocation' },
  terminationNotice: { zh: '终止办理通知书', en: 'Notice of termination' },
  licenceRevocation: { zh: '撤销行政许可决定书', en: 'Decision to revoke a licence' },
  licenceWithdrawal: { zh: '撤回行政许可决定书', en: 'Decision to withdraw a licence' },
  licenceCancellation: { zh: '注销行政许可决定书', en: 'Decision to cancel a licence' },
  licenceSuspension: { zh: '暂停行政许可决定书', en: 'Decision to suspend a licence' },
  licenceResumption: { zh: '恢复行政许可决定书', en: 'Decision to lift a suspension' },
  licenceReprint: { zh: '证照补发通知书', en: 'Notice of a new copy of a licence' },
  handoverVoucher: { zh: '物料流转凭证', en: 'Voucher of papers handed over' },
  paymentNotice: { zh: '缴费通知书', en: 'Notice of payment' },
  // Never 发票 or 票据: those come from the tax and finance authorities.
  paymentReceipt: { zh: '缴费凭证', en: 'Confirmation of payment' },
  refundReceipt: { zh: '退费凭证', en: 'Confirmation of refund' },
  returnList: { zh: '材料原件退还清单', en: 'List of originals given back' },
  deferralPromise: { zh: '容缺受理承诺书', en: 'Promise of deferred materials' },
  commitmentLetter: { zh: '告知承诺书', en: 'Commitment in place of materials' },
}

/** A decision is called after what it does: a marriage is registered, an allowance is paid, only a licence is granted. */
const DECISIONS: Record<string, { approval: Text; denial: Text }> = {
  '01': {
    approval: { zh: '准予行政许可决定书', en: 'Decision to grant a licence' },
    denial: { zh: '不予行政许可决定书', en: 'Decision to refuse a licence' },
  },
  '05': {
    approval: { zh: '行政给付决定书', en: 'Decision on a benefit' },
    denial: { zh: '不予行政给付决定书', en: 'Decision to refuse a benefit' },
  },
  '07': {
    approval: { zh: '行政确认书', en: 'Certificate of confirmation' },
    denial: { zh: '不予行政确认决定书', en: 'Decision to refuse confirmation' },
  },
  '08': {
    approval: { zh: '行政奖励决定书', en: 'Decision on an award' },
    denial: { zh: '不予行政奖励决定书', en: 'Decision to refuse an award' },
  },
  '09': {
    approval: { zh: '行政裁决书', en: 'Administrative ruling' },
    denial: { zh: '不予裁决决定书', en: 'Decision to refuse a ruling' },
  },
  '10': {
    approval: { zh: '准予办理决定书', en: 'Decision to grant the application' },
    denial: { zh: '不予办理决定书', en: 'Decision to refuse the application' },
  },
  '20': {
    approval: { zh: '办理结果通知书', en: 'Notice of result' },
    denial: { zh: '不予办理通知书', en: 'Notice of refusal' },
  },
}

/** The title of a document; decisions follow the item's type. A kind that this build does not know is shown by its code. */
export function documentTitle(kind: string, itemType: string): Text {
  if (kind === 'approval' || kind === 'denial') return DECISIONS[itemType]?.[kind] ?? TITLES[kind]
  return (TITLES as Record<string, Text | undefined>)[kind] ?? { zh: kind, en: kind }
}
