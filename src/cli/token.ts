import type { Config } from '../config.js'
import { signDevToken } from '../http/dev-issuer.js'
import { ROLE_NAMES, type Role } from '../shared/roles.js'

/** Prints a development token, alone on a line. */
export async function tokenCommand(
  config: Config,
  options: { role: string; organisation?: string; post?: string; subject?: string },
): Promise<void> {
  if (config.production) throw new Error('NODE_ENV: there are no development tokens in production')
  if (!(ROLE_NAMES as string[]).includes(options.role))
    throw new Error(`--role: one of ${ROLE_NAMES.join(', ')}`)
  const { organisation, post, subject } = options
  const token = await signDevToken(config.dataDir, {
    role: options.role as Role,
    audience: config.oidcAudience,
    lifetime: Math.min(8 * 3600, config.tokenMaxLifetime),
    ...(organisation === undefined ? {} : { organisation }),
    ...(post === undefined ? {} : { post }),
    ...(subject === undefined ? {} : { subject }),
  })
  process.stdout.write(`${token}\n`)
}
