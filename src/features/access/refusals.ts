import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type pg from 'pg'
import { writeAudit } from '../../http/audit.js'
import { standingPlaces } from '../divisions/owner-service.js'

/**
 * Every 403 of somebody whom the service knows stands in the audit trail (越权访问审计): what was asked for, by whom,
 * from where. It is written before the answer goes out, so that an auditor who asks next finds it. A trail that cannot
 * be written changes no refusal: that is logged.
 */
export const refusals = fp(
  async (app: FastifyInstance, { pool }: { pool: pg.Pool }) => {
    app.addHook('onSend', async (request, reply, payload) => {
      const { caller } = request
      if (reply.statusCode !== 403 || caller === undefined) return payload
      try {
        await writeAudit(pool, request, {
          action: 'refused',
          // The path alone: what stands behind it may be personal.
          object: `${request.method} ${request.url.split('?')[0]}`.slice(0, LONGEST),
          details: {
            operation: request.routeOptions.schema?.operationId ?? '',
            code: reply.problemCode ?? '',
          },
          ...(await standingPlaces(pool, caller)),
        })
      } catch (error) {
        request.log.error(
          { traceId: request.traceId, kind: error instanceof Error ? error.name : 'unknown' },
          'a refusal is not in the audit trail',
        )
      }
      return payload
    })
  },
  { name: 'refusals', dependencies: ['policies'] },
)

const LONGEST = 600
