import type { Queryable } from '../../../database/queryable.js'
import type { InputError } from '../../../shared/problem.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import type { CaseRecord } from '../case.js'
import type { HistoryFindings, StillLawful } from './earlier-applications.js'
import { lockNumbers, selectNumbersTaken } from './external-store.js'

type Told = Pick<CaseRecord, 'id' | 'itemCode' | 'facts'>
type Rules = Pick<ItemDocument, 'duplicates'>

const CODE = 'EXTERNAL_NO_TAKEN'

/**
 * Whether another case of the item bears one of the other system’s numbers (外部编号) already: a platform that lost an
 * answer sends the same application again, under another key. As the item says of second applications (重复申请): nothing,
 * a warning that staff see, or a refusal. One query; none without such a number.
 */
export async function numbersTaken(
  db: Queryable,
  { id, itemCode, facts: { externalNos } }: Told,
  { duplicates = 'warn' }: Rules,
): Promise<HistoryFindings> {
  if (externalNos.length === 0 || duplicates === 'allow') return { errors: [], warnings: [] }
  const places = await selectNumbersTaken(db, { externalNos, itemCode, except: id })
  const found = places.map((place) => ({ pointer: `/externalNos/${place}`, code: CODE }))
  return duplicates === 'refuse'
    ? { errors: found.map((each) => ({ ...each, message: TAKEN })), warnings: [] }
    : { errors: [], warnings: found }
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
    const found = await numbersTaken(db, record, rules)
    return [...found.errors, ...found.warnings].every(({ pointer }) => seen.has(pointer))
  }
}

const TAKEN: InputError['message'] = {
  en: 'Another case of this item bears this number of the other system: see whether it is the same application',
  zh: '已有办件使用同一外部系统编号，请核实是否同一申请',
}
