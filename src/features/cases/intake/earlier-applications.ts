import type { Queryable } from '../../../database/queryable.js'
import type { Caller } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import type { LegalDate } from '../../../shared/time.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import { STATUSES, type Status } from '../../workflow/statuses.js'
import type { CaseRecord, Warning } from '../case.js'
import { isApplicantOnly } from '../parties/identity-proofs.js'
import { APPLICANTS } from '../parties/relations.js'
import { type EarlierRow, isBarredFromPromises, lockApplications, selectEarlier } from './earlier-store.js'
import { marriedAmong } from './marriages.js'
import type { Overriding } from './overrides.js'

type Rules = Pick<ItemDocument, 'duplicates' | 'earlierGrants' | 'barAfterFalseStatement' | 'marriage'>
type Told = Pick<CaseRecord, 'id' | 'itemCode' | 'parties' | 'facts'>

/** Looks again inside the transaction that writes; false: another case of the same person was faster. */
export type StillLawful = (db: Queryable) => Promise<boolean>

export interface HistoryFindings {
  errors: InputError[]
  warnings: Warning[]
  still?: StillLawful | undefined
}

const NOTHING: HistoryFindings = { errors: [], warnings: [] }

/**
 * What the system itself knows of this person and this item (本系统办理记录): a second application under way, and what was
 * granted before. One query; none where the item allows whatever comes.
 */
export async function lookBack(
  db: Queryable,
  record: Told,
  document: Rules,
  today: LegalDate,
  by?: Overriding,
): Promise<HistoryFindings> {
  const indexes = applicantsOf(record)
  const { duplicates = 'warn', earlierGrants, barAfterFalseStatement } = document
  const asks = duplicates !== 'allow' || earlierGrants !== undefined || barAfterFalseStatement === true
  const { id: except, itemCode, facts } = record
  const married = await marriedAmong(db, record, document, by)
  if (indexes.length === 0 || !asks) return { ...NOTHING, ...married }
  const rows = await selectEarlier(db, {
    ...{ indexes, itemCode, except },
    oneOf: duplicates === 'allow' ? [] : [...OPEN],
    grantedIn: earlierGrants === undefined ? [] : AFTER_GRANT,
    refused: barAfterFalseStatement === true,
  })
  const found = judgeHistory(rows, { document, form: facts.form, today })
  return both(married, found)
}

/**
 * 不适用告知承诺: who broke a promise brings the materials themselves, where the item says so of its promises; nobody is asked
 * where none is given.
 */
export async function barredPromises(
  db: Queryable,
  record: Told & Pick<CaseRecord, 'materials'>,
  { materials }: Pick<ItemDocument, 'materials'>,
): Promise<HistoryFindings> {
  const given = record.materials.filter(({ source, removedAt }) => source === 'commitment' && !removedAt)
  const ruled = materials.filter(
    ({ materialCode, commitment }) =>
      commitment?.barAfterBreach !== undefined && given.some((each) => each.materialCode === materialCode),
  )
  const indexes = applicantsOf(record)
  if (ruled.length === 0 || indexes.length === 0) return NOTHING
  if (!(await isBarredFromPromises(db, indexes, record.id))) return NOTHING
  const errors = ruled.map(({ name, nameEn = name }) => ({
    pointer: '/materials',
    code: 'COMMITMENT_BARRED',
    message: {
      en: `An earlier promise was broken and is not repaired: bring ${nameEn} itself`,
      zh: `此前作出的承诺经核查不实，信用修复前不适用告知承诺，请提交《${name}》`,
    },
  }))
  return { errors, warnings: [] }
}

/** What several look-ups found, together. */
export const both = (...found: readonly HistoryFindings[]): HistoryFindings => ({
  errors: found.flatMap(({ errors }) => errors),
  warnings: found.flatMap(({ warnings }) => warnings),
})

/** Each of them in turn, in one transaction; undefined where there is none. */
export function allOf(...checks: (StillLawful | undefined)[]): StillLawful | undefined {
  const all = checks.filter((each) => each !== undefined)
  if (all.length === 0) return undefined
  return async (db) => {
    for (const holds of all) if (!(await holds(db))) return false
    return true
  }
}

/** For whom a case is: who drew once draws as co-applicant no second time. */
const applicantsOf = ({ parties }: Told): Buffer[] =>
  parties.filter(({ role }) => APPLICANTS.has(role)).map(({ idNumberIndex }) => idNumberIndex)

/**
 * Two cases of one person may be decided in the same instant, each before the other is there: where the history forbids the
 * second, the act looks back once more while nobody else writes for this person and item. Absent where nothing is forbidden.
 */
export function looksBackAgain(record: Told, rules: Rules, today: LegalDate): StillLawful | undefined {
  const indexes = applicantsOf(record)
  const forbids =
    rules.duplicates === 'refuse' || rules.earlierGrants !== undefined || rules.marriage !== undefined
  if (indexes.length === 0 || !forbids) return undefined
  return async (db) => {
    await lockApplications(db, { indexes, itemCode: record.itemCode })
    return (await lookBack(db, record, rules, today)).errors.length === 0
  }
}

/**
 * Whom history stops (查询限制): where staff hand in, what is wrong is an error. An applicant may name anybody, and could
 * ask sum by sum what a stranger was granted: of such an application it is a warning that staff alone see, and judged
 * again where it is granted.
 */
export async function historyFor<F extends HistoryFindings>(
  caller: Pick<Caller, 'grants'>,
  look: () => Promise<F>,
): Promise<F> {
  const found = await look()
  return isApplicantOnly(caller) ? { ...found, errors: [], warnings: toldOf(found) } : found
}

/** All that was found, as staff are told of it. */
export const toldOf = ({ errors, warnings }: HistoryFindings): Warning[] => [
  ...warnings,
  ...errors.map(({ code, pointer }) => ({ code, pointer }) as Warning),
]

/** The rules of the item over what there was; pure. No amount of anybody stands in what is said. */
export function judgeHistory(
  rows: readonly EarlierRow[],
  { document, form, today }: { document: Rules; form: Record<string, unknown>; today: LegalDate },
): HistoryFindings {
  const { duplicates = 'warn', earlierGrants, barAfterFalseStatement } = document
  const errors: InputError[] = []
  if (barAfterFalseStatement === true && rows.some((row) => isBarred(row, today))) errors.push(barred)
  const isOpen = rows.some(({ status }) => OPEN.has(status))
  if (isOpen && duplicates === 'refuse') errors.push(openAlready)
  if (earlierGrants !== undefined) errors.push(...checkGrants(rows, earlierGrants, form, today))
  const warnings = isOpen && duplicates === 'warn' ? [{ code: 'OPEN_APPLICATION', pointer: '/itemCode' }] : []
  return { errors, warnings }
}

/** Under way: handed in, and not decided or ended. */
const OPEN: ReadonlySet<string> = new Set(
  (Object.keys(STATUSES) as Status[]).filter(
    (status) => !STATUSES[status].final && !['DRAFT', 'APPROVED', 'DENIED', 'CLOSED'].includes(status),
  ),
)

/** Where a case stands that was granted. */
const AFTER_GRANT: readonly Status[] = ['APPROVED', 'CLOSED', 'DELIVERED']

function checkGrants(
  rows: readonly EarlierRow[],
  { mostPerYear, amount, statedBefore }: NonNullable<Rules['earlierGrants']>,
  form: Record<string, unknown>,
  today: LegalDate,
): InputError[] {
  const granted = rows.filter((row) => row.granted && row.status !== 'VOIDED')
  const year = today.slice(0, 4)
  const thisYear = granted.filter(({ decided_on: on }) => on?.slice(0, 4) === year)
  const errors: InputError[] = []
  if (mostPerYear !== undefined && thisYear.length >= mostPerYear)
    errors.push({
      pointer: '/itemCode',
      code: 'GRANTED_THIS_YEAR',
      message: {
        en: `This was granted already this year: ${mostPerYear} a year`,
        zh: `本年度已办理过该事项：每年限 ${mostPerYear} 次`,
      },
    })
  if (amount === undefined || statedBefore === undefined) return errors
  const before = granted.reduce(
    (sum, row) => sum + (row.granted_amount ?? centsIn(row.form ?? {}, amount)),
    0,
  )
  if (centsIn(form, statedBefore) < before)
    errors.push({
      pointer: `/form/${statedBefore}`,
      code: 'GRANTED_BEFORE_DIFFERS',
      message: {
        en: 'Less than what this system has granted before',
        zh: '少于本系统此前已办理的合计金额',
      },
    })
  return errors
}

/** 一年内不得再次申请 (Art. 78): up to the same day of the next year; a refusal that was voided was none. */
const isBarred = ({ false_on: on, status }: EarlierRow, today: LegalDate): boolean =>
  on !== null && status !== 'VOIDED' && today <= `${Number(on.slice(0, 4)) + 1}${on.slice(4)}`

const barred: InputError = {
  pointer: '/itemCode',
  code: 'BARRED_AFTER_FALSE_STATEMENT',
  message: {
    en: 'An application was refused for a false statement: no new one within a year (Art. 78)',
    zh: '此前因隐瞒有关情况或者提供虚假材料未获受理，一年内不得再次申请（行政许可法第七十八条）',
  },
}

/** Money in a field of a form (分); 0 where there is none. */
function centsIn(form: Record<string, unknown>, field: string): number {
  const { amount } = (form[field] ?? {}) as { amount?: unknown }
  return typeof amount === 'number' ? amount : 0
}

const openAlready: InputError = {
  pointer: '/itemCode',
  code: 'OPEN_APPLICATION',
  message: {
    en: 'The same person has an application for this item under way',
    zh: '同一申请人已有该事项的在办申请',
  },
}
