import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import t, { type Test } from 'tap'
import { openCluster, startServer, stopServer } from '../../src/database/embedded-cluster.js'
import { APP_ROLE, OWNER_ROLE, prepareDatabase } from '../../src/database/roles.js'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { quiet, withClient } from '../helpers/cluster.js'
import { setSuiteClock, signalServer, superuserOf, temporaryDataDir } from '../helpers/data-dir.js'
import { createHttpClient, isBroken, nameOf, refusalFaults } from '../helpers/http-client.js'
import { checkLedger, followFeed, summary } from '../helpers/ledger.js'
import { startLoad } from '../helpers/load.js'
import { seedSampleData } from '../helpers/sample.js'
import { outsideSettings, startServiceProcess, until } from '../helpers/service.js'

const STOPPED_MS = process.env.CI ? 8000 : 30_000
/** Longer than the limit, also in the short run: otherwise nothing would show who waits until the end. */
const FROZEN_MS = process.env.CI ? 22_000 : 30_000
/** Five seconds for a connection, twelve for one that says nothing any more, and some for a slow machine. */
const HANG_MS = 20_000
t.setTimeout(0)

t.test(`the database stopped for ${STOPPED_MS / 1000} s`, (t) =>
  away(t, STOPPED_MS, async (cluster, wait) => {
    await stopServer(cluster)
    await wait()
    await startServer(cluster)
  }),
)

// Nothing is refused then: connections are there and new ones are taken, but no answer comes, as from a server whose
// disk hangs or whose network is cut.
t.test(`the database frozen for ${FROZEN_MS / 1000} s`, (t) =>
  away(t, FROZEN_MS, async ({ dataDir }, wait) => {
    signalServer(dataDir, 'SIGSTOP')
    await wait()
    signalServer(dataDir, 'SIGCONT')
  }),
)

type Cluster = Awaited<ReturnType<typeof openCluster>>

async function away(
  t: Test,
  ms: number,
  take: (cluster: Cluster, wait: () => Promise<void>) => Promise<void>,
) {
  const dataDir = await temporaryDataDir(t)
  const cluster = await openCluster({ dataDir })
  await startServer(cluster)
  const database = superuserOf(dataDir)
  await withClient({ ...database, database: 'postgres' }, (db) => prepareDatabase(db, { log: quiet }))
  const address = (role: string) =>
    `postgres://${role}@localhost:5432/yichuang?host=${encodeURIComponent(String(database.host))}`
  const settings = outsideSettings({ appUrl: address(APP_ROLE), ownerUrl: address(OWNER_ROLE) }, dataDir)
  const service = startServiceProcess(t, settings)
  const url = await service.ready
  await seedSampleData(database, dataDir)
  await setSuiteClock(database)
  const tokens = {
    clerk: await signDevToken(dataDir, { role: 'clerk' }),
    exchange: await signDevToken(dataDir, { role: 'exchange' }),
  }
  // A statement that was frozen with its server may take effect afterwards: then the same request waits for it.
  const patience = /^(503 DATABASE_UNAVAILABLE|409 REQUEST_IN_PROGRESS)$/
  const load = startLoad(t, { url: () => url, token: tokens.clerk, patience, limitMs: HANG_MS, workers: 16 })
  const follower = followFeed(t, () => url, tokens.exchange)
  await until('cases are taken in', () => load.writes > 50)
  await take(cluster, () => watchAway(t, url, ms))
  const before = load.writes
  await until('the service works again by itself', () => load.writes > before + 50)
  await until('it is ready', async () => (await health(url, 'ready')).name === '200')
  await load.stop()
  t.comment(summary(load), 'feed:', summary(follower))
  t.ok((load.outcomes.get('503 DATABASE_UNAVAILABLE') ?? 0) > 0)
  await follower.finish(t, database)
  await checkLedger(t, { load, url, tokens, database })
  await checkWorkers(t, database)
  t.match(await service.end('SIGTERM'), { code: 0, signal: null })
}

/** Asks both probes all the time; sees that readiness says no and liveness yes. */
async function watchAway(t: Test, url: string, ms: number): Promise<void> {
  const until = Date.now() + ms
  const live = new Set<string>()
  const ready: { name: string; faults: string[] }[] = []
  while (Date.now() < until) {
    live.add((await health(url, 'live')).name)
    ready.push(await health(url, 'ready'))
    await sleep(200)
  }
  t.same([...live], ['200'], 'alive all the time')
  t.same([...new Set(ready.map(({ name }) => name))], ['503 DATABASE_UNAVAILABLE'], 'not ready')
  t.same(
    ready.flatMap(({ faults }) => faults),
    [],
  )
}

async function health(url: string, which: 'live' | 'ready') {
  const client = createHttpClient()
  const answer = await client.request('GET', `${url}/health/${which}`, { limitMs: HANG_MS })
  client.close()
  const isRefusal = !isBroken(answer) && answer.status >= 400
  return { name: nameOf(answer), faults: isRefusal ? refusalFaults(answer) : [] }
}

/** Ten days later: the licences that nobody has accepted count as accepted, and the feed tells it. */
async function checkWorkers(t: Test, database: pg.ClientConfig): Promise<void> {
  await setSuiteClock(database, '2026-03-12T01:00:00.000000Z')
  await withClient(database, async (db) => {
    const { rows } = await db.query<{ count: number }>(
      `select count(*)::int as count from case_clocks where kind = 'INTAKE_5D' and stopped_on is null`,
    )
    const due = rows[0]?.count ?? 0
    t.ok(due > 0, `${due} clocks run out`)
    await until('the monitor and the feed have drawn the consequences', async () => {
      const { rows } = await db.query<{ count: number }>(
        `select count(*)::int as count from feed f join case_events e on e.event_id = f.event_id where e.type = 'deemAccept'`,
      )
      return rows[0]?.count === due
    })
  })
}
