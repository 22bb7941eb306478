import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { writeAudit } from '../../../http/audit.js'
import { decodeCursor, filtersOf, page } from '../../../http/cursors.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../../http/etag.js'
import { requestLanguage } from '../../../http/language.js'
import { callerOf } from '../../../http/policy.js'
import { guarded, LegalDate, Strict } from '../../../http/schemas.js'
import { ownedBy } from '../../divisions/owner-service.js'
import { versionNumber } from '../item-parameters.js'
import { viewVersions } from '../item-views.js'
import { dictionaryCode } from '../parts/fields.js'
import type { DirectoryDocument as Document } from './directory-document.js'
import { DIRECTORY_EXAMPLE } from './directory-example.js'
import {
  basicCode,
  DirectoryDocument,
  DirectoryEntry,
  DirectoryList,
  DirectoryPublication,
  DirectoryVersionList,
  ImplementationList,
} from './directory-schemas.js'
import {
  directoryInForce,
  directoryVersion,
  directoryVersions,
  listDirectory,
  listFollowers,
  previewPublication,
  publishDirectory,
} from './directory-service.js'
import { summariseDirectory, viewDirectory, viewFollower, viewMustFollow } from './directory-views.js'

const OPEN = { policy: { public: true } } as const
const KEEPERS = { policy: { roles: ['cataloguer'] } } as const
const params = Strict({ basicCode })
const pageOfList = {
  cursor: Type.Optional(Type.String({ maxLength: 2000, description: 'nextCursor of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
}

/** The basic directory (基本目录): what is the same for all organs, and which of their items follow it. */
export const directoryRoutes: FastifyPluginAsyncTypebox<Deps> = async (
  app,
  { pool, cursorKey, dictionaries },
) => {
  app.get(
    '/v1/directory',
    {
      config: OPEN,
      schema: {
        operationId: 'listDirectory',
        tags: ['Directory'],
        summary: '基本目录 · The basic directory',
        description:
          'Entries of the directory in force (基本目录), by their codes; `q` is part of a name or the beginning of a code.',
        querystring: Strict({
          q: Type.Optional(Type.String({ maxLength: 200, examples: ['食品'] })),
          type: Type.Optional(dictionaryCode('事项类型')),
          ...pageOfList,
        }),
        response: { 200: DirectoryList },
      },
    },
    async (request, reply) => {
      const { query } = request
      const { limit = 20 } = query
      const filters = filtersOf(query)
      const q = query.q?.trim()
      const after = decodeCursor<string>(cursorKey, request)
      const [language, book] = [requestLanguage(request), await dictionaries.current()]
      return page(request, reply, {
        rows: await listDirectory(pool, { ...filters, q: q === '' ? undefined : q }, after, limit + 1),
        limit,
        key: cursorKey,
        positionOf: (row) => row.basic_code,
        view: (row) => summariseDirectory(row, language, book),
      })
    },
  )

  app.get(
    '/v1/directory/:basicCode',
    {
      config: OPEN,
      schema: {
        operationId: 'readDirectoryEntry',
        tags: ['Directory'],
        summary: '基本目录条目（现行版本） · An entry of the directory, the version in force',
        description:
          'What the directory fixes of an item for all organs (基本目录条目); what it leaves out each organ says for itself.',
        params,
        response: { 200: DirectoryEntry },
      },
    },
    async (request, reply) => {
      const code = request.params.basicCode
      const { row, latest } = await directoryInForce(pool, code)
      return sendResource(
        request,
        reply,
        latest,
        viewDirectory(row, latest, requestLanguage(request), await dictionaries.current()),
      )
    },
  )

  app.put(
    '/v1/directory/:basicCode',
    {
      config: KEEPERS,
      schema: {
        operationId: 'publishDirectoryEntry',
        tags: ['Directory'],
        summary: '发布基本目录条目 · Publish a version of a directory entry',
        description:
          'Makes the document the next version of the entry (发布基本目录条目), in force from `effectiveFrom` on (today by default), under If-Match: the ETag that was read, or * to add an entry. No item changes by it: the answer tells which must follow, and with `preview` it only tells (预览).',
        params,
        querystring: Strict({
          effectiveFrom: Type.Optional(Type.Unsafe<string>({ ...LegalDate, examples: ['2027-01-01'] })),
          preview: Type.Optional(
            Type.Boolean({ description: 'Only tell, publish nothing', examples: [true] }),
          ),
        }),
        headers: Type.Object(guarded),
        body: { ...DirectoryDocument, examples: [DIRECTORY_EXAMPLE] },
        response: { 200: DirectoryPublication },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const code = request.params.basicCode
      const { preview = false, effectiveFrom } = request.query
      const document = request.body as Document
      const expected = ifMatch(request)
      const language = requestLanguage(request)
      const guard = (latest: number) => checkPrecondition(expected, latest)
      const planned = await previewPublication(pool, caller, { code, document, effectiveFrom }, guard)
      const { from } = planned
      if (preview) {
        const { version } = planned
        const entries = viewMustFollow(await planned.find(), language)
        return { basicCode: code, version, effectiveFrom: from, preview, entries }
      }
      const { version, found } = await publishDirectory(pool, caller, planned, guard, (db, published) =>
        writeAudit(db, request, {
          action: 'publishDirectoryEntry',
          object: `directory ${code}`,
          details: {
            version: published.version,
            effectiveFrom: from,
            mustFollow: published.found.mustFollow,
          },
          ...ownedBy(planned.keeper),
        }),
      )
      const body = {
        basicCode: code,
        version,
        effectiveFrom: from,
        preview,
        entries: viewMustFollow(found, language),
      }
      reply.header('etag', etagOf(version, body))
      return body
    },
  )

  app.get(
    '/v1/directory/:basicCode/versions',
    {
      config: OPEN,
      schema: {
        operationId: 'listDirectoryVersions',
        tags: ['Directory'],
        summary: '基本目录条目的版本 · The versions of a directory entry',
        description: 'Every published version of the entry (基本目录版本), newest first.',
        params,
        response: { 200: DirectoryVersionList },
      },
    },
    async (request) => {
      const { rows, today } = await directoryVersions(pool, request.params.basicCode)
      return { data: viewVersions(rows, today) }
    },
  )

  app.get(
    '/v1/directory/:basicCode/versions/:version',
    {
      config: OPEN,
      schema: {
        operationId: 'readDirectoryVersion',
        tags: ['Directory'],
        summary: '基本目录条目的一个版本 · One version of a directory entry',
        description: 'A published version never changes (已发布版本不可更改).',
        params: Strict({ basicCode, version: versionNumber }),
        response: { 200: DirectoryEntry },
      },
    },
    async (request, reply) => {
      const { basicCode: code, version } = request.params
      const { row, latest } = await directoryVersion(pool, code, version)
      return sendResource(
        request,
        reply,
        version,
        viewDirectory(row, latest, requestLanguage(request), await dictionaries.current()),
      )
    },
  )

  app.get(
    '/v1/directory/:basicCode/entries',
    {
      config: KEEPERS,
      schema: {
        operationId: 'listImplementationEntries',
        tags: ['Directory'],
        summary: '条目下的实施清单 · The items that belong to a directory entry',
        description:
          'Items within your reach (实施清单), by their codes: whether each follows the newest version of the directory, and what would now be found against it where it does not.',
        params,
        querystring: Strict(pageOfList),
        response: { 200: ImplementationList },
      },
    },
    async (request, reply) => {
      const code = request.params.basicCode
      const { limit = 20 } = request.query
      const after = decodeCursor<string>(cursorKey, request)
      const language = requestLanguage(request)
      return page(request, reply, {
        rows: await listFollowers(pool, callerOf(request), code, after, limit + 1),
        limit,
        key: cursorKey,
        positionOf: ({ row }) => row.item_code,
        view: (follower) => viewFollower(follower, language),
      })
    },
  )
}
