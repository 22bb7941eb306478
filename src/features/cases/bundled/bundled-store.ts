import type { Queryable } from '../../../database/queryable.js'
import { columnsOf, insertRows, listed, type RowOf, type WrittenRow } from '../../../database/rows.js'
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
