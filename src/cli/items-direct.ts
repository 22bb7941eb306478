import { Readable } from 'node:stream'
import { pino } from 'pino'
import type { Config } from '../config.js'
import { openDatabase } from '../database/open.js'
import { withTransaction } from '../database/transaction.js'
import { createImporter, IMPORT_JOB } from '../features/transfer/import-jobs.js'
import { viewImport, viewRefusedLine } from '../features/transfer/import-schemas.js'
import { finishUpload, selectFindings, selectImport } from '../features/transfer/import-store.js'
import { receiveImport } from '../features/transfer/import-upload.js'
import { entryLines } from '../features/transfer/items/export-entries.js'
import { keepCaller } from '../features/transfer/kept-caller.js'
import { orderJob } from '../jobs/job-service.js'
import { createDeps } from '../service.js'
import type { Caller } from '../shared/caller.js'
import { subjectOf } from '../shared/caller.js'
import type { Language } from '../shared/text.js'
import type { CatalogueDoor, Refused } from './items-door.js'

const BY: Caller = { kind: 'system', issuer: 'urn:yichuang:system', subject: 'command-line', grants: [] }
const PAGE = 100

/** The catalogue of the configured database without a service; whoever holds its login keeps every item. */
export async function openDirect(config: Config, language: Language = 'zh'): Promise<CatalogueDoor> {
  const log = pino({ level: 'error', base: null })
  const opened = await openDatabase(config, log)
  // Services on this database hear of it by themselves.
  const deps = createDeps(config, opened, log)
  const { pool } = deps
  const importer = createImporter(deps)
  return {
    async begin(lines, kind, mode) {
      const caller = keepCaller(BY)
      const terms = { createdBy: subjectOf(BY), reach: null, kind, mode, caller }
      const arrived = await receiveImport(pool, lines, { limit: config.importLimit, ...terms })
      const { importId } = arrived
      await withTransaction(pool, async (db) => {
        const job = { kind: IMPORT_JOB, payload: { importId }, divisions: [] }
        await finishUpload(db, importId, { ...arrived, jobId: (await orderJob(db, BY, job)).id })
      })
      importer.start()
      return importId
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
    export: async (kind, query) => Readable.from(entryLines(deps, kind, query)),
    async close() {
      await importer.stop()
      await deps.listener.close()
      await pool.end()
      await opened.stop()
    },
  }
}
