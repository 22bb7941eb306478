import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.js'
import { writeAudit } from '../../../http/audit.js'
import { once } from '../../../http/idempotency.js'
import type { Caller } from '../../../shared/caller.js'
import { newQueryCode } from '../../../shared/ids.js'
import { problem } from '../../../shared/problem.js'
import { HANDS_OUT } from '../acts/replace-query-code.js'
import { hashQueryCode } from '../query-code.js'
import { updateParentCode } from './bundled-store.js'
import { findParent } from './read-parent.js'

/**
 * A new query code of a bundle's case (主件重置查询密码), as of any case: by who takes in one of its members, or applies. The
 * codes of the members stay. One transaction with its record in the audit trail, once for each Idempotency-Key.
 */
export async function renewParentCode(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  { caller, caseNo }: { caller: Caller; caseNo: string },
): Promise<FastifyReply> {
  const { pool, encryption } = deps
  return once({ request, reply, pool, encryption, caller }, async (db) => {
    const hand = await findParent({ ...deps, pool: db }, caller, caseNo)
    if (hand === undefined) throw problem('NOT_FOUND')
    const own = hand.members.filter(
      ({ sees, around }) => sees && around.actor.standings.some(({ role }) => HANDS_OUT.has(role)),
    )
    if (own.length === 0) throw problem('FORBIDDEN')
    const queryCode = newQueryCode()
    await updateParentCode(db, caseNo, hashQueryCode(deps, caseNo, queryCode))
    await writeAudit(db, request, {
      action: 'renewQueryCode',
      object: caseNo,
      divisions: [...new Set(own.flatMap(({ record }) => record.divisions))],
      organisation: hand.parent.organisation_code,
    })
    return { status: 200, body: { caseNo, queryCode } }
  })
}
