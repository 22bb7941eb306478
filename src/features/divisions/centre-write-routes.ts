import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, repeatable } from '../../http/schemas.js'
import { TOWN_GOVERNMENT } from '../../shared/sample-codes.js'
import { authorityRoutes } from './authority-routes.js'
import { addCentre, addWindow, CENTRE_KEEPERS, replaceCentre, replaceWindow } from './centre-service.js'
import {
  Centre,
  CentreInput,
  idParam,
  viewCentre,
  viewWindow,
  Window,
  WindowInput,
  windowParam,
} from './division-schemas.js'
import { windowOf } from './division-service.js'

const MANAGERS = { policy: { roles: CENTRE_KEEPERS } } as const

/** The centre of the sample data as it stands, but for its telephone. */
const SAMPLE_CENTRE = {
  code: 'SAMPLE-TOWN',
  name: '示例镇便民服务中心',
  nameEn: 'Service centre of Sample Town',
  division: '511102901',
  organisation: TOWN_GOVERNMENT,
  address: '四川省乐山市市中区示例镇示例路1号',
  openingHours: '工作日 9:00—12:00，13:30—17:00',
  telephone: '0833-2100301',
}

/** Centres and windows are kept by their manager too. */
export const centreWriteRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, calendars } = deps

  app.post(
    '/v1/centres',
    {
      config: MANAGERS,
      schema: {
        operationId: 'createCentre',
        tags: ['Divisions'],
        summary: '新增中心 · Add a centre',
        description:
          'Adds a service centre (政务服务中心); the position may be in GCJ-02 or BD-09 and is kept in CGCS2000.',
        headers: Type.Object(repeatable),
        body: CentreInput,
        response: { 201: Centre },
      },
    },
    async (request, reply) =>
      once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => {
        const row = await addCentre(db, request, request.body)
        const body = viewCentre(row)
        return { status: 201, headers: { location: `/v1/centres/${row.id}`, etag: etagOf(1, body) }, body }
      }),
  )

  app.put(
    '/v1/centres/:id',
    {
      config: MANAGERS,
      schema: {
        operationId: 'replaceCentre',
        tags: ['Divisions'],
        summary: '修改中心 · Change a centre',
        description: 'Replaces what is known of a centre (修改中心).',
        params: idParam,
        headers: Type.Object(guarded),
        body: { ...CentreInput, examples: [SAMPLE_CENTRE] },
        response: { 200: Centre },
      },
    },
    async (request, reply) => {
      const change = { id: request.params.id, input: request.body, expected: ifMatch(request) }
      const row = await replaceCentre(deps, request, change)
      return sendResource(request, reply, row.version, viewCentre(row))
    },
  )

  app.post(
    '/v1/centres/:id/windows',
    {
      config: MANAGERS,
      schema: {
        operationId: 'createWindow',
        tags: ['Divisions'],
        summary: '新增窗口 · Add a window',
        description: 'Adds a window (窗口) to a centre.',
        params: idParam,
        headers: Type.Object(repeatable),
        body: WindowInput,
        response: { 201: Window },
      },
    },
    async (request, reply) =>
      once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => {
        const row = await addWindow(db, request, request.params.id, request.body)
        const body = viewWindow(row)
        return {
          status: 201,
          headers: { location: `/v1/centres/${row.centre_id}/windows`, etag: etagOf(1, body) },
          body,
        }
      }),
  )

  app.get(
    '/v1/windows/:id',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'readWindow',
        tags: ['Divisions'],
        summary: '窗口详情 · One window',
        description: 'A window (窗口) and what it may do.',
        params: windowParam,
        response: { 200: Window },
      },
    },
    async (request, reply) => {
      const window = await windowOf(pool, request.params.id)
      return sendResource(request, reply, window.version, viewWindow(window))
    },
  )

  app.put(
    '/v1/windows/:id',
    {
      config: MANAGERS,
      schema: {
        operationId: 'replaceWindow',
        tags: ['Divisions'],
        summary: '修改窗口 · Change a window',
        description: 'Replaces what is known of a window (修改窗口).',
        params: windowParam,
        headers: Type.Object(guarded),
        body: WindowInput,
        response: { 200: Window },
      },
    },
    async (request, reply) => {
      const change = { id: request.params.id, input: request.body, expected: ifMatch(request) }
      const window = await withTransaction(pool, (db) => replaceWindow({ db, calendars }, request, change))
      return sendResource(request, reply, window.version, viewWindow(window))
    },
  )

  await app.register(authorityRoutes, deps)
}
