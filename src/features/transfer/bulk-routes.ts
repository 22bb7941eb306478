import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { sendResource } from '../../http/etag.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { pageFields, repeatable, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { exampleId } from '../../shared/sample-codes.js'
import { standingPlaces } from '../divisions/owner-service.js'
import { clearFields } from '../staff/staff-schemas.js'
import { purposeOf } from '../staff/staff-service.js'
import { exportedLines } from './export-lines.js'
import { mustHold, NDJSON, ownImport, ownImports, takeUpload } from './import-door.js'
import {
  Import,
  ImportLineList,
  ImportList,
  importMode,
  OUTCOMES,
  viewImport,
  viewLine,
} from './import-schemas.js'
import { type ImportMode, selectLines } from './import-store.js'
import { KIND_NAMES, type KindName } from './kind-names.js'
import { TRANSFER_ROLES, takersOfKind } from './kinds.js'

const KEEPERS = { policy: { roles: TRANSFER_ROLES } }
const kindOf = strEnum(KIND_NAMES, {
  description: 'What the lines are (种类), in the order in which a deployment takes them in',
  examples: ['divisions'],
})
const params = Strict({ importId: Type.Unsafe<string>({ ...Uuid, examples: [exampleId(2)] }) })
const { count: _count, ...pageOnly } = pageFields
const EXAMPLE = `${JSON.stringify({ code: '511102999', parent: '511102', name: '示例镇二' })}\n`

/** Everything that a deployment consists of, brought in and taken out as lines (批量导入导出). */
export const bulkRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, cursorKey } = deps

  await app.register(async (scope) => {
    // Here the body is a stream of lines and nothing else.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(NDJSON, (_request, _payload, done) => done(null))
    scope.post<{ Querystring: { mode?: ImportMode; kind: KindName }; Body: unknown }>(
      '/v1/imports',
      {
        config: { ...KEEPERS, slowBody: true },
        // No schema can look at a stream; the schema is for the document.
        validatorCompiler: (given) =>
          given.httpPart === 'body' || app.validatorCompiler === undefined
            ? () => true
            : app.validatorCompiler(given),
        schema: {
          operationId: 'importLines',
          tags: ['Transfer'],
          summary: 'Import lines of a kind',
          description:
            'Takes NDJSON, a thing a line (批量导入), as `exportLines` gives it. Each line is added, changed by its code, or unchanged; what you may write is what you may write by hand, but that delegations are for cataloguers alone, staff and absences for security alone; of what lies beyond your rights nothing is told, not even whether it is there. The answer comes when the upload is whole; a long job checks and applies it, also after a crash.',
          consumes: [NDJSON],
          querystring: Strict({ kind: kindOf, mode: Type.Optional(importMode) }),
          headers: Type.Object(repeatable),
          body: Type.String({ description: 'A line a thing', examples: [EXAMPLE] }),
          response: { 202: Import },
        },
      },
      async (request, reply) => {
        const { kind, mode = 'all' } = request.query
        return takeUpload(request, reply, deps, { kind, mode, action: 'importLines', path: '/v1/imports' })
      },
    )
  })

  app.get(
    '/v1/imports',
    {
      config: KEEPERS,
      schema: {
        operationId: 'listAllImports',
        tags: ['Transfer'],
        summary: 'Your imports of every kind',
        description: 'The imports that the caller began (我的导入), the newest first; kept for 30 days.',
        querystring: Strict({ kind: Type.Optional(kindOf), ...pageOnly }),
        response: { 200: ImportList },
      },
    },
    async (request, reply) => {
      const { kind, limit = 20 } = request.query
      const after = decodeCursor<string>(cursorKey, request)
      const kinds = kind === undefined ? KIND_NAMES : [kind]
      const rows = await ownImports(deps, request, kinds, after, limit + 1)
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
    '/v1/imports/:importId',
    {
      config: KEEPERS,
      schema: {
        operationId: 'readImportOfLines',
        tags: ['Transfer'],
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
    '/v1/imports/:importId/lines',
    {
      config: KEEPERS,
      schema: {
        operationId: 'listImportLines',
        tags: ['Transfer'],
        summary: 'What became of each line',
        description:
          'Every line of an import with its number: created, changed, unchanged, or refused with what speaks against it (逐行结果). Of items and directory the good lines are told until the import is finished, refused ones as long as it is kept.',
        params,
        querystring: Strict({ outcome: Type.Optional(strEnum(OUTCOMES)), ...pageOnly }),
        response: { 200: ImportLineList },
      },
    },
    async (request, reply) => {
      const { outcome, limit = 20 } = request.query
      const { import_id: importId } = await ownImport(deps, request, request.params.importId)
      const after = decodeCursor<number>(cursorKey, request) ?? 0
      const rows = await selectLines(pool, importId, outcome, after, limit + 1)
      const language = requestLanguage(request)
      return page(request, reply, {
        rows,
        limit,
        key: cursorKey,
        positionOf: (row) => row.line,
        view: (row) => viewLine(row, language),
      })
    },
  )

  app.get(
    '/v1/exports/:kind',
    {
      config: KEEPERS,
      schema: {
        operationId: 'exportLines',
        tags: ['Transfer'],
        summary: 'Export everything of a kind',
        description:
          'NDJSON, a thing a line, in the order of their codes (批量导出): what is imported elsewhere with `importLines` and exported there again is the same, byte for byte. Delegations, staff, absences and grants as far as you keep them; telephone and mail of staff only with `clear=true` and a purpose, which stand in the audit trail, identity numbers never.',
        params: Strict({ kind: kindOf }),
        querystring: Strict(clearFields),
        response: {
          200: {
            description: 'A thing a line (每行一条)',
            content: { [NDJSON]: { schema: Type.Object({}, { additionalProperties: true }) } },
          },
        },
      },
    },
    async (request, reply) => {
      const { kind } = request.params
      const caller = callerOf(request)
      mustHold(caller, takersOfKind(kind))
      const places = await standingPlaces(pool, caller)
      const { clear = false, purpose } = request.query
      await writeAudit(pool, request, {
        action: 'exportLines',
        object: kind,
        details: { clear },
        purpose: clear ? purposeOf(purpose) : purpose,
        ...places,
      })
      reply.header('content-disposition', `attachment; filename="${kind}.ndjson"`)
      const lines = Readable.from(exportedLines(deps, caller, kind, clear), {
        objectMode: false,
        highWaterMark: 1,
      })
      return reply.type(`${NDJSON}; charset=utf-8`).send(lines as never)
    },
  )
}
