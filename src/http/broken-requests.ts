import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../shared/problem.js'
import { PROBLEM_CODES } from '../shared/problem-codes.js'
import { sendProblem } from './problems.js'
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
