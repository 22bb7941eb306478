import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema } from 'fastify'
import fp from 'fastify-plugin'
import { packageVersion } from '../shared/package-root.js'
import { shared } from './openapi-shared.js'
import type { Policy } from './policy.js'
import { models, ProblemBody, tagOf } from './schemas.js'

const TAGS = [
  { name: 'System', description: 'Health, metrics and explanations of problems (系统)' },
  {
    name: 'Divisions',
    description: 'Divisions, organisations, centres and windows (区划、机构、中心、窗口)',
  },
  { name: 'Dictionaries', description: 'Code lists and what other platforms call a code (字典)' },
  { name: 'Catalogue', description: 'Approval items: search, guide, checklist, versions (事项目录)' },
  {
    name: 'Directory',
    description: 'The basic directory: what is the same for all organs, and who follows it (基本目录)',
  },
  {
    name: 'Transfer',
    description: 'Everything that a deployment consists of, brought in and taken out as lines (批量导入导出)',
  },
  {
    name: 'Search',
    description: 'Everything that is published, names while they are typed, synonyms (检索)',
  },
  { name: 'Publications', description: 'Public content of the divisions (政务公开)' },
  {
    name: 'Bundles',
    description: 'Themes over several items: asked, filled in and brought once (一件事一次办)',
  },
  { name: 'Cases', description: 'Cases: intake, transitions, history, documents, progress (办件)' },
  { name: 'Supervision', description: 'Orders of who supervises, and their answers (效能监督、督办)' },
  { name: 'Hand-overs', description: 'Papers on their way from window to organ (物料流转)' },
  {
    name: 'Registers',
    description: 'Shared registers: what they hold is looked up, not asked of people (共享数据)',
  },
  { name: 'Fees', description: 'What a case costs, payments and refunds (收费)' },
  { name: 'Licences', description: 'What was granted and lives on (证照登记)' },
  {
    name: 'Dossiers',
    description: 'What is known of a person or entity from earlier cases, used again (一人一档)',
  },
  { name: 'Files', description: 'Uploaded files and what they belong to (附件)' },
  { name: 'Staff', description: 'Who acts: the register, absences and deputies (人员、岗位、代理)' },
  { name: 'Access', description: 'Grants and the audit trail (授权、审计)' },
  { name: 'Workflow', description: 'Procedures as data (流程)' },
  { name: 'Deadlines', description: 'Working-day calendars, limits, alerts (时限监察)' },
  {
    name: 'Messages',
    description: 'What people are told, by which way, and what they want to be told (通知、消息模板)',
  },
  { name: 'Exchange', description: 'The change feed for exchange platforms (数据交换)' },
]

const DESCRIPTION = `The open backend for government service centres (政务服务中心): one window takes any approval or public service.

Authorise with a bearer token. On a service with the embedded database, \`npm run --silent token -- --role clerk\` prints one.
Errors are problem details (RFC 9457); texts come in Chinese or English by Accept-Language.

Swagger UI sends a new Idempotency-Key in place of the example's with each request; one of your own stays as it is.`

/** The OpenAPI 3.1 document from the routes, and Swagger UI at /docs from local files. */
export const openapi = fp(
  async (app: FastifyInstance) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: '一窗 Yichuang',
          version: packageVersion,
          description: DESCRIPTION,
          license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        },
        servers: [{ url: '/', description: 'This service' }],
        tags: TAGS,
        components: {
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
        shared(
          finished('openapiObject' in given ? given.openapiObject : given.swaggerObject),
          PROBLEM_NAMES,
        ) as never,
      transform: ({ schema, url, route }) => ({
        schema: documented(schema ?? {}, url, route.method, route.config?.policy),
        url,
      }),
    })
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      theme: { title: '一窗 Yichuang' },
      uiConfig: {
        // Without the bar for documents of other services, which the content policy refuses.
        layout: 'BaseLayout',
        persistAuthorization: true,
        displayRequestDuration: true,
        tryItOutEnabled: true,
        // Folded groups are found at a glance; beyond 150 open rows the page shows only those in view.
        docExpansion: 'none',
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

const PROBLEMS: Record<string, string> = {
  400: 'The request is malformed or does not fit the schema (请求有误)',
  401: 'No valid token (未认证)',
  403: 'The role does not include this operation (无权)',
  404: 'Does not exist, or is not visible to this caller (未找到)',
  406: 'None of the types that Accept names (格式不可用)',
  409: 'Does not fit the present state (状态冲突)',
  412: 'Changed since it was read (已变更)',
  413: 'The body is too large (内容过大)',
  415: 'The body is not JSON (媒体类型不支持)',
  422: 'Against a rule (不符合规则)',
  428: 'If-Match is missing (缺少 If-Match)',
  429: 'Too many requests (请求过多)',
  503: 'Overloaded, or the database is away (暂不可用)',
}

/** What they are called under `components/responses`. */
const PROBLEM_NAMES = {
  400: 'Malformed',
  401: 'Unauthenticated',
  403: 'Forbidden',
  404: 'NotFound',
  406: 'NotAcceptable',
  409: 'Conflict',
  412: 'Changed',
  413: 'TooLarge',
  415: 'UnsupportedMediaType',
  422: 'AgainstRule',
  428: 'IfMatchMissing',
  429: 'TooManyRequests',
  503: 'Unavailable',
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

/** Which kind a value of the discriminator means; the validator knows it from the constants and wants no mapping. */
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
  return { ...(body as object), discriminator: { propertyName, mapping } }
}

/** What stands beside a reference would be lost on the way into the document; `finished` takes the wrapping off. */
function withExamples(body: unknown): unknown {
  const { $ref, examples } = (body ?? {}) as { $ref?: string; examples?: unknown[] }
  return $ref === undefined || examples === undefined ? body : { allOf: [{ $ref }], examples }
}

/** On the schema of a body that may be left out; the generator takes every body for required. */
export const OPTIONAL = 'x-optional'

interface Documented {
  parameters?: {
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
  for (const { parameters = [], requestBody } of Object.values(paths).flatMap(Object.values<Documented>)) {
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
  return document
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

/** Adds what every operation has: security by its policy, and its problems. */
function documented(
  schema: FastifySchema,
  url: string,
  method: unknown,
  policy: Policy | undefined,
): FastifySchema & { 'x-roles': readonly string[] } {
  const open = policy === undefined || 'public' in policy
  const writes = method !== 'GET' && method !== 'HEAD'
  const guarded = JSON.stringify(schema.headers ?? {}).includes('if-match')
  const statuses = [
    '400',
    ...(open ? [] : ['401', '403']),
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
    security: open ? [] : [{ bearer: [] }],
    'x-roles': policy === undefined || 'public' in policy ? ['public'] : [...policy.roles],
    response: { ...described(schema.response as Responses | undefined), ...problems },
  }
}
