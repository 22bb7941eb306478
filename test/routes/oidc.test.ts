import { createHmac, createPrivateKey, createPublicKey, sign as rawSign } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose'
import t from 'tap'
import { DEV_ISSUER } from '../../src/http/dev-issuer.js'
import { createTokenVerifier } from '../../src/http/tokens.js'
import { COUNTY_MARKET, OTHER_COUNTY_MARKET, TOP_ORGANISATION } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'
import { holdMemory } from '../helpers/memory.js'
import { startOidcProvider } from '../helpers/oidc-provider.js'

const provider = await startOidcProvider()
t.teardown(() => provider.close())

/** Rights are read again after five seconds. */
const FRESH_MS = 5000

t.test(
  'a person of the provider: applicant first, clerk once security says so, applicant again',
  async (t) => {
    const pass = holdMemory(t)
    const app = await startTestApp(t, { env: { OIDC_ISSUER: provider.issuer } })
    const { caseNo } = (await createCase(app, foodCase())).body
    const zhang = await provider.token('zhang-clerk')
    const read = () => app.request('GET', `/v1/cases/${caseNo}`, { token: zhang })
    t.equal((await read()).status, 404, 'somebody else’s case')

    await app.database.asOwner(
      `insert into grants (issuer, subject, role, organisation_code, scope, granted_by, granted_at)
     values ($1, 'li-security', 'security', $2, 'subtree', 'command line', now())`,
      [provider.issuer, COUNTY_MARKET],
    )
    const li = await provider.token('li-security')
    const grant = {
      issuer: provider.issuer,
      subject: 'zhang-clerk',
      role: 'clerk',
      organisation: COUNTY_MARKET,
    }
    const give = (body: object, token = li, headers = {}) =>
      app.request('POST', '/v1/grants', { token, body, headers })
    const given = await give(grant, li, { 'idempotency-key': 'give' })
    t.equal(given.status, 201, given.text)
    t.match(given.body, { ...grant, grantedBy: `${provider.issuer}|li-security` })
    t.equal((await give(grant, li, { 'idempotency-key': 'give' })).headers['idempotency-replayed'], 'true')
    pass(FRESH_MS)
    t.equal((await read()).status, 200, 'now a clerk of the county')

    await t.test('what security cannot give', async (t) => {
      t.equal((await give(grant)).status, 409, 'what is there')
      t.equal((await give({ ...grant, organisation: OTHER_COUNTY_MARKET })).status, 403, 'out of reach')
      t.equal((await give({ ...grant, organisation: TOP_ORGANISATION })).status, 403, 'above')
      const codes: [object, string][] = [
        [{ ...grant, organisation: 'NONE' }, 'ORGANISATION_UNKNOWN'],
        [{ ...grant, subject: 'li-security' }, 'OWN_GRANT'],
        [{ ...grant, issuer: DEV_ISSUER }, 'ISSUER_CARRIES_GRANTS'],
      ]
      for (const [body, code] of codes) {
        const answer = await give(body)
        t.equal(answer.status, 422, code)
        t.equal(answer.body.errors[0].code, code)
      }
      t.equal((await give({ ...grant, role: 'king' })).status, 400)
      t.equal((await give({ ...grant, subject: 'zhao-auditor', role: 'auditor' })).status, 201)
      const both = await give({ ...grant, subject: 'zhao-auditor', role: 'operator' })
      t.match(both, { status: 422, body: { errors: [{ code: 'DUTIES_COLLIDE' }] } })
      const race = await Promise.all(
        ['operator', 'security', 'auditor'].map((role) => give({ ...grant, subject: 'wang-citizen', role })),
      )
      t.same(race.map(({ status }) => status).sort(), [201, 422, 422], 'nor two at once')
      t.equal((await give(grant, zhang)).status, 403, 'a clerk gives nothing')
    })

    const listed = await app.request('GET', '/v1/grants?subject=zhang-clerk', { token: li })
    t.same(listed.body.data, [given.body])
    const path = `/v1/grants/${given.body.grantId}`
    t.equal((await app.request('GET', path, { token: li })).headers.etag, given.headers.etag)
    t.equal((await app.request('DELETE', path, { token: li })).status, 428)
    const stale = await app.request('DELETE', path, { token: li, headers: { 'if-match': '"9-x"' } })
    t.equal(stale.status, 412)
    const etag = { 'if-match': given.headers.etag ?? '' }
    t.equal((await app.request('DELETE', path, { token: li, headers: etag })).status, 204)
    t.equal((await app.request('DELETE', path, { token: li, headers: etag })).status, 404)
    pass(FRESH_MS)
    t.equal((await read()).status, 404, 'an applicant again')

    const audit = await app.request('GET', '/v1/audit?limit=2', {
      token: await provider.token('zhao-auditor'),
    })
    t.match(audit.body.data, [
      { action: 'revokeGrant', actor: /li-security$/, details: { subject: 'zhang-clerk' } },
      {},
    ])
    const rest = await app.request('GET', audit.headers.link?.match(/<(.*)>/)?.[1] ?? '', {
      token: await provider.token('zhao-auditor'),
    })
    t.match(rest.body.data.at(-1), {
      action: 'grantRole',
      details: { subject: 'zhang-clerk', role: 'clerk' },
    })
    await t.rejects(
      app.deps.pool.query(`update audit_log set actor = 'nobody'`),
      { code: '42501' },
      'the service may not change what is told',
    )
    await t.rejects(app.database.asOwner('delete from audit_log'), { code: '23001' }, 'nor may the owner')
  },
)

t.test('keys are exchanged, and a flood of unknown ones asks the provider once', async (t) => {
  const keysCooldownMs = 700
  const { issuer } = provider
  const verifier = createTokenVerifier({
    audience: 'yichuang',
    issuer,
    devIssuerDataDir: undefined,
    maxLifetimeMs: 86_400_000,
    keysMaxAgeMs: 300_000,
    keysCooldownMs,
  })
  const asked = () => provider.asked.get('/jwks') ?? 0
  const before = await provider.token('zhang-clerk')
  t.match(await verifier.verify(before), { issuer, subject: 'zhang-clerk', claimed: undefined })
  await provider.rotate({ keep: true })
  const after = await provider.token('zhang-clerk')
  await sleep(keysCooldownMs)
  const start = asked()
  t.match(await verifier.verify(after), { subject: 'zhang-clerk' }, 'the new key is fetched')
  t.equal(asked(), start + 1)
  t.match(await verifier.verify(before), { subject: 'zhang-clerk' }, 'the old one is still published')

  const { privateKey } = await generateKeyPair('ES256')
  const flood = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      new SignJWT({ iss: issuer, aud: 'yichuang', sub: 'x', exp: 4_000_000_000 })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: `flood-${n}` })
        .sign(privateKey),
    ),
  )
  await sleep(keysCooldownMs)
  const calm = asked()
  for (const identity of await Promise.all(flood.map((token) => verifier.verify(token))))
    t.same(identity, { reason: 'key' })
  t.ok(asked() - calm <= 1, `${asked() - calm} fetches for 200 unknown keys`)
})

t.test('more than forty forged tokens', async (t) => {
  const app = await startTestApp(t, { env: { OIDC_ISSUER: provider.issuer } })
  const good = await provider.token('zhang-clerk')
  t.equal((await app.request('GET', '/v1/cases', { token: good })).status, 200, 'the true one opens')
  const forged = await forge(good)
  t.ok(new Set(forged.map(([, token]) => token)).size >= 50, `${forged.length} forgeries, none twice`)
  t.equal(
    (await app.request('GET', '/v1/cases', { token: await genuine() })).status,
    200,
    'so does one made here',
  )
  for (const [name, token] of forged) {
    const answer = await app.request('GET', '/v1/cases', { token })
    t.equal(answer.status, 401, name)
    t.match(answer.headers['www-authenticate'], /^Bearer/)
  }
})

/** What the forgeries below start from. */
async function genuine(): Promise<string> {
  const jwk = provider.key()
  return new SignJWT({
    iss: provider.issuer,
    aud: 'yichuang',
    sub: 'zhang-clerk',
    exp: Date.now() / 1000 + 3600,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: jwk.kid ?? '' })
    .sign((await importJWK(jwk, 'ES256')) as CryptoKey)
}

/** Everything that is nearly a token: [what is wrong with it, the token]. */
async function forge(good: string): Promise<[string, string][]> {
  const { issuer } = provider
  const jwk = provider.key()
  const key = await importJWK(jwk, 'ES256')
  const kid = jwk.kid ?? ''
  const { d: _secret, ...publicJwk } = jwk
  const pem = createPublicKey({ key: publicJwk as never, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  })
  const other = await generateKeyPair('ES256', { extractable: true })
  const rsa = await generateKeyPair('RS256')
  const at = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer, aud: 'yichuang', sub: 'zhang-clerk', iat: at, exp: at + 3600 }
  const header = { alg: 'ES256', typ: 'at+jwt', kid }
  const sign = (more: JWTPayload = {}, head: object = {}, by = key) =>
    new SignJWT({ ...claims, ...more } as JWTPayload)
      .setProtectedHeader({ ...header, ...head })
      .sign(by as CryptoKey)
  const without = (...names: string[]) =>
    new SignJWT(Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name))))
      .setProtectedHeader(header)
      .sign(key as CryptoKey)
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const [head = '', body = '', signature = ''] = good.split('.')
  const hmac = (secret: string | Buffer) => {
    const text = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }
  const signed = (head: object, dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363') => {
    const text = `${encode(head)}.${encode(claims)}`
    const privateKey = createPrivateKey({ key: jwk as never, format: 'jwk' })
    const bytes = rawSign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding })
    return `${text}.${bytes.toString('base64url')}`
  }
  const flipped = Buffer.from(signature, 'base64url')
  flipped[0] = (flipped[0] ?? 0) ^ 1
  const otherPublic = await exportJWK(other.publicKey)
  const pending: [string, string | Promise<string>][] = [
    ['alg none', `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`],
    ['alg None', `${encode({ ...header, alg: 'None' })}.${encode(claims)}.`],
    ['alg NONE, signature kept', `${encode({ ...header, alg: 'NONE' })}.${body}.${signature}`],
    ['alg empty', `${encode({ ...header, alg: '' })}.${body}.${signature}`],
    ['no alg', `${encode({ typ: 'at+jwt', kid })}.${body}.${signature}`],
    ['HS256 by the public key', hmac(pem as string)],
    ['HS256 by the public JWK', hmac(JSON.stringify(publicJwk))],
    ['HS256 by an empty secret', hmac(Buffer.alloc(1))],
    ['another key under this kid', sign({}, {}, other.privateKey)],
    ['another key, no kid', sign({}, { kid: undefined }, other.privateKey)],
    ['another kind of key', sign({}, { alg: 'RS256' }, rsa.privateKey)],
    ['its own key in the header', sign({}, { jwk: otherPublic }, other.privateKey)],
    ['its own key set', sign({}, { jku: 'https://evil.example/jwks' }, other.privateKey)],
    ['its own certificate', sign({}, { x5u: 'https://evil.example/cert' }, other.privateKey)],
    ['a kid that is a path', sign({}, { kid: '../../../../dev/null' }, other.privateKey)],
    ['a kid that is SQL', sign({}, { kid: "' or 1=1 --" }, other.privateKey)],
    ['expired', sign({ exp: at - 3600, iat: at - 7200 })],
    ['expired a minute ago', sign({ exp: at - 60 })],
    ['not yet valid', sign({ nbf: at + 3600 })],
    ['exp is text', sign({ exp: `${at + 3600}` as never })],
    ['another audience', provider.token('zhang-clerk', 'elsewhere')],
    ['a list of other audiences', sign({ aud: ['a', 'b'] })],
    ['an audience that begins alike', sign({ aud: 'yichuang2' })],
    ['another issuer', sign({ iss: 'https://evil.example' })],
    ['the issuer with a slash', sign({ iss: `${issuer}/` })],
    ['the issuer in capitals', sign({ iss: issuer.toUpperCase() })],
    ['the development issuer', sign({ iss: DEV_ISSUER })],
    ['no issuer', without('iss')],
    ['no audience', without('aud')],
    ['no subject', without('sub')],
    ['no expiry', without('exp')],
    ['an empty subject', sign({ sub: '' })],
    ['a subject with NUL', sign({ sub: 'zhang\u0000' })],
    ['a subject without end', sign({ sub: 'x'.repeat(300) })],
    ['an ID token', sign({}, { typ: 'JWT' })],
    ['no type', sign({}, { typ: undefined })],
    ['a logout token', sign({}, { typ: 'logout+jwt' })],
    ['the signature turned', `${head}.${body}.${flipped.toString('base64url')}`],
    ['no signature', `${head}.${body}.`],
    ['the signature left out', `${head}.${body}`],
    ['another body', `${head}.${encode({ ...claims, sub: 'li-security' })}.${signature}`],
    ['another header', `${encode({ ...header, extra: 1 })}.${body}.${signature}`],
    ['half a token', good.slice(0, good.length / 2)],
    ['three dots', 'a.b.c'],
    ['no JSON', `${Buffer.from('no').toString('base64url')}.${body}.${signature}`],
    ['a subject that is a number', sign({ sub: 5 as never })],
    ['a subject that is a list', sign({ sub: ['zhang-clerk'] as never })],
    // Signed by the provider's own key: only what the header says is wrong.
    ['a critical extension', signed({ ...header, crit: ['urn:x'], 'urn:x': 1 })],
    ['a body that is not encoded', signed({ ...header, crit: ['b64'], b64: false })],
    ['another curve than the key', signed({ ...header, alg: 'ES384' })],
    ['an RSA signature by a curve', signed({ ...header, alg: 'RS256' })],
    ['a signature in DER', signed(header, 'der')],
  ]
  const tokens: [string, string][] = []
  for (const [what, token] of pending) tokens.push([what, await token])
  return tokens
}
