import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { createKept } from '../../../database/kept.js'
import type { Deps } from '../../../deps.js'
import { prefersHtml } from '../../../http/accept.js'
import { render, renderPage, sendRendered } from '../../../http/etag.js'
import { addVary, LANGUAGE_TAGS, requestLanguage } from '../../../http/language.js'
import { Strict } from '../../../http/schemas.js'
import { problem } from '../../../shared/problem.js'
import { LESHAN_ITEM_CODE } from '../../../shared/sample-codes.js'
import type { Language } from '../../../shared/text.js'
import type { Dictionaries } from '../../dictionaries/dictionary.js'
import { acceptingWindows, organisationName } from '../../divisions/division-service.js'
import { type SharedMaterials, sharedMaterials } from '../../registers/shared-materials.js'
import type { PublishedItem } from '../item-reader.js'
import { effectiveFromOf } from '../item-versions.js'
import { makeGuide } from './guide.js'
import { guidePage, PAGE_POLICY } from './guide-page.js'
import { Guide, GuideQuery } from './guide-schemas.js'
import type { AuthorisedWindow } from './guide-windows.js'
import { publicPage } from './public-page.js'
import { createShelf, renderedOnce } from './rendered-once.js'

/** About 40 KB each. */
const PAGES_KEPT = 500
const WINDOWS_KEPT = 5000
/** So long a guide may tell of an authority that was changed meanwhile. */
const WINDOWS_AGE_MS = 2000

/** What a guide tells beside the item. */
interface Told {
  language: Language
  book: Dictionaries
  shared: SharedMaterials
  windows: AuthorisedWindow[]
}

const hashOf = (windows: readonly AuthorisedWindow[]): string =>
  createHash('sha256').update(JSON.stringify(windows)).digest('base64url').slice(0, 16)

/** The guide of an item (办事指南): JSON, or a page. */
export const guideRoutes: FastifyPluginAsyncTypebox<Deps> = async (
  app,
  { pool, items, dictionaries, config, registers },
) => {
  const shelf = createShelf(PAGES_KEPT)
  const windows = createKept<AuthorisedWindow[]>({ most: WINDOWS_KEPT, maxAgeMs: WINDOWS_AGE_MS })
  const windowsOf = (itemCode: string) => windows.get(itemCode, () => acceptingWindows(pool, itemCode))
  const guideOf = async (
    { itemCode, version, state, organisationCode, document }: PublishedItem,
    { language, book, shared, windows }: Told,
  ) => {
    const above = new Set(document.forwardsTo?.map(({ organisation }) => organisation))
    const [effectiveFrom, organ, ...named] = await Promise.all([
      effectiveFromOf(pool, itemCode, version),
      organisationName(pool, organisationCode),
      ...[...above].map((code) => organisationName(pool, code)),
    ])
    const deciders = named.filter((each) => each !== undefined)
    const facts = { version, effectiveFrom, state, organ, deciders, windows, dictionaries: book, shared }
    return makeGuide(document, facts, language)
  }

  app.get(
    '/v1/items/:itemCode/guide',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'readGuide',
        tags: ['Catalogue'],
        summary: '办事指南 · The guide of an item',
        description:
          'The eight disclosures (项目八公开) as blocks in their fixed order (办事指南), each in lines and structured; where Accept asks for text/html, a page to print on A4 or to show on a kiosk, with the steps as a picture and a QR code (二维码) to the public page.',
        params: Strict({
          itemCode: Type.String({
            minLength: 1,
            maxLength: 50,
            description: 'Implementation code (实施编码)',
            examples: [LESHAN_ITEM_CODE],
          }),
        }),
        querystring: GuideQuery,
        response: {
          200: {
            description: 'The guide',
            content: { 'application/json': { schema: Guide }, 'text/html': { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) => {
      const { itemCode } = request.params
      const [item, book, shared, windows] = await Promise.all([
        items.published(itemCode),
        dictionaries.current(),
        sharedMaterials(registers),
        windowsOf(itemCode),
      ])
      if (item === undefined) throw problem('NOT_FOUND')
      // What windows may do, and what is fetched, changes without a version of the item.
      const made = `${book.revision} ${fetchedIn(item, shared)} ${hashOf(windows)}`
      const { language = requestLanguage(request), layout = 'a4' } = request.query
      const facts = { language, book, shared, windows }
      reply.header('content-language', LANGUAGE_TAGS[language])
      addVary(reply, 'Accept')
      if (!prefersHtml(request.headers.accept)) {
        const make = async () => render(item.version, await guideOf(item, facts))
        return sendRendered(request, reply, await renderedOnce(item, `guide ${language} ${made}`, make))
      }
      const address = publicPage(config.publicUrl, request, item.itemCode)
      const chineseName = item.document.name
      const make = async () =>
        renderPage(
          item.version,
          guidePage(await guideOf(item, facts), { language, layout, address, chineseName }),
        )
      const page = await shelf.renderedOnce(item, `page ${language} ${layout} ${made} ${address}`, make)
      reply.header('content-security-policy', PAGE_POLICY)
      // It bears the address by which it was asked for: no cache in front may give it to somebody else.
      if (config.publicUrl === undefined) reply.header('cache-control', 'private, no-cache')
      return sendRendered(request, reply, page, 'text/html')
    },
  )
}

/** What of an item is fetched, and by which name of a register: a guide that says otherwise is made anew. */
const fetchedIn = ({ itemCode, document }: PublishedItem, shared: SharedMaterials): string =>
  document.materials
    .flatMap(({ materialCode }) => {
      const found = shared(itemCode, materialCode)
      return found === undefined ? [] : [`${materialCode}=${found.reason.zh}${found.register.name.en}`]
    })
    .join(';')
