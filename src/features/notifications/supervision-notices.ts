import type { Notice, ToldEvent, Whom } from './notice.js'
import { known, numberOf, textOf } from './notice-facts.js'

// What supervision and the organs that it looks at tell each other (监察往来). Pure.

type At = Pick<Extract<Whom, { to: 'work' }>, 'organisation'>

/** The organ is told what it has to answer and what became of its answer; who issued the order, that it was answered. */
function orderNotices({ type, payload }: ToldEvent, at: At): Notice[] {
  const [, what] = type.split('.')
  const facts = known({ orderNo: textOf(payload.officialNo), due: textOf(payload.replyBy) })
  const toOrgan = (kind: Notice['kind'], more: Record<string, string> = {}): Notice[] =>
    (['lead', 'approver'] as const).map((role) => ({
      kind,
      whom: { to: 'work', only: 'organ', role, ...at },
      part: role,
      facts: { ...facts, ...more },
    }))
  if (what === 'issue' || what === 'return') return toOrgan('orderToAnswer')
  if (what === 'accept' || what === 'withdraw') return toOrgan('orderEnded', { outcome: what })
  // An event of an earlier release does not say who: then who stands above the organ is told.
  const issuer = textOf(payload.issuedBy)
  const whom = { to: 'work', above: true, ...(issuer === undefined ? {} : { issuer }), ...at } as const
  return what === 'reply' ? [{ kind: 'orderAnswered', whom, part: 'issuer', facts }] : []
}

/** A card that counts, or that does not: whose work it is may appeal once, and who leads the organ answers for it (申诉). */
function cardNotices({ type, payload }: ToldEvent, at: At): Notice[] {
  // After an appeal the words say that it was judged (申诉复核结果): they would else be those of before.
  const kind =
    type === 'alert.confirm'
      ? payload.appealed === true
        ? 'cardUpheld'
        : 'cardConfirmed'
      : payload.appealed === true
        ? 'cardOverturned'
        : 'cardRevoked'
  const score = numberOf(payload.score)
  const facts = known({
    clock: textOf(payload.rule),
    card: textOf(payload.level),
    ...(type === 'alert.confirm' && score !== undefined && score > 0 ? { score } : {}),
    appealBy: textOf(payload.appealBy),
  })
  const taskId = textOf(payload.taskId)
  const task = taskId === undefined ? {} : { taskId }
  return [
    { kind, whom: { to: 'work', ...task, ...at }, part: 'work', facts },
    { kind, whom: { to: 'work', role: 'lead', ...at }, part: 'lead', facts },
  ]
}

/** An appeal waits for whose supervision judges it (申诉复核). */
function appealNotices({ payload }: ToldEvent): Notice[] {
  const organisation = textOf(payload.judge)
  if (organisation === undefined) return []
  const facts = known({
    clock: textOf(payload.rule),
    card: textOf(payload.level),
    due: textOf(payload.judgeBy),
  })
  const whom = { to: 'work', only: 'organ', role: 'supervisor', organisation } as const
  return [{ kind: 'appealToJudge', whom, part: 'judge', facts }]
}

/** What acts of supervision have to tell (督办、预警处置); nothing of other events. */
export function supervisionNotices(event: ToldEvent): Notice[] {
  const { type, payload } = event
  const organisation = textOf(payload.organisation)
  const at = organisation === undefined ? {} : { organisation }
  if (type.startsWith('supervisionOrder.')) return orderNotices(event, at)
  if (type === 'alert.appeal') return appealNotices(event)
  return type === 'alert.confirm' || type === 'alert.revoke' ? cardNotices(event, at) : []
}
