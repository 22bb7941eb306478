import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.js'
import { withClient } from '../helpers/cluster.js'
import { superuserOf, temporaryDataDir } from '../helpers/data-dir.js'
import { startServiceProcess, until } from '../helpers/service.js'

t.setTimeout(0)

const COUNTS = `
select relname as name, (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %I', relname), false, true, '')))[1]::text::int as rows
from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
  and relname = any(array['divisions', 'organisations', 'centres', 'windows', 'files', 'items', 'item_versions',
    'search_entries', 'bundles', 'window_authorities', 'publications', 'staff', 'grants', 'calendar_days',
    'cases', 'alerts', 'delegations', 'jobs', 'imports'])
order by 1`

const lines = (dataDir: string) =>
  withClient(superuserOf(dataDir), async (client) =>
    (await client.query<{ name: string; rows: number }>(COUNTS)).rows.map(
      ({ name, rows }) => `${name} ${rows}`,
    ),
  )

t.test(
  'two first starts on one DATA_DIR, and a kill in the middle of the first: one whole service',
  async (t) => {
    const model = await temporaryDataDir(t)
    const whole = startServiceProcess(t, { DATA_DIR: model })
    await whole.ready
    const expected = await lines(model)
    t.match(expected.join(), /divisions [1-9].*,items [1-9]/)
    await whole.end('SIGTERM')

    const dataDir = await temporaryDataDir(t)
    const both = [0, 1].map(() => startServiceProcess(t, { DATA_DIR: dataDir }))
    await until('one of them is in the middle of the sample', () =>
      both.some(({ output }) => /sample: \d+ divisions/.test(output())),
    )
    const seeding = both.findIndex(({ output }) => /sample: \d+ divisions/.test(output()))
    await both[seeding]?.end('SIGKILL')
    const other = both[1 - seeding]
    t.equal(
      (await fetch(`${await other?.ready}/health/ready`)).status,
      200,
      'the other one waited, and serves',
    )
    t.same(await lines(dataDir), expected, 'it finished what the first had begun')
    const again = startServiceProcess(t, { DATA_DIR: dataDir })
    await again.ready
    t.same(await lines(dataDir), expected, 'a third one changes nothing')
    t.same(
      readdirSync(join(dataDir, 'files')).sort(),
      readdirSync(join(model, 'files')).sort(),
      'with the files of the sample',
    )
    for (const instance of [other, again]) t.match(await instance?.end('SIGTERM'), { code: 0 })
  },
)

t.test('whoever stops `npm start` stops the service, and nothing stays behind', async (t) => {
  const dataDir = await temporaryDataDir(t)
  const env = { ...process.env, DATA_DIR: dataDir, PORT: '0', SEED: 'false' }
  // A group of its own: what stays behind does so for this test only.
  const npm = spawn('npm', ['start'], {
    cwd: packageRoot,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => {
    try {
      process.kill(-(npm.pid ?? 0), 'SIGKILL')
    } catch {} // gone, as it should be
  })
  let output = ''
  for (const stream of [npm.stdout, npm.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  const ended = new Promise<number | null>((resolve) => npm.on('exit', resolve))
  await until('it listens', () => output.includes('listening on'))
  npm.kill('SIGTERM')
  t.equal(await ended, 0, 'the shell between passes the signal on')
  t.match(output, /SIGTERM: stopping/)
})
