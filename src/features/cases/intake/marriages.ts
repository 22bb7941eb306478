import type { Queryable } from '../../../database/queryable.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import type { CaseRecord } from '../case.js'
import { APPLICANTS } from '../parties/relations.js'
import type { HistoryFindings } from './earlier-applications.js'
import { selectMarriages } from './marriage-store.js'
import { isSettled, type Overriding, overridden } from './overrides.js'

type Couple = Pick<CaseRecord, 'id' | 'itemCode' | 'parties' | 'facts'>

/**
 * Who of a couple is married by what this system registered (重婚，民法典 1042): no divorce of the same two people followed.
 * Whom death or a court parted, staff say with the paper that they saw: this system is not told of it.
 */
export async function marriedAmong(
  db: Queryable,
  record: Couple,
  { marriage }: Pick<ItemDocument, 'marriage'>,
  by: Overriding | undefined,
): Promise<HistoryFindings> {
  const found: HistoryFindings = { errors: [], warnings: [] }
  if (marriage === undefined) return found
  const { endedBy, alsoBy = [] } = marriage
  const rows = await selectMarriages(db, {
    indexes: record.parties.filter(({ role }) => APPLICANTS.has(role)).map((each) => each.idNumberIndex),
    marry: [record.itemCode, ...alsoBy].map((itemCode) => ({ itemCode })),
    end: endedBy,
    except: record.id,
  })
  // In the order of the parties: that of the indexes tells nobody anything.
  for (const [index, { idNumberIndex }] of record.parties.entries()) {
    if (!rows.some(({ person }) => person.equals(idNumberIndex))) continue
    const place = { pointer: `/parties/${index}/idNumber`, code: 'ALREADY_MARRIED' }
    if (isSettled(record.facts.warnings, place)) continue
    const told = overridden(place, by)
    if (told === undefined) found.errors.push({ ...place, message: MESSAGE })
    else found.warnings.push(told)
  }
  return found
}

const MESSAGE = {
  en: 'This person is married by what this system has registered, and no divorce followed; whom death or a court parted, staff name in `overrides` with the paper that they saw (`proof`)',
  zh: '本系统登记显示该当事人已有配偶，且无离婚登记（民法典第一千零四十二条、第一千零五十一条）；丧偶或者经法院判决、调解离婚的，由工作人员查验死亡证明、判决书、调解书等后在 overrides 中填写理由和凭证（proof）',
}
