import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { nextLeshanCase } from '../helpers/cases.js'
import { temporaryDataDir } from '../helpers/data-dir.js'
import { testDatabase } from '../helpers/database.js'
import { createHttpClient, isBroken, nameOf } from '../helpers/http-client.js'
import { outsideSettings, type ServiceProcess, startServiceProcess } from '../helpers/service.js'

const isShort = process.env.CI !== undefined
const CLIENTS = isShort ? 8 : 64
const KEYS = isShort ? 60 : 500
const KILLS = isShort ? 3 : 20
/** What a client meets when the service is killed under it, or another is still at work on the same key. */
const PATIENCE = /^(E[A-Z]+|HANG|409 REQUEST_IN_PROGRESS|503 .*)$/

t.setTimeout(0)

t.test(
  `${CLIENTS} clients × ${KEYS} keys on two instances, ${KILLS} killed after a commit: one case a key, and one answer`,
  async (t) => {
    const database = await testDatabase(t)
    const dataDir = await temporaryDataDir(t)
    const settings = { ...outsideSettings(database, dataDir) }
    const start = async (): Promise<ServiceProcess> => {
      const service = startServiceProcess(t, settings)
      await service.ready
      return service
    }
    const instances = [await start(), await start()]
    const token = await signDevToken(dataDir, { role: 'clerk' })
    const http = createHttpClient()
    t.teardown(() => http.close())

    const requests = Array.from({ length: KEYS }, () => {
      const key = randomUUID()
      const body = { ...nextLeshanCase(), externalNos: [{ system: 'load', number: key }] }
      return { key, body, answers: new Set<string>(), first: 0, replays: 0 }
    })
    const troubles: string[] = []
    let answered = 0
    const insist = async (at: number, turn: number): Promise<void> => {
      const request = requests[at]
      if (request === undefined) throw new Error(`no request ${at}`)
      for (let attempt = turn; ; attempt += 1) {
        const url = instances[attempt % instances.length]?.url ?? ''
        const headers = { 'idempotency-key': request.key }
        const answer = await http.request('POST', `${url}/v1/cases`, { token, headers, body: request.body })
        if (!isBroken(answer) && answer.status === 201) {
          request.answers.add(answer.text)
          if (answer.headers['idempotency-replayed'] === 'true') request.replays += 1
          else request.first += 1
          answered += 1
          return
        }
        if (!PATIENCE.test(nameOf(answer))) {
          troubles.push(`${nameOf(answer)}: ${isBroken(answer) ? '' : answer.text}`)
          return
        }
        await sleep(50)
      }
    }
    const client = async (shift: number): Promise<void> => {
      for (let index = 0; index < KEYS; index += 1) await insist((index + shift * 7) % KEYS, shift + index)
    }
    const working = Promise.all(Array.from({ length: CLIENTS }, (_, shift) => client(shift)))

    let kills = 0
    const killer = async (): Promise<void> => {
      const keysThere = async () =>
        (await database.asOwner<{ count: number }>('select count(*)::int as count from idempotency_keys'))[0]
          ?.count ?? 0
      while (kills < KILLS && answered < CLIENTS * KEYS) {
        const before = await keysThere()
        // A new key is there: its commit is over, and its answer may be on the way.
        if (before < KEYS)
          for (let now = before; now === before && answered < CLIENTS * KEYS; ) now = await keysThere()
        const which = kills % instances.length
        await instances[which]?.end('SIGKILL')
        kills += 1
        instances[which] = await start()
        await sleep(200)
      }
    }
    await Promise.all([working, killer()])

    t.same(troubles.slice(0, 3), [], 'nothing but the expected failures')
    t.ok(kills > 0, `${kills} kills`)
    const unlike = requests.filter(({ answers }) => answers.size !== 1)
    t.equal(unlike.length, 0, 'every answer of a key is the same, byte for byte')
    t.ok(
      requests.every(({ first }) => first <= 1),
      'none is answered as new twice',
    )
    const lost = requests.filter(({ first }) => first === 0).length
    t.comment(`${lost} keys were committed by a process that was killed before it answered`)
    const [there] =
      await database.asOwner(`select count(*)::int as cases, count(distinct case_no)::int as numbers,
      count(distinct facts->'externalNos'->0->>'number')::int as keys,
      (select count(*)::int from case_events where type = 'submit') as events,
      (select count(*)::int from idempotency_keys) as kept from cases`)
    t.same(there, { cases: KEYS, numbers: KEYS, keys: KEYS, events: KEYS, kept: KEYS })
    for (const instance of instances) await instance.end('SIGTERM')
  },
)
