import type { Context } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type pg from 'pg'
import { newSpanId } from './tracing.js'

/** Where spans go, and from whom. */
export interface TelemetryOptions {
  url: string
  serviceName: string
}

/** A span per request, and below it one per statement; stops with the application, sending what is left. */
export type Telemetry = Awaited<ReturnType<typeof startTelemetry>>

/** A batch is tried for so long; leaving waits for one. */
const EXPORT_MS = 2000

/**
 * OpenTelemetry traces over OTLP/HTTP. The packages are loaded only when an endpoint is set: without one they cost
 * nothing. Spans carry the route's pattern and the statement's name, never a path, a parameter or a value.
 */
export async function startTelemetry({ url, serviceName }: TelemetryOptions) {
  const [api, { NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ])
  const idGenerator = { generateTraceId: () => rootTraceId, generateSpanId: () => newSpanId() }
  let rootTraceId = ''
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS }))],
    idGenerator,
  })
  provider.register()
  const tracer = provider.getTracer('yichuang')
  return {
    api,
    tracer,
    /** A context in which a span begins the trace of this id, or goes on below the caller's span. */
    contextOf(traceId: string, parentSpanId: string | undefined) {
      rootTraceId = traceId
      if (parentSpanId === undefined) return api.ROOT_CONTEXT
      const traceFlags = api.TraceFlags.SAMPLED
      return api.trace.setSpanContext(api.ROOT_CONTEXT, {
        traceId,
        spanId: parentSpanId,
        traceFlags,
        isRemote: true,
      })
    },
    flush: () => provider.forceFlush(),
    /** Sends what is left; a collector that is away costs that and no more. */
    stop: () => provider.shutdown().catch(() => undefined),
  }
}

/** Spans of requests. The trace id is that of `traceparent`, the log and the problems. */
export const requestSpans = fp(
  async (app: FastifyInstance, { telemetry }: { telemetry: Telemetry | undefined }) => {
    if (telemetry === undefined) return
    const { api, tracer, contextOf } = telemetry
    const contexts = new WeakMap<FastifyRequest, Context>()
    app.addHook('onRequest', (request, reply, done) => {
      const parent = contextOf(request.traceId, request.parentSpanId)
      const route = request.routeOptions.url ?? 'unknown'
      const attributes = { 'http.request.method': request.method, 'http.route': route }
      const kind = api.SpanKind.SERVER
      const span = tracer.startSpan(`${request.method} ${route}`, { kind, attributes }, parent)
      reply.raw.once('close', () => {
        span.setAttribute('http.response.status_code', reply.statusCode)
        if (reply.statusCode >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR })
        span.end()
      })
      const context = api.trace.setSpan(parent, span)
      contexts.set(request, context)
      api.context.with(context, done)
    })
    // The events of a body belong to the connection: what follows them is brought back to its request.
    app.addHook('preValidation', (request, _reply, done) => {
      api.context.with(contexts.get(request) ?? api.ROOT_CONTEXT, done)
    })
  },
  { name: 'request-spans', dependencies: ['tracing'] },
)

/**
 * Makes each statement a span below its request's, waiting for a connection included. Statements are told by the name
 * under which they are prepared, never by text or values.
 */
export function traceStatements(pool: pg.Pool, telemetry: Telemetry): void {
  pool.query = traced(pool.query.bind(pool), telemetry) as typeof pool.query
  pool.on('connect', (client) => {
    client.query = traced(client.query.bind(client), telemetry) as typeof client.query
  })
}

type Query = (...args: unknown[]) => unknown

function traced(query: unknown, { api, tracer }: Telemetry): Query {
  return (...args) => {
    // The pool itself calls its clients with a callback; that statement has its span already.
    if (typeof args.at(-1) === 'function') return (query as Query)(...args)
    const [first] = args
    const name = typeof first === 'object' ? (first as { name?: string } | null)?.name : undefined
    const attributes = { 'db.system.name': 'postgresql', ...(name ? { 'db.query.summary': name } : {}) }
    const span = tracer.startSpan(name ?? 'statement', { kind: api.SpanKind.CLIENT, attributes })
    const answer = (query as Query)(...args) as Promise<unknown>
    answer.then(
      () => span.end(),
      () => {
        span.setStatus({ code: api.SpanStatusCode.ERROR })
        span.end()
      },
    )
    return answer
  }
}
