import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Caller } from '../shared/caller.js'
import { problem } from '../shared/problem.js'
import { ROLE_NAMES, type Role, rolesLacking, SEPARATED_DUTIES } from '../shared/roles.js'
import type { Text } from '../shared/text.js'
import { bearerChallenge, refusalInWords, type TokenRefusal } from './token-refusals.js'
import type { Identity, TokenVerifier } from './tokens.js'

/** Where who holds a role finds what is his instead. */
export type RoleHints = { readonly [R in Role]?: Text }

/**
 * Who may call a route. `roles`: one of them suffices; what they reach is looked at by the use case. `instead`: where others
 * find what they are after.
 */
export type Policy = { public: true } | { roles: readonly Role[]; instead?: RoleHints }

declare module 'fastify' {
  interface FastifyContextConfig {
    policy?: Policy
  }
  interface FastifyRequest {
    /** Set on every route that is not public; there it is set when a valid token came along. */
    caller: Caller | undefined
    /** A token came along, and why it proves nothing. */
    tokenRefused: TokenRefusal | undefined
    /** When the token ends, in milliseconds since 1970; set with `caller`. */
    tokenExpiresAt: number | undefined
    /** The caller was granted duties that exclude each other; he holds none of them. */
    dutiesCollide: boolean
    /** The caller's entry in the staff register has ended, or not begun: no right of staff counts. */
    staffEnded: boolean
  }
}

/** A caller with his rights, and why some of them may be missing. */
export interface Rights {
  caller: Caller
  dutiesCollide: boolean
  staffEnded: boolean
}

/** Bytes of a body of an operation that is open to everybody: answers to questions, the forms of one matter. */
const PUBLIC_BODY = 128 * 1024

interface Options {
  readRights: (identity: Identity) => Promise<Rights>
  tokens: TokenVerifier
  /** The blind index of an identity number. */
  indexOf: (idNumber: string) => Buffer
}

/**
 * Every route declares its policy beside its schema; one without it stops the start. A request is looked at before its
 * body is read: first 401, then 403.
 */
export const policies = fp(
  async (app: FastifyInstance, { readRights, tokens, indexOf }: Options) => {
    app.decorateRequest('caller', undefined)
    app.decorateRequest('tokenRefused', undefined)
    app.decorateRequest('tokenExpiresAt', undefined)
    app.decorateRequest('dutiesCollide', false)
    app.decorateRequest('staffEnded', false)
    app.addHook('onRoute', (route) => {
      // The pages of Swagger UI and the answers to CORS preflights are made by plugins; both are for everybody.
      if (route.url.startsWith('/docs') || route.method === 'OPTIONS')
        route.config = { ...route.config, policy: { public: true } }
      if (route.config?.policy === undefined)
        throw new Error(`${route.method} ${route.url} declares no policy`)
      // Before a token is known nobody sends much: what everybody may ask is small.
      if ('public' in route.config.policy)
        route.bodyLimit ??= Math.min(PUBLIC_BODY, app.initialConfig.bodyLimit ?? PUBLIC_BODY)
    })
    app.addHook('onRequest', async (request, reply) => {
      const token = bearer(request)
      if (token === undefined) return
      try {
        const identity = await tokens.verify(token)
        if ('reason' in identity) {
          request.tokenRefused = identity
          return
        }
        const rights = await readRights(identity)
        request.caller =
          identity.idNumber === undefined
            ? rights.caller
            : { ...rights.caller, signedInIndex: indexOf(identity.idNumber) }
        request.tokenExpiresAt = identity.expiresAt
        request.dutiesCollide = rights.dutiesCollide
        request.staffEnded = rights.staffEnded
        // Answers to a person are his: whoever keeps them asks again before using them.
        reply.header('cache-control', 'private, no-cache')
      } catch (error) {
        // What everybody may see, one may also see while the token cannot be checked.
        const { policy } = request.routeOptions.config
        if (policy === undefined || !('public' in policy)) throw error
      }
    })
  },
  { name: 'policies', dependencies: ['problems'] },
)

/** Stands behind the rate limit, which counts refused callers too: both hang on the route, in this order. */
export const policyGate = fp(
  async (app: FastifyInstance) => {
    app.addHook('onRoute', (route) => {
      const policy = route.config?.policy
      if (policy === undefined || 'public' in policy) return
      route.onRequest = [...[route.onRequest ?? []].flat(), async (request) => checkPolicy(request, policy)]
    })
  },
  { name: 'policy-gate', dependencies: ['policies', 'limits'] },
)

function checkPolicy(
  request: FastifyRequest,
  { roles, instead = {} }: Exclude<Policy, { public: true }>,
): void {
  const { caller } = request
  if (caller === undefined) throw unauthenticated(request)
  // Whoever signs in as staff and is staff no longer gets no other rights by that token, an applicant's neither.
  if (request.staffEnded) throw problem('FORBIDDEN', { detail: STAFF_ENDED })
  if (caller.grants.some((grant) => roles.includes(grant.role))) return
  const separated = request.dutiesCollide && roles.some((role) => SEPARATED_DUTIES.has(role))
  if (separated) throw problem('FORBIDDEN', { detail: COLLISION })
  const held = heldBy(caller)
  throw problem('FORBIDDEN', { detail: withHints(rolesLacking(roles, held), instead, held) })
}

/** The refusal, and for each role that the caller holds where its own list is. */
function withHints(refusal: Text, hints: RoleHints, held: readonly Role[]): Text {
  const own = ROLE_NAMES.flatMap((role) => (held.includes(role) ? (hints[role] ?? []) : []))
  return {
    zh: [refusal, ...own].map(({ zh }) => zh).join(''),
    en: [refusal, ...own].map(({ en }) => en).join(' '),
  }
}

const heldBy = ({ grants }: Caller): Role[] => grants.map(({ role }) => role)

const STAFF_ENDED = {
  en: 'Your entry in the staff register has ended or not begun: your rights as staff do not count. Ask your security administrator.',
  zh: '您在工作人员名册中的登记已失效或尚未生效，工作人员权限不再有效，请联系安全管理员。',
}

const COLLISION = {
  en: 'You were granted more than one of operator, security and auditor; these exclude each other, so none counts.',
  zh: '您同时被授予了系统管理、安全管理、审计中的多个角色；三权分立，均不生效。',
}

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
  const refusal = request.tokenRefused
  if (refusal !== undefined)
    return problem('UNAUTHENTICATED', {
      detail: refusalInWords(refusal),
      headers: { 'www-authenticate': bearerChallenge(refusal) },
    })
  const headers = { 'www-authenticate': 'Bearer' }
  return problem(
    'UNAUTHENTICATED',
    request.headers.authorization === undefined ? { headers } : { detail: NO_BEARER, headers },
  )
}

const NO_BEARER = {
  en: 'The Authorization header is not “Bearer” and one token: write Authorization: Bearer TOKEN.',
  zh: 'Authorization 头不是“Bearer”加一个令牌，请写作 Authorization: Bearer 令牌。',
}
