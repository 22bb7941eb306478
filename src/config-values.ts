import { isIP } from 'node:net'
import { isAbsolute, join } from 'node:path'
import { packageRoot } from './shared/package-root.js'

// How the value of a setting is read; each names the setting that is wrong, never its value.

/** A setting is wrong: one clear line that names it. */
export class ConfigError extends Error {
  constructor(name: string, message: string) {
    super(`${name}: ${message}`)
    this.name = 'ConfigError'
  }
}

export function key(name: string, value = ''): Buffer {
  const bytes = Buffer.from(value, 'base64')
  if (bytes.length !== 32) throw new ConfigError(name, 'must be base64 of 32 bytes (openssl rand -base64 32)')
  return bytes
}

export function integer(name: string, value: string, least: number, most: number): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < least || number > most) {
    throw new ConfigError(
      name,
      `must be a whole number from ${least} to ${most}${name === 'RATE_LIMIT' || name === 'OVERLOAD_DELAY' ? ', or off' : ''}`,
    )
  }
  return number
}

export function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value)
  if (found === undefined) throw new ConfigError(name, `must be one of ${allowed.join(', ')}`)
  return found
}

export function postgresUrl(name: string, value: string | undefined): string | undefined {
  if (value !== undefined && !/^postgres(ql)?:\/\//.test(value))
    throw new ConfigError(name, 'must begin with postgres://')
  return value
}

export function webUrl(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  if (!URL.canParse(value) || !/^https?:/.test(value)) throw new ConfigError(name, 'must be an http(s) URL')
  return value
}

export function clamdAddress(
  value: string | undefined,
): { path: string } | { host: string; port: number } | undefined {
  if (value === undefined) return undefined
  if (isAbsolute(value)) return { path: value }
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(value) ?? []
  if (host === '' || Number(port) > 65_535)
    throw new ConfigError('CLAMD', 'must be host:port or the absolute path of a socket')
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
}

export function list(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Secrets of signed messages as the Standard Webhooks specification writes them. */
export function secrets(name: string, value: string | undefined): Buffer[] {
  return list(value).map((each) => {
    const bytes = Buffer.from(each.replace(/^whsec_/, ''), 'base64')
    if (bytes.length < 24 || bytes.length > 64)
      throw new ConfigError(name, 'must be base64 of 24 to 64 bytes each (openssl rand -base64 32)')
    return bytes
  })
}

export function addresses(name: string, value: string | undefined): string[] {
  return list(value).map((each) => {
    const [address = '', bits = '0'] = each.split('/')
    if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits)) {
      throw new ConfigError(name, 'must be a list of IP addresses or networks (10.0.0.0/8)')
    }
    return each
  })
}

export function folder(path: string): string {
  return isAbsolute(path) ? path : join(packageRoot, path)
}

/** A bucket that keeps files (对象存储). */
export interface S3Settings {
  bucket: string
  endpoint: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  addressing: 'path' | 'host'
}

/** Undefined where no bucket is named. */
export function bucketSettings(text: (name: string) => string | undefined): S3Settings | undefined {
  const given = ['S3_ENDPOINT', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const
  const bucket = text('S3_BUCKET')
  const [stray] = given.filter((name) => text(name) !== undefined)
  if (bucket === undefined) {
    if (stray !== undefined) throw new ConfigError(stray, 'is of no use without S3_BUCKET')
    return undefined
  }
  const absent = given.filter((name) => text(name) === undefined)
  if (absent.length > 0) throw new ConfigError(absent.join(', '), 'required with S3_BUCKET')
  return {
    bucket,
    endpoint: webUrl('S3_ENDPOINT', text('S3_ENDPOINT')) ?? '',
    region: text('S3_REGION') ?? 'us-east-1',
    accessKeyId: text('S3_ACCESS_KEY_ID') ?? '',
    secretAccessKey: text('S3_SECRET_ACCESS_KEY') ?? '',
    addressing: oneOf('S3_ADDRESSING', text('S3_ADDRESSING') ?? 'path', ['path', 'host'] as const),
  }
}
