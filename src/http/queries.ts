import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { problem } from '../shared/problem.js'
import { pointerIn, unknownParameter } from './validation.js'

/**
 * A parameter that nobody knows is refused (400) by every operation of the contract, reads and writes alike, with those that
 * are known, and never passed over: a filter that is mistyped would else seem to have found everything, and a preview that
 * is mistyped would write. Looked at once it is known who asks, and before the body is read.
 */
export const queries = fp(
  async (app: FastifyInstance) => {
    app.addHook('preParsing', async ({ method, query, routeOptions, is404 }) => {
      if (is404 || method === 'OPTIONS' || !isOfContract(routeOptions)) return
      const known = parametersOf(routeOptions.schema?.querystring)
      const unknown = Object.keys((query ?? {}) as object).find((name) => !known.includes(name))
      if (unknown === undefined) return
      const message = unknownParameter(known)
      const pointer = pointerIn('querystring', `/${unknown.slice(0, 100)}`)
      throw problem('INVALID_INPUT', { errors: [{ pointer, code: 'UNKNOWN_FIELD', message }] })
    })
  },
  { name: 'queries', dependencies: ['problems'] },
)

type RouteOptions = Pick<FastifyRequest['routeOptions'], 'url' | 'schema'>

/** The pages of Swagger UI are no part of it; a browser or a proxy may add there what it likes. */
const isOfContract = ({ url, schema }: RouteOptions): boolean =>
  url?.startsWith('/v1/') === true || (schema !== undefined && (schema as { hide?: boolean }).hide !== true)

/** Names of the parameters that an address may have. */
const parametersOf = (schema: unknown): string[] =>
  Object.keys((schema as { properties?: object } | undefined)?.properties ?? {})
