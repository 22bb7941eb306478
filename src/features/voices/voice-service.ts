import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { actingOver } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { Acting } from '../../events/make-event.js'
import { writeAudit, writeAuditAs } from '../../http/audit.js'
import { checkPrecondition, ifMatch } from '../../http/etag.js'
import { callerOf } from '../../http/policy.js'
import { ANONYMOUS, type Caller, type Organ, subjectOf } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { holdsIdentityNumber, holdsSomebodysNumber } from '../../shared/masks.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { rolesLacking } from '../../shared/roles.js'
import { organsGoingOn } from '../divisions/owner-service.js'
import {
  actionsIn,
  BEGINNINGS,
  VOICE_ACTS,
  type VoiceAct,
  type VoiceAction,
  type VoiceKind,
  voiceAct,
} from './voice.js'
import { startAnswerClock, stopAnswerClock } from './voice-clocks.js'
import { SOMEBODY, voiceEvent } from './voice-events.js'
import { hashVoiceCode, type Said, sealSaid } from './voice-secrets.js'
import { type InSight, ownVoice, type Voice, voiceInSight } from './voice-sight.js'
import { insertVoice, updateVoice, type VoiceRow } from './voice-store.js'
import { tellOfAct } from './voice-telling.js'

export interface Raised {
  kind: VoiceKind
  organ: Organ
  caseNo?: string | undefined
  itemCode?: string | undefined
  windowId?: string | undefined
  ratingId?: string | undefined
  about?: readonly string[]
  raisedBy?: string | undefined
  /** Known beforehand where a code hangs on it. */
  id?: string
  queryCode?: string | undefined
  channel?: string | undefined
  said: Omit<Said, 'acts'>
  /** Absent: whoever raised it, who is told to nobody. */
  actor?: Acting
}

/** Begins one with its clock (登记), in the transaction of what led to it. */
export async function raiseVoice(db: pg.PoolClient, deps: Deps, raised: Raised): Promise<VoiceRow> {
  const { kind, organ, actor = SOMEBODY } = raised
  const { id = newId(), queryCode } = raised
  const { status, clock, event } = BEGINNINGS[kind]
  const dueOn = await startAnswerClock(db, deps.calendars, { id, organ, kind: clock })
  const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`
  const row = await insertVoice(
    db,
    {
      ...{ id, kind, organisation_code: organ.code, divisions: [...organ.divisions] },
      case_no: raised.caseNo ?? null,
      item_code: raised.itemCode ?? null,
      window_id: raised.windowId ?? null,
      rating_id: raised.ratingId ?? null,
      about: [...(raised.about ?? [])],
      raised_by: raised.raisedBy ?? null,
      code_hash: queryCode === undefined ? null : hex(hashVoiceCode(deps.encryption, id, queryCode)),
      channel: raised.channel ?? null,
      due_on: dueOn ?? null,
      sealed: hex(sealSaid(deps.encryption, id, { ...raised.said, acts: [null] })),
    },
    { status, entry: { action: event, ...(dueOn === undefined ? {} : { dueOn }) } },
  )
  await emit(db, voiceEvent(event, row, actor))
  await tellOfAct(db, row, { ...raised.said, acts: [null] }, event)
  return row
}

/** What an act says beside itself. */
export interface ActInput {
  text?: string | undefined
  outcome?: string | undefined
  satisfied?: boolean | undefined
  organisation?: string | undefined
  question?: string | undefined
  answer?: string | undefined
}

/**
 * Somebody of the staff answers, confirms, returns … (答复、确认、退回). 404 unless seen, 403 for a role that the caller does
 * not hold over the organ and for who raised it; 412; 409 with what is allowed; 422 where a rule forbids it.
 */
export async function actOnVoice(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  { kind, id, action, input }: { kind: VoiceKind; id: string; action: VoiceAction; input: ActInput },
): Promise<Voice> {
  const caller = callerOf(request)
  const seen = await voiceInSight(deps, db, caller, { kind, id }, true)
  const { row, organ, held } = seen
  const act = voiceAct(kind, action)
  const role = act?.roles.find((each) => held.has(each))
  if (act === undefined || role === undefined)
    throw problem('FORBIDDEN', { detail: rolesLacking(act?.roles ?? [], held) })
  if (row.raised_by === subjectOf(caller)) throw problem('FORBIDDEN', { detail: OWN })
  checkPrecondition(ifMatch(request), row.version)
  mustBeAllowed(row, act, action)
  mustFit(row, caller, action)
  mustBePublic(input)
  const to = input.organisation === undefined ? undefined : await organNamed(db, input.organisation, organ)
  const after = await move(db, deps, seen, {
    act,
    action,
    input,
    to,
    actor: actingOver(caller, organ, role),
    entry: { by: subjectOf(caller), role },
  })
  await writeAudit(db, request, auditOf(action, after.row))
  return after
}

/** Who raised it is not content (申请复核): once. By token or code, see `ownVoice`. */
export async function reopenVoice(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  own: { kind: VoiceKind; id: string; queryCode?: string | undefined },
  text: string,
): Promise<Voice> {
  const seen = await ownVoice(deps, db, own, request.caller, true)
  const act = VOICE_ACTS.complaint.reopen
  mustBeAllowed(seen.row, act, 'reopen')
  const organ = { code: seen.row.organisation_code, divisions: seen.row.divisions }
  const after = await move(
    db,
    deps,
    { ...seen, organ },
    { act, action: 'reopen', input: { text }, to: undefined, actor: SOMEBODY, entry: {} },
  )
  await writeAuditAs(db, ANONYMOUS, request, auditOf('reopen', after.row))
  return after
}

interface Move {
  act: VoiceAct
  action: VoiceAction
  input: ActInput
  to: Organ | undefined
  actor: Acting
  entry: { by?: string; role?: string }
}

/** The one way on: clocks, words, row, event. */
async function move(
  db: pg.PoolClient,
  deps: Deps,
  { row, said, organ }: Pick<InSight, 'row' | 'said' | 'organ'>,
  { act, action, input, to, actor, entry }: Move,
): Promise<Voice> {
  const { id } = row
  if (act.clock !== 'runs') await stopAnswerClock(db, deps.calendars, { id, organ })
  const dueOn =
    act.clock === 'runs' || act.clock === 'stops'
      ? undefined
      : await startAnswerClock(db, deps.calendars, { id, organ, kind: act.clock })
  const { text, outcome, satisfied, question, answer } = input
  const words = { ...said, acts: [...said.acts, text ?? null] }
  const after = await updateVoice(db, row, {
    ...{ status: act.to, dueOn, organ: to, question, answer },
    reopened: action === 'reopen' ? true : undefined,
    sealed: sealSaid(deps.encryption, id, words),
    entry: {
      ...entry,
      action,
      ...(outcome === undefined ? {} : { outcome }),
      ...(satisfied === undefined ? {} : { satisfied }),
      ...(to === undefined ? {} : { organisation: to.code }),
      ...(dueOn === undefined ? {} : { dueOn }),
    },
  })
  if (after === undefined) throw problem('PRECONDITION_FAILED')
  await emit(db, voiceEvent(action, after, actor))
  await tellOfAct(db, after, words, action)
  return { row: after, said: words }
}

function mustBeAllowed({ kind, status, reopened }: VoiceRow, { from }: VoiceAct, action: VoiceAction): void {
  if (from.includes(status) && !(action === 'reopen' && reopened)) return
  throw problem('TRANSITION_NOT_ALLOWED', {
    extensions: { currentStatus: status, allowed: actionsIn(kind, status, reopened) },
  })
}

/** What the table of acts cannot say. */
function mustFit({ kind, status, history }: VoiceRow, caller: Caller, action: VoiceAction): void {
  const answered = history.findLast((entry) => entry.action === 'answer')
  if (action === 'dismiss' && answered?.outcome !== 'disputed')
    throw ruleViolated('', 'NOT_DISPUTED', NOT_DISPUTED)
  // Whoever answered is not the one who looks at it again (复核回避).
  const before = history.findLast((entry) => entry.action === 'answer' || entry.action === 'refuse')
  if (kind === 'complaint' && status === 'REOPENED' && before?.by === subjectOf(caller))
    throw problem('FORBIDDEN', { detail: ANOTHER })
}

/** What everybody will read names nobody (脱敏): no number of a person; an answer may name the telephone of an office. */
function mustBePublic({ question = '', answer = '' }: ActInput): void {
  if (holdsSomebodysNumber(question.normalize('NFKC')))
    throw ruleViolated('/question', 'NUMBER_PERSONAL', PERSONAL)
  if (holdsIdentityNumber(answer.normalize('NFKC')))
    throw ruleViolated('/answer', 'NUMBER_PERSONAL', PERSONAL)
}

/** To whom something is referred: an organ that goes on, and another one. */
async function organNamed(db: Queryable, code: string, from: Organ): Promise<Organ> {
  const organ = (await organsGoingOn(db, [code])).get(code)
  if (organ === undefined || organ.code === from.code)
    throw ruleViolated('/organisation', 'ORGANISATION_UNKNOWN', UNKNOWN)
  return organ
}

const TITLES = { rectification: 'Rectification', complaint: 'Complaint', consultation: 'Consultation' }

const auditOf = (action: VoiceAction, row: VoiceRow) => ({
  action: `${action}${TITLES[row.kind]}`,
  object: row.case_no ?? `${row.kind} ${row.id}`,
  details: { [`${row.kind}Id`]: row.id, status: row.status, dueOn: row.due_on },
  divisions: row.divisions,
  organisation: row.organisation_code,
})

const OWN = {
  en: 'You raised it yourself: somebody else must deal with it (回避)',
  zh: '该事项由您本人提出，应当回避，请由他人办理',
}
const ANOTHER = {
  en: 'It is looked at again by somebody else than who answered before (回避)',
  zh: '复核应当由原答复人以外的人员办理',
}
const NOT_DISPUTED = {
  en: 'Nobody disputed the rating: confirm the answer, or return it',
  zh: '该评价未被申诉，请确认或者退回整改答复',
}
const PERSONAL = {
  en: 'Everybody reads it: leave out numbers of persons',
  zh: '公开内容不得包含个人的证件号码、电话号码',
}
const UNKNOWN = {
  en: 'No such organisation that goes on, or the one that has it already',
  zh: '没有该机构，或者该机构就是现承办机构',
}
