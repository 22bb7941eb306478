import { type Caller, rolesOver, subjectOf } from '../../shared/caller.js'
import type { Role } from '../../shared/roles.js'
import type { CaseRecord } from './case.js'

/** Roles that see every case within their grant's reach; citizens and assistants see their own. */
export const CASE_READERS = [
  'clerk',
  'reviewer',
  'approver',
  'issuer',
  'lead',
  'supervisor',
] as const satisfies Role[]

/**
 * The one rule of who sees a case, for read, list, search and export: staff with a grant that reaches the deciding
 * organ's or the accepting window's division; a person who is a party; an assistant who brought it in.
 */
export function maySee(caller: Caller, record: CaseRecord): boolean {
  if (caller.kind === 'system') return true
  const readers = readableDivisions(caller)
  if (record.divisions.some((code) => readers.has(code))) return true
  const subject = subjectOf(caller)
  const isOwn = holds(caller, 'citizen') && record.parties.some((party) => party.subject === subject)
  return isOwn || (holds(caller, 'assistant') && record.createdBy === subject)
}

/** The same rule as a condition on `cases c`; `$n` are given by `bind`. */
export function visibleCondition(caller: Caller, bind: (value: unknown) => string): string {
  const ways: string[] = []
  const divisions = [...readableDivisions(caller)]
  if (divisions.length > 0) ways.push(`c.divisions && ${bind(divisions)}::text[]`)
  if (holds(caller, 'citizen')) {
    ways.push(`c.id in (select p.case_id from case_parties p where p.subject = ${bind(subjectOf(caller))})`)
  }
  if (holds(caller, 'assistant')) ways.push(`c.created_by = ${bind(subjectOf(caller))}`)
  return ways.length === 0 ? 'false' : `(${ways.join(' or ')})`
}

/**
 * The roles in which the caller may act on this case: intake from either side, review and decision only from the
 * deciding organ's side.
 */
export function rolesInCase(caller: Caller, record: CaseRecord): Role[] {
  const roles = new Set<Role>()
  for (const role of rolesOver(caller, record.divisions)) if (INTAKE_ROLES.has(role)) roles.add(role)
  for (const role of rolesOver(caller, record.decidingDivisions)) roles.add(role)
  roles.delete('citizen')
  roles.delete('assistant')
  const subject = subjectOf(caller)
  if (holds(caller, 'citizen') && record.parties.some((party) => party.subject === subject))
    roles.add('citizen')
  if (holds(caller, 'assistant') && record.createdBy === subject) roles.add('assistant')
  return [...roles]
}

const INTAKE_ROLES = new Set<Role>(['clerk', 'lead', 'issuer'])

function holds(caller: Caller, role: Role): boolean {
  return caller.grants.some((grant) => grant.role === role)
}

function readableDivisions(caller: Caller): Set<string> {
  const readers = new Set<Role>(CASE_READERS)
  return new Set(caller.grants.filter((grant) => readers.has(grant.role)).map((grant) => grant.division))
}
