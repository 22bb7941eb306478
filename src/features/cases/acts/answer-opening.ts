import type { Deps } from '../../../deps.js'
import { etagOf } from '../../../http/etag.js'
import { type Answer, answerRow, type IdempotencyScope } from '../../../http/idempotency.js'
import type { Caller } from '../../../shared/caller.js'
import { newQueryCode } from '../../../shared/ids.js'
import { problem } from '../../../shared/problem.js'
import { type Language, say } from '../../../shared/text.js'
import type { CreateCaseBody } from '../application-schemas.js'
import { findInHand, viewOf } from '../case-in-hand.js'
import type { LicenceLink } from '../licensing/linked-case.js'
import type { SharedReads } from '../table/shared-reads.js'
import type { Done } from './act-on-case.js'
import { problemOf, replay } from './answer-act.js'
import { openCase } from './open-case.js'

export interface Requested {
  caller: Caller
  scope: IdempotencyScope
  language: Language
  /** The licence that the case is about. */
  linked?: LicenceLink
  /** Read for all openings of the same request. */
  shared?: SharedReads
}

/**
 * A case that was taken in (收件), as HTTP answers it. The same key and body give the same answer, however often and at
 * once they come: the key, the case, its events and its clocks are written in one statement.
 */
export async function answerOpening(
  deps: Deps,
  body: CreateCaseBody,
  { caller, scope, language, linked, shared }: Requested,
): Promise<{ answer: Answer; replayed: boolean }> {
  const queryCode = newQueryCode()
  let answer: Answer | undefined
  const rowOf = (done: Done) => {
    answer = createdAnswer(done, queryCode, language)
    return answerRow(scope, answer, deps.encryption, done.around.now)
  }
  const outcome = await openCase(deps, {
    caller,
    body,
    queryCode,
    memo: { ...scope, rowOf },
    draftQuota: deps.config.draftQuota,
    linked,
    shared,
  })
  if (outcome.kind === 'done' && answer !== undefined) return { answer, replayed: false }
  const replayed = await replay(deps, scope, outcome)
  if (replayed !== undefined) {
    await mustSeeStill(deps, caller, replayed)
    return { answer: replayed, replayed: true }
  }
  if (outcome.kind === 'done') throw new Error('a case that was taken in has an answer')
  throw problemOf(outcome, 'any')
}

/** The answer to the same request that was done before, for who may still see its case; undefined where there is none. */
export async function storedOpening(
  deps: Deps,
  { caller }: Pick<Requested, 'caller'>,
  scope: IdempotencyScope,
): Promise<Answer | undefined> {
  const stored = await replay(deps, scope, { kind: 'lost' })
  if (stored !== undefined) await mustSeeStill(deps, caller, stored)
  return stored
}

/** Who has lost the right to see the case is not told of it, nor its query code, by the old answer. */
async function mustSeeStill(deps: Deps, caller: Caller, { body }: Answer): Promise<void> {
  const { caseNo } = JSON.parse(body) as { caseNo: string }
  if ((await findInHand(deps, caller, caseNo)) === undefined) throw problem('NOT_FOUND')
}

function createdAnswer({ after, around }: Done, queryCode: string, language: Language): Answer {
  const view = { ...viewOf(after, around, language), queryCode }
  return {
    status: 201,
    headers: {
      location: `/v1/cases/${after.caseNo}`,
      etag: etagOf(after.version, view),
      'content-language': say({ zh: 'zh-CN', en: 'en' }, language),
    },
    body: JSON.stringify(view),
  }
}
