import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { bringsSample, ConfigError, loadConfig } from '../../src/config.js'
import { SETTINGS } from '../../src/settings.js'
import { packageRoot } from '../../src/shared/package-root.js'

const key = Buffer.alloc(32, 7).toString('base64')
const outside = {
  DATABASE_URL: 'postgres://yichuang_app@db/yichuang',
  ENCRYPTION_KEYS: `k2:${key},k1:${Buffer.alloc(32, 8).toString('base64')}`,
  BLIND_INDEX_KEY: key,
  CURSOR_KEY: key,
}

t.test('nothing set: the embedded database, on the loopback, with the development issuer', async (t) => {
  const config = loadConfig({})
  t.match(config, {
    port: 3000,
    host: '127.0.0.1',
    production: false,
    databaseUrl: undefined,
    dataDir: join(packageRoot, '.data'),
    filesDir: join(packageRoot, '.data', 'files'),
    seed: 'true',
    oidcAudience: 'yichuang',
    devIssuer: true,
    keys: undefined,
  })
  t.throws(() => Object.assign(config, { port: 1 }), TypeError, 'frozen')
  t.same(loadConfig({ PORT: '', OIDC_ISSUER: '' }), config, 'empty is as if not set')
})

t.test('settings are taken', async (t) => {
  const config = loadConfig({
    PORT: '8080',
    DATA_DIR: '/var/lib/yichuang',
    RATE_LIMIT: 'off',
    SEED: 'false',
    TRUST_PROXY: '10.0.0.1, 10.0.0.2',
  })
  t.match(config, { port: 8080, filesDir: '/var/lib/yichuang/files', rateLimit: undefined, seed: 'false' })
  t.same(config.trustProxy, ['10.0.0.1', '10.0.0.2'])
})

t.test('with DATABASE_URL: keys from the environment, no development issuer unless told', async (t) => {
  const config = loadConfig(outside)
  t.equal(config.devIssuer, false)
  t.equal(config.migrationDatabaseUrl, outside.DATABASE_URL)
  t.same(
    config.keys?.encryption.map(({ id }) => id),
    ['k2', 'k1'],
  )
  t.equal(loadConfig({ ...outside, DEV_ISSUER: 'on' }).devIssuer, true)
})

t.test('a value can lie in a file, as containers hand secrets over', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'yichuang-config-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'key')
  writeFileSync(path, `${key}\n`)
  const { CURSOR_KEY: _inFile, ...rest } = outside
  t.same(loadConfig({ ...rest, CURSOR_KEY_FILE: path }), loadConfig(outside))
  const other = Buffer.alloc(32, 9).toString('base64')
  const both = loadConfig({ ...rest, CURSOR_KEY_FILE: path, CURSOR_KEY: other })
  t.equal(both.keys?.cursor.toString('base64'), other, 'the variable itself comes first')
  t.throws(() => loadConfig({ ...rest, CURSOR_KEY_FILE: '/nowhere/key' }), /^CURSOR_KEY_FILE: names a file/)
})

t.test('traces go where the variables of OpenTelemetry say', async (t) => {
  const url = (env: Record<string, string>) => loadConfig(env).telemetry?.url
  const [common, own] = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']
  t.equal(url({}), undefined)
  t.equal(url({ [common]: 'http://collector:4318' }), 'http://collector:4318/v1/traces')
  t.equal(url({ [common]: 'http://collector/otlp/' }), 'http://collector/otlp/v1/traces')
  t.equal(url({ [own]: 'http://collector/mine/' }), 'http://collector/mine/', 'as it is')
  t.equal(url({ [own]: 'http://mine/traces', [common]: 'http://collector:4318' }), 'http://mine/traces')
  t.equal(url({ [own]: '', [common]: 'http://collector:4318' }), 'http://collector:4318/v1/traces')
})

t.test('production has no development issuer and no sample', async (t) => {
  t.equal(loadConfig({ NODE_ENV: 'production' }).devIssuer, false)
  const brings = (env: Record<string, string>) => bringsSample(loadConfig(env), true)
  t.same([{}, { SEED: 'catalogue' }, { SEED: 'false' }, { NODE_ENV: 'production' }].map(brings), [
    true,
    true,
    false,
    false,
  ])
  t.equal(brings({ NODE_ENV: 'production', SEED: 'true' }), false, 'not even when told so')
  t.equal(bringsSample(loadConfig({}), false), false, 'nor into a database of one’s own')
})

t.test('a wrong value ends the start with one line that names the variable', async (t) => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ PORT: 'http' }, /^PORT: must be a whole number from 0 to 65535$/],
    [{ PORT: '65536' }, /^PORT: /],
    [{ PORT: '-1' }, /^PORT: /],
    [{ PORT: '1e3' }, /^PORT: /],
    [{ RATE_LIMIT: 'none' }, /^RATE_LIMIT: .*or off$/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: must be one of /],
    [{ NODE_ENV: 'prod' }, /^NODE_ENV: /],
    [{ SEED: 'no' }, /^SEED: /],
    [{ POOL_SIZE: '1' }, /^POOL_SIZE: /],
    [{ PROCESS: 'both', ...outside }, /^PROCESS: must be one of /],
    [{ PROCESS: 'worker' }, /^PROCESS: api and worker need DATABASE_URL$/],
    [{ BODY_LIMIT: '10' }, /^BODY_LIMIT: /],
    [{ OIDC_ISSUER: 'issuer.example' }, /^OIDC_ISSUER: /],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector:4318' }, /^OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: /],
    [{ TRUST_PROXY: 'everybody' }, /^TRUST_PROXY: /],
    [{ DEV_ISSUER: 'yes' }, /^DEV_ISSUER: /],
    [{ DEV_ISSUER: 'on', NODE_ENV: 'production' }, /^DEV_ISSUER: /],
    [{ DATABASE_URL: 'mysql://db' }, /^DATABASE_URL: /],
    [{ DATABASE_URL: outside.DATABASE_URL }, /^ENCRYPTION_KEYS, BLIND_INDEX_KEY, CURSOR_KEY: required/],
    [{ ...outside, CURSOR_KEY: '' }, /^CURSOR_KEY: required/],
    [{ ...outside, BLIND_INDEX_KEY: 'short' }, /^BLIND_INDEX_KEY: /],
    [{ ...outside, ENCRYPTION_KEYS: key }, /^ENCRYPTION_KEYS: /],
    [{ MIGRATION_DATABASE_URL: outside.DATABASE_URL }, /^MIGRATION_DATABASE_URL: /],
  ]
  for (const [env, message] of wrong) {
    try {
      loadConfig(env)
      t.fail(`${JSON.stringify(env)} was taken`)
    } catch (error) {
      t.ok(error instanceof ConfigError)
      t.match((error as Error).message, message)
      t.notMatch((error as Error).message, /\n/)
      t.notMatch((error as Error).message, key, 'no key in a message')
    }
  }
})

t.test('docs/operations.md shows every setting as it is', async (t) => {
  const text = readFileSync(join(packageRoot, 'docs', 'operations.md'), 'utf8').split(/^## /m)[1] ?? ''
  const rows = SETTINGS.map(({ name, fallback, help }) => `| \`${name}\` | ${fallback} | ${help} |`)
  for (const row of rows) t.ok(text.includes(row), row)
  const shown = text.match(/^\| `[A-Z0-9_<>]+` \|.*$/gm) ?? []
  t.same(shown, rows, 'and nothing else, in the same order')
})

t.test('every variable that is read is a setting, and every setting is read', async (t) => {
  const read = new Set<string>()
  const bucket = {
    S3_BUCKET: 'b',
    S3_ENDPOINT: 'https://s3.example',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'x',
  }
  const given: Record<string, string> = {
    ...outside,
    ...bucket,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    REGISTER_ENTERPRISE_URL: 'http://127.0.0.1:4000',
  }
  const watched = new Proxy(given, {
    get(env, name) {
      read.add(
        String(name)
          .replace(/_FILE$/, '')
          .replace('ENTERPRISE', '<NAME>'),
      )
      return env[String(name)]
    },
  })
  loadConfig(watched)
  t.match(loadConfig(watched).registers, { ENTERPRISE: { url: 'http://127.0.0.1:4000', secret: undefined } })
  t.throws(() => loadConfig({ REGISTER_A_URL: 'ftp://register' }), /REGISTER_A_URL/)
  t.same([...read].sort(), SETTINGS.map(({ name }) => name).sort())
})
