import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { requiredIdempotencyScope } from '../../../http/idempotency.js'
import { requestLanguage } from '../../../http/language.js'
import { callerOf } from '../../../http/policy.js'
import { idempotencyKey, Strict } from '../../../http/schemas.js'
import { fileTable } from './file-table.js'
import { RowAnswer, TableBody } from './table-schemas.js'

const withKey = Type.Object({ 'idempotency-key': { ...idempotencyKey, examples: ['table-2026-03-02'] } })

/** A hundred alike from a table (批量申报). */
export const tableRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.post(
    '/v1/cases/batch',
    {
      config: { policy: { roles: ['clerk', 'citizen', 'assistant'] } },
      schema: {
        operationId: 'createCases',
        tags: ['Cases'],
        summary: '批量申报 · Take many alike in, from a table',
        description:
          'Up to 200 applications that have most in common, e.g. of one firm (批量申报): `common` and `rows`, or a table in `csv`. Each row goes the way of `POST /v1/cases` and is answered by itself, in the order of the table: taken in (201) or refused with its problem; a refused row keeps no other back. Under the same Idempotency-Key rows that were taken in are replayed, refused ones tried again; a row that was taken in and now says something else is 422.',
        headers: withKey,
        body: TableBody,
        response: { 200: Strict({ data: Type.Array(RowAnswer) }) },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const scope = requiredIdempotencyScope(request, caller)
      return {
        data: await fileTable(deps, request.body, { caller, scope, language: requestLanguage(request) }),
      }
    },
  )
}
