import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { withClient } from '../helpers/cluster.js'
import {
  childrenOf,
  postmasterOf,
  setSuiteClock,
  superuserOf,
  temporaryDataDir,
} from '../helpers/data-dir.js'
import { checkLedger, followFeed, summary } from '../helpers/ledger.js'
import { type Load, startLoad } from '../helpers/load.js'
import { startServiceProcess, until } from '../helpers/service.js'

const KILLS = process.env.CI ? 2 : 5
t.setTimeout(0)

t.test(`kill -9 of the postmaster under load, ${KILLS} times`, (t) =>
  killUnderLoad(t, async (dataDir) => {
    const postmaster = postmasterOf(dataDir)
    if (postmaster === undefined) throw new Error('no Postgres to kill')
    process.kill(postmaster, 'SIGKILL')
  }),
)

t.test(`kill -9 of a backend under load, ${KILLS} times: Postgres throws out all the others`, (t) =>
  killUnderLoad(t, async (dataDir) => {
    const backend = await withClient(superuserOf(dataDir), async (client) => {
      const { rows } = await client.query<{ pid: number }>(
        `select pid from pg_stat_activity where application_name = 'yichuang' order by state_change desc limit 1`,
      )
      return rows[0]?.pid ?? 0
    })
    if (!childrenOf(postmasterOf(dataDir) ?? 0).includes(backend)) throw new Error('no backend to kill')
    process.kill(backend, 'SIGKILL')
  }),
)

/** The service stays the same process the whole time, and every request gets an answer. */
async function killUnderLoad(t: Test, kill: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = await temporaryDataDir(t)
  const database = superuserOf(dataDir)
  const service = startServiceProcess(t, { DATA_DIR: dataDir, SEED: 'catalogue' })
  const url = await service.ready
  await setSuiteClock(database)
  const tokens = {
    clerk: await signDevToken(dataDir, { role: 'clerk' }),
    exchange: await signDevToken(dataDir, { role: 'exchange' }),
  }
  // Refused with 503, or held up by the same request's first try: neither a 500 nor a broken socket.
  const patience = /^(503 DATABASE_UNAVAILABLE|409 REQUEST_IN_PROGRESS)$/
  const load = startLoad(t, { url: () => url, token: tokens.clerk, patience })
  const follower = followFeed(t, () => url, tokens.exchange)
  for (let killed = 1; killed <= KILLS; killed += 1) {
    await moreWrites(load, 50)
    const refused = load.outcomes.get('503 DATABASE_UNAVAILABLE') ?? 0
    await sleep(Math.random() * 300)
    await kill(dataDir)
    await until('it was felt', () => (load.outcomes.get('503 DATABASE_UNAVAILABLE') ?? 0) > refused)
    await moreWrites(load, 50)
  }
  await load.stop()
  t.comment(summary(load), 'feed:', summary(follower))
  t.ok(service.isRunning, 'the service recovered by itself')
  t.same(
    [...follower.outcomes.keys()].filter((name) => !/^(200|503 DATABASE_UNAVAILABLE)$/.test(name)),
    [],
    'the reader of the feed met nothing but the same refusal',
  )
  await follower.finish(t, database)
  await checkLedger(t, { load, url, tokens, database })
  t.match(await service.end('SIGTERM'), { code: 0, signal: null })
  t.equal(postmasterOf(dataDir), undefined, 'and leaves no Postgres behind')
}

async function moreWrites(load: Load, count: number): Promise<void> {
  const before = load.writes
  await until('cases are taken in again', () => load.writes >= before + count)
}
