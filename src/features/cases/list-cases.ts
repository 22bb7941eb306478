import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.js'
import { subjectOfNumber, writeAudit } from '../../http/audit.js'
import { decodeCursor, filtersOf, page } from '../../http/cursors.js'
import { requestLanguage } from '../../http/language.js'
import type { Caller } from '../../shared/caller.js'
import { numberIndexes } from '../../shared/number-index.js'
import { standingPlaces } from '../divisions/owner-service.js'
import { type CaseFilters, caseCondition } from './case-filters.js'
import { countCases, selectCases } from './case-store.js'
import { summariseRow } from './case-view.js'

const COUNT_CAP = 10_000

/** A page of the cases that the caller may see: one query, two with ?count=true. */
export async function listCases(
  deps: Deps,
  request: FastifyRequest<{
    Querystring: CaseFilters & { cursor?: string; limit?: number; count?: boolean }
  }>,
  reply: FastifyReply,
  caller: Caller,
) {
  const { query } = request
  const { limit = 20, count = false } = query
  const filters = filtersOf(query) as CaseFilters
  const after = decodeCursor<{ createdAt: string; id: string }>(deps.cursorKey, request)
  const condition = caseCondition(caller, filters, deps.encryption, after)
  if (query.applicantIdNumber !== undefined) {
    // Whom was looked for stays unsaid, but the same number is known again by its blind index.
    const indexes = numberIndexes(deps.encryption, query.applicantIdNumber)
    await writeAudit(deps.pool, request, {
      action: 'listCases',
      object: 'applicantIdNumber',
      subjects: indexes.map(subjectOfNumber),
      ...(await standingPlaces(deps.pool, caller)),
    })
  }
  const rows = await selectCases(deps.pool, condition.where, condition.bound, limit + 1)
  const all = count ? caseCondition(caller, filters, deps.encryption) : undefined
  const counted =
    all === undefined ? {} : { count: await countCases(deps.pool, all.where, all.bound, COUNT_CAP) }
  const language = requestLanguage(request)
  return page(request, reply, {
    rows,
    limit,
    key: deps.cursorKey,
    positionOf: (row) => ({ createdAt: row.created_at, id: row.id }),
    view: (row) => summariseRow(row, language),
    ...counted,
  })
}
