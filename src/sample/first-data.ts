import { withAdvisoryLock } from '../database/advisory-lock.js'
import type { Log } from '../database/log.js'
import type { Queryable } from '../database/queryable.js'
import type { Keeping } from '../features/files/keeping.js'
import { placeSampleFiles } from './files/sample-files.js'
import { seedReferenceData, seedSampleData } from './seed.js'

const SEED_LOCK = 7_924_012

/** Where the files of the sample go; undefined: no sample is wanted. */
export type SampleFolder = Keeping | undefined

/**
 * Calendars, thresholds and procedures always; the sample only into a database that has no division. All or nothing: a
 * start that is killed in the middle leaves no half of a sample, and the next one finishes it; of several at once one
 * does it, the others wait. Needs a connection of its own.
 */
export async function seedFirstData(owner: Queryable, log: Log, sample: SampleFolder): Promise<void> {
  await withAdvisoryLock(owner, SEED_LOCK, log, async () => {
    await owner.query('begin')
    try {
      await seedReferenceData(owner)
      if (sample !== undefined && (await isEmpty(owner))) {
        await seedSampleData(owner, log)
        // Before the commit: bytes without a row are nobody's, a row without its bytes is a broken file.
        await placeSampleFiles(owner, sample)
      }
      await owner.query('commit')
    } catch (error) {
      await owner.query('rollback').catch(() => {})
      throw error
    }
  })
}

async function isEmpty(owner: Queryable): Promise<boolean> {
  const { rows } = await owner.query<{ empty: boolean }>(
    'select not exists (select 1 from divisions) as empty',
  )
  return rows[0]?.empty === true
}
