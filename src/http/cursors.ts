import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { canonicalJson } from '../shared/canonical-json.js'
import { sameBytes } from '../shared/ids.js'
import { problem } from '../shared/problem.js'

/**
 * Cursors of lists: the sort key of the last row, signed together with the list and the query they came from, so that
 * they are opaque and fit nothing else.
 */
function encodeCursor(key: Buffer, request: ListRequest, position: unknown): string {
  const body = Buffer.from(JSON.stringify(position))
  return Buffer.concat([mac(key, request, body), body]).toString('base64url')
}

/** The sort key in a request's cursor; 400 INVALID_CURSOR when it is forged or belongs to another list or query. */
export function decodeCursor<T>(key: Buffer, request: ListRequest): T | undefined {
  const { cursor } = request.query as PageQuery
  if (cursor === undefined) return undefined
  const bytes = Buffer.from(cursor, 'base64url')
  const body = bytes.subarray(16)
  if (bytes.length <= 16 || !sameBytes(bytes.subarray(0, 16), mac(key, request, body)))
    throw problem('INVALID_CURSOR')
  return JSON.parse(body.toString()) as T
}

/** What a cursor is bound to: the route with its parameters, and the query without the page. */
type ListRequest = Pick<FastifyRequest, 'routeOptions' | 'params' | 'query'>
type PagedRequest = ListRequest & Pick<FastifyRequest, 'url' | 'method'>

function mac(key: Buffer, { routeOptions, params, query }: ListRequest, body: Buffer): Buffer {
  const list = { route: routeOptions.url, params, filters: filtersOf(query as PageQuery) }
  return createHmac('sha256', key)
    .update(canonicalJson(list))
    .update('\n')
    .update(body)
    .digest()
    .subarray(0, 16)
}

interface PageQuery {
  cursor?: string | undefined
  limit?: number | undefined
}

/** The query without the page. */
export function filtersOf<Q extends PageQuery & { count?: boolean | undefined }>(
  query: Q,
): Omit<Q, 'cursor' | 'limit' | 'count'> {
  const { cursor: _cursor, limit: _limit, count: _count, ...filters } = query
  return filters
}

/**
 * Answers a list by pages: reads one row more than asked for, from where the cursor says. `read` is the use case; what it
 * needs beside comes out of the request.
 */
export async function listPage<P, R, V>(
  request: FastifyRequest,
  reply: FastifyReply,
  key: Buffer,
  list: {
    read: (after: P | undefined, most: number) => Promise<R[]>
    positionOf: (row: R) => P
    view: (row: R) => V
  },
): Promise<{ data: V[]; nextCursor?: string }> {
  const { limit = 20 } = request.query as PageQuery
  const rows = await list.read(decodeCursor<P>(key, request), limit + 1)
  return page(request, reply, { rows, limit, key, positionOf: list.positionOf, view: list.view })
}

const LONGEST_LINK = 4000

/**
 * A page out of `limit + 1` rows: the extra row only tells that there is more. Sets `Link: rel="next"`.
 */
export function page<R, V>(
  request: PagedRequest,
  reply: FastifyReply,
  options: {
    rows: R[]
    limit: number
    key: Buffer
    positionOf: (row: R) => unknown
    view: (row: R) => V
    count?: number
  },
): { data: V[]; nextCursor?: string; count?: number } {
  const { rows, limit, key, positionOf, view, count } = options
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const counted = count === undefined ? {} : { count }
  if (rows.length <= limit || last === undefined) return { data: shown.map(view), ...counted }
  const nextCursor = encodeCursor(key, request, positionOf(last))
  // What was asked for in a body does not fit an address.
  if (request.method === 'POST') return { data: shown.map(view), nextCursor, ...counted }
  const next = new URL(request.url, 'http://service')
  next.searchParams.set('cursor', nextCursor)
  const link = `<${next.pathname}${next.search}>; rel="next"`
  // Clients refuse headers of more than some 16 KB; `nextCursor` says the same.
  if (link.length <= LONGEST_LINK) reply.header('link', link)
  return { data: shown.map(view), nextCursor, ...counted }
}
