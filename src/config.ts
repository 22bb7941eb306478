import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ChannelSettings, channelSettings } from './channel-settings.js'
import {
  addresses,
  bucketSettings,
  ConfigError,
  clamdAddress,
  folder,
  integer,
  key,
  list,
  oneOf,
  postgresUrl,
  type S3Settings,
  secrets,
  webUrl,
} from './config-values.js'
import { type EncryptionKey, parseEncryptionKeys } from './shared/encryption.js'

export { ConfigError, type S3Settings } from './config-values.js'

export interface Config {
  port: number
  host: string
  production: boolean
  logLevel: string
  databaseUrl: string | undefined
  migrationDatabaseUrl: string | undefined
  /** For `init-database`. */
  adminDatabaseUrl: string | undefined
  /** What this process does: answer requests, work beside them, or both. */
  process: 'all' | 'api' | 'worker'
  poolSize: number
  dataDir: string
  filesDir: string
  /** Undefined: files lie in FILES_DIR. */
  s3: S3Settings | undefined
  /** What the first embedded start brings of the sample: everything, all but cases, nothing. */
  seed: 'true' | 'catalogue' | 'false'
  /** Requests a minute; undefined: no limit. */
  rateLimit: number | undefined
  /** Milliseconds; undefined: nobody is refused. */
  overloadDelay: number | undefined
  bodyLimit: number
  fileLimit: number
  uploadLimit: number
  /** Undefined: nothing is scanned. */
  clamd: { host: string; port: number } | { path: string } | undefined
  uploadQuota: number
  draftQuota: number
  draftDays: number
  /** Working days that papers are on the way (物料流转). */
  handoverDays: number
  pickUpDays: number
  importLimit: number
  /** How long what was brought for one case may be used for another. */
  dossierDays: number
  /** Shared registers by the names of their connections. */
  registers: Readonly<Record<string, { url: string; secret: string | undefined }>>
  trustProxy: string[]
  corsOrigins: string[]
  /** Undefined: pages name the address by which they were asked for. */
  publicUrl: string | undefined
  /** Who answers for the service. */
  contact: { email?: string; url?: string }
  oidcIssuer: string | undefined
  oidcAudience: string
  /** Seconds. */
  oidcKeysMaxAge: number
  /** Seconds. */
  tokenMaxLifetime: number
  devIssuer: boolean
  /** To whom the page at /docs hands out tokens of the development issuer. */
  devSignIn: 'local' | 'on' | 'off'
  /** By which the payment system signs; empty: none was set. */
  paymentSecrets: Buffer[]
  /** By which ways people are told. */
  messages: ChannelSettings
  /** Undefined: no traces. */
  telemetry: { url: string; serviceName: string } | undefined
  /** From the environment; undefined: DATA_DIR/keys is used. */
  keys: { encryption: EncryptionKey[]; blindIndex: Buffer; cursor: Buffer } | undefined
}

type Environment = Record<string, string | undefined>

/** Reads, checks and freezes the settings. Throws ConfigError. */
export function loadConfig(env: Environment = process.env): Readonly<Config> {
  const text = (name: string) => filled(env[name]) ?? fromFile(`${name}_FILE`, filled(env[`${name}_FILE`]))
  const databaseUrl = postgresUrl('DATABASE_URL', text('DATABASE_URL'))
  const migrationDatabaseUrl =
    postgresUrl('MIGRATION_DATABASE_URL', text('MIGRATION_DATABASE_URL')) ?? databaseUrl
  if (databaseUrl === undefined && migrationDatabaseUrl !== undefined) {
    throw new ConfigError('MIGRATION_DATABASE_URL', 'is of no use without DATABASE_URL')
  }
  const production =
    oneOf('NODE_ENV', text('NODE_ENV') ?? 'development', ['production', 'development', 'test']) ===
    'production'
  const dataDir = folder(text('DATA_DIR') ?? './.data')
  const embedded = databaseUrl === undefined
  return Object.freeze({
    port: integer('PORT', text('PORT') ?? '3000', 0, 65_535),
    host: text('HOST') ?? '127.0.0.1',
    production,
    logLevel: oneOf('LOG_LEVEL', text('LOG_LEVEL') ?? 'info', [
      'trace',
      'debug',
      'info',
      'warn',
      'error',
      'fatal',
      'silent',
    ]),
    databaseUrl,
    migrationDatabaseUrl,
    adminDatabaseUrl: postgresUrl('ADMIN_DATABASE_URL', text('ADMIN_DATABASE_URL')),
    process: processKind(text('PROCESS') ?? 'all', embedded),
    poolSize: integer('POOL_SIZE', text('POOL_SIZE') ?? '10', 2, 200),
    dataDir,
    filesDir: folder(text('FILES_DIR') ?? join(dataDir, 'files')),
    s3: bucketSettings(text),
    seed: oneOf('SEED', text('SEED') ?? 'true', ['true', 'catalogue', 'false']),
    rateLimit:
      text('RATE_LIMIT') === 'off'
        ? undefined
        : integer('RATE_LIMIT', text('RATE_LIMIT') ?? '1200', 1, 10_000_000),
    overloadDelay:
      text('OVERLOAD_DELAY') === 'off'
        ? undefined
        : integer('OVERLOAD_DELAY', text('OVERLOAD_DELAY') ?? '1000', 50, 60_000),
    bodyLimit: integer('BODY_LIMIT', text('BODY_LIMIT') ?? '1048576', 1024, 100 * 1024 * 1024),
    fileLimit: integer('FILE_LIMIT', text('FILE_LIMIT') ?? '20971520', 1024, 1024 * 1024 * 1024),
    uploadLimit: integer('UPLOAD_LIMIT', text('UPLOAD_LIMIT') ?? '209715200', 1024, 16 * 1024 * 1024 * 1024),
    clamd: clamdAddress(text('CLAMD')),
    uploadQuota: integer(
      'UPLOAD_QUOTA',
      text('UPLOAD_QUOTA') ?? '209715200',
      1024,
      1024 * 1024 * 1024 * 1024,
    ),
    draftQuota: integer('DRAFT_QUOTA', text('DRAFT_QUOTA') ?? '20', 1, 10_000),
    draftDays: integer('DRAFT_DAYS', text('DRAFT_DAYS') ?? '90', 1, 3650),
    handoverDays: integer('HANDOVER_DAYS', text('HANDOVER_DAYS') ?? '3', 1, 60),
    pickUpDays: integer('PICKUP_DAYS', text('PICKUP_DAYS') ?? '30', 1, 3650),
    importLimit: integer('IMPORT_LIMIT', text('IMPORT_LIMIT') ?? '1073741824', 1024, 16 * 1024 * 1024 * 1024),
    registers: registers(env, text),
    dossierDays: integer('DOSSIER_DAYS', text('DOSSIER_DAYS') ?? '1095', 1, 36_500),
    trustProxy: addresses('TRUST_PROXY', text('TRUST_PROXY')),
    corsOrigins: list(text('CORS_ORIGINS')),
    publicUrl: webUrl('PUBLIC_URL', text('PUBLIC_URL')),
    contact: contact(text('CONTACT_EMAIL'), webUrl('CONTACT_URL', text('CONTACT_URL'))),
    oidcIssuer: webUrl('OIDC_ISSUER', text('OIDC_ISSUER')),
    oidcAudience: text('OIDC_AUDIENCE') ?? 'yichuang',
    oidcKeysMaxAge: integer('OIDC_KEYS_MAX_AGE', text('OIDC_KEYS_MAX_AGE') ?? '300', 1, 3600),
    tokenMaxLifetime: integer('TOKEN_MAX_LIFETIME', text('TOKEN_MAX_LIFETIME') ?? '86400', 60, 31_536_000),
    devIssuer: devIssuer(text('DEV_ISSUER'), production, embedded),
    devSignIn: oneOf('DEV_SIGN_IN', text('DEV_SIGN_IN') ?? 'local', ['local', 'on', 'off']),
    paymentSecrets: secrets('PAYMENT_SECRETS', text('PAYMENT_SECRETS')),
    messages: channelSettings(text),
    telemetry: telemetry(text),
    keys: keys(text, embedded),
  })
}

function contact(email: string | undefined, url: string | undefined): Config['contact'] {
  if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email))
    throw new ConfigError('CONTACT_EMAIL', 'is no mail address')
  return { ...(email === undefined ? {} : { email }), ...(url === undefined ? {} : { url }) }
}

/** Where commands find the service, unless --url says: YICHUANG_URL, else this machine at PORT. */
export const serviceUrl = (env: Environment = process.env): string =>
  filled(env.YICHUANG_URL) ?? `http://127.0.0.1:${filled(env.PORT) ?? '3000'}`

const filled = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

/** A secret that lies in a file, as containers hand it over. */
function fromFile(name: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  try {
    return filled(readFileSync(path, 'utf8').trim())
  } catch {
    throw new ConfigError(name, 'names a file that cannot be read')
  }
}

/** Every REGISTER_<NAME>_URL with its secret. */
function registers(env: Environment, text: (name: string) => string | undefined): Config['registers'] {
  const names = Object.keys(env).flatMap((key) => /^REGISTER_([A-Z][A-Z0-9]{0,29})_URL$/.exec(key)?.[1] ?? [])
  return Object.fromEntries(
    names.flatMap((name) => {
      const url = webUrl(`REGISTER_${name}_URL`, text(`REGISTER_${name}_URL`))
      return url === undefined ? [] : [[name, { url, secret: text(`REGISTER_${name}_SECRET`) }]]
    }),
  )
}

function processKind(value: string, embedded: boolean): Config['process'] {
  const kind = oneOf('PROCESS', value, ['all', 'api', 'worker']) as Config['process']
  // Nobody else could work off, or answer, on the database of one process.
  if (embedded && kind !== 'all') throw new ConfigError('PROCESS', 'api and worker need DATABASE_URL')
  return kind
}

function devIssuer(value: string | undefined, production: boolean, embedded: boolean): boolean {
  if (value !== undefined) oneOf('DEV_ISSUER', value, ['on', 'off'])
  if (production && value === 'on') throw new ConfigError('DEV_ISSUER', 'must not be on in production')
  return !production && (value === undefined ? embedded : value === 'on')
}

/** As the OpenTelemetry specification has it: the URL of one signal is used as it is, the common one is a base of several. */
function telemetry(text: (name: string) => string | undefined): Config['telemetry'] {
  const base = webUrl('OTEL_EXPORTER_OTLP_ENDPOINT', text('OTEL_EXPORTER_OTLP_ENDPOINT'))
  const own = webUrl('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'))
  const serviceName = text('OTEL_SERVICE_NAME') ?? 'yichuang'
  const url = own ?? (base === undefined ? undefined : `${base.replace(/\/$/, '')}/v1/traces`)
  return url === undefined ? undefined : { url, serviceName }
}

function keys(text: (name: string) => string | undefined, embedded: boolean): Config['keys'] {
  const names = ['ENCRYPTION_KEYS', 'BLIND_INDEX_KEY', 'CURSOR_KEY'] as const
  const given = names.filter((name) => text(name) !== undefined)
  if (embedded && given.length === 0) return undefined
  const absent = names.filter((name) => text(name) === undefined)
  if (absent.length > 0)
    throw new ConfigError(
      absent.join(', '),
      embedded ? 'give all three keys or none' : 'required with DATABASE_URL',
    )
  const encryption = parseEncryptionKeys(text('ENCRYPTION_KEYS') ?? '')
  if (typeof encryption === 'string') throw new ConfigError('ENCRYPTION_KEYS', encryption)
  return {
    encryption,
    blindIndex: key('BLIND_INDEX_KEY', text('BLIND_INDEX_KEY')),
    cursor: key('CURSOR_KEY', text('CURSOR_KEY')),
  }
}

/** Whether the first start fills an empty database with the sample: never where made-up people would have rights beside real ones. */
export const bringsSample = ({ seed, production }: Config, embedded: boolean): boolean =>
  embedded && seed !== 'false' && !production
