import type { Queryable } from '../../../database/queryable.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import type { CaseRecord } from '../case.js'
import type { HistoryFindings, StillLawful } from './earlier-applications.js'
import { lockNumbers, selectNumbersTaken } from './external-store.js'

type Told = Pick<CaseRecord, 'id' | 'itemCode' | 'facts'>
type Rules = Pick<ItemDocument, 'duplicates'>

const CODE = 'EXTERNAL_NO_TAKEN'

/**
 * Whether another case of the item bears one of the other system’s numbers (外部编号) already: a platform that lost an
 * answer sends the same application again, under another key. A warning that staff see, never a refusal: who guesses a
 * platform’s next numbers would shut the window for others (Art. 32); a second application of the same person is refused
 * as the item says (重复申请). One query; none without such a number.
 */
export async function numbersTaken(
  db: Queryable,
  { id, itemCode, facts: { externalNos } }: Told,
  { duplicates = 'warn' }: Rules,
): Promise<HistoryFindings> {
  if (externalNos.length === 0 || duplicates === 'allow') return { errors: [], warnings: [] }
  const places = await selectNumbersTaken(db, { externalNos, itemCode, except: id })
  return { errors: [], warnings: places.map((place) => ({ pointer: `/externalNos/${place}`, code: CODE })) }
}

/**
 * Of any number that come in the same instant one is the first, and each other says so: looks again while nobody else
 * writes under the number. Absent where there is none.
 */
export function numbersAsSeen(record: Told, rules: Rules): StillLawful | undefined {
  const { externalNos, warnings } = record.facts
  if (externalNos.length === 0 || rules.duplicates === 'allow') return undefined
  const seen = new Set(warnings.flatMap(({ code, pointer }) => (code === CODE ? [pointer] : [])))
  return async (db) => {
    await lockNumbers(db, { externalNos, itemCode: record.itemCode })
    const { warnings: found } = await numbersTaken(db, record, rules)
    return found.every(({ pointer }) => seen.has(pointer))
  }
}
