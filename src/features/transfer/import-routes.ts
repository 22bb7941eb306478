import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { sendResource } from '../../http/etag.js'
import { requestLanguage } from '../../http/language.js'
import { pageFields, repeatable, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { foodBusinessLicence } from '../../sample/items/food-business-licence.js'
import { NDJSON, ownImport, ownImports, takeUpload } from './import-door.js'
import {
  Import,
  ImportList,
  importMode,
  RefusedLineList,
  viewImport,
  viewRefusedLine,
} from './import-schemas.js'
import { type ImportMode, selectFindings } from './import-store.js'
import type { EntryKind } from './items/import-kind.js'

const KEEPERS = { policy: { roles: ['cataloguer'] } } as const
const ENTRY_KINDS = ['items', 'directory'] as const
const params = Strict({ importId: Uuid })
const { count: _count, ...pageOnly } = pageFields

const EXAMPLE = `${JSON.stringify({
  versions: [{ version: 2, effectiveFrom: '2026-01-01', document: foodBusinessLicence }],
})}\n`

/** Import of whole entries (事项导入) and what became of it. */
export const importRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, cursorKey } = deps
  await app.register(async (scope) => {
    // Here the body is a stream of lines and nothing else.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(NDJSON, (_request, _payload, done) => done(null))
    scope.post<{ Querystring: { mode?: ImportMode; kind?: EntryKind }; Body: unknown }>(
      '/v1/catalogue/imports',
      {
        config: { ...KEEPERS, slowBody: true },
        // No schema can look at a stream; the schema is for the document.
        validatorCompiler: (given) =>
          given.httpPart === 'body' || app.validatorCompiler === undefined
            ? () => true
            : app.validatorCompiler(given),
        schema: {
          operationId: 'importItems',
          tags: ['Catalogue'],
          summary: 'Import whole entries',
          description:
            'Takes NDJSON, a whole entry a line (事项导入、基本目录导入), as `exportItems` gives it. The answer comes when the upload is whole; checking and applying go on by themselves, also after a crash: read the import for its progress. Mode `all` (default): when a line is refused nothing is applied, and what is applied appears at once; mode `valid`: every good line is applied.',
          consumes: [NDJSON],
          querystring: Strict({
            mode: Type.Optional(importMode),
            kind: Type.Optional(
              strEnum(['items', 'directory'], {
                description:
                  'Items (default), or entries of the basic directory (基本目录): a WholeDirectoryEntry a line',
              }),
            ),
          }),
          headers: Type.Object(repeatable),
          body: Type.String({ description: 'A CatalogueEntry a line', examples: [EXAMPLE] }),
          response: { 202: Import },
        },
      },
      async (request, reply) => {
        const { mode = 'all', kind = 'items' } = request.query
        return takeUpload(request, reply, deps, {
          kind,
          mode,
          action: 'importItems',
          path: '/v1/catalogue/imports',
        })
      },
    )
  })

  app.get(
    '/v1/catalogue/imports',
    {
      config: KEEPERS,
      schema: {
        operationId: 'listImports',
        tags: ['Catalogue'],
        summary: 'Your imports',
        description: 'The imports that the caller began (我的导入), the newest first; kept for 30 days.',
        querystring: Strict(pageOnly),
        response: { 200: ImportList },
      },
    },
    async (request, reply) => {
      const { limit = 20 } = request.query
      const after = decodeCursor<string>(cursorKey, request)
      const rows = await ownImports(deps, request, ENTRY_KINDS, after, limit + 1)
      return page(request, reply, {
        rows,
        limit,
        key: cursorKey,
        positionOf: (row) => row.import_id,
        view: viewImport,
      })
    },
  )

  app.get(
    '/v1/catalogue/imports/:importId',
    {
      config: KEEPERS,
      schema: {
        operationId: 'readImport',
        tags: ['Catalogue'],
        summary: 'An import and how far it is',
        description: 'State and counts of an import (导入进度) that the caller began.',
        params,
        response: { 200: Import },
      },
    },
    async (request, reply) => {
      const view = viewImport(await ownImport(deps, request, request.params.importId))
      return sendResource(request, reply, view.read + view.applied, view)
    },
  )

  app.get(
    '/v1/catalogue/imports/:importId/findings',
    {
      config: KEEPERS,
      schema: {
        operationId: 'listImportFindings',
        tags: ['Catalogue'],
        summary: 'The refused lines of an import',
        description:
          'Every refused line with its number and what speaks against it (导入问题), in their order.',
        params,
        querystring: Strict(pageOnly),
        response: { 200: RefusedLineList },
      },
    },
    async (request, reply) => {
      const { limit = 20 } = request.query
      const { import_id: importId, kind } = await ownImport(deps, request, request.params.importId)
      const after = decodeCursor<number>(cursorKey, request) ?? 0
      const rows = await selectFindings(pool, importId, after, limit + 1)
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
