/** Headers of answers, said once in the document and referred to wherever they come. */
const text = (description: string, example: string) => ({
  description,
  schema: { type: 'string', maxLength: 8192 },
  example,
})
const whole = (description: string, example: number) => ({
  description,
  schema: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
  example,
})

export const HEADERS = {
  XRequestId: text(
    'The X-Request-Id of the request, or one that the service gave (请求编号)',
    'kiosk-7-000123',
  ),
  Traceparent: text(
    'W3C trace context: the same trace id goes into problems and the log (链路追踪)',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  ),
  RateLimit: whole('Requests a minute that this caller may send to this process (限流上限)', 1200),
  RateRemaining: whole('How many of them are left (剩余次数)', 1187),
  RateReset: whole('Seconds until the count begins anew (重置秒数)', 42),
  ETag: text(
    'Strong; goes back as it came, in If-Match or If-None-Match (版本标识)',
    '"3-pX1c9wQk2uYb7t0A4mZkQe"',
  ),
  Location: text('Where what was made is found (新资源地址)', '/v1/cases/511102202603020001'),
  Link: text(
    'The next page, `rel="next"`, or the job that goes on with it, `rel="monitor"` (下一页、后台任务)',
    '</v1/cases?cursor=…>; rel="next"',
  ),
  IdempotencyReplayed: text('`true`: the stored answer to the same key and body (重放的应答)', 'true'),
  RetryAfter: whole('Seconds after which to try again (重试等待秒数)', 5),
  WwwAuthenticate: text(
    'Why the token proves nothing, by RFC 6750 (令牌无效的原因)',
    'Bearer error="invalid_token", error_description="The token has expired (at 2026-03-02T01:30:00.000Z)."',
  ),
} as const

type HeaderName = keyof typeof HEADERS

/** How each of them is written in an answer. */
const WRITTEN: Record<HeaderName, string> = {
  XRequestId: 'X-Request-Id',
  Traceparent: 'traceparent',
  RateLimit: 'ratelimit-limit',
  RateRemaining: 'ratelimit-remaining',
  RateReset: 'ratelimit-reset',
  ETag: 'ETag',
  Location: 'Location',
  Link: 'Link',
  IdempotencyReplayed: 'Idempotency-Replayed',
  RetryAfter: 'Retry-After',
  WwwAuthenticate: 'WWW-Authenticate',
}

interface Operation {
  parameters?: { name?: string }[]
  responses?: Record<string, { headers?: object; content?: Record<string, { schema?: unknown }> }>
}

const EVERYWHERE: HeaderName[] = ['XRequestId', 'Traceparent', 'RateLimit', 'RateRemaining', 'RateReset']

/** Refers from every answer of a path to the headers that may come with it; what an operation says itself stays. */
export function addHeaders(methods: Record<string, Operation>): void {
  for (const [method, operation] of Object.entries(methods)) {
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      const names = [
        ...EVERYWHERE,
        ...(status < '300' ? ofSuccess(method, status, operation) : ofProblem(status)),
      ]
      response.headers = {
        ...Object.fromEntries(names.map((name) => [WRITTEN[name], { $ref: `#/components/headers/${name}` }])),
        ...response.headers,
      }
    }
  }
}

const ofProblem = (status: string): HeaderName[] =>
  status === '401' ? ['WwwAuthenticate'] : ['409', '429', '503'].includes(status) ? ['RetryAfter'] : []

function ofSuccess(
  method: string,
  status: string,
  { parameters = [], responses = {} }: Operation,
): HeaderName[] {
  const names = new Set(parameters.map(({ name }) => name))
  const isList = JSON.stringify(responses[status]?.content ?? {}).includes('"nextCursor"')
  return [
    ...(status === '204' ? [] : (['ETag'] as const)),
    ...(status === '201' || status === '202' ? (['Location'] as const) : []),
    ...(isList || names.has('cursor') || ['post', 'put'].includes(method) ? (['Link'] as const) : []),
    ...(names.has('idempotency-key') ? (['IdempotencyReplayed'] as const) : []),
  ]
}
