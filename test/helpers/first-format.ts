import { createCipheriv, randomBytes } from 'node:crypto'
import type { EncryptionKey } from '../../src/shared/encryption.js'

/** A box as releases wrote it before boxes were bound to their place: the same layout for values and for files. */
export function firstFormatBox({ id, key }: EncryptionKey, plain: string | Buffer, context: string): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.from([id.length]), Buffer.from(id), iv, cipher.getAuthTag(), body])
}

/** The same for uploaded files, whose tag stands at the end. */
export function firstFormatFile({ id, key }: EncryptionKey, plain: Buffer): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from('file'))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.from([id.length]), Buffer.from(id), iv, body, cipher.getAuthTag()])
}
