import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { sendResource } from '../../http/etag.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { caseNoParam, ProblemBody } from '../../http/schemas.js'
import { ExchangeCaseView } from '../cases/case-schemas.js'
import { readCaseForExchange } from '../cases/read-case.js'
import { ChangesPage, ChangesQuerystring, MAX_LIMIT, NDJSON_HEADERS } from './exchange-schemas.js'
import { CHANGES_PATH, type Changes, createExchange } from './exchange-service.js'

const NDJSON = 'application/x-ndjson'

const DESCRIPTION = `Committed changes (变更) of cases, alerts, rights, calendars and whatever else the catalogue of events names, each once,
without a gap, per subject in the order of its versions.
Keep \`nextCursor\` and send it as \`after\`; without \`after\` the feed begins with its first event. Positions are gapless
before filtering by your grant: a page always moves \`readTo\` on, also when \`data\` is empty. Recompute \`hash\` to prove
that nothing is missing. 410 says that the database was restored or rebuilt: read again from the start, without \`after\`.
With \`Accept: ${NDJSON}\` the page is one event a line, and everything else of it stands in headers.`

/** The exchange with other systems (数据交换). */
export const exchangeRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, cursorKey, listener } = deps
  const exchange = createExchange(pool, cursorKey, listener)
  // Before the server waits for the requests in flight: those that wait for events are answered at once.
  app.addHook('preClose', () => exchange.stop())

  app.get(
    '/v1/exchange/cases/:caseNo',
    {
      config: { policy: { roles: ['exchange'] } },
      schema: {
        operationId: 'readExchangeCase',
        tags: ['Exchange'],
        summary: '交换办件 · One case for an exchange platform',
        description:
          'The case as it stands now (办件数据), within the grant of the platform: no free words, no personal field of the form, names and numbers masked. Clear data: GET /v1/cases/{caseNo}/parties and …/form with a grant that carries `personal`.',
        params: caseNoParam,
        response: { 200: ExchangeCaseView },
      },
    },
    async (request, reply) => {
      const { version, view } = await readCaseForExchange(
        deps,
        callerOf(request),
        request.params.caseNo,
        requestLanguage(request),
      )
      return sendResource(request, reply, version, view)
    },
  )

  app.get(
    CHANGES_PATH,
    {
      config: { policy: { roles: ['exchange'] } },
      schema: {
        operationId: 'readChanges',
        tags: ['Exchange'],
        summary: '变更流 · Read the change feed',
        description: DESCRIPTION,
        querystring: ChangesQuerystring,
        response: {
          200: {
            description: 'A page of changes (变更页)',
            headers: NDJSON_HEADERS,
            content: { 'application/json': { schema: ChangesPage }, [NDJSON]: { schema: Type.String() } },
          },
          410: {
            description: 'The cursor is not of this history of the database (游标已失效)',
            content: { 'application/problem+json': { schema: ProblemBody } },
          },
        },
      },
    },
    async (request, reply) => {
      const isNdjson = prefersNdjson(request.headers.accept)
      const { after, limit = MAX_LIMIT, wait = 0 } = request.query
      const separator = isNdjson ? '\n' : ','
      const changes = await exchange.readChanges(
        callerOf(request),
        { after, limit, wait },
        separator,
        closed(reply),
      )
      reply.header('vary', 'Accept, Authorization').header('cache-control', 'no-store')
      reply.header('link', nextLink(request, changes.nextCursor))
      return isNdjson ? sendLines(reply, changes) : sendJson(reply, changes)
    },
  )
}

/** The events come as JSON text from the database, and go out as they are. */
function sendJson(reply: FastifyReply, { events, ...rest }: Changes): FastifyReply {
  const { epoch, ...others } = rest
  const text = `{"epoch":${JSON.stringify(epoch)},"data":[${events}],${JSON.stringify(others).slice(1)}`
  return reply.type('application/json; charset=utf-8').send(text)
}

function sendLines(reply: FastifyReply, changes: Changes): FastifyReply {
  return reply
    .type(NDJSON)
    .headers({
      'x-feed-epoch': changes.epoch,
      'x-next-cursor': changes.nextCursor,
      'x-read-to': changes.readTo,
      'x-has-more': String(changes.hasMore),
      'x-feed-hash': changes.hash,
    })
    .send(changes.events === '' ? '' : `${changes.events}\n`)
}

function nextLink(request: FastifyRequest, cursor: string): string {
  const next = new URL(request.url, 'http://service')
  next.searchParams.set('after', cursor)
  return `<${next.pathname}${next.search}>; rel="next"`
}

/** Aborts when the client goes away (and, without effect, after the answer). */
function closed(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => controller.abort())
  return controller.signal
}

/** Whether Accept names NDJSON with at least the weight of JSON. */
function prefersNdjson(accept: string | undefined): boolean {
  const weights = new Map(
    (accept ?? '').split(',').map((part) => {
      const [type = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map((each) => each.trim()).find((each) => each.startsWith('q='))
      return [type.trim(), weight === undefined ? 1 : Number(weight.slice(2)) || 0]
    }),
  )
  const ndjson = weights.get(NDJSON) ?? 0
  return ndjson > 0 && ndjson >= (weights.get('application/json') ?? 0)
}
