import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import type { Desk } from '../helpers/cases.js'
import { temporaryDataDir } from '../helpers/data-dir.js'
import { SUITE_START, type TestDatabase, testDatabase } from '../helpers/database.js'
import { createHttpClient, isBroken } from '../helpers/http-client.js'
import { buildPreviousRelease } from '../helpers/previous-release.js'
import { outsideSettings, startServiceProcess, until } from '../helpers/service.js'
import { licenceStory, onTheSpotStory } from '../helpers/stories.js'

t.setTimeout(0)

/** Nothing is in it, as before the first start. */
async function emptied(t: Test): Promise<TestDatabase> {
  const database = await testDatabase(t)
  await database.asSuperuser(
    'drop schema public cascade; create schema public authorization pg_database_owner; grant usage on schema public to public',
  )
  return database
}

/** Requests go to the addresses in turn; what no client should ever see is kept. */
function desks(t: Test, dataDir: string) {
  const client = createHttpClient()
  t.teardown(() => client.close())
  const faults: string[] = []
  const at = (...urls: string[]): Desk => {
    let turn = 0
    return {
      token: (role, options = {}) => signDevToken(dataDir, { role, ...options }),
      async request(method, path, sent = {}) {
        const url = urls[turn++ % urls.length] ?? ''
        const answer = await client.request(method, `${url}${path}`, sent)
        if (isBroken(answer)) throw new Error(`${method} ${url}${path}: ${answer.code}`)
        if (answer.status >= 500) faults.push(`${method} ${url}${path}: ${answer.text}`)
        return answer
      },
    }
  }
  return { at, faults }
}

async function bothStories(t: Test, desk: Desk): Promise<void> {
  await onTheSpotStory(t, desk)
  await licenceStory(t, desk)
}

t.test('the release before and this one, side by side on one database', async (t) => {
  const previous = await buildPreviousRelease(t)
  t.comment(`the release before is ${previous.commit}`)
  const database = await emptied(t)
  const dataDir = await temporaryDataDir(t)
  const settings = { ...outsideSettings(database, dataDir), LOG_LEVEL: 'warn' }
  const env = { PATH: process.env.PATH, ...settings }
  await promisify(execFile)(process.execPath, [previous.cli, 'seed'], { env, cwd: '/' })
  await database.setNow(SUITE_START)
  // The sample's own cases bear the first numbers of this very day.
  await database.asSuperuser("select setval('case_serial', 1000)")
  const { at, faults } = desks(t, dataDir)

  const info = { ...settings, LOG_LEVEL: 'info' }
  const old = startServiceProcess(t, info, previous.main)
  const oldUrl = await old.ready
  // Every statement of it is prepared by then, on a schema that is about to change.
  for (let round = 0; round < 3; round += 1) await bothStories(t, at(oldUrl))

  // A roll-out: the new one brings the database up to its own code while the old one goes on.
  let during = 0
  const present = startServiceProcess(t, info)
  const started = present.ready.then(() => true)
  while (!(await Promise.race([started, Promise.resolve(false)]))) {
    await bothStories(t, at(oldUrl))
    during += 1
  }
  const newUrl = await present.ready
  t.ok(during > 0, `${during} rounds of stories while it migrated`)

  await bothStories(t, at(oldUrl, newUrl))
  await bothStories(t, at(newUrl, oldUrl))
  await Promise.all(Array.from({ length: 4 }, () => bothStories(t, at(oldUrl, newUrl, newUrl))))
  await bothStories(t, at(oldUrl))
  t.same(faults, [], 'no request that failed on either')

  await until('every event has its position', async () => {
    const rows = await database.asOwner<{ left: number }>('select count(*)::int as left from outbox')
    return rows[0]?.left === 0
  })
  const told = await database.asOwner<{ events: number; fed: number }>(
    // What happened to a draft is told when it is handed in.
    `select (select count(*)::int from case_events e where not exists (
       select from cases c where c.id = e.case_id and c.received_on is null)) as events,
       (select count(*)::int from feed) as fed`,
  )
  t.equal(told[0]?.fed, told[0]?.events, 'and nothing that happened is missing in the feed')
  for (const service of [old, present]) t.match(await service.end('SIGTERM'), { code: 0 })
})
