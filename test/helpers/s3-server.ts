import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

// A server that speaks the few words of S3 that the service uses, and believes nobody who does not sign (Signature Version 4).

interface Stored {
  bytes: Buffer
  etag: string
  modified: number
}

export interface Bucket {
  /** Settings of a service that keeps its files here. */
  env: Record<string, string>
  objects: Map<string, Stored>
  /** `METHOD key` of every request that was signed right. */
  asked: string[]
  /** Requests that were not. */
  forged: number
  /** How requests (with this method) are answered from now on instead; how many of them. */
  trouble: { status: number; code: string; times?: number; method?: string } | undefined
  /** Makes what lies there look older. */
  age(key: string, ms: number): void
  stop(): Promise<void>
  start(): Promise<void>
}

const NAME = 'materials'
const KEY_ID = 'AKIDTEST'
const SECRET = 'a secret of the test'
const PAGE = 3

const hex = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')
const mac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

/** The signature that this request must carry. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const { authorization = '' } = request.headers
  const [, id, scope = '', names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/.exec(
      authorization,
    ) ?? []
  if (id !== KEY_ID) return false
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const payload = String(request.headers['x-amz-content-sha256'])
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== hex(body)) return false
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
  const canonical = [request.method, path, pairs.sort().join('&'), headers.join(''), names, payload].join(
    '\n',
  )
  const date = String(request.headers['x-amz-date'])
  const toSign = ['AWS4-HMAC-SHA256', date, scope, hex(canonical)].join('\n')
  const key = scope.split('/').reduce<Buffer | string>((from, part) => mac(from, part), `AWS4${SECRET}`)
  return mac(key, toSign).toString('hex') === signature
}

interface Reply {
  status: number
  headers?: Record<string, string | number>
  body?: Buffer | string
}

const XML = { 'content-type': 'application/xml' }
const problem = (status: number, code: string): Reply => ({
  status,
  headers: XML,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
})

function give({ headers }: IncomingMessage, { bytes, etag }: Stored): Reply {
  const wanted = headers['if-match']
  if (wanted !== undefined && wanted !== etag) return problem(412, 'PreconditionFailed')
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? []
  const begin = from === '' ? Math.max(0, bytes.length - Number(to || bytes.length)) : Number(from)
  const range = `bytes ${begin}-${bytes.length - 1}/${bytes.length}`
  const body = bytes.subarray(begin)
  return {
    status: headers.range ? 206 : 200,
    headers: { etag, 'content-range': range, 'content-length': body.length },
    body,
  }
}

function list(objects: Bucket['objects'], query: URLSearchParams): Reply {
  const after = query.get('continuation-token') ?? ''
  const keys = [...objects.keys()].sort().filter((key) => key.startsWith(query.get('prefix') ?? ''))
  const rest = keys.filter((key) => key > after)
  const contents = rest.slice(0, PAGE).map((key) => {
    const modified = new Date(objects.get(key)?.modified ?? 0).toISOString()
    return `<Contents><Key>${key}</Key><LastModified>${modified}</LastModified></Contents>`
  })
  const more = rest.length > PAGE
  const next = more ? `<NextContinuationToken>${rest[PAGE - 1]}</NextContinuationToken>` : ''
  const body = `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`
  return { status: 200, headers: XML, body }
}

/** On the loopback, with a bucket that is empty. */
export async function startS3(t: Test): Promise<Bucket> {
  const objects: Bucket['objects'] = new Map()
  const answer = (request: IncomingMessage, body: Buffer): Reply => {
    if (!isSigned(request, body)) {
      bucket.forged += 1
      return problem(403, 'SignatureDoesNotMatch')
    }
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://store')
    const [, name, ...rest] = decodeURIComponent(pathname).split('/')
    const key = rest.join('/')
    bucket.asked.push(`${request.method} ${key}`)
    const { trouble } = bucket
    if (trouble !== undefined && (trouble.method ?? request.method) === request.method) {
      if (trouble.times === 1) bucket.trouble = undefined
      else if (trouble.times !== undefined) trouble.times -= 1
      return problem(trouble.status, trouble.code)
    }
    if (name !== NAME) return problem(404, 'NoSuchBucket')
    if (request.method === 'PUT') {
      const etag = `"${hex(body)}"`
      objects.set(key, { bytes: body, etag, modified: Date.now() })
      return { status: 200, headers: { etag } }
    }
    if (request.method === 'DELETE') {
      objects.delete(key)
      return { status: 204 }
    }
    if (key === '') return request.method === 'GET' ? list(objects, searchParams) : { status: 200 }
    const stored = objects.get(key)
    return stored === undefined ? problem(404, 'NoSuchKey') : give(request, stored)
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status, headers, body } = answer(request, Buffer.concat(chunks))
      response.writeHead(status, headers)
      response.end(request.method === 'HEAD' ? undefined : body)
    })
  })
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  t.teardown(stop)
  const bucket: Bucket = {
    env: {
      S3_BUCKET: NAME,
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_ACCESS_KEY_ID: KEY_ID,
      S3_SECRET_ACCESS_KEY: SECRET,
    },
    objects,
    asked: [],
    forged: 0,
    trouble: undefined,
    age(key, ms) {
      const stored = objects.get(key)
      if (stored !== undefined) stored.modified -= ms
    },
    stop,
    start: () => listen(port),
  }
  return bucket
}
