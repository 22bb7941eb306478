import { createHash } from 'node:crypto'
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { type Role, ROLES } from '../shared/roles.js'
import { DEV_ISSUER, devIssuerKey } from './dev-issuer.js'

/** Who a token proves to be. `claimed` grants stand in tokens of the development issuer only. */
export interface Identity {
  issuer: string
  subject: string
  claimed: { role: Role; organisation: string }[] | undefined
  /** Milliseconds since 1970, by the real clock. */
  expiresAt: number
}

export interface TokenVerifier {
  /** The identity, or undefined when the token proves nothing. Throws only when the provider cannot be reached. */
  verify(token: string): Promise<Identity | undefined>
}

export interface TokenOptions {
  audience: string
  /** URL of an OIDC provider (统一身份认证). */
  issuer: string | undefined
  /** Where the key of the development issuer lies; undefined: it is not trusted. */
  devIssuerDataDir: string | undefined
}

const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA', 'Ed25519']
const CACHED = 10_000

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
        if (remembered.size >= CACHED) remembered.delete(remembered.keys().next().value ?? '')
        remembered.set(hash, identity)
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
    return {
      issuer,
      subject: String(payload.sub),
      claimed: issuer === DEV_ISSUER ? claimedGrants(payload) : undefined,
      expiresAt: Number(payload.exp) * 1000,
    }
  } catch (error) {
    if (error instanceof errors.JWKSTimeout) throw error
    return undefined
  }
}

function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

function claimedGrants(payload: JWTPayload): { role: Role; organisation: string }[] {
  const { grants } = payload
  if (!Array.isArray(grants)) return []
  return grants.flatMap((grant: unknown) => {
    const { role, organisation } = (grant ?? {}) as { role?: unknown; organisation?: unknown }
    const known = typeof role === 'string' && role in ROLES && typeof organisation === 'string'
    return known ? [{ role: role as Role, organisation }] : []
  })
}

function issuerKeys(options: TokenOptions): KeysOf {
  const dev =
    options.devIssuerDataDir === undefined
      ? undefined
      : Promise.resolve(createLocalJWKSet({ keys: [publicPart(devIssuerKey(options.devIssuerDataDir))] }) as JWTVerifyGetKey)
  let outside: Promise<JWTVerifyGetKey> | undefined
  return (issuer) => {
    if (issuer === DEV_ISSUER) return dev
    if (options.issuer === undefined || issuer !== options.issuer) return undefined
    outside ??= discover(options.issuer).catch((error: unknown) => {
      outside = undefined
      throw error
    })
    return outside
  }
}

function publicPart<T extends { d?: string }>(key: T): Omit<T, 'd'> {
  const { d: _secret, ...rest } = key
  return rest
}

/** OpenID Connect Discovery; a flood of unknown key ids fetches the keys at most once per cool-down. */
async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const response = await fetch(url, { signal: AbortSignal.timeout(5000), redirect: 'error' })
  const document = (await response.json()) as { issuer?: string; jwks_uri?: string }
  if (document.issuer !== issuer || document.jwks_uri === undefined) throw new Error('the OIDC provider names another issuer')
  return createRemoteJWKSet(new URL(document.jwks_uri), { cooldownDuration: 30_000, timeoutDuration: 5000 }) as JWTVerifyGetKey
}
