import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/**
 * A parameter that nobody knows is refused (400), on every read, and never passed over: a filter that is mistyped would else
 * seem to have found everything. Routes that take none say so by having no schema for them.
 */
export const queries = fp(
  async (app: FastifyInstance) => {
    app.addHook('onRoute', (route) => {
      if (!route.url.startsWith('/v1/') || ![route.method].flat().includes('GET')) return
      if (route.schema?.querystring !== undefined) return
      route.schema = {
        ...route.schema,
        querystring: { type: 'object', properties: {}, additionalProperties: false },
      }
    })
  },
  { name: 'queries' },
)
