import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { listPage } from '../../http/cursors.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { listOf, model, repeatable, SAID, Strict, strEnum, uncountedFields } from '../../http/schemas.js'
import { LIMIT_UNITS } from '../deadlines/limit.js'
import { type AnswerLimitRow, listAnswerLimits, putAnswerLimit } from './limit-service.js'
import { VOICE_CLOCKS } from './voice.js'

const clock = strEnum(VOICE_CLOCKS, {
  description: '整改、投诉受理、投诉答复、咨询答复时限',
  examples: ['COMPLAINT_ANSWER'],
})
const members = {
  amount: Type.Integer({ minimum: 1, maximum: 366, description: 'How many (天数)', examples: [15] }),
  unit: strEnum(LIMIT_UNITS, { examples: ['workingDay'] }),
  basis: Type.String({
    minLength: 2,
    maxLength: 500,
    pattern: SAID,
    description: 'By which text (依据)',
    examples: ['本级政府规定'],
  }),
  fromMemory: Type.Boolean({
    description: 'Nobody has seen that text yet (凭记忆，未核对原文)',
    examples: [false],
  }),
  organisation: Type.Optional(
    Type.String({ minLength: 1, maxLength: 50, description: 'Whose; absent: the whole deployment’s (机构)' }),
  ),
}
const AnswerLimit = model('AnswerLimit', Strict({ clock, ...members }))

const view = (row: AnswerLimitRow) => ({
  clock: row.clock as (typeof VOICE_CLOCKS)[number],
  amount: row.amount,
  unit: row.unit as 'workingDay',
  basis: row.basis,
  fromMemory: row.from_memory,
  ...(row.organisation_code === '' ? {} : { organisation: row.organisation_code }),
})

/** Within how many days complaints, questions and rectifications are answered (答复时限): data with its source. */
export const limitRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, cursorKey } = deps

  app.get(
    '/v1/answer-limits',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'listAnswerLimits',
        tags: ['Complaints'],
        summary: '答复时限列表 · Days to answer',
        description:
          'Within how many days complaints, questions and bad ratings are answered (答复时限), the whole deployment’s first, each with its source; `fromMemory`: nobody has seen that text yet.',
        querystring: Strict(uncountedFields),
        response: { 200: listOf(AnswerLimit) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (after: { clock: string; owner: string } | undefined, most) =>
          listAnswerLimits(pool, after, most),
        positionOf: (row) => ({ clock: row.clock, owner: row.organisation_code }),
        view,
      }),
  )

  app.post(
    '/v1/answer-limits',
    {
      config: { policy: { roles: ['operator'] } },
      schema: {
        operationId: 'setAnswerLimit',
        tags: ['Complaints'],
        summary: '设置答复时限 · Set the days to answer',
        description:
          'For an organ, or for the whole deployment (设置答复时限); what begins from now on is judged by it, what runs already keeps its day.',
        headers: Type.Object(repeatable),
        body: Strict(
          { clock, ...members },
          {
            examples: [
              {
                clock: 'COMPLAINT_ANSWER',
                amount: 15,
                unit: 'workingDay',
                basis: '本级政府规定',
                fromMemory: false,
              },
            ],
          },
        ),
        response: { 201: AnswerLimit },
      },
    },
    async (request, reply) => {
      const { clock, amount, unit, basis, fromMemory, organisation = '' } = request.body
      return once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => {
        const row = await putAnswerLimit(db, request, {
          ...{ clock, amount, unit, basis },
          organisation_code: organisation,
          from_memory: fromMemory,
        })
        return { status: 201, body: view(row) }
      })
    },
  )
}
