import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

interface ProviderConstructor {
  new (
    issuer: string,
    configuration: object,
  ): { callback(): Parameters<typeof createServer>[1]; proxy: boolean }
}

// A package without types; only its constructor and its callback are used.
const name = 'oidc-provider'
const { default: Provider } = (await import(name)) as { default: ProviderConstructor }

export interface OidcProvider {
  issuer: string
  /** How often each path was asked. */
  asked: Map<string, number>
  /** An access token (RFC 9068) for a registered client, which is its subject; got through the token endpoint. */
  token(subject: string, audience?: string): Promise<string>
  /** Signs with a new key from now on. The old one is withdrawn, unless it stays published for a while (`keep`). */
  rotate(options?: { keep?: boolean }): Promise<void>
  /** Breaks off every connection until it is told otherwise. */
  setAway(away: boolean): void
  /** The private key that signs now. */
  key(): JWK
}

export const SUBJECTS = ['zhang-clerk', 'li-security', 'wang-citizen', 'zhao-auditor']
const SECRET = 'only-for-this-test-only-for-this-test'

/** The certified `oidc-provider` on the loopback, whose tokens are JWTs for the audience that is asked for. */
export async function startOidcProvider(): Promise<OidcProvider & { close(): Promise<void> }> {
  const asked = new Map<string, number>()
  let away = false
  let answer: Parameters<typeof createServer>[1]
  const server: Server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    asked.set(path, (asked.get(path) ?? 0) + 1)
    if (away) request.socket.destroy()
    else answer?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let serial = 0
  let key: JWK = {}
  const rotate = async ({ keep = false } = {}) => {
    const before = keep ? [key] : []
    serial += 1
    const pair = await generateKeyPair('ES256', { extractable: true })
    key = { ...(await exportJWK(pair.privateKey)), kid: `key-${serial}`, alg: 'ES256', use: 'sig' }
    answer = new Provider(issuer, configuration([key, ...before])).callback()
  }
  await rotate()
  return {
    issuer,
    asked,
    rotate,
    setAway(value) {
      away = value
    },
    key: () => key,
    async token(subject, audience = 'yichuang') {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${subject}:${SECRET}`).toString('base64')}` },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          resource: `urn:audience:${audience}`,
          scope: 'cases',
        }),
      })
      const body = (await response.json()) as { access_token?: string }
      if (body.access_token === undefined)
        throw new Error(`the provider gave no token: ${JSON.stringify(body)}`)
      return body.access_token
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function configuration(keys: JWK[]): object {
  return {
    jwks: { keys },
    clients: SUBJECTS.map((client_id) => ({
      client_id,
      client_secret: SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'ES256',
    })),
    scopes: ['cases'],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: 'cases',
          audience: resource.replace('urn:audience:', ''),
          accessTokenFormat: 'jwt',
          accessTokenTTL: 3600,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  }
}
