import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Scope } from '../shared/caller.js'
import { sha256 } from '../shared/canonical-json.js'
import { problem } from '../shared/problem.js'
import { remember } from '../shared/remember.js'
import { ROLES, type Role } from '../shared/roles.js'
import { findUnsafeText } from '../shared/text-safety.js'
import { DEV_ISSUER, devIssuerKey } from './dev-issuer.js'
import { type IssuerKeys, type KeySet, localKeys, providerKeys } from './issuer-keys.js'
import { expiryOf, refusalOf, type TokenRefusal } from './token-refusals.js'

/** Who a token proves to be. `claimed` grants stand in tokens of the development issuer only. */
export interface Identity {
  issuer: string
  subject: string
  claimed: ClaimedGrant[] | undefined
  /** Of the person, as the issuer proved it (实名认证): the claim `id_number`. Never leaves this process. */
  idNumber?: string
  /** Milliseconds since 1970, by the real clock. */
  expiresAt: number
}

export interface ClaimedGrant {
  role: Role
  organisation: string
  scope: Scope
  posts: readonly string[]
}

export interface TokenVerifier {
  /** The identity, or why the token proves none. Throws a Problem (503) only when keys cannot be had. */
  verify(token: string): Promise<Identity | TokenRefusal>
}

export interface TokenOptions {
  audience: string
  /** URL of an OIDC provider (统一身份认证). */
  issuer: string | undefined
  /** Where the key of the development issuer lies; undefined: it is not trusted. */
  devIssuerDataDir: string | undefined
  /** A token that lives longer is refused, whatever its issuer says. */
  maxLifetimeMs: number
  /** Keys of the provider count for this time after they were fetched; a key that was withdrawn opens no longer. */
  keysMaxAgeMs: number
  /** After an unknown key id the keys are fetched again, at most once in this time; default 30 seconds. */
  keysCooldownMs?: number
  /** Milliseconds since any moment, for the age of keys. */
  clock?: () => number
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

/**
 * Verifies tokens by issuer, audience, type, algorithm list, life and key. A verified token is remembered by its hash,
 * so that a signature is checked once: until it expires, and while its issuer publishes the keys by which it was
 * verified.
 */
export function createTokenVerifier(options: TokenOptions): TokenVerifier {
  const keysOf = issuerKeys(options)
  const remembered = new Map<string, { identity: Identity; keys: KeySet }>()
  return {
    async verify(token) {
      const hash = sha256(token).toString('base64')
      const known = remembered.get(hash)
      if (known !== undefined && known.identity.expiresAt <= Date.now()) {
        remembered.delete(hash)
        return { reason: 'expired', ...expiryOf(known.identity.expiresAt / 1000) }
      }
      const issuer = known?.identity.issuer ?? claimedIssuer(token)
      if (issuer === undefined) return { reason: 'unreadable' }
      const published = keysOf(issuer)
      if (published === undefined) return { reason: 'issuer' }
      const keys = await published.current().catch(unavailable)
      if (known?.keys === keys) return known.identity
      remembered.delete(hash)
      const verified = await verifyByAny(token, { issuer, published, keys }, options)
      if ('reason' in verified) return verified
      remember(remembered, CACHED, hash, verified)
      return verified.identity
    },
  }
}

/** By the keys that are known, and when none of them is the token's by those that are published now. */
async function verifyByAny(
  token: string,
  { issuer, published, keys }: { issuer: string; published: IssuerKeys; keys: KeySet },
  options: TokenOptions,
): Promise<{ identity: Identity; keys: KeySet } | TokenRefusal> {
  const first = await verifyBy(token, issuer, keys, options)
  if (!('reason' in first)) return { identity: first, keys }
  if (first.reason !== 'key') return first
  const newer = await published.newerThan(keys).catch(unavailable)
  if (newer === keys) return first
  const second = await verifyBy(token, issuer, newer, options)
  return 'reason' in second ? second : { identity: second, keys: newer }
}

async function verifyBy(
  token: string,
  issuer: string,
  { find }: KeySet,
  { audience, maxLifetimeMs }: TokenOptions,
): Promise<Identity | TokenRefusal> {
  try {
    const { payload } = await jwtVerify(token, find, {
      issuer,
      audience,
      typ: 'at+jwt',
      algorithms: ALGORITHMS,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: CLOCK_TOLERANCE_S,
    })
    const subject: unknown = payload.sub
    // A number or a list would become the text of somebody else's subject.
    if (typeof subject !== 'string' || subject === '' || subject.length > 255) return { reason: 'subject' }
    if (findUnsafeText(subject) !== undefined) return { reason: 'subject' }
    if (lifetimeOf(payload) > maxLifetimeMs + CLOCK_TOLERANCE_S * 1000) return { reason: 'lifetime' }
    return {
      issuer,
      subject,
      claimed: issuer === DEV_ISSUER ? claimedGrants(payload) : undefined,
      expiresAt: Number(payload.exp) * 1000,
      ...(typeof payload.id_number === 'string' && payload.id_number.length <= 50
        ? { idNumber: payload.id_number }
        : {}),
    }
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return { reason: 'key' }
    // Else it is not the token's fault: a published key that cannot be used.
    return error instanceof errors.JOSEError ? refusalOf(error, audience) : unavailable()
  }
}

const CLOCK_TOLERANCE_S = 5

/** From its issue, or from now when it does not say or says a time that has not come. */
const lifetimeOf = ({ exp = 0, iat }: JWTPayload): number =>
  exp * 1000 - Math.min(Date.now(), iat === undefined ? Number.POSITIVE_INFINITY : iat * 1000)

const RETRY_MS = 5000
const KEYS_COOLDOWN_MS = 30_000

function unavailable(): never {
  throw problem('TOKEN_ISSUER_UNAVAILABLE', { headers: { 'retry-after': String(RETRY_MS / 1000) } })
}

/** Undefined: nothing that can be read. A token that names no issuer has an empty one. */
function claimedIssuer(token: string): string | undefined {
  try {
    const issuer: unknown = decodeJwt(token).iss
    return typeof issuer === 'string' ? issuer : ''
  } catch {
    return undefined
  }
}

/** Undefined: the token carries none, and the tables are asked as for everybody (`--staff`). */
function claimedGrants(payload: JWTPayload): ClaimedGrant[] | undefined {
  const { grants } = payload
  if (grants === undefined) return undefined
  if (!Array.isArray(grants)) return []
  return grants.flatMap((grant: unknown) => {
    const { role, organisation, scope, posts } = (grant ?? {}) as Record<string, unknown>
    if (typeof role !== 'string' || !Object.hasOwn(ROLES, role) || typeof organisation !== 'string') return []
    return [
      {
        role: role as Role,
        organisation,
        scope: scope === 'subtree' ? ('subtree' as const) : ('organ' as const),
        posts: Array.isArray(posts) ? posts.filter((post) => typeof post === 'string') : [],
      },
    ]
  })
}

function issuerKeys(options: TokenOptions): (issuer: string) => IssuerKeys | undefined {
  const { issuer: outside, devIssuerDataDir, keysMaxAgeMs, keysCooldownMs = KEYS_COOLDOWN_MS } = options
  const known = new Map<string, IssuerKeys>()
  if (outside !== undefined)
    known.set(
      outside,
      providerKeys(outside, {
        maxAgeMs: keysMaxAgeMs,
        cooldownMs: keysCooldownMs,
        retryMs: RETRY_MS,
        clock: options.clock ?? Date.now,
      }),
    )
  if (devIssuerDataDir !== undefined)
    known.set(DEV_ISSUER, localKeys({ keys: [publicPart(devIssuerKey(devIssuerDataDir))] }))
  return (issuer) => known.get(issuer)
}

function publicPart<T extends { d?: string }>(key: T): Omit<T, 'd'> {
  const { d: _secret, ...rest } = key
  return rest
}
