import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Deps } from '../../../deps.js'
import { filtersOf, listPage } from '../../../http/cursors.js'
import { callerOf } from '../../../http/policy.js'
import { Strict, strEnum, uncountedFields } from '../../../http/schemas.js'
import { Forecast, LoadLines, LoadView, PlaceQuerystring, placeFields } from './load-schemas.js'
import { forecastLoads, LOAD_READERS, listLoads, readLoad } from './load-service.js'
import { AXES } from './open-load.js'

const READ = { policy: { roles: LOAD_READERS } } as const
const COUNTED =
  'Counted from the log of events, a second or two behind; a case counts with the earliest due day of its limits.'

/** What is in process, by place (监察总览). */
export const loadRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { cursorKey } = deps

  app.get(
    '/v1/supervision/overview',
    {
      config: READ,
      schema: {
        operationId: 'readOverview',
        tags: ['Supervision'],
        summary: '监察总览 · What is in process',
        description: `Cases in process at a division with all below, or at one organ (监察总览): by lamp, due today, this week, overdue by working days. Without a place: where the caller’s own right stands. ${COUNTED}`,
        querystring: PlaceQuerystring,
        response: { 200: LoadView },
      },
    },
    async (request) => readLoad(deps, callerOf(request), request.query),
  )

  app.get(
    '/v1/supervision/overview/lines',
    {
      config: READ,
      schema: {
        operationId: 'listOverview',
        tags: ['Supervision'],
        summary: '分项总览 · What is in process, line by line',
        description: `The overview by node of the tree, organ, item, window or person (分项总览); by person for supervision and the organ’s lead alone. ${COUNTED}`,
        querystring: Strict({
          by: strEnum(['node', ...AXES], {
            description: 'node: the divisions below (下级区划); person: who holds an open step (承办人)',
            examples: ['organisation'],
          }),
          ...placeFields,
          ...uncountedFields,
        }),
        response: { 200: LoadLines },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (after: string | undefined, most) =>
          listLoads(deps, callerOf(request), filtersOf(request.query), after, most),
        positionOf: (line) => line.key,
        view: ({ key, ...line }) => ({
          key: request.query.by === 'person' ? key.slice(key.indexOf('|') + 1) : key,
          ...line,
        }),
      }),
  )

  app.get(
    '/v1/supervision/forecast',
    {
      config: READ,
      schema: {
        operationId: 'forecastLoad',
        tags: ['Supervision'],
        summary: '负荷预测 · How many cases are due on which day',
        description: `Per organ and day, for a month ahead (负荷预测), so that a busy week is seen before it comes. ${COUNTED}`,
        querystring: Strict({ ...placeFields, ...uncountedFields }),
        response: { 200: Forecast },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (after: string | undefined, most) =>
          forecastLoads(deps, callerOf(request), filtersOf(request.query), after, most),
        positionOf: (line) => line.organisation,
        view: (line) => line,
      }),
  )
}
