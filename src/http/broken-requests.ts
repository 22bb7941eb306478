import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../shared/problem.js'
import { PROBLEM_CODES } from '../shared/problem-codes.js'
import { NO_SUCH_PATH, sendProblem } from './problems.js'
import { newTraceId } from './tracing.js'

/** In the log like every other request, though no hook runs for these. */
const UNREADABLE = { route: 'unreadable', caller: 'public' }

/** A path that cannot be read (wrong percent signs): the router gives up before any hook runs. */
export function unreadablePath(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const { method, log } = request
  request.traceId = newTraceId()
  sendProblem(request, reply, problem('MALFORMED_REQUEST'))
  const { statusCode: status, elapsedTime: ms } = reply
  log.info({ ...UNREADABLE, method, status, ms, traceId: request.traceId }, 'request')
}

interface OddRequest {
  unmetExpectation?: boolean
}

/**
 * What Node's server answers by itself, without a word of why: a request without Host, and one that expects something
 * other than 100-continue. They come in like all others and get their problem.
 */
export function answerOddRequests(app: FastifyInstance): void {
  app.server.on('checkExpectation', (raw: IncomingMessage & OddRequest, response: ServerResponse) => {
    raw.unmetExpectation = true
    app.server.emit('request', raw, response)
  })
  app.addHook('onRequest', async ({ raw, url, routeOptions }) => {
    if ((raw as OddRequest).unmetExpectation === true)
      throw problem('EXPECTATION_FAILED', { headers: { connection: 'close' } })
    if (raw.headers.host === undefined && raw.httpVersion === '1.1')
      throw problem('MALFORMED_REQUEST', { detail: NO_HOST, headers: { connection: 'close' } })
    // Else it would be the thing without a name in a list: /v1/items/ is not an item.
    if (routeOptions.url?.includes('/:') && url.split('?')[0]?.endsWith('/'))
      throw problem('NOT_FOUND', { detail: NO_SUCH_PATH })
  })
}

const NO_HOST = { en: 'The request has no Host header.', zh: '请求缺少 Host 头。' }

interface ConnectionError extends Error {
  code?: string
}

/** What is no HTTP, headers without end, a request that never ends: there is no request to answer, only a socket. */
export function unreadableRequest(this: FastifyInstance, error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const status = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }[error.code ?? ''] ?? 400
  const { title, help } = PROBLEM_CODES.MALFORMED_REQUEST
  const traceId = newTraceId()
  const body = JSON.stringify({
    type: '/problems/MALFORMED_REQUEST',
    title: title.zh,
    status,
    detail: help.zh,
    code: 'MALFORMED_REQUEST',
    traceId,
  })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    'Content-Language: zh-CN',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  else socket.destroy(error)
  this.log.info({ ...UNREADABLE, status, traceId }, 'request')
}
