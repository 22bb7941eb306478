import { toDatabaseError } from '../../database/errors.js'
import type { Deps } from '../../deps.js'
import { checkPrecondition, type Expected, etagOf } from '../../http/etag.js'
import {
  type Answer,
  answerRow,
  findStored,
  type IdempotencyScope,
  inProgress,
  isKeyTaken,
  openStored,
} from '../../http/idempotency.js'
import type { Caller } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { type Language, say } from '../../shared/text.js'
import type { Command } from '../workflow/action-inputs.js'
import { allowedActions } from '../workflow/allowed-actions.js'
import { decide, refuseByTable } from '../workflow/decide.js'
import type { Refusal, Situation } from '../workflow/decision.js'
import { applyDecision, type Change } from './case-change.js'
import { situationOf, takeInHand, viewOf } from './case-in-hand.js'
import { materialRow } from './case-rows.js'
import type { CaseView } from './case-schemas.js'
import { saveDecision } from './case-store.js'
import { withInput } from './command-input.js'
import { deemFirst } from './deem-acceptance.js'

export interface Act {
  caller: Caller
  caseNo: string
  command: Command
  /** If-Match as the request had it. */
  expected: Expected | 'stale' | undefined
  scope: IdempotencyScope | undefined
  language: Language
}

/**
 * Does one action (状态流转): one read, a pure decision, one write. Nothing is written unless the case is still at the
 * version that was read; with `If-Match: *` a lost race is tried once more.
 */
export async function transitionCase(deps: Deps, act: Act): Promise<{ answer: Answer; replayed: boolean }> {
  const tries = act.expected === 'any' ? 2 : 1
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const done = await attemptTransition(deps, act)
    if (done !== 'lost') return done
  }
  throw problem(act.expected === 'any' ? 'CONCURRENT_CHANGE' : 'PRECONDITION_FAILED')
}

async function attemptTransition(
  deps: Deps,
  act: Act,
): Promise<{ answer: Answer; replayed: boolean } | 'lost'> {
  const { pool, encryption } = deps
  const found = await takeInHand(deps, pool, act.caller, act.caseNo, act.scope)
  if (act.scope !== undefined && found.row.stored !== null)
    return { answer: openStored(act.scope, found.row.stored, encryption), replayed: true }
  if (act.expected === undefined) throw problem('PRECONDITION_REQUIRED')
  await deemFirst(deps, found)
  checkPrecondition(act.expected, found.record.version)
  const barred = refuseByTable(situationOf(found), act.command.action)
  if (barred !== undefined) throw refusalProblem(barred, situationOf(found))
  const hand = await withInput(deps, found, act)
  const situation = situationOf(hand)
  const outcome = decide(situation, act.command)
  if (outcome.kind === 'refusal') throw refusalProblem(outcome, situation)
  const change = applyDecision(hand.record, outcome, hand.around)
  const view = viewOf(change.record, hand.around, act.language)
  const answer = answerOf(change.record.version, view, act.language)
  const materials = hand.materials.map((material) => materialRow(change.record.id, material))
  const stored =
    act.scope === undefined ? {} : { answer: answerRow(act.scope, answer, encryption, hand.around.now) }
  const saved = await save(deps, hand.row.version, { ...change.write, materials, ...stored }, act.scope)
  if (saved === 'lost') return 'lost'
  return typeof saved === 'object' ? { answer: saved, replayed: true } : { answer, replayed: false }
}

/** Writes; gives the stored answer when the same request was faster. */
async function save(
  deps: Deps,
  version: number,
  write: Change['write'],
  scope: IdempotencyScope | undefined,
): Promise<'saved' | 'lost' | Answer> {
  try {
    if (!(await saveDecision(deps.pool, version, write))) {
      const stored = scope === undefined ? undefined : await findStored(deps.pool, scope)
      return scope === undefined || stored === undefined ? 'lost' : openStored(scope, stored, deps.encryption)
    }
  } catch (error) {
    if (scope === undefined) throw error
    if (toDatabaseError(error)?.kind === 'lockTimeout') throw inProgress()
    if (!isKeyTaken(error)) throw error
    const stored = await findStored(deps.pool, scope)
    if (stored === undefined) throw inProgress()
    return openStored(scope, stored, deps.encryption)
  }
  deps.sequencer.wake()
  return 'saved'
}

function refusalProblem(refusal: Refusal, situation: Situation) {
  const { code, detail, errors } = refusal
  if (code === 'ROLE') return problem('FORBIDDEN', { detail })
  if (code === 'RULE') return problem('RULE_VIOLATED', { detail, errors })
  return problem('TRANSITION_NOT_ALLOWED', {
    detail,
    extensions: {
      currentStatus: situation.state.status,
      allowed: allowedActions(situation).map(({ action }) => action),
    },
  })
}

function answerOf(version: number, view: CaseView, language: Language): Answer {
  return {
    status: 200,
    headers: { etag: etagOf(version, view), 'content-language': say({ zh: 'zh-CN', en: 'en' }, language) },
    body: JSON.stringify(view),
  }
}
