import { createHash } from 'node:crypto'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose'
import { problem } from '../shared/problem.js'
import { remember } from '../shared/remember.js'
import { ROLES, type Role } from '../shared/roles.js'
import { findUnsafeText } from '../shared/text-safety.js'
import { DEV_ISSUER, devIssuerKey } from './dev-issuer.js'

/** Who a token proves to be. `claimed` grants stand in tokens of the development issuer only. */
export interface Identity {
  issuer: string
  subject: string
  claimed: ClaimedGrant[] | undefined
  /** Milliseconds since 1970, by the real clock. */
  expiresAt: number
}

export interface ClaimedGrant {
  role: Role
  organisation: string
  post?: string
}

export interface TokenVerifier {
  /** The identity, or undefined when the token proves nothing. Throws a Problem (503) only when the provider cannot be reached. */
  verify(token: string): Promise<Identity | undefined>
}

export interface TokenOptions {
  audience: string
  /** URL of an OIDC provider (统一身份认证). */
  issuer: string | undefined
  /** Where the key of the development issuer lies; undefined: it is not trusted. */
  devIssuerDataDir: string | undefined
  /** After an unknown key id the keys are fetched again, at most once in this time; default 30 seconds. */
  keysCooldownMs?: number
}

const ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
  'Ed25519',
]
const CACHED = 10_000
const RETRY_MS = 5000
const KEYS_COOLDOWN_MS = 30_000

/**
 * Verifies tokens by issuer, audience, type, algorithm list and key. A verified token is remembered by its hash until
 * it expires, so that a signature is checked once.
 */
export function createTokenVerifier(options: TokenOptions): TokenVerifier {
  const keysOf = issuerKeys(options)
  const remembered = new Map<string, Identity>()
  return {
    async verify(token) {
      const hash = createHash('sha256').update(token).digest('base64')
      const known = remembered.get(hash)
      if (known !== undefined) {
        if (known.expiresAt > Date.now()) return known
        remembered.delete(hash)
        return undefined
      }
      const identity = await verify(token, keysOf, options.audience)
      if (identity !== undefined) {
        remember(remembered, CACHED, hash, identity)
      }
      return identity
    },
  }
}

type KeysOf = (issuer: string) => Promise<JWTVerifyGetKey> | undefined

async function verify(token: string, keysOf: KeysOf, audience: string): Promise<Identity | undefined> {
  const issuer = claimedIssuer(token)
  const keys = issuer === undefined ? undefined : keysOf(issuer)
  if (issuer === undefined || keys === undefined) return undefined
  try {
    const { payload } = await jwtVerify(token, await keys, {
      issuer,
      audience,
      typ: 'at+jwt',
      algorithms: ALGORITHMS,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: 5,
    })
    const subject: unknown = payload.sub
    // A number or a list would become the text of somebody else's subject.
    if (typeof subject !== 'string' || subject === '' || subject.length > 255) return undefined
    if (findUnsafeText(subject) !== undefined) return undefined
    return {
      issuer,
      subject,
      claimed: issuer === DEV_ISSUER ? claimedGrants(payload) : undefined,
      expiresAt: Number(payload.exp) * 1000,
    }
  } catch (error) {
    if (provesNothing(error)) return undefined
    throw problem('TOKEN_ISSUER_UNAVAILABLE', { headers: { 'retry-after': '5' } })
  }
}

/** Whether it is the token's fault; else the provider could not be asked: no answer, a wrong one, no keys in it. */
function provesNothing(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false
  return !(
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  )
}

function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

function claimedGrants(payload: JWTPayload): ClaimedGrant[] {
  const { grants } = payload
  if (!Array.isArray(grants)) return []
  return grants.flatMap((grant: unknown) => {
    const { role, organisation, post } = (grant ?? {}) as Record<string, unknown>
    if (typeof role !== 'string' || !Object.hasOwn(ROLES, role) || typeof organisation !== 'string') return []
    return [{ role: role as Role, organisation, ...(typeof post === 'string' ? { post } : {}) }]
  })
}

function issuerKeys(options: TokenOptions): KeysOf {
  const dev =
    options.devIssuerDataDir === undefined
      ? undefined
      : Promise.resolve(
          createLocalJWKSet({
            keys: [publicPart(devIssuerKey(options.devIssuerDataDir))],
          }) as JWTVerifyGetKey,
        )
  let outside: Promise<JWTVerifyGetKey> | undefined
  return (issuer) => {
    if (issuer === DEV_ISSUER) return dev
    if (options.issuer === undefined || issuer !== options.issuer) return undefined
    outside ??= discover(options.issuer, options.keysCooldownMs ?? KEYS_COOLDOWN_MS).catch(
      (error: unknown) => {
        // A provider that is down is asked again after a while, not with every request.
        setTimeout(() => {
          outside = undefined
        }, RETRY_MS).unref()
        throw error
      },
    )
    return outside
  }
}

function publicPart<T extends { d?: string }>(key: T): Omit<T, 'd'> {
  const { d: _secret, ...rest } = key
  return rest
}

/** OpenID Connect Discovery; a flood of unknown key ids fetches the keys at most once per cool-down. */
async function discover(issuer: string, cooldownDuration: number): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const response = await fetch(url, { signal: AbortSignal.timeout(5000), redirect: 'error' })
  const document = (await response.json()) as { issuer?: string; jwks_uri?: string }
  if (document.issuer !== issuer || document.jwks_uri === undefined)
    throw new Error('the OIDC provider names another issuer')
  return createRemoteJWKSet(new URL(document.jwks_uri), {
    cooldownDuration,
    timeoutDuration: 5000,
  }) as JWTVerifyGetKey
}
