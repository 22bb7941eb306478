import type { Queryable } from '../../../database/queryable.js'
import { readRights } from '../../access/rights.js'
import { staffAtWork } from '../../staff/staff-service.js'
import type { CaseRecord } from '../case.js'
import { competenceOver } from '../case-visibility.js'

/**
 * Which of the holders of a case's steps may do nothing in it any more: whose delegation ended, who went elsewhere. Of whose
 * rights nothing is kept here (they stand in the tokens) nothing is said. Two queries for each: a case's steps have few.
 */
export async function outOfReachOf(
  db: Queryable,
  record: CaseRecord,
  holders: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    [...new Set(holders)].map(async (holder) => ((await isOutOfReach(db, record, holder)) ? [holder] : [])),
  )
  return new Set(found.flat())
}

async function isOutOfReach(db: Queryable, record: CaseRecord, holder: string): Promise<boolean> {
  const { issuer, subject } = (await staffAtWork(db, holder)) ?? {}
  if (issuer === undefined || subject === undefined) return false
  const { caller } = await readRights(db, { issuer, subject, claimed: undefined })
  if (caller.grants.every(({ role }) => role === 'citizen')) return false
  const { standings, answersFor } = competenceOver(caller, record)
  return answersFor.length === 0 && standings.every(({ role }) => role === 'citizen')
}
