import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { type TObject, type TProperties, Type } from 'typebox'
import { decodeCursor, page } from './cursors.js'
import { pageFields, Strict } from './schemas.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its use case reads the list whole; pages are cut here. */
    wholeList?: boolean
  }
}

/** Most rows of a page when only a cursor is given. */
const USUAL = 20

/**
 * Lists that their use case reads whole, such as the events of a case or the windows of a centre, take `limit` and `cursor`
 * like every other list. Without either they answer whole: they are short by their nature, and who reads a case's events
 * wants all of them.
 */
export const wholeLists = fp(
  async (app: FastifyInstance, { cursorKey: key }: { cursorKey: Buffer }) => {
    app.addHook('onRoute', (route) => {
      const { schema } = route
      if (schema === undefined || !isWholeList(route.method, schema)) return
      const response = schema.response as { 200: TObject }
      schema.querystring = widened(schema.querystring as TObject | undefined, WHOLE_FIELDS)
      schema.response = { ...response, 200: widened(response[200], NEXT) }
      route.config = { ...route.config, wholeList: true }
    })
    app.addHook('preSerialization', async (request, reply, payload) => {
      if (!isPaged(request)) return payload
      const { data, ...beside } = payload as { data?: unknown[] }
      if (data === undefined) return payload
      const { limit = USUAL } = request.query as { limit?: number }
      const from = decodeCursor<number>(key, request) ?? 0
      const rows = data.slice(from, from + limit + 1).map((row, index) => ({ row, next: from + index + 1 }))
      const cut = page(request, reply, {
        rows,
        limit,
        key,
        positionOf: ({ next }) => next,
        view: ({ row }) => row,
      })
      return { ...beside, ...cut }
    })
  },
  { name: 'whole-lists', dependencies: ['problems'] },
)

const WHOLE_FIELDS = {
  cursor: pageFields.cursor,
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'Rows of a page; without it and without `cursor`: all',
    }),
  ),
}

const NEXT = {
  nextCursor: Type.Optional(
    Type.String({ description: 'Only with `limit` or `cursor`; left out on the last page' }),
  ),
}

const widened = (object: TObject = Strict({}), more: TProperties): object => ({
  ...object,
  properties: { ...object.properties, ...more },
})

function isWholeList(
  method: string | string[],
  schema: { querystring?: unknown; response?: unknown },
): boolean {
  const { data } = propertiesOf((schema.response as { 200?: unknown } | undefined)?.[200])
  const isList = data !== undefined && (data as { type?: string }).type === 'array'
  return [method].flat().includes('GET') && isList && !('limit' in propertiesOf(schema.querystring))
}

const propertiesOf = (schema: unknown): TProperties =>
  (schema as { properties?: TProperties } | undefined)?.properties ?? {}

function isPaged({ routeOptions, query }: FastifyRequest): boolean {
  const { limit, cursor } = (query ?? {}) as { limit?: number; cursor?: string }
  return routeOptions.config.wholeList === true && (limit !== undefined || cursor !== undefined)
}
