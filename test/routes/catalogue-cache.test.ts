import { setImmediate as immediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { FOOD_LICENCE_ITEM_CODE, LESHAN_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { testDatabase } from '../helpers/database.js'
import { holdMemory } from '../helpers/memory.js'
import { foodBusinessLicence } from '../helpers/sample.js'
import { until } from '../helpers/service.js'

const ITEM = `/v1/items/${FOOD_LICENCE_ITEM_CODE}`

/** Two instances on one database, whose memories grow no older by themselves: the first counts its statements. */
async function startTwo(t: Test) {
  holdMemory(t)
  const database = await testDatabase(t)
  let statements = 0
  const onQuery = () => {
    statements += 1
  }
  const one = await startTestApp(t, { database, onQuery })
  const other = await startTestApp(t, { database })
  const asked = async (path: string, headers = {}) => {
    const before = statements
    const answer = await one.request('GET', path, { headers })
    return { ...answer, statements: statements - before }
  }
  const warm = (path: string) =>
    until(`${path} comes from memory`, async () => (await asked(path)).statements === 0)
  return { database, one, other, asked, warm }
}

/** Publishes the item under another name. */
async function publish(app: TestApp, name: string, body = {}): Promise<void> {
  const token = await app.token('cataloguer')
  const changed = await app.request('PUT', `${ITEM}/draft`, {
    token,
    body: { ...foodBusinessLicence, name },
    headers: { 'if-match': '*' },
  })
  if (changed.status !== 200) throw new Error(changed.text)
  const published = await app.request('POST', `${ITEM}/draft/publish`, { token, body })
  if (published.status !== 200) throw new Error(published.text)
}

t.test('items and guides come from memory, and 304 too', async (t) => {
  const { asked, warm, one } = await startTwo(t)
  for (const path of [ITEM, `${ITEM}/guide`]) {
    const cold = await asked(path)
    await warm(path)
    const hot = await asked(path)
    t.same([hot.status, hot.text, hot.headers.etag], [200, cold.text, cold.headers.etag], path)
    t.match(hot.headers['content-type'], /^application\/json/)
    const known = await asked(path, { 'if-none-match': hot.headers.etag })
    t.same([known.status, known.text, known.statements], [304, '', 0])
    const english = await asked(path, { 'accept-language': 'en' })
    t.equal(english.headers['content-language'], 'en')
    t.not(english.headers.etag, hot.headers.etag, 'each language has its own')
  }
  const full = (await one.request('GET', ITEM)).body
  t.match(full, {
    itemCode: FOOD_LICENCE_ITEM_CODE,
    version: 1,
    state: 'IN_USE',
    name: foodBusinessLicence.name,
  })
  t.equal((await asked('/v1/items/NONE')).status, 404)
  t.ok((await asked('/v1/items/NONE')).statements > 0, 'what is not there may be there in a moment')
})

t.test('a publication is seen at once here, and elsewhere as soon as it is told', async (t) => {
  const { asked, warm, other } = await startTwo(t)
  await warm(ITEM)
  await publish(other, '食品经营许可（新）')
  t.equal((await other.request('GET', ITEM)).body.name, '食品经营许可（新）')
  await until('the other instance shows it', async () => (await asked(ITEM)).body.version === 2)
  t.match((await asked(`${ITEM}/guide`)).body, { version: 2, name: '食品经营许可（新）' })
  await warm(ITEM)
  t.equal((await asked(ITEM)).body.version, 2)
})

t.test('two versions are compared, in words', async (t) => {
  const { one, other } = await startTwo(t)
  await publish(other, '食品经营许可（新）')
  const read = (path: string, headers = {}) => one.request('GET', `${ITEM}/versions/${path}`, { headers })
  const diff = await read('1/diff/2')
  t.match(diff, {
    status: 200,
    body: {
      from: 1,
      to: 2,
      changes: [{ pointer: '/name', kind: 'changed', title: '名称', after: '食品经营许可（新）' }],
    },
  })
  t.equal(diff.body.changes.length, 1)
  t.equal((await read('1/diff/2', { 'accept-language': 'en' })).body.changes[0].title, 'name')
  t.equal((await read('1/diff/2', { 'if-none-match': diff.headers.etag })).status, 304)
  t.same((await read('2/diff/2')).body.changes, [])
  t.equal((await read('2/diff/1')).body.changes[0].after, foodBusinessLicence.name)
  t.equal((await read('1/diff/3')).status, 404)
  t.equal((await read('1/diff/x')).status, 400)
})

t.test('readers meanwhile never keep what was', async (t) => {
  const { one, other, asked } = await startTwo(t)
  let isReading = true
  const reading = Promise.all(
    Array.from({ length: 8 }, async () => {
      // Requests without a socket never leave the turn of the event loop by themselves.
      while (isReading) {
        await one.request('GET', ITEM)
        await immediate()
      }
    }),
  )
  for (let version = 2; version <= 6; version += 1) {
    await publish(version % 2 ? one : other, `食品经营许可 ${version}`)
    await until(`version ${version}`, async () => (await asked(ITEM)).body.version === version)
  }
  isReading = false
  await reading
  t.equal((await asked(ITEM)).body.version, 6)
})

t.test('a change by whatever way is told', async (t) => {
  const { asked, warm, database, one, other } = await startTwo(t)
  await warm(ITEM)
  await database.asOwner(`update items set state = 'SUSPENDED' where item_code = $1`, [
    FOOD_LICENCE_ITEM_CODE,
  ])
  await until('it is shown', async () => (await asked(ITEM)).body.state === 'SUSPENDED')
  const token = await one.token('cataloguer')
  t.equal((await one.request('POST', `${ITEM}/resume`, { token })).status, 200)
  t.equal((await asked(ITEM)).body.state, 'IN_USE', 'at once where it was done')
  await until('the other shows it', async () => (await other.request('GET', ITEM)).body.state === 'IN_USE')
})

t.test('without the listening connection nothing is kept; it comes back by itself', async (t) => {
  const { asked, warm, database, other } = await startTwo(t)
  await warm(ITEM)
  const killed = await database.asSuperuser(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'yichuang-listener' and datname = current_database()`,
  )
  t.ok(killed.length > 0)
  await until('it asks the database again', async () => (await asked(ITEM)).statements > 0)
  await publish(other, '没有通知也看得到')
  t.equal((await asked(ITEM)).body.name, '没有通知也看得到')
  await warm(ITEM)
})

t.test('a version that takes over on a later day does, without a word', async (t) => {
  const { asked, warm, database, one } = await startTwo(t)
  await warm(ITEM)
  await publish(one, '明天生效', { effectiveFrom: '2026-03-03' })
  t.equal((await asked(ITEM)).body.version, 1)
  t.ok((await asked(ITEM)).statements > 0, 'the day decides')
  await database.setNow('2026-03-03T01:00:00.000000Z')
  t.match((await asked(ITEM)).body, { version: 2, name: '明天生效' })
  t.equal((await asked(`/v1/items/${LESHAN_ITEM_CODE}`)).status, 200)
})
