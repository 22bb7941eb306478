import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, repeatable, Strict, Uuid, uncountedFields } from '../../http/schemas.js'
import {
  ASKED_ITEM_CODE,
  COLLECTED_ITEM_CODE,
  GENERAL_WINDOW_ID,
  UNWANTED_ITEM_CODE,
} from '../../shared/sample-codes.js'
import {
  answerAuthority,
  centreOfWindow,
  heldWindow,
  listRequests,
  type RequestPosition,
  setAuthority,
  type ToldChange,
  WINDOW_KEEPERS,
  withdrawAuthority,
} from './authority-service.js'
import {
  AuthorityInput,
  AuthorityRequestList,
  ConfirmAuthorityInput,
  RefuseAuthorityInput,
  viewAuthorityRequest,
  viewWindow,
  Window,
  windowParam,
} from './division-schemas.js'
import { mustReachOrgan, windowOf } from './division-service.js'
import { ANSWERERS } from './window-authority.js'

/** Changes that the audit trail names. */
const SHOWN = 100
const itemCode = (example: string) => Type.String({ minLength: 1, maxLength: 50, examples: [example] })
const requestParams = (example: string) =>
  Strict({
    windowId: Type.Unsafe<string>({ ...Uuid, examples: [GENERAL_WINDOW_ID] }),
    itemCode: itemCode(example),
  })

/** What windows may do (窗口权限): set by the centre, confirmed by the organ whose item it is. */
export const authorityRoutes: FastifyPluginAsyncTypebox<Deps> = async (
  app,
  { pool, encryption, cursorKey, calendars },
) => {
  app.put(
    '/v1/windows/:id/authority',
    {
      config: { policy: { roles: WINDOW_KEEPERS } },
      schema: {
        operationId: 'replaceAuthority',
        tags: ['Divisions'],
        summary: '设定窗口权限 · Set what a window may do',
        description:
          'Replaces the authority (窗口权限) of a window: for each item decides, accepts, collects or advises. Items of an organ within your reach, and less than before, count at once; more over another organ’s item waits under `requested` until that organ confirms it (待确认).',
        params: windowParam,
        headers: Type.Object(guarded),
        body: AuthorityInput,
        response: { 200: Window },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const caller = callerOf(request)
      const window = await withTransaction(pool, async (db) => {
        const before = await heldWindow(db, id)
        mustReachOrgan(caller, centreOfWindow(before), ...WINDOW_KEEPERS)
        checkPrecondition(ifMatch(request), before.version)
        const changes = await setAuthority({ db, calendars }, caller, before, request.body.authority)
        const { code: organisation, divisions } = centreOfWindow(before)
        await writeAudit(db, request, {
          action: 'replaceAuthority',
          object: `window ${id}`,
          details: { changes: changes.slice(0, SHOWN).map(toldOf), changeCount: changes.length },
          organisation,
          divisions,
        })
        return windowOf(db, id)
      })
      return sendResource(request, reply, window.version, viewWindow(window))
    },
  )

  app.delete(
    '/v1/windows/:id/authority/:itemCode',
    {
      config: { policy: { roles: ANSWERERS } },
      schema: {
        operationId: 'withdrawAuthority',
        tags: ['Divisions'],
        summary: '收回窗口权限 · Take an authority of a window away',
        description:
          'The organ whose item it is takes what the window may do with it back (收回窗口权限), at any time; what is asked for beside it ends too. Cases that came in there go on at the organ.',
        params: Strict({
          id: Type.Unsafe<string>({ ...Uuid, examples: [GENERAL_WINDOW_ID] }),
          itemCode: itemCode(COLLECTED_ITEM_CODE),
        }),
        headers: Type.Object(guarded),
        response: { 204: Type.Null({ description: 'Withdrawn (已收回)' }) },
      },
    },
    async (request, reply) => {
      const { id, itemCode: code } = request.params
      const caller = callerOf(request)
      await withTransaction(pool, async (db) => {
        const window = await heldWindow(db, id)
        const expected = ifMatch(request)
        // Who may not, is told so before the state of the window is looked at.
        const change = await withdrawAuthority({ db, calendars }, caller, window, code)
        checkPrecondition(expected, window.version)
        await auditAnswer(db, request, 'withdrawAuthority', change)
      })
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/v1/authority-requests',
    {
      config: { policy: { roles: [...ANSWERERS, ...WINDOW_KEEPERS] } },
      schema: {
        operationId: 'listAuthorityRequests',
        tags: ['Divisions'],
        summary: '窗口权限申请 · Authority that windows ask for',
        description:
          'What windows ask to do with items of other organs (窗口权限申请), the oldest first: those that your organs answer, and those of your own centres.',
        querystring: Strict({
          window: Type.Optional(Uuid),
          item: Type.Optional(Type.String({ maxLength: 50 })),
          ...uncountedFields,
        }),
        response: { 200: AuthorityRequestList },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (after: RequestPosition | undefined, most) =>
          listRequests(pool, callerOf(request), filtersOf(request.query), after, most),
        positionOf: (row) => ({ at: row.requested_at, windowId: row.window_id, itemCode: row.item_code }),
        view: viewAuthorityRequest,
      }),
  )

  app.post(
    '/v1/authority-requests/:windowId/:itemCode/confirm',
    {
      config: { policy: { roles: ANSWERERS } },
      schema: {
        operationId: 'confirmAuthority',
        tags: ['Divisions'],
        summary: '确认窗口权限 · Confirm what a window asks for',
        description:
          'The organ whose item it is confirms the authority (确认窗口权限): from then on it counts. `level` says what is confirmed; 409 where the window asks for another meanwhile.',
        params: requestParams(ASKED_ITEM_CODE),
        headers: Type.Object(repeatable),
        body: ConfirmAuthorityInput,
        response: { 200: Window },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const asked = { ...request.params, level: request.body.level }
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const change = await answerAuthority({ db, calendars }, caller, asked, centreIn(db), {
          confirms: true,
        })
        await auditAnswer(db, request, 'confirmAuthority', change)
        return answered(db, asked.windowId)
      })
    },
  )

  app.post(
    '/v1/authority-requests/:windowId/:itemCode/refuse',
    {
      config: { policy: { roles: ANSWERERS } },
      schema: {
        operationId: 'refuseAuthority',
        tags: ['Divisions'],
        summary: '不予确认窗口权限 · Refuse what a window asks for',
        description:
          'The organ whose item it is does not confirm the authority (不予确认窗口权限), and says why; what the window held before stays.',
        params: requestParams(UNWANTED_ITEM_CODE),
        headers: Type.Object(repeatable),
        body: RefuseAuthorityInput,
        response: { 200: Window },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { level, reason } = request.body
      const asked = { ...request.params, level }
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const change = await answerAuthority({ db, calendars }, caller, asked, centreIn(db), {
          confirms: false,
          reason,
        })
        await auditAnswer(db, request, 'refuseAuthority', change, reason)
        return answered(db, asked.windowId)
      })
    },
  )
}

const centreIn =
  (db: Queryable) =>
  async ({ window_id }: { window_id: string }) =>
    centreOfWindow(await windowOf(db, window_id))

async function answered(db: Queryable, windowId: string) {
  const window = await windowOf(db, windowId)
  const body = viewWindow(window)
  return { status: 200, headers: { etag: etagOf(window.version, body) }, body }
}

const toldOf = ({ what, itemCode, level }: ToldChange) => ({ what, itemCode, level })

/** What an organ answered, as its own in the audit trail. */
function auditAnswer(
  db: Queryable,
  request: FastifyRequest,
  action: string,
  { windowId, itemCode, level, organ }: ToldChange,
  purpose?: string,
): Promise<void> {
  return writeAudit(db, request, {
    action,
    object: `window ${windowId}`,
    details: { itemCode, level },
    organisation: organ?.code,
    divisions: organ?.divisions ?? [],
    purpose,
  })
}
