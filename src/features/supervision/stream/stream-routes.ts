import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { callerOf } from '../../../http/policy.js'
import { Strict } from '../../../http/schemas.js'
import { createFeedTail } from '../../exchange/feed-tail.js'
import { createAlertStreams, STREAM_READERS } from './alert-stream.js'

/** Rights are read again when a display connects anew: what was taken away is seen no longer than that. */
const LONGEST_SECONDS = 3600

/** Alerts for a display on the wall (预警大屏). */
export const streamRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, listener }) => {
  const streams = createAlertStreams(createFeedTail(pool, listener))
  // Before the server waits for the requests in flight: a display connects to another instance.
  app.addHook('preClose', () => streams.close())

  app.get(
    '/v1/alerts/stream',
    {
      config: { policy: { roles: STREAM_READERS } },
      schema: {
        operationId: 'streamAlerts',
        tags: ['Deadlines'],
        summary: '预警实时推送 · Alerts as they happen',
        description:
          'Alerts within reach while they are raised, explained, confirmed, revoked and closed (预警实时推送), as server-sent events for a display: `event: alert`, `data` with id, what, level, rule, organ and due day. It begins with what happens from now on, or after `Last-Event-ID`; `event: reset` says that the list is to be read anew. A line comes every fifteen seconds at least; it ends with the token, after an hour, or when the instance stops (`event: end`), and a client connects again by itself. Five a caller.',
        querystring: Strict({
          seconds: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 3600,
              description: 'How long it lasts at most; 0: what there is after `Last-Event-ID`, and no more',
            }),
          ),
        }),
        headers: Type.Object({
          'last-event-id': Type.Optional(
            Type.String({ maxLength: 100, description: 'id of the last event that is there' }),
          ),
        }),
        response: {
          200: {
            description: 'Events, until it ends',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) => {
      const ended = new AbortController()
      reply.raw.once('close', () => ended.abort())
      const events = streams.open(callerOf(request), {
        after: request.headers['last-event-id'],
        until: Math.min(
          request.tokenExpiresAt ?? 0,
          Date.now() + 1000 * (request.query.seconds ?? LONGEST_SECONDS),
        ),
        ended: ended.signal,
      })
      return reply
        .type('text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(Readable.from(events) as unknown as string)
    },
  )
}
