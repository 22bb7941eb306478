import type { Config } from '../config.js'
import { caseNoIn } from '../features/fees/payment-code.js'
import { paymentSecretsOf } from '../features/fees/payment-secrets.js'
import { signDevToken } from '../http/dev-issuer.js'
import { newId } from '../shared/ids.js'
import { signMessage } from '../shared/signed-message.js'

/**
 * Pays as a payment system would (模拟缴费): what the bill asks for, or another amount, told to a running service by the
 * signed callback. For trying it out only.
 */
export async function payCommand(
  config: Config,
  paymentCode: string,
  { url, amount, number }: { url: string; amount?: string; number?: string },
): Promise<void> {
  if (config.production) throw new Error('NODE_ENV: in production the payment system pays')
  const [secret] = paymentSecretsOf(config)
  if (secret === undefined) throw new Error('PAYMENT_SECRETS: needed with DATABASE_URL')
  const sum = amount === undefined ? await outstanding(config, url, paymentCode) : Number(amount)
  const transactionNo = number ?? `P${newId().replaceAll('-', '')}`
  const body = JSON.stringify({
    kind: 'payment',
    transactionNo,
    paymentCode,
    amount: { amount: sum, currency: 'CNY' },
    paidAt: `${new Date().toISOString().slice(0, -1)}000Z`,
  })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const answer = await fetch(new URL('/v1/payments/callback', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': transactionNo,
      'webhook-timestamp': timestamp,
      'webhook-signature': signMessage(secret, transactionNo, timestamp, body),
    },
    body,
  })
  process.stdout.write(`${answer.status} ${await answer.text()}\n`)
  if (!answer.ok) process.exitCode = 1
}

async function outstanding(config: Config, url: string, paymentCode: string): Promise<number> {
  const caseNo = caseNoIn(paymentCode)
  if (caseNo === undefined) throw new Error('this is no payment code')
  const token = await signDevToken(config.dataDir, { role: 'clerk', audience: config.oidcAudience })
  const answer = await fetch(new URL(`/v1/cases/${caseNo}/bill`, url), {
    headers: { authorization: `Bearer ${token}` },
  })
  if (!answer.ok) throw new Error(`the bill cannot be read (${answer.status}): say --amount`)
  const { outstanding } = (await answer.json()) as { outstanding: { amount: number } }
  return outstanding.amount
}
