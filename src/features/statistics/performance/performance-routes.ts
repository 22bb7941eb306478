import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { decodeCursor, page } from '../../../http/cursors.js'
import { callerOf } from '../../../http/policy.js'
import { dayOf, LegalDate, Strict, strEnum, uncountedFields } from '../../../http/schemas.js'
import { COUNTY_MARKET } from '../../../shared/sample-codes.js'
import { GROUPS } from './performance.js'
import { PERFORMANCE_READERS, readPerformance } from './performance-service.js'

const ratio = (description: string) =>
  Strict(
    {
      numerator: Type.Integer({ description: '分子' }),
      denominator: Type.Integer({ description: '分母' }),
      rate: Type.Union([Type.Number(), Type.Null()], {
        description: 'To four places; null where the denominator is 0',
        examples: [0.9871],
      }),
    },
    { description },
  )

const figures = {
  decided: Type.Integer({ description: 'Cases decided in the period (办结件数)' }),
  onTime: ratio('按时办结率: decided by the legal limit, of those that had one in working days'),
  early: ratio('提前办结率: in fewer days than promised, of those that had a promise'),
  speedUp: ratio('提速率: days of the legal limits that were not needed, of all their days'),
  daysUsed: ratio('平均用时: working days used, a case'),
  satisfaction: ratio('满意率: satisfied, of the ratings given in the period that count'),
}

/** How organs perform (效能统计). */
export const performanceRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.get(
    '/v1/statistics/performance',
    {
      config: { policy: { roles: PERFORMANCE_READERS } },
      schema: {
        operationId: 'readPerformance',
        tags: ['Supervision'],
        summary: '效能统计 · How organs perform',
        description:
          'Cases decided in a period (at most a year), at a division with all below or at one organ (效能统计): counts, on-time, early and speed-up rate, each with numerator and denominator, as a whole and by organ, item, window, month or level. On time, early and days used are judged by the day on which the clock stopped. Without a place: where the caller’s own right stands.',
        querystring: Strict({
          division: Type.Optional(
            Type.String({ maxLength: 20, description: 'This division with all below (行政区划)' }),
          ),
          organisation: Type.Optional(Type.String({ maxLength: 50, description: 'This organ alone (机构)' })),
          from: Type.Optional(dayOf('First day of decision; absent: the year’s (起始日)', '2026-01-01')),
          to: Type.Optional(dayOf('Last day; absent: today (截止日)', '2026-12-31')),
          groupBy: Type.Optional(
            strEnum(GROUPS, {
              description:
                'Absent: by organ. level: 1 nation, 2 province, 3 city, 4 county, 5 town, 6 village',
            }),
          ),
          ...uncountedFields,
        }),
        response: {
          200: Strict({
            from: LegalDate,
            to: LegalDate,
            total: Strict(figures, { description: 'Of the place as a whole (合计)' }),
            data: Type.Array(
              Strict({
                key: Type.String({
                  description: 'Code of the organ or item, id of the window, month, or level',
                  examples: [COUNTY_MARKET],
                }),
                ...figures,
              }),
            ),
            nextCursor: Type.Optional(Type.String()),
          }),
        },
      },
    },
    async (request, reply) => {
      const { limit = 20, cursor: _cursor, ...query } = request.query
      const after = decodeCursor<string>(deps.cursorKey, request)
      const { groups, ...rest } = await readPerformance(deps, callerOf(request), query, after, limit + 1)
      const shown = page(request, reply, {
        rows: groups,
        limit,
        key: deps.cursorKey,
        positionOf: ({ key }) => key,
        view: (group) => group,
      })
      return { ...rest, ...shown }
    },
  )
}
