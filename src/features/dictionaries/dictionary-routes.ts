import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, ifMatch, sendResource } from '../../http/etag.js'
import { callerOf } from '../../http/policy.js'
import { guarded, LegalDate, Strict } from '../../http/schemas.js'
import { problem } from '../../shared/problem.js'
import type { LegalDate as Day } from '../../shared/time.js'
import { ownedBy } from '../divisions/owner-service.js'
import { type Dictionary, isValidOn, toTarget } from './dictionary.js'
import {
  DictionaryInput,
  DictionaryList,
  DictionaryView,
  dictionaryKey,
  target,
  type DictionaryView as View,
} from './dictionary-schemas.js'
import { putDictionary } from './dictionary-service.js'

const OPEN = { policy: { public: true } } as const
const params = Strict({ key: dictionaryKey })

/** Code lists with titles, validity and what other platforms call a code (字典管理). */
export const dictionaryRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, dictionaries }) => {
  app.get(
    '/v1/dictionaries',
    {
      config: OPEN,
      schema: {
        operationId: 'listDictionaries',
        tags: ['Dictionaries'],
        summary: '字典列表 · The code lists',
        description: 'Every dictionary (字典): types of items, audiences, themes … All of them on one page.',
        response: { 200: DictionaryList },
      },
    },
    async () => {
      const book = await dictionaries.current()
      return {
        data: book.list.map(({ key, organisation, title, entries, mappings }) => ({
          key,
          ...(organisation === undefined ? {} : { organisation }),
          title,
          revision: book.revisionOf(key) ?? 0,
          codes: entries.length,
          targets: [...new Set(mappings.map((each) => each.target))],
        })),
      }
    },
  )

  app.get(
    '/v1/dictionaries/:key',
    {
      config: OPEN,
      schema: {
        operationId: 'readDictionary',
        tags: ['Dictionaries'],
        summary: '字典详情 · One code list',
        description:
          'The codes of a dictionary (字典) in their order, with both titles. `on`: only those that are valid on that day; `target`: how another platform writes each (代码映射).',
        params,
        querystring: Strict({ on: Type.Optional(LegalDate), target: Type.Optional(target) }),
        response: { 200: DictionaryView },
      },
    },
    async (request, reply) => {
      const book = await dictionaries.current()
      const { key } = request.params
      const [dictionary, revision] = [book.dictionary(key), book.revisionOf(key)]
      if (dictionary === undefined || revision === undefined) throw problem('NOT_FOUND')
      return sendResource(request, reply, revision, viewDictionary(dictionary, revision, request.query))
    },
  )

  app.put(
    '/v1/dictionaries/:key',
    {
      config: { policy: { roles: ['operator'] } },
      schema: {
        operationId: 'putDictionary',
        tags: ['Dictionaries'],
        summary: '维护字典 · Write a whole code list',
        description:
          'Replaces a dictionary or adds one (维护字典), for who reaches everything of its owner. If-Match: the ETag that was read, or * for a new one. A code that is left out is not deleted: it is closed as of yesterday and keeps its titles, since published items may hold it.',
        params: Strict({
          key: Type.Unsafe<string>({ ...dictionaryKey, examples: ['scope'] }),
        }),
        headers: Type.Object(guarded),
        body: DictionaryInput,
        response: { 200: DictionaryView },
      },
    },
    async (request, reply) => {
      const { key } = request.params
      const expected = ifMatch(request)
      const caller = callerOf(request)
      const written = await withTransaction(pool, async (db) => {
        const done = await putDictionary(db, caller, { key, ...request.body }, (revision) =>
          checkPrecondition(expected, revision),
        )
        const { revision, closed, owner } = done
        await writeAudit(db, request, {
          action: 'putDictionary',
          object: `dictionary ${key}`,
          details: { revision, codes: request.body.entries.length, closed },
          ...ownedBy(owner),
        })
        dictionaries.forget()
        return done
      })
      const view = { ...viewDictionary(written.dictionary, written.revision), closed: written.closed }
      return sendResource(request, reply, written.revision, view)
    },
  )
}

function viewDictionary(
  dictionary: Dictionary,
  revision: number,
  { on, target }: { on?: Day; target?: string } = {},
): View {
  const { key, organisation, title, entries, mappings } = dictionary
  const shown = entries.filter((entry) => on === undefined || isValidOn(entry, on))
  const codes = new Set(shown.map(({ code }) => code))
  return {
    key,
    ...(organisation === undefined ? {} : { organisation }),
    revision,
    title,
    entries: shown.map((entry) => {
      const targetCode = target === undefined ? undefined : toTarget(dictionary, target, entry.code)
      return { ...entry, ...(targetCode === undefined ? {} : { targetCode }) }
    }),
    mappings: mappings.filter(
      (each) => codes.has(each.code) && (target === undefined || each.target === target),
    ),
  }
}
