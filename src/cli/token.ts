import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.js'
import { signDevToken, signStaffToken } from '../http/dev-issuer.js'
import { ROLE_NAMES, type Role } from '../shared/roles.js'

interface Options {
  role?: string
  staff?: string
  organisation?: string
  scope?: string
  post: string[]
  subject?: string
  idNumber?: string
}

/** Prints a development token, alone on a line: of a role, or of a person of the staff register. */
export async function tokenCommand(config: Config, options: Options): Promise<void> {
  if (config.production) throw new Error('NODE_ENV: there are no development tokens in production')
  if (!config.devIssuer) process.stderr.write(`${NOT_TRUSTED}\n`)
  else if (!hasRunOn(config.dataDir)) process.stderr.write(`${notYet(config.dataDir)}\n`)
  process.stdout.write(`${await tokenOf(config, options)}\n`)
}

/**
 * Whether a service has run there that trusts the key. The key alone does not tell: this very command makes it where it is
 * missing, and would say so once and never again.
 */
const hasRunOn = (dataDir: string): boolean =>
  existsSync(join(dataDir, 'keys', 'dev-issuer.jwk')) &&
  ['postgres', 'files'].some((name) => existsSync(join(dataDir, name)))

const NOT_TRUSTED =
  'note: with DATABASE_URL this token counts only where the service runs with DEV_ISSUER=on · 使用 DATABASE_URL 时，仅 DEV_ISSUER=on 的服务接受此令牌'
const notYet = (dataDir: string): string =>
  `note: no service has run on ${dataDir} yet; this token is valid only for one that starts with the same DATA_DIR · ${dataDir} 尚无服务运行过，此令牌仅对以同一 DATA_DIR 启动的服务有效`

function tokenOf(
  config: Config,
  { role, staff, organisation, scope, post, subject, idNumber }: Options,
): Promise<string> {
  const audience = config.oidcAudience
  const lifetime = Math.min(8 * 3600, config.tokenMaxLifetime)
  if (staff !== undefined) {
    if (role !== undefined || organisation !== undefined || scope !== undefined || post.length > 0)
      throw new Error(
        '--staff: the rights come from the register; leave out --role, --organisation, --scope, --post',
      )
    return signStaffToken(config.dataDir, staff, { audience, lifetime })
  }
  if (role === undefined || !(ROLE_NAMES as string[]).includes(role))
    throw new Error(`--role: one of ${ROLE_NAMES.join(', ')} (or --staff NUMBER)`)
  if (scope !== undefined && scope !== 'organ' && scope !== 'subtree')
    throw new Error('--scope: organ or subtree')
  return signDevToken(config.dataDir, {
    role: role as Role,
    audience,
    lifetime,
    posts: post,
    ...(organisation === undefined ? {} : { organisation }),
    ...(scope === undefined ? {} : { scope }),
    ...(subject === undefined ? {} : { subject }),
    ...(idNumber === undefined ? {} : { idNumber }),
  })
}
