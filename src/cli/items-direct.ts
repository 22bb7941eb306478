import { Readable } from 'node:stream'
import { pino } from 'pino'
import type { Config } from '../config.js'
import { openDatabase } from '../database/open.js'
import { createPool } from '../database/pool.js'
import { entryLines } from '../features/catalogue/transfer/export-entries.js'
import { createImporter } from '../features/catalogue/transfer/import-jobs.js'
import { viewImport, viewRefusedLine } from '../features/catalogue/transfer/import-schemas.js'
import { finishUpload, selectFindings, selectImport } from '../features/catalogue/transfer/import-store.js'
import { receiveImport } from '../features/catalogue/transfer/import-upload.js'
import type { Language } from '../shared/text.js'
import type { CatalogueDoor, Refused } from './items-door.js'

const BY = 'urn:yichuang:system|command-line'
const PAGE = 100

/** The catalogue of the configured database without a service; whoever holds its login keeps every item. */
export async function openDirect(config: Config, language: Language = 'zh'): Promise<CatalogueDoor> {
  const log = pino({ level: 'error', base: null })
  const opened = await openDatabase(config, log)
  const pool = createPool(opened.app, { log, max: 4, sessionSettings: config.databaseUrl !== undefined })
  // Services on this database hear of it by themselves; here nothing is kept in memory.
  const importer = createImporter({ pool, log, items: { forgetAll() {} } })
  return {
    async begin(lines, kind, mode) {
      const upload = { limit: config.importLimit, createdBy: BY, reach: null, kind, mode }
      const arrived = await receiveImport(pool, lines, upload)
      await finishUpload(pool, arrived.importId, arrived)
      importer.start()
      return arrived.importId
    },
    async read(importId) {
      const row = await selectImport(pool, importId)
      if (row === undefined) throw new Error('the import is gone')
      return viewImport(row)
    },
    async *refused(importId): AsyncGenerator<Refused> {
      const kind = (await selectImport(pool, importId))?.kind ?? 'items'
      for (let after = 0; ; ) {
        const rows = await selectFindings(pool, importId, after, PAGE)
        yield* rows.map((row) => viewRefusedLine(row, kind, language))
        after = rows.at(-1)?.line ?? after
        if (rows.length < PAGE) return
      }
    },
    export: async (kind, query) => Readable.from(entryLines(pool, kind, query)),
    async close() {
      await importer.stop()
      await pool.end()
      await opened.stop()
    },
  }
}
