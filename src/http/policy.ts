import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Queryable } from '../database/queryable.js'
import type { Caller } from '../shared/caller.js'
import { problem } from '../shared/problem.js'
import type { Role } from '../shared/roles.js'
import { createGrantReader } from './grants.js'
import type { TokenVerifier } from './tokens.js'

/** Who may call a route. `roles`: one of them suffices; what they reach is looked at by the use case. */
export type Policy = { public: true } | { roles: readonly Role[] }

declare module 'fastify' {
  interface FastifyContextConfig {
    policy?: Policy
  }
  interface FastifyRequest {
    /** Set on every route that is not public; there it is set when a valid token came along. */
    caller: Caller | undefined
  }
}

interface Options {
  db: Queryable
  tokens: TokenVerifier
}

/**
 * Every route declares its policy beside its schema; one without it stops the start. A request is looked at before its
 * body is read: first 401, then 403.
 */
export const policies = fp(
  async (app: FastifyInstance, { db, tokens }: Options) => {
    const callerOf = createGrantReader(db)
    app.decorateRequest('caller', undefined)
    app.addHook('onRoute', (route) => {
      // The pages of Swagger UI and the answers to CORS preflights are made by plugins; both are for everybody.
      if (route.url.startsWith('/docs') || route.method === 'OPTIONS') route.config = { ...route.config, policy: { public: true } }
      if (route.config?.policy === undefined) throw new Error(`${route.method} ${route.url} declares no policy`)
    })
    app.addHook('onRequest', async (request) => {
      const token = bearer(request)
      if (token === undefined) return
      const identity = await tokens.verify(token)
      if (identity !== undefined) request.caller = await callerOf(identity)
    })
  },
  { name: 'policies', dependencies: ['problems'] },
)

/** Comes after the rate limit, which must count refused callers too. */
export const policyGate = fp(
  async (app: FastifyInstance) => {
    app.addHook('onRequest', async (request) => {
      const policy = request.routeOptions.config.policy
      if (policy === undefined || 'public' in policy) return
      if (request.caller === undefined) throw unauthenticated(request)
      if (!request.caller.grants.some((grant) => policy.roles.includes(grant.role))) throw problem('FORBIDDEN')
    })
  },
  { name: 'policy-gate', dependencies: ['policies'] },
)

/** The caller of a route that is not public. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw unauthenticated(request)
  return request.caller
}

function bearer(request: FastifyRequest): string | undefined {
  const match = /^Bearer +([A-Za-z0-9._~+/=-]{1,16000})$/i.exec(request.headers.authorization ?? '')
  return match?.[1]
}

function unauthenticated(request: FastifyRequest) {
  const challenge = request.headers.authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"'
  return problem('UNAUTHENTICATED', { headers: { 'www-authenticate': challenge } })
}
