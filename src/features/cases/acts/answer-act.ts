import type { Deps } from '../../../deps.js'
import { etagOf } from '../../../http/etag.js'
import {
  type Answer,
  answerRow,
  findStored,
  type IdempotencyScope,
  inProgress,
  openStored,
} from '../../../http/idempotency.js'
import { type Problem, problem } from '../../../shared/problem.js'
import { type Language, say } from '../../../shared/text.js'
import { moneyOf } from '../../fees/bill.js'
import { allowedActions } from '../../workflow/allowed-actions.js'
import type { Refusal, Situation } from '../../workflow/decision.js'
import { actionsOffered } from '../actions-offered.js'
import { passResultOn } from '../bundled/pass-on.js'
import { findInHand, viewOf } from '../case-in-hand.js'
import { actOnCase, type CaseAct, type Done, type Outcome } from './act-on-case.js'

export interface Asked extends Omit<CaseAct, 'memo'> {
  scope: IdempotencyScope | undefined
  language: Language
}

/** An act as HTTP answers it: what the door says, in the caller's language, stored with the act where a key came along. */
export async function answerAct(
  deps: Deps,
  { scope, language, ...act }: Asked,
  render: (done: Done) => Answer = (done) => answerOf(done, language),
): Promise<{ answer: Answer; replayed: boolean }> {
  let answer: Answer | undefined
  const memo = scope && {
    ...scope,
    rowOf: (done: Done) => {
      answer = render(done)
      return answerRow(scope, answer, deps.encryption, done.around.now)
    },
  }
  const outcome = await actOnCase(deps, { ...act, memo })
  if (outcome.kind === 'done') {
    // The act is done whatever becomes of this: what is not told now, the pulse tells.
    await passResultOn(deps, outcome).catch(() => {})
    return { answer: answer ?? render(outcome), replayed: false }
  }
  const replayed = scope === undefined ? undefined : await replay(deps, scope, outcome)
  if (replayed !== undefined) return { answer: replayed, replayed: true }
  const refused = problemOf(outcome, act.expected)
  throw refused.code === 'TRANSITION_NOT_ALLOWED' ? await sayingWhatIsOffered(deps, act, refused) : refused
}

/** The refusal with what the list of actions offers instead: its examples are looked up for who was refused only. */
async function sayingWhatIsOffered(
  deps: Deps,
  { caller, caseNo }: Pick<CaseAct, 'caller' | 'caseNo'>,
  { detail, errors, extensions }: Problem,
): Promise<Problem> {
  const hand = await findInHand(deps, caller, caseNo)
  const instead =
    hand === undefined
      ? {}
      : {
          currentStatus: hand.record.status,
          allowed: (await actionsOffered(deps, hand)).offered.map(({ action }) => action),
        }
  return problem('TRANSITION_NOT_ALLOWED', {
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    extensions: { ...extensions, ...instead },
  })
}

/** The stored answer, when the same request was done before or meanwhile. */
export async function replay(
  { pool, encryption }: Pick<Deps, 'pool' | 'encryption'>,
  scope: IdempotencyScope,
  outcome: { kind: string; stored?: Parameters<typeof openStored>[1] },
): Promise<Answer | undefined> {
  if (outcome.kind === 'busy') throw inProgress()
  // The draft that fills the quota may be the one that is asked for again.
  if (!['remembered', 'lost', 'full'].includes(outcome.kind)) return undefined
  // After a lost race only a new snapshot sees what the winner stored.
  const stored = outcome.stored ?? (await findStored(pool, scope))
  if (stored !== undefined) return openStored(scope, stored, encryption)
  if (outcome.kind === 'remembered') throw inProgress()
  return undefined
}

/** Who said * named no version that could be stale: a member of a bundle, say, moved on meanwhile. */
const changed = (expected: CaseAct['expected']): Problem =>
  problem(expected === 'any' ? 'CONCURRENT_CHANGE' : 'PRECONDITION_FAILED')

/** What an act that was not done is answered with. */
export function problemOf(outcome: Exclude<Outcome, Done>, expected: CaseAct['expected']): Problem {
  switch (outcome.kind) {
    case 'absent':
      return problem('NOT_FOUND')
    case 'stale':
      if (expected === undefined) return problem('PRECONDITION_REQUIRED')
      return changed(expected)
    case 'lost':
      return changed(expected)
    case 'overtaken':
      return overtakenProblem(outcome.by)
    case 'refusal':
      return refusalProblem(outcome.refusal, outcome.situation)
    case 'remembered':
    case 'busy':
      return inProgress()
    case 'full':
      return problem('QUOTA_EXCEEDED')
  }
}

const OVERTAKEN = {
  deemAccept: {
    en: 'Nothing was told within five days: the case counts as accepted (Art. 32). Read it again.',
    zh: '五日内未告知补正，自收到申请材料之日起即为受理（行政许可法第三十二条），请重新读取。',
  },
  expireCorrection: {
    en: 'The period to correct has passed: the case has ended. Read it again.',
    zh: '补正期限已过，本件已终止办理，请重新读取。',
  },
}

function overtakenProblem({ after, events, around }: Done): Problem {
  const expired = events.some((event) => event.type === 'expireCorrection')
  return problem('PRECONDITION_FAILED', {
    detail: OVERTAKEN[expired ? 'expireCorrection' : 'deemAccept'],
    extensions: { currentStatus: after.status, version: after.version },
    headers: { etag: etagOf(after.version, viewOf(after, around, 'zh')) },
  })
}

function refusalProblem(refusal: Refusal, situation: Situation | undefined): Problem {
  const { code, detail, errors, owed, task, again } = refusal
  if (code === 'ROLE') return problem('FORBIDDEN', { detail })
  if (code === 'HELD') return problem('TASK_HELD', { detail, extensions: { ...task } })
  if (code === 'SOON') return problem('ASKED_TOO_SOON', { detail, extensions: { again } })
  if (code === 'FEE')
    return problem('FEE_OPEN', {
      detail,
      errors,
      extensions: owed === undefined ? {} : { paymentCode: owed.paymentCode, amount: moneyOf(owed.amount) },
    })
  // Of another case than the one that is being opened.
  if (code === 'STATE' && situation === undefined) return problem('CONFLICT', { detail, errors })
  if (code === 'RULE' || situation === undefined) return problem('RULE_VIOLATED', { detail, errors })
  return problem('TRANSITION_NOT_ALLOWED', {
    detail,
    ...(errors.length === 0 ? {} : { errors }),
    extensions: {
      currentStatus: situation.state.status,
      allowed: allowedActions(situation).map(({ action }) => action),
    },
  })
}

/** The case as it stands after the act. */
export function answerOf({ after, around }: Done, language: Language): Answer {
  const view = viewOf(after, around, language)
  return {
    status: 200,
    headers: {
      etag: etagOf(after.version, view),
      'content-language': say({ zh: 'zh-CN', en: 'en' }, language),
    },
    body: JSON.stringify(view),
  }
}
