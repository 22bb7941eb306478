import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { type BilledMember, billedMembers } from '../cases/bundled/billed-members.js'
import type { IssuedDocument } from '../cases/issued-documents.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { type Bill, openDemand } from '../fees/bill.js'
import { jointDemand } from '../fees/joint-bill.js'
import { feeLines } from './fee-lines.js'
import type { Line } from './sheet-parts.js'

/** Papers about money of which a bundle's case has one for all its members (一单式收费). */
const OF_MONEY = new Set(['paymentNotice', 'paymentReceipt'])

/** What such a paper says beyond the facts of its own case. */
export interface Joint {
  content: Record<string, unknown>
  /** What is paid, item by item. */
  fees: Line[]
  /** Of a notice: the demands that it asks for, one of each case. */
  asks?: string[]
}

/**
 * A notice of payment in a member's case of a bundle asks for what all of its members owe now, by the code that pays all, and
 * a receipt names all that this payment paid; undefined where the case is no member of a bundle, or nothing is open any more.
 * As the bills stand when the paper is numbered, before anybody sees it: a later notice takes the place of an earlier one.
 */
export async function jointPaper(
  { pool, items }: { pool: Queryable; items: Deps['items'] },
  { kind, parent_no: parentNo, content }: Pick<IssuedDocument, 'kind' | 'parent_no' | 'content'>,
): Promise<Joint | undefined> {
  if (parentNo === null || !OF_MONEY.has(kind)) return undefined
  const members = await billedMembers(pool, parentNo)
  const paid = kind === 'paymentReceipt' ? paidBy(members, content.transactionNo) : asked(parentNo, members)
  if (paid === undefined) return undefined
  const fees: Line[] = []
  for (const member of paid.members) {
    const item = await itemOf(items, member)
    fees.push(...feeLines(member.bill.lines as never, item, member.item_name))
  }
  const { amount, paymentCode } = paid
  const bundle = members[0]?.bundle
  const code = paymentCode === undefined ? {} : { paymentCode }
  const { asks } = paid
  return { fees, content: { parentNo, bundle, amount, ...code }, ...(asks === undefined ? {} : { asks }) }
}

async function itemOf(
  items: Deps['items'],
  { item_code, item_version }: BilledMember,
): Promise<Pick<ItemDocument, 'fees'>> {
  const item = await items.version(item_code, item_version)
  if (item === undefined) throw new Error(`version ${item_version} of item ${item_code} is not there`)
  return item
}

interface Together {
  amount: number
  members: BilledMember[]
  paymentCode?: string
  asks?: string[]
}

function asked(parentNo: string, members: readonly BilledMember[]): Together | undefined {
  const demand = jointDemand(
    parentNo,
    members.map(({ bill }) => bill),
  )
  if (demand === undefined) return undefined
  const open = members.filter(({ bill }) => openDemand(bill) !== undefined)
  const asks = open.flatMap(({ bill }) => openDemand(bill)?.paymentCode ?? [])
  return { amount: demand.amount, members: open, paymentCode: demand.paymentCode, asks }
}

/** All that one payment settled. */
function paidBy(members: readonly BilledMember[], transactionNo: unknown): Together | undefined {
  const partOf = ({ demands }: Bill) =>
    demands.find((each) => each.state === 'paid' && each.transactionNo === transactionNo)
  const paid = members.flatMap((member) => {
    const part = partOf(member.bill)
    return part === undefined ? [] : [{ member, amount: part.amount }]
  })
  if (paid.length < 2) return undefined
  const amount = paid.reduce((sum, each) => sum + each.amount, 0)
  return { amount, members: paid.map(({ member }) => member) }
}
