import {
  type Bill,
  type BillState,
  billState,
  type Charge,
  cancelled,
  type FeeBlocks,
  type FeeDue,
  openDemand,
  reassessed,
  withLines,
} from '../fees/bill.js'
import { caseNoIn } from '../fees/payment-code.js'
import type { CaseState } from './case-state.js'
import { type EventDraft, type Refusal, refuse, type Work } from './decision.js'
import type { Action, LegalAct, Status } from './statuses.js'

/** What waits for the payment of a fee that says so. The law's own acts wait for nobody (视为受理). */
const WAITS: Partial<Record<Action, readonly FeeBlocks[]>> = {
  accept: ['accept'],
  acceptWithDeferral: ['accept'],
  handleOnTheSpot: ['accept', 'decide', 'close'],
  approve: ['decide'],
  close: ['close'],
}

/** Which fees an act makes due. A refusal makes none due that a grant would have. */
const DUE: Partial<Record<LegalAct, readonly FeeDue[]>> = {
  submit: ['submit'],
  accept: ['submit', 'accept'],
  acceptWithDeferral: ['submit', 'accept'],
  deemAccept: ['submit', 'accept'],
  approve: ['submit', 'accept', 'decide'],
}

/** Where a case ends before anything was granted or refused, nothing that was not paid is owed. */
const OWES_NOTHING: ReadonlySet<Status> = new Set<Status>([
  'WITHDRAWN',
  'TERMINATED',
  'VOIDED',
  'NOT_ACCEPTED',
  'NOT_REQUIRED',
])

type Fees = Pick<CaseState, 'fees' | 'bill' | 'status'>

/** Fees that stand between the case and an act, and are not paid. */
export function unpaidFor(state: Fees, action: Action): Charge[] {
  const waiting = WAITS[action]
  // Nothing is made for who was refused: the case ends, whatever a certificate would have cost.
  if (waiting === undefined || (action === 'close' && state.status === 'DENIED')) return []
  const { bill } = state
  const stands = ({ blocks, amount }: Charge) =>
    amount > 0 && blocks !== undefined && waiting.includes(blocks)
  const billed = bill !== undefined && openDemand(bill) !== undefined ? bill.lines : []
  // What is done in one act has no moment to pay in: what is not on a bill yet waits as well.
  const coming = action === 'handleOnTheSpot' ? notBilled(state) : []
  return [...billed, ...coming].filter(stands)
}

/** FEE_OPEN: the act waits for a fee; says which, and by which code it is paid. */
export function refuseUnpaid(state: Fees, action: Action): Refusal | undefined {
  const unpaid = unpaidFor(state, action)
  if (unpaid.length === 0) return undefined
  const demand = state.bill && openDemand(state.bill)
  const refusal = refuse(
    'FEE',
    demand === undefined
      ? 'A fee of this item is paid first: accept the case, and the bill is made'
      : 'A fee is not paid yet: this step waits for it',
    demand === undefined ? '本事项须先缴费，请先受理，系统随即开单' : '费用尚未缴清，须缴费后方可办理此环节',
    unpaid.map(({ feeCode }) => ({
      pointer: `/bill/lines/${lineOf(state, feeCode)}`,
      code: 'FEE_OPEN',
      message: { en: `The fee ${feeCode} is open`, zh: `收费项目 ${feeCode} 未缴` },
    })),
  )
  return demand === undefined
    ? refusal
    : { ...refusal, owed: { paymentCode: demand.paymentCode, amount: demand.amount } }
}

const lineOf = ({ bill }: Fees, feeCode: string): number =>
  Math.max(0, bill?.lines.findIndex((line) => line.feeCode === feeCode) ?? 0)

const notBilled = ({ fees, bill }: Fees): Charge[] =>
  (fees?.charges ?? []).filter(
    ({ feeCode }) => bill === undefined || bill.lines.every((line) => line.feeCode !== feeCode),
  )

/** After an act: what has become due goes onto the one bill of the case (开单); what a dead case does not owe is cancelled. */
export function settleFees(work: Work): void {
  const { state } = work
  reassess(work)
  const dues = new Set(work.events.flatMap(({ type }) => DUE[type as LegalAct] ?? []))
  const lines = notBilled(state).filter(({ due }) => dues.has(due))
  if (lines.length > 0 && state.fees !== undefined) putOnBill(work, lines, state.fees.caseNo)
  if (state.bill !== undefined && OWES_NOTHING.has(state.status) && billState(state.bill) === 'OPEN') {
    const { amount = 0, paymentCode } = openDemand(state.bill) ?? {}
    state.bill = cancelled(state.bill)
    work.events.push(feeEvent(work, 'cancelBill', { amount, paymentCode, state: billState(state.bill) }))
  }
}

/** Acts that may change by what a fee is assessed: what the applicant says comes anew (补正、当场更正、补交). */
const REASSESSED: ReadonlySet<string> = new Set<LegalAct>(['submit', 'correctOnTheSpot', 'supplyMaterials'])

/** What is on the bill is assessed anew (重新核定费用) where the applicant has said something else since. */
function reassess(work: Work): void {
  const { state, events, today } = work
  if (state.bill === undefined || !events.some(({ type }) => REASSESSED.has(type))) return
  const { caseNo } = state.fees ?? {
    caseNo: state.bill.demands[0] && caseNoIn(state.bill.demands[0].paymentCode),
  }
  if (caseNo === undefined) return
  const found = reassessed(state.bill, state.fees?.charges ?? [], { caseNo, today })
  if (found === undefined) return
  tellBill(work, found.bill, found.changed)
}

function putOnBill(work: Work, lines: readonly Charge[], caseNo: string): void {
  const bill = withLines(work.state.bill, lines, { caseNo, today: work.today })
  tellBill(work, bill, lines)
}

/** The bill as it is now, the event that says what of it is new, and the notice where there is something new to pay. */
function tellBill(work: Work, bill: Bill, lines: readonly Charge[]): void {
  const before = work.state.bill && openDemand(work.state.bill)
  work.state.bill = bill
  const demand = openDemand(bill)
  const asked = demand === undefined ? {} : { paymentCode: demand.paymentCode }
  const told = lines.map(({ feeCode, full, amount }) => ({ feeCode, full, amount }))
  const facts = { lines: told, amount: demand?.amount ?? 0, state: billState(bill), ...asked }
  work.events.push(feeEvent(work, 'bill', facts))
  // Who is exempt from everything is asked for nothing.
  if (demand !== undefined && demand.paymentCode !== before?.paymentCode)
    work.documents.push({
      kind: 'paymentNotice',
      facts: { paymentCode: demand.paymentCode, amount: demand.amount, fees: bill.lines },
    })
}

/** What happens to a bill is no legal act: the status stays. */
function feeEvent(
  { state, actor, today }: Work,
  type: 'bill' | 'cancelBill',
  facts: { state: BillState } & Record<string, unknown>,
): EventDraft {
  return {
    type,
    statusBefore: state.status,
    statusAfter: state.status,
    on: today,
    facts,
    actor,
    tasksOpened: [],
    tasksClosed: [],
  }
}
