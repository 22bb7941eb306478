import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { withClient } from '../helpers/cluster.js'
import { superuserOf, temporaryDataDir } from '../helpers/data-dir.js'
import { testDatabase } from '../helpers/database.js'
import { createHttpClient, isBroken } from '../helpers/http-client.js'
import { outsideSettings, startServiceProcess, until } from '../helpers/service.js'

const LINES = process.env.CI ? 3000 : 20_000
t.setTimeout(0)

t.test(
  'SIGTERM during the first start: it is heard, and the next start brings up a whole service',
  async (t) => {
    const dataDir = await temporaryDataDir(t)
    // The first may hear it when the sample is there already: then the second has only to listen.
    for (const said of [/embedded Postgres|database|migrat/i, /sample: \d+ divisions|listening on/]) {
      const service = startServiceProcess(t, { DATA_DIR: dataDir })
      await until('it says so, or is through', () => said.test(service.output()) || !service.isRunning)
      const { code, signal } = await service.end('SIGTERM')
      t.equal(signal, null, 'ended by itself')
      // 1: the start took longer than the time that an orchestrator gives, and was cut off.
      t.ok(code === 0 || code === 1, `exit ${code}`)
    }
    const service = startServiceProcess(t, { DATA_DIR: dataDir })
    t.equal((await fetch(`${await service.ready}/health/ready`)).status, 200)
    const { rows } = await withClient(superuserOf(dataDir), (client) =>
      client.query('select count(*)::int as items from items'),
    )
    t.ok(rows[0].items > 0, 'with the sample')
    t.match(await service.end('SIGTERM'), { code: 0, signal: null })
  },
)

t.test('SIGTERM in the middle of a heavy import: gone in order, and another instance ends it', async (t) => {
  const database = await testDatabase(t)
  const dataDir = await temporaryDataDir(t)
  const settings = outsideSettings(database, dataDir)
  const service = startServiceProcess(t, settings)
  const url = await service.ready
  const client = createHttpClient()
  t.teardown(() => client.close())
  const token = await signDevToken(dataDir, { role: 'operator' })
  const lines = Array.from({ length: LINES }, (_, n) =>
    JSON.stringify({ code: `STOP-${n}`, name: `单位${n}`, division: '511102', kind: 'department' }),
  )
  const sent = await client.request('POST', `${url}/v1/imports?kind=organisations&mode=valid`, {
    token,
    headers: { 'content-type': 'application/x-ndjson' },
    body: Buffer.from(`${lines.join('\n')}\n`),
  })
  if (isBroken(sent)) throw new Error(sent.code)
  t.equal(sent.status, 202)
  const stateOf = async () => {
    const [job] = await database.asOwner<{ state: string }>(`select state from jobs where kind = 'import'`)
    return job?.state
  }
  await until('it is at work', async () => (await stateOf()) !== 'waiting')
  await sleep(200)
  t.match(await service.end('SIGTERM'), { code: 0, signal: null })
  t.comment(`stopped while the job was ${await stateOf()}`)
  const next = startServiceProcess(t, settings)
  await next.ready
  await until('another one ends it', async () => (await stateOf()) === 'done')
  const [counted] = await database.asOwner<{ n: number }>(
    `select count(*)::int as n from organisations where code like 'STOP-%'`,
  )
  t.equal(counted?.n, LINES, 'every line once')
  t.match(await next.end('SIGTERM'), { code: 0, signal: null })
})
