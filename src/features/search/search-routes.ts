import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { requestLanguage } from '../../http/language.js'
import { pageFields, Strict, strEnum } from '../../http/schemas.js'
import { codeTitle } from '../dictionaries/dictionary.js'
import { SearchResults, Suggestions, searchFields, searchText } from './search-schemas.js'
import { SEARCH_KINDS, type SearchPosition } from './search-service.js'
import { MOST_COUNTED, placesOf, viewFacets, viewHit } from './search-views.js'
import { synonymRoutes } from './synonym-routes.js'

const OPEN = { policy: { public: true } } as const

/** The search over everything that the public may find, names while they are typed, and synonyms. */
export const searchRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { search, cursorKey, dictionaries } = deps

  app.get(
    '/v1/search',
    {
      config: OPEN,
      schema: {
        operationId: 'searchAll',
        tags: ['Search'],
        summary: '全文检索 · Find items, variants, questions, bundles and public content',
        description:
          'One search over everything that is published (全文检索): items (事项), variants (业务办理项), questions with answers (常见问题), bundles (一件事), and public content (公开、公示). Up to three bundles of the place first, those of other places last. The exact name first; then by place and name; suspended items after those in force, retired ones not at all; public content last, the newest first. A filter that public content has no answer to leaves it out.',
        querystring: Strict({
          ...searchFields,
          q: searchText,
          kind: Type.Optional(strEnum(SEARCH_KINDS, { examples: ['variant'] })),
          ...pageFields,
        }),
        response: { 200: SearchResults },
      },
    },
    async (request, reply) => {
      const {
        q,
        kind,
        cursor,
        limit = 20,
        count,
        highlight,
        facets,
        division,
        near,
        ...filters
      } = request.query
      const query = await search.read(q)
      if (query === undefined) return { data: [], ...(count === true ? { count: 0 } : {}) }
      const asked = {
        ...filters,
        ...placesOf({ division, near }),
        kinds: kind === undefined ? SEARCH_KINDS : [kind],
      }
      const after = decodeCursor<SearchPosition>(cursorKey, request)
      const { hits, counted, spread, ...understood } = await search.find(query, asked, after, {
        limit: limit + 1,
        cap: count === true ? MOST_COUNTED : undefined,
        facets,
      })
      const [language, book] = [requestLanguage(request), await dictionaries.current()]
      const shown = page(request, reply, {
        rows: hits,
        limit,
        key: cursorKey,
        positionOf: (hit) => hit.position,
        view: (hit) =>
          viewHit(hit, understood.query, highlight, (type) => codeTitle(book, 'itemType', type, language)),
        ...(counted === undefined ? {} : { count: counted }),
      })
      return spread === undefined ? shown : { ...shown, facets: viewFacets(spread) }
    },
  )

  app.get(
    '/v1/search/suggestions',
    {
      config: OPEN,
      schema: {
        operationId: 'suggestNames',
        tags: ['Search'],
        summary: '搜索联想 · Names while they are typed',
        description:
          'Distinct names of items and variants that begin with what was typed so far, in characters or pinyin (initials or full), then those that hold it; the most frequent first (搜索联想).',
        querystring: Strict({
          q: Type.String({ minLength: 1, maxLength: 10_000, examples: ['食品'] }),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 10 })),
        }),
        response: { 200: Suggestions },
      },
    },
    async (request) => ({
      data: (await search.suggest(request.query.q, request.query.limit ?? 10)).map((name) => ({ name })),
    }),
  )

  await app.register(synonymRoutes, deps)
}
