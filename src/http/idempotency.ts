import type { FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { toDatabaseError } from '../database/errors.js'
import type { Queryable } from '../database/queryable.js'
import type { WrittenRow } from '../database/rows.js'
import { withTransaction } from '../database/transaction.js'
import type { Caller } from '../shared/caller.js'
import { canonicalJson, sha256 } from '../shared/canonical-json.js'
import type { Encryption, Place } from '../shared/encryption.js'
import { problem } from '../shared/problem.js'
import type { idempotencyKeys } from './idempotency-tables.js'

/** Where the answer of a request is kept: caller and operation, and the caller's key. */
export interface IdempotencyScope {
  callerHash: Buffer
  operation: string
  key: string
  requestHash: Buffer
}

/** An answer as it was sent, byte for byte. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

/** A stored answer as `idempotency_keys` gives it within a JSON document. */
export interface StoredAnswer {
  requestHash: string
  status: number | null
  headers: Record<string, string> | null
  body: string | null
}

/** The scope of a request that carries an Idempotency-Key; undefined without one. */
export function idempotencyScope(request: FastifyRequest, caller: Caller): IdempotencyScope | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw problem('MALFORMED_REQUEST', {
      detail: {
        en: 'Idempotency-Key has 1 to 200 visible ASCII characters',
        zh: 'Idempotency-Key 应为 1 至 200 个可见 ASCII 字符',
      },
    })
  }
  return {
    callerHash: callerHashOf(request, caller),
    operation: request.keptAs ?? operationOf(request),
    key,
    requestHash: sha256(
      canonicalJson([request.body ?? null, request.headers['if-match'] === '*' ? '*' : null]),
    ),
  }
}

/** Who asks, as answers are kept for him. */
export const callerHashOf = (
  request: FastifyRequest,
  { issuer, subject }: Pick<Caller, 'issuer' | 'subject'>,
): Buffer => sha256([issuer, subject, ...unprovenOf(request)].join('\n'))

/**
 * The operation and what it is about, in one spelling: the address as it was read (spellings.ts), however it was typed. In
 * lower case, with percent signs or with what nobody sees, the same case by the same key is the same request.
 */
export const operationOf = ({ method, params, routeOptions }: FastifyRequest): string =>
  `${method} ${(routeOptions.url ?? '').replaceAll(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = String((params as Record<string, unknown>)[name] ?? '')
    return encodeURIComponent(UUID.test(value) ? value.toLowerCase() : value)
  })}`

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Who proves nothing is told apart by where he calls from and with what: a stranger who sends the same key and body must
 * not get the first one's answer, which may hold a query code. Headers that anybody can write only narrow it further.
 */
function unprovenOf({ caller, ip, headers }: FastifyRequest): string[] {
  if (caller !== undefined) return []
  return [ip, String(headers['x-forwarded-for'] ?? ''), headers['user-agent'] ?? '']
}

/**
 * Bound to what the caller may do as well: an answer is replayed to the same rights only, for who has lost the sight of
 * a thing must not be told of it by the old answer. Where the thing itself is looked at first (cases), it is not needed.
 */
function withRights(scope: IdempotencyScope | undefined, { grants }: Caller): IdempotencyScope | undefined {
  if (scope === undefined) return undefined
  const rights = grants.map((grant) => canonicalJson(JSON.parse(JSON.stringify(grant)))).sort()
  return { ...scope, requestHash: sha256(`${scope.requestHash.toString('hex')}\n${rights.join('\n')}`) }
}

/** As above, for operations where the key is required (400 IDEMPOTENCY_KEY_REQUIRED). */
export function requiredIdempotencyScope(request: FastifyRequest, caller: Caller): IdempotencyScope {
  const scope = idempotencyScope(request, caller)
  if (scope === undefined) throw problem('IDEMPOTENCY_KEY_REQUIRED')
  return scope
}

/** The stored answer opened; 422 when the key was used for another request. */
export function openStored(scope: IdempotencyScope, stored: StoredAnswer, encryption: Encryption): Answer {
  if (stored.requestHash !== scope.requestHash.toString('hex')) throw problem('IDEMPOTENCY_KEY_REUSED')
  if (stored.status === null || stored.body === null) throw inProgress()
  const { status, headers } = stored
  const answer = { status, headers: headers ?? {} }
  const body = encryption.decrypt(Buffer.from(stored.body, 'base64'), answerPlace(scope, answer)).toString()
  return { ...answer, body }
}

/** A stored body is replayed to this caller, for this request, with this status and these headers, or not at all. */
export const answerPlace = (scope: IdempotencyScope, { status, headers }: Omit<Answer, 'body'>): Place => ({
  table: 'idempotency_keys',
  column: 'body_encrypted',
  row: [
    scope.callerHash.toString('hex'),
    scope.operation,
    scope.key,
    scope.requestHash.toString('hex'),
    status,
    canonicalJson(headers),
  ],
  formerly: 'idempotency',
})

export const inProgress = () => problem('REQUEST_IN_PROGRESS', { headers: { 'retry-after': '1' } })

/** The row that keeps an answer, with the names of the columns, ready for a statement that writes it. */
export function answerRow(
  scope: IdempotencyScope,
  answer: Answer,
  encryption: Encryption,
  now: string,
): WrittenRow<typeof idempotencyKeys> {
  const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`
  return {
    caller_hash: hex(scope.callerHash),
    operation: scope.operation,
    key: scope.key,
    request_hash: hex(scope.requestHash),
    status: answer.status,
    headers: answer.headers,
    body_encrypted: hex(encryption.encrypt(answer.body, answerPlace(scope, answer))),
    created_at: now,
  }
}

const FIND = `
select encode(request_hash, 'hex') as "requestHash", status, headers, encode(body_encrypted, 'base64') as body
from idempotency_keys where caller_hash = $1 and operation = $2 and key = $3`

/** The stored answer in a statement of its own: after a lost race only a new snapshot sees it. */
export async function findStored(db: Queryable, scope: IdempotencyScope): Promise<StoredAnswer | undefined> {
  const { rows } = await db.query<StoredAnswer>({
    name: 'find-stored-answer',
    text: FIND,
    values: [scope.callerHash, scope.operation, scope.key],
  })
  return rows[0]
}

/** True when a statement failed because the same key was written by somebody faster. */
export function isKeyTaken(error: unknown): boolean {
  const known = toDatabaseError(error)
  return known?.kind === 'uniqueViolation' && known.table === 'idempotency_keys'
}

/** Sends an answer as it is; `replayed` marks one that was stored. */
export function sendAnswer(reply: FastifyReply, answer: Answer, replayed: boolean): FastifyReply {
  if (replayed) reply.header('idempotency-replayed', 'true')
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .header('content-type', 'application/json; charset=utf-8')
    .serializer((body: unknown) => body as string)
    .send(answer.body)
}

const RESERVE = `
insert into idempotency_keys (caller_hash, operation, key, request_hash, created_at)
values ($1, $2, $3, $4, app_now())`

const COMPLETE = `
update idempotency_keys set status = $4, headers = $5, body_encrypted = $6
where caller_hash = $1 and operation = $2 and key = $3`

interface Once {
  request: FastifyRequest
  reply: FastifyReply
  pool: pg.Pool
  encryption: Encryption
  caller: Caller
}

/** The stored answer where this request was answered before: for work that must not begin again, before `once`. */
export async function replayed({
  request,
  reply,
  pool,
  encryption,
  caller,
}: Once): Promise<FastifyReply | undefined> {
  const scope = withRights(idempotencyScope(request, caller), caller)
  const known = scope === undefined ? undefined : await findStored(pool, scope)
  if (scope === undefined || known === undefined) return undefined
  return sendAnswer(reply, openStored(scope, known, encryption), true)
}

/**
 * Runs a use case that is no hot path in one transaction together with its Idempotency-Key: first the key is written,
 * so that a second request waits for it; then the answer is stored beside what the use case wrote. Without a key it is
 * just a transaction.
 */
export async function once(
  { request, reply, pool, encryption, caller }: Once,
  work: (db: pg.PoolClient) => Promise<{ status: number; headers?: Record<string, string>; body: unknown }>,
): Promise<FastifyReply> {
  const scope = withRights(idempotencyScope(request, caller), caller)
  const known = scope === undefined ? undefined : await findStored(pool, scope)
  if (scope !== undefined && known !== undefined)
    return sendAnswer(reply, openStored(scope, known, encryption), true)
  try {
    const answer = await withTransaction(pool, async (db) => {
      if (scope !== undefined)
        await db.query({
          name: 'reserve-key',
          text: RESERVE,
          values: [scope.callerHash, scope.operation, scope.key, scope.requestHash],
        })
      const { status, headers = {}, body } = await work(db)
      const made: Answer = { status, headers, body: JSON.stringify(body) }
      if (scope !== undefined) {
        const sealed = encryption.encrypt(made.body, answerPlace(scope, made))
        await db.query({
          name: 'complete-key',
          text: COMPLETE,
          values: [scope.callerHash, scope.operation, scope.key, status, headers, sealed],
        })
      }
      return made
    })
    return sendAnswer(reply, answer, false)
  } catch (error) {
    if (scope === undefined || !isKeyTaken(error)) {
      if (scope !== undefined && toDatabaseError(error)?.kind === 'lockTimeout') throw inProgress()
      throw error
    }
    const stored = await findStored(pool, scope)
    if (stored === undefined) throw inProgress()
    return sendAnswer(reply, openStored(scope, stored, encryption), true)
  }
}

/** Removes answers older than seven days; a thousand at a time, so that nobody waits. */
export async function sweepAnswers(db: Queryable): Promise<number> {
  const { rowCount } = await db.query(`
    delete from idempotency_keys where ctid in (
      select ctid from idempotency_keys where created_at < app_now() - interval '7 days' order by created_at limit 1000)`)
  return rowCount ?? 0
}
