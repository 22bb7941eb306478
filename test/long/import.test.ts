import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { generatedEntry } from '../../bench/generated-items.js'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { withClient } from '../helpers/cluster.js'
import { superuserOf, temporaryDataDir } from '../helpers/data-dir.js'
import { startServiceProcess } from '../helpers/service.js'

// A file of 50 MB, in CI a tenth of it.
const LINES = process.env.CI ? 700 : 7000
const BROKEN = Math.floor(LINES / 2)
t.setTimeout(0)

// biome-ignore lint/suspicious/noExplicitAny: read as a client reads it
type Json = any

t.test(`${LINES} lines with one broken in the middle; kills of the service while it works`, async (t) => {
  const dataDir = await temporaryDataDir(t)
  const settings = { DATA_DIR: dataDir, OVERLOAD_DELAY: 'off' }
  let service = startServiceProcess(t, settings)
  await service.ready
  const headers = { authorization: `Bearer ${await signDevToken(dataDir, { role: 'cataloguer' })}` }
  const get = async (path: string): Promise<Json> => {
    const answer = await fetch(service.url + path, { headers })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.json()
  }
  let bytes = 0
  const send = async (mode: string): Promise<Json> => {
    const lines = function* () {
      for (let n = 0; n < LINES; n += 1) {
        const line = Buffer.from(`${n === BROKEN ? '{"versions": [{' : JSON.stringify(generatedEntry(n))}\n`)
        bytes += line.length
        yield line
      }
    }
    bytes = 0
    const answer = await fetch(`${service.url}/v1/catalogue/imports?mode=${mode}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-ndjson', 'idempotency-key': randomUUID() },
      body: Readable.toWeb(Readable.from(lines())),
      duplex: 'half',
    })
    t.equal(answer.status, 202)
    return answer.json()
  }
  const count = () =>
    withClient({ ...superuserOf(dataDir), database: 'yichuang' }, async (client) => {
      const { rows } = await client.query<{ items: number; versions: number }>(
        'select (select count(*)::int from items) as items, (select count(*)::int from item_versions) as versions',
      )
      return rows[0]
    })

  const before = await count()
  for (const mode of ['all', 'valid']) {
    const { importId } = await send(mode)
    if (!process.env.CI) t.ok(bytes > 50_000_000, `${bytes} bytes`)
    const path = `/v1/catalogue/imports/${importId}`
    let last = await get(path)
    let kills = 0
    for (let seen = ''; last.state === 'checking' || last.state === 'applying'; ) {
      // Killed in the middle of the check, and as soon as it writes.
      const here = last.state === 'checking' ? (last.read > LINES / 3 ? 'checking' : '') : 'applying'
      if (here !== '' && here !== seen) {
        seen = here
        kills += 1
        await service.end('SIGKILL')
        service = startServiceProcess(t, settings)
        await service.ready
      }
      await sleep(20)
      last = await get(path)
    }
    t.ok(kills > 0, `${kills} kills in mode ${mode}`)
    t.match(last, { lines: LINES, read: LINES, accepted: LINES - 1, refused: 1 })
    const { data } = await get(`${path}/findings`)
    t.match(data, [{ line: BROKEN + 1, findings: [{ rule: 'NOT_JSON' }] }])
    t.equal(data.length, 1)
    const after = await count()
    if (mode === 'all') {
      t.match(last, { state: 'refused', applied: 0 })
      t.same(after, before, 'nothing of it is there')
    } else {
      t.match(last, { state: 'done', applied: LINES - 1 })
      t.same(after, {
        items: (before?.items ?? 0) + LINES - 1,
        versions: (before?.versions ?? 0) + LINES - 1,
      })
    }
    t.comment(`memory: ${/^VmHWM:.*$/m.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))?.[0]}`)
  }
  t.match(await service.end('SIGTERM'), { code: 0 })
})
