import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createEncryption } from '../../src/shared/encryption.js'
import { COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { until } from '../helpers/service.js'
import { killWorker, startWorker } from '../helpers/workers.js'

const LINES = process.env.CI ? 1500 : 5000
const KILLS = process.env.CI ? 3 : 8
t.setTimeout(0)

const organisation = (n: number) => ({
  code: `KILL-${n}`,
  name: `单位${n}`,
  division: '511102',
  kind: 'department',
})
const person = (n: number) => ({
  staffNo: `KILL-${n}`,
  name: `人员${n}`,
  organisation: COUNTY_MARKET,
  mobile: '13800001234',
})

t.test('imports whose workers are killed are finished once, by others', async (t) => {
  const keys = [randomBytes(32), randomBytes(32)] as const
  const encryption = createEncryption([{ id: 'test', key: keys[0] }], keys[1])
  const app = await startTestApp(t, { encryption })
  const one = async <R extends object>(text: string): Promise<R> =>
    (await app.deps.pool.query<R>(text)).rows[0] as R
  for (const { kind, role, mode, line, table, column, type } of [
    // In batches, each committed with its progress; and as one.
    {
      kind: 'organisations',
      role: 'operator',
      mode: 'valid',
      line: organisation,
      table: 'organisations',
      column: 'code',
      type: 'organisation.change',
    },
    {
      kind: 'staff',
      role: 'security',
      mode: 'all',
      line: person,
      table: 'staff',
      column: 'staff_no',
      type: 'staff.register',
    },
  ] as const) {
    const token = await app.token(role, { subject: `importer-${kind}` })
    const { status, headers } = await app.request('POST', `/v1/imports?kind=${kind}&mode=${mode}`, {
      token,
      headers: { 'content-type': 'application/x-ndjson' },
      body: Array.from({ length: LINES }, (_, n) => `${JSON.stringify(line(n))}\n`).join(''),
    })
    t.equal(status, 202)
    const read = async () => (await app.request('GET', headers.location ?? '', { token })).body
    const isOver = async () => ['done', 'refused', 'failed'].includes((await read()).state)
    let inTheMiddle = 0
    for (let kills = 0; kills < KILLS && !(await isOver()); kills += 1) {
      const worker = await startWorker(t, app, keys)
      await until('it is at work', async () => {
        const { n } = await one<{ n: number }>(
          `select count(*)::int as n from jobs where kind = 'import' and state = 'running' and lease_until > clock_timestamp()`,
        )
        return n === 1 || (await isOver())
      })
      await sleep(Math.random() * 300)
      if (!(await isOver())) inTheMiddle += 1
      await killWorker(worker)
    }
    const last = await startWorker(t, app, keys)
    await until('it is finished', isOver, 120_000)
    await killWorker(last)
    t.match(await read(), { state: 'done', lines: LINES, accepted: LINES, refused: 0, applied: LINES })
    t.ok(inTheMiddle > 0, `${kind}: ${inTheMiddle} kills in the middle`)
    t.same(
      await one(`select (select count(*)::int from ${table} where ${column} like 'KILL-%') as there,
        (select count(*)::int from case_events
          where type = '${type}' and document::jsonb->'subject'->>'no' like 'KILL-%') as events,
        (select sum((details->>'count')::int)::int from audit_log
          where action = 'applyImport' and details->>'kind' = '${kind}') as audited`),
      { there: LINES, events: LINES, audited: LINES },
      `${kind}: each line once, with one event`,
    )
  }
})
