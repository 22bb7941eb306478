import { type Caller, isOfOwn, isOwn, type Organ } from '../../../shared/caller.js'
import type { Instant } from '../../../shared/time.js'
import { placeOfStaff } from '../../access/competence.js'

/** Somebody who was told of a case without a task (抄送). */
export interface Copy {
  copyId: string
  at: Instant
  by: string
  organisation?: string
  /** The organ's division with all above, as it lay then. */
  divisions?: string[]
  staffNo?: string
  note?: string
  /** The file went to this organ (转报): it takes it in, or sends back what came by mistake; nobody else takes that back. */
  forwarded?: true
  seenAt?: Instant
  seenBy?: string
  /** Taken back (撤回抄送): from then on the copy gives no sight of the case. */
  endedAt?: Instant
  endedBy?: string
}

/** Somebody asked how a case stands (催办), and what was answered. */
export interface Urge {
  urgeId: string
  at: Instant
  by: 'applicant' | 'lead'
  /** Of the lead. */
  staffNo?: string
  reason?: string
  seenAt?: Instant
  answeredAt?: Instant
  answeredBy?: string
  answer?: string
}

/** Whether somebody was told by this copy: the person, or one of the organ's own people. */
export const isToldBy = (
  { organisation, staffNo }: Copy,
  caller: Pick<Caller, 'grants'>,
  ownStaffNo: string | undefined,
): boolean =>
  staffNo === undefined
    ? caller.grants.some((grant) => isOfOwn(grant) && isOwn(grant, organisation))
    : staffNo === ownStaffNo

/** Those that were not taken back. */
export const standingCopies = (copies: readonly Copy[]): Copy[] =>
  copies.filter(({ endedAt }) => endedAt === undefined)

/** The organ above to which the file was sent (转报, 行政许可法 Art. 35), until that one sends it back. */
export function forwardedOrgan(copies: readonly Copy[] = []): Organ | undefined {
  const sent = standingCopies(copies).find(({ forwarded }) => forwarded === true)
  return sent?.organisation === undefined
    ? undefined
    : { code: sent.organisation, divisions: sent.divisions ?? [] }
}

/** What `cases.copied` holds: organs and their divisions, as of who is asked, and people by their numbers. */
export const placesOfCopies = (copies: readonly Copy[]): string[] => [
  ...new Set(
    standingCopies(copies).flatMap(({ organisation, divisions = [], staffNo }) => [
      ...(organisation === undefined ? [] : [organisation, ...divisions]),
      ...(staffNo === undefined ? [] : [placeOfStaff(staffNo)]),
    ]),
  ),
]
