import type { FastifyRequest } from 'fastify'
import type { Queryable } from '../database/queryable.js'
import type { WrittenRow } from '../database/rows.js'
import { type Caller, covers, subjectOf } from '../shared/caller.js'
import { type auditLog, insertAudit } from './audit-tables.js'
import { callerOf } from './policy.js'

export interface AuditRecord {
  action: string
  /** What it was done to, e.g. a case number. */
  object: string
  /** Without personal values. */
  details?: object
  /** Divisions of the object with all above; an auditor sees what his grant reaches. Empty: the whole deployment's. */
  divisions: readonly string[]
  /** The organ whose thing it is. */
  organisation?: string | undefined
  /** What a clear read of personal data was for. */
  purpose?: string | undefined
  /** Whose data it was: `issuer|subject`. Who looked is always found as well. */
  subjects?: readonly string[]
}

/** A record as a row of the audit trail; when it is written, the statement says. */
export type AuditRow = WrittenRow<typeof auditLog, 'audit_no' | 'at'>

/** From where something is done: the trace and the address of its request. */
export interface Origin {
  traceId: string
  address: string
}

/** A record with who did it, from where. */
export const auditRow = (request: FastifyRequest, record: AuditRecord): AuditRow =>
  auditRowOf(callerOf(request), originOf(request), record)

export const originOf = ({ traceId, ip }: FastifyRequest): Origin => ({ traceId, address: ip })

/** The same of what is done for somebody where no request is at hand. */
export function auditRowOf(caller: Caller, { traceId, address }: Origin, record: AuditRecord): AuditRow {
  const { action, object, details = {}, divisions, organisation, purpose, subjects = [] } = record
  return {
    actor: subjectOf(caller),
    staff_no: caller.staffNo ?? null,
    role: rolesIn(caller).join(' '),
    actor_organisation: caller.organisation ?? organisationsOf(caller),
    action,
    object,
    details: { ...details, ...deputyOf(caller, record) },
    divisions: [...divisions],
    organisation_code: organisation ?? null,
    purpose: purpose ?? null,
    subjects: namesOf([subjectOf(caller), ...subjects]),
    trace_id: traceId,
    address,
  }
}

/** Writes who did what, from where (审计日志); in the transaction of what was done where there is one. */
export async function writeAudit(db: Queryable, request: FastifyRequest, record: AuditRecord): Promise<void> {
  await db.query({
    name: 'write-audit',
    text: insertAudit('$1'),
    values: [JSON.stringify([auditRow(request, record)])],
  })
}

/** The same of what somebody does whose name is kept from it (匿名评价、投诉), or who has no token. */
export async function writeAuditAs(
  db: Queryable,
  caller: Caller,
  request: FastifyRequest,
  record: AuditRecord,
): Promise<void> {
  const { traceId } = originOf(request)
  await db.query({
    name: 'write-audit',
    text: insertAudit('$1'),
    // Without the address as well: it would tell who it was.
    values: [JSON.stringify([auditRowOf(caller, { traceId, address: '' }, record)])],
  })
}

/** Who has a post acts in it, though an applicant as well. */
function rolesIn({ grants }: Caller): string[] {
  const roles = [...new Set(grants.map(({ role }) => role))]
  return roles.length === 1 ? roles : roles.filter((role) => role !== 'citizen')
}

/** For whom the caller stands in at the organ of the thing, if it is known: staff numbers. */
function deputyOf({ grants }: Caller, { organisation, divisions }: AuditRecord): { deputyFor?: string[] } {
  if (organisation === undefined) return {}
  const organ = { code: organisation, divisions }
  const absent = grants.flatMap((grant) =>
    grant.deputyFor !== undefined && covers(grant, organ) ? [grant.deputyFor] : [],
  )
  return absent.length === 0 ? {} : { deputyFor: [...new Set(absent)] }
}

/** The organ of a caller who stands in no register, where the grants name only one. */
function organisationsOf({ grants }: Caller): string | null {
  const organs = new Set(grants.flatMap(({ organisation }) => (organisation === '' ? [] : [organisation])))
  return organs.size === 1 ? ([...organs][0] ?? null) : null
}

/** How the audit trail names a person who is known by a number only: by its blind index. */
export const subjectOfNumber = (idNumberIndex: Buffer): string => `idNumber:${idNumberIndex.toString('hex')}`

/** A person is looked for by `issuer|subject` or by the subject alone. */
const namesOf = (subjects: readonly string[]): string[] => [
  ...new Set(subjects.flatMap((each) => [each, each.slice(each.indexOf('|') + 1)])),
]
