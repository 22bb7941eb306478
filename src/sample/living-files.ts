import * as codes from '../shared/sample-codes.js'
import { isThere, keyOf, type Send } from './send.js'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const BOUNDARY = 'sample-scan'

/** A scan, which the first case takes. Without a key: one that was forgotten before its case came is sent anew. */
export async function bringFile(send: Send): Promise<void> {
  if (await isThere(send, 'clerk', `/v1/files/${codes.exampleId()}`)) return
  await send({
    role: 'clerk',
    path: '/v1/files',
    body: Buffer.concat([
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="scan.png"\r\nContent-Type: image/png\r\n\r\n`,
      ),
      PNG,
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    ]),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    known: { ids: [codes.exampleId()] },
  })
}

/** An upload that waits for its bytes. */
export async function bringUpload(send: Send): Promise<void> {
  await send({
    role: 'clerk',
    path: '/v1/files/uploads',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': '1048576', ...keyOf('upload') },
    known: { ids: [codes.exampleId(codes.UPLOAD_EXAMPLE)] },
  })
}
