import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Static } from 'typebox'
import type { Deps } from '../../../deps.js'
import { actingOver } from '../../../events/acting.js'
import { emit } from '../../../events/emit.js'
import { writeAudit } from '../../../http/audit.js'
import { callerOf } from '../../../http/policy.js'
import {
  type Caller,
  EVERY_POST,
  type Grant,
  isOwn,
  rolesOverOrgan,
  subjectOf,
} from '../../../shared/caller.js'
import { newId } from '../../../shared/ids.js'
import { outOfReach, problem, ruleViolated } from '../../../shared/problem.js'
import type { Role } from '../../../shared/roles.js'
import type { CaseRecord } from '../../cases/case.js'
import { type InHand, takeInHand } from '../../cases/case-in-hand.js'
import { sightOf } from '../../cases/case-sight.js'
import { placedWindow } from '../../divisions/division-service.js'
import type { Actor } from '../../workflow/decision.js'
import { type RecordingInput, type ReviewInput, viewRecording, viewReview } from './file-schemas.js'
import { insertRecording, insertReview, selectRecordings, selectReviews } from './file-store.js'

export const REVIEWERS = ['supervisor', 'lead', 'reviewer', 'approver'] as const satisfies Role[]
export const RECORDERS = ['clerk', 'lead', 'supervisor'] as const satisfies Role[]
/** Who does the legal review (重大执法决定法制审核). */
const LEGAL_POST = '法制审核'
const DAY_MS = 86_400_000

/** A case as its staff see it; 404 for everybody else, and for who is a party of it (回避). */
async function fileInSight(deps: Deps, caller: Caller, caseNo: string): Promise<InHand> {
  const hand = await takeInHand(deps, caller, caseNo)
  const { seesAsStaff, recused } = hand.around.actor
  if (seesAsStaff !== true || recused) throw problem('NOT_FOUND')
  return hand
}

/** Reviews of a case's file (法制审核、案卷评查); their words are for who may read those of the case, and for supervision. */
export async function listReviews(deps: Deps, caller: Caller, caseNo: string) {
  const { record, around } = await fileInSight(deps, caller, caseNo)
  const words = sightOf(record, around.actor).words || rolesOverOrgan(caller, record.organ).has('supervisor')
  return { data: (await selectReviews(deps.pool, record.id)).map((row) => viewReview(row, words)) }
}

/** The case that a review or a recording is to be about, read before the transaction. */
export const fileToWrite = fileInSight

/**
 * Records a review: a legal review by who holds that post, with its conclusion; a file review with its score, by somebody who
 * did not deal with the case. 403, 422 else.
 */
export async function recordReview(
  db: pg.PoolClient,
  request: FastifyRequest,
  { record, around }: InHand,
  input: Static<typeof ReviewInput>,
) {
  const caller = callerOf(request)
  const role = mustAnswerFor(caller, { record, around }, REVIEWERS)
  const isLegal = input.kind === 'legalReview'
  if (isLegal && !holdsLegalPost(around.actor)) throw problem('FORBIDDEN', { detail: NO_POST })
  if (!isLegal && record.facts.acts.some(({ subject }) => subject === subjectOf(caller)))
    throw ruleViolated('/kind', 'OWN_WORK', OWN_WORK)
  const { conclusion, score } = judged(input)
  const acting = actingOver(caller, record.organ, ...REVIEWERS)
  const row = await insertReview(db, {
    case_id: record.id,
    id: newId(),
    kind: input.kind,
    conclusion,
    score,
    opinion: input.opinion,
    findings: input.findings ?? [],
    organisation_code: acting.organisation ?? null,
    role: acting.role ?? role,
    recorded_by: subjectOf(caller),
  })
  await emit(db, {
    type: 'caseReview.record',
    no: row.id,
    version: 1,
    caseNo: record.caseNo,
    actor: acting,
    sight: sightOfCase(record),
    words: { opinion: input.opinion, findings: input.findings ?? [] },
    payload: { kind: input.kind, conclusion, ...(score === null ? {} : { score }) },
  })
  await keep(db, request, 'recordReview', record, { reviewId: row.id, kind: row.kind, conclusion })
  return viewReview(row, true)
}

/**
 * In which role somebody says something about a file: of the organ of the case, of the window where it came in, or as their
 * supervision. Who was asked for an opinion or told by a copy sees the case, and no more (403).
 */
function mustAnswerFor(
  caller: Caller,
  { record, around }: Pick<InHand, 'record' | 'around'>,
  roles: readonly Role[],
): Role {
  const { organ, itemCode, windowOrganisation, centreOrganisation } = record
  const isOfHall = (grant: Grant): boolean =>
    isOwn(grant, windowOrganisation) || isOwn(grant, centreOrganisation)
  const held = new Set<Role>([
    ...around.actor.standings.map(({ role }) => role),
    ...rolesOverOrgan(caller, organ, itemCode),
    ...caller.grants.filter(isOfHall).map(({ role }) => role),
  ])
  const role = roles.find((each) => held.has(each))
  if (role === undefined) throw outOfReach()
  return role
}

/** At the organ of the case: who holds it elsewhere does not review what this one decides. */
const holdsLegalPost = ({ standings }: Actor): boolean =>
  standings.some(({ posts }) => posts.includes(LEGAL_POST) || posts.includes(EVERY_POST))

/** What a review comes to: a legal one says so itself, a file's grade follows from its score. */
function judged({ kind, conclusion, score, findings = [] }: Static<typeof ReviewInput>): {
  conclusion: string
  score: number | null
} {
  if (kind === 'legalReview') {
    if (conclusion === undefined) throw ruleViolated('/conclusion', 'REQUIRED', CONCLUSION)
    return { conclusion, score: null }
  }
  if (score === undefined) throw ruleViolated('/score', 'REQUIRED', SCORE)
  // What was taken off is gone from the hundred: a good grade beside fifty points of faults is none.
  const taken = findings.reduce((sum, { points = 0 }) => sum + points, 0)
  if (score + taken > 100) throw ruleViolated('/score', 'SCORE_DIFFERS', POINTS)
  const grade = score >= 90 ? 'excellent' : score >= 80 ? 'good' : score >= 60 ? 'passed' : 'failed'
  return { conclusion: grade, score }
}

/** Where recordings of what was done at the window are found (窗口音视频). */
export async function listRecordings(deps: Deps, caller: Caller, caseNo: string) {
  const { record } = await fileInSight(deps, caller, caseNo)
  return { data: (await selectRecordings(deps.pool, record.id)).map(viewRecording) }
}

/** Links a case with a recording that lies elsewhere. 422 for a window that is not there, and times that cannot be. */
export async function linkRecording(
  db: pg.PoolClient,
  request: FastifyRequest,
  { record, around }: InHand,
  input: Static<typeof RecordingInput>,
) {
  const caller = callerOf(request)
  mustAnswerFor(caller, { record, around }, RECORDERS)
  const windowId = input.windowId ?? record.windowId
  if (windowId === undefined || (await placedWindow(db, windowId)) === undefined)
    throw ruleViolated('/windowId', 'WINDOW_UNKNOWN', { en: 'No such window', zh: '没有该窗口' })
  const [from, to] = [Date.parse(input.from), Date.parse(input.to)]
  if (to <= from || to - from > DAY_MS) throw ruleViolated('/to', 'SPAN', SPAN)
  if (to > Date.parse(around.now)) throw ruleViolated('/to', 'DATE_IN_FUTURE', AHEAD)
  const row = await insertRecording(db, {
    case_id: record.id,
    id: newId(),
    window_id: windowId,
    begun_at: input.from,
    ended_at: input.to,
    system: input.system,
    reference: input.reference,
    linked_by: subjectOf(caller),
  })
  await emit(db, {
    type: 'recording.link',
    no: row.id,
    version: 1,
    caseNo: record.caseNo,
    actor: actingOver(caller, record.organ, ...RECORDERS),
    sight: sightOfCase(record),
    payload: { windowId, from: row.begun_at, to: row.ended_at, system: row.system },
  })
  await keep(db, request, 'linkRecording', record, { recordingId: row.id, windowId })
  return viewRecording(row)
}

const sightOfCase = ({ organ }: CaseRecord) => ({ organs: [organ.code], divisions: [...organ.divisions] })

const keep = (
  db: pg.PoolClient,
  request: FastifyRequest,
  action: string,
  { caseNo, organ }: CaseRecord,
  details: Record<string, unknown>,
) =>
  writeAudit(db, request, {
    action,
    object: caseNo,
    details,
    divisions: organ.divisions,
    organisation: organ.code,
  })

const NO_POST = {
  en: `A legal review is done by who holds the post ${LEGAL_POST}`,
  zh: `法制审核由具有${LEGAL_POST}岗位的人员进行`,
}
const OWN_WORK = {
  en: 'Nobody reviews the file of a case in which they acted',
  zh: '本人办理过的案件，应当由他人评查',
}
const CONCLUSION = { en: 'A legal review has a conclusion', zh: '法制审核应当写明结论' }
const SCORE = { en: 'A file review has a score', zh: '案卷评查应当写明得分' }
const POINTS = {
  en: 'Score and points taken off are more than a hundred together',
  zh: '得分与扣分合计超过 100 分，请核对',
}
const SPAN = {
  en: 'It ends after it begins, and at most a day later',
  zh: '结束时间应在开始时间之后，且不超过一日',
}
const AHEAD = { en: 'It has not been recorded yet', zh: '该时间尚未到来' }
