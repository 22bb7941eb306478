import type { Queryable } from '../../../database/queryable.js'
import { DEV_ISSUER } from '../../../http/dev-issuer.js'
import type { Caller, Grant } from '../../../shared/caller.js'
import { readRights } from '../../access/rights.js'
import { type StaffAtWork, staffAtWork } from '../../staff/staff-service.js'
import type { TaskState } from '../../workflow/case-state.js'

/** Somebody to whom a task may be assigned, as a caller with the rights of today. */
export interface Candidate {
  caller: Caller
  absence?: { until: string; deputy?: string }
}

/** Whoever has this number and is staff today; undefined: nobody. */
export async function findCandidate(
  db: Queryable,
  staffNo: string,
  phase: TaskState['phase'],
): Promise<Candidate | undefined> {
  const person = await staffAtWork(db, staffNo)
  if (person === undefined) return undefined
  const { issuer, subject, organisation, absence } = person
  const known = issuer === undefined || subject === undefined ? undefined : { issuer, subject }
  const { caller } =
    known === undefined
      ? { caller: { kind: 'person' as const, issuer: '', subject: '', grants: [] } }
      : await readRights(db, { ...known, claimed: undefined })
  // For others a person stands in only while they are away: a task is given for longer.
  const grants = caller.grants.filter(({ deputyFor, role }) => deputyFor === undefined && role !== 'citizen')
  const ofToken = grants.length === 0 && issuer === DEV_ISSUER ? [grantOfToken(person, phase)] : []
  return {
    caller: { ...caller, staffNo, organisation, grants: [...grants, ...ofToken] },
    ...(absence === undefined ? {} : { absence }),
  }
}

/** Why somebody is not given a task or asked: nobody, or away (休假、外出). */
export function absentWhy({ absence }: Candidate) {
  if (absence === undefined) return undefined
  return {
    code: 'STAFF_ABSENT',
    message:
      absence.deputy === undefined
        ? { en: `Away until ${absence.until}; nobody stands in`, zh: `${absence.until} 前不在岗，无代理人` }
        : {
            en: `Away until ${absence.until}; ${absence.deputy} stands in: name that one`,
            zh: `${absence.until} 前不在岗，由 ${absence.deputy} 代理，可指定代理人`,
          },
  }
}

export const RECUSED = {
  code: 'RECUSED',
  message: { en: 'Is a party to this case, or its agent (回避)', zh: '系本件当事人或者代理人，应当回避' },
}

/** Who can give the opinion that is asked: of anybody else the step would wait for nothing. */
export async function reviewersAmong(db: Queryable, staffNos: readonly string[]): Promise<string[]> {
  const reviewers: string[] = []
  for (const staffNo of staffNos) {
    const candidate = await findCandidate(db, staffNo, 'review')
    if (candidate?.caller.grants.some(({ role }) => role === 'reviewer')) reviewers.push(staffNo)
  }
  return reviewers
}

/** What a development token may do it says itself, and only when it comes: until then the entry in the register is taken for it. */
const grantOfToken = ({ organisation, posts }: StaffAtWork, phase: TaskState['phase']): Grant => ({
  role: phase === 'decide' ? 'approver' : 'reviewer',
  organisation,
  scope: 'organ',
  division: '',
  posts,
})
