import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { sendResource } from '../../http/etag.js'
import { callerKey } from '../../http/limits.js'
import { callerOf } from '../../http/policy.js'
import { dayOf, listOf, Strict, strEnum, uncountedFields } from '../../http/schemas.js'
import { countedTry } from '../../http/tries.js'
import { LICENCE_STATES } from './licence.js'
import { Licence, licenceParam, VerifiedLicence, verifyLicenceBody } from './licence-schemas.js'
import {
  LICENCE_VIEWERS,
  licenceInSight,
  listLicences,
  verifyLicence,
  viewLicence,
  viewVerified,
} from './licence-service.js'

const READ = { policy: { roles: LICENCE_VIEWERS } } as const
/** Failed look-ups a minute: by caller's address, and by licence. */
const WRONG_BY_CALLER = { name: 'licence by caller', most: 10 }
const WRONG_BY_LICENCE = { name: 'look-up of licence', most: 20 }

/** The register of what was granted (证照登记). */
export const licenceRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.get(
    '/v1/licences',
    {
      config: READ,
      schema: {
        operationId: 'listLicences',
        tags: ['Licences'],
        summary: '证照登记列表 · Licences',
        description:
          'What your organ and those below have granted and lives on, or what is your own (证照登记列表、本人证照), the latest first: by number in any spelling, item, organ, case, state, end. A licence is entered when its case is closed with `issued` and the item version says that its result is one (`results[].licence`).',
        querystring: Strict({
          number: Type.Optional(Type.String({ maxLength: 100, description: '证照编号' })),
          item: Type.Optional(Type.String({ maxLength: 50 })),
          organisation: Type.Optional(Type.String({ maxLength: 50 })),
          caseNo: Type.Optional(Type.String({ maxLength: 50, description: 'The case that granted it' })),
          state: Type.Optional(strEnum(LICENCE_STATES)),
          expiresBefore: Type.Optional(dayOf('Its last day is before (到期早于)', '2031-12-31')),
          ...uncountedFields,
        }),
        response: { 200: listOf(Licence) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, deps.cursorKey, {
        read: (before: string | undefined, most) =>
          listLicences(deps, callerOf(request), filtersOf(request.query), before, most),
        positionOf: (row) => row.id,
        view: viewLicence,
      }),
  )

  app.get(
    '/v1/licences/:licenceId',
    {
      config: READ,
      schema: {
        operationId: 'readLicence',
        tags: ['Licences'],
        summary: '证照详情 · One licence',
        description:
          'Number, holder, content, validity, state, and what became of it since (证照详情). Holders are masked; in clear they stand in the case that granted it.',
        params: licenceParam,
        response: { 200: Licence },
      },
    },
    async (request, reply) => {
      const row = await licenceInSight(deps, callerOf(request), request.params.licenceId)
      return sendResource(request, reply, row.version, viewLicence(row))
    },
  )

  app.post(
    '/v1/licences/verify',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'verifyLicence',
        tags: ['Licences'],
        summary: '证照核验 · Is this licence genuine, and does it hold',
        description:
          'Public look-up (证照核验) by the number, in any spelling, and the code printed on the licence: whose it is, until when it holds, whether it was revoked, withdrawn or cancelled. A wrong code and an unknown number get the same answer; failures are limited.',
        body: verifyLicenceBody,
        response: { 200: VerifiedLicence },
      },
    },
    async (request) => {
      const limits = [
        { ...WRONG_BY_CALLER, of: callerKey(request) },
        { ...WRONG_BY_LICENCE, of: request.body.licenceNo },
      ]
      return countedTry(deps.pool, limits, async () => viewVerified(await verifyLicence(deps, request.body)))
    },
  )
}
