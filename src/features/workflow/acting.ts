import type { Standing } from '../access/competence.js'
import type { CaseState, TaskState } from './case-state.js'
import { type Actor, type Refusal, refuse } from './decision.js'
import { ACTIONS, type Action } from './statuses.js'

/** What a window that took the case in may do of an intake (窗口权限); the deciding organ itself is not bound by it. */
const WINDOW_ACTS: Readonly<Record<string, ReadonlySet<Action>>> = {
  decides: intakeActs('handleOnTheSpot'),
  accepts: intakeActs(),
  // 代收: it gives a receipt and hands over, and refuses nothing.
  collects: new Set<Action>(['submit', 'deliver', 'returnMail']),
}

function intakeActs(...more: Action[]): ReadonlySet<Action> {
  return new Set<Action>([
    'submit',
    'preReview',
    'correctOnTheSpot',
    'requestCorrection',
    'accept',
    'acceptWithDeferral',
    'refuseAcceptance',
    'declareNotRequired',
    'supplyMaterials',
    'requestHearing',
    'waiveHearing',
    'withdraw',
    'deliver',
    'returnMail',
    ...more,
  ])
}

/** The first standing of the actor in which an action may be done. */
export function actingAs(actor: Actor, action: Action): Standing | undefined {
  const { roles } = ACTIONS[action] as { roles: readonly string[] }
  return actor.standings.find(
    ({ role, windowAuthority }) =>
      roles.includes(role) &&
      (windowAuthority === undefined || WINDOW_ACTS[windowAuthority]?.has(action) === true),
  )
}

/** What the organ of a step does in it, where that is not the organ of the case. */
const OF_STEP: ReadonlySet<Action> = new Set<Action>(['completeStep', 'returnStep'])

/** Whether a step is open that another organ than the case's does, and the actor is of it. */
const holdsForOrgan = (actor: Actor, { tasks }: Pick<CaseState, 'tasks'>): boolean =>
  tasks.some(
    ({ kind, organisation, closedAt }) =>
      kind === 'step' &&
      closedAt === undefined &&
      organisation !== undefined &&
      actor.answersFor.includes(organisation),
  )

/** Whether the actor may do a step that is open: of the organ that it belongs to. */
export const holdsStep = (actor: Actor, { organisation }: TaskState, action: Action): boolean =>
  organisation === undefined ? actingAs(actor, action) !== undefined : actor.answersFor.includes(organisation)

/** What time does by itself: what belongs to no role, and the end of a case on the rule of its item (容缺逾期终止). */
const isOfTime = (action: Action, { deferralEndsBy }: Pick<CaseState, 'deferralEndsBy'>): boolean =>
  ACTIONS[action].roles.length === 0 || (action === 'terminate' && deferralEndsBy !== undefined)

/** Whose act it is at all (行政许可法 Art. 22): before the status is looked at. */
export function refuseByStanding(
  actor: Actor,
  action: Action,
  state: Pick<CaseState, 'tasks' | 'deferralEndsBy'>,
): Refusal | undefined {
  const { roles } = ACTIONS[action] as { roles: readonly string[] }
  if (actor.kind === 'system') return isOfTime(action, state) ? undefined : notYours()
  // An opinion is not the case's organ's to give, but that of who was asked; of its own people only of who was added.
  const isTheirs =
    action === 'giveOpinion'
      ? actor.answersFor.length > 0 || state.tasks.some((task) => isNamed(actor, task))
      : actingAs(actor, action) !== undefined || (OF_STEP.has(action) && holdsForOrgan(actor, state))
  if (isTheirs) return undefined
  if (actor.recused) {
    return refuse(
      'ROLE',
      'You are a party to this case, its agent or its assistant: somebody else must act (回避)',
      '您是本件当事人、代理人或者帮办代办人员，应当回避，请由他人办理',
    )
  }
  if (action !== 'giveOpinion' && actor.standings.some((standing) => roles.includes(standing.role))) {
    return refuse('ROLE', 'This window has no authority for this act', '本窗口的权限不包括此操作')
  }
  return notYours()
}

/** Whether a task is one person's (加签) and the actor is it, or stands in for it while it is away. */
export const isNamed = ({ staffNo, standings }: Actor, { reviewer }: TaskState): boolean =>
  reviewer !== undefined &&
  standings.some(({ role, deputyFor = staffNo }) => role === 'reviewer' && deputyFor === reviewer)

const notYours = (): Refusal =>
  refuse(
    'ROLE',
    'You have no competence for this act: it belongs to the organ of the case, in a role that has it',
    '您对本件没有此项权限：该操作由本件所属机关的相应角色办理',
  )
