import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import type { LegalDate } from '../../shared/time.js'
import { type GrantedCase, grantedCases } from '../cases/granted-cases.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { isTheirs } from '../catalogue/questions/for-whom.js'
import { shiftDate } from '../deadlines/day-number.js'
import { grantedLines } from '../documents/granted.js'
import type { Line } from '../documents/sheet-parts.js'
import { dayInWords } from '../documents/wording.js'
import { type LicenceKind, lastDayOf, numberOf, renewedFrom, seriesOf } from './licence.js'
import { keepNumber, lockNumbers, nextSerial, selectNumbers } from './licence-number-store.js'
import { type LicenceRow, readLicencesOf } from './licence-store.js'

/** A result of a case that becomes a licence. */
export interface LicensedResult {
  result: number
  name: string
  kind: LicenceKind
}

/** Which results of its item become licences for this applicant (证照结果). */
export function licensedResults(item: Pick<ItemDocument, 'results'>, granted: GrantedCase): LicensedResult[] {
  const data = {
    answers: granted.answers ?? {},
    applicant: { type: granted.applicant_type === 'legal' ? 'legal' : 'natural' },
  } as const
  return [...item.results.entries()].flatMap(([result, { name, licence: kind, ...of }]) =>
    kind === undefined || !isTheirs(of, granted.situation ?? '', data) ? [] : [{ result, name, kind }],
  )
}

/**
 * The numbers of what a case grants (证照编号), by result: once given, by the decision that names them or at the latest when
 * it is entered, they stay its own, whatever is entered between. Within a transaction.
 */
export async function numbersFor(
  db: pg.PoolClient,
  granted: GrantedCase,
  on: LegalDate,
  results: readonly LicensedResult[],
): Promise<ReadonlyMap<number, string>> {
  if (results.length === 0) return new Map()
  await lockNumbers(db, granted.id)
  const numbers = new Map((await selectNumbers(db, granted.id)).map((row) => [row.result, row.licence_no]))
  for (const { result, kind } of results) {
    if (numbers.has(result)) continue
    const series = seriesOf(kind, { on, divisions: granted.deciding_divisions })
    const licenceNo = numberOf(series, await nextSerial(db, granted.organisation_code, series), kind)
    await keepNumber(db, { case_id: granted.id, result, licence_no: licenceNo })
    numbers.set(result, licenceNo)
  }
  return numbers
}

/** What the paper of a grant says of licences: number and validity, and what a renewal or a change makes of the one that is there. */
export async function licencesOnPaper(
  { pool }: { pool: pg.Pool },
  item: ItemDocument,
  { case_id: caseId, issued_on: on }: { case_id: string; issued_on: LegalDate },
): Promise<Line[]> {
  if (item.results.every(({ licence }) => licence === undefined)) return []
  const [granted] = await grantedCases(pool, [caseId])
  if (granted === undefined) return []
  const link = granted.related?.find(({ relation }) => relation === 'renewalOf' || relation === 'changeOf')
  if (link !== undefined) return alteredLines(pool, item, granted, { ...link, on })
  const results = licensedResults(item, granted)
  const numbers = await withTransaction(pool, (db) => numbersFor(db, granted, on, results))
  return results.map(({ result, name, kind }) => ({
    text: `《${name}》，编号${numbers.get(result) ?? ''}，${validity(on, lastDayOf(kind, on))}`,
  }))
}

async function alteredLines(
  db: Queryable,
  item: ItemDocument,
  granted: GrantedCase,
  { relation, caseNo, on }: { relation: string; caseNo: string; on: LegalDate },
): Promise<Line[]> {
  const lines: Line[] = []
  for (const row of await readLicencesOf(db, caseNo)) {
    const kind = item.results[row.result]?.licence
    if (kind === undefined) continue
    const called = `《${row.name}》，编号${row.licence_no}`
    if (relation === 'renewalOf') lines.push({ text: `${called}，${renewed(row, granted, kind, on)}` })
    else {
      lines.push({ text: `${called}，${validity(row.valid_from, row.valid_to)}（有效期不变）` })
      const inPart = granted.grant?.partial !== undefined
      const now = grantedLines(item, granted.item_type, granted.form ?? {}, { inPart })
      lines.push(...changedLines(row.content, now))
    }
  }
  return lines
}

/** 延续后的有效期: from the day after the old end, or from the decision that came later; what the law renewed stays as it is. */
function renewed(row: LicenceRow, granted: GrantedCase, kind: LicenceKind, on: LegalDate): string {
  const at = row.acts.findIndex(({ act, case_no }) => act === 'renew' && case_no === granted.case_no)
  // The paper may be made before or after the register says so: it says the same.
  const entered = at > 0 ? row.acts[at - 1]?.valid_to : undefined
  const old = entered ?? (row.renewal_case_no === granted.case_no ? row.valid_to : null)
  if (old === null) return validity(row.valid_from, row.valid_to)
  const from = renewedFrom(old, granted.decided_on ?? on)
  const to = lastDayOf(kind, from)
  const begins = from > shiftDate(old, 1) ? `自${dayInWords(from)}起` : ''
  return `有效期${begins}延续至${to === undefined ? '长期' : dayInWords(to)}（原有效期至${dayInWords(old)}）`
}

const validity = (from: LegalDate, to: LegalDate | null | undefined): string =>
  to == null ? `自${dayInWords(from)}起长期有效` : `有效期自${dayInWords(from)}至${dayInWords(to)}`

/** What it said before and says now, by its titles (变更前、变更后). */
function changedLines(before: readonly string[], after: readonly Line[]): Line[] {
  const titleOf = (text: string) => text.slice(0, text.indexOf('：') + 1)
  const was = new Map(before.map((text) => [titleOf(text), text]))
  return after.flatMap(({ text, masked }) => {
    const title = titleOf(text)
    const old = was.get(title)
    if (old === text) return []
    const from = old === undefined ? '' : `由“${old.slice(title.length)}”`
    return [
      {
        text: `${title}${from}变更为“${text.slice(title.length)}”`,
        ...(masked === undefined ? {} : { masked: `变更：${masked}` }),
      },
    ]
  })
}
