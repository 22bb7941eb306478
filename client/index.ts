import createFetchClient, { type Client } from 'openapi-fetch'
import type { components, operations, paths } from './schema.js'

export type { components, operations, paths } from './schema.js'

/** A named schema of the contract, e.g. `Schema<'Case'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

/** The JSON body that an operation takes, e.g. `RequestBody<'createCase'>`. */
export type RequestBody<Id extends keyof operations> = operations[Id] extends {
  requestBody: { content: { 'application/json': infer Body } }
}
  ? Body
  : never

/** Answers in JSON; what has other forms too (printable pages, NDJSON) is asked for with `fetch`. */
type Media = 'application/json' | 'application/problem+json'

export type YichuangClient = Client<paths, Media>

export interface ClientOptions {
  /** Where the service listens, e.g. `http://127.0.0.1:3000`. */
  url: string
  /** Asked before each request, so that a token can be renewed; without it only the public part answers. */
  token?: () => string | Promise<string>
  /** Language of titles and problems; `zh-CN` unless said otherwise. */
  language?: 'zh-CN' | 'en'
}

/**
 * A client whose paths, parameters, bodies and answers are typed by the OpenAPI document: a change of the contract
 * that breaks a caller breaks his build. Answers are `{ data }` or `{ error }`, the error a problem (RFC 9457).
 */
export function createClient({ url, token, language = 'zh-CN' }: ClientOptions): YichuangClient {
  const client = createFetchClient<paths, Media>({
    baseUrl: url,
    headers: { accept: 'application/json', 'accept-language': language },
  })
  client.use({
    async onRequest({ request }) {
      if (token !== undefined) request.headers.set('authorization', `Bearer ${await token()}`)
      return request
    },
  })
  return client
}
