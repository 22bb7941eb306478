import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { decodeCursor, filtersOf, listPage, page } from '../../http/cursors.js'
import { etagOf, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerKey } from '../../http/limits.js'
import { callerOf } from '../../http/policy.js'
import {
  caseNoParam,
  LegalDate,
  listOf,
  repeatable,
  Strict,
  strEnum,
  Uuid,
  uncountedFields,
} from '../../http/schemas.js'
import { countedTry } from '../../http/tries.js'
import { ANONYMOUS } from '../../shared/caller.js'
import { exampleId } from '../../shared/sample-codes.js'
import { codeTries, type Speaker, speakerOf } from '../cases/speaker.js'
import { viewOwn } from '../voices/voice-views.js'
import { RATING_GROUPS, SATISFACTION } from './rating.js'
import { EXAMPLE_BAD, EXAMPLE_RATED } from './rating-examples.js'
import {
  OwnInput,
  OwnRating,
  RatingInput,
  RatingSums,
  RatingView,
  viewOwnRating,
  viewRating,
  viewSums,
} from './rating-schemas.js'
import {
  listRatings,
  ownRating,
  RATING_READERS,
  rateCase,
  ratingInSight,
  SUM_READERS,
  sumsOfRatings,
} from './rating-service.js'

const OPEN = { policy: { public: true } } as const
const caseNo = (example: string) =>
  Strict({ caseNo: Type.Unsafe<string>({ ...caseNoParam.properties.caseNo, examples: [example] }) })

/** Ratings of cases (好差评): given by whose case it is, read without a name, summed up. */
export const ratingRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, cursorKey } = deps

  /** Who speaks; with a code a wrong one is counted, and after some nobody is heard for a while. */
  const speaker = (request: FastifyRequest, at: { caseNo: string; queryCode?: string | undefined }) => {
    const find = (): Promise<Speaker> => speakerOf(deps, at, request.caller)
    return at.queryCode === undefined
      ? find()
      : countedTry(pool, codeTries(at.caseNo, callerKey(request)), find)
  }

  app.post(
    '/v1/cases/:caseNo/ratings',
    {
      config: OPEN,
      schema: {
        operationId: 'rateCase',
        tags: ['Ratings'],
        summary: '评价办件 · Rate a case',
        description:
          'Once the case is at an end, each of its parties rates it once (好差评，一事一评): signed in, or with the query code of its receipt, as at a window. Five levels; a bad one (差评) orders a rectification with its days. Who rated is told to none of those who are rated, in no event and in no audit record.',
        params: caseNo(EXAMPLE_RATED.caseNo),
        headers: Type.Object(repeatable),
        body: RatingInput,
        response: { 201: OwnRating },
      },
    },
    async (request, reply) => {
      const { queryCode, ...input } = request.body
      const who = await speaker(request, { caseNo: request.params.caseNo, queryCode })
      const caller = request.caller ?? ANONYMOUS
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { rectification, ...rating } = await rateCase(db, deps, request, who, input)
        const body = {
          ...viewOwnRating(rating),
          ...(rectification === undefined
            ? {}
            : { rectification: viewOwn({ row: rectification, said: { acts: [] } }) }),
        }
        return { status: 201, headers: { etag: etagOf(rating.row.version, body) }, body }
      })
    },
  )

  app.post(
    '/v1/cases/:caseNo/ratings/own',
    {
      config: OPEN,
      schema: {
        operationId: 'readOwnRating',
        tags: ['Ratings'],
        summary: '我的评价 · Your own rating',
        description:
          'What the party who asks said of the case, and what was done about it (本人评价及整改反馈); signed in, or with the query code.',
        params: caseNo(EXAMPLE_BAD[0] ?? ''),
        body: OwnInput,
        response: { 200: OwnRating },
      },
    },
    async (request) => {
      const { queryCode } = request.body
      const who = await speaker(request, { caseNo: request.params.caseNo, queryCode })
      const { rectification, ...rating } = await ownRating(deps, who)
      return {
        ...viewOwnRating(rating),
        ...(rectification === undefined ? {} : { rectification: viewOwn(rectification) }),
      }
    },
  )

  app.get(
    '/v1/ratings',
    {
      config: { policy: { roles: RATING_READERS } },
      schema: {
        operationId: 'listRatings',
        tags: ['Ratings'],
        summary: '评价列表 · Ratings',
        description:
          'Ratings of the own organ, window or centre, and of those below (评价列表), the latest first. Nobody learns who rated; whoever had a hand in the case sees the level and the month, and finds it by no case and no day.',
        querystring: Strict({
          satisfaction: Type.Optional(strEnum(SATISFACTION, { description: '满意度' })),
          bad: Type.Optional(Type.Boolean({ description: 'Only bad ones, or only the others (差评)' })),
          organisation: Type.Optional(Type.String({ maxLength: 50 })),
          window: Type.Optional(Uuid),
          item: Type.Optional(Type.String({ maxLength: 50, description: 'Code of the item (事项)' })),
          caseNo: Type.Optional(Type.String({ maxLength: 50, description: '办件编号' })),
          from: Type.Optional(LegalDate),
          to: Type.Optional(LegalDate),
          ...uncountedFields,
        }),
        response: { 200: listOf(RatingView) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return listPage(request, reply, cursorKey, {
        read: (before: string | undefined, most) =>
          listRatings(deps, caller, filtersOf(request.query), before, most),
        positionOf: ({ row }) => row.id,
        view: (rating) => viewRating(rating, caller),
      })
    },
  )

  app.get(
    '/v1/ratings/summary',
    {
      config: { policy: { roles: SUM_READERS } },
      schema: {
        operationId: 'sumRatings',
        tags: ['Ratings'],
        summary: '满意率统计 · How satisfied people were',
        description:
          'Ratings of a period by level and the share of who was satisfied (满意率), all together and by organ, window, item or month; without those that supervision dismissed. From the first of January, where no day is given.',
        querystring: Strict({
          from: Type.Optional(LegalDate),
          to: Type.Optional(LegalDate),
          groupBy: Type.Optional(strEnum(RATING_GROUPS, { description: '分组' })),
          ...uncountedFields,
        }),
        response: { 200: RatingSums },
      },
    },
    async (request, reply) => {
      const { limit = 20 } = request.query
      const after = decodeCursor<string>(cursorKey, request)
      const { from, to, total, groups } = await sumsOfRatings(
        deps,
        callerOf(request),
        filtersOf(request.query),
        after,
        limit + 1,
      )
      const paged = page(request, reply, {
        rows: groups,
        limit,
        key: cursorKey,
        positionOf: ({ key }) => key,
        view: ({ key, counts }) => ({ key, ...viewSums(counts) }),
      })
      return { from, to, total: viewSums(total), ...paged }
    },
  )

  app.get(
    '/v1/ratings/:ratingId',
    {
      config: { policy: { roles: RATING_READERS } },
      schema: {
        operationId: 'readRating',
        tags: ['Ratings'],
        summary: '评价详情 · One rating',
        description:
          'What somebody thought of a case (评价详情), never who; for whoever had a hand in it the level and the month alone.',
        params: Strict({ ratingId: Type.Unsafe<string>({ ...Uuid, examples: [exampleId()] }) }),
        response: { 200: RatingView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const rating = await ratingInSight(deps, caller, request.params.ratingId)
      return sendResource(request, reply, rating.row.version, viewRating(rating, caller))
    },
  )
}
