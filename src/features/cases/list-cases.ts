import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.js'
import { subjectOfNumber, writeAudit } from '../../http/audit.js'
import { decodeCursor, filtersOf, page } from '../../http/cursors.js'
import { requestLanguage } from '../../http/language.js'
import type { Caller } from '../../shared/caller.js'
import { typedCaseNo } from '../../shared/case-number.js'
import { standingPlaces } from '../divisions/owner-service.js'
import type { CaseFilters } from './case-filters.js'
import { countCases, selectCases } from './case-store.js'
import { summariseRow } from './case-view.js'
import { examinedAmong } from './examined-only.js'
import type { CaseOrder, CasePosition } from './list-branches.js'
import { countStatement, pageStatement } from './list-statement.js'
import { whatIsSought } from './what-is-sought.js'

const COUNT_CAP = 10_000

type Asked = CaseFilters & { sort?: CaseOrder; cursor?: string; limit?: number; count?: boolean }

/**
 * A page of the cases that the caller may see: one query, two with ?count=true. `asked` is what the address or the body
 * asks for; cursors are bound to it.
 */
export async function listCases(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller,
  { caseNo, ...typed }: Asked,
) {
  const query: Asked = { ...typed, ...(caseNo === undefined ? {} : { caseNo: typedCaseNo(caseNo) }) }
  const { limit = 20, count = false } = query
  const { sort: order = 'created', ...filters } = filtersOf(query) as CaseFilters & { sort?: CaseOrder }
  const { routeOptions, params, url, method } = request
  const list = { routeOptions, params, url, method, query }
  const after = decodeCursor<CasePosition>(deps.cursorKey, list)
  const {
    applicantIdNumber: _number,
    name: _name,
    mobile: _mobile,
    form: _form,
    oldNumber: _old,
    ...rest
  } = filters
  const sought = await whatIsSought(deps, query)
  const asked = { filters: rest, order, sought }
  if (sought !== undefined) {
    // Whom was looked for stays unsaid, but the same number is known again by its blind index.
    const by = (['applicantIdNumber', 'name', 'mobile', 'form', 'oldNumber'] as const).filter(
      (key) => key in query,
    )
    await writeAudit(deps.pool, request, {
      action: 'searchCases',
      object: by.join(' '),
      subjects: sought.parties
        .filter(({ column }) => column === 'id_number_index')
        .flatMap(({ indexes }) => indexes.map(subjectOfNumber)),
      ...(await standingPlaces(deps.pool, caller)),
    })
  }
  const rows = await selectCases(deps.pool, (columns) =>
    pageStatement(caller, asked, { after, limit: limit + 1, columns }),
  )
  const counted = count
    ? { count: await countCases(deps.pool, countStatement(caller, asked, COUNT_CAP)) }
    : {}
  const language = requestLanguage(request)
  const isExamined = await examinedAmong(deps.items, rows)
  return page(list, reply, {
    rows,
    limit,
    key: deps.cursorKey,
    positionOf: (row): CasePosition => ({
      createdAt: row.created_at,
      id: row.id,
      ...(order === 'due' && row.due_on !== null ? { dueOn: row.due_on } : {}),
    }),
    view: (row) =>
      summariseRow(row, language, { draftDays: deps.config.draftDays, isExaminedOnly: isExamined(row) }),
    ...counted,
  })
}
