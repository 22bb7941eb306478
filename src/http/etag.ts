import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { canonicalJson, sha256 } from '../shared/canonical-json.js'
import { problem } from '../shared/problem.js'
import type { Text } from '../shared/text.js'

/**
 * A strong ETag: the version of the resource, by which writes are guarded, and a hash of this very representation
 * (language, lamps of the day), by which caches are.
 */
export function etagOf(version: number, representation: unknown): string {
  const hash = sha256(canonicalJson(representation)).toString('base64url').slice(0, 16)
  return `"${version}-${hash}${checkOf(version, hash)}"`
}

/**
 * Who guesses the number of a version has not read it. No secret: whoever wants any version may say so with `*`.
 */
const checkOf = (version: number, hash: string): string =>
  sha256(`${version}-${hash}`).toString('base64url').slice(0, 6)

/** Sends a single resource with its ETag; 304 when the caller has it already. */
export function sendResource<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  version: number,
  body: T,
): T | FastifyReply {
  const etag = etagOf(version, body)
  reply.header('etag', etag)
  if (!isKnown(request, etag)) return body
  return reply.code(304).send()
}

/** A representation that was made before: its text goes out as it is. */
export interface Rendered {
  etag: string
  text: string
}

export function render(version: number, representation: object): Rendered {
  return { etag: etagOf(version, representation), text: JSON.stringify(representation) }
}

/** A page, as it will go out. */
export function renderPage(version: number, text: string): Rendered {
  return { etag: etagOf(version, text), text }
}

/** Sends what was rendered; 304 when the caller has it already. The text bypasses the response's schema. */
export function sendRendered(
  request: FastifyRequest,
  reply: FastifyReply,
  { etag, text }: Rendered,
  mediaType: 'application/json' | 'text/html' | 'text/calendar' = 'application/json',
): FastifyReply {
  reply.header('etag', etag)
  if (isKnown(request, etag)) return reply.code(304).send()
  return reply
    .type(`${mediaType}; charset=utf-8`)
    .serializer((known: unknown) => known as string)
    .send(text)
}

/** Whether If-None-Match names it. */
export function isKnown(request: FastifyRequest, etag: string): boolean {
  const known = request.headers['if-none-match']
  if (known === undefined || request.method !== 'GET') return false
  return known === '*' || known.split(',').some((each) => each.trim().replace(/^W\//, '') === etag)
}

/** What If-Match asks for: a version, or any. */
export type Expected = number | 'any'

/** Reads If-Match: undefined when it is not there, `stale` when it is not one ETag of ours. */
export const ifMatch = (request: FastifyRequest): Expected | 'stale' | undefined =>
  readIfMatch(request.headers['if-match'])

/** The same where it stands in a body, one for each of several things. */
export function readIfMatch(header: string | undefined): Expected | 'stale' | undefined {
  if (header === undefined) return undefined
  if (header.trim() === '*') return 'any'
  const match = /^"(\d{1,9})-([A-Za-z0-9_-]{16})([A-Za-z0-9_-]{6})"$/.exec(header.trim())
  if (match === null) return 'stale'
  const [, version, hash = '', check] = match
  return check === checkOf(Number(version), hash) ? Number(version) : 'stale'
}

/** 400 for an If-Match that no ETag could ever equal: it would be 412 for ever, and nobody would see why. */
export const readableConditions = fp(
  async (app: FastifyInstance) => {
    app.addHook('preValidation', async (request) => {
      const message = unreadableIfMatch(request.headers['if-match'])
      if (message === undefined) return
      throw problem('INVALID_INPUT', { errors: [{ pointer: '!if-match', code: 'ETAG', message }] })
    })
  },
  { name: 'readable-conditions', dependencies: ['problems'] },
)

/** Why no ETag could ever equal this; undefined: one may. */
export function unreadableIfMatch(header: string | undefined): Text | undefined {
  const sent = header?.trim()
  if (sent === undefined || sent === '*' || sent.startsWith('"')) return undefined
  return sent.startsWith('W/') ? STRONG : QUOTES
}

const STRONG = {
  en: 'If-Match compares strongly: send the ETag without W/',
  zh: 'If-Match 为强比较，请发送不带 W/ 的 ETag',
}

const QUOTES = {
  en: 'Send the ETag as it came, with its quotation marks, or *',
  zh: '请原样发送 ETag（含双引号），或发送 *',
}

/** Guards a write: 428 without If-Match, 412 when it is stale. To be called once the resource was found. */
export function checkPrecondition(expected: Expected | 'stale' | undefined, version: number): void {
  if (expected === undefined) throw problem('PRECONDITION_REQUIRED')
  if (expected !== 'any' && expected !== version) throw problem('PRECONDITION_FAILED')
}
