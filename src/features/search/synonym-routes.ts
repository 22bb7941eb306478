import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { listPage } from '../../http/cursors.js'
import { ifMatch, sendResource } from '../../http/etag.js'
import { guarded, listOf, pageFields, Strict } from '../../http/schemas.js'
import { SynonymGroup, SynonymInput, synonymKey } from './search-schemas.js'
import {
  listSynonyms,
  putSynonym,
  readSynonym,
  removeSynonym,
  SYNONYM_KEEPERS,
  type SynonymRow,
} from './synonym-service.js'

const KEEPERS = { policy: { roles: SYNONYM_KEEPERS } } as const
const params = Strict({ key: synonymKey })
const view = ({ key, words, organisation_code: organisation }: SynonymRow) => ({
  key,
  ...(organisation === null ? {} : { organisation }),
  words,
})

/** Words that mean the same in a search (同义词), as data: a change holds for the next search, nothing is indexed anew. */
export const synonymRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, cursorKey, search }) => {
  app.get(
    '/v1/synonyms',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'listSynonyms',
        tags: ['Search'],
        summary: '同义词组列表 · Groups of equal words',
        description: 'Words that mean the same in a search (同义词), a group each, by key.',
        querystring: Strict({ cursor: pageFields.cursor, limit: pageFields.limit }),
        response: { 200: listOf(SynonymGroup) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (after: string | undefined, most) => listSynonyms(pool, after ?? '', most),
        positionOf: (row) => row.key,
        view,
      }),
  )

  app.get(
    '/v1/synonyms/:key',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'readSynonym',
        tags: ['Search'],
        summary: '同义词组详情 · One group of equal words',
        description: 'The words of a group (同义词组).',
        params,
        response: { 200: SynonymGroup },
      },
    },
    async (request, reply) => {
      const row = await readSynonym(pool, request.params.key)
      return sendResource(request, reply, row.version, view(row))
    },
  )

  app.put(
    '/v1/synonyms/:key',
    {
      config: KEEPERS,
      schema: {
        operationId: 'putSynonym',
        tags: ['Search'],
        summary: '设定同义词组 · Set a group of equal words',
        description:
          'Adds a group (同义词组) or replaces its words, for who reaches everything of its owner. Searches here take it at once, those of other instances within a second.',
        params,
        headers: Type.Object(guarded),
        body: SynonymInput,
        response: { 200: SynonymGroup },
      },
    },
    async (request, reply) => {
      const { words, organisation: named } = request.body
      const change = { key: request.params.key, words, named, expected: ifMatch(request) }
      const row = await putSynonym(pool, request, change)
      search.forgetSynonyms()
      return sendResource(request, reply, row.version, view(row))
    },
  )

  app.delete(
    '/v1/synonyms/:key',
    {
      config: KEEPERS,
      schema: {
        operationId: 'deleteSynonym',
        tags: ['Search'],
        summary: '删除同义词组 · Remove a group of equal words',
        description: 'From then on its words are words like others (删除同义词组).',
        params,
        headers: Type.Object(guarded),
        response: { 204: Type.Null({ description: 'Removed (已删除)' }) },
      },
    },
    async (request, reply) => {
      await removeSynonym(pool, request, { key: request.params.key, expected: ifMatch(request) })
      search.forgetSynonyms()
      return reply.code(204).send(null)
    },
  )
}
