import type { Queryable } from '../../database/queryable.js'
import type { LegalDate } from '../../shared/time.js'
import { readDictionaries } from '../dictionaries/dictionary-service.js'
import { existingFiles, publishableFiles } from '../files/file-service.js'
import { publishedWorkflows } from '../workflow/workflow-service.js'
import type { CheckContext } from './checks/check-context.js'
import type { ItemDocument } from './item-document.js'
import { namedFiles } from './item-files.js'
import { selectToday } from './item-store.js'

interface Looked {
  documents: readonly ItemDocument[]
  /** The day from which the version is in force; today by default. */
  on?: LegalDate | undefined
  /** Who brings in documents that never were a draft: only what he may publish counts as a file that is there. */
  importedBy?: string
}

/** What the checks must know beside the documents (检查的外部条件). */
export async function readCheckContext(
  db: Queryable,
  { documents, on, importedBy }: Looked,
): Promise<CheckContext> {
  const files = documents.flatMap(namedFiles)
  return {
    today: on ?? (await selectToday(db)),
    dictionaries: await readDictionaries(db),
    workflows: await publishedWorkflows(db),
    files: await (importedBy === undefined
      ? existingFiles(
          db,
          files.map(({ fileId }) => fileId),
        )
      : publishableFiles(db, files, importedBy)),
  }
}
