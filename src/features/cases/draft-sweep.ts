import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import { actOnCase } from './acts/act-on-case.js'
import { selectLeftDrafts, wipeDraft } from './draft-sweep-store.js'

const BATCH = 100

/**
 * Removes drafts that nobody has changed for DRAFT_DAYS (清理到期草稿): parties, form, materials and who wrote them are
 * gone, their files go with the sweep of files; the event tells that a draft ended. Whoever opens one meanwhile wins.
 */
export async function sweepDrafts(deps: Deps, signal?: AbortSignal): Promise<number> {
  const { pool, config } = deps
  const { draftDays } = config
  let done = 0
  for (const { id, case_no: caseNo } of await selectLeftDrafts(pool, draftDays, BATCH)) {
    if (signal?.aborted === true) break
    const isGone = await withTransaction(pool, async (db) => {
      const command = { action: 'expireDraft', draftDays } as const
      const act = { caseNo, caller: SYSTEM_CALLER, command, expected: 'any', within: db } as const
      if ((await actOnCase(deps, act)).kind !== 'done') return false
      await wipeDraft(db, id)
      return true
    })
    if (isGone) done += 1
  }
  return done
}
