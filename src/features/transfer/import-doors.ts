import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type TObject, type TSchema, Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { sendResource } from '../../http/etag.js'
import { callerOf } from '../../http/policy.js'
import { pageFields, repeatable, Strict } from '../../http/schemas.js'
import type { Role } from '../../shared/roles.js'
import { NDJSON, takeUpload } from './import-door.js'
import { Import, ImportList, viewImport } from './import-schemas.js'
import { type ImportMode, ownImport, ownImports } from './import-service.js'
import type { KindName } from './kind-names.js'

const { count: _count, ...pageOnly } = pageFields

/** An address at which imports are sent in, listed and read (导入入口), and what it says of itself. */
export interface ImportDoor {
  path: string
  tag: string
  roles: readonly Role[]
  /** Kinds that are listed here, and the one meant where the upload names none. */
  kinds: readonly KindName[]
  kind?: KindName
  send: { operationId: string; summary: string; description: string; query: TObject; body: TSchema }
  list: { operationId: string; summary: string; query: Record<string, TSchema> }
  read: { operationId: string; params: TObject }
}

/** One engine behind every address: uploads come in, and who began them sees how far they are. */
export const importDoor =
  (door: ImportDoor): FastifyPluginAsyncTypebox<Deps> =>
  async (app, deps) => {
    const { pool, cursorKey } = deps
    const config = { policy: { roles: door.roles } }

    await app.register(async (scope) => {
      // Here the body is a stream of lines and nothing else.
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser(NDJSON, (_request, _payload, done) => done(null))
      const { query, body, ...words } = door.send
      scope.post<{ Querystring: { mode?: ImportMode; kind?: KindName }; Body: unknown }>(
        door.path,
        {
          config: { ...config, slowBody: true },
          // No schema can look at a stream; the schema is for the document.
          validatorCompiler: (given) =>
            given.httpPart === 'body' || app.validatorCompiler === undefined
              ? () => true
              : app.validatorCompiler(given),
          schema: {
            ...words,
            tags: [door.tag],
            consumes: [NDJSON],
            querystring: query,
            headers: Type.Object(repeatable),
            body,
            response: { 202: Import },
          },
        },
        async (request, reply) => {
          const { kind = door.kind ?? 'items', mode = 'all' } = request.query
          const action = words.operationId
          return takeUpload(request, reply, deps, { kind, mode, action, path: door.path })
        },
      )
    })

    const { query, ...words } = door.list
    app.get<{ Querystring: { kind?: KindName; limit?: number } }>(
      door.path,
      {
        config,
        schema: {
          ...words,
          tags: [door.tag],
          description: 'The imports that the caller began (我的导入), the newest first; kept for 30 days.',
          querystring: Strict({ ...query, ...pageOnly }),
          response: { 200: ImportList },
        },
      },
      async (request, reply) => {
        const { kind, limit = 20 } = request.query
        const after = decodeCursor<string>(cursorKey, request)
        const kinds = kind === undefined ? door.kinds : [kind]
        return page(request, reply, {
          rows: await ownImports(pool, callerOf(request), kinds, after, limit + 1),
          limit,
          key: cursorKey,
          positionOf: (row) => row.import_id,
          view: viewImport,
        })
      },
    )

    app.get<{ Params: { importId: string } }>(
      `${door.path}/:importId`,
      {
        config,
        schema: {
          ...door.read,
          tags: [door.tag],
          summary: '导入进度 · An import and how far it is',
          description: 'State and counts of an import (导入进度) that the caller began.',
          response: { 200: Import },
        },
      },
      async (request, reply) => {
        const view = viewImport(await ownImport(pool, callerOf(request), request.params.importId))
        return sendResource(request, reply, view.read + view.applied, view)
      },
    )
  }
