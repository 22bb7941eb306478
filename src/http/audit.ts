import type { FastifyRequest } from 'fastify'
import type { Queryable } from '../database/queryable.js'
import { type Caller, covers, subjectOf } from '../shared/caller.js'
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

/** Writes who did what, from where (审计日志); in the transaction of what was done where there is one. */
export async function writeAudit(db: Queryable, request: FastifyRequest, record: AuditRecord): Promise<void> {
  const caller = callerOf(request)
  const { action, object, details = {}, divisions, organisation, purpose, subjects = [] } = record
  await db.query({
    name: 'write-audit',
    text: `insert into audit_log (at, actor, staff_no, role, actor_organisation, action, object, details, divisions,
        organisation_code, purpose, subjects, trace_id, address)
      values (clock_timestamp(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      subjectOf(caller),
      caller.staffNo ?? null,
      [...new Set(caller.grants.map(({ role }) => role))].join(' '),
      caller.organisation ?? organisationsOf(caller),
      action,
      object,
      { ...details, ...deputyOf(caller, record) },
      divisions,
      organisation ?? null,
      purpose ?? null,
      namesOf([subjectOf(caller), ...subjects]),
      request.traceId,
      request.ip,
    ],
  })
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
