import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Deps } from '../../deps.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { render, sendRendered } from '../../http/etag.js'
import { requestLanguage } from '../../http/language.js'
import { pageFields, Strict } from '../../http/schemas.js'
import { problem } from '../../shared/problem.js'
import { codeTitle } from '../dictionaries/dictionary.js'
import { acceptingWindows } from '../divisions/division-service.js'
import { sharedMaterials } from '../registers/shared-materials.js'
import { searchFields } from '../search/search-schemas.js'
import type { SearchPosition } from '../search/search-service.js'
import { asksForNothing, MOST_COUNTED, placesOf, viewFacets } from '../search/search-views.js'
import { draftRoutes } from './draft-routes.js'
import { guideRoutes } from './guide/guide-routes.js'
import { renderedOnce } from './guide/rendered-once.js'
import { itemFileRoutes } from './item-file-routes.js'
import { itemCode } from './item-parameters.js'
import type { PublishedItem } from './item-reader.js'
import { ChecklistBody, ChecklistView, Item, ItemList } from './item-schemas.js'
import { itemVersionRoutes } from './item-version-routes.js'
import { summariseItem, viewChecklist } from './item-views.js'
import { checkAnswers } from './questions/checklist.js'
import { checkServed } from './questions/for-whom.js'

const OPEN = { policy: { public: true } } as const
const params = Strict({ itemCode })

/** Search, guide and checklist: public reads (事项查询). */
export const itemRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, items, search, cursorKey, dictionaries } = deps
  const published = async (code: string): Promise<PublishedItem> => {
    const item = await items.published(code)
    if (item === undefined) throw problem('NOT_FOUND')
    return item
  }

  app.get(
    '/v1/items',
    {
      config: OPEN,
      schema: {
        operationId: 'searchItems',
        tags: ['Catalogue'],
        summary: '事项检索 · Find items',
        description:
          'Published items (事项检索), best first: the exact name, the own division, items in force; suspended ones come last, retired ones not at all. `q` finds by words of two characters on, their synonyms, by code and by pinyin; filters narrow by division subtree and more.',
        querystring: Strict({ ...searchFields, ...pageFields }),
        response: { 200: ItemList },
      },
    },
    async (request, reply) => {
      const { q, cursor, limit = 20, count, highlight, facets, division, near, ...filters } = request.query
      const query = q === undefined ? undefined : await search.read(q)
      if (asksForNothing(q, query)) return { data: [], ...(count === true ? { count: 0 } : {}) }
      const asked = { ...filters, ...placesOf({ division, near }), kinds: ['item'] as const }
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
        view: (hit) => summariseItem(hit, language, understood.query, highlight, book),
        ...(counted === undefined ? {} : { count: counted }),
      })
      return spread === undefined ? shown : { ...shown, facets: viewFacets(spread) }
    },
  )

  app.get(
    '/v1/items/:itemCode',
    {
      config: OPEN,
      schema: {
        operationId: 'readItem',
        tags: ['Catalogue'],
        summary: '事项详情（现行版本） · An item, the version in force',
        description: 'The version of the item (事项) that is in force now, with its form as JSON Schema.',
        params,
        response: { 200: Item },
      },
    },
    async (request, reply) => {
      const [item, book] = await Promise.all([published(request.params.itemCode), dictionaries.current()])
      const language = requestLanguage(request)
      const { document, version, state } = item
      const typeTitle = codeTitle(book, 'itemType', document.type, language)
      return sendRendered(
        request,
        reply,
        await renderedOnce(item, `item ${language} ${book.revision}`, () =>
          render(version, { ...document, version, state, typeTitle }),
        ),
      )
    },
  )

  app.post(
    '/v1/items/:itemCode/checklist',
    {
      config: OPEN,
      schema: {
        operationId: 'resolveChecklist',
        tags: ['Catalogue'],
        summary: '材料清单（一次性告知） · What must this applicant bring',
        description:
          'From answers to the situation (情形) and exactly the materials that this applicant brings, each with its reason, and what of them is fetched from a shared register and need not be brought (数据共享免提交, `source: register`); or the questions that are still open (一次性告知). 422 for a kind of applicant that the item does not serve (服务对象), as the case would be refused.',
        params,
        body: ChecklistBody,
        response: { 200: ChecklistView },
      },
    },
    async (request) => {
      const { applicantType, answers } = request.body
      const item = await published(request.params.itemCode)
      const errors = [
        ...checkServed(item.document, applicantType, '/applicantType'),
        ...checkAnswers(item.document, answers),
      ]
      if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
      const windows = await acceptingWindows(pool, item.itemCode)
      const shared = await sharedMaterials(deps.registers)
      const around = { windows, shared }
      return viewChecklist(item.document, applicantType, answers, around, requestLanguage(request))
    },
  )

  await app.register(guideRoutes, deps)
  await app.register(itemVersionRoutes, deps)
  await app.register(itemFileRoutes, deps)
  await app.register(draftRoutes, deps)
}
