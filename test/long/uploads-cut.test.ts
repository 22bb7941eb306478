import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { sweepFiles } from '../../src/features/files/file-sweep.js'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { createEncryption } from '../../src/shared/encryption.js'
import { startTestApp } from '../helpers/app.js'
import { temporaryDataDir } from '../helpers/data-dir.js'
import { testDatabase } from '../helpers/database.js'
import { BOUNDARY, multipart, png } from '../helpers/files.js'
import { outsideSettings, startServiceProcess } from '../helpers/service.js'

const isShort = process.env.CI !== undefined
const UPLOADS = isShort ? 80 : 1000
const KILLS = isShort ? 3 : 50
const WORKERS = 8
const TUS = { 'tus-resumable': '1.0.0' }
const MIB = 1024 * 1024

t.setTimeout(0)

t.test(
  `${UPLOADS} uploads are cut and the service killed ${KILLS} times: nothing stays behind`,
  async (t) => {
    const database = await testDatabase(t)
    const dataDir = await temporaryDataDir(t)
    const filesDir = join(dataDir, 'files')
    const settings = { ...outsideSettings(database, dataDir), FILES_DIR: filesDir }
    let service = startServiceProcess(t, settings)
    await service.ready
    const token = await signDevToken(dataDir, { role: 'clerk' })
    const authorization = `Bearer ${token}`

    /** Sends the first part of a body and cuts the line; gives the status where an answer was faster. */
    const cut = (
      method: string,
      path: string,
      headers: Record<string, string>,
      body: Buffer,
      share: number,
    ) =>
      new Promise<Record<string, string | string[] | undefined>>((resolve) => {
        const length = String(body.length)
        const options = { method, headers: { authorization, 'content-length': length, ...headers } }
        const sent = request(`${service.url || 'http://127.0.0.1:1'}${path}`, options, (answer) => {
          answer.resume()
          answer.on('error', () => {})
          answer.on('close', () => resolve(answer.headers as Record<string, string>))
        })
        sent.on('error', () => resolve({}))
        sent.setTimeout(150_000, () => {
          silent.push(`${method} ${path}`)
          sent.destroy(new Error('nobody answers'))
        })
        if (share >= 1) return void sent.end(body)
        sent.write(body.subarray(0, Math.floor(body.length * share)), () =>
          setTimeout(() => sent.destroy(), Math.random() * 30),
        )
      })

    const silent: string[] = []
    let done = 0
    const upload = async (turn: number): Promise<void> => {
      const bytes = png(randomBytes(Math.floor(Math.random() * 2 * MIB)))
      // A few come whole: files that nobody takes are swept as well.
      const share = turn % 10 === 0 ? 1 : Math.random()
      if (turn % 2 === 0) {
        const type = `multipart/form-data; boundary=${BOUNDARY}`
        await cut('POST', '/v1/files', { 'content-type': type }, multipart([{ bytes }]), share)
      } else {
        const metadata = `filename ${Buffer.from('竣工图.png').toString('base64')},filetype ${Buffer.from('image/png').toString('base64')}`
        const begin = { ...TUS, 'upload-length': String(bytes.length), 'upload-metadata': metadata }
        const { location } = await cut('POST', '/v1/files/uploads', begin, Buffer.alloc(0), 1)
        const piece = { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
        if (typeof location === 'string')
          await cut('PATCH', new URL(location, 'http://x').pathname, piece, bytes, share)
      }
      done += 1
    }
    let turn = 0
    const worker = async (): Promise<void> => {
      for (let mine = turn++; mine < UPLOADS; mine = turn++) await upload(mine)
    }
    const memory: number[] = []
    const killer = async (): Promise<void> => {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        while (done < (kill * UPLOADS) / (KILLS + 1)) {
          memory.push(residentOf(service.pid))
          await sleep(20)
        }
        await service.end('SIGKILL')
        service = startServiceProcess(t, settings)
        await service.ready
      }
    }
    await Promise.all([killer(), ...Array.from({ length: WORKERS }, worker)])
    await service.end('SIGTERM')
    t.same(silent, [], 'every request was answered, or its line cut')
    const most = Math.max(...memory)
    t.ok(most < 900 * MIB, `${Math.round(most / MIB)} MiB at most`)
    t.ok(storedIn(filesDir).length > 0, `${storedIn(filesDir).length} pieces lie there before the sweep`)

    const key = Buffer.alloc(32, 7)
    const app = await startTestApp(t, {
      ...{ database, env: { FILES_DIR: filesDir }, encryption: createEncryption([{ id: 'k1', key }], key) },
    })
    const [kept] = await app.database.asOwner<{ file_id: string; sha256: string }>(
      `select file_id, encode(sha256, 'hex') as sha256 from files order by file_id limit 1`,
    )
    t.ok(kept, 'some came whole')
    // Two days on nobody has taken them.
    await database.setNow('2026-03-06T01:00:00.000000Z')
    const swept = await sweepFiles(app.deps, { abandonedMs: 0, folders: 256 })
    t.comment(JSON.stringify(swept))
    t.same(storedIn(filesDir), [], 'no orphan on the disk')
    const rows = await app.database.asOwner(
      'select (select count(*)::int from files where not kept) as files, (select count(*)::int from uploads) as uploads, (select count(*)::int from upload_parts) as parts',
    )
    t.same(rows, [{ files: 0, uploads: 0, parts: 0 }], 'and no row of one')
  },
)

/** Bytes of memory that a process holds. */
function residentOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

const storedIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : []
