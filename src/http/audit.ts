import type { FastifyRequest } from 'fastify'
import type { Queryable } from '../database/queryable.js'
import { subjectOf } from '../shared/caller.js'
import { callerOf } from './policy.js'

export interface AuditRecord {
  action: string
  /** What it was done to, e.g. a case number. */
  object: string
  /** Without personal values. */
  details?: object
  /** Divisions of the object with all above; an auditor sees what his grant reaches. */
  divisions: string[]
}

/** Writes who did what, from where (审计日志); in the transaction of what was done where there is one. */
export async function writeAudit(db: Queryable, request: FastifyRequest, record: AuditRecord): Promise<void> {
  const { action, object, details = {}, divisions } = record
  await db.query({
    name: 'write-audit',
    text: `insert into audit_log (at, actor, action, object, details, divisions, trace_id, address)
      values (clock_timestamp(), $1, $2, $3, $4, $5, $6, $7)`,
    values: [subjectOf(callerOf(request)), action, object, details, divisions, request.traceId, request.ip],
  })
}
