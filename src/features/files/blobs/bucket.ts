import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3'
import type { S3Settings } from '../../../config.js'
import { problem } from '../../../shared/problem.js'
import type { Blob, Blobs, Listed } from './blobs.js'
import { inSequence } from './in-sequence.js'

/** The end of an object, where the key of its bytes stands, comes with its size. */
const TAIL_BYTES = 4096
const TRIES = 3
/** HeadBucket tells that somebody is there and knows us; whether anything may be written is tried less often. */
const WRITE_CHECK_MS = 60_000
const CHECK_KEY = 'ready'

/**
 * A bucket of whatever speaks S3 (对象存储). Bytes go out before the transaction of their row; an object is written whole or not
 * at all, so no reader sees half of one. Whatever goes wrong is STORAGE_UNAVAILABLE or STORAGE_FULL, without a word of the
 * store, which may name keys.
 */
export function bucketBlobs(settings: S3Settings): Blobs {
  const { bucket: Bucket } = settings
  const sdk = once(() => connect(settings))
  let writtenAt = Number.NEGATIVE_INFINITY

  async function isThere(Key: string): Promise<boolean> {
    const { client, HeadObjectCommand } = await sdk()
    return (await found(client.send(new HeadObjectCommand({ Bucket, Key })))) !== undefined
  }

  /** A stream that was begun cannot be sent again: each try opens the file anew. */
  async function putFile(path: string, Key: string, tries = TRIES): Promise<void> {
    const { client, PutObjectCommand } = await sdk()
    const { size: ContentLength } = await stat(path)
    const Body = createReadStream(path)
    try {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength }))
    } catch (error) {
      if (tries <= 1 || !isPassing(error)) throw trouble(error)
      await putFile(path, Key, tries - 1)
    } finally {
      Body.destroy()
    }
  }

  async function put(Key: string, Body: Buffer): Promise<void> {
    const { client, PutObjectCommand } = await sdk()
    await told(client.send(new PutObjectCommand({ Bucket, Key, Body })))
  }

  async function open(Key: string): Promise<Blob | undefined> {
    const { client, GetObjectCommand } = await sdk()
    const get = (Range: string, IfMatch?: string) =>
      client.send(new GetObjectCommand({ Bucket, Key, Range, ...(IfMatch && { IfMatch }) }))
    const end = await found(get(`bytes=-${TAIL_BYTES}`))
    if (end === undefined) return undefined
    const tail = await bytesOf(end)
    const size = sizeOf(end) ?? tail.length
    // Written again meanwhile, what was read first would not fit what comes: such a read breaks off.
    const from = async (at: number) => (await told(get(`bytes=${at}-`, end.ETag))).Body as Readable
    const { read, close } = inSequence(from)
    const tailAt = size - tail.length
    return {
      size,
      async read(into, offset, length, position) {
        if (position < tailAt) return read(into, offset, length, position).catch(rethrow)
        return { bytesRead: tail.copy(into, offset, position - tailAt, position - tailAt + length) }
      },
      close,
    }
  }

  async function list(Prefix: string): Promise<Listed[]> {
    const { client, ListObjectsV2Command } = await sdk()
    const listed: Listed[] = []
    let ContinuationToken: string | undefined
    do {
      const more = ContinuationToken && { ContinuationToken }
      const page = await told(client.send(new ListObjectsV2Command({ Bucket, Prefix, ...more })))
      for (const { Key, LastModified } of page.Contents ?? [])
        if (Key !== undefined) listed.push({ key: Key, ageMs: Date.now() - (LastModified?.getTime() ?? 0) })
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined
    } while (ContinuationToken !== undefined)
    return listed
  }

  return {
    mayBeLegacy: false,
    async bring(path, key, { over = false } = {}) {
      if (over || !(await isThere(key))) await putFile(path, key)
    },
    async settle() {},
    async confirm(path, key) {
      if (!(await isThere(key))) await putFile(path, key)
    },
    put,
    open,
    async remove(Key) {
      const { client, DeleteObjectCommand } = await sdk()
      await told(client.send(new DeleteObjectCommand({ Bucket, Key })))
    },
    list,
    async check() {
      const { client, HeadBucketCommand } = await sdk()
      await told(client.send(new HeadBucketCommand({ Bucket })))
      if (performance.now() - writtenAt < WRITE_CHECK_MS) return
      await put(CHECK_KEY, Buffer.from('x'))
      writtenAt = performance.now()
    },
  }
}

/** Loaded with the first use: who keeps files in a folder never pays for it. */
async function connect({ endpoint, region, accessKeyId, secretAccessKey, addressing }: S3Settings) {
  const { S3Client, ...commands } = await import('@aws-sdk/client-s3')
  const client: S3Client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: addressing === 'path',
    maxAttempts: TRIES,
    // Not every store knows the newer checksums; the bytes carry a seal of their own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 3000, socketTimeout: 30_000, throwOnRequestTimeout: true },
  })
  return { client, ...commands }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

interface Failure {
  name?: string
  Code?: string
  $metadata?: { httpStatusCode?: number }
}

const statusOf = (error: unknown): number | undefined => (error as Failure).$metadata?.httpStatusCode

/** No answer at all, or one that says to come again. */
const isPassing = (error: unknown): boolean => (statusOf(error) ?? 503) >= 500 && !isFull(error)

/** Each store has its own word for it. */
const isFull = (error: unknown): boolean =>
  statusOf(error) === 507 || /Quota|StorageFull|InsufficientStorage/i.test((error as Failure).name ?? '')

function trouble(error: unknown): Error {
  const headers = { connection: 'close', 'retry-after': '60' }
  return problem(isFull(error) ? 'STORAGE_FULL' : 'STORAGE_UNAVAILABLE', { headers })
}

function rethrow(error: unknown): never {
  throw trouble(error)
}

const told = <T>(asked: Promise<T>): Promise<T> => asked.catch(rethrow)

/** Undefined where there is no such object. A bucket that is not there is trouble. */
const found = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error) => {
    if (statusOf(error) === 404 && (error as Failure).name !== 'NoSuchBucket') return undefined
    throw trouble(error)
  })

async function bytesOf({ Body }: GetObjectCommandOutput): Promise<Buffer> {
  if (Body === undefined) return Buffer.alloc(0)
  return Buffer.from(await told(Body.transformToByteArray()))
}

/** `bytes 10-19/20`: the whole has 20. */
function sizeOf({ ContentRange }: GetObjectCommandOutput): number | undefined {
  const [, size] = /\/(\d+)$/.exec(ContentRange ?? '') ?? []
  return size === undefined ? undefined : Number(size)
}
