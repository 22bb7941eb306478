import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { CHARGED } from '../../src/sample/charged-cases.js'
import type { Role } from '../../src/shared/roles.js'
import type { Answer } from '../helpers/app.js'
import { createCase, type Desk, transition } from '../helpers/cases.js'
import { withClient } from '../helpers/cluster.js'
import { setSuiteClock, superuserOf, temporaryDataDir } from '../helpers/data-dir.js'
import { createHttpClient } from '../helpers/http-client.js'
import { paymentSystem } from '../helpers/payments.js'
import { startServiceProcess } from '../helpers/service.js'

const KILLS = process.env.CI ? 3 : 10
const CASES = KILLS * 8
t.setTimeout(0)

t.test(`kill -9 while payments come in, ${KILLS} times: each is booked once, and none is lost`, async (t) => {
  const dataDir = await temporaryDataDir(t)
  const secret = Buffer.alloc(32, 3)
  const settings = { DATA_DIR: dataDir, SEED: 'catalogue', PAYMENT_SECRETS: secret.toString('base64') }
  const database = superuserOf(dataDir)
  let service = startServiceProcess(t, settings)
  await service.ready
  await setSuiteClock(database)
  const client = createHttpClient()
  t.teardown(() => client.close())
  const desk: Desk = {
    token: (role: Role) => signDevToken(dataDir, { role }),
    request: async (method, url, sent) =>
      (await client.request(method, `${service.url}${url}`, sent)) as Answer,
  }
  const billOf = async (caseNo: string) =>
    (await desk.request('GET', `/v1/cases/${caseNo}/bill`, { token: await desk.token('clerk') })).body
  const codes: string[] = []
  const cases: string[] = []
  for (let each = 0; each < CASES; each += 1) {
    const accepted = await transition(desk, 'clerk', await createCase(desk, CHARGED[0]?.body ?? {}), {
      action: 'accept',
    })
    cases.push(accepted.body.caseNo)
    codes.push((await billOf(accepted.body.caseNo)).paymentCode)
  }
  const bank = paymentSystem(secret, () => service.url || 'http://127.0.0.1:1', 100_000)
  let told = 0
  let killed = 0
  const lanes = [0, 1, 2, 3].map(async (lane) => {
    for (let at = lane; at < CASES; at += 4) {
      // Some kills come with every stage of it: nothing goes on before the next one is over.
      while (Math.floor(at / (CASES / KILLS)) > killed) await sleep(5)
      const tell = () => bank.pays(`T${at}`, codes[at] ?? '', 8000)
      const answers = await Promise.all([tell(), tell()])
      t.same(
        answers.map(({ status }) => status),
        [200, 200],
      )
      told += 1
    }
  })
  for (; killed < KILLS; killed += 1) {
    const before = told
    while (told < before + 1 && told < CASES) await sleep(2)
    await sleep(Math.random() * 60)
    t.match(await service.end('SIGKILL'), { signal: 'SIGKILL' })
    service = startServiceProcess(t, settings)
    await service.ready
  }
  await Promise.all(lanes)
  for (const caseNo of cases)
    t.match(await billOf(caseNo), { state: 'PAID', outstanding: { amount: 0 }, surplus: [] }, caseNo)
  const counts = await withClient(database, async (db) => {
    const { rows } = await db.query(
      `select (select count(*)::int from payment_records where outcome = 'settled') as settled,
        (select count(*)::int from payment_records) as records,
        (select count(*)::int from case_events where type in ('pay', 'case.pay')) as events`,
    )
    return rows[0]
  })
  t.same(counts, { settled: CASES, records: CASES, events: CASES })
  t.match(await service.end('SIGTERM'), { code: 0 })
})
