import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { SAID } from '../../shared/schema.js'
import { type PersonalReading, purposeMissing, refuseClear } from './read-personal.js'

/** Of a reading that may be clear. */
export const clearFields = {
  clear: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Clear instead of masked (不脱敏); recorded in the audit trail',
    }),
  ),
  purpose: Type.Optional(
    Type.String({
      minLength: 2,
      maxLength: 200,
      pattern: `${SAID}.*${SAID}`,
      description: 'Why (查阅目的); required with clear=true',
    }),
  ),
}

interface ClearQuery {
  clear?: boolean
  purpose?: string
}

/** 403 before 400: who never reads clear data is told so before the input is looked at. */
export async function refuseClearFirst(request: FastifyRequest): Promise<void> {
  if (String((request.query as { clear?: unknown }).clear) === 'true') refuseClear(callerOf(request))
}

/** What a request asks to read, with its audit; 400 without a purpose. */
export function readingOf(
  { pool }: Deps,
  request: FastifyRequest<{ Params: { caseNo: string }; Querystring: ClearQuery }>,
): PersonalReading {
  const { clear = false, purpose } = request.query
  if (clear && purpose === undefined) throw purposeMissing()
  return {
    caller: callerOf(request),
    caseNo: request.params.caseNo,
    clear,
    purpose,
    audit: (record) => writeAudit(pool, request, record),
  }
}

/** Nobody keeps a clear answer. */
export function keepNothing(reply: FastifyReply, clear: boolean): void {
  if (clear) reply.header('cache-control', 'no-store')
}
