import t, { type Test } from 'tap'
import { createKept, type Keeping } from '../../src/database/kept.js'
import { createListener } from '../../src/database/listener.js'
import { startTestApp } from '../helpers/app.js'
import { quiet } from '../helpers/cluster.js'
import { holdMemory } from '../helpers/memory.js'
import { until } from '../helpers/service.js'

const app = await startTestApp(t)
const CHANNEL = 'kept_in_a_test'

/** Something that is kept, with a connection of its own; counts how often it was read. */
function keeping(t: Test, more: Partial<Keeping['told']> = {}) {
  holdMemory(t)
  const listener = createListener(app.deps.pool, quiet)
  t.teardown(() => listener.close())
  const told = { listener, channel: CHANNEL, isKeyed: true, ...more }
  const kept = createKept<string>({ most: 100, maxAgeMs: 60_000, told })
  let reads = 0
  const get = (key: string, load = async () => key) =>
    kept.get(key, () => {
      reads += 1
      return load()
    })
  /** How often it is read while it is asked for this. */
  const readsOf = async (...keys: string[]) => {
    const before = reads
    for (const key of keys) await get(key)
    return reads - before
  }
  const heard = () => until('the channel is heard', () => listener.hears(CHANNEL))
  return { listener, kept, get, readsOf, heard }
}

const tell = (payload: string) => app.database.asOwner('select pg_notify($1, $2)', [CHANNEL, payload])
const connections = () =>
  app.database.asSuperuser<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'yichuang-listener' and datname = current_database()`,
  )

t.test('one connection hears for all features, and after a loss what was missed is read again', async (t) => {
  const before = (await connections()).length
  const { listener, kept, get, readsOf, heard } = keeping(t)
  const told: string[] = []
  await get('甲')
  for (const channel of ['one_more', 'another'])
    listener.on(channel, { heard: (payload) => told.push(`${channel} ${payload}`), missed() {} })
  await heard()
  await until('all channels', async () => listener.hears('one_more') && listener.hears('another'))
  t.equal((await connections()).length, before + 1, 'three channels, one connection')
  await app.database.asOwner(`select pg_notify('one_more', '1'), pg_notify('another', '2')`)
  await until('each to its own', async () => told.length === 2)
  t.same(told.toSorted(), ['another 2', 'one_more 1'])

  t.equal(await readsOf('甲', '甲', '乙', '乙'), 2, 'kept once it is heard')
  await tell('甲')
  await until('what was told', async () => (await readsOf('甲')) === 1)
  t.equal(await readsOf('乙'), 0, 'the other stays')

  for (const { pid } of await connections())
    await app.database.asSuperuser('select pg_terminate_backend($1)', [pid])
  await until('the loss', async () => !listener.hears(CHANNEL))
  t.equal(await readsOf('乙', '乙'), 2, 'while nothing is heard nothing is kept')
  await tell('乙') // heard by nobody
  await heard()
  t.equal(await readsOf('乙', '乙'), 1, 'read again, then kept')
  kept.forget('乙')
  t.equal(await readsOf('乙', '乙'), 2, 'changed here: nothing is kept until the own word has surely come')
})

t.test('what was read while it changed is not kept', async (t) => {
  const { get, readsOf, heard } = keeping(t)
  await get('甲')
  await heard()
  t.equal(await readsOf('乙'), 1)
  await get('甲', async () => {
    await tell('乙')
    await until('it is told', async () => (await readsOf('乙')) === 1)
    return 'old'
  })
  t.equal(await readsOf('甲'), 1, 'it may be what was before')
  t.equal(await get('甲'), '甲')
})

t.test(
  'before anything is heard nothing is kept, unless for a moment; and nothing after the end',
  async (t) => {
    const { listener, readsOf, heard } = keeping(t)
    t.equal(await readsOf('甲', '甲'), 2)
    const { readsOf: readsOfOther } = keeping(t, { unheardMs: 60_000 })
    t.equal(await readsOfOther('甲', '甲'), 1)
    await heard()
    await listener.close()
    t.equal(await readsOf('甲', '甲'), 2)
  },
)

t.test('however many things change here, none of them is kept at once', async (t) => {
  const { kept, get, readsOf, heard } = keeping(t)
  await get('甲')
  await heard()
  for (const key of ['甲', ...Array.from({ length: 1500 }, (_, n) => `${n}`)]) kept.forget(key)
  t.equal(await readsOf('甲', '甲'), 2)
})
