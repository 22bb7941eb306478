import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createFreshness } from '../../src/database/freshness.js'
import { startTestApp } from '../helpers/app.js'
import { quiet } from '../helpers/cluster.js'

const app = await startTestApp(t)

t.test('before anything can be heard nothing may be kept', (t) => {
  const freshness = createFreshness(app.deps.pool, { channel: 'dictionaries', log: quiet, drop() {} })
  t.teardown(() => freshness.close())
  t.notOk(freshness.reading()())
  t.end()
})

t.test('nor after the end, when nobody listens and nobody would end a new connection', async (t) => {
  const freshness = createFreshness(app.deps.pool, { channel: 'after_the_end', log: quiet, drop() {} })
  await freshness.close()
  t.notOk(freshness.reading()())
  await sleep(200)
  const rows = await app.database.asSuperuser(
    `select 1 from pg_stat_activity where application_name = 'yichuang-after_the_end'`,
  )
  t.same(rows, [])
})

t.test('who changes again what was changed long ago is not forgotten as the oldest', async (t) => {
  const freshness = createFreshness(app.deps.pool, { channel: 'dictionaries', log: quiet, drop() {} })
  t.teardown(() => freshness.close())
  for (let n = 0; n < 200 && !freshness.reading('甲')(); n += 1) await sleep(20)
  t.ok(freshness.reading('甲')())
  for (const payload of ['甲', ...Array.from({ length: 999 }, (_, n) => `${n}`), '甲', '乙'])
    freshness.forget(payload)
  t.notOk(freshness.reading('甲')(), 'changed a moment ago')
})
