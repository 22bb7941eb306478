import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** How the register behaves next. */
export type Manner =
  | 'well'
  | 'nobody'
  | 'unknown'
  | 'slow'
  | 'fails'
  | 'broken'
  | 'somebodyElse'
  | 'closes'
  | 'closesWithin'
  | 'huge'
  | 'redirects'
  | 'expired'
  | 'without'

export interface RegisterServer {
  url: string
  manner: Manner
  /** Everything that it was asked. */
  asked: { url: string; authorization: string; body: Record<string, string> }[]
}

/** A real register of enterprises on the loopback, with every bad manner that one can have. */
export async function startRegister(t: Test): Promise<RegisterServer> {
  const state: RegisterServer = { url: '', manner: 'well', asked: [] }
  const server = createServer((request, response) => void answer(state, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/share`
  return state
}

async function answer(
  state: RegisterServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const body = JSON.parse(Buffer.concat(parts).toString() || '{}') as Record<string, string>
  const { url = '', headers } = request
  state.asked.push({ url, authorization: headers.authorization ?? '', body })
  const data = {
    creditCode: body.creditCode,
    name: body.name,
    validUntil: '2031-01-01',
    address: '乐山市市中区嘉州大道388号',
    scope: '餐饮服务',
    legalRepresentative: '王小明',
  }
  const send = (status: number, json: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
  switch (state.manner) {
    case 'well':
      return void send(200, { code: 0, data })
    case 'nobody':
      return void send(404, { code: 404 })
    case 'unknown':
      return void send(200, { code: 7, message: '未查询到' })
    case 'slow':
      return void setTimeout(() => send(200, { code: 0, data }), 5000).unref()
    case 'fails':
      return void send(500, { code: 0, data })
    case 'broken':
      return void response.writeHead(200).end('{"code": 0, "data": {')
    case 'somebodyElse':
      return void send(200, { code: 0, data: { ...data, name: '乐山另一家餐饮有限公司' } })
    case 'closes':
      return void request.socket.destroy()
    case 'closesWithin':
      response.writeHead(200, { 'content-length': '1000' }).write('{"code"')
      return void setTimeout(() => request.socket.destroy(), 20)
    case 'huge':
      return void huge(response)
    case 'redirects':
      return void response.writeHead(302, { location: `http://127.0.0.1:1${url}` }).end()
    case 'expired':
      return void send(200, { code: 0, data: { ...data, validUntil: '2026-01-01' } })
    case 'without':
      return void send(200, { code: 0, data: { name: body.name, address: data.address } })
  }
}

/** Sends without end, as long as somebody reads. */
function huge(response: ServerResponse): void {
  const part = Buffer.alloc(64 * 1024, 32)
  response.writeHead(200, { 'content-type': 'application/json' })
  const more = () => {
    while (!response.destroyed && response.write(part));
  }
  response.on('drain', more)
  more()
}
