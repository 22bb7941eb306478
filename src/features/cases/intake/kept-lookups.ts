import type { Queryable } from '../../../database/queryable.js'
import { lookupsPastUse, tieLookups, wipeLookups } from '../../registers/lookup-service.js'
import { selectTakers } from './earlier-store.js'

const BATCH = 500

/**
 * What registers said and no case took for proof is wiped once it counts no more (到期清除, 个人信息保护法 Art. 47); what a case
 * took is part of its file and stays with it. Returns how many were looked at.
 */
export async function sweepLookups(db: Queryable): Promise<number> {
  const ids = await lookupsPastUse(db, BATCH)
  if (ids.length === 0) return 0
  const taken = await selectTakers(db, ids)
  await tieLookups(
    db,
    taken.map(({ reference, case_id }) => ({ id: reference, caseId: case_id })),
  )
  const kept = new Set(taken.map(({ reference }) => reference))
  await wipeLookups(
    db,
    ids.filter((id) => !kept.has(id)),
  )
  return ids.length
}
