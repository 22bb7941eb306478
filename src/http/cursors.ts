import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { canonicalJson } from '../shared/canonical-json.js'
import { sameBytes } from '../shared/ids.js'
import { problem } from '../shared/problem.js'

/**
 * Cursors of lists: the sort key of the last row, signed together with the query they came from, so that they are
 * opaque and fit nothing else.
 */
export function encodeCursor(key: Buffer, query: object, position: unknown): string {
  const body = Buffer.from(JSON.stringify(position))
  return Buffer.concat([mac(key, query, body), body]).toString('base64url')
}

/** The sort key in a cursor; 400 INVALID_CURSOR when it is forged or belongs to another query. */
export function decodeCursor<T>(key: Buffer, query: object, cursor: string): T {
  const bytes = Buffer.from(cursor, 'base64url')
  const body = bytes.subarray(16)
  if (bytes.length <= 16 || !sameBytes(bytes.subarray(0, 16), mac(key, query, body)))
    throw problem('INVALID_CURSOR')
  return JSON.parse(body.toString()) as T
}

function mac(key: Buffer, query: object, body: Buffer): Buffer {
  return createHmac('sha256', key)
    .update(canonicalJson(query))
    .update('\n')
    .update(body)
    .digest()
    .subarray(0, 16)
}

interface PageQuery {
  cursor?: string | undefined
  limit?: number | undefined
}

/** The query without the page: what a cursor is bound to. */
export function filtersOf<Q extends PageQuery & { count?: boolean | undefined }>(
  query: Q,
): Omit<Q, 'cursor' | 'limit' | 'count'> {
  const { cursor: _cursor, limit: _limit, count: _count, ...filters } = query
  return filters
}

const LONGEST_LINK = 4000

/**
 * A page out of `limit + 1` rows: the extra row only tells that there is more. Sets `Link: rel="next"`.
 */
export function page<R, V>(
  request: FastifyRequest,
  reply: FastifyReply,
  options: {
    rows: R[]
    limit: number
    key: Buffer
    query: PageQuery
    positionOf: (row: R) => unknown
    view: (row: R) => V
    count?: number
  },
): { data: V[]; nextCursor?: string; count?: number } {
  const { rows, limit, key, query, positionOf, view, count } = options
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const counted = count === undefined ? {} : { count }
  if (rows.length <= limit || last === undefined) return { data: shown.map(view), ...counted }
  const nextCursor = encodeCursor(key, filtersOf(query), positionOf(last))
  const next = new URL(request.url, 'http://service')
  next.searchParams.set('cursor', nextCursor)
  const link = `<${next.pathname}${next.search}>; rel="next"`
  // Clients refuse headers of more than some 16 KB; `nextCursor` says the same.
  if (link.length <= LONGEST_LINK) reply.header('link', link)
  return { data: shown.map(view), nextCursor, ...counted }
}
