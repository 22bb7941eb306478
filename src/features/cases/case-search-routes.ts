import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Deps } from '../../deps.js'
import { callerOf } from '../../http/policy.js'
import { pageFields, Strict } from '../../http/schemas.js'
import { caseFilterFields, caseSortField, personFilterFields } from './case-filters.js'
import { CaseList } from './case-schemas.js'
import { CASE_READERS } from './case-visibility.js'
import { listCases } from './list-cases.js'

/** Looking for cases by what must not stand in an address (办件检索). */
export const caseSearchRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.post(
    '/v1/cases/search',
    {
      config: { policy: { roles: [...CASE_READERS, 'citizen', 'assistant'] }, isSearch: true },
      schema: {
        operationId: 'searchCases',
        tags: ['Cases'],
        summary: '办件检索 · Look for cases',
        description:
          "Cases that the caller may see (办件检索), by any filter of the list and by what must not stand in an address, where every proxy would log it: a party's identity number, whole name and telephone in any spelling, and the values of form fields that the version in force of `item` marks with `x-filterable` (可检索), all found through blind indexes (盲索引); and the case number as it was typed. What is given must all hold. Who looked, and by what, is an audit record (审计) that names nobody.",
        body: Strict(
          { ...caseFilterFields, ...personFilterFields, ...caseSortField, ...pageFields },
          {
            examples: [
              { applicantIdNumber: '11010519491231002X' },
              { name: '李小敏', mobile: '13800001234', open: true },
              { status: 'SUBMITTED', limit: 50 },
            ],
          },
        ),
        response: { 200: CaseList },
      },
    },
    async (request, reply) => listCases(deps, request, reply, callerOf(request), request.body),
  )
}
