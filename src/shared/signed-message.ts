import { createHmac } from 'node:crypto'
import { sameBytes } from './ids.js'

/**
 * Messages that prove who sent them, by the Standard Webhooks specification (1.0.0): HMAC-SHA256 over id, time and the very
 * bytes of the body, as `v1,BASE64` in `webhook-signature`, several of them with blanks between. Pure; time comes in.
 */
export interface SignedHeaders {
  id: string | undefined
  /** Seconds since 1970. */
  timestamp: string | undefined
  signature: string | undefined
}

/** Seconds that a message may be old, or ahead: what was overheard cannot be sent again later. */
export const TOLERANCE = 300

/** `v1,…` of a message. */
export const signMessage = (secret: Buffer, id: string, timestamp: string, body: Buffer | string): string =>
  `v1,${mac(secret, id, timestamp, body).toString('base64')}`

const mac = (secret: Buffer, id: string, timestamp: string, body: Buffer | string): Buffer =>
  createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest()

/** What a message is worth: signed with one of the secrets, now; or why not. */
export function verifyMessage(
  secrets: readonly Buffer[],
  { id, timestamp, signature }: SignedHeaders,
  body: Buffer,
  nowSeconds: number,
): 'signed' | 'unsigned' | 'untimely' | 'forged' {
  if (id === undefined || timestamp === undefined || signature === undefined) return 'unsigned'
  // The parts of what is signed are told apart by full stops: an id with one could be read as another message.
  if (id === '' || id.includes('.')) return 'unsigned'
  if (!/^\d{1,12}$/.test(timestamp)) return 'untimely'
  const given = signature
    .split(' ')
    .flatMap((part) => (part.startsWith('v1,') ? [Buffer.from(part.slice(3), 'base64')] : []))
  const isOurs = secrets.some((secret) => {
    const wanted = mac(secret, id, timestamp, body)
    return given.some((each) => sameBytes(each, wanted))
  })
  if (!isOurs) return 'forged'
  return Math.abs(nowSeconds - Number(timestamp)) > TOLERANCE ? 'untimely' : 'signed'
}
