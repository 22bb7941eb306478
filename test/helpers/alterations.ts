import pg from 'pg'
import type { Test } from 'tap'
import { typeParsers } from '../../src/database/parsers.js'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { sealBatch } from '../../src/features/history/sealer.js'
import { verifyHistory } from '../../src/features/history/verify.js'
import { startTestApp, type TestApp } from './app.js'
import { makeHistory, makeRightsHistory } from './history.js'
import { TAMPERS } from './tampers.js'

/** A service with a history that lies whole in its chains, and a superuser’s connection. */
export async function startWithHistory(t: Test) {
  const app = await startTestApp(t)
  await makeRightsHistory(app)
  await makeHistory(app)
  await settle(app)
  return { app, superuser: await superuserOf(t, app) }
}

/** A connection of the superuser to the database of a test. */
export async function superuserOf(t: Test, app: TestApp): Promise<pg.Client> {
  const superuser = new pg.Client({ ...app.database.superuserConfig, types: typeParsers })
  await superuser.connect()
  await superuser.query("set timezone = 'UTC'")
  t.teardown(() => superuser.end())
  return superuser
}

/** Everything that waits gets its place in its chain. */
export async function settle(app: TestApp): Promise<void> {
  while ((await sequenceBatch(app.deps.pool)) > 0);
  while ((await sealBatch(app.deps.pool)) > 0);
}

/** Always the same draws, so that a failure can be looked at. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * sides)
  }
}

/** So many alterations of every kind by a superuser, each taken back: verification must find each of them. */
export async function alterEverything(t: Test, rounds: number): Promise<void> {
  const { superuser } = await startWithHistory(t)
  const roll = dice(20_261_129)
  const done = new Map<string, number>()
  const missed: string[] = []
  for (let round = 0; round < rounds; round += 1) {
    const tamper = TAMPERS[round % TAMPERS.length]
    if (tamper === undefined) throw new Error('there are alterations')
    await superuser.query('begin')
    // As a superuser does who wants no trigger in his way.
    await superuser.query('set local session_replication_role = replica')
    const changed = await tamper.apply(superuser, roll)
    const { findings } = changed ? await verifyHistory(superuser) : { findings: [] }
    await superuser.query('rollback')
    if (!changed) throw new Error(`${tamper.name} changed nothing`)
    done.set(tamper.name, (done.get(tamper.name) ?? 0) + 1)
    if (findings.length === 0) missed.push(`${tamper.name} in round ${round}`)
  }
  t.strictSame(missed, [])
  t.equal(done.size, TAMPERS.length, [...done].map(([name, count]) => `${name}: ${count}`).join('; '))
  t.strictSame((await verifyHistory(superuser)).findings, [], 'each was taken back')
}
