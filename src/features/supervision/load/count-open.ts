import type pg from 'pg'
import type { Queryable } from '../../../database/queryable.js'
import { standingById, standingByNumber } from '../../cases/standing.js'
import type { Consumer } from '../../exchange/consumer.js'
import { withCurrentGeneration } from '../../exchange/consumer-service.js'
import {
  deleteLoads,
  saveCounted,
  saveLoads,
  selectCounted,
  selectCountedAfter,
  selectLoadsToChange,
} from './load-store.js'
import { changesOf, isSame, nameOf, type Standing, withChange } from './open-load.js'

/**
 * Counts the cases in process by place, organ, item, window and person, with due day and lamp (在办件计数). An event only
 * says which case to look at: what is counted is how it stands now, so that lamps, due days and whoever holds a step need no
 * schema of their own here, and an event that comes twice changes nothing.
 */
export const COUNT_OPEN: Consumer = {
  name: 'countOpen',
  async apply(db, generation, entries) {
    const caseNos = [...new Set(entries.flatMap(({ document }) => caseOfEvent(document) ?? []))]
    if (caseNos.length === 0) return
    await count(db, generation, await standingByNumber(db, caseNos))
  },
  drop: deleteLoads,
}

/** The case that an event tells of, as its subject or beside it (an alert); a draft is nobody's work yet. */
function caseOfEvent(document: string): string | undefined {
  const { caseNo, payload } = JSON.parse(document) as { caseNo?: unknown; payload?: { status?: unknown } }
  return typeof caseNo === 'string' && payload?.status !== 'DRAFT' ? caseNo : undefined
}

async function count(
  db: Queryable,
  generation: number,
  now: ReadonlyMap<string, Standing | undefined>,
): Promise<void> {
  const before = await selectCounted(db, generation, [...now.keys()])
  const moved = [...now].filter(([caseId, standing]) => !isSame(before.get(caseId), standing))
  if (moved.length === 0) return
  const changes = changesOf(moved.map(([caseId, after]) => ({ before: before.get(caseId), after })))
  const there = new Map(
    (await selectLoadsToChange(db, generation, changes)).map((row) => [
      nameOf({ ...row, axis: row.axis as 'all' }),
      row.cells,
    ]),
  )
  await saveCounted(db, generation, new Map(moved))
  if (changes.length > 0)
    await saveLoads(
      db,
      generation,
      changes.map((change) => ({
        ...change,
        cells: withChange(there.get(nameOf(change)) ?? {}, change.cells),
      })),
    )
}

const LOOKED = 1000

/**
 * Looks again at the next cases that are counted: where an organ or a division has moved no event of the case says so.
 * Gives where to go on, and how many were looked at; at the end from the beginning.
 */
export async function recountOpen(pool: pg.Pool, after: string): Promise<{ after: string; looked: number }> {
  return (
    (await withCurrentGeneration(pool, COUNT_OPEN.name, async (db, generation) => {
      const counted = await selectCountedAfter(db, generation, after, LOOKED)
      const ids = [...counted.keys()]
      if (ids.length > 0) await count(db, generation, await standingById(db, ids))
      return { after: ids.length < LOOKED ? NO_CASE : (ids.at(-1) ?? NO_CASE), looked: ids.length }
    })) ?? { after, looked: 0 }
  )
}

export const NO_CASE = '00000000-0000-0000-0000-000000000000'
