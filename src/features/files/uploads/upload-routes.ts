import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { refuseClassifiedName } from '../../../http/classified.js'
import { once } from '../../../http/idempotency.js'
import { callerOf } from '../../../http/policy.js'
import { Instant, model, repeatable, Strict, Uuid } from '../../../http/schemas.js'
import { problem } from '../../../shared/problem.js'
import { exampleId, UPLOAD_EXAMPLE } from '../../../shared/sample-codes.js'
import { UPLOADERS } from '../file-policy.js'
import { countOf, EXTENSIONS, metadataOf, TUS } from './upload-headers.js'
import { beginUpload, giveUp, goOn, ownUpload, type UploadRow } from './upload-service.js'

const PATH = '/v1/files/uploads'
const PIECE = 'application/offset+octet-stream'

const version = { 'tus-resumable': Type.Optional(Type.String({ maxLength: 20, examples: [TUS] })) }
const params = Strict({ uploadId: Type.Unsafe<string>({ ...Uuid, examples: [exampleId(UPLOAD_EXAMPLE)] }) })

const BegunUpload = model(
  'BegunUpload',
  Strict({
    uploadId: Type.Unsafe<string>({ ...Uuid, description: 'The `fileId` once every byte has come' }),
    usableUntil: Type.Unsafe<string>({ ...Instant, description: 'It can be gone on with until then' }),
  }),
)

/** Uploads that go on where the line was cut (断点续传), in the protocol tus 1.0, for files beyond FILE_LIMIT. */
export const uploadRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, config } = deps
  app.addHook('onSend', async (_request, reply) => {
    reply.header('tus-resumable', TUS).header('cache-control', 'no-store')
  })
  /** The upload of a request: first whether it is the caller's, then whether the protocol is spoken. */
  async function mine(request: FastifyRequest<{ Params: { uploadId: string } }>): Promise<UploadRow> {
    const upload = await ownUpload(deps, callerOf(request), request.params.uploadId)
    checkVersion(request)
    return upload
  }

  // The body is a stream, which nobody reads before its handler.
  app.addContentTypeParser(PIECE, (_request, _payload, done) => done(null))

  app.options(
    PATH,
    { config: { policy: { public: true } }, schema: { hide: true } },
    async (_request, reply) =>
      reply
        .code(204)
        .header('tus-version', TUS)
        .header('tus-extension', EXTENSIONS)
        .header('tus-max-size', config.uploadLimit)
        .send(),
  )

  app.post(
    PATH,
    {
      config: UPLOADERS,
      schema: {
        operationId: 'beginUpload',
        tags: ['Files'],
        summary: '开始断点续传 · Begin a resumable upload',
        description:
          'Begins an upload in pieces (断点续传, tus 1.0: creation, termination, expiration), for large files and bad lines. `Upload-Length` is the size of the file, `Upload-Metadata` may have its `filename` and `filetype`, each in base64. The pieces are sent with PATCH to `Location`; with the last byte the upload becomes a file whose `fileId` is the id of the upload. Goes on for 24 hours.',
        headers: Type.Object({
          ...repeatable,
          ...version,
          'upload-length': Type.Optional(Type.String({ maxLength: 20, examples: ['104857600'] })),
          'upload-metadata': Type.Optional(
            Type.String({
              maxLength: 8192,
              examples: ['filename 6Lqr5Lu96K+BLnBuZw==,filetype aW1hZ2UvcG5n'],
            }),
          ),
        }),
        response: { 201: BegunUpload },
      },
    },
    async (request, reply) => {
      checkVersion(request)
      // Bytes come with PATCH only; these would be read by nobody.
      if (
        Number(request.headers['content-length'] ?? 0) > 0 ||
        request.headers['transfer-encoding'] !== undefined
      )
        throw problem('UNSUPPORTED_MEDIA_TYPE', { headers: { connection: 'close' } })
      const caller = callerOf(request)
      const length = countOf(request.headers['upload-length'] as string | undefined)
      const metadata = metadataOf(String(request.headers['upload-metadata'] ?? ''))
      if (length === undefined) throw headerWrong('upload-length')
      if (metadata === undefined) throw headerWrong('upload-metadata')
      refuseClassifiedName(metadata.name)
      // By this a repeated request is known: there is no body.
      request.body = { length, ...metadata } as never
      return once({ request, reply, pool, encryption: deps.encryption, caller }, async (db) => {
        const upload = await beginUpload(db, deps, caller, { length, ...metadata })
        const headers = { location: `${PATH}/${upload.upload_id}`, 'upload-expires': expiresOf(upload) }
        return { status: 201, headers, body: { uploadId: upload.upload_id, usableUntil: upload.expires_at } }
      })
    },
  )

  app.head(
    `${PATH}/:uploadId`,
    {
      config: { ...UPLOADERS, swagger: { exposeHeadRoute: true } },
      schema: {
        operationId: 'readUpload',
        tags: ['Files'],
        summary: '上传进度 · How far an upload is',
        description:
          'Tells in `Upload-Offset` how many bytes have come (上传进度); the client goes on from there. `Upload-File-Id` is there once it is a file.',
        params,
        headers: Type.Object(version),
        response: { 200: Type.Null({ description: 'In `Upload-Offset` and `Upload-Length`' }) },
      },
    },
    async (request, reply) => {
      const upload = await mine(request)
      return tell(reply.code(200), upload, upload.received).header('upload-length', upload.length).send()
    },
  )

  app.patch(
    `${PATH}/:uploadId`,
    {
      config: { ...UPLOADERS, slowBody: true },
      // No schema can look at a stream; those of the rest are as everywhere.
      validatorCompiler: (given) =>
        given.httpPart === 'body' || app.validatorCompiler === undefined
          ? () => true
          : app.validatorCompiler(given),
      schema: {
        operationId: 'continueUpload',
        tags: ['Files'],
        summary: '续传 · Send more of an upload',
        description:
          'Takes bytes from `Upload-Offset` on (续传). What has come before a line was cut stays: ask with HEAD and go on. With the last byte the file is looked at as every upload; 422 ends the upload, after 503 the last bytes are sent again.',
        consumes: [PIECE],
        params,
        headers: Type.Object({
          ...version,
          'upload-offset': Type.Optional(Type.String({ maxLength: 20, examples: ['0'] })),
        }),
        body: Type.Unsafe<unknown>({ type: 'string', format: 'binary', examples: ['(binary)'] }),
        response: { 204: Type.Null({ description: 'Taken; `Upload-Offset` is where it goes on' }) },
      },
    },
    async (request, reply) => {
      const { upload_id: uploadId } = await mine(request)
      const offset = countOf(request.headers['upload-offset'] as string | undefined)
      if (offset === undefined) throw headerWrong('upload-offset')
      const { received, upload } = await goOn(deps, callerOf(request), uploadId, {
        offset,
        body: bodyOf(request),
      })
      return tell(reply.code(204), upload, received).send()
    },
  )

  app.delete(
    `${PATH}/:uploadId`,
    {
      config: UPLOADERS,
      schema: {
        operationId: 'endUpload',
        tags: ['Files'],
        summary: '放弃上传 · Give an upload up',
        description: 'Takes away what has come (放弃上传). A file that the upload has become stays.',
        params,
        headers: Type.Object(version),
        response: { 204: Type.Null({ description: 'Over' }) },
      },
    },
    async (request, reply) => {
      const { upload_id: uploadId } = await mine(request)
      await giveUp(deps, uploadId)
      return reply.code(204).send(null)
    },
  )
}

function checkVersion(request: FastifyRequest): void {
  if (request.headers['tus-resumable'] !== TUS)
    throw problem('TUS_VERSION', { headers: { 'tus-version': TUS } })
}

/** The stream of a request; 415 where it is none. */
function bodyOf(request: FastifyRequest): AsyncIterable<Buffer> {
  if (request.headers['content-type']?.split(';')[0] !== PIECE) throw problem('UNSUPPORTED_MEDIA_TYPE')
  return request.raw
}

function tell(reply: FastifyReply, upload: UploadRow, received: number): FastifyReply {
  if (received === upload.length) reply.header('upload-file-id', upload.upload_id)
  return reply.header('upload-offset', received).header('upload-expires', expiresOf(upload))
}

const expiresOf = (upload: UploadRow): string => new Date(upload.expires_at).toUTCString()

function headerWrong(name: string) {
  const message = { en: `The header ${name} is missing or wrong`, zh: `请求头 ${name} 缺失或格式不正确` }
  return problem('MALFORMED_REQUEST', { errors: [{ pointer: `/${name}`, code: 'HEADER', message }] })
}
