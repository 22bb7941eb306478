import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { setSuiteClock, superuserOf, temporaryDataDir } from '../helpers/data-dir.js'
import { checkLedger, followFeed, summary } from '../helpers/ledger.js'
import { startLoad } from '../helpers/load.js'
import { startServiceProcess } from '../helpers/service.js'

const KILLS = process.env.CI ? 4 : 20
// Ends with the last kill, not with tap's half minute.
t.setTimeout(0)

t.test(
  `kill -9 of the service under load, ${KILLS} times: nothing acknowledged is lost or half there`,
  async (t) => {
    const dataDir = await temporaryDataDir(t)
    const settings = { DATA_DIR: dataDir, SEED: 'catalogue' }
    const database = superuserOf(dataDir)
    let service = startServiceProcess(t, settings)
    await service.ready
    await setSuiteClock(database)
    const tokens = {
      clerk: await signDevToken(dataDir, { role: 'clerk' }),
      exchange: await signDevToken(dataDir, { role: 'exchange' }),
    }
    const url = () => service.url || 'http://127.0.0.1:1'
    // The database is there all the time: no answer may be a 5xx. A statement of the killed process may still run.
    const load = startLoad(t, { url, token: tokens.clerk, patience: /^(E[A-Z]+|409 REQUEST_IN_PROGRESS)$/ })
    const follower = followFeed(t, url, tokens.exchange)
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const before = load.writes
      while (load.writes < before + 20) await sleep(10)
      await sleep(Math.random() * 700)
      t.match(await service.end('SIGKILL'), { signal: 'SIGKILL' })
      if (kill % 4 === 0) {
        // It may also be killed while it starts, at whatever it is just doing then.
        const unlucky = startServiceProcess(t, settings)
        await sleep(Math.random() * 1500)
        await unlucky.end('SIGKILL')
      }
      service = startServiceProcess(t, settings)
      await service.ready
    }
    await sleep(500)
    await load.stop()
    t.comment(summary(load))
    await follower.finish(t, database)
    await checkLedger(t, { load, url: service.url, tokens, database })
    t.match(await service.end('SIGTERM'), { code: 0 })
  },
)
