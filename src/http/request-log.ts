import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/**
 * One line per request: route pattern (never the path or the query, which hold case numbers), status, time, trace id,
 * kind of caller. Nothing personal.
 */
export const requestLog = fp(
  async (app: FastifyInstance) => {
    app.addHook('onResponse', async (request, reply) => {
      request.log.info(
        {
          method: request.method,
          route: request.routeOptions.url ?? 'unknown',
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime * 10) / 10,
          traceId: request.traceId,
          caller:
            request.caller === undefined
              ? 'public'
              : [...new Set(request.caller.grants.map((grant) => grant.role))].join(' '),
          ...(request.tokenRefused === undefined ? {} : { tokenRefused: request.tokenRefused.reason }),
        },
        'request',
      )
    })
  },
  { name: 'request-log', dependencies: ['tracing'] },
)
