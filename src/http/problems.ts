import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { toDatabaseError } from '../database/errors.js'
import { SealBroken } from '../shared/encryption.js'
import { type InputError, Problem, problem, toldPointer } from '../shared/problem.js'
import { PROBLEM_CODES } from '../shared/problem-codes.js'
import { type Language, say, type Text } from '../shared/text.js'
import { addVary, LANGUAGE_TAGS, requestLanguage } from './language.js'
import { storageProblem } from './storage.js'
import { newTraceId } from './tracing.js'
import { type AjvError, inputErrorsOf } from './validation.js'

/**
 * The one renderer of everything that is not 2xx (RFC 9457), unknown routes and malformed JSON included. What is not
 * known becomes INTERNAL: neither its message nor its stack leaves the process.
 */
export const problems = fp(
  async (app: FastifyInstance) => {
    const methods = methodTable(app)
    app.setErrorHandler((error, request, reply) => {
      const known = problemOf(error as FastifyError)
      if (known.status >= 500 && !(error instanceof Problem)) {
        request.log.error(
          {
            traceId: request.traceId,
            kind: errorKind(error),
            at: firstFrames(error),
            // Table and column, by which an operator begins to look; its message quotes nothing.
            ...(error instanceof SealBroken ? { seal: error.message } : {}),
          },
          'request failed',
        )
      }
      sendProblem(request, reply, known)
    })
    app.decorate('countUnknown', undefined)
    app.setNotFoundHandler(async (request, reply) => {
      await app.countUnknown?.(request, reply)
      if (reply.sent) return reply

      const allow = methods(request.url)
      if (allow.length === 0)
        return sendProblem(request, reply, problem('NOT_FOUND', { detail: NO_SUCH_PATH }))
      return sendProblem(
        request,
        reply,
        problem('METHOD_NOT_ALLOWED', { headers: { allow: allow.join(', ') } }),
      )
    })
  },
  { name: 'problems', dependencies: ['tracing'] },
)

/** A path that no operation has, apart from a thing that is not there. */
export const NO_SUCH_PATH = {
  en: 'No operation has this path: check its spelling (no slash at the end) against /openapi.json.',
  zh: '没有这个路径：请对照 /openapi.json 检查拼写（末尾不带斜杠）。',
}

const sayError = ({ mend, ...error }: InputError, language: Language) => ({
  ...error,
  pointer: toldPointer(error),
  message: say(error.message, language),
  ...(mend === undefined ? {} : { mend: say(mend, language) }),
})

/** Which media type a route takes, when it is not JSON. */
function mediaTypes({ status }: Problem, { routeOptions }: FastifyRequest): Text | undefined {
  const [type] = routeOptions.schema?.consumes ?? []
  return status === 415 && type !== undefined ? { en: `Send ${type}.`, zh: `请使用 ${type}。` } : undefined
}

/** Twenty thousand equal rows are wrong twenty thousand times; to say so of each helps nobody and holds up everybody. */
const MOST_ERRORS = 500

/** Renders a problem in the caller's language. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, known: Problem): FastifyReply {
  const language = requestLanguage(request)
  addVary(reply, 'Accept-Language')
  reply.problemCode = known.code
  return reply
    .code(known.status)
    .headers(known.headers)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', LANGUAGE_TAGS[language])
    .header('cache-control', 'no-store')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(problemBody(request, known))
}

/** A problem in the caller's language, as the body of an answer or, of one of several acts, as a part of it. */
export function problemBody(request: FastifyRequest, known: Problem) {
  const language = requestLanguage(request)
  const kind = PROBLEM_CODES[known.code]
  return {
    // First, so that no extension takes the place of a standard member.
    ...known.extensions,
    type: `/problems/${known.code}`,
    title: say(kind.title, language),
    status: known.status,
    detail: say(known.detail ?? mediaTypes(known, request) ?? kind.help, language),
    instance: request.url.split('?')[0],
    code: known.code,
    // Empty when the router gave up before any hook.
    traceId: request.traceId || newTraceId(),
    ...(known.errors === undefined
      ? {}
      : { errors: known.errors.slice(0, MOST_ERRORS).map((error) => sayError(error, language)) }),
  }
}

/** What went wrong, as a problem: what is not known is INTERNAL. */
export function problemOf(error: FastifyError): Problem {
  if (error instanceof Problem) return error
  if (error.validation !== undefined) return invalidInput(error)
  const storage = storageProblem(error)
  if (storage !== undefined) return storage
  const database = toDatabaseError(error)
  if (database !== null) return databaseProblem(database.kind)
  switch (error.statusCode) {
    case 400:
      return problem('MALFORMED_REQUEST')
    case 404:
      return problem('NOT_FOUND')
    case 413:
      return problem('PAYLOAD_TOO_LARGE')
    case 415:
      return problem('UNSUPPORTED_MEDIA_TYPE')
    case 429:
      return problem('RATE_LIMITED')
    case 503:
      return problem('OVERLOADED', { headers: { 'retry-after': '5' } })
    default:
      return problem('INTERNAL')
  }
}

function databaseProblem(kind: string): Problem {
  if (kind === 'unavailable') return problem('DATABASE_UNAVAILABLE', { headers: { 'retry-after': '2' } })
  if (kind === 'statementTimeout') return problem('OVERLOADED', { headers: { 'retry-after': '5' } })
  if (kind === 'lockTimeout' || kind === 'conflict')
    return problem('CONCURRENT_CHANGE', { headers: { 'retry-after': '1' } })
  if (kind === 'invalidText' || kind === 'outOfRange') return problem('MALFORMED_REQUEST')
  if (kind === 'uniqueViolation' || kind === 'foreignKeyViolation') return problem('CONFLICT')
  return problem('INTERNAL')
}

function invalidInput(error: FastifyError): Problem {
  const context = error.validationContext ?? 'body'
  const errors: InputError[] = inputErrorsOf((error.validation ?? []) as AjvError[], context)
  // One that is there and too long is told so, with the limit.
  if (errors.some(({ pointer, code }) => pointer === '!idempotency-key' && code !== 'MAX_LENGTH'))
    return problem('IDEMPOTENCY_KEY_REQUIRED')
  return problem('INVALID_INPUT', { errors })
}

const errorKind = (error: unknown): string => (error instanceof Error ? error.name : typeof error)

/** Where it happened, without the message, which may quote data. */
function firstFrames(error: unknown): string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : []
  return lines
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 4)
    .map((line) => line.trim())
}

/** Which methods a path knows, for 405 and its Allow header. */
function methodTable(app: FastifyInstance): (url: string) => string[] {
  const routes: { pattern: RegExp; methods: string[] }[] = []
  app.addHook('onRoute', (route) => {
    if (route.url.includes('*')) return
    const pattern = new RegExp(
      `^${route.url.replace(/[.$^+()[\]{}|\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+')}$`,
    )
    routes.push({ pattern, methods: [route.method].flat() })
  })
  return (url) => {
    const path = url.split('?')[0] ?? ''
    return [...new Set(routes.flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : [])))].sort()
  }
}
