import type { Caller } from '../../shared/caller.js'
import { subjectOf } from '../../shared/caller.js'
import type { Role } from '../../shared/roles.js'
import { openTasks } from '../workflow/case-state.js'
import type { Actor } from '../workflow/decision.js'
import type { Status } from '../workflow/statuses.js'
import type { CaseRecord, Party } from './case.js'
import { competenceOver, exchangeReaches, isUnsent } from './case-visibility.js'

/** What of a case a representation shows beyond the facts that everybody sees who sees the case. */
export interface Sight {
  /** Personal fields of the form (x-personal), as they were filled in. */
  form: 'clear' | 'masked'
  /** What only staff see: who took a warning upon themselves, and why. */
  staff: boolean
  /** What people wrote in free words, in which anything may stand: reasons, what is to be corrected. */
  words: boolean
}

/** Everybody's view of a case: applicants read what they wrote themselves, and who writes a draft reads it. */
export function sightOf(record: CaseRecord, actor: Actor): Sight {
  const wrote = isUnsent(record) && record.createdBy === actor.subject
  return {
    form: wrote || ownParties(record, actor).length > 0 ? 'clear' : 'masked',
    staff: actor.seesAsStaff === true,
    words: wrote || isAddressee(record, actor) || readsAll(actor, record),
  }
}

/** The parties that the actor is, as an applicant. */
function ownParties(
  { parties }: CaseRecord,
  { subject, standings }: Pick<Actor, 'subject' | 'standings'>,
): Party[] {
  if (!standings.some(({ role }) => role === 'citizen')) return []
  return parties.filter((party) => party.subject === subject)
}

/** To whom the papers of a case go: its parties, and who brought it in for them. */
const isAddressee = (record: CaseRecord, actor: Actor): boolean =>
  ownParties(record, actor).length > 0 || actor.standings.some(({ role }) => role === 'assistant')

/** Roles that can ever read personal data clear: whoever has none of them is refused before a case is looked at. */
export function mayEverReadClear({ grants }: Caller): boolean {
  return grants.some(
    ({ role, personal }) => CLEAR_ROLES.has(role) || (role === 'exchange' && personal === true),
  )
}

const CLEAR_ROLES = new Set<Role>(['clerk', 'reviewer', 'approver', 'issuer', 'lead', 'citizen'])
/** While a window has a case in its hands. */
const INTAKE = new Set<Status>(['DRAFT', 'SUBMITTED', 'AWAITING_CORRECTION'])

/** Authorities of windows that take cases in; one that was withdrawn leaves none. */
const TAKES_IN = new Set(['decides', 'accepts', 'collects'])

/** From the decision until it is delivered the result lies with who hands it out. */
const GIVES_OUT: ReadonlySet<Status> = new Set<Status>(['APPROVED', 'DENIED', 'CLOSED'])

/** By what right somebody reads personal data clear, and whose. */
export interface ClearRight {
  as: 'staff' | 'asked' | 'applicant' | 'assistant' | 'exchange'
  parties: readonly Party[]
}

/**
 * The right to read a case's personal data clear (contract: Personal data): the acting organ's staff, a window's clerks
 * while they take the case in, an organ whose asking says so, applicants for themselves, exchange clients whose grant
 * says so. Undefined: masked only. Who is recused has no standing, and so no right.
 */
export function clearRight(caller: Caller, record: CaseRecord): ClearRight | undefined {
  const competence = competenceOver(caller, record)
  if (readsAll(competence, record)) return { as: 'staff', parties: record.parties }
  const asked = new Set(
    openTasks(record).flatMap(({ personal, organisation }) => (personal === true ? [organisation] : [])),
  )
  if (competence.answersFor.some(({ code }) => asked.has(code)))
    return { as: 'asked', parties: record.parties }
  const own = ownParties(record, { subject: subjectOf(caller), standings: competence.standings })
  if (own.length > 0) return { as: 'applicant', parties: own }
  const grants = caller.grants.filter(({ personal }) => personal === true)
  // What an asked organ may read clear, its people do: a platform reads for those whose case it is.
  return exchangeReaches({ ...caller, grants }, { ...record, askedOrgans: [] })
    ? { as: 'exchange', parties: record.parties }
    : undefined
}

/**
 * The right to read a file of a case (材料附件): as for its parties, and whoever brought it in for somebody as an
 * assistant reads back what he uploaded himself.
 */
export function fileRight(caller: Caller, record: CaseRecord, uploadedBy: string): ClearRight | undefined {
  const right = clearRight(caller, record)
  if (right !== undefined || uploadedBy !== subjectOf(caller)) return right
  const { standings } = competenceOver(caller, record)
  return standings.some(({ role }) => role === 'assistant')
    ? { as: 'assistant', parties: record.parties }
    : undefined
}

/** Who handles the case, and of who handled it before the organ to which it was sent (转报, 行政许可法 Art. 35). */
export const readsAll = (
  who: Pick<Actor, 'standings'> & { receives?: boolean },
  record: Pick<CaseRecord, 'status'>,
): boolean => who.receives === true || isHandledBy(who, record)

/**
 * Whether somebody handles the case now (承办): staff of its organ, of the window as long as the intake is theirs, and
 * who hands the result out there (统一出件) as long as it lies there.
 */
export function isHandledBy(
  { standings }: Pick<Actor, 'standings'>,
  { status }: Pick<CaseRecord, 'status'>,
): boolean {
  return standings.some(
    ({ role, windowAuthority }) =>
      role !== 'citizen' &&
      role !== 'assistant' &&
      (windowAuthority === undefined ||
        (TAKES_IN.has(windowAuthority) &&
          ((role === 'clerk' && INTAKE.has(status)) || (role === 'issuer' && GIVES_OUT.has(status))))),
  )
}
