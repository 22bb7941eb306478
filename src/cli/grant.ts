import type pg from 'pg'
import type { Config } from '../config.js'
import { openDatabase, withClient } from '../database/open.js'
import { emit } from '../events/emit.js'
import { grantEvent, livingOrgan } from '../features/access/access-service.js'
import { type GrantRow, insertGrant, type NewGrant, selectGrant } from '../features/access/access-store.js'
import { createLog } from '../log.js'
import type { Scope } from '../shared/caller.js'
import { Problem } from '../shared/problem.js'
import { ROLE_NAMES, type Role } from '../shared/roles.js'
import { isLegalDate } from '../shared/time.js'

interface Options {
  issuer: string
  subject: string
  role: string
  organisation: string
  scope?: string
  items?: string
  validUntil?: string
}

const BY = 'command line'

/** Writes a grant as the owner of the database, with its event and an entry of the audit trail; safe to repeat. */
export async function grantCommand(config: Config, options: Options): Promise<void> {
  const grant = grantOf(options)
  const opened = await openDatabase(config, createLog(config))
  try {
    await withClient(opened.owner, async (owner) => {
      await owner.query('begin')
      await give(owner, grant)
      await owner.query('commit')
    })
    const { organisation } = grant
    const reach = grant.scope === 'subtree' ? `from ${organisation} on down` : `of ${organisation} alone`
    process.stdout.write(`${grant.subject} of ${grant.issuer} is ${grant.role} ${reach}\n`)
  } finally {
    await opened.stop()
  }
}

/** In cases: one organ's alone unless it is said. Who keeps or watches something does so for all below. */
const IN_CASES = new Set(['citizen', 'assistant', 'clerk', 'reviewer', 'approver', 'issuer', 'lead'])

function grantOf(options: Options): NewGrant & { scope: Scope } {
  const { issuer, subject, role, organisation, items, validUntil } = options
  const scope = options.scope ?? (IN_CASES.has(role) ? 'organ' : 'subtree')
  if (!ROLE_NAMES.includes(role as Role)) throw new Error(`--role: must be one of ${ROLE_NAMES.join(', ')}`)
  if (scope !== 'organ' && scope !== 'subtree') throw new Error('--scope: organ or subtree')
  if (validUntil !== undefined && !isLegalDate(validUntil))
    throw new Error('--valid-until: a date, YYYY-MM-DD')
  const codes = items?.split(',').map((code) => code.trim())
  if (codes?.some((code) => code === '')) throw new Error('--items: codes with commas between')
  return { issuer, subject, role: role as Role, organisation, scope, items: codes, validUntil }
}

async function give(owner: pg.Client, grant: NewGrant): Promise<void> {
  const { organisation } = grant
  await livingOrgan(owner, organisation, '--organisation').catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error
    throw new Error(`--organisation: no organisation in use has the code ${organisation}`)
  })
  const id = await insertGrant(owner, grant, BY)
  const row = id === undefined ? undefined : await selectGrant(owner, id)
  if (row === undefined) return
  await tellAudit(owner, row)
  await emit(owner, grantEvent('grant.give', 1, row, { kind: 'system', subject: BY }))
}

async function tellAudit(owner: pg.Client, row: GrantRow): Promise<void> {
  const { issuer, subject, role, scope, items, valid_until } = row
  const details = {
    issuer,
    subject,
    role,
    organisation: row.organisation_code,
    scope,
    ...(items === null ? {} : { items }),
    ...(valid_until === null ? {} : { validUntil: valid_until }),
  }
  await owner.query({
    text: `insert into audit_log (at, actor, action, object, details, divisions, organisation_code, subjects, trace_id, address)
      values (clock_timestamp(), $1, 'grantRole', $2, $3, $4, $5, $6, '', '')`,
    values: [
      BY,
      `grant ${row.id}`,
      details,
      row.divisions,
      row.organisation_code,
      [`${issuer}|${subject}`, subject],
    ],
  })
}
