import { toDatabaseError } from '../../database/errors.js'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { inProgress } from '../../http/idempotency.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import { canonicalJson, sha256 } from '../../shared/canonical-json.js'
import { newId } from '../../shared/ids.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { actOnCase, type Done, type Outcome } from '../cases/acts/act-on-case.js'
import type { FeeCommand } from '../cases/acts/fee-act.js'
import { findParent } from '../cases/bundled/read-parent.js'
import { findInHand } from '../cases/case-in-hand.js'
import { type BillState, billState, type PaymentOutcome, type Settling } from './bill.js'
import { jointPayments } from './joint-payment.js'
import { caseNoIn } from './payment-code.js'
import {
  insertDiffering,
  insertRecord,
  type NewPaymentRow,
  type PaymentRow,
  selectRecords,
} from './payment-store.js'
import { giveBack } from './refund-service.js'
import { selectPlaceOfRefund, updateRefund } from './refund-store.js'

/** What the payment system tells (缴费通知、退费结果); money in 分. */
export type PaymentCall =
  | { kind: 'payment'; transactionNo: string; paymentCode: string; amount: number; paidAt: string }
  | { kind: 'refund'; transactionNo: string; refundNo: string; amount: number; done: boolean; doneAt: string }

/**
 * Takes the word of the payment system: once for each number, however often and wherever it comes in. The case, the ledger
 * and the refund are written in one transaction: who is told of nothing finds nothing done, and says it again.
 */
export async function takePaymentCall(
  deps: Deps,
  call: PaymentCall,
): Promise<{ record: PaymentRow; replayed: boolean }> {
  refuseFuture(call)
  const hash = sha256(canonicalJson(call))
  const known = await recall(deps.pool, call, hash)
  if (known !== undefined) return known
  const caseNo = caseNoIn(call.kind === 'payment' ? call.paymentCode : call.refundNo)
  // What of its item and calendar is not in memory yet is read here: no request ever holds two connections.
  if (caseNo !== undefined && (await findInHand(deps, SYSTEM_CALLER, caseNo)) === undefined)
    await findParent(deps, SYSTEM_CALLER, caseNo)
  try {
    const record = await withTransaction(deps.pool, async (db) => {
      const result = call.kind === 'payment' ? await pay(deps, db, call) : await answer(deps, db, call)
      return insertRecord(db, rowOf(call, hash, result))
    })
    return { record, replayed: false }
  } catch (error) {
    const failure = toDatabaseError(error)
    if (failure?.kind === 'lockTimeout') throw inProgress()
    if (failure?.kind !== 'uniqueViolation' || failure.table !== 'payment_records') throw error
  }
  // Somebody told it meanwhile: only a new snapshot sees what was written.
  const meanwhile = await recall(deps.pool, call, hash)
  if (meanwhile === undefined) throw inProgress()
  return meanwhile
}

/** Clocks of two houses differ by minutes; what is said to have happened later is a slip, and nothing of it is recorded. */
const AHEAD_MS = 300_000

function refuseFuture(call: PaymentCall): void {
  const [member, said] = call.kind === 'payment' ? ['paidAt', call.paidAt] : ['doneAt', call.doneAt]
  // By the clock of the signature's time: nothing of the case is looked at yet.
  if (Date.parse(said) <= Date.now() + AHEAD_MS) return
  throw ruleViolated(`/${member}`, 'DATE_IN_FUTURE', {
    zh: '时间晚于现在：通知未记录，请更正后重新发送',
    en: 'This moment has not come yet: nothing was recorded, send it again with the right one',
  })
}

/** What is known of this number; what differs from it is written beside it, once. Undefined: it never came. */
async function recall(
  db: Queryable,
  call: PaymentCall,
  hash: Buffer,
): Promise<{ record: PaymentRow; replayed: boolean } | undefined> {
  const rows = await selectRecords(db, call.kind, call.transactionNo)
  const same = rows.find(({ content_hash }) => content_hash.equals(hash))
  if (same !== undefined) return { record: same, replayed: true }
  const [first] = rows
  if (first === undefined) return undefined
  const record = await insertDiffering(db, rowOf(call, hash, { ...placeOf(first), outcome: 'differs' }))
  return record === undefined ? recall(db, call, hash) : { record, replayed: false }
}

type Place = Pick<NewPaymentRow, 'case_id' | 'case_no' | 'organisation_code' | 'divisions' | 'bill_state'>
interface Result extends Partial<Place> {
  outcome: PaymentOutcome
}

const placeOf = ({ case_id, case_no, organisation_code, divisions, bill_state }: Place): Place => ({
  case_id,
  case_no,
  organisation_code,
  divisions,
  bill_state,
})

async function pay(deps: Deps, db: Queryable, call: PaymentCall & { kind: 'payment' }): Promise<Result> {
  const { transactionNo, paymentCode, amount, paidAt } = call
  const payment = { transactionNo, paymentCode, amount, paidAt }
  const caseNo = caseNoIn(paymentCode)
  const outcome = await act(deps, db, caseNo, { action: 'pay', payment })
  if (outcome.kind === 'done') return settledAndEven(deps, db, outcome)
  // The number may be that of a bundle's case: one payment for all of its members (一单式收费).
  const parts = caseNo === undefined ? [] : ((await jointPayments(deps, db, caseNo, payment)) ?? [])
  const results: Result[] = []
  for (const part of parts) {
    const paid = await act(deps, db, part.caseNo, part.command)
    const result = paid.kind === 'done' ? await settledAndEven(deps, db, paid) : undefined
    // Somebody changed a bill while the sum was made: nothing of this stays, and it is told anew.
    if (result === undefined || result.outcome !== (part.command.surplus ?? 'settled'))
      throw problem('CONCURRENT_CHANGE', { headers: { 'retry-after': '1' } })
    results.push(result)
  }
  const [first] = results
  if (first === undefined) return { outcome: 'unknown' }
  // The record names the bundle's case; it lies with the first of the organs, and above all of them.
  const divisions = [...new Set(results.flatMap((each) => each.divisions ?? []))]
  return { ...first, case_id: undefined, case_no: caseNo, divisions }
}

/** What settles nothing goes back at once: the order is written with the payment, or neither is. */
async function settledAndEven(deps: Deps, db: Queryable, done: Done): Promise<Result> {
  const result = settledBy(done)
  if (result.outcome !== 'settled') await giveBack(db, deps, done.after.caseNo)
  return result
}

const settledBy = (done: Done): Result => ({
  ...resultOf(done),
  outcome: done.events[0]?.facts.settling as Settling,
})

/** The answer must be of what was ordered; of another amount it is somebody's mistake, and people look at it. */
async function answer(deps: Deps, db: Queryable, call: PaymentCall & { kind: 'refund' }): Promise<Result> {
  const { refundNo, transactionNo, done, doneAt, amount } = call
  const command = { action: 'answerRefund', refundNo, done, transactionNo, doneAt, amount } as const
  const outcome = await act(deps, db, caseNoIn(refundNo), command)
  if (outcome.kind === 'done') {
    await updateRefund(db, refundNo, { state: done ? 'done' : 'failed', transactionNo, doneAt })
    return { ...resultOf(outcome), outcome: 'answered' }
  }
  if (outcome.kind !== 'refusal') return { outcome: 'unknown' }
  const place = await selectPlaceOfRefund(db, refundNo)
  return { ...place, outcome: outcome.refusal.code === 'RULE' ? 'wrongAmount' : 'notDue' }
}

/** As often as another act of the same case comes first; then the payment system says it again. */
const TRIES = 3

async function act(
  deps: Deps,
  db: Queryable,
  caseNo: string | undefined,
  command: FeeCommand,
): Promise<Exclude<Outcome, { kind: 'lost' }>> {
  if (caseNo === undefined) return { kind: 'absent' }
  for (let tries = 0; tries < TRIES; tries += 1) {
    const outcome = await actOnCase(deps, {
      caseNo,
      caller: SYSTEM_CALLER,
      command,
      expected: 'any',
      within: db,
    })
    if (outcome.kind !== 'lost') return outcome
  }
  throw problem('CONCURRENT_CHANGE', { headers: { 'retry-after': '1' } })
}

function resultOf({ after }: Done): Place {
  const { bill } = after.facts
  const state: BillState | undefined = bill && billState(bill)
  return {
    case_id: after.id,
    case_no: after.caseNo,
    organisation_code: after.organ.code,
    divisions: [...after.organ.divisions],
    bill_state: state,
  }
}

function rowOf(call: PaymentCall, hash: Buffer, result: Result): NewPaymentRow {
  const { kind, transactionNo, amount } = call
  return {
    id: newId(),
    kind,
    transaction_no: transactionNo,
    content_hash: `\\x${hash.toString('hex')}`,
    outcome: result.outcome,
    reference: kind === 'payment' ? call.paymentCode : call.refundNo,
    amount,
    done: kind === 'refund' ? call.done : undefined,
    said_at: kind === 'payment' ? call.paidAt : call.doneAt,
    case_id: result.case_id,
    case_no: result.case_no,
    organisation_code: result.organisation_code,
    divisions: result.divisions,
    bill_state: result.bill_state,
  }
}
