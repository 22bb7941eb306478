import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { writeAudit } from '../../../http/audit.js'
import { decodeCursor, page } from '../../../http/cursors.js'
import { sendResource } from '../../../http/etag.js'
import { once } from '../../../http/idempotency.js'
import { requestLanguage } from '../../../http/language.js'
import { callerOf } from '../../../http/policy.js'
import { pageFields, repeatable, Strict, strEnum, Uuid } from '../../../http/schemas.js'
import { foodBusinessLicence } from '../../../sample/items/food-business-licence.js'
import { type Caller, reachOf, subjectOf } from '../../../shared/caller.js'
import { problem } from '../../../shared/problem.js'
import { standingPlaces } from '../../divisions/owner-service.js'
import { Import, ImportList, RefusedLineList, viewImport, viewRefusedLine } from './import-schemas.js'
import {
  deleteImport,
  finishUpload,
  type ImportRow,
  selectFindings,
  selectImport,
  selectImports,
  selectSame,
  type UploadTerms,
} from './import-store.js'
import { type ArrivedImport, receiveImport, tooLarge } from './import-upload.js'

const KEEPERS = { policy: { roles: ['cataloguer'] } } as const
const NDJSON = 'application/x-ndjson'
const params = Strict({ importId: Uuid })
const { count: _count, ...pageOnly } = pageFields

const EXAMPLE = `${JSON.stringify({
  versions: [{ version: 2, effectiveFrom: '2026-01-01', document: foodBusinessLicence }],
})}\n`

/** Import of whole entries (事项导入) and what became of it. */
export const importRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, config, encryption, cursorKey } = deps
  const ownImport = async (request: FastifyRequest, importId: string) => {
    const row = await selectImport(pool, importId)
    if (row === undefined || row.created_by !== subjectOf(callerOf(request))) throw problem('NOT_FOUND')
    return row
  }

  await app.register(async (scope) => {
    // Here the body is a stream of lines and nothing else.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(NDJSON, (_request, _payload, done) => done(null))
    scope.post<{ Querystring: { mode?: ImportRow['mode']; kind?: ImportRow['kind'] }; Body: unknown }>(
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
            mode: Type.Optional(strEnum(['all', 'valid'])),
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
        const caller = callerOf(request)
        const { mode = 'all', kind = 'items' } = request.query
        const terms = { createdBy: subjectOf(caller), kind, mode }
        const arrived = await receive(request, caller, terms)
        let isTaken = false
        try {
          // By this, not by the stream, a repeated request is known.
          const named = kind === 'items' ? {} : { kind }
          request.body = { sha256: arrived.sha256.toString('hex'), mode, ...named }
          return await once({ request, reply, pool, encryption, caller }, async (db) => {
            const same = await selectSame(db, { ...arrived, ...terms })
            const row = same ?? (await finishUpload(db, arrived.importId, arrived))
            isTaken = same === undefined
            await writeAudit(db, request, {
              action: 'importItems',
              object: `import ${row.import_id}`,
              details: { kind, mode, bytes: arrived.bytes, sha256: arrived.sha256.toString('hex') },
              ...(await standingPlaces(db, caller)),
            })
            const headers = { location: `/v1/catalogue/imports/${row.import_id}` }
            return { status: 202, headers, body: viewImport(row) }
          })
        } catch (error) {
          isTaken = false
          throw error
        } finally {
          if (!isTaken) await deleteImport(pool, arrived.importId).catch(() => {})
        }
      },
    )
  })

  async function receive(
    request: FastifyRequest,
    caller: Caller,
    terms: Omit<UploadTerms, 'reach'>,
  ): Promise<ArrivedImport> {
    const { importLimit: limit } = config
    if (request.headers['content-type'] === undefined) throw problem('UNSUPPORTED_MEDIA_TYPE')
    // A lie about the length changes nothing: the stream is counted.
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
    const { organs, divisions } = reachOf(caller.grants, ['cataloguer'])
    const reach = [...organs, ...divisions]
    const arrived = await receiveImport(pool, request.raw, { limit, reach, ...terms })
    if (arrived.bytes > 0) return arrived
    await deleteImport(pool, arrived.importId)
    throw problem('MALFORMED_REQUEST')
  }

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
      const rows = await selectImports(pool, subjectOf(callerOf(request)), after, limit + 1)
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
      const view = viewImport(await ownImport(request, request.params.importId))
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
      const { import_id: importId, kind } = await ownImport(request, request.params.importId)
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
