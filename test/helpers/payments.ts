import { setTimeout as sleep } from 'node:timers/promises'
import { paymentSecretsOf } from '../../src/features/fees/payment-secrets.js'
import { signMessage } from '../../src/shared/signed-message.js'
import type { Answer, TestApp } from './app.js'

/** What a payment system says, as it stands in the contract. */
export interface Told {
  kind: 'payment' | 'refund'
  transactionNo: string
  [member: string]: unknown
}

/** The secret that the service and its payment system agreed on. */
export const secretOf = ({ deps }: Pick<TestApp, 'deps'>): Buffer => {
  const [secret] = paymentSecretsOf(deps.config)
  if (secret === undefined) throw new Error('the test app trusts the development issuer')
  return secret
}

/** The headers with which a body is sent. */
export const signed = (
  app: Pick<TestApp, 'deps'>,
  body: unknown,
  { secret = secretOf(app), ...more }: { secret?: Buffer; at?: number; id?: string } = {},
): Record<string, string> => signedWith(secret, body, more)

function signedWith(
  secret: Buffer,
  body: unknown,
  { at = Math.floor(Date.now() / 1000), id = 'message-1' }: { at?: number; id?: string },
): Record<string, string> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': signMessage(secret, id, String(at), text),
  }
}

/**
 * A payment system (支付系统) as its users know it: a process of its own would not differ. It speaks to the service over
 * HTTP, signs every message, and says the same again until it was heard.
 */
export function paymentSystem(secret: Buffer, url: () => string, patience = 5) {
  let number = 0
  const say = async (path: string, told: unknown): Promise<Answer> => {
    const text = JSON.stringify(told)
    for (let tries = 1; ; tries += 1) {
      number += 1
      const headers = signedWith(secret, text, { id: `message-${number}` })
      const answer = await fetch(`${url()}/v1/payments/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: text,
      }).catch(() => undefined)
      const isHeard =
        answer !== undefined && answer.status < 500 && answer.headers.get('retry-after') === null
      if (answer !== undefined && (isHeard || tries === patience)) return answerOf(answer)
      if (tries === patience) throw new Error('nobody answers')
      // Whoever is away is asked again a moment later.
      if (!isHeard) await sleep(50)
    }
  }
  const tell = (told: Told) => say('callback', told)
  const payment = (transactionNo: string, paymentCode: string, amount: number): Told => ({
    kind: 'payment',
    transactionNo,
    paymentCode,
    amount: { amount, currency: 'CNY' },
    paidAt: '2026-03-02T02:00:00.000000Z',
  })
  const refund = (transactionNo: string, refundNo: string, amount: number, result = 'done'): Told => ({
    kind: 'refund',
    transactionNo,
    refundNo,
    amount: { amount, currency: 'CNY' },
    result,
    doneAt: '2026-03-03T02:00:00.000000Z',
  })
  return {
    tell,
    /** What a code asks for. */
    asks: (paymentCode: string) => say('lookup', { paymentCode }),
    /** What is to be given back. */
    orders: () => say('orders', {}),
    payment,
    refund,
    pays: (transactionNo: string, paymentCode: string, amount: number) =>
      tell(payment(transactionNo, paymentCode, amount)),
  }
}

async function answerOf(answer: Response): Promise<Answer> {
  const text = await answer.text()
  const headers = Object.fromEntries(answer.headers)
  return { status: answer.status, headers, text, body: text === '' ? undefined : JSON.parse(text) }
}
