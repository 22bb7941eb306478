import { type CryptoKey, importJWK, type JWTPayload, SignJWT } from 'jose'
import t, { type Test } from 'tap'
import { createTokenVerifier, type TokenOptions } from '../../src/http/tokens.js'
import { startTestApp } from '../helpers/app.js'
import { startOidcProvider } from '../helpers/oidc-provider.js'
import { until } from '../helpers/service.js'

const MINUTE = 60_000
const DAY = 86_400

/** A provider of its own and a verifier, for whose keys time passes as the test says. */
async function start(t: Test, options: Partial<TokenOptions> = {}) {
  const provider = await startOidcProvider()
  t.teardown(() => provider.close())
  let now = 0
  const verifier = createTokenVerifier({
    audience: 'yichuang',
    issuer: provider.issuer,
    devIssuerDataDir: undefined,
    maxLifetimeMs: DAY * 1000,
    keysMaxAgeMs: 5 * MINUTE,
    clock: () => now,
    ...options,
  })
  const pass = (ms: number) => {
    now += ms
  }
  const asked = () => provider.asked.get('/jwks') ?? 0
  return { provider, verify: verifier.verify, pass, asked }
}

const AWAY = { code: 'TOKEN_ISSUER_UNAVAILABLE', status: 503, headers: { 'retry-after': '5' } }

t.test('a key that its provider withdraws opens nothing after five minutes', async (t) => {
  const { provider, verify, pass, asked } = await start(t)
  const before = await provider.token('zhang-clerk')
  t.match(await verify(before), { subject: 'zhang-clerk' })
  await provider.rotate({ keep: true })
  pass(5 * MINUTE)
  t.match(await verify(before), { subject: 'zhang-clerk' }, 'exchanged, but still published')
  await provider.rotate()
  t.match(await verify(before), { subject: 'zhang-clerk' }, 'nobody knows yet')
  pass(5 * MINUTE)
  t.same(await verify(before), { reason: 'key' }, 'though it was verified before and has not expired')
  t.match(await verify(await provider.token('zhang-clerk')), { subject: 'zhang-clerk' }, 'the new one opens')
  t.equal(asked(), 3)
})

t.test('half of their age over, keys are fetched beside the requests', async (t) => {
  const { provider, verify, pass, asked } = await start(t)
  const token = await provider.token('zhang-clerk')
  await verify(token)
  await provider.rotate()
  pass(2.4 * MINUTE)
  await verify(token)
  t.equal(asked(), 1, 'young')
  pass(0.2 * MINUTE)
  t.match(await verify(token), { subject: 'zhang-clerk' }, 'not waited for')
  await until('the withdrawn key is known', async () => 'reason' in (await verify(token)))
  t.equal(asked(), 2, 'once for all of these requests')
})

t.test('while the provider is away known keys count as long as they are young, then 503', async (t) => {
  const { provider, verify, pass, asked } = await start(t)
  const token = await provider.token('zhang-clerk')
  await verify(token)
  const other = await provider.token('li-security')
  await provider.rotate()
  const unknown = await provider.token('zhang-clerk')
  provider.setAway(true)
  pass(5 * MINUTE - 1)
  t.match(await verify(token), { subject: 'zhang-clerk' })
  t.match(await verify(other), { subject: 'li-security' }, 'one that was not seen before as well')
  await t.rejects(verify(unknown), AWAY, 'under a key that nobody could fetch: not the token’s fault')
  pass(1)
  for (const each of [token, other, unknown]) await t.rejects(verify(each), AWAY)
  const calm = provider.asked.get('/.well-known/openid-configuration')
  for (let request = 0; request < 50; request += 1) await t.rejects(verify(token), AWAY)
  t.equal(provider.asked.get('/.well-known/openid-configuration'), calm, 'not asked with every request')
  provider.setAway(false)
  await t.rejects(verify(token), AWAY)
  pass(5000)
  t.match(await verify(unknown), { subject: 'zhang-clerk' }, 'back')
  t.same(await verify(token), { reason: 'key' }, 'and withdrawn meanwhile')
  t.ok(asked() >= 2)
})

t.test('over HTTP: withdrawn 401, away 503, and public routes for everybody', async (t) => {
  const provider = await startOidcProvider()
  t.teardown(() => provider.close())
  const app = await startTestApp(t, { env: { OIDC_ISSUER: provider.issuer, OIDC_KEYS_MAX_AGE: '1' } })
  const statusOf = async (token: string, url = '/v1/cases') =>
    (await app.request('GET', url, { token })).status
  const first = await provider.token('zhang-clerk')
  t.equal(await statusOf(first), 200)
  await provider.rotate()
  await until('the withdrawn key is refused', async () => (await statusOf(first)) === 401)
  const second = await provider.token('zhang-clerk')
  // A token of the new key may come within the cool-down of the last fetch.
  await until('the new key is known', async () => (await statusOf(second)) === 200)
  provider.setAway(true)
  const seen = new Set<number>()
  await until('the keys are too old', async () => {
    seen.add(await statusOf(second))
    return seen.has(503)
  })
  t.notOk(seen.has(401), 'never the token’s fault')
  const refused = await app.request('GET', '/v1/cases', { token: second })
  t.match(refused, {
    status: 503,
    body: { code: 'TOKEN_ISSUER_UNAVAILABLE' },
    headers: { 'retry-after': '5' },
  })
  t.equal(await statusOf(second, '/v1/divisions'), 200, 'public')
  t.equal(await statusOf(await app.token('clerk')), 200, 'and another issuer')
  provider.setAway(false)
  await until('it is back', async () => (await statusOf(second)) === 200)
})

t.test('a token that lives longer than a day is refused', async (t) => {
  const provider = await startOidcProvider()
  t.teardown(() => provider.close())
  const app = await startTestApp(t, { env: { OIDC_ISSUER: provider.issuer } })
  const now = Math.floor(Date.now() / 1000)
  const sign = async (claims: JWTPayload) =>
    new SignJWT({ iss: provider.issuer, aud: 'yichuang', sub: 'zhang-clerk', ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: provider.key().kid ?? '' })
      .sign((await importJWK(provider.key(), 'ES256')) as CryptoKey)
  const status = async (claims: JWTPayload) =>
    (await app.request('GET', '/v1/cases', { token: await sign(claims) })).status
  const century = 100 * 365 * DAY
  t.equal(await status({ iat: now, exp: now + DAY }), 200, 'a day')
  t.equal(await status({ iat: now - DAY + 60, exp: now + 60 }), 200, 'almost over')
  t.equal(await status({ exp: now + DAY }), 200, 'a day from now')
  t.equal(await status({ iat: now, exp: now + century }), 401, 'a hundred years')
  t.equal(await status({ exp: now + century }), 401, 'a hundred years without a beginning')
  t.equal(await status({ iat: now + century - 60, exp: now + century }), 401, 'a minute, in a hundred years')
  t.equal(await status({ iat: now, exp: now + DAY + 60 }), 401, 'a minute too much')
  t.equal(await status({ iat: now - 2 * DAY, exp: now + 60 }), 401, 'two days, almost over')
  t.equal(await status({ iat: `${now}` as never, exp: now + 60 }), 401, 'no time')
  t.equal(await status({ exp: now + DAY + 60 }), 401)

  const strict = await startTestApp(t, {
    database: app.database,
    env: { OIDC_ISSUER: provider.issuer, TOKEN_MAX_LIFETIME: '600' },
  })
  const dev = (lifetime?: number) => strict.token('clerk', lifetime === undefined ? {} : { lifetime })
  t.equal((await strict.request('GET', '/v1/cases', { token: await dev(600) })).status, 200)
  t.equal((await strict.request('GET', '/v1/cases', { token: await dev() })).status, 401, 'nor of 8 hours')
})
