import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { Strict, strEnum } from '../../http/schemas.js'
import { entryLines } from './export-entries.js'
import type { ExportFilters } from './export-store.js'
import { CatalogueEntry } from './import-schemas.js'
import { dictionaryCode } from './item-parts.js'
import { divisionOf } from './item-routes.js'

const KEEPERS = { policy: { roles: ['cataloguer'] } } as const

/** Whole entries for other catalogues and for backups (事项导出). */
export const exportRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool }) => {
  app.get(
    '/v1/catalogue/export',
    {
      config: KEEPERS,
      schema: {
        operationId: 'exportItems',
        tags: ['Catalogue'],
        summary: 'Export whole entries',
        description:
          'Every published item with its state and all its versions (事项导出), an entry a line, in the order of their codes. What comes out can be imported again and then changes nothing. Drafts are not in it.',
        querystring: Strict({
          division: Type.Optional(
            Type.String({ maxLength: 12, description: 'Items of this division and all below it (区划)' }),
          ),
          organisation: Type.Optional(Type.String({ maxLength: 50 })),
          type: Type.Optional(dictionaryCode('事项类型')),
          state: Type.Optional(strEnum(['IN_USE', 'SUSPENDED', 'RETIRED'])),
        }),
        response: {
          200: {
            description: 'A CatalogueEntry a line (整条记录)',
            content: { 'application/x-ndjson': { schema: CatalogueEntry } },
          },
        },
      },
    },
    async (request, reply) => {
      const filters: ExportFilters = { ...request.query, division: divisionOf(request.query.division) }
      reply.header('content-disposition', 'attachment; filename="items.ndjson"')
      return (
        reply
          .type('application/x-ndjson; charset=utf-8')
          // The schema is for the document: a stream is sent as it is.
          .send(Readable.from(entryLines(pool, filters), { objectMode: false, highWaterMark: 1 }) as never)
      )
    },
  )
}
