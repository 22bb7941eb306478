import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, repeatable } from '../../http/schemas.js'
import { newId } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import { TOWN_GOVERNMENT } from '../../shared/sample-codes.js'
import { authorityRoutes } from './authority-routes.js'
import { askAnew, centreOfWindow } from './authority-service.js'
import { lockWindows, lockWindowsOfCentre } from './authority-store.js'
import { centreWrite, windowWrite } from './division-input.js'
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
import { centreOf, mustReachOrgan, windowOf } from './division-service.js'
import { selectCentre, selectWindow } from './division-store.js'
import {
  type CentreWrite,
  insertCentre,
  insertWindow,
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
export const centreWriteRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, calendars } = deps

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
        await writeAudit(db, request, auditOf('createCentre', id, write))
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
      const after = await withTransaction(pool, async (db) => {
        const version = await updateCentre(
          db,
          centre.id,
          write,
          expected === 'any' ? undefined : centre.version,
        )
        const row = await selectCentre(db, centre.id)
        if (version === undefined || row === undefined) throw problem('PRECONDITION_FAILED')
        // Other people sit at its windows: what they may do with items of other organs is confirmed anew.
        const isAnother =
          write.organisationCode !== centre.organisation_code || write.divisionCode !== centre.division_code
        const place = { code: write.organisationCode, divisions: write.divisions }
        if (isAnother)
          await askAnew({ db, calendars }, caller, place, await lockWindowsOfCentre(db, centre.id))
        await writeAudit(db, request, auditOf('replaceCentre', centre.id, write))
        return row
      })
      return sendResource(request, reply, after.version, viewCentre(after))
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
        await writeAudit(db, request, {
          action: 'createWindow',
          object: `window ${id}`,
          details: { centre: centre.id, organisation: request.body.organisation },
          organisation: centre.organisation_code,
          divisions,
        })
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
      const caller = callerOf(request)
      const window = await withTransaction(pool, async (db) => {
        await lockWindows(db, [id])
        const before = await windowOf(db, id)
        const centre = centreOfWindow(before)
        mustReachOrgan(caller, centre, 'manager', 'operator')
        checkPrecondition(ifMatch(request), before.version)
        const write = await windowWrite(db, request.body)
        await updateWindow(db, id, write, before.version)
        // Another organ's people sit there: what they may do with items of other organs is confirmed anew.
        if (write.organisationCode !== before.organisation_code)
          await askAnew({ db, calendars }, caller, centre, [id])
        await writeAudit(db, request, {
          action: 'replaceWindow',
          object: `window ${id}`,
          details: { from: before.organisation_code, to: write.organisationCode },
          organisation: centre.code,
          divisions: centre.divisions,
        })
        return windowOf(db, id)
      })
      return sendResource(request, reply, window.version, viewWindow(window))
    },
  )

  await app.register(authorityRoutes, deps)
}

const auditOf = (action: string, id: string, write: CentreWrite & { divisions: string[] }) => ({
  action,
  object: `centre ${id}`,
  details: { code: write.code, organisation: write.organisationCode, division: write.divisionCode },
  organisation: write.organisationCode,
  divisions: write.divisions,
})
