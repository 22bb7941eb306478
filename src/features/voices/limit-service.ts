import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import { writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { mustOwn, ownedBy } from '../divisions/owner-service.js'
import { type AnswerLimitRow, selectAnswerLimits, upsertAnswerLimit } from './limit-store.js'

export type { AnswerLimitRow } from './limit-store.js'
export const listAnswerLimits = selectAnswerLimits

/**
 * Sets within how many days an organ answers (设置答复时限), or the whole deployment where none is named: what begins from now
 * on. 403 unless the caller reaches everything of its owner.
 */
export async function putAnswerLimit(
  db: pg.PoolClient,
  request: FastifyRequest,
  row: AnswerLimitRow,
): Promise<AnswerLimitRow> {
  const named = row.organisation_code === '' ? undefined : row.organisation_code
  const owner = await mustOwn(db, callerOf(request), { before: undefined, named }, 'operator')
  await upsertAnswerLimit(db, row)
  await writeAudit(db, request, {
    action: 'setAnswerLimit',
    object: `answer limit ${row.clock}`,
    details: { amount: row.amount, unit: row.unit, fromMemory: row.from_memory },
    ...ownedBy(owner),
  })
  return row
}
