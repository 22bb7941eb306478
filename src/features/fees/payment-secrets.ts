import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.js'
import { loadOrCreateFile } from '../../keys.js'

/**
 * By which the payment system signs (回调密钥). Where the development issuer is trusted and nothing was set, one of its own,
 * made by whoever comes first: the service or `npm run cli -- pay`. Empty: nobody is believed.
 */
export function paymentSecretsOf({
  paymentSecrets,
  devIssuer,
  dataDir,
}: Pick<Config, 'paymentSecrets' | 'devIssuer' | 'dataDir'>): Buffer[] {
  if (paymentSecrets.length > 0 || !devIssuer) return paymentSecrets
  const directory = join(dataDir, 'keys')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const make = () => randomBytes(32).toString('base64')
  return [Buffer.from(loadOrCreateFile(join(directory, 'payment.secret'), make), 'base64')]
}
