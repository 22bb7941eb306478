import { describeFailure, isPassing } from '../../../jobs/failure.js'
import type { JobWork } from '../../../jobs/runner.js'
import { type Caller, SYSTEM_CALLER } from '../../../shared/caller.js'
import type { Text } from '../../../shared/text.js'
import { organsGoingOn } from '../../divisions/owner-service.js'
import { callerAgain, type KeptCaller } from '../../transfer/kept-caller.js'
import type { ActContext, Outcome } from '../acts/act-on-case.js'
import { actOnCase } from '../acts/act-on-case.js'
import type { Adoption } from './adoption.js'
import { codeOfRefusal, reachesOrgan, resolveAdoption, wantedWorkflow } from './adoption-service.js'
import {
  beginCase,
  countOutcome,
  countRunningCases,
  insertAdoptionRefusal,
  type Place,
  type RunningCase,
  selectOrdered,
  selectRunningCases,
  takeCaseBack,
} from './adoption-store.js'

interface Payload {
  adoptionId: string
  by: KeptCaller
}

const COUNTED = 1_000_000

/** Why a case stays where it is. */
interface Stays {
  code: string
  reason: Text
}

/**
 * Brings the running cases of an item under a new version, one in each batch: under its own lock, by the version that was
 * read, with its own event; who is killed in between goes on with the next. A case that cannot go is told with the reason and
 * holds up no other.
 */
export function createAdoption(context: ActContext): JobWork {
  return async (db, job) => {
    const { adoptionId, by } = job.payload as Payload
    const order = await selectOrdered(db, adoptionId)
    if (order === undefined) return { position: {}, done: job.done, total: job.done, isDone: true }
    const adoption = await resolveAdoption(context, order)
    const after = (job.position as { after?: Place } | null)?.after
    const [next] = await selectRunningCases(db, order, wantedWorkflow(adoption), after, 1)
    const total = job.total ?? (await countRunningCases(db, order.itemCode, COUNTED))
    if (next === undefined) {
      await countOutcome(db, adoptionId, 'none', true)
      return { position: { after }, done: job.done, total: job.done, isDone: true }
    }
    const caller = callerAgain(by)
    const outcome = await moveOne(context, db, { adoption, adoptionId, caller }, next)
    await countOutcome(db, adoptionId, typeof outcome === 'string' ? outcome : 'refused', false)
    if (typeof outcome !== 'string')
      await insertAdoptionRefusal(db, { adoptionId, caseNo: next.case_no, ...outcome })
    const position = {
      after: { organ: next.organisation_code, createdAt: next.created_at, id: next.id },
    }
    const done = job.done + 1
    return { position, done, total: Math.max(total, done), isDone: false }
  }
}

interface Ordered {
  adoption: Adoption
  adoptionId: string
  caller: Caller
}

async function moveOne(
  context: ActContext,
  db: Parameters<JobWork>[0],
  { adoption, adoptionId, caller }: Ordered,
  { case_no: caseNo, organisation_code: code }: RunningCase,
): Promise<'moved' | 'beyond' | Stays> {
  const organ = (await organsGoingOn(db, [code])).get(code)
  if (organ === undefined || !reachesOrgan(caller, organ, adoption.order.itemCode)) return 'beyond'
  await beginCase(db)
  try {
    const outcome = await actOnCase(context, {
      caseNo,
      caller: SYSTEM_CALLER,
      command: { action: 'adoptVersion', adoption, adoptionId, by: caller },
      expected: 'any',
      within: db,
    })
    return outcome.kind === 'done' ? 'moved' : staysBy(outcome)
  } catch (failure) {
    // The database was busy: nothing is wrong with the case, and the batch is done again.
    if (isPassing(failure)) throw failure
    await takeCaseBack(db)
    const error = describeFailure(failure)
    return { code: 'FAILED', reason: { en: error, zh: `处理失败：${error}` } }
  }
}

function staysBy(outcome: Exclude<Outcome, { kind: 'done' }>): Stays {
  if (outcome.kind === 'refusal')
    return { code: codeOfRefusal(outcome.refusal), reason: outcome.refusal.detail }
  return {
    code: 'CHANGED_MEANWHILE',
    reason: { en: 'Somebody was acting on it: order it anew', zh: '本件正在办理中，请重新下达' },
  }
}
