import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { withClient } from '../helpers/cluster.js'
import { temporaryDataDir } from '../helpers/data-dir.js'
import { testDatabase } from '../helpers/database.js'
import { checkLedger, followFeed, summary } from '../helpers/ledger.js'
import { startLoad } from '../helpers/load.js'
import { outsideSettings, startServiceProcess } from '../helpers/service.js'

/** The tables that a case is written to, and what is read with it. */
const TABLES = [
  'cases',
  'case_forms',
  'case_parties',
  'case_materials',
  'case_clocks',
  'case_tasks',
  'case_events',
  'case_documents',
  'idempotency_keys',
  'outbox',
  'feed',
  'calendars',
  'window_authorities',
]
const PAUSE_MS = 200
t.setTimeout(0)

t.test('32 writers while every table of theirs gets columns: not one request fails', async (t) => {
  const database = await testDatabase(t)
  const dataDir = await temporaryDataDir(t)
  const service = startServiceProcess(t, outsideSettings(database, dataDir))
  const url = await service.ready
  const tokens = {
    clerk: await signDevToken(dataDir, { role: 'clerk' }),
    exchange: await signDevToken(dataDir, { role: 'exchange' }),
  }
  const load = startLoad(t, { url: () => url, token: tokens.clerk, workers: 32, patience: /^$/ })
  const follower = followFeed(t, () => url, tokens.exchange)
  await sleep(1000)
  await withClient(database.ownerConfig, async (owner) => {
    // As the migrations do: who cannot have the table soon does not make everybody wait behind him.
    await owner.query("set lock_timeout = '2s'")
    for (const table of TABLES) {
      await owner.query(`alter table ${table} add column later_note text`)
      await sleep(PAUSE_MS)
      await owner.query(`alter table ${table} add column later_flag boolean not null default false`)
      await sleep(PAUSE_MS)
    }
  })
  await load.stop()
  t.comment(summary(load))
  t.ok(load.writes > 100, `${load.writes} writes`)
  t.same([...load.outcomes.keys()].sort(), ['200', '201'], 'nothing but done')
  await checkLedger(t, { load, url, tokens, database: database.superuserConfig })
  await follower.finish(t, database.superuserConfig)
  await service.end('SIGTERM')
})
