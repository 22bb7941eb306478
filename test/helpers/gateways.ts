import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { Test } from 'tap'
import { verifyMessage } from '../../src/shared/signed-message.js'

/** What came to a gateway, each time that it came. */
export interface Posted {
  id: string
  genuine: boolean
  body: Record<string, unknown>
  /** What the gateway answered. */
  status: number
}

export interface Gateway {
  url: string
  posted: Posted[]
  /** The status with which it answers next. */
  status: (id: string) => number
}

/** A real gateway on the loopback, which knows by the id what came twice, as one should. */
export async function startGateway(t: Test, secret: Buffer): Promise<Gateway> {
  const gateway: Gateway = { url: '', posted: [], status: () => 200 }
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const bytes = Buffer.concat(parts)
    const of = (name: string) => request.headers[name] as string | undefined
    const said = verifyMessage(
      [secret],
      { id: of('webhook-id'), timestamp: of('webhook-timestamp'), signature: of('webhook-signature') },
      bytes,
      Math.floor(Date.now() / 1000),
    )
    const id = of('webhook-id') ?? ''
    const status = gateway.status(id)
    gateway.posted.push({ id, genuine: said === 'signed', body: JSON.parse(bytes.toString()), status })
    const answer = { receipt: `R-${gateway.posted.length}`, said: '13900139000 accepted' }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  gateway.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms`
  return gateway
}

export interface Mailbox {
  url: string
  /** Each mail that was taken, each time. */
  mails: { id: string; to: string; text: string }[]
  /** Mails that were refused after they had come. */
  refused: number
  /** What it does with the next mail: takes it, refuses it for now, or takes it and never says so. */
  manner: (id: string) => 'takes' | 'refuses' | 'hangsUp'
}

/** A real SMTP server on the loopback. */
export async function startMailbox(t: Test): Promise<Mailbox> {
  const mailbox: Mailbox = { url: '', mails: [], refused: 0, manner: () => 'takes' }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const text = Buffer.concat(parts).toString()
        const [, id = ''] = /^message-id: <(.+)>/im.exec(text) ?? []
        const manner = mailbox.manner(id)
        if (manner === 'refuses') {
          mailbox.refused += 1
          done(Object.assign(new Error('try later'), { responseCode: 451 }))
          return
        }
        const [to] = session.envelope.rcptTo
        mailbox.mails.push({ id, to: to?.address ?? '', text })
        if (manner === 'hangsUp') sockets.get(session.remotePort)?.destroy()
        else done()
      })
    },
  })
  const sockets = new Map<number, { destroy(): void }>()
  server.server.on('connection', (socket) => {
    const port = socket.remotePort ?? 0
    sockets.set(port, socket)
    socket.on('close', () => sockets.delete(port))
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  t.teardown(() => new Promise<void>((resolve) => server.close(() => resolve())))
  mailbox.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  return mailbox
}
