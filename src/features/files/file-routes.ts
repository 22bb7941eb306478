import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { refuseClassifiedName } from '../../http/classified.js'
import { etagOf, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { Instant, model, repeatable, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { subjectOf } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { type Arrived, discard, receive, tooLarge } from './file-bytes.js'
import { bring, confirm } from './file-contents.js'
import { lookAt } from './file-looking.js'
import { UPLOADERS } from './file-policy.js'
import { type FileRow, keepFile, lockUploads, mayUpload, ownFile } from './file-service.js'
import { extendedNameIn } from './part-name.js'

const UploadedFile = model(
  'UploadedFile',
  Strict({
    fileId: Uuid,
    name: Type.String({ examples: ['身份证正面.jpg'] }),
    size: Type.Integer({ description: 'Bytes', examples: [182_044] }),
    sha256: Type.String({
      examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    }),
    mediaType: Type.String({ description: 'What the content is', examples: ['image/jpeg'] }),
    scan: strEnum(['notScanned', 'clean', 'infected'], { description: 'Virus scan (病毒扫描)' }),
    uploadedAt: Instant,
    usableUntil: Type.Unsafe<string>({
      ...Instant,
      description: 'Hand it in with a case until then; afterwards it is forgotten',
    }),
  }),
)

/** Uploads (附件上传): a file is sent first, then named by `fileId` in a case's materials. */
export const fileRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, config, files: keeping }) => {
  const { encryption } = keeping
  // Encapsulated: elsewhere multipart stays 415.
  await app.register(multipart, {
    limits: { files: 1, fields: 0, parts: 1, headerPairs: 20, fileSize: config.fileLimit + 1 },
  })

  app.post(
    '/v1/files',
    {
      config: UPLOADERS,
      // The body is a stream, which no schema can look at; the schema is for the document.
      validatorCompiler: () => () => true,
      schema: {
        operationId: 'uploadFile',
        tags: ['Files'],
        summary: '上传附件 · Upload a file',
        description:
          'Takes one file as multipart/form-data (上传附件), in the part `file`. Its type is read from its content and must be what was declared. The `fileId` is then named in the materials of a case within 24 hours. Larger files go through `/v1/files/uploads`.',
        consumes: ['multipart/form-data'],
        headers: Type.Object(repeatable),
        body: Type.Object(
          {
            file: Type.Unsafe<unknown>({
              type: 'string',
              format: 'binary',
              description: 'PDF, OFD, JPEG, PNG, TIFF, WebP, DOCX or XLSX',
            }),
          },
          { additionalProperties: false, examples: [{ file: '(binary)' }] },
        ),
        response: { 201: UploadedFile },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      // What is announced is judged before it is read; what has come, before it is kept.
      await mayUpload(pool, caller, Number(request.headers['content-length'] ?? 0), config.uploadQuota)
      const { arrived, name, declared } = await arrive(request)
      try {
        const looked = await lookAt(keeping, { arrived, declared })
        const upload = { arrived, name, uploadedBy: subjectOf(caller) }
        await bring(keeping, arrived)
        // By this, not by the stream, a repeated request is known.
        request.body = { file: arrived.sha256, name, declared } as { file: unknown }
        const answered = await once({ request, reply, pool, encryption, caller }, async (db) => {
          await lockUploads(db, caller)
          await mayUpload(db, caller, arrived.size, config.uploadQuota)
          const view = viewFile(await keepFile(db, keeping, upload, looked))
          const headers = { location: `/v1/files/${view.fileId}`, etag: etagOf(1, view) }
          return { status: 201, headers, body: view }
        })
        await confirm(keeping, arrived)
        return answered
      } finally {
        // Where it was not kept (refused, or the answer of the first time), it goes.
        await discard(arrived.path)
      }
    },
  )

  async function arrive(
    request: FastifyRequest,
  ): Promise<{ arrived: Arrived; name: string; declared: string }> {
    if (!request.isMultipart()) throw problem('UNSUPPORTED_MEDIA_TYPE')
    // With the parts around the file; a lie about the length changes nothing, the stream is counted.
    if (Number(request.headers['content-length'] ?? 0) > config.fileLimit + 65_536)
      throw tooLarge(config.fileLimit)
    const [part, name] = await filePart(request)
    const arrived = await receive(config.filesDir, part.file, { limit: config.fileLimit, encryption }).catch(
      (error) => {
        // Read to its end, or the connection would wait for somebody to do so.
        part.file.resume()
        return readable(error)
      },
    )
    return { arrived, name, declared: part.mimetype }
  }

  app.get(
    '/v1/files/:fileId',
    {
      config: UPLOADERS,
      schema: {
        operationId: 'readFile',
        tags: ['Files'],
        summary: '附件信息 · What was uploaded',
        description: 'Name, size, hash and type of a file that the caller uploaded (附件信息).',
        params: Strict({ fileId: Uuid }),
        response: { 200: UploadedFile },
      },
    },
    async (request, reply) => {
      const row = await ownFile(pool, callerOf(request), request.params.fileId)
      return sendResource(request, reply, 1, viewFile(row))
    },
  )
}

/** The part with the file, and how the client calls it. */
async function filePart(request: FastifyRequest): Promise<[MultipartFile, string]> {
  const pending = request.file()
  const extendedName = extendedNameIn(request.raw)
  const part = await pending.catch(readable)
  if (part !== undefined && part.fieldname === 'file') {
    const name = extendedName() ?? part.filename ?? ''
    refuseClassifiedName(name, part.file)
    return [part, name]
  }
  part?.file.resume()
  const [pointer, code] = part === undefined ? ['/file', 'REQUIRED'] : ['/', 'UNKNOWN_FIELD']
  const message = { en: 'Send one file in the part named file', zh: '请在名为 file 的部分中发送一个文件' }
  throw problem('INVALID_INPUT', { errors: [{ pointer, code, message }] })
}

/** What the parser says of a body that it cannot read. */
function readable(error: Error & { code?: string }): never {
  if (error.code === 'FST_REQ_FILE_TOO_LARGE') throw problem('PAYLOAD_TOO_LARGE')
  const isLimit = /^FST_(PARTS|FILES|FIELDS)_LIMIT$/.test(error.code ?? '')
  if (isLimit) {
    const message = { en: 'One file and nothing else', zh: '只能包含一个文件' }
    throw problem('INVALID_INPUT', { errors: [{ pointer: '/file', code: 'ONE_FILE', message }] })
  }
  if (/multipart|boundary|unexpected end/i.test(error.message)) throw problem('MALFORMED_REQUEST')
  throw error
}

export function viewFile(row: FileRow) {
  return {
    fileId: row.file_id,
    name: row.name,
    size: row.size,
    sha256: row.sha256,
    mediaType: row.media_type,
    scan: row.scan as 'notScanned',
    uploadedAt: row.uploaded_at,
    usableUntil: row.usable_until,
  }
}
