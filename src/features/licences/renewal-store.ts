import type { Queryable } from '../../database/queryable.js'
import { HOLDS_ON, LICENCES, type LicenceRow, TODAY } from './licence-store.js'

/**
 * Takes the opening of a renewal upon oneself; false while somebody else has. Whoever took it and ended without a word keeps
 * nobody out for longer than a minute.
 */
export async function claimRenewal(db: Queryable, id: string, claim: Buffer): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'claim-renewal',
    text: `update licences set renewal_claim = $2, renewal_claimed_at = app_now()
      where id = $1 and (renewal_claim is null or renewal_claim = $2
        or renewal_claimed_at < app_now() - interval '1 minute')`,
    values: [id, claim],
  })
  return rowCount === 1
}

/** The opening came to nothing. */
export async function releaseRenewal(db: Queryable, id: string, claim: Buffer): Promise<void> {
  await db.query({
    name: 'release-renewal',
    text: 'update licences set renewal_claim = null, renewal_claimed_at = null where id = $1 and renewal_claim = $2',
    values: [id, claim],
  })
}

/** The renewal that was opened is the one of the licence; nothing where it was written before. */
export async function keepRenewal(
  db: Queryable,
  id: string,
  {
    claim,
    caseNo,
    inTime,
    basis,
  }: { claim: Buffer; caseNo: string; inTime: boolean; basis?: string | undefined },
): Promise<void> {
  await db.query({
    name: 'keep-renewal',
    text: `update licences set renewal_case_no = $3, renewal_in_time = $4, renewal_basis = $5, renewal_claim = null, renewal_claimed_at = null
      where id = $1 and renewal_claim = $2`,
    values: [id, claim, caseNo, inTime, basis ?? null],
  })
}

/** The licence is renewed, or its renewal came to nothing: it has none any more. */
export async function clearRenewal(db: Queryable, id: string): Promise<void> {
  await db.query({
    name: 'clear-renewal',
    text: `update licences set renewal_case_no = null, renewal_in_time = null, renewal_basis = null where id = $1`,
    values: [id],
  })
}

/** A licence that is over, with whose it is to renew it. */
export type DueRenewal = Pick<LicenceRow, 'id' | 'renewal_case_no' | 'organisation_code' | 'divisions'>

/** Of each state by its own index. */
const dueIn = (states: string) => `l.state ${states} and l.valid_to < ${TODAY} and ${HOLDS_ON}`

/** Licences that are over while their renewal, asked for in time, may be open still; without those that were looked at. */
export async function selectDueRenewals(
  db: Queryable,
  limit: number,
  without: readonly string[],
): Promise<DueRenewal[]> {
  const one = (states: string) =>
    `(select l.id, l.renewal_case_no, l.organisation_code, l.divisions from licences l where ${dueIn(states)} and l.id <> all($2::uuid[])
      order by l.valid_to limit $1)`
  const { rows } = await db.query<DueRenewal>({
    name: 'due-renewals',
    text: `${one("= 'current'")} union all ${one("= 'suspended'")}`,
    values: [limit, without],
  })
  return rows
}

/** The one that a case renews, where it is over; at most one. */
export async function selectDueRenewalOf(
  db: Queryable,
  caseNo: string,
): Promise<Pick<LicenceRow, 'id' | 'renewal_case_no'> | undefined> {
  const { rows } = await db.query<Pick<LicenceRow, 'id' | 'renewal_case_no'>>({
    name: 'due-renewal-of',
    text: `select l.id, l.renewal_case_no from licences l
      where l.renewal_case_no = $1 and ${dueIn("in ('current', 'suspended')")}`,
    values: [caseNo],
  })
  return rows[0]
}

/** One of them, locked; undefined where somebody has seen to it. */
export async function lockDueRenewal(
  db: Queryable,
  id: string,
  caseNo: string,
): Promise<LicenceRow | undefined> {
  const { rows } = await db.query<LicenceRow>({
    name: 'lock-due-renewal',
    text: `${LICENCES} where l.id = $1 and l.renewal_case_no = $2 and ${dueIn("in ('current', 'suspended')")} for update of l`,
    values: [id, caseNo],
  })
  return rows[0]
}
