import type { SignedTarget } from '../../../channel-settings.js'
import { isImpersonalNumber } from '../../../shared/masks.js'
import { signMessage } from '../../../shared/signed-message.js'
import { type Outcome, TIMEOUT_MS } from './outcome.js'

/** Statuses after which another try may go well. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429])
const LARGEST_ANSWER = 16 * 1024

/**
 * Sends a body to a gateway, signed by the Standard Webhooks specification. `id` stays the same however often it is sent, so
 * that whoever gets it twice knows. Never throws; follows no redirect. `seconds`: now, since 1970.
 */
export async function postSigned(
  { url, secret }: SignedTarget,
  id: string,
  body: object,
  seconds: number,
): Promise<Outcome> {
  const text = JSON.stringify(body)
  const timestamp = String(seconds)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signMessage(secret, id, timestamp, text),
      },
      body: text,
    })
    const receipt = await receiptIn(response)
    const result = `http ${response.status}`
    if (response.ok) return { kind: 'sent', result, ...(receipt === undefined ? {} : { receipt }) }
    const isPassing = response.status >= 500 || PASSING.has(response.status)
    return { kind: isPassing ? 'later' : 'never', result }
  } catch {
    return { kind: 'later', result: signal.aborted ? 'timeout' : 'unreachable' }
  }
}

/** What the gateway calls it, where it says so in a form that can be nobody’s number. */
async function receiptIn(response: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.byteLength
    if (size > LARGEST_ANSWER) return undefined
    parts.push(part)
  }
  try {
    const { receipt } = JSON.parse(Buffer.concat(parts).toString('utf8')) as { receipt?: unknown }
    return typeof receipt === 'string' && receipt.length <= 100 && isImpersonalNumber(receipt)
      ? receipt
      : undefined
  } catch {
    return undefined
  }
}
