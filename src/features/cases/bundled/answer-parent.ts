import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.js'
import { once } from '../../../http/idempotency.js'
import { Problem } from '../../../shared/problem.js'
import type { Done } from '../acts/act-on-case.js'
import type { Reading } from '../case-in-hand.js'
import { lookAhead } from '../intake/shared-proofs.js'
import { actOnParent, type ParentAct, tellMembers } from './act-on-parent.js'
import { findParent } from './read-parent.js'

/** What is answered of a case; or `bundle` where the number is that of a bundle's case, and the caller sees it. */
export async function orOfBundle<T>(
  reading: Reading,
  { caller, caseNo }: Pick<ParentAct, 'caller' | 'caseNo'>,
  answer: () => Promise<T>,
): Promise<T | 'bundle'> {
  try {
    return await answer()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'NOT_FOUND') throw error
    // Read here as well, so that nothing has to be looked up beside the transaction that follows.
    if ((await findParent(reading, caller, caseNo)) === undefined) throw error
    return 'bundle'
  }
}

/** What registers say of what the members lack is asked before the transaction, which waits for nobody. */
async function askAhead(deps: Deps, { caller, caseNo, command }: ParentAct): Promise<void> {
  if (command.action !== 'submit') return
  const { members = [] } = (await findParent(deps, caller, caseNo)) ?? {}
  for (const { record, sees } of members)
    if (sees && record.status === 'DRAFT') await lookAhead(deps, record, command.materials ?? [], caller)
}

/** An act on the case of a bundle as HTTP answers it, once for each Idempotency-Key. */
export async function answerParent(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  act: ParentAct,
): Promise<FastifyReply> {
  const { pool, encryption } = deps
  await askAhead(deps, act)
  let done: readonly Done[] = []
  const sent = await once({ request, reply, pool, encryption, caller: act.caller }, async (db) => {
    const { dones, answer } = await actOnParent(db, deps, act)
    done = dones
    return answer
  })
  deps.sequencer.wake()
  await tellMembers(deps, done).catch(() => {})
  return sent
}
