import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { withTransaction } from '../../src/database/transaction.js'
import type { Deps } from '../../src/deps.js'
import { decodeCursor, page } from '../../src/http/cursors.js'
import { checkPrecondition, ifMatch, sendResource } from '../../src/http/etag.js'
import { once } from '../../src/http/idempotency.js'
import { callerOf } from '../../src/http/policy.js'
import {
  Instant,
  LegalDate,
  listOf,
  Money,
  model,
  pageFields,
  Strict,
  strEnum,
  Uuid,
} from '../../src/http/schemas.js'
import { problem } from '../../src/shared/problem.js'

export const Note = model(
  'TestNote',
  Strict({ code: Type.String(), name: Type.String(), version: Type.Integer() }),
)
type NoteRow = { code: string; name: string; version: number }

const NoteInput = Strict({
  code: Type.String({ minLength: 1, maxLength: 20, pattern: '^[A-Z0-9]+$' }),
  name: Type.String({ minLength: 1, maxLength: 50 }),
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
  kind: Type.Optional(strEnum(['small', 'large'])),
  on: Type.Optional(LegalDate),
  at: Type.Optional(Instant),
  id: Type.Optional(Uuid),
  price: Type.Optional(Money),
  flag: Type.Optional(Type.Boolean()),
  tags: Type.Optional(Type.Array(Type.String({ maxLength: 10 }), { maxItems: 2 })),
})
type NoteInput = Static<typeof NoteInput>

const DIVISION = '510000000000'
const FIND = `select code, name, version from organisations where code = $1`

/**
 * A small resource with every manner of the contract, over the table of organisations: what the features do, without
 * their rules.
 */
export const noteRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption, cursorKey }) => {
  const schema = { hide: true }
  const staff = { policy: { roles: ['clerk', 'operator'] } } as const
  const find = async (code: string): Promise<NoteRow> => {
    const { rows } = await pool.query<NoteRow>(FIND, [code])
    if (rows[0] === undefined) throw problem('NOT_FOUND')
    return rows[0]
  }

  app.get(
    '/v1/test-notes',
    {
      config: { policy: { public: true } },
      schema: {
        ...schema,
        querystring: Strict({ prefix: Type.Optional(Type.String({ maxLength: 20 })), ...pageFields }),
        response: { 200: listOf(Note) },
      },
    },
    async (request, reply) => {
      const { query } = request
      const limit = query.limit ?? 20
      const after = decodeCursor<string>(cursorKey, request) ?? ''
      const { rows } = await pool.query<NoteRow>(
        `select code, name, version from organisations where code > $1 and code like $2 || '%' order by code limit $3`,
        [after, query.prefix ?? 'NOTE', limit + 1],
      )
      return page(request, reply, {
        rows,
        limit,
        key: cursorKey,
        positionOf: (row) => row.code,
        view: (row) => row,
      })
    },
  )

  app.post(
    '/v1/test-notes',
    { config: staff, schema: { ...schema, body: NoteInput, response: { 201: Note } } },
    async (request, reply) => {
      const { code, name } = request.body as NoteInput
      const caller = callerOf(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        if (name === 'forbidden') throw problem('RULE_VIOLATED')
        await db.query(
          `insert into organisations (code, division_code, name, kind) values ($1, $2, $3, 'test')`,
          [code, DIVISION, name],
        )
        if (name === 'slow') await db.query('select pg_sleep(0.3)')
        if (name === 'very slow') await db.query('select pg_sleep(4)')
        return {
          status: 201,
          headers: { location: `/v1/test-notes/${code}` },
          body: { code, name, version: 1 },
        }
      })
    },
  )

  app.get(
    '/v1/test-notes/:code',
    { config: staff, schema: { ...schema, response: { 200: Note } } },
    async (request, reply) => {
      const note = await find((request.params as { code: string }).code)
      return sendResource(request, reply, note.version, note)
    },
  )

  app.put(
    '/v1/test-notes/:code',
    { config: staff, schema: { ...schema, body: Strict({ name: Type.String() }), response: { 200: Note } } },
    async (request, reply) => {
      const { code } = request.params as { code: string }
      const note = await withTransaction(pool, async (db) => {
        const { rows } = await db.query<NoteRow>(`${FIND} for update`, [code])
        const [known] = rows
        if (known === undefined) throw problem('NOT_FOUND')
        checkPrecondition(ifMatch(request), known.version)
        const changed = {
          ...known,
          name: (request.body as { name: string }).name,
          version: known.version + 1,
        }
        await db.query('update organisations set name = $2, version = $3 where code = $1', [
          code,
          changed.name,
          changed.version,
        ])
        return changed
      })
      return sendResource(request, reply, note.version, note)
    },
  )

  app.get(
    '/v1/test-slow',
    {
      config: { policy: { public: true } },
      schema: { ...schema, querystring: Strict({ seconds: Type.Number() }) },
    },
    async (request) => {
      await pool.query('select pg_sleep($1)', [request.query.seconds])
      return { done: true }
    },
  )

  app.get('/v1/test-failure', { config: { policy: { public: true } }, schema }, async () => {
    throw new Error('11010519491231002X in a message')
  })

  app.get('/v1/test-auditor', { config: { policy: { roles: ['auditor'] } }, schema }, async (request) => ({
    caller: callerOf(request),
  }))
}
