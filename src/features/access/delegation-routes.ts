import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import {
  guarded,
  Instant,
  listOf,
  model,
  repeatable,
  Strict,
  strEnum,
  Uuid,
  uncountedFields,
} from '../../http/schemas.js'
import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE, TOWN_GOVERNMENT } from '../../shared/sample-codes.js'
import { delegationFields } from './delegation-schemas.js'
import {
  DELEGATION_READERS,
  DELEGATORS,
  type DelegationRow,
  delegationInSight,
  grantDelegation,
  listDelegations,
  revokeDelegation,
} from './delegation-service.js'

const READ = { policy: { roles: DELEGATION_READERS } } as const
const DELEGATE = { policy: { roles: DELEGATORS } } as const
const DelegationInput = Strict(delegationFields, {
  description: 'Items that an organ gives another to deal with (委托、授权)',
  examples: [
    {
      from: COUNTY_MARKET,
      to: TOWN_GOVERNMENT,
      items: [FOOD_LICENCE_ITEM_CODE],
      kind: 'entrusted',
      document: '乐中市监委〔2026〕3号',
      validFrom: '2026-01-01',
      validTo: '2030-12-31',
    },
  ],
})
const Delegation = model(
  'Delegation',
  Strict({
    delegationId: Uuid,
    ...delegationFields,
    state: strEnum(['notBegun', 'inForce', 'over', 'revoked'], { examples: ['inForce'] }),
    grantedBy: Type.String({ description: 'issuer|subject' }),
    grantedAt: Instant,
    revokedBy: Type.Optional(Type.String()),
    revokedAt: Type.Optional(Instant),
    version: Type.Integer({ examples: [1] }),
  }),
)
const oneParam = Strict({ delegationId: Uuid })

/** Delegations (委托、授权) of items from organ to organ, and what becomes of them. */
export const delegationRoutes: FastifyPluginAsyncTypebox<Deps> = async (
  app,
  { pool, encryption, cursorKey },
) => {
  app.get(
    '/v1/delegations',
    {
      config: READ,
      schema: {
        operationId: 'listDelegations',
        tags: ['Access'],
        summary: '委托、授权列表 · Delegations',
        description: 'What your organs gave or were given to deal with (委托、授权列表), the latest first.',
        querystring: Strict({
          from: Type.Optional(Type.String({ maxLength: 50 })),
          to: Type.Optional(Type.String({ maxLength: 50 })),
          item: Type.Optional(Type.String({ maxLength: 50 })),
          inForce: Type.Optional(
            Type.Boolean({ description: 'Only those in force today, or only the others' }),
          ),
          ...uncountedFields,
        }),
        response: { 200: listOf(Delegation) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (before: string | undefined, most) =>
          listDelegations(pool, callerOf(request), filtersOf(request.query), before, most),
        positionOf: (row) => row.id,
        view: viewDelegation,
      }),
  )

  app.post(
    '/v1/delegations',
    {
      config: DELEGATE,
      schema: {
        operationId: 'grantDelegation',
        tags: ['Access'],
        summary: '委托、授权事项 · Delegate items',
        description:
          'An organ gives items that it holds to another organ (委托、授权, 行政许可法 Art. 23, 24): its people then act in the cases in the same roles, an entrusted act in the name of who gave it. By a lead or cataloguer of that organ. It is not passed on, and does not go in a circle. It counts within five seconds.',
        headers: Type.Object(repeatable),
        body: DelegationInput,
        response: { 201: Delegation },
      },
    },
    async (request, reply) =>
      once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => {
        const row = await grantDelegation(db, request, request.body)
        const body = viewDelegation(row)
        const headers = { location: `/v1/delegations/${row.id}`, etag: etagOf(row.version, body) }
        return { status: 201, headers, body }
      }),
  )

  app.get(
    '/v1/delegations/:delegationId',
    {
      config: READ,
      schema: {
        operationId: 'readDelegation',
        tags: ['Access'],
        summary: '委托、授权详情 · One delegation',
        description: 'Who gave what to whom, by which document, for which days (委托、授权详情).',
        params: oneParam,
        response: { 200: Delegation },
      },
    },
    async (request, reply) => {
      const row = await delegationInSight(pool, callerOf(request), request.params.delegationId)
      return sendResource(request, reply, row.version, viewDelegation(row))
    },
  )

  app.post(
    '/v1/delegations/:delegationId/revoke',
    {
      config: DELEGATE,
      schema: {
        operationId: 'revokeDelegation',
        tags: ['Access'],
        summary: '撤销委托、授权 · Revoke a delegation',
        description:
          'Ends a delegation before its time (撤销委托、授权); it no longer counts within five seconds. What was done under it stands.',
        params: oneParam,
        headers: Type.Object({ ...guarded, ...repeatable }),
        response: { 200: Delegation },
      },
    },
    async (request, reply) =>
      once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => {
        const row = await revokeDelegation(db, request, request.params.delegationId, (version) =>
          checkPrecondition(ifMatch(request), version),
        )
        const body = viewDelegation(row)
        return { status: 200, headers: { etag: etagOf(row.version, body) }, body }
      }),
  )
}

function viewDelegation(row: DelegationRow) {
  return {
    delegationId: row.id,
    from: row.from_code,
    to: row.to_code,
    items: row.items,
    kind: row.kind as 'entrusted' | 'authorised',
    document: row.document,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    state: stateOf(row),
    grantedBy: row.granted_by,
    grantedAt: row.granted_at,
    ...(row.ended_by === null ? {} : { revokedBy: row.ended_by }),
    ...(row.ended_at === null ? {} : { revokedAt: row.ended_at }),
    version: row.version,
  }
}

function stateOf({ ended_at, today, valid_from, valid_to }: DelegationRow) {
  if (ended_at !== null) return 'revoked' as const
  if (today < valid_from) return 'notBegun' as const
  return today > valid_to ? ('over' as const) : ('inForce' as const)
}
