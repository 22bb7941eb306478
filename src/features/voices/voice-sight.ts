import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import {
  type Caller,
  type Organ,
  reachOf,
  rolesOf,
  rolesOverOrgan,
  subjectOf,
  withoutDelegated,
} from '../../shared/caller.js'
import { sameBytes } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { concerns, ofStaff, type VoiceKind } from './voice.js'
import { hashVoiceCode, openSaid, type Said } from './voice-secrets.js'
import {
  selectPublished,
  selectRectification,
  selectVoice,
  selectVoices,
  type VoiceFilters,
  type VoiceRow,
} from './voice-store.js'

export type { VoiceFilters, VoiceRow } from './voice-store.js'
export const publishedConsultations = selectPublished

/** Who reads each kind: who answers, and who supervises. */
export const VOICE_READERS = {
  rectification: ['supervisor', 'lead', 'approver'],
  complaint: ['supervisor', 'lead', 'approver', 'citizen'],
  consultation: ['clerk', 'reviewer', 'approver', 'lead', 'supervisor', 'citizen'],
} as const satisfies Record<VoiceKind, readonly Role[]>

const staffOf = (kind: VoiceKind): Role[] => VOICE_READERS[kind].filter((role) => role !== 'citizen')

/** One with its words opened. */
export interface Voice {
  row: VoiceRow
  said: Said
}

const opened = ({ encryption }: Pick<Deps, 'encryption'>, row: VoiceRow): Voice => ({
  row,
  said: openSaid(encryption, row.id, row.sealed),
})

/** A page of those that the caller's right reaches, or that the caller raised, the latest first. Nobody finds a complaint of himself. */
export async function listVoices(
  deps: Deps,
  kind: VoiceKind,
  caller: Caller,
  filters: VoiceFilters,
  before: string | undefined,
  limit: number,
): Promise<Voice[]> {
  const sight = {
    reach: reachOf(withoutDelegated(caller).grants, staffOf(kind)),
    raisedBy: rolesOf(caller).has('citizen') && kind !== 'rectification' ? subjectOf(caller) : null,
    notAbout:
      kind === 'complaint'
        ? [subjectOf(caller), ...(caller.staffNo === undefined ? [] : [ofStaff(caller.staffNo)])]
        : [],
  }
  const rows = await selectVoices(deps.pool, kind, sight, filters, before, limit)
  return rows.map((row) => opened(deps, row))
}

/** By what right somebody has one in view: over its organ, or as who raised it. */
export interface InSight extends Voice {
  organ: Organ
  held: ReadonlySet<Role>
  isRaiser: boolean
}

/** One within the caller's reach; 404 else, also for whom a complaint is about. */
export async function voiceInSight(
  deps: Pick<Deps, 'encryption'>,
  db: Queryable,
  caller: Caller,
  { kind, id }: { kind: VoiceKind; id: string },
  lock = false,
): Promise<InSight> {
  const row = await selectVoice(db, kind, id, lock)
  if (row === undefined) throw problem('NOT_FOUND')
  const organ = { code: row.organisation_code, divisions: row.divisions }
  const held = rolesOverOrgan(caller, organ)
  const isRaiser = row.raised_by === subjectOf(caller) && rolesOf(caller).has('citizen')
  const isStaff = staffOf(kind).some((role) => held.has(role))
  if (kind === 'complaint' && concerns(row.about, caller)) throw problem('NOT_FOUND')
  if (!isStaff && !isRaiser) throw problem('NOT_FOUND')
  return { ...opened(deps, row), organ, held, isRaiser }
}

/** The same for who raised it, signed in or with the code that was given then; 404 else, after the same work. */
export async function ownVoice(
  deps: Pick<Deps, 'encryption'>,
  db: Queryable,
  { kind, id, queryCode }: { kind: VoiceKind; id: string; queryCode?: string | undefined },
  caller: Caller | undefined,
  lock = false,
): Promise<Voice> {
  const row = await selectVoice(db, kind, id, lock)
  const given = queryCode === undefined ? undefined : hashVoiceCode(deps.encryption, id, queryCode)
  const isByCode = given !== undefined && sameBytes(given, row?.code_hash ?? NOBODY)
  const isByToken = caller !== undefined && row !== undefined && row.raised_by === subjectOf(caller)
  if (row === undefined || !(isByCode || isByToken)) throw problem('NOT_FOUND')
  return opened(deps, row)
}

const NOBODY = Buffer.alloc(32)

/** What was ordered because of a rating. */
export async function rectificationOf(deps: Deps, ratingId: string): Promise<Voice | undefined> {
  const row = await selectRectification(deps.pool, ratingId)
  return row && opened(deps, row)
}
