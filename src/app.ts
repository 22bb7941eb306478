import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import fp from 'fastify-plugin'
import type { TSchema } from 'typebox'
import type { Deps } from './deps.js'
import { refusals } from './features/access/refusals.js'
import { createRightsReader } from './features/access/rights.js'
import { FEATURES } from './features.js'
import { bodies } from './http/bodies.js'
import { answerOddRequests, unreadablePath, unreadableRequest } from './http/broken-requests.js'
import { classifiedGate } from './http/classified.js'
import { devSignIn, handsOutTokens } from './http/dev-sign-in.js'
import { readableConditions } from './http/etag.js'
import { keptAddresses } from './http/kept-addresses.js'
import { languages } from './http/language.js'
import { leaving } from './http/leaving.js'
import { limits } from './http/limits.js'
import { metrics } from './http/metrics.js'
import { openapi } from './http/openapi.js'
import { policies, policyGate } from './http/policy.js'
import { problems } from './http/problems.js'
import { queries } from './http/queries.js'
import { requestLog } from './http/request-log.js'
import { useCompilers } from './http/schema-compilers.js'
import { models } from './http/schemas.js'
import { SLOWEST_BODY_MS, slowBodies } from './http/slow-bodies.js'
import { spellings } from './http/spellings.js'
import { systemRoutes } from './http/system-routes.js'
import { requestSpans } from './http/telemetry.js'
import { createTokenVerifier } from './http/tokens.js'
import { tracing } from './http/tracing.js'
import { wholeLists } from './http/whole-lists.js'
import { numberIndex } from './shared/number-index.js'
import { workMetrics } from './work-metrics.js'

/** What a front-end in a browser may read of an answer. */
const EXPOSED_HEADERS = [
  'ETag',
  'Link',
  'Location',
  'Retry-After',
  'Idempotency-Replayed',
  'X-Request-Id',
  ...['Upload-Offset', 'Upload-Length', 'Upload-Expires', 'Upload-File-Id'],
  ...['Tus-Resumable', 'Tus-Version', 'Tus-Extension', 'Tus-Max-Size'],
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
]

const LONGEST_HEAD_BYTES = 128 * 1024

/** The same named schemas in every feature, where Fastify would give each a copy of all of them. */
function namedSchemas(given?: unknown) {
  const named = (given ?? Object.fromEntries(models)) as Record<string, TSchema>
  const add = (): never => {
    throw new Error('a schema gets its name by `model` (http/schemas.ts)')
  }
  return { add, getSchema: (name: string) => named[name], getSchemas: () => named }
}

/** The application: its plugins and features in their order, nothing found by itself. Not yet listening. */
export async function buildApp(deps: Deps): Promise<FastifyInstance> {
  const { config, pool } = deps
  const app = fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.bodyLimit,
    requestTimeout: SLOWEST_BODY_MS,
    connectionTimeout: 120_000,
    // Ten thousand Chinese characters in a query take nine bytes each; Node's own limit is 16 KB.
    http: { maxHeaderSize: LONGEST_HEAD_BYTES, requireHostHeader: false },
    keepAliveTimeout: 72_000,
    trustProxy: config.trustProxy.length === 0 ? false : config.trustProxy,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    frameworkErrors: unreadablePath,
    clientErrorHandler: unreadableRequest,
    return503OnClosing: false,
    forceCloseConnections: false,
    schemaController: { bucket: namedSchemas },
  }).withTypeProvider<TypeBoxTypeProvider>()
  useCompilers(app)

  await app.register(leaving)
  await app.register(tracing)
  await app.register(requestSpans, { telemetry: deps.telemetry })
  await app.register(requestLog)
  await app.register(languages)
  await app.register(problems)
  answerOddRequests(app)
  await app.register(slowBodies)
  await app.register(bodies)
  await app.register(spellings)
  await app.register(readableConditions)
  await app.register(metrics, { pool })
  await app.register(workMetrics, deps)
  await app.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } })
  await app.register(cors, {
    origin: config.corsOrigins.length === 0 ? false : config.corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED_HEADERS,
    strictPreflight: false,
  })
  const tokens = createTokenVerifier({
    audience: config.oidcAudience,
    issuer: config.oidcIssuer,
    devIssuerDataDir: config.devIssuer ? config.dataDir : undefined,
    maxLifetimeMs: config.tokenMaxLifetime * 1000,
    keysMaxAgeMs: config.oidcKeysMaxAge * 1000,
  })
  const indexOf = (idNumber: string) => numberIndex(deps.encryption, idNumber)
  await app.register(policies, { readRights: createRightsReader(pool), tokens, indexOf })
  await app.register(limits, { perMinute: config.rateLimit, overloadDelay: config.overloadDelay })
  await app.register(policyGate)
  await app.register(classifiedGate)
  await app.register(refusals, { pool })
  if (config.process === 'worker') {
    await app.register(systemRoutes, deps)
    return app
  }
  await app.register(wholeLists, deps)
  await app.register(queries)
  await app.register(keptAddresses, { pool })
  await app.register(openapi, { contact: config.contact, signIn: handsOutTokens(config) })
  await app.register(devSignIn, {
    ...{ devIssuer: config.devIssuer, devSignIn: config.devSignIn, dataDir: config.dataDir },
    ...{ oidcAudience: config.oidcAudience, tokenMaxLifetime: config.tokenMaxLifetime },
  })
  await app.register(systemRoutes, deps)
  for (const feature of FEATURES)
    await app.register(fp(feature, { name: feature.name, encapsulate: true }), deps)
  app.addHook('onClose', () => deps.listener.close())
  return app
}
