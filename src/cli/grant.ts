import { pino } from 'pino'
import type { Config } from '../config.js'
import { openDatabase, withClient } from '../database/open.js'
import { ROLE_NAMES, type Role } from '../shared/roles.js'

interface Options {
  issuer: string
  subject: string
  role: string
  organisation: string
  scope: string
}

const SCOPES = ['organ', 'subtree']

/** Writes a grant as the owner of the database, and an entry of the audit trail; safe to repeat. */
export async function grantCommand(config: Config, options: Options): Promise<void> {
  const { issuer, subject, role, organisation, scope } = options
  if (!ROLE_NAMES.includes(role as Role)) throw new Error(`--role: must be one of ${ROLE_NAMES.join(', ')}`)
  if (!SCOPES.includes(scope)) throw new Error(`--scope: must be one of ${SCOPES.join(', ')}`)
  const opened = await openDatabase(config, pino({ level: config.logLevel, base: null }))
  try {
    const written = await withClient(opened.owner, async (owner) => {
      const { rowCount } = await owner.query({
        text: `with place as (
            select o.code, d.ancestors from organisations o join divisions d on d.code = o.division_code where o.code = $4),
          given as (
            insert into grants (issuer, subject, role, organisation_code, scope, granted_by, granted_at)
            select $1, $2, $3, code, $5, 'command line', clock_timestamp() from place on conflict do nothing returning id),
          told as (
            insert into audit_log (at, actor, action, object, details, divisions, trace_id, address)
            select clock_timestamp(), 'command line', 'grantRole', 'grant ' || id,
              jsonb_build_object('issuer', $1::text, 'subject', $2::text, 'role', $3::text, 'organisation', $4::text, 'scope', $5::text),
              ancestors, '', '' from given, place)
          select 1 from place`,
        values: [issuer, subject, role, organisation, scope],
      })
      return rowCount
    })
    if (written === 0) throw new Error(`--organisation: no organisation has the code ${organisation}`)
    const reach = scope === 'subtree' ? `from ${organisation} on down` : `of ${organisation} alone`
    process.stdout.write(`${subject} of ${issuer} is ${role} ${reach}\n`)
  } finally {
    await opened.stop()
  }
}
