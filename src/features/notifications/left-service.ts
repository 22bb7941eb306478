import type { Queryable } from '../../database/queryable.js'
import { holdBack, selectLeft } from './message-store.js'

/**
 * Whether an applicant was told of an act, so that it can no longer be taken back (撤销上一步): a message has left, or was
 * read. What still waits is held back for a minute, so that it does not leave while the act is being taken back.
 */
export async function hasLeft(db: Queryable, caseNo: string, version: number): Promise<boolean> {
  await holdBack(db, caseNo, version)
  return selectLeft(db, caseNo, version)
}
