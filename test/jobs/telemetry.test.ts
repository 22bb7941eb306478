import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { startTestApp } from '../helpers/app.js'
import { createCase, leshanCase } from '../helpers/cases.js'
import { until } from '../helpers/service.js'

interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  attributes: { key: string; value: object }[]
}

t.test(
  'traces reach a collector: a span per request, its statements below it, nothing personal',
  async (t) => {
    const bodies: string[] = []
    const collector = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk) => {
        text += chunk
      })
      request.on('end', () => {
        bodies.push(text)
        response.setHeader('content-type', 'application/json').end('{}')
      })
    })
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
    const { port } = collector.address() as AddressInfo
    // Closed last: the application sends what is left when it ends.
    t.teardown(() => new Promise((resolve) => collector.close(resolve).closeAllConnections()))
    const app = await startTestApp(t, {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_SERVICE_NAME: 'yichuang-test' },
    })
    const url = await app.listen()
    const token = await app.token('clerk')
    const trace = '0af7651916cd43dd8448eb211c80319c'
    const [own, others] = await Promise.all([
      fetch(`${url}/v1/cases`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': 'traced',
          traceparent: `00-${trace}-b7ad6b7169203331-01`,
        },
        body: JSON.stringify(leshanCase()),
      }),
      createCase(app, leshanCase()),
    ])
    t.equal(own.status, 201)
    await app.request('GET', '/v1/items/NONE')
    await app.deps.telemetry?.flush()
    await until('spans have arrived', () => bodies.length > 0)

    const text = bodies.join('\n')
    const spans = bodies.flatMap((body) =>
      (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }).resourceSpans.flatMap(
        (each) => each.scopeSpans.flatMap((scope) => scope.spans),
      ),
    )
    t.match(text, 'yichuang-test')
    const server = spans.find((span) => span.traceId === trace && span.kind === 2)
    t.match(server, { name: 'POST /v1/cases', parentSpanId: 'b7ad6b7169203331' })
    const below = spans.filter((span) => span.parentSpanId === server?.spanId)
    t.ok(below.length >= 2, `one read and one write: ${below.map((span) => span.name).join(', ')}`)
    t.ok(below.every((span) => span.traceId === trace))
    const { traceId } = (await app.request('GET', '/v1/items/NONE')).body
    t.match(traceId, /^[0-9a-f]{32}$/)
    const roots = spans.filter((span) => span.kind === 2 && span.parentSpanId === undefined)
    t.equal(roots.length, 2, 'without a traceparent a trace begins here')
    t.equal(new Set(spans.map((span) => span.spanId)).size, spans.length)
    t.notMatch(
      text,
      /李小敏|11010519491231002X|insert into|\/v1\/items\/NONE|traced"/,
      'neither values nor paths',
    )
    t.notMatch(text, others.body.caseNo)
  },
)

t.test('the URL for traces is used as it is, and comes before the common one', async (t) => {
  const paths: string[] = []
  const collector = createServer((request, response) => {
    paths.push(`${request.method} ${request.url}`)
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'))
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const { port } = collector.address() as AddressInfo
  t.teardown(() => new Promise((resolve) => collector.close(resolve).closeAllConnections()))
  const app = await startTestApp(t, {
    env: {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${port}/otlp/traces?tenant=hall`,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    },
  })
  await app.request('GET', '/v1/items/NONE')
  await app.deps.telemetry?.flush()
  t.same([...new Set(paths)], ['POST /otlp/traces?tenant=hall'])
})

t.test('a collector that is away holds nothing up', async (t) => {
  const app = await startTestApp(t, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' } })
  t.equal((await app.request('GET', '/health/ready')).status, 200)
})
