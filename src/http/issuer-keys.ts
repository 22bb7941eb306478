import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { canonicalJson } from '../shared/canonical-json.js'

/** The keys that an issuer publishes now. Another set of keys is another object. */
export interface KeySet {
  find: JWTVerifyGetKey
}

export interface IssuerKeys {
  /** The keys as they were published at most `maxAgeMs` ago. Throws when they cannot be had. */
  current(): Promise<KeySet>
  /** For a token whose key is not in `known`: a newer set where there may be one, else `known`. Throws as above. */
  newerThan(known: KeySet): Promise<KeySet>
}

export interface IssuerKeysOptions {
  /** Keys count for this time after they were fetched, and no longer: so long a key that was withdrawn may still open. */
  maxAgeMs: number
  /** After an unknown key the keys are fetched again, at most once in this time. */
  cooldownMs: number
  /** A provider that did not answer is asked again after this time, not with every request. */
  retryMs: number
  /** Milliseconds since any moment. */
  clock: () => number
}

const PATIENCE_MS = 5000

/** Keys that never change. */
export function localKeys(keys: JSONWebKeySet): IssuerKeys {
  const set = { find: createLocalJWKSet(keys) as JWTVerifyGetKey }
  return { current: async () => set, newerThan: async (known) => known }
}

/**
 * The keys of an OIDC provider. They are fetched when half of their age is over, beside the requests that use them, so
 * that nobody waits and a provider that is away for a moment is not noticed; when it stays away until they are too old
 * they are not used any more, since a key may have been withdrawn meanwhile.
 */
export function providerKeys(issuer: string, options: IssuerKeysOptions): IssuerKeys {
  const { maxAgeMs, cooldownMs, retryMs, clock } = options
  let jwksUri: string | undefined
  let known: { set: KeySet; text: string; fetchedAt: number } | undefined
  let failedAt = Number.NEGATIVE_INFINITY
  let pending: Promise<KeySet> | undefined

  const age = (): number => (known === undefined ? Number.POSITIVE_INFINITY : clock() - known.fetchedAt)
  const mayAsk = (): boolean => pending !== undefined || clock() - failedAt >= retryMs

  function refresh(): Promise<KeySet> {
    if (!mayAsk()) return Promise.reject(new Error('the OIDC provider did not answer lately'))
    pending ??= fetchNow().finally(() => {
      pending = undefined
    })
    return pending
  }

  async function fetchNow(): Promise<KeySet> {
    // From before the question: what is withdrawn while it is answered counts as known.
    const fetchedAt = clock()
    try {
      jwksUri ??= await discover(issuer)
      const keys = await fetchKeys(jwksUri)
      const text = canonicalJson(keys)
      // Tokens that were verified by the same keys need not be verified again.
      const set = known?.text === text ? known.set : { find: createLocalJWKSet(keys) as JWTVerifyGetKey }
      known = { set, text, fetchedAt }
      return set
    } catch (error) {
      failedAt = clock()
      // It may have moved.
      jwksUri = undefined
      throw error
    }
  }

  return {
    async current() {
      if (known === undefined || age() >= maxAgeMs) return refresh()
      if (age() >= maxAgeMs / 2 && mayAsk()) refresh().catch(() => undefined)
      return known.set
    },
    async newerThan(before) {
      if (known !== undefined && known.set !== before) return known.set
      if (age() < cooldownMs && pending === undefined) return before
      return refresh()
    },
  }
}

/** OpenID Connect Discovery. */
async function discover(issuer: string): Promise<string> {
  const document = (await readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)) as {
    issuer?: string
    jwks_uri?: string
  }
  if (document.issuer !== issuer || document.jwks_uri === undefined)
    throw new Error('the OIDC provider names another issuer')
  return document.jwks_uri
}

/** An answer without a key is none: no provider lives without. */
async function fetchKeys(uri: string): Promise<JSONWebKeySet> {
  const document = (await readJson(uri)) as JSONWebKeySet
  if (!Array.isArray(document?.keys) || document.keys.length === 0)
    throw new Error('the OIDC provider gave no keys')
  return document
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: 'error',
    headers: { accept: 'application/json' },
  })
  if (!response.ok) throw new Error(`the OIDC provider answered ${response.status}`)
  return response.json()
}
