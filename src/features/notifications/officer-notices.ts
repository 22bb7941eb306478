import type { Notice, ToldEvent } from './notice.js'
import { known, numberOf, textOf } from './notice-facts.js'
import type { NoticeKind } from './notice-kinds.js'

/** How an alert of a level is told. */
export const ALERT_NOTICES: Readonly<Record<string, NoticeKind>> = {
  NOTICE: 'reminder',
  YELLOW: 'yellow',
  RED: 'red',
}

/**
 * An alert goes to whom its rule names, else to whose work it is, and from the yellow card on to who leads the organ; one
 * that nobody explains goes further up (升级提醒): `superior` is who stands above the organ.
 */
function alertNotices({ payload }: ToldEvent): Notice[] {
  const kind = ALERT_NOTICES[String(payload.level)]
  if (kind === undefined) return []
  const organisation = textOf(payload.organisation)
  const taskId = textOf(payload.taskId)
  const facts = known({
    clock: textOf(payload.rule),
    due: textOf(payload.due),
    remaining: numberOf(payload.remaining),
    explainBy: textOf(payload.explainBy),
    overBy: numberOf(payload.overBy),
  })
  const at = organisation === undefined ? {} : { organisation }
  const task = taskId === undefined ? {} : { taskId }
  const lead: Notice = { kind, whom: { to: 'work', role: 'lead', ...at }, part: 'lead', facts }
  const said: Readonly<Record<string, Notice | Notice[]>> = {
    officer: { kind, whom: { to: 'work', ...at, ...task }, part: 'work', facts },
    deputy: { kind, whom: { to: 'work', only: 'deputy', ...at, ...task }, part: 'deputy', facts },
    lead,
    superior: { kind, whom: { to: 'work', role: 'lead', above: true, ...at }, part: 'superior', facts },
    // The organ answers by who leads it and by who decides for it, its head among them.
    organ: [
      { kind, whom: { to: 'work', only: 'organ', role: 'approver', ...at }, part: 'organ', facts },
      { ...lead, part: 'organ lead' },
    ],
  }
  // An appeal is judged by supervision: it hears of its delay, and so does who stands above it.
  if (payload.rule === 'ALERT_APPEAL' && !Array.isArray(payload.tell))
    return [
      { kind, whom: { to: 'work', only: 'organ', role: 'supervisor', ...at }, part: 'organ', facts },
      ...(kind === 'reminder' ? [] : [said.superior].flatMap((one) => one ?? [])),
    ]
  const usual = kind === 'reminder' ? ['officer'] : ['officer', 'lead']
  const tell = Array.isArray(payload.tell) ? payload.tell : usual
  return tell.flatMap((who) => said[String(who)] ?? [])
}

interface OpenedTask {
  taskId: string
  kind: string
  step: string
  phase: string
  organisation?: string
}

/** A task that an act opened goes to the holders of its role in the organ that does it. */
function taskNotices({ payload }: ToldEvent): Notice[] {
  const opened = Array.isArray(payload.tasksOpened) ? (payload.tasksOpened as OpenedTask[]) : []
  return opened.map(({ taskId, step, phase, organisation }) => ({
    kind: 'newTask',
    whom: {
      to: 'work',
      taskId,
      role: phase === 'decide' ? 'approver' : 'reviewer',
      ...(organisation === undefined ? {} : { organisation }),
    },
    part: taskId,
    facts: { step },
  }))
}

/** A task that was given to somebody goes to that person; one that was asked after to who holds it. */
function handedNotices({ type, payload }: ToldEvent): Notice[] {
  const { taskId, step, assignee } = payload
  if (typeof taskId !== 'string') return []
  const facts = known({ step: textOf(step) })
  if (type === 'case.assignTask' && typeof assignee === 'string')
    return [{ kind: 'assigned', whom: { to: 'work', taskId, person: assignee }, part: taskId, facts }]
  return type === 'case.remindTask'
    ? [{ kind: 'urged', whom: { to: 'work', taskId }, part: taskId, facts }]
    : []
}

/** Who is informed of a case (抄送): people by name, organs at their lead. */
function copyNotices({ payload }: ToldEvent): Notice[] {
  const listed = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
  const told = (whom: Notice['whom'], part: string): Notice => ({ kind: 'copied', whom, part, facts: {} })
  return [
    ...listed(payload.staff).map((person) => told({ to: 'work', person }, person)),
    ...listed(payload.organisations).map((organisation) =>
      told({ to: 'work', role: 'lead', organisation }, organisation),
    ),
  ]
}

/** 转报: the organ above learns by its lead and its clerks that a file waits to be taken in. */
function forwardedNotices({ payload }: ToldEvent): Notice[] {
  const organisation = payload.forwardedOrganisation
  if (typeof organisation !== 'string') return []
  return (['clerk', 'lead'] as const).map((role) => ({
    kind: 'forwarded',
    whom: { to: 'work', role, organisation },
    part: role,
    facts: {},
  }))
}

/** 退回转报: who decides in the lower organ sends it on anew, and its lead knows. */
const sentBackNotices = (): Notice[] =>
  (['approver', 'lead'] as const).map((role) => ({
    kind: 'sentBack',
    whom: { to: 'work', role },
    part: role,
    facts: {},
  }))

/** Whoever asks how a case stands (催办) is heard by whose work it is, and by the lead where it was the applicant. */
function urgeNotices({ payload }: ToldEvent): Notice[] {
  const told = (whom: Notice['whom'], part: string): Notice => ({ kind: 'urged', whom, part, facts: {} })
  return [
    told({ to: 'work' }, 'work'),
    ...(payload.urgedBy === 'applicant' ? [told({ to: 'work', role: 'lead' }, 'lead')] : []),
  ]
}

/** What an event has to tell those who work on the case, and who watch its limits (经办提醒、预警). Pure. */
export function officerNotices(event: ToldEvent): Notice[] {
  return [
    ...(event.type === 'alert.raise' || event.type === 'alert.escalate' ? alertNotices(event) : []),
    ...taskNotices(event),
    ...handedNotices(event),
    ...(event.type === 'case.copyCase' ? copyNotices(event) : []),
    ...(event.type === 'case.close' ? forwardedNotices(event) : []),
    ...(event.type === 'case.returnForwarded' ? sentBackNotices() : []),
    ...(event.type === 'case.urgeCase' ? urgeNotices(event) : []),
  ]
}
