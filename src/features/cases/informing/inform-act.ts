import type { Caller } from '../../../shared/caller.js'
import type { Role } from '../../../shared/roles.js'
import { livingOrganisations } from '../../divisions/division-service.js'
import { staffAtWork } from '../../staff/staff-service.js'
import { type Actor, type PlainEvent, type Refusal, refuse } from '../../workflow/decision.js'
import { holderKey, mayAskAgain } from '../../workflow/held-tasks.js'
import { isStatus, STATUSES } from '../../workflow/statuses.js'
import type { LookContext, Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { CaseFacts, CaseRecord } from '../case.js'
import type { InHand } from '../case-in-hand.js'
import { isHandledBy } from '../case-sight.js'
import { refuseInput } from '../refuse-input.js'
import { type Copy, isToldBy, placesOfCopies, standingCopies, type Urge } from './informed.js'
import { mayReturn, returnForwarded } from './return-forwarded.js'

/** Who is told of a case without a task (抄送), and who asks how it stands (催办). */
export type InformCommand =
  | { action: 'copyCase'; organisations?: readonly string[]; staff?: readonly string[]; note?: string }
  | { action: 'acknowledgeCopy'; copyId: string }
  | { action: 'withdrawCopy'; copyId: string; reason?: string }
  | { action: 'urgeCase'; reason?: string }
  | { action: 'answerUrge'; urgeId: string; answer?: string }

/** None of it decides anything. */
export async function doInformAct(
  context: LookContext,
  hand: InHand,
  caller: Caller,
  command: InformCommand,
): Promise<Prepared | Refusal | { kind: 'absent' }> {
  switch (command.action) {
    case 'copyCase':
      return copy(context, hand, command)
    case 'acknowledgeCopy':
      return acknowledge(hand, caller, command.copyId)
    case 'withdrawCopy':
      return takeBack(context, hand, caller, command)
    case 'urgeCase':
      return urge(hand, command.reason)
    case 'answerUrge':
      return answer(hand, command)
  }
}

const standingOf = ({ standings }: Actor, roles: readonly Role[]) =>
  standings.find(({ role }) => roles.includes(role))

const HANDLERS: readonly Role[] = ['clerk', 'reviewer', 'approver', 'lead']

/** 抄送: who handles the case lets others see it, masked, without anything to do. */
async function copy(
  context: LookContext,
  hand: InHand,
  { organisations = [], staff = [], note }: Extract<InformCommand, { action: 'copyCase' }>,
): Promise<Prepared | Refusal> {
  const { record, around } = hand
  if (!isHandledBy(around.actor, record))
    return refuse('ROLE', 'Others are informed by who handles the case', '抄送由本件办理人员操作')
  const { copies = [] } = record.facts
  const organs = organisations.length === 0 ? [] : await livingOrganisations(context.pool, organisations)
  const people: string[] = []
  for (const staffNo of new Set(staff))
    if ((await staffAtWork(context.pool, staffNo)) !== undefined) people.push(staffNo)
  const errors = [
    ...organisations.flatMap((code, index) =>
      code === record.organ.code || code === record.organ.successor
        ? [ownOrgan(`/organisations/${index}`)]
        : organs.some((organ) => organ.code === code)
          ? []
          : [unknown(`/organisations/${index}`)],
    ),
    ...staff.flatMap((staffNo, index) => (people.includes(staffNo) ? [] : [unknown(`/staff/${index}`)])),
  ]
  if (errors.length > 0) return refuseInput(errors)
  const there = new Set(
    standingCopies(copies).flatMap(({ organisation, staffNo }) => organisation ?? staffNo ?? []),
  )
  const common = { at: around.now, by: holderKey(around.actor), ...(note === undefined ? {} : { note }) }
  const added: Copy[] = [
    ...organs
      .filter(({ code }) => !there.has(code))
      .map(({ code, divisions }) => ({
        copyId: around.newId(),
        organisation: code,
        divisions: [...divisions],
        ...common,
      })),
    ...people
      .filter((staffNo) => !there.has(staffNo))
      .map((staffNo) => ({ copyId: around.newId(), staffNo, ...common })),
  ]
  if (added.length === 0) return refuse('STATE', 'All of them are informed already', '上述机构、人员均已抄送')
  const told = [...copies, ...added]
  const next = withFacts({ ...record, copied: placesOfCopies(told) }, { copies: told })
  return prepared(hand, next, 'copyCase', HANDLERS, {
    organisations: added.flatMap(({ organisation }) => organisation ?? []),
    staff: added.flatMap(({ staffNo }) => staffNo ?? []),
    note,
  })
}

/** Whose case it is reads it without a copy. */
const ownOrgan = (pointer: string) => ({
  pointer,
  code: 'OWN_ORGAN',
  message: {
    en: 'It is the organ of the case itself, whose people read it without a copy; name people of it (staff)',
    zh: '该机构为本件办理机关，无需抄送；需要告知本机关人员的，请填写 staff',
  },
})

const unknown = (pointer: string) => ({
  pointer,
  code: 'UNKNOWN',
  message: { en: 'There is no such organ or member of staff', zh: '没有该机构或者该工作人员' },
})

/** 已阅: by the person who was informed, or for the organ by one of its people. */
function acknowledge(hand: InHand, caller: Caller, copyId: string): Prepared | Refusal | { kind: 'absent' } {
  const { record, around } = hand
  const { copies = [] } = record.facts
  const mine = standingCopies(copies).find((each) => each.copyId === copyId)
  if (mine === undefined) return { kind: 'absent' }
  if (!isToldBy(mine, caller, around.actor.staffNo))
    return refuse('ROLE', 'Only who was informed says so', '仅由被抄送的机构、人员确认已阅')
  if (mine.seenAt !== undefined) return refuse('STATE', 'It was acknowledged before', '已确认阅知')
  const seen = { ...mine, seenAt: around.now, seenBy: holderKey(around.actor) }
  const next = withFacts(record, { copies: copies.map((each) => (each === mine ? seen : each)) })
  return prepared(hand, next, 'acknowledgeCopy', [], { copyId })
}

/** 撤回抄送: who handles the case takes back the sight that a copy gave; that it was given stays on record. */
async function takeBack(
  context: LookContext,
  hand: InHand,
  caller: Caller,
  { copyId, reason }: { copyId: string; reason?: string },
): Promise<Prepared | Refusal | { kind: 'absent' }> {
  const { record, around } = hand
  const { copies = [] } = record.facts
  const sent = standingCopies(copies).find((each) => each.copyId === copyId && each.forwarded === true)
  if (sent !== undefined && mayReturn(caller, sent))
    return returnForwarded(context, hand, { copyId, ...(reason === undefined ? {} : { reason }) })
  if (!isHandledBy(around.actor, record))
    return refuse('ROLE', 'A copy is taken back by who handles the case', '撤回抄送由本件办理人员操作')
  const copied = copies.find((each) => each.copyId === copyId)
  if (copied === undefined) return { kind: 'absent' }
  if (copied.forwarded === true)
    return refuse('STATE', 'The file was forwarded to that organ', '本件已转报该机关，不能撤回抄送')
  if (copied.endedAt !== undefined) return refuse('STATE', 'It was taken back before', '该抄送已撤回')
  const ended = { ...copied, endedAt: around.now, endedBy: holderKey(around.actor) }
  const left = copies.map((each) => (each === copied ? ended : each))
  const next = withFacts({ ...record, copied: placesOfCopies(left) }, { copies: left })
  return prepared(hand, next, 'withdrawCopy', HANDLERS, { copyId, reason })
}

/** 改办: nobody acts here any more, so nobody here could answer. */
function urgeThere(caseNo: string): Refusal {
  const message = {
    en: `It was moved: the application goes on as case ${caseNo}. Ask there.`,
    zh: `本件已改办为 ${caseNo}，请在该件催办`,
  }
  return refuse('STATE', message.en, message.zh, [{ pointer: '', code: 'CASE_MOVED', message }])
}

/** 催办: the applicant, or the lead, asks how it stands, each once in the interval of the procedure. */
function urge(hand: InHand, reason: string | undefined): Prepared | Refusal {
  const { record, around } = hand
  const { actor, definition, now } = around
  const as = standingOf(actor, ['citizen', 'lead'])
  if (as === undefined)
    return refuse('ROLE', 'The applicant or the lead asks how it stands', '催办由申请人或者首席代表提出')
  const own = record.status === 'AWAITING_CORRECTION' || record.status === 'DRAFT'
  if (own || (isStatus(record.status) && STATUSES[record.status].final))
    return refuse('STATE', 'Nothing is being done by the office now', '本件当前无待办事项')
  if (record.goesOnAs !== undefined) return urgeThere(record.goesOnAs)
  const by = as.role === 'citizen' ? 'applicant' : 'lead'
  const { urges = [] } = record.facts
  const again = mayAskAgain(definition, urges.findLast((each) => each.by === by)?.at, now)
  if (again !== undefined)
    return {
      ...refuse('SOON', `It was asked after; again from ${again} on`, `已催办，${again} 后可再次催办`),
      again,
    }
  const asked: Urge = {
    urgeId: around.newId(),
    at: now,
    by,
    ...(by === 'lead' ? { staffNo: holderKey(actor) } : {}),
    ...(reason === undefined ? {} : { reason }),
  }
  const next = withFacts(record, { urges: [...urges, asked] })
  return prepared(hand, next, 'urgeCase', [as.role], { urgeId: asked.urgeId, urgedBy: by, reason })
}

/** Whoever handles the case has seen it, and says what the applicant then reads (催办答复). */
function answer(
  hand: InHand,
  { urgeId, answer: words }: Extract<InformCommand, { action: 'answerUrge' }>,
): Prepared | Refusal | { kind: 'absent' } {
  const { record, around } = hand
  const { urges = [] } = record.facts
  if (!isHandledBy(around.actor, record))
    return refuse('ROLE', 'It is answered by who handles the case', '催办由本件办理人员答复')
  const asked = urges.find((each) => each.urgeId === urgeId)
  if (asked === undefined) return { kind: 'absent' }
  if (asked.answer !== undefined || (words === undefined && asked.seenAt !== undefined))
    return refuse('STATE', 'It was answered before', '该催办已答复')
  const { now, actor } = around
  const told: Urge = {
    ...asked,
    seenAt: asked.seenAt ?? now,
    ...(words === undefined ? {} : { answer: words, answeredAt: now, answeredBy: holderKey(actor) }),
  }
  const next = withFacts(record, { urges: urges.map((each) => (each === asked ? told : each)) })
  return prepared(hand, next, 'answerUrge', HANDLERS, {
    urgeId,
    answered: words !== undefined,
    answer: words,
  })
}

const withFacts = (record: CaseRecord, facts: Pick<CaseFacts, 'copies' | 'urges'>): CaseRecord => ({
  ...record,
  facts: { ...record.facts, ...facts },
})

function prepared(
  { around }: InHand,
  record: CaseRecord,
  type: PlainEvent,
  roles: readonly Role[],
  facts: Record<string, unknown>,
): Prepared {
  const as = standingOf(around.actor, roles)
  const acting = as === undefined ? around : { ...around, actor: { ...around.actor, as } }
  return {
    kind: 'prepared',
    record,
    around: acting,
    decision: plainDecision(record, acting, type, { facts }),
  }
}
