import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { testDatabase } from '../helpers/database.js'
import { holdMemory } from '../helpers/memory.js'
import { until } from '../helpers/service.js'

const READ = /from search_synonyms/

/** Two instances on one database, whose memories grow no older by themselves; the first counts how often it reads the synonyms. */
async function startTwo(t: Test) {
  const pass = holdMemory(t)
  const database = await testDatabase(t)
  let reads = 0
  const onQuery = (text: string) => {
    if (READ.test(text)) reads += 1
  }
  const one = await startTestApp(t, { database, onQuery })
  const other = await startTestApp(t, { database })
  const readsOf = async (work: () => Promise<unknown>) => {
    const before = reads
    await work()
    return reads - before
  }
  const warm = async () => {
    await until('the synonyms come from memory', async () => (await readsOf(() => find(one))) === 0)
    // What was read before its connection could hear is read again once: only then it stays.
    await until('it listens', async () => {
      const heard = await database.asSuperuser<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and query like 'listen%'`,
      )
      return (heard[0]?.n ?? 0) > 0
    })
    await sleep(200)
    await until('they come from memory still', async () => (await readsOf(() => find(one))) === 0)
  }
  return { database, one, other, readsOf, warm, pass }
}

/** What a made-up word finds first. */
const find = async (app: TestApp): Promise<string | undefined> =>
  (await app.request('GET', `/v1/items?q=${encodeURIComponent('吃席证')}`)).body.data[0]?.name

async function put(app: TestApp, words: string[]): Promise<void> {
  const answer = await app.request('PUT', '/v1/synonyms/test', {
    token: await app.token('cataloguer'),
    headers: { 'if-match': '*' },
    body: { words },
  })
  if (answer.status !== 200) throw new Error(answer.text)
}

async function remove(app: TestApp): Promise<void> {
  const token = await app.token('cataloguer')
  const answer = await app.request('DELETE', '/v1/synonyms/test', { token, headers: { 'if-match': '*' } })
  if (answer.status !== 204) throw new Error(answer.text)
}

t.test('a change of synonyms is known at once here, and elsewhere as soon as it is told', async (t) => {
  const { one, other, warm } = await startTwo(t)
  const shows = (name: string | undefined) =>
    until(`the other instance finds ${name}`, async () => (await find(one)) === name)
  await warm()
  await put(other, ['吃席证', '食品经营'])
  t.equal(await find(other), '食品经营许可')
  await shows('食品经营许可')
  await warm()
  await put(other, ['吃席证', '结婚'])
  await shows('内地居民结婚登记')
  await warm()
  await remove(other)
  await shows(undefined)
})

t.test('one by whatever way is told', async (t) => {
  const { database, one, warm } = await startTwo(t)
  await warm()
  await database.asOwner(
    `insert into search_synonyms (key, words, updated_at) values ('test', '{吃席证,结婚}', now())`,
  )
  await until('it is known', async () => (await find(one)) === '内地居民结婚登记')
})

t.test('what was read before anything could be heard is read again', async (t) => {
  const { database, one, other } = await startTwo(t)
  await find(one) // only now its connection is made: it has missed what is told meanwhile
  await database.asOwner('alter table search_synonyms disable trigger search_synonyms_tell')
  await put(other, ['吃席证', '结婚'])
  await until('it is known', async () => (await find(one)) === '内地居民结婚登记')
})

t.test('without a word it is known after a while', async (t) => {
  const { database, one, other, readsOf, warm, pass } = await startTwo(t)
  await warm()
  await database.asOwner('alter table search_synonyms disable trigger search_synonyms_tell')
  await put(other, ['吃席证', '结婚'])
  t.equal(await find(one), undefined)
  pass(5000)
  t.equal(await find(one), '内地居民结婚登记')
  t.equal(await readsOf(() => Promise.all([find(one), find(one), find(one)])), 0)
})

t.test('a connection that was lost has missed words: what was kept is read again', async (t) => {
  const { database, one, readsOf, warm } = await startTwo(t)
  await warm()
  const killed = await database.asSuperuser(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'yichuang-listener' and datname = current_database()`,
  )
  t.ok(killed.length > 0)
  await until('the loss is noticed', async () => (await readsOf(() => find(one))) > 0)
  await until('it listens again', async () => {
    const listening = await database.asSuperuser(
      `select from pg_stat_activity where application_name = 'yichuang-listener' and datname = current_database()`,
    )
    return listening.length === killed.length
  })
})
