import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Config } from '../config.js'
import { problem } from '../shared/problem.js'
import { ROLE_NAMES, type Role } from '../shared/roles.js'
import { signDevToken, signStaffToken } from './dev-issuer.js'
import { Strict } from './schemas.js'

type Settings = Pick<Config, 'devIssuer' | 'devSignIn' | 'dataDir' | 'oidcAudience' | 'tokenMaxLifetime'>

/** Whether the page at /docs gives a choice of roles. */
export const handsOutTokens = ({ devIssuer, devSignIn }: Settings): boolean =>
  devIssuer && devSignIn !== 'off'

/**
 * POST /docs/token: a development token for a role or a person of the register (开发令牌), so that who tries the service
 * needs a browser alone. It is no part of the contract, and there only where the development issuer is trusted; unless
 * DEV_SIGN_IN says otherwise it answers this machine alone, since whoever gets an answer may do everything.
 */
export const devSignIn: FastifyPluginAsyncTypebox<Settings> = async (app, settings) => {
  if (!handsOutTokens(settings)) return
  const { dataDir, oidcAudience: audience } = settings
  const lifetime = Math.min(8 * 3600, settings.tokenMaxLifetime)
  app.post(
    '/docs/token',
    {
      schema: {
        hide: true,
        body: Strict({
          role: Type.Optional(Type.Unsafe<Role>({ type: 'string', enum: ROLE_NAMES })),
          staffNo: Type.Optional(Type.String({ minLength: 1, maxLength: 50, pattern: '^[A-Za-z0-9_-]+$' })),
        }),
        response: { 200: Strict({ token: Type.String() }) },
      },
    },
    async (request, reply) => {
      if (settings.devSignIn === 'local' && !isFromHere(request))
        throw problem('FORBIDDEN', { detail: NOT_HERE })
      const { role, staffNo } = request.body
      if ((role === undefined) === (staffNo === undefined))
        throw problem('INVALID_INPUT', { errors: [{ pointer: '', code: 'ONE_OF', message: ONE_OF }] })
      reply.header('cache-control', 'no-store')
      return {
        token:
          role === undefined
            ? await signStaffToken(dataDir, staffNo ?? '', { audience, lifetime })
            : await signDevToken(dataDir, { role, audience, lifetime }),
      }
    },
  )
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/
const LOCAL_NAME = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** By socket and by name, past no proxy, and from the service's own page: no other page of the browser may ask. */
function isFromHere({ socket, headers }: FastifyRequest): boolean {
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded ?? headers.via
  const site = headers['sec-fetch-site'] ?? 'same-origin'
  return (
    LOOPBACK.test(socket.remoteAddress ?? '') &&
    LOCAL_NAME.test(headers.host ?? '') &&
    forwarded === undefined &&
    (site === 'same-origin' || site === 'none')
  )
}

const NOT_HERE = {
  en: 'Tokens are handed out to the machine alone on which the service runs; DEV_SIGN_IN=on hands them out to everybody.',
  zh: '仅向服务所在的本机发放开发令牌；如需向所有人发放，请设置 DEV_SIGN_IN=on。',
}
const ONE_OF = { en: 'Give a role or a staff number', zh: '请给出角色或工号' }
