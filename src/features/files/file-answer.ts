import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isKnown } from '../../http/etag.js'
import type { FileRow } from './file-store.js'
import { FILE_TYPES } from './file-types.js'

/** How a route that sends a file describes it. */
export const FILE_ANSWER = {
  description: 'The file as it was uploaded',
  // By the types that may be handed in: a proxy that checks answers lets nothing else through.
  content: Object.fromEntries(
    Object.keys(FILE_TYPES).map((type) => [
      type,
      { schema: Type.Unsafe<unknown>({ type: 'string', format: 'binary', examples: ['(binary)'] }) },
    ]),
  ),
}

/** Sends a file as an attachment (附件下载): a browser saves it and never shows it within our origin. */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { file, content }: { file: FileRow; content: Readable },
): FastifyReply {
  const etag = `"${file.sha256}"`
  reply.header('etag', etag)
  if (isKnown(request, etag)) {
    content.destroy()
    return reply.code(304).send()
  }
  return reply
    .type(file.media_type)
    .header('content-length', file.size)
    .header('content-disposition', attachment(file.name))
    .header('x-content-type-options', 'nosniff')
    .send(content)
}

/** RFC 6266, with a name in UTF-8. */
function attachment(name: string): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
  return `attachment; filename="file"; filename*=UTF-8''${encoded}`
}
