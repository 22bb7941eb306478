import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { model, repeatable, Strict } from '../../http/schemas.js'
import { type Reach, reachOf } from '../../shared/caller.js'
import type { Encryption } from '../../shared/encryption.js'
import { problem } from '../../shared/problem.js'
import { importStaff } from './staff-import-now.js'
import { clearFields, EXAMPLE_LINE, StaffInput } from './staff-schemas.js'
import { purposeOf } from './staff-service.js'
import { staffLines } from './staff-transfer.js'

const NDJSON = 'application/x-ndjson'
const SECURITY = { policy: { roles: ['security'] } } as const
const MOST_BYTES = 16 * 1024 * 1024

const Imported = model(
  'StaffImported',
  Strict({
    created: Type.Integer({ examples: [1] }),
    changed: Type.Integer({ examples: [0] }),
    unchanged: Type.Integer({ examples: [0] }),
  }),
)

/** Import and export of the register (人员导入导出), a person a line. */
export const staffTransferRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption }) => {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      NDJSON,
      { parseAs: 'buffer', bodyLimit: MOST_BYTES },
      (_request, bytes, done) => {
        try {
          done(null, new TextDecoder('utf-8', { fatal: true }).decode(bytes as Buffer))
        } catch {
          done(problem('MALFORMED_REQUEST'))
        }
      },
    )
    scope.post<{ Body: string }>(
      '/v1/staff/imports',
      {
        config: SECURITY,
        bodyLimit: MOST_BYTES,
        schema: {
          operationId: 'importStaff',
          tags: ['Staff'],
          summary: '人员导入 · Import people',
          description:
            'NDJSON, a StaffInput a line, at most 10,000 (人员导入): new people are entered, known ones take what the line names. All or nothing; findings name the line (`/lines/3/subject`), lines that repeat a number or a token both.',
          consumes: [NDJSON],
          headers: Type.Object(repeatable),
          body: Type.String({ description: 'A StaffInput a line', examples: [EXAMPLE_LINE] }),
          response: { 200: Imported },
        },
      },
      async (request, reply) =>
        once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => ({
          status: 200,
          body: await importStaff(db, request, encryption, request.body),
        })),
    )
  })

  app.get(
    '/v1/staff/export',
    {
      config: SECURITY,
      schema: {
        operationId: 'exportStaff',
        tags: ['Staff'],
        summary: '人员导出 · Export people',
        description:
          'NDJSON, a StaffInput a line, in the order of the numbers (人员导出); imported again it changes nothing. Telephone and mail only with `clear=true` and a purpose; identity numbers never. Stands in the audit trail.',
        querystring: Strict(clearFields),
        response: {
          200: {
            description: 'A StaffInput a line (每行一人)',
            content: { [NDJSON]: { schema: StaffInput } },
          },
        },
      },
    },
    async (request, reply) => {
      const { clear = false, purpose } = request.query
      const reach = reachOf(callerOf(request).grants, ['security'])
      await writeAudit(pool, request, {
        action: 'exportStaff',
        object: 'staff',
        details: { clear },
        divisions: reach.divisions,
        organisation: reach.organs[0],
        purpose: clear ? purposeOf(purpose) : purpose,
      })
      const lines = exportLines(pool, reach, clear ? encryption : undefined)
      reply.header('content-disposition', 'attachment; filename="staff.ndjson"')
      return reply
        .type(`${NDJSON}; charset=utf-8`)
        .send(Readable.from(lines, { objectMode: false, highWaterMark: 1 }) as never)
    },
  )
}

/** Page by page, so that memory does not grow with the register. */
async function* exportLines(
  db: Queryable,
  reach: Reach,
  clear: Encryption | undefined,
): AsyncGenerator<string> {
  let after: string | undefined
  do {
    const { lines, last } = await staffLines(db, reach, after, clear)
    if (lines.length > 0) yield lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    after = last
  } while (after !== undefined)
}
