import type { TestApp } from './app.js'

/** The smallest PNG there is, with some bytes behind it to tell one from another. */
export const png = (more: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
    more,
  ])

export interface Part {
  field?: string
  name?: string
  type?: string
  bytes: Buffer
}

export const BOUNDARY = 'part-of-the-test'

export function multipart(parts: Part[]): Buffer {
  const chunks = parts.flatMap(({ field = 'file', name = '身份证.png', type = 'image/png', bytes }) => [
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...chunks, Buffer.from(`--${BOUNDARY}--\r\n`)])
}

/** POST /v1/files. */
export async function upload(
  app: TestApp,
  token: string,
  parts: Part[],
  headers: Record<string, string> = {},
) {
  return app.request('POST', '/v1/files', {
    token,
    body: multipart(parts),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, ...headers },
  })
}
