import type { Caller } from '../../../shared/caller.js'
import type { Role } from '../../../shared/roles.js'
import type { LegalDate } from '../../../shared/time.js'
import type { CaseState } from '../../workflow/case-state.js'
import { type Actor, type Decision, type Refusal, refuse } from '../../workflow/decision.js'
import { hasEnded, refuseSuspended } from '../../workflow/delivery-acts.js'
import { rightedOf } from '../../workflow/delivery-righted.js'
import type { LookContext, Prepared } from '../acts/act-on-case.js'
import { doLegalAct } from '../acts/legal-act.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { InHand } from '../case-in-hand.js'
import { stateOf } from '../state-of-case.js'

/** What is done with a result at an exit desk (统一出件): its events and its receipt stand in the case. */
export type ExitCommand =
  | { action: 'shelveResult'; shelf: NonNullable<CaseState['shelf']> }
  | { action: 'giveBackResult'; exitId: string; reason: string }
  | { action: 'proveDelivery'; exitId: string; deliveredOn: LegalDate; signedBy: string; again?: string }
  | ({ action: 'handOutResult'; exitId: string; note?: string } & (
      | { method: 'pickup'; receiver: string; receivedAs: string; byMandate: boolean }
      | { method: 'post'; receiver: string; address: string; trackingNumber: string }
    ))

const DESK: readonly Role[] = ['issuer']

/**
 * 入库、领取、寄出、退回: by who hands out for the organ of the case, or for the centre at whose window it came in. What is
 * handed out or posted is delivered by the one door that `deliver` goes through; nothing else ends a case.
 */
export async function doExitAct(
  context: LookContext,
  hand: InHand,
  caller: Caller,
  command: ExitCommand,
): Promise<Prepared | Refusal> {
  const { record, around } = hand
  const as = standingFor(around.actor)
  if (as === undefined)
    return refuse(
      'ROLE',
      'Results are handed out by the issuers of the organ, or of the centre at which the case came in',
      '办理结果由本件所属机关或者收件中心的出件人员发放',
    )
  const acting = { ...around, actor: { ...around.actor, as } }
  const { shelf } = record.facts
  switch (command.action) {
    case 'shelveResult': {
      if (hasEnded(record.facts)) return nothingLeft()
      if (record.resultType === 'forwarded') return handedOutAbove()
      const stopped = refuseSuspended({ state: stateOf(record, around), today: around.today })
      if (stopped !== undefined) return stopped
      if (record.status !== 'CLOSED' || shelf !== undefined) return notNow()
      const { exitId, windowId, windowName, pickUpNo } = command.shelf
      const facts = { exitId, windowId, windowName, pickUpNo }
      const decision = plainDecision(record, acting, 'shelveResult', { facts })
      return prepared(hand, acting, withShelf(decision, command.shelf))
    }
    case 'giveBackResult': {
      if (record.status !== 'CLOSED' || shelf?.exitId !== command.exitId) return notNow()
      const { exitId, reason } = command
      const decision = plainDecision(record, acting, 'giveBackResult', { facts: { exitId, reason } })
      return prepared(hand, acting, withShelf(decision, undefined))
    }
    case 'proveDelivery': {
      const { delivery } = record.facts
      if (record.status !== 'DELIVERED' || delivery?.method !== 'post') return notNow()
      const { exitId, deliveredOn, signedBy, again } = command
      if (delivery.provenOn !== undefined && again === undefined) return toldBefore()
      const moves = delivery.provenOn !== undefined && delivery.provenOn !== deliveredOn
      const behaviour = moves ? rightedOf(record.facts) : undefined
      const decision = plainDecision(record, acting, 'proveDelivery', {
        facts: { exitId, deliveredOn, receiver: signedBy, why: again },
        ...(behaviour === undefined ? {} : { behaviour }),
      })
      const proven = { ...delivery, provenOn: deliveredOn }
      return prepared(hand, acting, { ...decision, state: { ...decision.state, delivery: proven } })
    }
    case 'handOutResult':
      return handOut(context, hand, caller, command)
  }
}

/** Off the shelf and delivered, in one act. */
async function handOut(
  context: LookContext,
  hand: InHand,
  caller: Caller,
  command: Extract<ExitCommand, { action: 'handOutResult' }>,
): Promise<Prepared | Refusal> {
  const { shelf, ...facts } = hand.record.facts
  if (shelf?.exitId !== command.exitId) return notNow()
  const { action: _action, exitId, ...said } = command
  const { receivedAs, byMandate, ...input } =
    said.method === 'pickup' ? said : { ...said, receivedAs: undefined, byMandate: undefined }
  const offShelf = { ...hand, record: { ...hand.record, facts } }
  const done = await doLegalAct(context, offShelf, caller, { action: 'deliver', ...input })
  if (done.kind !== 'prepared') return done
  const more = {
    exitId,
    ...(receivedAs === undefined ? {} : { receivedAs }),
    ...(byMandate === undefined ? {} : { byMandate }),
  }
  const events = done.decision.events.map((event) =>
    event.type === 'deliver' ? { ...event, facts: { ...event.facts, ...more } } : event,
  )
  const { state } = done.decision
  const delivery = state.delivery === undefined ? {} : { delivery: { ...state.delivery, exitId } }
  return { ...done, decision: { ...done.decision, events, state: { ...state, ...delivery } } }
}

const prepared = (hand: InHand, around: InHand['around'], decision: Decision): Prepared => ({
  kind: 'prepared',
  record: hand.record,
  around,
  decision,
})

function withShelf(decision: Decision, shelf: CaseState['shelf']): Decision {
  const { shelf: _before, ...state } = decision.state
  return { ...decision, state: { ...state, ...(shelf === undefined ? {} : { shelf }) } }
}

const standingFor = ({ standings }: Actor) => standings.find(({ role }) => DESK.includes(role))

/** 转报: nobody is called in for a certificate that another organ decides about. */
const handedOutAbove = (): Refusal =>
  refuse(
    'STATE',
    'The case was forwarded: the organ above hands out what it decides',
    '本件已转报上级机关，由上级机关发放其决定的结果',
  )

/** A certificate that was revoked is handed to nobody (收回证件); `deliver` refuses it as well. */
const nothingLeft = () =>
  refuse(
    'STATE',
    'What was granted has been revoked, withdrawn or cancelled since: there is nothing left to hand out',
    '所准予的许可已被撤销、撤回或者注销，结果不再发放',
  )

const toldBefore = () =>
  refuse(
    'STATE',
    'It was told that the letter arrived: where that was wrong say why (again)',
    '该邮件已登记妥投；登记有误的，请写明更正原因（again）',
  )

const notNow = () =>
  refuse(
    'STATE',
    'Where the result lies does not allow this: it is there once, from the closing until it is handed out',
    '结果的当前去向不允许此操作：办结后入库一次，发放或者退回后出库',
  )
