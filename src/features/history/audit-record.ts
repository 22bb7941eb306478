import { canonicalJson } from '../../shared/canonical-json.js'
import { chainHash } from '../exchange/feed-chain.js'

/**
 * The columns of the audit trail that its chain covers. A column that is added stands here from then on; where it is
 * null it is left out of the hash, so that records of before still prove.
 */
export const SEALED_COLUMNS = [
  'audit_no',
  'at',
  'actor',
  'staff_no',
  'role',
  'actor_organisation',
  'action',
  'object',
  'details',
  'divisions',
  'organisation_code',
  'purpose',
  'subjects',
  'trace_id',
  'address',
] as const

export type SealedRecord = Record<(typeof SEALED_COLUMNS)[number], unknown>

/** The hash of an audit record in its chain: SHA-256(hash of the record before ‖ its canonical JSON). */
export function sealOf(previous: Buffer, record: SealedRecord): Buffer {
  const told = SEALED_COLUMNS.map((name) => [name, record[name] ?? undefined])
  return chainHash(previous, canonicalJson(Object.fromEntries(told)))
}
