import { EVERY_POST } from '../../shared/caller.js'
import type { InputError } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import type { Text } from '../../shared/text.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { Standing } from '../access/competence.js'
import type { LimitUnit } from '../deadlines/limit.js'
import { type CaseState, openTasks, type TaskState } from './case-state.js'
import type { WorkflowDefinition } from './definition.js'
import type { LegalAct, Status } from './statuses.js'

/** Who acts on this case, with what competence (access/competence.ts) gives over this very case. */
export interface Actor {
  kind: 'person' | 'system'
  /** `issuer|subject`. */
  subject: string
  staffNo?: string
  /** In which roles, for which organs. */
  standings: readonly Standing[]
  /** Codes of the organs for which the actor may answer in a joint review. */
  answersFor: readonly string[]
  /** Of these the actor's very own; the others lie within a subtree. */
  answersForOwn: readonly string[]
  /** Staff numbers of absent people for whom the actor stands in (代理). */
  standsInFor?: readonly string[]
  /** Posts held in these organs. */
  answersPosts?: Readonly<Record<string, readonly string[]>>
  /** 回避: a party, its agent or its assistant. */
  recused: boolean
  /** Sees the case as staff, with what only staff see. */
  seesAsStaff?: boolean
  /** Of the organ to which the file was sent (转报收件): reads the words of it too. */
  receives?: true
  /** The standing in which the act is done: `decide()` sets it. */
  as?: Standing
}

/** Whether the actor has a role in this case at all. */
export const hasRole = (actor: Actor, role: Role): boolean =>
  actor.standings.some((standing) => standing.role === role)

/** Whether the actor holds a post (岗位) in the standing of the act. */
export const holdsPost = ({ as }: Actor, post: string): boolean =>
  as !== undefined && (as.posts.includes(EVERY_POST) || as.posts.includes(post))

/** Everything that `decide()` may look at: no clock, no random source, no database. */
export interface Situation {
  state: CaseState
  definition: WorkflowDefinition
  actor: Actor
  now: Instant
  /** Legal date of `now`. */
  today: LegalDate
  /** Fresh identifiers for tasks and special procedures. */
  newId: () => string
  /** Organs that an act or the procedure may name, by code: those that exist and go on. */
  organs: ReadonlySet<string>
  /** Who goes on for organs that ended (承继机构), by the code under which the procedure names them. */
  successors?: ReadonlyMap<string, string>
  /** Staff numbers of the deciding organ that an act may name; absent: nobody asked. */
  colleagues?: ReadonlySet<string>
  /** Who they are when they act: `issuer|subject` by staff number. */
  subjects?: ReadonlyMap<string, string>
  /** What conditions of steps may look at. */
  data: { form: unknown; answers: unknown }
}

/** What happens to a case and changes no status. */
export type PlainEvent =
  | 'create'
  | 'change'
  | 'renewQueryCode'
  | 'inspectMaterial'
  | 'handOver'
  | 'receiveHandover'
  | 'returnHandover'
  | 'returnMaterial'
  | 'revokeLicence'
  | 'withdrawLicence'
  | 'cancelLicence'
  | 'shelveResult'
  | 'giveBackResult'
  | 'proveDelivery'
  | 'deliverPaper'
  | 'suspendLicence'
  | 'resumeLicence'
  | 'reprintLicence'
  | 'undo'
  | 'expireDraft'
  | 'bill'
  | 'cancelBill'
  | 'pay'
  | 'requestRefund'
  | 'refund'
  | 'receiveResult'
  | 'loseResult'
  | 'claimTask'
  | 'releaseTask'
  | 'assignTask'
  | 'remindTask'
  | 'copyCase'
  | 'acknowledgeCopy'
  | 'withdrawCopy'
  | 'returnForwarded'
  | 'urgeCase'
  | 'answerUrge'
  | 'adoptVersion'
  | 'deemRenewal'
  | 'publishDecision'
  | 'proveWithdrawal'
  | 'moveCase'
  | 'barPromises'
  | 'repairPromise'

/** One legal act, in order; each raises the version of the case by one. */
export interface EventDraft {
  type: LegalAct | PlainEvent
  statusBefore: Status
  statusAfter: Status
  on: LegalDate
  facts: Record<string, unknown>
  /** Who did it, in which standing. */
  actor: Actor
  tasksOpened: TaskState[]
  tasksClosed: TaskState[]
  /** Lengthens the limits of PROMISE and LEGAL. */
  extension?: { amount: number; unit: LimitUnit; kinds: readonly ('LEGAL' | 'PROMISE')[] }
  /** What supervision must see of the act itself, whatever the clocks say (行为监察). */
  behaviour?: Behaviour
}

/** What is watched by what it is: a notice after a notice, a promise that was not kept. */
export interface Behaviour {
  rule: 'CORRECT_TWICE' | 'COMMITMENT_BROKEN' | 'WITHDRAWN_UNPROVEN' | 'DELIVERY_RIGHTED'
  /** How often in this case, this time counted. */
  times: number
}

export type DocumentKind =
  | 'receipt'
  | 'acceptanceNotice'
  | 'correctionNotice'
  | 'supplementNotice'
  | 'notAcceptedNotice'
  | 'notRequiredNotice'
  | 'specialNotice'
  | 'hearingRightNotice'
  | 'hearingNotice'
  | 'hearingRecord'
  | 'hearingWithdrawal'
  | 'extensionNotice'
  | 'approval'
  | 'renewalDecision'
  | 'changeDecision'
  | 'denial'
  | 'renewalDenial'
  | 'changeDenial'
  | 'deliveryReceipt'
  | 'withdrawalConfirmation'
  | 'terminationNotice'
  | 'revocationDecision'
  | 'voidNotice'
  | 'handoverVoucher'
  | 'licenceRevocation'
  | 'licenceWithdrawal'
  | 'licenceCancellation'
  | 'licenceSuspension'
  | 'licenceResumption'
  | 'licenceReprint'
  | 'paymentNotice'
  | 'paymentReceipt'
  | 'refundReceipt'
  | 'returnList'
  | 'deferralPromise'
  | 'commitmentLetter'

/** A document (文书) to be numbered, dated and stored. */
export interface DocumentDraft {
  kind: DocumentKind
  facts: Record<string, unknown>
}

export interface Decision {
  kind: 'decision'
  /** The case afterwards; its version is raised by the number of events. */
  state: CaseState
  events: EventDraft[]
  documents: DocumentDraft[]
}

/** An answer, never an exception: why not, and what may be done instead. */
export interface Refusal {
  kind: 'refusal'
  /** ROLE 403, STATE 409, RULE 422; FEE 409: it waits for a payment; HELD 409: whose task it is; SOON 409: asked again too soon. */
  code: 'ROLE' | 'STATE' | 'RULE' | 'FEE' | 'HELD' | 'SOON'
  /** Of HELD: which task, and who holds it; absent: nobody, and it must be claimed. */
  task?: { taskId: string; heldBy?: string }
  /** Of SOON: from when on. */
  again?: Instant
  /** Of FEE: by which code how much is paid, in 分; absent where the bill is not made yet. */
  owed?: { paymentCode: string; amount: number }
  detail: Text
  errors: InputError[]
}

/** The decision while it is being made: a copy of the state that the acts change, and what they leave behind. */
export interface Work extends Situation {
  events: EventDraft[]
  documents: DocumentDraft[]
  /** Organs that the procedure asks and that are there no more: the event of the act names them. */
  notAsked?: string[]
}

export function refuse(code: Refusal['code'], en: string, zh: string, errors: InputError[] = []): Refusal {
  return { kind: 'refusal', code, detail: { en, zh }, errors }
}

export const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refusal'

/** Writes one legal act into the work. */
export function record(
  work: Work,
  type: LegalAct,
  to: Status,
  facts: Record<string, unknown> = {},
  tasks: {
    opened?: TaskState[]
    closed?: TaskState[]
    extension?: EventDraft['extension']
    behaviour?: Behaviour
  } = {},
): void {
  const statusBefore = work.state.status
  work.state.status = to
  work.state.acts.push({ action: type, subject: work.actor.subject })
  work.events.push({
    type,
    statusBefore,
    statusAfter: to,
    on: work.today,
    facts: (work.notAsked ?? []).length === 0 ? facts : { ...facts, notAsked: work.notAsked },
    actor: work.actor,
    tasksOpened: tasks.opened ?? [],
    tasksClosed: tasks.closed ?? [],
    ...(tasks.extension === undefined ? {} : { extension: tasks.extension }),
    ...(tasks.behaviour === undefined ? {} : { behaviour: tasks.behaviour }),
  })
}

/** Some step belongs to the organ that did another, or to another than that, or to one of its own. */
const asksForOrgans = ({ steps }: WorkflowDefinition): boolean =>
  steps.some(({ who: { sameOrganAs, notSameOrganAs, organ } = {} }) =>
    [sameOrganAs, notSameOrganAs, organ].some((each) => each !== undefined),
  )

/** Closes a task; gives the closed one, which takes the place of the open one. */
export function closeTask(
  work: Work,
  task: TaskState,
  outcome: NonNullable<TaskState['outcome']>,
): TaskState {
  const organ = asksForOrgans(work.definition) ? work.actor.as?.organisation : undefined
  const closed = {
    ...task,
    closedAt: work.now,
    closedBy: work.actor.subject,
    ...(organ === undefined ? {} : { closedFor: organ }),
    outcome,
  }
  work.state.tasks = work.state.tasks.map((each) => (each.taskId === task.taskId ? closed : each))
  return closed
}

/** Ends every open task: the case leaves the review. */
export function endTasks(work: Work): TaskState[] {
  return openTasks(work.state).map((task) => closeTask(work, task, 'ended'))
}
