import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { checkPrecondition, ifMatch, sendResource } from '../../http/etag.js'
import { callerOf } from '../../http/policy.js'
import { guarded, listOf, pageFields, Strict } from '../../http/schemas.js'
import { problem } from '../../shared/problem.js'
import { codeOf, mustOwn, ownedBy } from '../divisions/owner-service.js'
import { SynonymGroup, SynonymInput, synonymKey } from './search-schemas.js'
import {
  deleteSynonym,
  type SynonymRow,
  selectSynonym,
  selectSynonyms,
  upsertSynonym,
} from './synonym-store.js'

const KEEPERS = { policy: { roles: ['cataloguer', 'operator'] } } as const
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
        summary: 'Groups of equal words',
        description: 'Words that mean the same in a search (同义词), a group each, by key.',
        querystring: Strict({ cursor: pageFields.cursor, limit: pageFields.limit }),
        response: { 200: listOf(SynonymGroup) },
      },
    },
    async (request, reply) => {
      const { limit = 20 } = request.query
      const after = decodeCursor<string>(cursorKey, request) ?? ''
      const rows = await selectSynonyms(pool, after, limit + 1)
      return page(request, reply, {
        rows,
        limit,
        key: cursorKey,
        positionOf: (row) => row.key,
        view,
      })
    },
  )

  app.get(
    '/v1/synonyms/:key',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'readSynonym',
        tags: ['Search'],
        summary: 'One group of equal words',
        description: 'The words of a group (同义词组).',
        params,
        response: { 200: SynonymGroup },
      },
    },
    async (request, reply) => {
      const row = await selectSynonym(pool, request.params.key)
      if (row === undefined) throw problem('NOT_FOUND')
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
        summary: 'Set a group of equal words',
        description:
          'Adds a group (同义词组) or replaces its words, for who reaches everything of its owner. Searches here take it at once, those of other instances within a second.',
        params,
        headers: Type.Object(guarded),
        body: SynonymInput,
        response: { 200: SynonymGroup },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      const { words, organisation: named } = request.body
      const expected = ifMatch(request)
      const before = await selectSynonym(pool, key)
      const owner = await mustOwn(pool, callerOf(request), { before, named }, 'cataloguer', 'operator')
      // A new one has no version yet: If-Match: * says that whatever is there may be replaced.
      checkPrecondition(expected, before?.version ?? 0)
      const row = await withTransaction(pool, async (db) => {
        const write = { words, organisation: codeOf(owner) }
        const written = await upsertSynonym(db, key, write, expected === 'any' ? undefined : before?.version)
        if (written === undefined) throw problem('PRECONDITION_FAILED')
        const details = { before: before?.words ?? [], words }
        await writeAudit(db, request, {
          action: 'putSynonym',
          object: `synonym ${key}`,
          details,
          ...ownedBy(owner),
        })
        return written
      })
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
        summary: 'Remove a group of equal words',
        description: 'From then on its words are words like others (删除同义词组).',
        params,
        headers: Type.Object(guarded),
        response: { 204: Type.Null({ description: 'Removed (已删除)' }) },
      },
    },
    async (request, reply) => {
      const before = await selectSynonym(pool, request.params.key)
      if (before === undefined) throw problem('NOT_FOUND')
      const owner = await mustOwn(pool, callerOf(request), { before }, 'cataloguer', 'operator')
      const expected = ifMatch(request)
      checkPrecondition(expected, before.version)
      await withTransaction(pool, async (db) => {
        if (!(await deleteSynonym(db, before.key, expected === 'any' ? undefined : before.version)))
          throw problem('PRECONDITION_FAILED')
        await writeAudit(db, request, {
          action: 'deleteSynonym',
          object: `synonym ${before.key}`,
          details: { words: before.words },
          ...ownedBy(owner),
        })
      })
      search.forgetSynonyms()
      return reply.code(204).send(null)
    },
  )
}
