import type { Queryable } from '../../database/queryable.js'
import type { LegalDate } from '../../shared/time.js'
import { readDictionaries } from '../dictionaries/dictionary-service.js'
import { publishedWorkflows } from '../workflow/workflow-service.js'
import type { CheckContext } from './checks/check-context.js'
import { selectToday } from './item-store.js'

/** What the checks must know beside the document (检查的外部条件); `on`: the day from which the version is in force. */
export async function readCheckContext(db: Queryable, on?: LegalDate): Promise<CheckContext> {
  return {
    today: on ?? (await selectToday(db)),
    dictionaries: await readDictionaries(db),
    workflows: await publishedWorkflows(db),
  }
}
