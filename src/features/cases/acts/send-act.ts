import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.js'
import { idempotencyScope, sendAnswer } from '../../../http/idempotency.js'
import { requestLanguage } from '../../../http/language.js'
import { callerOf } from '../../../http/policy.js'
import type { CaseAct } from './act-on-case.js'
import { answerAct } from './answer-act.js'

/** Does an act on the case that the path names, as the caller of the request and by its key, and answers with the case. */
export async function sendAct(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  { command, expected }: Pick<CaseAct, 'command' | 'expected'>,
): Promise<FastifyReply> {
  const caller = callerOf(request)
  const { caseNo } = request.params as { caseNo: string }
  const { answer, replayed } = await answerAct(deps, {
    caller,
    caseNo,
    command,
    expected,
    scope: idempotencyScope(request, caller),
    language: requestLanguage(request),
  })
  return sendAnswer(reply, answer, replayed)
}
