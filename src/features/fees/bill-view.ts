import type { Language } from '../../shared/text.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import {
  type Bill,
  billState,
  type Charge,
  moneyOf,
  openDemand,
  overpaidOf,
  paidOf,
  refundedOf,
  totalOf,
} from './bill.js'
import type { BillView } from './bill-schemas.js'

/** A case with what it costs. */
export interface BilledCase {
  caseNo: string
  bill: Bill | undefined
  /** As it would be assessed now. */
  charges: readonly Charge[]
  document: Pick<ItemDocument, 'fees'>
}

/** The bill as people read it: codes with the words of the item version that the case stands under. */
export function viewBill({ caseNo, bill, charges, document }: BilledCase, language: Language): BillView {
  const lines = bill?.lines ?? charges
  const open = bill && openDemand(bill)
  const overpaid = bill === undefined ? 0 : overpaidOf(bill)
  return {
    caseNo,
    state: bill === undefined ? 'FORESEEN' : billState(bill),
    ...(bill === undefined ? {} : { issuedOn: bill.issuedOn }),
    lines: lines.map((line) => viewLine(line, document, language)),
    total: moneyOf(totalOf(lines)),
    paid: moneyOf(bill === undefined ? 0 : paidOf(bill)),
    refunded: moneyOf(bill === undefined ? 0 : refundedOf(bill)),
    outstanding: moneyOf(open?.amount ?? 0),
    ...(overpaid === 0 ? {} : { overpaid: moneyOf(overpaid) }),
    ...(open === undefined ? {} : { paymentCode: open.paymentCode }),
    demands: (bill?.demands ?? []).map(inMoney),
    refunds: (bill?.refunds ?? []).map(inMoney),
    surplus: (bill?.surplus ?? []).map(inMoney),
  }
}

const inMoney = <T extends { amount: number }>(entry: T) => ({ ...entry, amount: moneyOf(entry.amount) })

function viewLine(charge: Charge, { fees }: Pick<ItemDocument, 'fees'>, language: Language) {
  const { feeCode, due, blocks, count, full, amount, reduction } = charge
  const fee = fees.items.find((each) => each.feeCode === feeCode)
  const cut = fee?.reductions?.find(({ code }) => code === reduction)
  const named = (thing: { name: string; nameEn?: string }) =>
    language === 'en' ? (thing.nameEn ?? thing.name) : thing.name
  return {
    feeCode,
    name: fee === undefined ? feeCode : named(fee),
    standard: fee?.standard ?? '',
    legalBasis: fee?.legalBasis ?? '',
    due,
    ...(blocks === undefined ? {} : { blocks }),
    count,
    full: moneyOf(full),
    amount: moneyOf(amount),
    ...(cut === undefined ? {} : { reduction: { code: cut.code, name: named(cut), basis: cut.basis } }),
  }
}
