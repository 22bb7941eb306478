import type { Queryable } from '../../../database/queryable.js'
import { columnsOf, insertRows, listed, type RowOf, type WrittenRow } from '../../../database/rows.js'
import type { Bill } from '../../fees/bill.js'
import type { cases } from '../case-tables.js'
import { bundleCases } from './bundled-tables.js'

/** A row of `bundle_cases`. */
export type BundleCaseRow = RowOf<typeof bundleCases>

export async function selectBundleCase(db: Queryable, caseNo: string): Promise<BundleCaseRow | undefined> {
  const { rows } = await db.query<BundleCaseRow>({
    name: 'select-bundle-case',
    text: `select ${listed(columnsOf(bundleCases), 'b')} from bundle_cases b where b.case_no = $1`,
    values: [caseNo],
  })
  return rows[0]
}

export async function insertBundleCase(db: Queryable, row: WrittenRow<typeof bundleCases>): Promise<void> {
  await db.query({
    name: 'insert-bundle-case',
    text: insertRows(bundleCases, '$1'),
    values: [JSON.stringify([row])],
  })
}

export async function updateParentCode(db: Queryable, caseNo: string, hash: Buffer): Promise<void> {
  await db.query({
    name: 'update-parent-code',
    text: 'update bundle_cases set query_code_hash = $2 where case_no = $1',
    values: [caseNo, hash],
  })
}

/** A member's case as far as money goes; `bundle`: what the whole is called. */
export interface BilledMember
  extends Pick<RowOf<typeof cases>, 'id' | 'case_no' | 'item_name' | 'item_code' | 'item_version'> {
  bundle: string
  bill: Bill
}

/** Those of the bundle's case that have a bill, in the order in which they were opened. One query. */
export async function selectBilledMembers(db: Queryable, parentNo: string): Promise<BilledMember[]> {
  const { rows } = await db.query<BilledMember>({
    name: 'select-billed-members',
    text: `select c.id, c.case_no, c.item_name, c.item_code, c.item_version, b.name as bundle, c.facts->'bill' as bill
      from cases c join bundle_cases b on b.case_no = c.parent_no
      where c.parent_no = $1 and c.facts ? 'bill' order by c.id`,
    values: [parentNo],
  })
  return rows
}
