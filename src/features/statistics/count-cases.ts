import type { Consumer } from '../exchange/consumer.js'
import { countEvents, countedEvent } from './case-counts.js'
import { deleteCounted, saveCounted, selectCounted } from './statistics-store.js'

/** Counts cases by organisation, item, month and status (办件数量) from the log of events. */
export const COUNT_CASES: Consumer = {
  name: 'countCases',
  async apply(db, generation, entries) {
    const events = entries.flatMap(({ subjectId, document }) => countedEvent(subjectId, document) ?? [])
    if (events.length === 0) return
    const caseIds = [...new Set(events.map(({ caseId }) => caseId))]
    const { after, changes } = countEvents(await selectCounted(db, generation, caseIds), events)
    if (after.size > 0) await saveCounted(db, generation, after, changes)
  },
  drop: deleteCounted,
}
