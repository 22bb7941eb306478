import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema } from 'fastify'
import fp from 'fastify-plugin'
import { packageVersion } from '../shared/package-root.js'
import { docsTheme } from './docs-page.js'
import { showAnswers } from './openapi-answers.js'
import { describeFields } from './openapi-fields.js'
import { addHeaders, HEADERS } from './openapi-headers.js'
import { PROBLEM_NAMES, PROBLEMS, problemExample, type Troubled } from './openapi-problems.js'
import { shared } from './openapi-shared.js'
import { bilingual, DESCRIPTION, rolesLine, TAGS } from './openapi-words.js'
import type { Policy } from './policy.js'
import { models, ProblemBody, tagOf } from './schemas.js'

interface Options {
  contact: { email?: string; url?: string }
  /** Whether the page at /docs offers development tokens. */
  signIn: boolean
}

/** The OpenAPI 3.1 document from the routes, and Swagger UI at /docs from local files. */
export const openapi = fp(
  async (app: FastifyInstance, { contact, signIn }: Options) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: '一窗 Yichuang',
          version: packageVersion,
          description: DESCRIPTION,
          license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
          contact: { name: '一窗 Yichuang（运行单位 · who runs this service）', ...contact },
        },
        servers: [{ url: '/', description: 'This service' }],
        tags: TAGS,
        components: {
          headers: HEADERS as never,
          securitySchemes: {
            bearer: {
              type: 'http',
              scheme: 'bearer',
              bearerFormat: 'JWT',
              description:
                'Access token of the OIDC provider (RFC 9068); with the embedded database also a development token: `npm run --silent token -- --role clerk`',
            },
          },
        },
      },
      refResolver: {
        buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `def-${index}`),
      },
      transformObject: (given) =>
        // Parts are shared by reference in memory too: each place of the document gets words of its own.
        describeFields(
          structuredClone(
            shared(
              finished('openapiObject' in given ? given.openapiObject : given.swaggerObject),
              PROBLEM_NAMES,
            ),
          ),
        ) as never,
      transform: ({ schema, url, route }) => ({
        schema: documented(schema ?? {}, url, route.method, route.config?.policy),
        url,
      }),
    })
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      theme: docsTheme(signIn),
      uiConfig: {
        // Without the bar for documents of other services, which the content policy refuses.
        layout: 'BaseLayout',
        persistAuthorization: true,
        displayRequestDuration: true,
        tryItOutEnabled: true,
        // Folded groups are found at a glance; beyond 150 open rows the page shows only those in view.
        docExpansion: 'none',
        filter: true,
        defaultModelsExpandDepth: 0,
        requestInterceptor: withFreshKey,
      },
      staticCSP: false,
    })
    app.get('/openapi.json', { config: { policy: { public: true } }, schema: { hide: true } }, async () =>
      app.swagger(),
    )
  },
  { name: 'openapi' },
)

/**
 * Runs in the page, as it stands here. With the key of the example, a second request would be answered with the first
 * case, or refused when its body was changed. No randomUUID: a page without TLS has none.
 */
function withFreshKey(request: { headers?: Record<string, string> }): object {
  if (request.headers?.['idempotency-key'] === '0f8b1d5e-7b1c-4a57-9b3e-2f0c6f1f5a10')
    request.headers['idempotency-key'] = crypto.getRandomValues(new Uint32Array(4)).join('-')
  return request
}

interface ResponseSchema {
  type?: string
  description?: string
  headers?: object
  content?: object
}
type Responses = Record<string, ResponseSchema>

const SUCCESSES: Record<string, string> = {
  200: 'Done (成功)',
  201: 'Created (已创建)',
  202: 'Taken, not yet done (已受理请求)',
  204: 'Done, nothing to say (成功，无内容)',
}

/** What a success means, where the schema does not say. */
function described(responses: Responses = {}): object {
  return Object.fromEntries(
    Object.entries(responses).map(([status, schema]) => {
      const description = schema.description ?? SUCCESSES[status] ?? PROBLEMS[status]
      if (description === undefined || schema.type === 'null') return [status, schema]
      if (schema.content !== undefined) return [status, { ...schema, description }]
      const { headers, ...body } = schema
      return [
        status,
        { description, ...(headers ? { headers } : {}), content: { 'application/json': { schema: body } } },
      ]
    }),
  )
}

/** Which kind a value of the discriminator means, in place of the list of them that the validator has. */
function withMapping(body: unknown): unknown {
  const { discriminator, oneOf } = (body ?? {}) as {
    discriminator?: { propertyName: string }
    oneOf?: { $ref?: string }[]
  }
  if (discriminator === undefined || oneOf === undefined) return body
  const { propertyName } = discriminator
  const mapping = Object.fromEntries(
    oneOf.flatMap(({ $ref = '' }) => {
      const name = $ref.replace(/#$/, '')
      const kind = models.get(name)
      return kind === undefined ? [] : [[tagOf(kind, propertyName), `#/components/schemas/${name}`]]
    }),
  )
  const { properties: _kinds, ...document } = body as { properties?: unknown }
  return { ...document, discriminator: { propertyName, mapping } }
}

/** What stands beside a reference would be lost on the way into the document; `finished` takes the wrapping off. */
function withExamples(body: unknown): unknown {
  const { $ref, examples } = (body ?? {}) as { $ref?: string; examples?: unknown[] }
  return $ref === undefined || examples === undefined ? body : { allOf: [{ $ref }], examples }
}

/** On the schema of a body that may be left out; the generator takes every body for required. */
export const OPTIONAL = 'x-optional'

interface Documented {
  operationId?: string
  tags?: string[]
  'x-roles'?: readonly string[]
  responses?: Record<
    string,
    { headers?: object; content?: Record<string, { schema?: unknown; example?: unknown }> }
  >
  parameters?: {
    name?: string
    in?: string
    required?: boolean
    example?: unknown
    examples?: Record<string, unknown>
    schema?: { format?: string; examples?: unknown[] }
  }[]
  requestBody?: { required?: boolean; content?: Record<string, Body> }
}
interface Body {
  schema?: {
    [OPTIONAL]?: boolean
    allOf?: object[]
    discriminator?: { propertyName: string; mapping?: Record<string, string> }
  }
  examples?: Record<string, Example>
}
interface Example {
  summary?: string
  value: Record<string, unknown>
}

/** The last touch of the document: what the way into it wrapped, named badly or showed too eagerly. */
function finished<T extends object>(document: T): T {
  const { paths = {} } = document as { paths?: Record<string, Record<string, Documented>> }
  const schemas = (document as { components?: { schemas?: Record<string, BodySchema> } }).components?.schemas
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  for (const { path, method, operation } of all) {
    const { parameters = [], requestBody, responses = {} } = operation
    const troubled = troubledBy(operation, path, method, schemas ?? {})
    for (const [status, response] of Object.entries(responses)) {
      const media = response.content?.['application/problem+json']
      // Each its own: the schema of a response may be one object in memory for many operations.
      if (media !== undefined)
        response.content = {
          ...response.content,
          'application/problem+json': { ...media, example: problemExample(status, troubled) },
        }
    }
    showAnswers(operation)
    for (const parameter of parameters) showWithoutFillingIn(parameter)
    for (const body of Object.values(requestBody?.content ?? {})) {
      const [wrapped, ...others] = body.schema?.allOf ?? []
      if (wrapped !== undefined && others.length === 0) body.schema = wrapped
      if (requestBody !== undefined && body.schema?.[OPTIONAL] === true) {
        requestBody.required = false
        delete body.schema[OPTIONAL]
      }
      nameExamples(body)
      for (const parameter of parameters) nameAlike(parameter, body)
    }
  }
  for (const methods of Object.values(paths)) addHeaders(methods)
  return document
}

interface BodySchema {
  $ref?: string
  allOf?: BodySchema[]
  properties?: object
  required?: string[]
}

/** An operation as its problems see it. */
function troubledBy(
  {
    operationId = '',
    tags: [tag = ''] = [],
    'x-roles': roles = [],
    parameters = [],
    requestBody,
  }: Documented,
  path: string,
  method: string,
  schemas: Readonly<Record<string, BodySchema>>,
): Troubled {
  const named = (place: string) =>
    parameters.flatMap(({ name, in: where }) =>
      where === place && name !== undefined ? [name.toLowerCase()] : [],
    )
  const [content] = Object.values(requestBody?.content ?? {})
  const given = content?.schema as BodySchema | undefined
  const { $ref } = given?.allOf?.[0] ?? given ?? {}
  const schema = $ref === undefined ? given : schemas[$ref.split('/').at(-1) ?? '']
  const required = schema?.required ?? []
  const names = [
    ...required,
    ...Object.keys(schema?.properties ?? {}).filter((name) => !required.includes(name)),
  ]
  const members =
    content === undefined ? undefined : names.map((name) => ({ name, isRequired: required.includes(name) }))
  const queries = parameters.flatMap(({ name, in: where }) =>
    where === 'query' && name !== undefined ? [name] : [],
  )
  const address = path.replace(/\{(\w+)\}/g, (all, name: string) => {
    const { example, examples = {}, schema } = parameters.find((each) => each.name === name) ?? {}
    const [first] = Object.values(examples) as { value?: unknown }[]
    return String(example ?? first?.value ?? schema?.examples?.[0] ?? all)
  })
  return { operationId, method, path, address, tag, roles, queries, headers: named('header'), members }
}

/** The page fills a parameter's example in: the example of a date would filter everything away. */
function showWithoutFillingIn(parameter: NonNullable<Documented['parameters']>[number]): void {
  const { required, example, schema } = parameter
  if (required || example === undefined || schema?.format === undefined) return
  schema.examples = [example]
  delete parameter.example
}

/** Examples of one of several kinds are chosen by the name of the kind. */
function nameExamples(body: Body): void {
  const { propertyName, mapping = {} } = body.schema?.discriminator ?? {}
  if (propertyName === undefined || body.examples === undefined) return
  body.examples = Object.fromEntries(
    Object.values(body.examples).map(({ value }) => {
      const kind = String(value[propertyName])
      const { title } = (models.get(mapping[kind]?.split('/').at(-1) ?? '') ?? {}) as { title?: string }
      return [kind, { ...(title === undefined ? {} : { summary: title }), value }]
    }),
  )
}

/** A parameter with an example for each of the body's has them under the same names: they belong together. */
function nameAlike(parameter: NonNullable<Documented['parameters']>[number], body: Body): void {
  const names = Object.keys(body.examples ?? {})
  const values = Object.values(parameter.examples ?? {})
  if (values.length < 2 || values.length !== names.length) return
  parameter.examples = Object.fromEntries(names.map((name, index) => [name, values[index]]))
}

/** The plugin makes room for a GET beside every shown HEAD; ours stand alone and keep the name that they were given. */
const unsuffixed = ({ operationId }: { operationId?: string }): object =>
  operationId === undefined ? {} : { operationId: operationId.replace(/-head$/, '') }

/** A page or a PDF, and nothing for machines: another Accept is refused. */
function isPrinted({ response }: FastifySchema): boolean {
  const { content = {} } = ((response ?? {}) as Record<string, { content?: object }>)[200] ?? {}
  return 'text/html' in content && 'application/pdf' in content && !('application/json' in content)
}

/** For whoever signs what is sent (签名), without a token. */
const isSigned = ({ headers }: FastifySchema): boolean =>
  JSON.stringify(headers ?? {}).includes('webhook-signature')

/** Adds what every operation has: security by its policy, and its problems. */
function documented(
  schema: FastifySchema,
  url: string,
  method: unknown,
  policy: Policy | undefined,
): FastifySchema & { 'x-roles': readonly string[] } {
  const open = policy === undefined || 'public' in policy
  const roles = open ? (['public'] as const) : policy.roles
  const writes = method !== 'GET' && method !== 'HEAD'
  const guarded = JSON.stringify(schema.headers ?? {}).includes('if-match')
  const statuses = [
    '400',
    ...(open ? (isSigned(schema) ? ['401'] : []) : ['401', '403']),
    ...(url.includes(':') || url.endsWith('/progress') ? ['404'] : []),
    ...(isPrinted(schema) ? ['406'] : []),
    ...(writes ? ['409', '413', '415', '422'] : []),
    ...(guarded ? ['412', '428'] : []),
    '429',
    '503',
  ]
  const problems = Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: PROBLEMS[status], content: { 'application/problem+json': { schema: ProblemBody } } },
    ]),
  )
  return {
    ...schema,
    ...unsuffixed(schema as { operationId?: string }),
    ...(schema.body === undefined ? {} : { body: withExamples(withMapping(schema.body)) }),
    ...bilingual(schema),
    description: `${schema.description ?? ''}\n\n${rolesLine(roles)}`,
    security: open ? [] : [{ bearer: [] }],
    'x-roles': roles,
    response: { ...described(schema.response as Responses | undefined), ...problems },
  }
}
