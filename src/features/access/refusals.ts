import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type pg from 'pg'
import { writeAudit } from '../../http/audit.js'
import { subjectOf } from '../../shared/caller.js'
import { standingPlaces } from '../divisions/owner-service.js'
import { createUnseen } from './unseen.js'

/**
 * Every 403 of somebody whom the service knows stands in the audit trail (越权访问审计): what was asked for, by whom,
 * from where; and every 404 of a write or a clear reading, since a thing of others answers as one that is not there.
 * Whether it was there is looked at by nobody, so that neither answer nor the time that it takes tells. It is written
 * before the answer goes out, so that an auditor who asks next finds it. A trail that cannot be written changes no
 * refusal: that is logged.
 */
export const refusals = fp(
  async (app: FastifyInstance, { pool }: { pool: pg.Pool }) => {
    const unseen = createUnseen()
    app.addHook('onSend', async (request, reply, payload) => {
      const { caller } = request
      if (caller === undefined) return payload
      const status = statusToTell(request, reply)
      if (status === undefined) return payload
      const operation = request.routeOptions.schema?.operationId ?? ''
      const told = status === 403 ? NONE_BEFORE : unseen.tell(`${subjectOf(caller)} ${operation}`, Date.now())
      if (told === undefined) return payload
      try {
        await writeAudit(pool, request, {
          action: 'refused',
          // The path alone: what stands behind it may be personal.
          object: `${request.method} ${request.url.split('?')[0]}`.slice(0, LONGEST),
          details: {
            operation,
            code: reply.problemCode ?? '',
            ...(status === 404 ? { status } : {}),
            ...(told.untold === 0 ? {} : { untold: told.untold }),
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
const NONE_BEFORE = { untold: 0 }

/** 403, or 404 of one thing that was to be changed or read in clear. Lists and plain reads are none of it. */
function statusToTell(request: FastifyRequest, { statusCode }: FastifyReply): 403 | 404 | undefined {
  if (statusCode === 403) return 403
  const { url = '', schema } = request.routeOptions
  if (statusCode !== 404 || !url.includes(':')) return undefined
  const isWrite = request.method !== 'GET' && request.method !== 'HEAD'
  const { clear } = (request.query ?? {}) as { clear?: unknown }
  return isWrite || String(clear) === 'true' || schema?.operationId === 'readMaterialContent'
    ? 404
    : undefined
}
