import t from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { withClient } from '../helpers/cluster.js'
import { temporaryDataDir } from '../helpers/data-dir.js'
import { testDatabase } from '../helpers/database.js'
import { checkLedger, followFeed, summary } from '../helpers/ledger.js'
import { startLoad } from '../helpers/load.js'
import { outsideSettings, startServiceProcess, until } from '../helpers/service.js'

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
/** What is written between one change and the next, however fast the machine is. */
const WRITES_BETWEEN = 5
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
  const written = async () => {
    const enough = load.writes + WRITES_BETWEEN
    await until(`${enough} writes`, () => load.writes >= enough)
  }
  await written()
  await withClient(database.ownerConfig, async (owner) => {
    // As the migrations do: who cannot have the table soon does not make everybody wait behind him.
    await owner.query("set lock_timeout = '2s'")
    for (const table of TABLES) {
      await owner.query(`alter table ${table} add column later_note text`)
      await written()
      await owner.query(`alter table ${table} add column later_flag boolean not null default false`)
      await written()
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
