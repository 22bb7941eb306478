import type { Config } from '../config.js'
import { openDatabase, withClient } from '../database/open.js'
import { createKeeping } from '../features/files/keeping.js'
import { createLog } from '../log.js'
import { placeSampleFiles } from '../sample/files/sample-files.js'
import { seedReferenceData, seedSampleData } from '../sample/seed.js'
import { createKeys } from '../service.js'

/** Puts the sample data into the configured database; rows that are there stay as they are. */
export async function seedCommand(config: Config): Promise<void> {
  if (config.production) throw new Error('NODE_ENV: no sample data in production')
  const log = createLog(config)
  const opened = await openDatabase(config, log)
  try {
    await withClient(opened.owner, async (owner) => {
      await seedReferenceData(owner)
      await seedSampleData(owner, log)
      await placeSampleFiles(owner, createKeeping(config, createKeys(config).encryption))
    })
  } finally {
    await opened.stop()
  }
}
