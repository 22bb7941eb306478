import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Where clamd listens. */
export type ClamdAddress = { host: string; port: number } | { path: string }

/** What the scanner says of some bytes (病毒扫描结果): nothing found, or the name of what was found. */
export type Verdict = { clean: true } | { clean: false; finding: string }

/** It cannot be reached, does not answer, or does not take so much: nothing is known of the bytes. */
export class ScannerAway extends Error {
  override name = 'ScannerAway'
}

const CONNECT_MS = 5000
/** Between two signs of life. Signatures are matched at the end, all at once. */
const SILENT_MS = 120_000
const LONGEST_ANSWER = 4096

/**
 * Sends bytes to clamd (INSTREAM of its protocol, clamd(8)): a length and so many bytes, again and again, and a zero. Throws
 * ScannerAway in every case but the two verdicts, so that what was not scanned is never taken for clean.
 */
export async function scanStream(address: ClamdAddress, bytes: AsyncIterable<Buffer>): Promise<Verdict> {
  const socket = await connected(address)
  const answer = answerOf(socket)
  try {
    await send(socket, bytes, answer)
    return verdictOf(await answer)
  } catch (error) {
    throw error instanceof ScannerAway ? error : new ScannerAway((error as Error).message)
  } finally {
    socket.destroy()
  }
}

async function connected(address: ClamdAddress): Promise<Socket> {
  const socket = connect(address)
  socket.setTimeout(CONNECT_MS, () => socket.destroy(new ScannerAway('no connection in time')))
  try {
    await once(socket, 'connect')
  } catch (error) {
    throw new ScannerAway((error as Error).message)
  }
  socket.removeAllListeners('timeout')
  socket.setTimeout(SILENT_MS, () => socket.destroy(new ScannerAway('no answer in time')))
  return socket
}

/** Up to the zero that ends it. Never rejects unseen: a daemon that dies while bytes are sent is seen by `send`. */
function answerOf(socket: Socket): Promise<string> {
  const answer = new Promise<string>((resolve, reject) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8')
      if (text.includes('\0')) resolve(text.slice(0, text.indexOf('\0')))
      else if (text.length > LONGEST_ANSWER) reject(new ScannerAway('an endless answer'))
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new ScannerAway('closed without an answer')))
  })
  answer.catch(() => undefined)
  return answer
}

/** Leaves off when it has answered already: beyond its own limit clamd takes no more. */
async function send(socket: Socket, bytes: AsyncIterable<Buffer>, answer: Promise<string>): Promise<void> {
  let isAnswered = false
  const answered = answer.then(
    () => {
      isAnswered = true
    },
    () => {
      isAnswered = true
    },
  )
  socket.write('zINSTREAM\0')
  for await (const chunk of bytes) {
    if (isAnswered) return
    const length = Buffer.alloc(4)
    length.writeUInt32BE(chunk.length)
    socket.write(length)
    if (chunk.length > 0 && !socket.write(chunk)) await Promise.race([once(socket, 'drain'), answered])
  }
  socket.write(Buffer.alloc(4))
}

function verdictOf(answer: string): Verdict {
  if (/^stream: OK$/.test(answer)) return { clean: true }
  const [, finding] = /^stream: (.{1,200}) FOUND$/.exec(answer) ?? []
  if (finding === undefined) throw new ScannerAway(answer.replace(/[^\x20-\x7e]/g, '').slice(0, 200))
  return { clean: false, finding }
}
