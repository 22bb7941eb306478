import type { Deps } from '../../../deps.js'
import type { Caller } from '../../../shared/caller.js'
import { problem } from '../../../shared/problem.js'
import type { Language } from '../../../shared/text.js'
import type { PatchCaseBody } from '../application-schemas.js'
import { viewOf } from '../case-in-hand.js'
import { actOnCase, type CaseAct } from './act-on-case.js'
import { problemOf } from './answer-act.js'

interface Patch extends Pick<CaseAct, 'caseNo' | 'expected'> {
  caller: Caller
  body: PatchCaseBody
  language: Language
}

/** A draft that was changed (修改草稿), as HTTP answers it: 409 CONFLICT where the case is none any more. */
export async function answerDraft(
  deps: Deps,
  { body, language, ...act }: Patch,
): Promise<{ version: number; view: ReturnType<typeof viewOf> }> {
  const outcome = await actOnCase(deps, { ...act, command: { action: 'change', body } })
  if (outcome.kind === 'done') {
    const { after, around } = outcome
    return { version: after.version, view: viewOf(after, around, language) }
  }
  if (outcome.kind !== 'refusal' || outcome.refusal.code !== 'STATE') throw problemOf(outcome, act.expected)
  throw problem('CONFLICT', {
    detail: outcome.refusal.detail,
    extensions: { currentStatus: outcome.situation?.state.status },
  })
}
