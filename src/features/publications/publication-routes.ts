import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, Instant, listOf, model, pageFields, repeatable, Strict, Uuid } from '../../http/schemas.js'
import { SAMPLE_PUBLICATION_ID } from '../../shared/sample-codes.js'
import { MOST_COUNTED, placesOf } from '../search/search-views.js'
import {
  NewPublication,
  PublicationInput,
  publicationClass,
  publicationKind,
  publicationMembers,
} from './publication-schemas.js'
import {
  addPublication,
  countFound,
  findPublications,
  type PublicationPosition,
  type PublicationRow,
  publicationWithId,
  replacePublication,
} from './publication-service.js'

const Publication = model(
  'Publication',
  Strict({ id: Uuid, ...publicationMembers, division: Type.String(), publishedAt: Instant }),
)
const params = Strict({ publicationId: Type.Unsafe<string>({ ...Uuid, examples: [SAMPLE_PUBLICATION_ID] }) })
const OPERATORS = { policy: { roles: ['operator'] } } as const
const OPEN = { policy: { public: true } } as const

const view = (row: PublicationRow): Static<typeof Publication> => ({
  id: row.id,
  kind: row.kind as Static<typeof publicationKind>,
  class: row.class,
  title: row.title,
  text: row.text,
  organisation: row.organisation_code,
  division: row.division_code,
  publishedAt: row.published_at,
})

/** Public content of the divisions (政务公开): written by operators, read and found by everybody. */
export const publicationRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, cursorKey } = deps
  app.get(
    '/v1/publications',
    {
      config: OPEN,
      schema: {
        operationId: 'listPublications',
        tags: ['Publications'],
        summary: '公开内容列表 · Public content',
        description: 'Disclosures, notices and announcements (公开、公示、公告、双公示), the newest first.',
        querystring: Strict({
          kind: Type.Optional(publicationKind),
          class: Type.Optional(publicationClass),
          division: Type.Optional(Type.String({ maxLength: 12, description: 'With all below it (区划)' })),
          ...pageFields,
        }),
        response: { 200: listOf(Publication) },
      },
    },
    async (request, reply) => {
      const { kind, class: sort, division, limit = 20, count } = request.query
      const after = decodeCursor<PublicationPosition>(cursorKey, request)
      const filters = { kind, class: sort, division: placesOf({ division }).division }
      const [rows, counted] = await Promise.all([
        findPublications(pool, undefined, filters, after, limit + 1),
        count === true ? countFound(pool, undefined, filters, MOST_COUNTED) : undefined,
      ])
      return page(request, reply, {
        rows,
        limit,
        key: cursorKey,
        positionOf: (row) => row.position,
        view,
        ...(counted === undefined ? {} : { count: counted }),
      })
    },
  )

  app.get(
    '/v1/publications/:publicationId',
    {
      config: OPEN,
      schema: {
        operationId: 'readPublication',
        tags: ['Publications'],
        summary: '公开内容详情 · One public content',
        description: 'Its full text (公开内容).',
        params,
        response: { 200: Publication },
      },
    },
    async (request, reply) => {
      const row = await publicationWithId(pool, request.params.publicationId)
      return sendResource(request, reply, row.version, view(row))
    },
  )

  app.post(
    '/v1/publications',
    {
      config: OPERATORS,
      schema: {
        operationId: 'createPublication',
        tags: ['Publications'],
        summary: '发布公开内容 · Publish content',
        description:
          'Makes content public for the division of its organisation (发布公开内容); it is found at once. With `caseNo` it makes the decision of that case public (决定公开), once, by the organ that decided: its clock `PUBLICATION` stops.',
        headers: Type.Object(repeatable),
        body: NewPublication,
        response: { 201: Publication },
      },
    },
    async (request, reply) =>
      once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => {
        const row = await addPublication(deps, db, request, request.body)
        const body = view(row)
        return {
          status: 201,
          headers: { location: `/v1/publications/${row.id}`, etag: etagOf(1, body) },
          body,
        }
      }),
  )

  app.put(
    '/v1/publications/:publicationId',
    {
      config: OPERATORS,
      schema: {
        operationId: 'replacePublication',
        tags: ['Publications'],
        summary: '修改公开内容 · Change public content',
        description: 'Replaces what was published (修改公开内容).',
        params,
        headers: Type.Object(guarded),
        body: PublicationInput,
        response: { 200: Publication },
      },
    },
    async (request, reply) => {
      const change = {
        id: request.params.publicationId,
        input: request.body,
        expected: ifMatch(request),
      }
      const after = await replacePublication(pool, request, change)
      return sendResource(request, reply, after.version, view(after))
    },
  )
}
