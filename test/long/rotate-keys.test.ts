import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { openParty } from '../../src/features/cases/party-secrets.js'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { createEncryption, parseEncryptionKeys } from '../../src/shared/encryption.js'
import { PROBE_MS, startBalancer } from '../helpers/balancer.js'
import { leshanCase } from '../helpers/cases.js'
import { withClient } from '../helpers/cluster.js'
import { temporaryDataDir } from '../helpers/data-dir.js'
import { testDatabase } from '../helpers/database.js'
import { BOUNDARY, multipart, png } from '../helpers/files.js'
import { createHttpClient, isBroken, nameOf } from '../helpers/http-client.js'
import { summary } from '../helpers/ledger.js'
import { startLoad } from '../helpers/load.js'
import { outsideSettings, type ServiceProcess, startServiceProcess } from '../helpers/service.js'

const ROUNDS = process.env.CI ? 1 : 5
const READERS = 2
const CLI = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))
t.setTimeout(0)

/** `npm run cli -- rotate-keys` as an operator runs it. */
function rotateKeys(
  t: Test,
  settings: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const env = { PATH: process.env.PATH, ...settings }
  const child = spawn(process.execPath, [CLI, 'rotate-keys'], { env, cwd: '/' })
  t.teardown(() => child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}

/** People who upload, take in and read again what was written under whichever key, without a pause. */
function startReaders(t: Test, url: () => string, token: string) {
  const client = createHttpClient()
  const outcomes = new Map<string, number>()
  const troubles: string[] = []
  const known: { key: string; body: object; text: string; content: string; etag: string }[] = []
  let stopping = false
  let abandoned = false
  t.teardown(() => {
    stopping = true
    abandoned = true
    client.close()
  })
  const insist = async (
    method: string,
    path: string,
    sent: { body?: unknown; headers?: Record<string, string> },
  ) => {
    for (;;) {
      const outcome = await client.request(method, `${url()}${path}`, { token, ...sent })
      outcomes.set(nameOf(outcome), (outcomes.get(nameOf(outcome)) ?? 0) + 1)
      if (!isBroken(outcome)) return outcome
      if (outcome.code !== 'ECONNREFUSED' || abandoned) throw new Error(`${method} ${path}: ${outcome.code}`)
      await sleep(50)
    }
  }
  const write = async (): Promise<void> => {
    const bytes = png(randomBytes(2000))
    const sent = await insist('POST', '/v1/files', {
      body: multipart([{ bytes }]),
      headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    })
    if (sent.status !== 201) throw new Error(`upload: ${sent.text}`)
    const base = leshanCase()
    const materials = base.materials.map((each) => ({ ...each, source: 'upload', fileId: sent.body.fileId }))
    const body = { ...base, materials }
    const key = randomUUID()
    const created = await insist('POST', '/v1/cases', { body, headers: { 'idempotency-key': key } })
    if (created.status !== 201) throw new Error(`create: ${created.text}`)
    const { caseNo } = created.body
    const content = `/v1/cases/${caseNo}/materials/${created.body.materials[0].id}/content`
    known.push({ key, body, text: created.text, content, etag: `"${sent.body.sha256}"` })
  }
  const read = async (turn: number): Promise<void> => {
    const one = known[turn % known.length]
    if (one === undefined) return
    const headers = { 'idempotency-key': one.key }
    const again = await insist('POST', '/v1/cases', { body: one.body, headers })
    if (again.text !== one.text)
      troubles.push(`a replay answered ${again.status}: ${again.text.slice(0, 200)}`)
    const file = await insist('GET', one.content, {})
    if (file.status !== 200 || file.headers.etag !== one.etag)
      troubles.push(`a file answered ${file.status}: ${file.text.slice(0, 200)}`)
  }
  const run = async (reader: number): Promise<void> => {
    for (let turn = reader; !stopping; turn += 1)
      await (turn % 4 === reader % 4 ? write() : read(turn)).catch((error: Error) =>
        troubles.push(error.message),
      )
  }
  const running = Promise.all(Array.from({ length: READERS }, (_, reader) => run(reader)))
  const stop = async () => {
    stopping = true
    await running
    for (let turn = 0; turn < known.length; turn += 1) await read(turn)
    client.close()
  }
  return { outcomes, troubles, known, stop }
}

t.test(`keys are exchanged ${ROUNDS} times under load, and no read fails`, async (t) => {
  const database = await testDatabase(t)
  const dataDir = await temporaryDataDir(t)
  const key = (number: number) => `k${number}:${randomBytes(32).toString('base64')}`
  let old = key(0)
  const settings = (keys: string): Record<string, string> => ({
    ...outsideSettings(database, dataDir),
    ENCRYPTION_KEYS: keys,
  })
  const instances = [0, 1].map(() => startServiceProcess(t, settings(old)))
  await Promise.all(instances.map(({ ready }) => ready))
  const balancer = startBalancer(t, instances)
  const clerk = await signDevToken(dataDir, { role: 'clerk' })
  const load = startLoad(t, {
    url: balancer.next,
    token: clerk,
    workers: 2,
    patience: /^(ECONNREFUSED|EUNANSWERED)$/,
  })
  const readers = startReaders(
    t,
    balancer.next,
    await signDevToken(dataDir, { role: 'clerk', subject: 'reader' }),
  )
  /** One after the other leaves and comes back with other keys; the rest go on with those that they have. */
  const restart = async (keys: string): Promise<void> => {
    for (const index of instances.keys()) {
      t.match(await (instances[index] as ServiceProcess).end('SIGTERM'), { code: 0 })
      instances[index] = startServiceProcess(t, settings(keys))
      await instances[index]?.ready
      await sleep(2 * PROBE_MS)
    }
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    const next = key(round)
    await restart(`${old},${next}`)
    await restart(`${next},${old}`)
    const { code, output } = await rotateKeys(t, settings(`${next},${old}`))
    t.equal(code, 0, output)
    t.match(
      output,
      `everything is encrypted under the key k${round}: take k${round - 1} out of ENCRYPTION_KEYS`,
    )
    await restart(next)
    old = next
  }
  await load.stop()
  await readers.stop()
  t.comment('load:', summary(load), 'readers:', summary(readers))
  t.ok(readers.known.length > 0, `${readers.known.length} cases with files read again and again`)
  t.same([...load.troubles, ...readers.troubles].slice(0, 3), [], 'no read failed')
  t.same(
    [...load.outcomes.keys(), ...readers.outcomes.keys()].filter(
      (name) => !/^(20[01]|20[01] replayed|ECONNREFUSED)$/.test(name),
    ),
    [],
    'and nothing else either',
  )
  for (const instance of instances) t.match(await instance.end('SIGTERM'), { code: 0 })
  await balancer.stop()

  const encryption = createEncryption(
    parseEncryptionKeys(old) as [],
    Buffer.from(settings(old).BLIND_INDEX_KEY ?? '', 'base64'),
  )
  await withClient(database.ownerConfig, async (db) => {
    const { rows } = await db.query(
      `select case_id, party_no as "partyNo", id_number_encrypted as "idNumberEncrypted",
         id_number_index as "idNumberIndex", mobile_encrypted as "mobileEncrypted" from case_parties`,
    )
    const clear = rows.map(({ case_id, mobileEncrypted, ...party }) =>
      openParty(encryption, case_id, { ...party, ...(mobileEncrypted === null ? {} : { mobileEncrypted }) }),
    )
    t.equal(
      clear.length,
      load.acknowledged.size + readers.known.length,
      'every party opens with the last key',
    )
  })
})
