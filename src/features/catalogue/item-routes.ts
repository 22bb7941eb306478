import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { decodeCursor, filtersOf, page } from '../../http/cursors.js'
import { render, sendRendered } from '../../http/etag.js'
import { requestLanguage } from '../../http/language.js'
import { pageFields, Strict, strEnum } from '../../http/schemas.js'
import { normaliseDivisionCode } from '../../shared/codes/division-code.js'
import { problem } from '../../shared/problem.js'
import { acceptingWindows } from '../divisions/division-service.js'
import { checkAnswers } from './checklist.js'
import { draftRoutes } from './draft-routes.js'
import { guideRoutes } from './guide-routes.js'
import { itemFileRoutes } from './item-file-routes.js'
import { itemCode } from './item-parameters.js'
import { dictionaryCode } from './item-parts.js'
import { ChecklistBody, ChecklistView, Item, ItemList } from './item-schemas.js'
import type { PublishedItem } from './item-service.js'
import { countItems, type ItemPosition, searchItems } from './item-store.js'
import { itemVersionRoutes } from './item-version-routes.js'
import { summariseItem, typeTitle, viewChecklist } from './item-views.js'
import { renderedOnce } from './rendered-once.js'
import { readQuery } from './search.js'

const OPEN = { policy: { public: true } } as const
const params = Strict({ itemCode })

/** Search, guide and checklist: public reads (事项查询). */
export const itemRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, items, cursorKey } = deps
  app.addHook('onClose', () => items.close())
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
        summary: 'Find items',
        description:
          'Published items (事项检索), best first. `q` finds by words of two characters on, by code and by pinyin initials; filters narrow by division subtree and more.',
        querystring: Strict({
          q: Type.Optional(Type.String({ maxLength: 10_000, examples: ['公积金'] })),
          division: Type.Optional(
            Type.String({ maxLength: 12, description: 'Items of this division and all below it (区划)' }),
          ),
          type: Type.Optional(dictionaryCode('事项类型')),
          audience: Type.Optional(dictionaryCode('服务对象')),
          organisation: Type.Optional(Type.String({ maxLength: 50 })),
          handling: Type.Optional(strEnum(['onTheSpot', 'promised'])),
          ...pageFields,
        }),
        response: { 200: ItemList },
      },
    },
    async (request, reply) => {
      const { q, cursor, limit = 20, count } = request.query
      const query = q === undefined ? undefined : readQuery(q)
      // Asked for something, but nothing in it can be searched for: nothing is found.
      if (q !== undefined && q.trim() !== '' && query === undefined)
        return { data: [], ...(count === true ? { count: 0 } : {}) }
      const filters = { ...filtersOf(request.query), division: divisionOf(request.query.division) }
      const after =
        cursor === undefined
          ? undefined
          : decodeCursor<ItemPosition>(cursorKey, filtersOf(request.query), cursor)
      const rows = await searchItems(pool, query, filters, after, limit + 1)
      const counted = count === true ? { count: await countItems(pool, query, filters, 10_000) } : {}
      const language = requestLanguage(request)
      return page(request, reply, {
        rows,
        limit,
        key: cursorKey,
        query: request.query,
        positionOf: (row) => ({ rank: row.rank, length: row.length, code: row.item_code }),
        view: (row) => summariseItem(row, language),
        ...counted,
      })
    },
  )

  app.get(
    '/v1/items/:itemCode',
    {
      config: OPEN,
      schema: {
        operationId: 'readItem',
        tags: ['Catalogue'],
        summary: 'An item, the version in force',
        description: 'The version of the item (事项) that is in force now, with its form as JSON Schema.',
        params,
        response: { 200: Item },
      },
    },
    async (request, reply) => {
      const item = await published(request.params.itemCode)
      const language = requestLanguage(request)
      const { document, version, state } = item
      return sendRendered(
        request,
        reply,
        await renderedOnce(item, `item ${language}`, () =>
          render(version, { ...document, version, state, typeTitle: typeTitle(document.type, language) }),
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
        summary: 'What must this applicant bring',
        description:
          'From answers to the situation (情形) and exactly the materials that this applicant brings, each with its reason; or the questions that are still open (一次性告知).',
        params,
        body: ChecklistBody,
        response: { 200: ChecklistView },
      },
    },
    async (request) => {
      const { applicantType, answers } = request.body
      const item = await published(request.params.itemCode)
      const errors = checkAnswers(item.document, answers)
      if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
      const windows = await acceptingWindows(pool, item.itemCode)
      return viewChecklist(item.document, applicantType, answers, windows, requestLanguage(request))
    },
  )

  await app.register(guideRoutes, deps)
  await app.register(itemVersionRoutes, deps)
  await app.register(itemFileRoutes, deps)
  await app.register(draftRoutes, deps)
}

export function divisionOf(code: string | undefined): string | undefined {
  if (code === undefined) return undefined
  const normalised = normaliseDivisionCode(code)
  if (normalised !== undefined) return normalised
  throw problem('INVALID_INPUT', {
    errors: [
      {
        pointer: '?division',
        code: 'FORMAT',
        message: { en: 'A division code has 6, 9 or 12 digits', zh: '区划代码应为 6、9 或 12 位数字' },
      },
    ],
  })
}
