import type { Queryable } from '../../../database/queryable.js'
import type { Deps } from '../../../deps.js'
import { type Caller, SYSTEM_CALLER } from '../../../shared/caller.js'
import { followsLetter } from '../../exits/exit-letters.js'
import type { Command } from '../../workflow/action-inputs.js'
import type { Decision, EventDraft, Refusal, Situation } from '../../workflow/decision.js'
import { type AdoptCommand, adoptVersion } from '../adopting/adopt-act.js'
import type { PatchCaseBody } from '../application-schemas.js'
import { type ResultCommand, takeResult } from '../bundled/receive-result.js'
import type { CaseRecord, Material, Party } from '../case.js'
import { applyDecision, type Surroundings } from '../case-change.js'
import { actorOf, findAtDesk, findInHand, type InHand, situationOf } from '../case-in-hand.js'
import type { CaseWrite } from '../case-writes.js'
import { deliverPaper, type PaperCommand } from '../exiting/deliver-paper.js'
import { doExitAct, type ExitCommand } from '../exiting/exit-act.js'
import { doHanding, type HandingCommand } from '../handing/hand-over-act.js'
import { doInformAct, type InformCommand } from '../informing/inform-act.js'
import { allOf, type StillLawful } from '../intake/earlier-applications.js'
import { type InspectCommand, inspectMaterial } from '../intake/inspect-material.js'
import { type MoveCommand, moveCase } from '../intake/move-case.js'
import { movesAlong } from '../intake/moved-case.js'
import { type ProveCommand, proveWithdrawal } from '../intake/prove-withdrawal.js'
import { type ReturnCommand, returnMaterial } from '../intake/return-material.js'
import { type DeemRenewalCommand, deemRenewal } from '../licensing/deem-renewal-act.js'
import { doLicenceAct, type LicenceCommand } from '../licensing/licence-act.js'
import { type PublishCommand, publishDecision } from '../licensing/publish-act.js'
import { doTaskAct, type TaskCommand } from '../tasks/task-act.js'
import { changeDraft } from './change-draft.js'
import { type ExpireCommand, expireDraft } from './expire-draft.js'
import { doFeeAct, type FeeCommand } from './fee-act.js'
import { doLegalAct } from './legal-act.js'
import { newerProcedure } from './newer-procedure.js'
import { overdueConsequence, renewalMayBeOver } from './overdue.js'
import { replaceQueryCode } from './replace-query-code.js'
import { notSaved, saveAct } from './save-act.js'
import { undoLast } from './undo.js'

/** What the door needs; a caller that has it needs no other. */
export type ActContext = Pick<
  Deps,
  | 'pool'
  | 'files'
  | 'items'
  | 'workflows'
  | 'calendars'
  | 'dictionaries'
  | 'encryption'
  | 'registers'
  | 'sequencer'
  | 'config'
  | 'deemDueRenewal'
>

/** The same for who only looks things up: the pool, or the transaction in which the act stands. */
export type LookContext = Omit<ActContext, 'pool'> & {
  pool: Queryable
  /** In one nobody waits for others: what registers are to say was asked before (lookAhead). */
  inTransaction?: true
}

/** Everything that can be done with a case: the legal acts of the workflow, and what changes no status. */
export type CaseCommand =
  | Command
  | { action: 'change'; body: PatchCaseBody }
  | { action: 'renewQueryCode'; queryCode: string }
  | { action: 'undo' }
  | InspectCommand
  | HandingCommand
  | ReturnCommand
  | LicenceCommand
  | DeemRenewalCommand
  | ExitCommand
  | ExpireCommand
  | FeeCommand
  | ResultCommand
  | TaskCommand
  | InformCommand
  | AdoptCommand
  | PublishCommand
  | ProveCommand
  | MoveCommand
  | PaperCommand

/** What is remembered with an act, in the same statement: the answer to a request that may come twice. */
export interface Memo {
  callerHash: Buffer
  operation: string
  key: string
  rowOf(done: Done): NonNullable<CaseWrite['answer']>
}

export interface CaseAct {
  caseNo: string
  caller: Caller
  command: CaseCommand
  /**
   * The version that the caller has seen. `any`: whatever it is now, with one more try after a lost race. Undefined, or
   * something that is no version, fits none: nothing is done.
   */
  expected: number | 'any' | 'stale' | undefined
  memo?: Memo | undefined
  /** A transaction in which several cases are acted on together (移交、一件事). */
  within?: Queryable
  /** Where the caller sees nothing of the case, and hands its result out at a desk: in whose name. */
  desk?: string | undefined
  /** What of it goes into the audit trail, in the same statement. */
  audit?: (done: Done) => NonNullable<CaseWrite['audit']>
}

export interface Done {
  kind: 'done'
  before: CaseRecord
  after: CaseRecord
  events: readonly EventDraft[]
  around: Surroundings
}

export type Outcome =
  | Done
  /** Not allowed, with why; `situation` tells what would be. */
  | { kind: 'refusal'; refusal: Refusal; situation?: Situation }
  /** Somebody was faster; nothing is written. */
  | { kind: 'lost' }
  /** Not at the expected version. */
  | { kind: 'stale'; record: CaseRecord }
  /** The law had its say first (视为受理, 补正不来); what was asked for is not done. */
  | { kind: 'overtaken'; by: Done }
  /** There is no such case, or none for this caller. */
  | { kind: 'absent' }
  /** The same request was done before; its stored answer, where it was read. */
  | { kind: 'remembered'; stored?: NonNullable<InHand['row']['stored']> }
  /** The same request is still under way. */
  | { kind: 'busy' }
  /** The applicant keeps as many drafts as one may. */
  | { kind: 'full' }

/** A command once everything that it brings along has been looked at: the case with it, and what follows. */
export interface Prepared {
  kind: 'prepared'
  record: CaseRecord
  /** As it is stored, where `record` is how it stood before (撤销). */
  base?: CaseRecord
  around: Surroundings
  decision: Decision
  parties?: readonly Party[]
  materials?: readonly Material[]
  /** What must still hold at the moment of writing. */
  still?: StillLawful | undefined
  /** The case in whose place this one is handed in (分办更正): it is moved in the same transaction. */
  moved?: CaseRecord | undefined
}

/**
 * The one door to a case: people's acts, those of the law, changes of drafts, batches. One read, a pure decision, one
 * write; knows neither HTTP nor a language, and refuses by an answer. Throws only where the database or the catalogue
 * fails.
 */
export async function actOnCase(context: ActContext, act: CaseAct): Promise<Outcome> {
  const outcome = await attempt(context, act)
  return outcome.kind === 'lost' && act.expected === 'any' ? attempt(context, act) : outcome
}

async function attempt(context: ActContext, act: CaseAct): Promise<Outcome> {
  const reading = { ...context, pool: act.within ?? context.pool }
  const hand =
    (await findInHand(reading, act.caller, act.caseNo, act.memo)) ??
    (act.desk && (await findAtDesk(reading, act.caller, act.caseNo, act.desk)))
  if (!hand) return { kind: 'absent' }
  // Visible, or else who has lost the right to see it would be told by its old answer.
  if (act.memo !== undefined && hand.row.stored !== null)
    return { kind: 'remembered', stored: hand.row.stored }
  const { record } = hand
  if (act.expected === undefined) return { kind: 'stale', record }
  // In a transaction of several cases the job of the licences sees to it, within a second.
  const isAlone = act.within === undefined && isLegalActOfPerson(act)
  if (isAlone && renewalMayBeOver(hand) && (await context.deemDueRenewal(act.caseNo)))
    return attempt(context, act)
  const overdue = isLegalActOfPerson(act) ? overdueConsequence(hand) : undefined
  if (overdue !== undefined) {
    const around = { ...hand.around, actor: actorOf(SYSTEM_CALLER, record) }
    const by = await carryOut(
      context,
      { ...hand, around },
      { caseNo: act.caseNo, caller: act.caller, expected: act.expected, command: { action: overdue } },
    )
    if (by.kind === 'done') return { kind: 'overtaken', by }
    if (by.kind === 'lost') return by
  }
  if (act.expected !== 'any' && act.expected !== record.version) return { kind: 'stale', record }
  return carryOut(context, hand, act)
}

/** What decides nothing: a draft, a new query code, papers that are carried from one place to another, money. */
const NO_DECISION = new Set<CaseCommand['action']>([
  'change',
  'renewQueryCode',
  'handOver',
  'receiveHandover',
  'returnHandover',
  'requestRefund',
  'claimTask',
  'releaseTask',
  'assignTask',
  'remindTask',
  'copyCase',
  'acknowledgeCopy',
  'withdrawCopy',
  'urgeCase',
  'answerUrge',
  // Its own look says whether the law was faster.
  'moveCase',
])

/** What the law has decided comes before what people do. */
const isLegalActOfPerson = ({ caller, command }: CaseAct): boolean =>
  caller.kind === 'person' && !NO_DECISION.has(command.action)

async function carryOut(context: ActContext, hand: InHand, act: CaseAct): Promise<Outcome> {
  // What the act itself looks up is looked up there too: nobody holds two connections.
  const looking: LookContext =
    act.within === undefined ? context : { ...context, pool: act.within, inTransaction: true }
  const prepared = await prepare(looking, hand, act)
  if (prepared.kind === 'absent') return prepared
  if (prepared.kind === 'refusal') return { kind: 'refusal', refusal: prepared, situation: situationOf(hand) }
  const { record, base, around, decision, parties, materials, moved } = prepared
  const change = applyDecision(record, decision, around, base)
  const still = allOf(
    prepared.still,
    movesAlong(actOnCase, context, act.caller, { moved, to: record.caseNo }),
    // The desk that acts keeps its own row, in its own transaction.
    act.within === undefined ? followsLetter(hand.record, change.record, act.caller) : undefined,
  )
  const done: Done = {
    kind: 'done',
    before: hand.record,
    after: change.record,
    events: decision.events,
    around,
  }
  const answer = act.memo?.rowOf(done)
  const saved = await saveAct(context, {
    row: hand.row,
    change,
    schema: around.document.form.schema,
    ...(parties === undefined ? {} : { parties }),
    ...(materials === undefined ? {} : { materials }),
    ...(answer === undefined ? {} : { answer }),
    ...(act.audit === undefined ? {} : { audit: act.audit(done) }),
    ...(act.within === undefined ? {} : { within: act.within }),
    still,
  })
  // What was written meanwhile is seen now, and refuses.
  if (saved === 'forestalled') return carryOut(context, hand, act)
  const newer = saved === 'superseded' ? await newerProcedure(context, hand.record, change.record) : undefined
  if (newer !== undefined)
    return carryOut(context, { ...hand, around: { ...hand.around, definition: newer } }, act)
  return saved === 'saved' ? done : notSaved(saved)
}

async function prepare(
  context: LookContext,
  hand: InHand,
  { caller, command }: CaseAct,
): Promise<Prepared | Refusal | { kind: 'absent' }> {
  switch (command.action) {
    case 'change':
      return changeDraft(context, hand, caller, command.body)
    case 'renewQueryCode':
      return replaceQueryCode(context, hand, command.queryCode)
    case 'inspectMaterial':
      return inspectMaterial(context, hand, command)
    case 'handOver':
    case 'receiveHandover':
    case 'returnHandover':
      return doHanding(hand, command)
    case 'shelveResult':
    case 'giveBackResult':
    case 'proveDelivery':
    case 'handOutResult':
      return doExitAct(context, hand, caller, command)
    case 'revokeLicence':
    case 'withdrawLicence':
    case 'cancelLicence':
    case 'suspendLicence':
    case 'resumeLicence':
    case 'reprintLicence':
      return doLicenceAct(hand, command)
    case 'deemRenewal':
      return deemRenewal(hand, command)
    case 'undo':
      return undoLast(context, hand)
    case 'returnMaterial':
      return returnMaterial(hand, command)
    case 'expireDraft':
      return expireDraft(hand, command)
    case 'pay':
    case 'requestRefund':
    case 'giveBack':
    case 'answerRefund':
      return doFeeAct(hand, command)
    case 'receiveResult':
    case 'loseResult':
      return takeResult(hand, command)
    case 'claimTask':
    case 'releaseTask':
    case 'assignTask':
    case 'remindTask':
      return doTaskAct(context, hand, caller, command)
    case 'copyCase':
    case 'acknowledgeCopy':
    case 'withdrawCopy':
    case 'urgeCase':
    case 'answerUrge':
      return doInformAct(context, hand, caller, command)
    case 'publishDecision':
      return publishDecision(hand, command)
    case 'proveWithdrawal':
      return proveWithdrawal(hand, command)
    case 'moveCase':
      return moveCase(hand, command)
    case 'deliverPaper':
      return deliverPaper(context, hand, command)
    case 'adoptVersion':
      return adoptVersion(context, hand, command)
    default:
      return doLegalAct(context, hand, caller, command)
  }
}
