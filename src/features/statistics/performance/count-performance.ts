import { canonicalJson } from '../../../shared/canonical-json.js'
import { judgedByNumber } from '../../cases/judged.js'
import type { Consumer } from '../../exchange/consumer.js'
import { changesOf, nameOf, withChange } from './performance.js'
import {
  deleteSums,
  saveJudged,
  saveSums,
  selectJudgedBefore,
  selectSumsToChange,
} from './performance-store.js'

/**
 * Adds up decided cases by the day of the decision (效能统计), from the log of events: an event says which case to look at,
 * and what is counted is how it was judged. Undone, voided: taken away again.
 */
export const COUNT_PERFORMANCE: Consumer = {
  name: 'countPerformance',
  async apply(db, generation, entries) {
    const caseNos = [...new Set(entries.flatMap(({ document }) => caseDecided(document) ?? []))]
    if (caseNos.length === 0) return
    const now = await judgedByNumber(db, caseNos)
    const before = await selectJudgedBefore(db, generation, [...now.keys()])
    const moved = [...now].filter(
      ([caseId, judged]) => canonicalJson(before.get(caseId) ?? null) !== canonicalJson(judged ?? null),
    )
    if (moved.length === 0) return
    const changes = changesOf(moved.map(([caseId, after]) => ({ before: before.get(caseId), after })))
    const there = new Map(
      (await selectSumsToChange(db, generation, changes)).map((row) => [
        nameOf({ ...row, axis: row.axis as 'all' }),
        row.days,
      ]),
    )
    await saveJudged(db, generation, new Map(moved))
    await saveSums(
      db,
      generation,
      changes.map((change) => ({
        ...change,
        days: withChange(there.get(nameOf(change)) ?? {}, change.days),
      })),
    )
  },
  drop: deleteSums,
}

/** Before the decision nothing is judged. */
const DECIDED = new Set(['APPROVED', 'DENIED', 'CLOSED', 'DELIVERED', 'VOIDED'])

function caseDecided(document: string): string | undefined {
  const { caseNo, payload } = JSON.parse(document) as {
    caseNo?: unknown
    payload?: { status?: unknown; statusBefore?: unknown }
  }
  const touches = [payload?.status, payload?.statusBefore].some((status) => DECIDED.has(String(status)))
  return typeof caseNo === 'string' && touches ? caseNo : undefined
}
