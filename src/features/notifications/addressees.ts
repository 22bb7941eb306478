import { maskPartyName } from '../../shared/masks.js'
import type { Role } from '../../shared/roles.js'
import type { ToldCase, ToldParty } from '../cases/telling/telling-service.js'
import type { Superior } from '../divisions/superiors.js'
import type { ToldStaff, ToldWorker } from '../staff/told-staff.js'
import type { Notice, Whom } from './notice.js'

/** To whom one message goes. `key`: tells the addressees of one notice apart. */
export interface Addressee {
  key: string
  audience: 'party' | 'staff' | 'organ'
  partyNo?: number
  subject?: string
  staffNo?: string
  organisation?: string
  role?: Role
  deputyFor?: string
  /** By which the preferences of the person are found. */
  persons: string[]
  masked?: string
}

/** Parties who are told: who applies, and who acts for them. */
const TOLD_ROLES: ReadonlySet<string> = new Set([
  'applicant',
  'coApplicant',
  'representative',
  'handler',
  'guardian',
])

/** How preferences name a person by the blind index of the number. */
export const personOfNumber = (hex: string): string => `number:${hex}`

/** To whom a notice goes in its case (通知对象): each person once. Pure. */
export function addresseesOf(
  { whom }: Pick<Notice, 'whom'>,
  told: ToldCase | undefined,
  workers: ReadonlyMap<string, ToldWorker>,
  superiors: ReadonlyMap<string, Superior> = new Map(),
): Addressee[] {
  if (whom.to === 'parties') return told === undefined ? [] : partiesOf(told)
  const subject = whom.issuer ?? (told === undefined ? undefined : assigneeOf(whom, told))
  const worker = subject === undefined ? undefined : workers.get(subject)
  if (worker !== undefined && whom.role !== 'lead' && whom.only !== 'organ') {
    const told = staffOf(worker).filter(({ deputyFor }) => whom.only !== 'deputy' || deputyFor !== undefined)
    // Where nobody stands in, the colleagues are told.
    if (told.length > 0) return told
  }
  // Who issued an order waits for its answer, in the register of staff or not.
  if (worker === undefined && subject !== undefined && subject === whom.issuer)
    return [{ key: subject, audience: 'staff', subject, persons: [subject] }]
  const organisation = whom.organisation ?? told?.organisation_code
  if (organisation === undefined) return []
  // Above whom nobody stands, its own lead hears it.
  const above = whom.above === true ? superiors.get(organisation) : undefined
  if (above !== undefined)
    return [{ key: `${above.organisation} ${above.role}`, audience: 'organ', ...above, persons: [] }]
  const role = whom.role ?? roleFor(told)
  return [{ key: `${organisation} ${role}`, audience: 'organ', organisation, role, persons: [] }]
}

/** Who took the work on: the task that is told of, or the only open one. */
export function assigneeOf(
  { taskId, person }: Extract<Whom, { to: 'work' }>,
  { tasks }: ToldCase,
): string | undefined {
  if (person !== undefined) return person
  const open = tasks ?? []
  const task =
    taskId === undefined
      ? open.length === 1
        ? open[0]
        : undefined
      : open.find((each) => each.taskId === taskId)
  return task?.assignee ?? undefined
}

/** Whose work a case is at its organ, where nobody took it on. */
function roleFor(told: ToldCase | undefined): Role {
  if (told === undefined) return 'lead'
  const [task] = told.tasks ?? []
  if (task !== undefined) return task.phase === 'decide' ? 'approver' : 'reviewer'
  return told.status === 'APPROVED' || told.status === 'DENIED' || told.status === 'CLOSED'
    ? 'issuer'
    : 'clerk'
}

/** The person, and who stands in for an absent one: both, since the person comes back. */
function staffOf(worker: ToldWorker): Addressee[] {
  const one = ({ staffNo, subject, name }: ToldStaff, deputyFor?: string): Addressee => ({
    key: staffNo,
    audience: 'staff',
    staffNo,
    masked: name,
    persons: subject === undefined ? [] : [subject],
    ...(subject === undefined ? {} : { subject }),
    ...(deputyFor === undefined ? {} : { deputyFor }),
  })
  return [one(worker), ...(worker.deputy === undefined ? [] : [one(worker.deputy, worker.staffNo)])]
}

/** Each person once, however many parts they have in the case: the one by which they can be reached. */
function partiesOf({ parties }: ToldCase): Addressee[] {
  const byPerson = new Map<string, ToldParty>()
  for (const party of parties ?? []) {
    if (!TOLD_ROLES.has(party.role)) continue
    const before = byPerson.get(party.number)
    if (before === undefined || (before.mobileMasked === null && party.mobileMasked !== null))
      byPerson.set(party.number, party)
  }
  return [...byPerson.values()].map(({ partyNo, type, name, subject, number }) => ({
    key: String(partyNo),
    audience: 'party',
    partyNo,
    masked: maskPartyName(type as 'natural' | 'legal', name),
    persons: [...(subject === null ? [] : [subject]), personOfNumber(number)],
    ...(subject === null ? {} : { subject }),
  }))
}
