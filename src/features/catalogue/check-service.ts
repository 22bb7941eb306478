import type { Queryable } from '../../database/queryable.js'
import type { LegalDate } from '../../shared/time.js'
import { readDictionaries } from '../dictionaries/dictionary-service.js'
import { existingFiles } from '../files/file-service.js'
import { publishedWorkflows } from '../workflow/workflow-service.js'
import type { CheckContext } from './checks/check-context.js'
import { namedFiles } from './checks/reference-checks.js'
import type { ItemDocument } from './item-document.js'
import { selectToday } from './item-store.js'

/**
 * What the checks must know beside the document (检查的外部条件); `on`: the day from which the version is in force. Which
 * files are there is looked up for a document that is given; without one it is not known.
 */
export async function readCheckContext(
  db: Queryable,
  on?: LegalDate,
  document?: ItemDocument,
): Promise<CheckContext> {
  return {
    today: on ?? (await selectToday(db)),
    dictionaries: await readDictionaries(db),
    workflows: await publishedWorkflows(db),
    ...(document === undefined
      ? {}
      : {
          files: await existingFiles(
            db,
            namedFiles(document).map(({ fileId }) => fileId),
          ),
        }),
  }
}
