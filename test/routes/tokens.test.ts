import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import t from 'tap'
import { DEV_ISSUER, devIssuerKey, signDevToken } from '../../src/http/dev-issuer.js'
import { TOP_ORGANISATION } from '../../src/shared/sample-codes.js'
import { startTestApp, TOP_DIVISION } from '../helpers/app.js'
import { noteRoutes } from '../helpers/sample-routes.js'
import { until } from '../helpers/service.js'

const hour = 3600
const now = () => Math.floor(Date.now() / 1000)

/** A real OIDC provider on the loopback: discovery and keys, and it counts how often it is asked. */
async function startProvider() {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const seen = { discovery: 0, keys: 0, broken: false, names: undefined as string | undefined }
  const server = createServer(async (request, response) => {
    const answer = (body: object) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    if (seen.broken) response.writeHead(500).end('down')
    else if (request.url === '/.well-known/openid-configuration') {
      seen.discovery += 1
      answer({ issuer: seen.names ?? issuer, jwks_uri: `${issuer}/keys` })
    } else if (request.url === '/keys') {
      seen.keys += 1
      answer({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] })
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  const sign = (claims: JWTPayload = {}, header: object = {}, key = pair.privateKey) =>
    new SignJWT({ iss: issuer, aud: 'yichuang', sub: 'zhang', iat: now(), exp: now() + hour, ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'one', ...header })
      .sign(key)
  return { issuer, seen, sign, stranger: other.privateKey, close: () => server.close() }
}

const provider = await startProvider()
const lines: string[] = []
const service = await startTestApp(t, {
  env: { OIDC_ISSUER: provider.issuer },
  routes: noteRoutes,
  log: (line) => lines.push(line),
})
t.teardown(() => provider.close())
const { request, database } = service
const { dataDir } = service.deps.config
const devKey = await importJWK(devIssuerKey(dataDir), 'ES256')
const read = (token: string) => request('GET', '/v1/test-notes/NONE', { token })

/** A development token, changed. */
const forged = (claims: JWTPayload, header: object = {}) =>
  new SignJWT({
    iss: DEV_ISSUER,
    aud: 'yichuang',
    sub: 'dev-clerk',
    iat: now(),
    exp: now() + hour,
    grants: [{ role: 'clerk', organisation: TOP_ORGANISATION }],
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'dev', ...header })
    .sign(devKey)

t.test('a development token with its role opens the route', async (t) => {
  t.equal((await read(await service.token('clerk'))).status, 404, 'looked for, so allowed')
  t.equal((await read(await forged({}))).status, 404, 'the forger below starts from a token that is taken')
  t.equal((await read(await service.token('reviewer'))).status, 403)
})

t.test('no token, or one that proves nothing', async (t) => {
  const none = await request('GET', '/v1/test-notes/NONE')
  t.equal(none.status, 401)
  t.equal(none.body.code, 'UNAUTHENTICATED')
  t.equal(none.headers['www-authenticate'], 'Bearer')
  const basic = await request('GET', '/v1/test-notes/NONE', { headers: { authorization: 'Basic YTpi' } })
  t.equal(basic.status, 401)

  const good = await service.token('clerk')
  const [head = '', payload = '', signature = ''] = good.split('.')
  const altered = JSON.parse(Buffer.from(payload, 'base64url').toString())
  altered.sub = 'somebody-else'
  const cases: Record<string, string> = {
    garbage: 'garbage',
    'three dots': 'a.b.c',
    expired: await signDevToken(dataDir, { role: 'clerk', lifetime: -60 }),
    'wrong audience': await signDevToken(dataDir, { role: 'clerk', audience: 'another' }),
    'no audience': await forged({ aud: undefined as unknown as string }),
    'unknown issuer': await forged({ iss: 'urn:evil' }),
    'no issuer': await forged({ iss: undefined as unknown as string }),
    'no subject': await forged({ sub: undefined as unknown as string }),
    'empty subject': await forged({ sub: '' }),
    'a subject that is no text': await forged({ sub: 'a\u0000b' }),
    'no expiry': await forged({ exp: undefined as unknown as number }),
    'not yet valid': await forged({ nbf: now() + hour }),
    'an ID token': await forged({}, { typ: 'JWT' }),
    'no typ': await forged({}, { typ: undefined }),
    'a critical extension': await forged({}, { crit: ['unknown'], unknown: 1 }).catch(() => 'a.b.c'),
    'another payload under the signature': `${head}.${Buffer.from(JSON.stringify(altered)).toString('base64url')}.${signature}`,
    'signature cut off': `${head}.${payload}.`,
    'alg none': new UnsecuredJWT(altered).encode(),
    'HS256 with the public key as its secret': await new SignJWT(altered)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'dev' })
      .sign(
        createPublicKey(createPrivateKey({ key: devIssuerKey(dataDir), format: 'jwk' } as never)).export({
          type: 'spki',
          format: 'der',
        }),
      ),
    'signed by a stranger in the provider’s name': await provider.sign({}, {}, provider.stranger),
    'the provider’s token in the name of the development issuer': await provider.sign({ iss: DEV_ISSUER }),
  }
  for (const [name, token] of Object.entries(cases)) {
    const answer = await read(token)
    t.equal(answer.status, 401, name)
    const challenge = /^Bearer error="invalid_token", error_description="[ !#-[\]-~]{10,}"$/
    t.match(answer.headers['www-authenticate'], challenge, name)
  }

  t.test('says why, and so does the log', async (t) => {
    const said: Record<string, [RegExp, string]> = {
      garbage: [/no signed JWT/, 'unreadable'],
      expired: [/has expired \(at 20\d\d-.*Z\)/, 'expired'],
      'wrong audience': [/another audience \(aud\); expected yichuang/, 'audience'],
      'unknown issuer': [/issuer \(iss\) is not one/, 'issuer'],
      'no expiry': [/lacks a claim.*: exp/, 'claim'],
      'not yet valid': [/not valid yet/, 'notYetValid'],
      'an ID token': [/typ.*at\+jwt/, 'type'],
      'a subject that is no text': [/subject/, 'subject'],
      'signed by a stranger in the provider’s name': [/signature/, 'signature'],
      'alg none': [/no signed JWT|algorithm/, ''],
    }
    for (const [name, [words, reason]] of Object.entries(said)) {
      const answer = await request('GET', '/v1/test-notes/NONE', {
        token: cases[name] ?? '',
        headers: { 'accept-language': 'en' },
      })
      t.match(answer.body.detail, words, name)
      t.match(String(answer.headers['www-authenticate']).replaceAll("'", '’'), words, name)
      if (reason === '') continue
      const line = lines.find(
        (each) => each.includes(answer.body.traceId) && each.includes('"msg":"request"'),
      )
      t.equal(JSON.parse(line ?? '{}').tokenRefused, reason, name)
    }
    t.match((await read(cases.expired ?? '')).body.detail, /令牌已过期（20/)
    t.match(basic.body.detail, /Bearer/)
    t.equal(basic.headers['www-authenticate'], 'Bearer', 'RFC 6750: another scheme gets no error code')
  })
})

t.test('403 says which role would do, and which is held', async (t) => {
  const refused = await request('GET', '/v1/test-notes/NONE', {
    token: await service.token('reviewer'),
    headers: { 'accept-language': 'en' },
  })
  t.match(refused, { status: 403, body: { detail: /needs one of the roles: .*clerk.*You hold: reviewer/ } })
  t.match(
    (await read(await service.token('reviewer'))).body.detail,
    /窗口受理人员（clerk）.*现有的角色：审查人员（reviewer）/,
  )
})

t.test('a remembered token still expires', async (t) => {
  // On a busy machine one may have expired before it is read for the first time.
  let [short, seconds, first] = ['', 1, 0]
  for (; first !== 404 && seconds < 100; seconds *= 2) {
    short = await forged({ exp: now() + seconds })
    first = (await read(short)).status
  }
  t.equal(first, 404)
  await until('it has expired', async () => (await read(short)).status === 401, 300_000)
})

t.test('rights reach down from an organisation that exists', async (t) => {
  t.equal((await read(await service.token('clerk', { organisation: 'NOBODY' }))).status, 403)
  const echo = await request('GET', '/v1/test-auditor', { token: await service.token('auditor') })
  t.same(echo.body.caller, {
    kind: 'person',
    issuer: DEV_ISSUER,
    subject: 'dev-auditor',
    grants: [
      {
        role: 'auditor',
        organisation: TOP_ORGANISATION,
        scope: 'subtree',
        division: TOP_DIVISION,
        posts: ['*'],
      },
    ],
  })
  const unknown = await forged({ grants: [{ role: 'emperor', organisation: TOP_ORGANISATION }, 'x', null] })
  t.equal((await read(unknown)).status, 403)
})

t.test('operator, security and auditor exclude each other', async (t) => {
  const both = (roles: string[]) =>
    forged({ grants: roles.map((role) => ({ role, organisation: TOP_ORGANISATION })) })
  const refused = await request('GET', '/v1/test-auditor', {
    token: await both(['auditor', 'operator']),
    headers: { 'accept-language': 'en' },
  })
  t.equal(refused.status, 403)
  t.match(refused.body.detail, /exclude each other/)
  const alone = await request('GET', '/v1/test-auditor', { token: await both(['auditor', 'clerk']) })
  t.equal(alone.status, 200)
})

t.test('a provider of one’s own', async (t) => {
  const grant = (subject: string, role: string) =>
    database.asOwner(
      `insert into grants (issuer, subject, role, organisation_code, post, granted_by, granted_at)
       values ($1, $2, $3, $4, '法制审核', 'test', app_now())`,
      [provider.issuer, subject, role, TOP_ORGANISATION],
    )

  t.test('whoever it knows is an applicant; staff are known by their grants', async (t) => {
    t.equal((await read(await provider.sign())).status, 403)
    await grant('li', 'clerk')
    t.equal((await read(await provider.sign({ sub: 'li' }))).status, 404)
    await grant('wu', 'auditor')
    const echo = await request('GET', '/v1/test-auditor', { token: await provider.sign({ sub: 'wu' }) })
    t.match(echo.body.caller.grants, [{ role: 'auditor', division: TOP_DIVISION, posts: ['法制审核'] }])
  })

  t.test('grants that it writes into its tokens count nothing', async (t) => {
    const grants = [{ role: 'clerk', organisation: TOP_ORGANISATION }]
    t.equal((await read(await provider.sign({ sub: 'boaster', grants }))).status, 403)
  })

  t.test('a flood of unknown keys asks it at most once more', async (t) => {
    const before = provider.seen.keys
    for (let number = 0; number < 30; number++) {
      const token = await provider.sign({}, { kid: randomBytes(4).toString('hex') })
      t.equal((await read(token)).status, 401)
    }
    t.ok(provider.seen.keys <= before + 1, `${provider.seen.keys - before} times`)
    t.equal(provider.seen.discovery, 1)
  })
})

t.test('a provider that is down is no fault of the token', async (t) => {
  const down = await startProvider()
  down.seen.broken = true
  t.teardown(() => down.close())
  const app = await startTestApp(t, { database, env: { OIDC_ISSUER: down.issuer }, routes: noteRoutes })
  const answer = await app.request('GET', '/v1/test-notes/NONE', { token: await down.sign() })
  t.equal(answer.status, 503)
  t.equal(answer.body.code, 'TOKEN_ISSUER_UNAVAILABLE')
  t.ok(Number(answer.headers['retry-after']) > 0)
  t.equal((await app.request('GET', '/v1/test-notes/NONE', { token: await app.token('clerk') })).status, 404)
  t.equal((await app.request('GET', '/v1/test-notes', { token: await down.sign() })).status, 200, 'public')
})

t.test('a provider whose discovery document names another issuer is not asked for keys', async (t) => {
  const other = await startProvider()
  other.seen.names = 'https://id.example.gov.cn'
  t.teardown(() => other.close())
  const app = await startTestApp(t, { database, env: { OIDC_ISSUER: other.issuer }, routes: noteRoutes })
  const answer = await app.request('GET', '/v1/test-notes/NONE', { token: await other.sign() })
  t.match(answer, { status: 503, body: { code: 'TOKEN_ISSUER_UNAVAILABLE' } })
  t.match(other.seen, { discovery: 1, keys: 0 })
})

t.test('without the development issuer its tokens are nothing', async (t) => {
  const strict = await startTestApp(t, { database, config: { devIssuer: false }, routes: noteRoutes })
  const answer = await strict.request('GET', '/v1/test-notes/NONE', { token: await strict.token('clerk') })
  t.equal(answer.status, 401)
  t.equal((await strict.request('POST', '/docs/token', { body: { role: 'clerk' } })).status, 404)
})

t.test(
  'the page at /docs signs in who looks at it on the machine of the service, and nobody else',
  async (t) => {
    const ask = (body: object, headers: Record<string, string> = {}) =>
      request('POST', '/docs/token', { body, headers })
    const { status, body, headers } = await ask({ role: 'clerk' })
    t.match([status, headers['cache-control']], [200, 'no-store'])
    t.equal((await read(body.token)).status, 404, 'it opens')
    t.equal((await ask({ staffNo: 'market-clerk' })).status, 200, 'a person of the register')
    for (const wrong of [{}, { role: 'clerk', staffNo: 'market-clerk' }, { role: 'emperor' }])
      t.equal((await ask(wrong)).status, 400, JSON.stringify(wrong))
    for (const elsewhere of [
      { host: 'yichuang.example.gov.cn' },
      { 'x-forwarded-for': '203.0.113.7' },
      { 'sec-fetch-site': 'cross-site' },
    ])
      t.match(await ask({ role: 'operator' }, elsewhere), { status: 403, body: { detail: /DEV_SIGN_IN=on/ } })
    const everybody = await startTestApp(t, { database, env: { DEV_SIGN_IN: 'on' } })
    const far = { body: { role: 'clerk' }, headers: { host: 'yichuang.example.gov.cn' } }
    t.equal((await everybody.request('POST', '/docs/token', far)).status, 200)
  },
)
