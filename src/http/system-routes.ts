import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../deps.js'
import { problem } from '../shared/problem.js'
import { PROBLEM_CODES, type ProblemCode } from '../shared/problem-codes.js'
import { say } from '../shared/text.js'
import { addVary, requestLanguage } from './language.js'
import { Strict } from './schemas.js'
import { createStorageCheck } from './storage.js'

const Health = Strict({ status: Type.String({ examples: ['ok'] }) })
const Explanation = Strict({
  code: Type.String({ examples: ['NOT_FOUND'] }),
  status: Type.Integer({ examples: [404] }),
  title: Type.String(),
  help: Type.String({ description: 'What it means and what to do' }),
})

/** Health, metrics and the explanation of problem codes. */
export const systemRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, config, files }) => {
  const storageIsReady = createStorageCheck(config.filesDir, () => files.blobs.check())
  app.get(
    '/health/live',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'checkLiveness',
        tags: ['System'],
        summary: '存活检查 · Is the process alive',
        description: 'Answers as long as the process runs (存活检查); it does not look at the database.',
        response: { 200: Health },
      },
    },
    async () => ({ status: 'ok' }),
  )

  app.get(
    '/health/ready',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'checkReadiness',
        tags: ['System'],
        summary: '就绪检查 · May requests be sent here',
        description:
          'Ready when the database answers, files can be written and the service is not stopping (就绪检查).',
        response: { 200: Health },
      },
    },
    async () => {
      if (app.leaving) throw problem('OVERLOADED', { headers: { 'retry-after': '5' } })
      await pool.query('select 1')
      await storageIsReady()
      return { status: 'ok' }
    },
  )

  app.get(
    '/metrics',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'readMetrics',
        tags: ['System'],
        summary: '监控指标 · Metrics for Prometheus',
        description:
          'Measurements of this process in the Prometheus text format (监控指标). Keep it inside the network.',
        response: {
          200: {
            description: 'Prometheus text format',
            content: { 'text/plain': { schema: Type.String() } },
          },
        },
      },
    },
    async (_request, reply) =>
      reply
        .type(app.metrics.contentType)
        .serializer((text: unknown) => text as string)
        .send(await app.metrics.metrics()),
  )

  app.get(
    '/problems/:code',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'explainProblem',
        tags: ['System'],
        summary: '错误代码说明 · Explain a problem code',
        description: 'What a problem code means and what the caller can do (错误代码说明).',
        params: Strict({ code: Type.String({ maxLength: 50, examples: ['NOT_FOUND'] }) }),
        response: {
          200: {
            description: 'As JSON, or in words where Accept prefers text (说明)',
            content: {
              'application/json': { schema: Explanation },
              'text/plain': { schema: Type.String({ examples: ['404 NOT_FOUND'] }) },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const code = request.params.code as ProblemCode
      if (!Object.hasOwn(PROBLEM_CODES, code)) throw problem('NOT_FOUND')
      const { status, title, help } = PROBLEM_CODES[code]
      const language = requestLanguage(request)
      const explanation = { code, status, title: say(title, language), help: say(help, language) }
      addVary(reply, 'Accept')
      if (!prefersText(request.headers.accept)) return explanation
      // Who opens the type of a problem in a browser wants to read.
      const text = `${status} ${code}\n${explanation.title}\n\n${explanation.help}\n`
      return reply
        .type('text/plain; charset=utf-8')
        .serializer(String)
        .send(text as never)
    },
  )
}

function prefersText(accept = ''): boolean {
  const wanted = accept.split(',').map((each) => each.split(';')[0]?.trim())
  return (
    !wanted.includes('application/json') && (wanted.includes('text/plain') || wanted.includes('text/html'))
  )
}
