import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { pageFields, Strict, strEnum, Uuid } from '../../http/schemas.js'
import type { JobRow } from '../../jobs/job-service.js'
import { exampleId } from '../../shared/sample-codes.js'
import { standingPlaces } from '../divisions/owner-service.js'
import { clearFields } from '../staff/staff-schemas.js'
import { purposeOf } from '../staff/staff-service.js'
import { exportedLines } from './export-lines.js'
import { mustHold, NDJSON } from './import-door.js'
import { importDoor } from './import-doors.js'
import { Import, ImportLineList, importMode, OUTCOMES, viewImport, viewLine } from './import-schemas.js'
import { cancelImport, ownImportLines } from './import-service.js'
import { IMPORT_KINDS, KIND_NAMES } from './kind-names.js'
import { TRANSFER_ROLES, takersOfKind } from './kinds.js'

const KEEPERS = { policy: { roles: TRANSFER_ROLES } }
const kindOf = strEnum(KIND_NAMES, {
  description: 'What the lines are (种类), in the order in which a deployment takes them in',
  examples: ['divisions'],
})
const importKind = strEnum(IMPORT_KINDS, {
  description:
    'What the lines are (种类), in the order in which a deployment takes them in; and oldCases, cases of an earlier system (历史办件)',
  examples: ['divisions'],
})
const params = Strict({ importId: Type.Unsafe<string>({ ...Uuid, examples: [exampleId(2)] }) })
const { count: _count, ...pageOnly } = pageFields
const EXAMPLE = `${JSON.stringify({ code: '511102999', parent: '511102', name: '示例镇二' })}\n`

/** Everything that a deployment consists of, brought in and taken out as lines (批量导入导出). */
export const bulkRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, cursorKey } = deps

  await app.register(
    importDoor({
      path: '/v1/imports',
      tag: 'Transfer',
      roles: TRANSFER_ROLES,
      kinds: IMPORT_KINDS,
      send: {
        operationId: 'importLines',
        summary: '批量导入 · Import lines of a kind',
        description:
          'Takes NDJSON, a thing a line (批量导入), as `exportLines` gives it. Each line is added, changed by its code, or unchanged; what you may write is what you may write by hand, but that delegations are for cataloguers alone, staff and absences for security alone; of what lies beyond your rights nothing is told, not even whether it is there. `oldCases` (历史办件) are for operators and managers whose grant reaches the organ; they are known by system and number, never changed by an import, and not taken out. The answer comes when the upload is whole; a long job checks and applies it, also after a crash.',
        query: Strict({ kind: importKind, mode: Type.Optional(importMode) }),
        body: Type.String({ description: 'A line a thing', examples: [EXAMPLE] }),
      },
      list: {
        operationId: 'listAllImports',
        summary: '我的各类导入 · Your imports of every kind',
        query: { kind: Type.Optional(importKind) },
      },
      read: { operationId: 'readImportOfLines', params },
    }),
    deps,
  )

  app.post(
    '/v1/imports/:importId/cancel',
    {
      config: KEEPERS,
      schema: {
        operationId: 'cancelImport',
        tags: ['Transfer'],
        summary: '取消导入 · End an import that you began',
        description:
          'Ends an import of any kind, items and directory among them (取消导入): at once where nobody works on it, else after the batch in hand. What is written stays, with mode `all` that is nothing. One that is over stays as it is.',
        params,
        response: { 200: Import },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { importId } = request.params
      const audit = (db: Queryable, job: JobRow) =>
        writeAudit(db, request, {
          action: 'cancelImport',
          object: `import ${importId}`,
          details: { state: job.state },
          divisions: job.divisions,
          organisation: job.organisation_code ?? undefined,
        })
      return viewImport(await withTransaction(pool, (db) => cancelImport(db, caller, importId, audit)))
    },
  )

  app.get(
    '/v1/imports/:importId/lines',
    {
      config: KEEPERS,
      schema: {
        operationId: 'listImportLines',
        tags: ['Transfer'],
        summary: '逐行导入结果 · What became of each line',
        description:
          'Every line of an import with its number: created, changed, unchanged, or refused with what speaks against it (逐行结果). Of items and directory the good lines are told until the import is finished, refused ones as long as it is kept.',
        params,
        querystring: Strict({ outcome: Type.Optional(strEnum(OUTCOMES)), ...pageOnly }),
        response: { 200: ImportLineList },
      },
    },
    async (request, reply) => {
      const { outcome, limit = 20 } = request.query
      const after = decodeCursor<number>(cursorKey, request) ?? 0
      const asked = { importId: request.params.importId, outcome }
      const rows = await ownImportLines(pool, callerOf(request), asked, after, limit + 1)
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
        summary: '批量导出 · Export everything of a kind',
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
