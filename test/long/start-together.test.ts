import { randomBytes, randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import t from 'tap'
import { prepareDatabase } from '../../src/database/roles.js'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { packageRoot } from '../../src/shared/package-root.js'
import { leshanCase } from '../helpers/cases.js'
import { quiet, withClient } from '../helpers/cluster.js'
import { temporaryDataDir } from '../helpers/data-dir.js'
import { testDatabase } from '../helpers/database.js'
import { createHttpClient, isBroken } from '../helpers/http-client.js'
import { followFeed } from '../helpers/ledger.js'
import { seedSampleData } from '../helpers/sample.js'
import { outsideSettings, startServiceProcess } from '../helpers/service.js'

const ROUNDS = process.env.CI ? 1 : 4
const INSTANCES = 8
t.setTimeout(0)

/** Everything that migrations make, one line each. */
const SCHEMA = `
select format('column %s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) as line
from information_schema.columns where table_schema = 'public'
union all select indexdef from pg_indexes where schemaname = 'public'
union all select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
  where connamespace = 'public'::regnamespace
union all select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where c.relnamespace = 'public'::regnamespace and not tgisinternal
union all select pg_get_functiondef(p.oid) from pg_proc p where pronamespace = 'public'::regnamespace and prokind = 'f'
  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
union all select format('rights %s %s %s', relkind, relname, relacl) from pg_class where relnamespace = 'public'::regnamespace
union all select format('migration %s %s', name, checksum) from schema_migrations
order by 1`

/** The reference data, without the time at which it came; what belongs to an organ is of the sample. */
const SEEDS = ['calendars', 'calendar_years', 'calendar_days', 'monitor_rules', 'workflow_versions']
  .map(
    (table) =>
      `select '${table} ' || (to_jsonb(r) - 'published_at')::text as line from ${table} r
        where to_jsonb(r)->>'organisation_code' is null`,
  )
  .join(' union all ')

for (let round = 1; round <= ROUNDS; round += 1) {
  t.test(`${INSTANCES} instances start at once on an empty database, ${round} of ${ROUNDS}`, async (t) => {
    // Made in order by one process; what the eight make must be the same.
    const model = await testDatabase(t)
    const name = `empty_${process.pid}_${randomBytes(4).toString('hex')}`
    const superuser = model.superuserConfig
    await withClient(superuser, (client) => prepareDatabase(client, { database: name, log: quiet }))
    t.teardown(() => withClient(superuser, (client) => client.query(`drop database ${name} with (force)`)))
    const here = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
    const database = { ...superuser, database: name }

    const dataDir = await temporaryDataDir(t)
    const settings = {
      ...outsideSettings({ appUrl: here(model.appUrl), ownerUrl: here(model.ownerUrl) }, dataDir),
      POOL_SIZE: '4',
    }
    const instances = Array.from({ length: INSTANCES }, () => startServiceProcess(t, settings))
    const urls = await Promise.all(instances.map(({ ready }) => ready))
    const client = createHttpClient()
    t.teardown(() => client.close())
    for (const url of urls) t.equal((await client.request('GET', `${url}/health/ready`)).status, 200)

    const files = readdirSync(join(packageRoot, 'migrations'))
      .filter((file) => file.endsWith('.sql'))
      .sort()
    const worked = instances.map(({ output }) =>
      [...output().matchAll(/migration (\S+\.sql) applied/g)].map(([, file]) => file),
    )
    t.same(
      worked.filter((applied) => applied.length > 0),
      [files],
      'one instance migrates, and it alone',
    )
    t.same(
      await lines(database, SCHEMA),
      await lines(model.superuserConfig, SCHEMA),
      'the schema and the rights',
    )
    t.same(await lines(database, SEEDS), await lines(model.superuserConfig, SEEDS), 'the reference data')

    // All of them serve: a case at each at once, one feed over all.
    await seedSampleData(database, dataDir)
    const token = await signDevToken(dataDir, { role: 'clerk' })
    const follower = followFeed(t, () => urls[0] ?? '', await signDevToken(dataDir, { role: 'exchange' }))
    const answers = await Promise.all(
      urls.map((url) =>
        client.request('POST', `${url}/v1/cases`, {
          token,
          body: leshanCase(),
          headers: { 'idempotency-key': randomUUID() },
        }),
      ),
    )
    t.same(
      answers.map(({ status }) => status),
      urls.map(() => 201),
    )
    t.equal(new Set(answers.map((answer) => (isBroken(answer) ? '' : answer.body.caseNo))).size, INSTANCES)
    await follower.finish(t, database)
    for (const end of await Promise.all(instances.map((instance) => instance.end('SIGTERM'))))
      t.match(end, { code: 0, signal: null })
  })
}

async function lines(config: pg.ClientConfig, text: string): Promise<string[]> {
  const { rows } = await withClient(config, (client) => client.query<{ line: string }>(text))
  return rows.map(({ line }) => line).sort()
}
