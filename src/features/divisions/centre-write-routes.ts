import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, repeatable } from '../../http/schemas.js'
import { newId } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import { TOWN_GOVERNMENT } from '../../shared/sample-codes.js'
import { centreWrite, windowWrite } from './division-input.js'
import {
  AuthorityInput,
  Centre,
  CentreInput,
  idParam,
  viewCentre,
  viewWindow,
  Window,
  WindowInput,
  windowParam,
} from './division-schemas.js'
import { centreOf, mustReachOrgan, windowOf } from './division-service.js'
import { selectCentre, selectWindow } from './division-store.js'
import {
  insertCentre,
  insertWindow,
  replaceAuthority,
  updateCentre,
  updateWindow,
} from './division-writes.js'

const MANAGERS = { policy: { roles: ['manager', 'operator'] } } as const

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
export const centreWriteRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption }) => {
  /** Guards a change of a window, makes it, and answers with the window as it then is. */
  async function changeWindow(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    change: (expected: number | undefined) => Promise<number | undefined>,
  ) {
    const window = await windowOf(pool, id)
    mustReachOrgan(
      callerOf(request),
      { code: window.centre_organisation, divisions: window.ancestors },
      'manager',
      'operator',
    )
    const expected = ifMatch(request)
    checkPrecondition(expected, window.version)
    const version = await change(expected === 'any' ? undefined : window.version)
    if (version === undefined) throw problem('PRECONDITION_FAILED')
    return sendResource(request, reply, version, viewWindow(await windowOf(pool, id)))
  }

  app.post(
    '/v1/centres',
    {
      config: MANAGERS,
      schema: {
        operationId: 'createCentre',
        tags: ['Divisions'],
        summary: 'Add a centre',
        description:
          'Adds a service centre (政务服务中心); the position may be in GCJ-02 or BD-09 and is kept in CGCS2000.',
        headers: Type.Object(repeatable),
        body: CentreInput,
        response: { 201: Centre },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const write = await centreWrite(db, request.body)
        mustReachOrgan(
          caller,
          { code: write.organisationCode, divisions: write.divisions },
          'manager',
          'operator',
        )
        const id = newId()
        await insertCentre(db, id, write)
        const row = await selectCentre(db, id)
        const body = row && viewCentre(row)
        return { status: 201, headers: { location: `/v1/centres/${id}`, etag: etagOf(1, body) }, body }
      })
    },
  )

  app.put(
    '/v1/centres/:id',
    {
      config: MANAGERS,
      schema: {
        operationId: 'replaceCentre',
        tags: ['Divisions'],
        summary: 'Change a centre',
        description: 'Replaces what is known of a centre (修改中心).',
        params: idParam,
        headers: Type.Object(guarded),
        body: { ...CentreInput, examples: [SAMPLE_CENTRE] },
        response: { 200: Centre },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { centre, divisions } = await centreOf(pool, request.params.id)
      mustReachOrgan(caller, { code: centre.organisation_code, divisions }, 'manager', 'operator')
      const expected = ifMatch(request)
      checkPrecondition(expected, centre.version)
      const write = await centreWrite(pool, request.body)
      mustReachOrgan(
        caller,
        { code: write.organisationCode, divisions: write.divisions },
        'manager',
        'operator',
      )
      const version = await updateCentre(
        pool,
        centre.id,
        write,
        expected === 'any' ? undefined : centre.version,
      )
      const after = await selectCentre(pool, centre.id)
      if (version === undefined || after === undefined) throw problem('PRECONDITION_FAILED')
      return sendResource(request, reply, version, viewCentre(after))
    },
  )

  app.post(
    '/v1/centres/:id/windows',
    {
      config: MANAGERS,
      schema: {
        operationId: 'createWindow',
        tags: ['Divisions'],
        summary: 'Add a window',
        description: 'Adds a window (窗口) to a centre.',
        params: idParam,
        headers: Type.Object(repeatable),
        body: WindowInput,
        response: { 201: Window },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { centre, divisions } = await centreOf(db, request.params.id)
        mustReachOrgan(caller, { code: centre.organisation_code, divisions }, 'manager', 'operator')
        const id = newId()
        await insertWindow(db, id, centre.id, await windowWrite(db, request.body))
        const row = await selectWindow(db, id)
        const body = row && viewWindow(row)
        return {
          status: 201,
          headers: { location: `/v1/centres/${centre.id}/windows`, etag: etagOf(1, body) },
          body,
        }
      })
    },
  )

  app.get(
    '/v1/windows/:id',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'readWindow',
        tags: ['Divisions'],
        summary: 'One window',
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
        summary: 'Change a window',
        description: 'Replaces what is known of a window (修改窗口).',
        params: windowParam,
        headers: Type.Object(guarded),
        body: WindowInput,
        response: { 200: Window },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      return changeWindow(request, reply, id, async (expected) =>
        updateWindow(pool, id, await windowWrite(pool, request.body), expected),
      )
    },
  )

  app.put(
    '/v1/windows/:id/authority',
    {
      config: MANAGERS,
      schema: {
        operationId: 'replaceAuthority',
        tags: ['Divisions'],
        summary: 'Set what a window may do',
        description:
          'Replaces the authority (窗口权限) of a window: for each item decides, accepts, collects or advises.',
        params: windowParam,
        headers: Type.Object(guarded),
        body: AuthorityInput,
        response: { 200: Window },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      return changeWindow(request, reply, id, (expected) =>
        replaceAuthority(pool, id, request.body.authority, expected),
      )
    },
  )
}
