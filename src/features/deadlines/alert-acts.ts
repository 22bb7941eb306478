import type { Caller } from '../../shared/caller.js'
import { type Problem, problem, ruleViolated } from '../../shared/problem.js'
import type { Text } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'
import type { AlertEntry, AlertRow } from './alert-store.js'

/**
 * THE table of what may be done with an alert, by whom (预警处置): explained by those who handle the case, confirmed with its
 * score or revoked by the supervisor, appealed against once, closed in the end.
 */
export const ALERT_ACTS = {
  explain: {
    from: ['OPEN'],
    to: 'EXPLAINED',
    roles: ['lead', 'clerk', 'reviewer', 'approver'],
    summary: 'Explain an alert',
    chinese: '说明',
  },
  confirm: {
    from: ['OPEN', 'EXPLAINED'],
    to: 'CONFIRMED',
    roles: ['supervisor'],
    summary: 'Confirm an alert',
    chinese: '确认',
  },
  revoke: {
    from: ['OPEN', 'EXPLAINED'],
    to: 'REVOKED',
    roles: ['supervisor'],
    summary: 'Revoke an alert',
    chinese: '撤销',
  },
  appeal: {
    from: ['CONFIRMED'],
    to: 'EXPLAINED',
    roles: ['lead', 'clerk', 'reviewer', 'approver'],
    summary: 'Appeal against a confirmed alert',
    chinese: '申诉',
  },
  close: {
    from: ['CONFIRMED', 'REVOKED'],
    to: 'CLOSED',
    roles: ['supervisor'],
    summary: 'Close an alert',
    chinese: '办结',
  },
} as const
export type AlertAction = keyof typeof ALERT_ACTS
export const ALERT_ACTIONS = Object.keys(ALERT_ACTS) as AlertAction[]

/** What of an alert its acts depend on. */
type Judged = Pick<AlertRow, 'status' | 'history' | 'measures' | 'person'>

/** Until when the organ has the word (说明期限、申诉期限届满日), and how far it was told. */
export interface OrgansDays {
  explainBy?: LegalDate | undefined
  appealBy?: LegalDate | undefined
  /** While an appeal waits: until when it is judged, and whose supervision does so today (复核期限、复核机关). */
  judgeBy?: LegalDate | undefined
  judge?: string | undefined
  /** Nobody of the organ was told of the alert: nobody can have been silent. */
  isUntold?: boolean
}

/** The appeal against the card (申诉), where there was one. */
export const appealOf = ({ history }: Pick<Judged, 'history'>): AlertEntry | undefined =>
  history.find(({ action }) => action === 'appeal')

/**
 * What a card counted before the appeal against it: it counts no more afterwards (申诉不加重). An appeal of an earlier release
 * does not say; then what its rule counts. Undefined without an appeal.
 */
export function mostAfterAppeal(alert: Pick<Judged, 'history' | 'measures'>): number | undefined {
  const appeal = appealOf(alert)
  return appeal && (appeal.score ?? alert.measures?.score ?? 0)
}

/** What may be done with it today; who may do it is another matter. */
export const actsNow = (alert: Judged, today: LegalDate, days: OrgansDays): AlertAction[] =>
  ALERT_ACTIONS.filter(
    (action) =>
      (ALERT_ACTS[action].from as readonly string[]).includes(alert.status) &&
      untimely(alert, action, today, days) === undefined,
  )

/**
 * Why an act is refused (409, 403, 422); undefined where nothing speaks against it. Nobody is counted against unheard, nor
 * before the days to appeal are over; an appeal is judged by somebody else, and makes nothing worse.
 */
export function refuseAct(
  alert: Judged,
  { action, score }: { action: AlertAction; score?: number | undefined },
  { subject }: Pick<Caller, 'subject'>,
  today: LegalDate,
  days: OrgansDays,
): Problem | undefined {
  const allowed = actsNow(alert, today, days)
  if (!allowed.includes(action)) {
    const detail = untimely(alert, action, today, days)
    return problem('TRANSITION_NOT_ALLOWED', {
      ...(detail === undefined ? {} : { detail }),
      extensions: { currentStatus: alert.status, allowed },
    })
  }
  if (action !== 'confirm' && action !== 'revoke') return undefined
  const appeal = appealOf(alert)
  const confirmed = alert.history.findLast((entry) => entry.action === 'confirm')
  if (appeal !== undefined && confirmed?.by === subject)
    return problem('FORBIDDEN', { detail: OWN_JUDGEMENT })
  const spoke = alert.history.some((entry) => SPEAKS.has(entry.action) && entry.by === subject)
  if (spoke || alert.person === subject) return problem('FORBIDDEN', { detail: OWN_CAUSE })
  const most = mostAfterAppeal(alert)
  return action === 'confirm' && most !== undefined && score !== undefined && score > most
    ? ruleViolated('/score', 'APPEAL_NOT_WORSE', notWorse(most))
    : undefined
}

/** Who may not judge an appeal that this caller makes: who confirmed, who spoke about it, whose work it is. */
export const barredFromJudging = (
  { history, person }: Pick<Judged, 'history' | 'person'>,
  { subject }: Pick<Caller, 'subject'>,
): string[] => [
  ...history.flatMap(({ action, by }) => (action === 'confirm' || SPEAKS.has(action) ? [by] : [])),
  ...(person === null ? [] : [person]),
  subject,
]

const SPEAKS: ReadonlySet<string> = new Set(['explain', 'appeal'])

/** Why an act that its status would allow comes too early, too late, or once too often. */
function untimely(
  alert: Judged,
  action: AlertAction,
  today: LegalDate,
  { explainBy, appealBy, isUntold = false }: OrgansDays,
): Text | undefined {
  if (action === 'appeal') {
    if (appealOf(alert) !== undefined) return APPEALED
    return appealBy !== undefined && today > appealBy ? tooLate(appealBy) : undefined
  }
  if (action === 'confirm' && alert.status === 'OPEN') {
    if (explainBy !== undefined && today <= explainBy) return awaited(explainBy)
    return isUntold ? UNTOLD : undefined
  }
  return action === 'close' && appealBy !== undefined && today <= appealBy ? appealable(appealBy) : undefined
}

const APPEALED = { en: 'There was an appeal already', zh: '已经申诉过一次' }
const tooLate = (appealBy: LegalDate): Text => ({
  en: `The organ might appeal until ${appealBy}: that day is over`,
  zh: `申诉期限至${appealBy}，已经届满`,
})
const UNTOLD = {
  en: 'No message of it has reached the organ, so that nobody can have been silent: it is confirmed after an explanation; an order (supervision-orders) asks for one; revoke it where it was raised wrongly',
  zh: '本预警尚未告知责任单位，不能按逾期未说明确认：应当在说明之后确认，可以发督办单要求说明；预警有误的，可以撤销',
}
const OWN_JUDGEMENT = {
  en: 'You confirmed it: the appeal is judged by another person of supervision, of this division or of one above',
  zh: '该预警由您确认，申诉应当由其他效能监督人员（本级或者上级）复核',
}
const OWN_CAUSE = {
  en: 'It is about your own work, or you spoke for the organ about it: somebody else judges it (回避)',
  zh: '该预警涉及您承办的工作，或者您已就其说明、申诉，应当回避，由他人处理',
}
const awaited = (explainBy: LegalDate): Text => ({
  en: `Nobody has explained it yet, and it may be explained until ${explainBy}: it is confirmed after the explanation, or after that day; revoke it where it was raised wrongly`,
  zh: `尚未说明，说明期限至${explainBy}：应当在说明之后，或者期满仍未说明的，方可确认；预警有误的，可以撤销`,
})
const appealable = (appealBy: LegalDate): Text => ({
  en: `The organ may appeal until ${appealBy}: it is closed after that day, or once an appeal was judged`,
  zh: `申诉期限至${appealBy}：期满未申诉，或者申诉已经复核的，方可办结`,
})
const notWorse = (most: number): Text => ({
  en: `An appeal makes nothing worse: it counts ${most} at most`,
  zh: `申诉不加重：记分不得高于申诉前的${most}分`,
})
