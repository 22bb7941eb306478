import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { pageFields, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { ITEM_EXAMPLE } from '../catalogue/item-example.js'
import { importDoor } from './import-doors.js'
import { importMode, RefusedLineList, viewRefusedLine } from './import-schemas.js'
import { ownImportFindings } from './import-service.js'

const KEEPERS = { policy: { roles: ['cataloguer'] } } as const
const params = Strict({ importId: Uuid })
const { count: _count, ...pageOnly } = pageFields

const EXAMPLE = `${JSON.stringify({
  versions: [{ version: 2, effectiveFrom: '2026-01-01', document: ITEM_EXAMPLE }],
})}\n`

/** Import of whole entries (事项导入) and what became of it. */
export const importRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, cursorKey } = deps

  await app.register(
    importDoor({
      path: '/v1/catalogue/imports',
      tag: 'Catalogue',
      roles: KEEPERS.policy.roles,
      kinds: ['items', 'directory'],
      kind: 'items',
      send: {
        operationId: 'importItems',
        summary: '事项、基本目录导入 · Import whole entries',
        description:
          'Takes NDJSON, a whole entry a line (事项导入、基本目录导入), as `exportItems` gives it. The answer comes when the upload is whole; checking and applying go on by themselves, also after a crash: read the import for its progress. Mode `all` (default): when a line is refused nothing is applied, and what is applied appears at once; mode `valid`: every good line is applied.',
        query: Strict({
          mode: Type.Optional(importMode),
          kind: Type.Optional(
            strEnum(['items', 'directory'], {
              description:
                'Items (default), or entries of the basic directory (基本目录): a WholeDirectoryEntry a line',
            }),
          ),
        }),
        body: Type.String({ description: 'A CatalogueEntry a line', examples: [EXAMPLE] }),
      },
      list: { operationId: 'listImports', summary: '我的目录导入 · Your imports', query: {} },
      read: { operationId: 'readImport', params },
    }),
    deps,
  )

  app.get(
    '/v1/catalogue/imports/:importId/findings',
    {
      config: KEEPERS,
      schema: {
        operationId: 'listImportFindings',
        tags: ['Catalogue'],
        summary: '目录导入问题 · The refused lines of an import',
        description:
          'Every refused line with its number and what speaks against it (导入问题), in their order.',
        params,
        querystring: Strict(pageOnly),
        response: { 200: RefusedLineList },
      },
    },
    async (request, reply) => {
      const { limit = 20 } = request.query
      const after = decodeCursor<number>(cursorKey, request) ?? 0
      const { importId } = request.params
      const { kind, rows } = await ownImportFindings(pool, callerOf(request), importId, after, limit + 1)
      const language = requestLanguage(request)
      return page(request, reply, {
        rows,
        limit,
        key: cursorKey,
        positionOf: (row) => row.line,
        view: (row) => viewRefusedLine(row, kind, language),
      })
    },
  )
}
